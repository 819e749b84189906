/* fallen: what does not count; see fallen.h; tested by tests/unit/test_control_suspend.c. */
#include "daemon/core/fallen.h"

#include <string.h>

#include "daemon/core/holding.h"
#include "store/reposts.h"

uint64_t fallen_from(struct node *node, struct node_space *space, const struct log_info *log)
{
	uint64_t limit = holding_limit(space, log);

	if (log->audience == VB_AUDIENCE_OPEN)
		return log->count;
	if (limit < log->valid)
		return limit;
	switch (chronicle_fault(node, log)) {
	case VB_ERR_BEYOND_CUTOFF:
	case VB_ERR_VOIDED_CONTROL:
	case VB_ERR_NOT_MEMBER:
	case VB_ERR_FORK:
		return log->valid;
	default:
		return log->count;
	}
}

bool fallen_is_final(struct node *node, const struct log_info *log, uint64_t seq)
{
	int fault = chronicle_fault(node, log);

	return seq >= log->valid && (fault == VB_ERR_BEYOND_CUTOFF ||
	                             fault == VB_ERR_VOIDED_CONTROL || fault == VB_ERR_NOT_MEMBER);
}

/* Those of this office that were written again; what cannot be read makes the turn fail. */
static uint64_t reposted(struct node *node, struct node_space *space, uint64_t since_ms)
{
	struct reposts_cursor c;
	struct repost row;
	uint64_t sum = 0;

	reposts_open(&c, node_view(node), space->number);
	while (reposts_next(&c, &row)) {
		const struct log_info *log = logs_get(node->logs, row.log);

		sum += log != NULL && row.seq < log->count && hlc_wall(log->hlc).v >= since_ms &&
		       row.seq >= fallen_from(node, space, log);
	}
	return reposts_close(&c) == 0 ? sum : 0;
}

uint64_t fallen_count(struct node *node, struct node_space *space, const struct node_id *author,
                      uint64_t since_ms)
{
	uint64_t sum = 0;

	for (uint32_t stream = 0; stream <= VB_AUDIENCE_CORE; stream++) {
		size_t count;
		const struct log_info *const *logs =
			logs_in_stream(node->logs, space->number, (enum audience)stream, &count);

		for (size_t i = 0; i < count; i++) {
			if ((author == NULL || node_id_is_equal(&logs[i]->author, author)) &&
			    hlc_wall(logs[i]->hlc).v >= since_ms)
				sum += logs[i]->count - fallen_from(node, space, logs[i]);
		}
	}
	if (sum > 0 && (author == NULL || node_id_is_equal(author, &node->self)))
		sum -= reposted(node, space, since_ms);
	return sum;
}

/* Fills in the entry of the log that place names. */
static bool fill(struct node *node, const struct node_space *space, const struct log_info *log,
                 const struct fallen_place *place, struct record_ref *record,
                 struct chronicle_entry *out)
{
	struct entry_header header;
	struct apply_entry entry;

	if (apply_read(node, log->handle, place->seq, &header, &entry) != 0)
		return false;
	*record = (struct record_ref){ .space = space->number,
		                       .audience = log->audience,
		                       .id = header.record };
	*out = (struct chronicle_entry){ { header.hlc, log->author, log->incarnation, header.seq },
		                         log->handle };
	return true;
}

bool fallen_find(struct node *node, struct node_space *space, struct fallen_place *place,
                 struct record_ref *record, struct chronicle_entry *out)
{
	for (uint32_t stream = (uint32_t)place->audience; stream <= VB_AUDIENCE_CORE; stream++) {
		size_t count;
		const struct log_info *const *logs =
			logs_in_stream(node->logs, space->number, (enum audience)stream, &count);

		for (size_t i = 0; i < count; i++) {
			const struct log_info *log = logs[i];
			uint64_t from = fallen_from(node, space, log);
			int order = stream == (uint32_t)place->audience
			                    ? memcmp(log->id.b, place->log.b, sizeof(log->id.b))
			                    : 1;

			if (order == 0 && place->seq > from)
				from = place->seq;
			if (order < 0 || from >= log->count)
				continue;
			*place = (struct fallen_place){ (enum audience)stream, log->id, from };
			return fill(node, space, log, place, record, out);
		}
	}
	return false;
}
