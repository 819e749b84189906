/* siege: attacks on a daemon by one of its own partners, one after the other, and what must come of each.
 *
 * After each the daemon's records are compared with what they were, and the number of entries it stores. An attack that
 * ends the link is followed by a new one. The tables stand in siege_<topic>.c.
 * Called by rogue. Thread rule: one thread.
 */
#ifndef VB_TESTS_BLACKBOX_PARTS_SIEGE_H
#define VB_TESTS_BLACKBOX_PARTS_SIEGE_H

#include "tests/blackbox/parts/forger.h"
#include "tests/blackbox/parts/holdings.h"

struct siege {
	struct forger forger;
	struct office victim; /* pid and a link to its local socket */
	char space[65];
	struct span other_card; /* of an honest member; points into the forger's control log */
};

enum siege_flags {
	SIEGE_FIRST = 1,  /* it is the first frame of its link, in place of HELLO */
	SIEGE_SILENT = 2, /* the link ends without a word */
	SIEGE_STORES = 4, /* it is kept as part of a log, without effect */
	SIEGE_COUNTS = 8, /* it is good: the records change */
	SIEGE_ANY = 16,   /* ended or ignored, whatever the code */
};

/* One attack in bytes: hexadecimal, with the names of siege_expand in between. */
struct attack {
	const char *name;
	const char *bytes;
	int err; /* 0: the link stays; else it ends, and this code is told */
	uint32_t flags;
};

/* Appends what the text stands for. Words apart by blanks: hexadecimal bytes, "00*20" 20 of them; S our space, A C O our logs,
 * X 32 random bytes, Z 32 zeros, CARD ours, OTHER an honest member's, BROKEN ours with a bit changed: as bin, in small letters without its head. */
void siege_expand(const struct siege *s, const char *text, struct buf *out);

/* Sends one frame and checks what comes of it. Returns how the daemon took it. */
struct reaction siege_send(struct siege *s, const char *name, struct span frame, int err,
                           uint32_t flags);
/* Carries out a table. */
void siege_table(struct siege *s, const struct attack *attacks, size_t count);
/* Sends the frame cut off at each length from the least to one byte less than whole; one check for all. As many of them as
 * whole says are good frames by themselves. */
void siege_cut(struct siege *s, const char *name, struct span frame, size_t least, size_t whole);
/* Sends the frame with each of its bytes changed in turn; one check for all. */
void siege_alter(struct siege *s, const char *name, struct span frame);

/* Frames of all kinds, before and after the greeting. */
void siege_frames(struct siege *s);
/* Segments and the entries in them; by a member. */
void siege_segments(struct siege *s);
/* Two histories of one log, by a member. */
void siege_fork(struct siege *s);
/* Control entries by one who is not the owner. */
void siege_control(struct siege *s);
/* Too much of everything. */
void siege_flood(struct siege *s);
/* What one may no longer do who was a member and is a guest; former: who was dismissed. */
void siege_guest(struct siege *s);
/* As above. */
void siege_former(struct siege *s);
/* What a guest, and a partner that is no member, are sent who ask for everything; kept in the file that TAPE names. */
void siege_listener(struct siege *s);
/* As above. */
void siege_outsider(struct siege *s);
/* Ten times as much data as a member may leave there, QUOTA of the environment; tells the bytes of an entry and of a segment. */
void siege_greedy(struct siege *s);
/* A message that a terminal would obey: kept, but its text is none. */
void siege_painter(struct siege *s);

#endif
