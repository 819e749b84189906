/* node_space: the spaces that a node holds, for control and session.
 *
 * Most are those it is a member of. Some it was told of in case that it is admitted (foreign), some came with a file
 * (archives); who asks about members, or tells of a space, has to know which is which.
 * A part of node.h; the functions stand in core.c. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_NODE_SPACE_H
#define VB_DAEMON_CORE_NODE_SPACE_H

#include "protocol/space/suspension.h"

struct node;

/* A space this node is or was a member of, that another office told of, or that came with a file. */
struct node_space {
	struct space_id id;
	uint32_t number;     /* the store's short number */
	struct space *space; /* its folded control log */
	uint64_t changes;    /* another number whenever a record of the space has changed */
	bool fetching; /* known from the partner list only, or restored: no control entry may be written yet */
	bool hidden; /* fetching, and no other office has been seen to have the same: nothing of it is shown */
	struct suspensions suspensions; /* what its open logs say of them */
	bool veiled; /* from a backup, or held back otherwise: nothing is shown before the erasures of a member are here */
	bool reclaimed; /* people said that nobody is left to be asked about what happened since a backup */
	bool archive; /* taken from a file: read, never written, told to nobody (archive.h) */
};
/* How many spaces there are; indexes go from 0 and hold until the next event. */
size_t node_space_count(const struct node *node);
/* The space at an index; lives until the end of the turn. */
struct node_space *node_space_at(struct node *node, size_t index);
/* The space with that id, NULL if unknown. */
struct node_space *node_space_find(struct node *node, const struct space_id *id);
/* True for a space that another office told of and that has not admitted us: it is kept in case that it does, but nobody is
 * shown it, and its members are nobody to us. */
bool node_space_is_foreign(const struct node *node, const struct node_space *space);
/* True for a space of which this node is or was a member, or that it is fetching: neither foreign nor an archive. Only
 * the members of such a space are somebody to us. */
bool node_space_is_ours(const struct node *node, const struct node_space *space);
/* True for the office's own space, direct and never shared: it holds its persons and stands among no committees. */
bool node_space_is_own(const struct node *node, const struct node_space *space);
/* True if nothing that is stored of the space waits only for a later turn to be judged. */
bool node_space_is_settled(const struct node *node, const struct node_space *space);
/* True if the node is a member that is suspended now. */
bool node_space_is_suspended(const struct node_space *space, const struct node_id *node);
/* What the node is to be served of the logs of this audience now: as space_may_serve; one that is suspended: no data. */
enum space_service node_space_may_serve(const struct node_space *space, const struct node_id *node,
                                        enum audience audience);
/* The space with that store number, NULL if unknown. */
struct node_space *node_space_number(struct node *node, uint32_t number);

#endif
