/* moved_file: the bytes of a file whose record is written anew for other readers (control_move).
 *
 * To core the file gets another key (copies.h), since former readers know this one, and all offices that may read on fetch
 * it again. To all it keeps its key: everybody who knew it may read on, and its bytes are handed over as they are. Either way
 * all of it must be here before, for its old record takes the bytes of all offices along.
 * Called by control_move. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_MOVED_FILE_H
#define VB_DAEMON_CONTROL_MOVED_FILE_H

#include "daemon/control/copies.h"
#include "daemon/control/draft.h"

struct moved_file {
	bool has_bytes; /* else it is a record like any other */
	struct record_ref from;
	struct blob_row row;
};

/* Looks at the record m that is to move. Errors: VB_ERR_NOT_MOVABLE (it has bytes, and not all of them are here), those of
 * the store. */
VB_MUST int moved_file_look(struct request *q, const struct record_ref *from, struct merged *m,
                            struct moved_file *out);

/* Encrypts a file anew for this caller, as far as *budget reaches; *done: its bytes so far, of those in file->row.
 * *is_whole: there is no more to do. Errors: those of copies_go_on. */
VB_MUST int moved_file_copy(struct request *q, const struct moved_file *file, uint64_t *budget,
                            uint64_t *done, bool *is_whole);

/* Puts the seal of the file into the draft of its new record of this audience: that of its copy, while there is none yet the
 * old one. Errors: those of edit_set and of the store. */
VB_MUST int moved_file_seal(struct draft *d, const struct moved_file *file);

/* Writes the finished draft, with the bytes. Errors: those of enclose_file. */
VB_MUST int moved_file_write(struct draft *d, const struct moved_file *file);

#endif
