/* log_info: what is known of one log, and its row in the table logs.
 *
 * Entries 0 .. count-1 are here, 0 .. sealed-1 of them are covered by a seal, 0 .. valid-1 were judged valid and
 * 0 .. applied-1 given to merging: applied <= valid <= count and sealed <= count, always.
 * Called by logs, check; read by daemon/. Thread rule: pure.
 */
#ifndef VB_STORE_LOG_INFO_H
#define VB_STORE_LOG_INFO_H

#include "protocol/entry.h"
#include "store/key.h"

struct log_info {
	uint32_t handle;
	uint32_t space; /* short number */
	enum audience audience;
	struct log_id id;
	struct node_id author;
	uint64_t incarnation;

	uint64_t count;       /* entries here */
	struct entry_id head; /* entry id of count-1; zero in an empty log */
	struct hlc hlc;       /* of the head */
	uint32_t control_seq; /* cited by the head */
	uint8_t control_prefix[VB_ID_PREFIX_BYTES];
	struct boundary walk; /* since the last boundary */

	uint64_t sealed;            /* the newest seal stands at sealed-1 */
	bool is_sealed_at_boundary; /* and is permanent, because a boundary stands there too */

	uint64_t valid;
	uint64_t applied;
	int fault; /* 0, or why the entry at `valid` is held or invalid: enum vb_err */
};

/* Writes the row; the handle is its key. */
void log_info_encode(const struct log_info *info, struct key *row);

/* Reads a row. Errors: VB_ERR_STORE_CORRUPT. */
VB_MUST int log_info_decode(uint32_t handle, struct span row, struct log_info *out);

#endif
