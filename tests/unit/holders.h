/*
 * holders: a committee of five offices of every role, one of which may be away, for tests of erasure.
 *
 * On top of town.h. They are linked only while they hand each other what they have, so that a test says who hears of what
 * when. Whatever fails in setting up ends the run. Records are of audience all.
 */
#ifndef VB_TESTS_UNIT_HOLDERS_H
#define VB_TESTS_UNIT_HOLDERS_H

#include "protocol/openlog.h"
#include "tests/unit/town.h"

/* Owner, member, guest, relay, and a member who may be away. */
enum { OWNER, MEMBER, GUEST, RELAY, LATE, OFFICES };

/* Founds them; all are up to date and nobody is linked. */
struct space_id holders_init(struct town *t);
/* The first count of them hand each other what they have. */
void holders_link(struct town *t, uint32_t count);
/* Ends a turn. */
void holders_commit(struct town *t, uint32_t office);
/* Writes a record. */
struct record_id holders_create(struct town *t, uint32_t office, const struct space_id *space,
                                uint32_t kind, const char *name);
/* Gives it another name. */
void holders_rename(struct town *t, uint32_t office, const struct space_id *space,
                    const struct record_id *record, const char *name);
/* Erases it. */
struct entry_id holders_erase(struct town *t, uint32_t office, const struct space_id *space,
                              const struct record_id *record, const struct record_id *replacement);
/* How an erase names it. */
struct open_erased holders_name(struct town *t, uint32_t office, const struct space_id *space,
                                const struct record_id *record);
/* What the full walk over an office's store finds. */
uint32_t holders_faults(struct town *t, uint32_t office);

#endif
