/* place: where a new home is made, so that it is there whole or not at all.
 *
 * Where nothing is yet, it is made in a directory beside it that is renamed at the end. A directory that an administrator
 * prepared (a disk of its own, perhaps) cannot be replaced: it is filled, its keys last, with a mark in it until then.
 * What a crash left behind, told by its name or its mark and by the keys not being there, is cleared by the next try.
 * Called by init, restore. Thread rule: one thread.
 */
#ifndef VB_DAEMON_PLACE_H
#define VB_DAEMON_PLACE_H

#include <stdbool.h>

#include "store/home.h"

/* True if something is in the directory, or what is there is none. */
bool place_is_taken(const char *home);
/* Removes plain files, which is all that a home holds. */
void place_empty(const char *path);
/* Puts the made directory in the place of nothing or of an empty one, and of nothing else. Errors: VB_ERR_HOME_EXISTS, VB_ERR_NO_HOME,
 * VB_ERR_IO, VB_ERR_DISK_FULL, VB_ERR_TOO_LARGE. */
VB_MUST int place_move(const char *made, const char *home);

/* Whether a home can be restored here: VB_ERR_HOME_EXISTS where something is, but for what an earlier try left behind. */
VB_MUST int place_check(const char *home);

struct place {
	char home[VB_HOME_PATH_MAX_BYTES];
	char made[VB_HOME_PATH_MAX_BYTES]; /* the directory to work in */
	bool is_inside;                    /* it is the home itself */
	int lock;
};

/* Finds a place for a home that is to be restored and takes it. Errors: VB_ERR_HOME_EXISTS, VB_ERR_LOCKED (somebody else is at it),
 * VB_ERR_NO_HOME (the folder above is not there), VB_ERR_PERMISSIONS, VB_ERR_TOO_LARGE, VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int place_begin(const char *home, struct place *out);
/* The home is whole: puts it where it belongs. Errors: as place_move; it is taken away then. */
VB_MUST int place_finish(struct place *place);
/* Takes away what was made. */
void place_abort(struct place *place);

#endif
