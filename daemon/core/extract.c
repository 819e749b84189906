/* extract: control entries and segments going out; see extract.h, tested by tests/sim/sim.c and
 * tests/unit/test_archive.c. */
#include "daemon/core/extract.h"

#include "protocol/openlog.h"
#include "protocol/peer/frame.h"
#include "protocol/peer/segment.h"
#include "store/entries.h"
#include "store/spaces.h"

int extract_control(struct node *node, const struct node_space *space, uint64_t end,
                    size_t max_bytes, uint64_t *next, struct buf *out)
{
	struct control_cursor c;
	struct control_row row;

	control_run_begin(out, &space->id);
	spaces_open_control(&c, node_view(node), space->number, (uint32_t)*next);
	while (*next < end && spaces_next_control(&c, &row)) {
		if (out->size + VB_HEADER_BYTES + 3u + row.body.size + VB_SIGNATURE_BYTES >
		    max_bytes)
			break;
		control_run_add(out, row.header.data, row.body, &row.signature);
		*next = (uint64_t)row.seq + 1;
	}
	return spaces_close_control(&c);
}

/* What a former member is served of a row: of open logs only the erasures, which it has to obey. */
static bool is_body_withheld(enum space_service service, struct span body)
{
	struct open_body open;

	if (service == VB_SERVE_WHOLE)
		return false;
	return open_body_decode(body, &open) != 0 ||
	       (open.type != VB_OPEN_ERASE && open.type != VB_OPEN_SUSPEND);
}

/* Adds rows to a segment up to the next seal: all but the last of a log stand at boundaries, which no segment crosses. */
static int fill_rows(struct env_txn *txn, uint32_t log, uint64_t first, enum space_service service,
                     struct segment_writer *w)
{
	struct entries_cursor c;
	struct entry_row row;
	struct entry_header header;
	struct signature seal;
	uint64_t seal_at = 0;
	int close_err;
	int err = entries_next_seal(txn, log, first, &seal_at, &seal);

	entries_open(&c, txn, log, first);
	while (err == 0 && entries_next(&c, &row)) {
		if (is_body_withheld(service, row.body))
			row.body = (struct span){ 0 };
		err = entry_header_decode(row.header, &header);
		if (err == 0)
			err = segment_add(w, &header, row.body);
		if (err != 0 || row.seq != seal_at)
			continue;
		segment_seal(w, &seal);
		break;
	}
	if (err == VB_ERR_TOO_LARGE || err == VB_ERR_NOT_FOUND)
		err = 0;
	close_err = entries_close(&c);
	return err != 0 ? err : close_err;
}

int extract_segment(struct node *node, const struct log_info *log, enum space_service service,
                    size_t max_bytes, uint64_t *next, struct buf *out)
{
	struct segment head = { .audience = log->audience, .log = log->id, .first_seq = *next };
	struct segment_writer w;
	uint32_t count = 0;
	int err = 0;

	head.is_introduced = *next == 0;
	/* The predecessor goes along, so that an office that has another one sees a fork and not a broken seal. */
	head.has_prev = *next > 0;
	if (head.has_prev)
		err = entries_id(node_view(node), log->handle, *next - 1, &head.prev);
	if (err != 0)
		return err;
	head.space = node_space_number(node, log->space)->id;
	head.author = log->author;
	head.incarnation = log->incarnation;
	segment_begin(&w, out, max_bytes, &head);
	err = fill_rows(node_view(node), log->handle, *next, service, &w);
	if (err == 0 && segment_finish(&w, &count) == 0)
		*next += count;
	return err;
}
