/* turn: what a turn of the node has done so far; forgotten at its end, whether it was committed or not.
 *
 * A part of core.h: everything here belongs to struct node and is changed by the files of the core alone.
 * Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_TURN_H
#define VB_DAEMON_CORE_TURN_H

#include "daemon/core/node.h"
#include "store/key.h"

/* An answer that waits for the commit. */
struct turn_answer {
	uint32_t client;
	uint64_t id;
	size_t at; /* in answer_bytes */
	size_t size;
	bool is_dropped; /* the client is gone */
};

/* A record that an erase of this turn names. */
struct core_erasing {
	struct record_ref record;
	struct entry_id erase;
	bool was_here;
};

/* Where this office stands between an erase and its receipt: erasure_run.h. */
struct core_erasure {
	struct mono_ms due; /* when the run is; valid if is_scheduled */
	bool is_pending;    /* something dropped stands in free pages of the file */
	bool is_scheduled;
	bool is_receipt_due;     /* after a run: to be written in this turn */
	bool is_receipt_waiting; /* its space takes none now: to be tried again */
};

/* What a turn has done so far. */
struct turn {
	struct env_txn *read; /* at most one of the two is open */
	struct env_txn *write;
	uint32_t entries; /* taken in */
	uint64_t bytes;   /* of these */
	bool is_past;     /* the commit is done: answers go out at once */
	bool feed_grew;
	bool roster_changed;          /* paired offices, members or cards */
	bool erased;                  /* an erase came */
	struct core_erasing *erasing; /* to be dropped before the commit */
	uint32_t erasing_count, erasing_capacity;
	struct turn_answer *answers;
	uint32_t answer_count, answer_capacity;
	struct buf answer_bytes;
	struct node_growth *growth;
	uint32_t growth_count, growth_capacity;
	uint32_t *own_logs; /* written to by this node, not sealed yet */
	uint32_t own_count, own_capacity;
};

#endif
