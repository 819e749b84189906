/* persons: the people of this office, and where they stand.
 *
 * They are records of kind person in the office's own space (node_space_is_own), which is founded with the first of
 * them. What they write at this office names them by their record's id (SPEC.md 8.1), by which nobody elsewhere can
 * tell who it is. Only the calls person.* write in the own space.
 * Called by control_person and whoever shows who wrote something. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_PERSONS_H
#define VB_DAEMON_CONTROL_PERSONS_H

#include "daemon/control/request.h"
#include "daemon/control/view.h"
#include "store/records.h"

/* The office's own space; NULL until there is one. Cost: all spaces. */
struct node_space *persons_space(struct node *node);

/* The record of a person that the argument id names, and in which space. Errors: those of request_text and lookup_record,
 * VB_ERR_BAD_VALUE (no person). */
VB_MUST int persons_find(struct request *q, struct record_ref *out, struct node_space **space);

/* The same of a person of this office. Errors: besides, VB_ERR_BAD_VALUE (another's). */
VB_MUST int persons_find_own(struct request *q, struct record_ref *out);

/* The name of the person that an entry of this author names as acting. False: not known here, which is so for all
 * entries of other offices (an id that another office gives says nothing about ours), or deleted. m: holds the record,
 * into which name points, until it is used again. */
bool persons_name(struct request *q, const struct node_id *author, const struct record_id *id,
                  struct merged *m, struct span *name);

/* Who wrote a record of a space. False: another office, or this one without a person. m: the record as it stands; scratch:
 * as m in persons_name. Cost: one entry opened. */
bool persons_writer(struct request *q, const struct node_space *space, const struct merged *m,
                    struct merged *scratch, struct view_writer *out);

#endif
