/* hollow: see hollow.h, tested by tests/unit/test_refill.c, tests/unit/test_erase_undone.c and tests/unit/test_stock.c. */
#include "daemon/core/hollow.h"

#include "daemon/core/core.h"
#include "store/entries.h"
#include "store/erasures.h"

static struct hollow *find(const struct node *node, uint32_t log)
{
	for (uint32_t i = 0; i < node->hollow_count; i++)
		if (node->hollows[i].log == log)
			return &node->hollows[i];
	return NULL;
}

void hollow_note(struct node *node, uint32_t log, uint64_t seq)
{
	struct hollow *hollow = find(node, log);

	if (hollow == NULL) {
		node->hollows = array_reserve(node->hollows, &node->hollow_capacity,
		                              node->hollow_count + 1u, sizeof(*node->hollows));
		node->hollows[node->hollow_count++] =
			(struct hollow){ .log = log, .first = seq, .end = seq + 1, .is_new = true };
		return;
	}
	if (seq >= hollow->first && seq < hollow->end)
		return;
	hollow->first = seq < hollow->first ? seq : hollow->first;
	hollow->end = seq >= hollow->end ? seq + 1 : hollow->end;
	hollow->is_new = true;
}

void hollow_note_record(struct node *node, const struct record_ref *record)
{
	struct env_txn *txn = node_view(node);
	struct touches_cursor cursor;
	struct touch touch;
	struct entry_row row;

	records_open_touches(&cursor, txn, record);
	while (records_next_touch(&cursor, &touch)) {
		if (entries_get(txn, touch.log, touch.seq, &row) == 0 && row.body.size == 0)
			hollow_note(node, touch.log, touch.seq);
	}
	(void)!records_close_touches(&cursor);
}

void hollow_forget(struct node *node, uint32_t log)
{
	struct hollow *hollow = find(node, log);

	if (hollow != NULL)
		*hollow = node->hollows[--node->hollow_count];
}

struct hollow *hollows(const struct node *node, uint32_t *count)
{
	*count = node->hollow_count;
	return node->hollows;
}

static bool is_missing(struct node *node, const struct log_info *log, const struct entry_row *row)
{
	struct record_ref record = { .space = log->space, .audience = log->audience };
	struct entry_header header;
	struct erased_row erased;

	if (row->body.size > 0 || entry_header_decode(row->header, &header) != 0 ||
	    header.body_size == 0)
		return false;
	record.id = header.record;
	return erasures_get(node_view(node), &record, &erased) != 0 ||
	       erased.state != VB_ERASED_IN_FORCE;
}

bool hollow_look(struct node *node, struct hollow *hollow)
{
	const struct log_info *log = logs_get(node->logs, hollow->log);
	uint64_t first = UINT64_MAX, end = 0;
	struct entries_cursor cursor;
	struct entry_row row;

	if (log != NULL) {
		entries_open(&cursor, node_view(node), hollow->log, hollow->first);
		while (entries_next(&cursor, &row) && row.seq < hollow->end) {
			if (!is_missing(node, log, &row))
				continue;
			first = first == UINT64_MAX ? row.seq : first;
			end = row.seq + 1;
		}
		/* What is damaged shows in the next write. */
		(void)!entries_close(&cursor);
	}
	if (end == 0) {
		hollow_forget(node, hollow->log);
		return false;
	}
	hollow->first = first;
	hollow->end = end;
	return true;
}
