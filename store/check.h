/* check: the full walk over a store that `verbundd --check` makes: is everything there, whole and consistent?
 *
 * Reads only. Every hash and chain is computed anew; signatures are not judged here, since that needs the folded
 * control logs. Findings are told one by one, with the place.
 * Called by daemon/main. Thread rule: loop thread only.
 */
#ifndef VB_STORE_CHECK_H
#define VB_STORE_CHECK_H

#include "store/key.h"

enum check_code {
	VB_CHECK_VERSION, /* no version, or not this one: nothing else was looked at */
	VB_CHECK_ROW,     /* a row does not have the form of its table */
	VB_CHECK_NUMBERS, /* two spaces or logs with one number, or one not below the next to be given */
	VB_CHECK_CONTROL_CHAIN, /* a control entry is missing or does not follow its predecessor */
	VB_CHECK_CONTROL_HEAD,  /* count or head of a space do not fit its control log */
	VB_CHECK_LOG_ID, /* a log's id is not derived from space, author, incarnation and audience */
	VB_CHECK_CHAIN,  /* an entry is missing or does not follow its predecessor */
	VB_CHECK_BODY_HASH, /* a body is not the one that its header names */
	VB_CHECK_HEAD,      /* count, head, clock or citation of a log do not fit its entries */
	VB_CHECK_COUNTERS, /* sealed, valid or applied beyond the entries; walk since the boundary wrong */
	VB_CHECK_SEAL_MISSING, /* no seal at a boundary or at the last sealed entry */
	VB_CHECK_SEAL_EXTRA,   /* a seal where none belongs */
	VB_CHECK_ORPHAN,       /* an entry, seal or control entry of no known log or space */
	VB_CHECK_TOUCH,        /* a touch that names no entry of that record */
	VB_CHECK_UNTOUCHED,    /* a record without touches, or a given entry without its touch */
	VB_CHECK_INDEX,        /* an index row of no record, a record without its kind row */
	VB_CHECK_WAITING,      /* the two tables of waiting entries differ, or name no entry */
	VB_CHECK_FEED,         /* a gap in the numbers, no generation */
};

struct check_finding {
	enum check_code code;
	const char *table; /* name of the table */
	uint32_t space; /* short numbers and seq of the place, as far as they apply; 0 otherwise */
	uint32_t log;
	uint64_t seq;
	struct record_id record;
};

/* The name of a finding, e.g. "BODY-HASH". Never NULL. */
const char *check_name(enum check_code code);

struct check_report {
	uint64_t spaces, control_entries, logs, entries, seals, records, feed_items,
		bytes; /* looked at */
	uint64_t findings;
};

/* Walks the whole store. on_finding is called for each finding. Errors: VB_ERR_STORE_CORRUPT (a table cannot be read
 * any further), VB_ERR_IO. 0 does not mean that nothing was found: look at report->findings. Cost: one hash over
 * everything. */
VB_MUST int check_run(struct env *env, void (*on_finding)(void *ctx, const struct check_finding *),
                      void *ctx, struct check_report *report);

#endif
