/* archive: a committee's history taken from a file instead of from its members.
 *
 * Everything passes the one door (admit) and is judged as if it had come over a link, but for who brings it and whether
 * this node belongs to the committee. Where it does not, it holds an archive: what is in it can be read, nothing can be
 * written to it, nobody is told of it, and its members are nobody to us. Where it does (its store was lost), the file
 * gives the history back, and the members the rest. When an archive's control log comes to name this node, over a link or
 * in another file, the committee comes to life.
 * Called by control_import and admit_control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_ARCHIVE_H
#define VB_DAEMON_CORE_ARCHIVE_H

#include "daemon/core/admit.h"

/* Takes in control entries (the payload of CONTROL) of this space; one that is not known is founded. *added: how many
 * were new. Errors: as admit_control but for VB_ERR_DUPLICATE; VB_ERR_BAD_LOG (of another space). */
VB_MUST int archive_control(struct node *node, const struct space_id *id, struct span payload,
                            struct node_now now, uint32_t *added);

/* Takes in a segment of this space. *added as above. is_fork: it proves a second history of its author.
 * Errors: as admit_segment but for VB_ERR_DUPLICATE and, if is_fork, VB_ERR_FORK; VB_ERR_BAD_LOG (of another space);
 * VB_ERR_NO_RIGHT (this node is a member and may not hold it); VB_ERR_FETCHING (the store was lost, and the file is from before
 * this node was admitted: what is missing comes from the members). */
VB_MUST int archive_segment(struct node *node, const struct space_id *id, struct span segment,
                            bool is_fork, struct node_now now, uint32_t *added);

/* Takes a key of an audience, in use from this control entry on; *added: 1 if it was not here.
 * Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_FETCHING (as above); VB_ERR_NO_RIGHT (this node is a member and may not have it); VB_ERR_NOT_FOUND,
 * VB_ERR_BAD_HASH (not the key that the control log announces). */
VB_MUST int archive_key(struct node *node, const struct space_id *id, enum audience audience,
                        uint32_t control_seq, const uint8_t key[static VB_EPOCH_KEY_BYTES],
                        uint32_t *added);

/* The file is at its end: a committee of which this node is a member comes to life; it is being fetched from then on,
 * unless there is no other member. Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_FETCHING (as above). */
VB_MUST int archive_finish(struct node *node, const struct space_id *id);

#endif
