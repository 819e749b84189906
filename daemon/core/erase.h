/* erase: what an erase in an open log does here (SPEC.md 6): the records that it names are gone for people at once, and no
 * body of theirs is kept or taken any more, whether the erase came before or after them.
 *
 * An erase names records by id and by the place of their creation; a steward may erase any, others what they created. The
 * entries stay as headers, so that the logs keep their chain, and travel without bodies. Whoever wants a record out of the world
 * calls author_erase; every holder obeys when the entry passes the door. Bodies, index, words and files go at the end of the same turn
 * (erase_drop_due), the free pages of the data file with the next run (erasure_run.h).
 * Moving a record to the other audience is: write the new one (author_write), then author_erase the old one with the new one as
 * replacement, both in one turn. erasures_follow finds what stands for a record today.
 * An erase that is held hides and destroys nothing; one that is taken back is void, and the bodies are fetched again (hollow.h).
 * Called by judge, admit, node_turn, rebuild's callers. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_ERASE_H
#define VB_DAEMON_CORE_ERASE_H

#include "daemon/core/apply.h"
#include "daemon/core/rebuild.h"
#include "protocol/openlog.h"
#include "store/erasures.h"

/* A valid entry of an open log is given: obeys an erase, notes a receipt. False: it is neither. */
bool erase_on_entry(struct node *node, const struct core_space *space,
                    const struct apply_entry *entry);

/* An entry of an open log does not count (any more), because of fault (0: it is dropped). An erase in it is held or void from now on,
 * a receipt forgotten. */
void erase_on_refused(struct node *node, const struct core_space *space,
                      const struct apply_entry *entry, int fault);

/* True if no body of this record is kept: an erase of it is in force. Cost: nothing where nothing was ever erased. */
bool erase_is_in_force(struct node *node, const struct record_ref *record);
/* True if somebody may rightly have no body of this record: an erase of it is in force, held or void. */
bool erase_excuses(struct node *node, const struct record_ref *record);
/* True if nobody is shown this record: an erase of it is held. */
bool erase_is_hiding(struct node *node, const struct record_ref *record);

/* True if an erase that counts came in this turn; for sessions_on_commit. */
bool erase_has_come(const struct node *node);
/* Drops what was erased in this turn. To be called once, before its commit. */
void erase_drop_due(struct node *node);

/* Fills in the body of an entry that is here without, if no erase is in force. entry: as it came, in the same log and place, its id
 * that of ours. Records to be made anew are added to late. True if it was missing. */
bool erase_refill(struct node *node, const struct apply_entry *entry, struct rebuild *late);

/* Reads the store again: whether anything was erased, and which logs lack bodies. */
void erase_load(struct node *node);

/* How a record is named in an erase: by the place of its creation, as the record here says.
 * Errors: VB_ERR_NOT_FOUND (it is not here), those of the store. */
VB_MUST int erase_name(struct node *node, const struct record_ref *record, struct open_erased *out);

/* Whether the office may erase what is named: a steward everything, a guest or member what it created. role: at the entry cited. */
bool erase_is_allowed(const struct space_id *space, const struct node_id *eraser, enum role role,
                      const struct open_erased *erased);

#endif
