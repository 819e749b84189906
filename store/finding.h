/* finding: what the walk over a store found wrong, and how much it looked at.
 *
 * Findings go one by one to whoever asked; nothing is kept, so that a store full of damage costs no memory.
 * Called by check, check_logs, daemon/main. Thread rule: pure.
 */
#ifndef VB_STORE_FINDING_H
#define VB_STORE_FINDING_H

#include "store/keyspace.h"

/* clang-format off */
#define VB_FINDING_TABLE(X)                                                                                \
	X(VERSION, "the store has no version, or an older one (start verbundd once); nothing else was looked at") \
	X(ROW, "a row does not have the form of its table; the table was not read any further")            \
	X(NUMBERS, "a short number was given twice, or never given")                                       \
	X(CONTROL_CHAIN, "a membership decision is missing or does not follow the one before")             \
	X(CONTROL_HEAD, "count or head of a space do not fit its membership decisions")                    \
	X(LOG_ID, "the id of a log is not derived from its space, author, incarnation and audience")       \
	X(CHAIN, "an entry is missing or does not follow the one before")                                  \
	X(BODY, "the body of an entry is not the one that its header names")                               \
	X(HEAD, "count, head, clock or citation of a log do not fit its entries")                          \
	X(BOUNDARY, "the walk since the last boundary of a log does not fit its entries")                  \
	X(SEAL_MISSING, "a seal that must be kept is missing")                                             \
	X(SEAL_EXTRA, "a seal stands where none belongs")                                                  \
	X(ORPHAN, "a row belongs to a space, log or entry that is missing")                                \
	X(TOUCH, "an entry noted for a record is missing or belongs to another record")                    \
	X(UNTOUCHED, "no entry is noted for a record")                                                     \
	X(INDEX, "an index leads to a record that is missing")                                             \
	X(WAITING, "the two lists of waiting entries differ, or name an entry that is missing")            \
	X(WORDS, "the index of words does not fit the words of the records, or leads to one that is missing") \
	X(BLOB, "the bytes of a document are missing or damaged; they are fetched again where another office has them")  \
	X(BLOB_EXTRA, "bytes of a document belong to no record; the next start removes them")              \
	X(FEED, "the change feed has no generation, or a gap")
/* clang-format on */

enum finding_code {
#define VB_FINDING_ENUM(name, text) VB_FINDING_##name,
	VB_FINDING_TABLE(VB_FINDING_ENUM)
#undef VB_FINDING_ENUM
};

/* A finding and its place: table, short numbers and seq as far as they apply, else 0. */
struct finding {
	enum finding_code code;
	enum table table;
	uint32_t space;
	uint32_t log;
	uint64_t seq;
};

/* The name of a finding, e.g. "SEAL_MISSING". Never NULL. */
const char *finding_name(enum finding_code code);
/* What it means, one English sentence. Never NULL. */
const char *finding_text(enum finding_code code);

/* Who is told, and what was counted. */
struct findings {
	void (*tell)(void *ctx, const struct finding *finding);
	void *ctx;
	uint64_t count;     /* findings */
	uint64_t left_over; /* of these: no damage, the next start removes it */
	uint64_t spaces, control_entries, logs, entries, seals, records, feed_items; /* looked at */
};

/* Counts a finding and tells it. */
void finding_add(struct findings *f, const struct finding *finding);

#endif
