/* outward: what may leave the office by a bridge: the policy of SPEC.md 13.5, in one place.
 *
 * A bridge is told of subjects, never of records: meetings, papers, messages, duties, requests, committees, persons. For
 * each there is one function that makes a map of named fields (outward_<subject>); for records of other kinds there is none. What
 * is only for members (core) is told nowhere; of an agenda item only that it is there, by its number. Persons are told
 * to whoever writes to them: this office tells of those whom it reaches itself.
 * Records come from other offices: references may lead nowhere, in circles, or to another kind.
 * Called by outward_<subject> and control_bridge_<what>. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_H
#define VB_DAEMON_CONTROL_OUTWARD_H

#include "daemon/control/request.h"
#include "protocol/merge/merged.h"
#include "store/key.h"

#define VB_OUTWARD_LOOK_MAX 20000u /* records looked at for one list */

enum outward_subject {
	OUTWARD_NONE,
	OUTWARD_MEETING,
	OUTWARD_PAPER,
	OUTWARD_MESSAGE,
	OUTWARD_DUTY,
	OUTWARD_REQUEST,
	OUTWARD_COMMITTEE,
	OUTWARD_PERSON,
	OUTWARD_SUBJECT_COUNT,
};

/* The word for it; NULL of none. It lives for ever. */
const char *outward_word(enum outward_subject subject);
/* Reads the word. False: it is none. */
bool outward_parse(struct span word, enum outward_subject *out);

/* Reads the id of a record, which bridges give whole. Errors: those of request_text, VB_ERR_BAD_VALUE. */
VB_MUST int outward_id_read(struct request *q, const char *name, struct record_id *out);

/* True for the committees that bridges are told of: this office is in them today and has them whole. */
bool outward_tells(struct request *q, const struct node_space *space);

/* Reads a record of the space that stands there for people, for this office's own use. kind: 0: any.
 * Errors: VB_ERR_NOT_FOUND (missing, deleted, hidden for now, moved away, of another kind), those of the store. */
VB_MUST int outward_load(struct request *q, const struct node_space *space,
                         const struct record_id *id, uint32_t kind, struct merged *m,
                         struct record_ref *ref);
/* The same of one that may leave. Errors: besides, VB_ERR_NOT_FOUND (only for members). */
VB_MUST int outward_read(struct request *q, const struct node_space *space,
                         const struct record_id *id, uint32_t kind, struct merged *m,
                         struct record_ref *ref);

/* Called for one record after the other. m may be changed. An error ends the walk. */
struct outward_walk {
	void *ctx;
	int (*each)(void *ctx, const struct record_ref *ref, struct merged *m);
};
/* Walks over the records of a kind that name the parent in a field and stand there for people, of whatever audience, oldest
 * first, at most VB_OUTWARD_LOOK_MAX. *is_cut (may be NULL) is set when there are more. Errors: those of the walk and of the store. */
VB_MUST int outward_children(struct request *q, const struct node_space *space,
                             const struct record_id *parent, uint32_t kind, uint32_t field,
                             const struct outward_walk *walk, bool *is_cut);

/* ---- fields of a record ---- */

/* A text; empty: none. Lives as long as the record. */
struct span outward_text(const struct merged *m, uint32_t field);
/* A reference; zero: none. */
struct record_id outward_reference(const struct merged *m, uint32_t field);
/* The members of a set of references, at most max; returns how many. */
size_t outward_references(struct merged *m, uint32_t field, struct record_id *out, size_t max);
/* A time or number. False: none. */
bool outward_number(const struct merged *m, uint32_t field, int64_t *out);
/* True or false; fallback where it says nothing. */
bool outward_flag(const struct merged *m, uint32_t field, bool fallback);
/* A day; fallback where it says none. */
int32_t outward_date(const struct merged *m, uint32_t field, int32_t fallback);

/* When something was changed, and when it was made. */
int64_t outward_changed(const struct merged *m);
/* See outward_changed. */
int64_t outward_created(const struct record_id *id);

/* ---- names ---- */

/* Appends what a record of this kind is called that may leave: its name, else the first line of what it says. Nothing: it may
 * not leave, or is of another kind. Errors: those of the store. */
VB_MUST int outward_name(struct request *q, const struct node_space *space,
                         const struct record_id *id, uint32_t kind, struct buf *out);
/* Appends what a committee is called. Errors: those of the store. */
VB_MUST int outward_committee_name(struct request *q, const struct node_space *space,
                                   struct buf *out);

/* The day in Germany of a moment: the clocks change on the last Sundays of March and October, at 1:00 UTC (directive 2000/84/EC). */
int32_t outward_day(int64_t ms);

#endif
