/*
 * clerk: an office's node in a temporary home, asked as a client of the local socket would, and linked with another in
 * the same process.
 *
 * Requests and answers are written in notation.h; each request is a turn of its own with a clock that moves on by one
 * millisecond. Texts handed out live until the eighth after them.
 */
#ifndef VB_TESTS_UNIT_CLERK_H
#define VB_TESTS_UNIT_CLERK_H

#include "daemon/core/node.h"
#include "tests/unit/scratch.h"

#define CLERK_TEXTS 8u

struct clerk {
	struct node *node;
	char folder[SCRATCH_PATH_BYTES];
	struct node_now now;
	struct node_caller caller;
	uint64_t map_bytes; /* ceiling of the store from the next opening on; 0: none */
	bool is_synced;     /* from then on a commit is durable, as in a daemon */
	uint64_t request;
	uint32_t answer_count; /* of all requests so far */
	struct buf answer;     /* the last document */
	struct buf result;     /* the last result, packed */
	struct buf texts[CLERK_TEXTS];
	uint32_t text_at;
	struct clerk *other; /* over link 1; NULL: none */
	struct buf wire;     /* frames to it, each behind its length */
};

/* Makes an office of this name and opens it. */
void clerk_open(struct clerk *d, const char *name);
/* Closes it and opens it again. */
void clerk_reopen(struct clerk *d);
/* Closes it and removes its home. */
void clerk_close(struct clerk *d);

/* Asks with arguments in notation, made as by printf, and ends the turn. Returns the result in notation, or an error as
 * "VB-3005 name is empty"; "" if there is no answer yet. */
const char *clerk_ask(struct clerk *d, const char *call, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same, where it must succeed; returns the text under a key of the result. */
const char *clerk_get(struct clerk *d, const char *key, const char *call, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Sends a whole document as it is. Returns as clerk_ask. */
const char *clerk_send(struct clerk *d, struct span request);
/* Hands over a request and does not end the turn. */
void clerk_hand(struct clerk *d, const char *call, const char *args);
/* Ends the turn; returns what node_turn_end says. */
int clerk_end(struct clerk *d);
/* The last answer, as clerk_ask returns it. */
const char *clerk_answer(struct clerk *d);
/* The text under a key of the last result; "" if there is none. */
const char *clerk_text(struct clerk *d, const char *key);
/* Lets time pass: one tick, one turn. */
void clerk_wait(struct clerk *d, uint64_t ms);

/* Pairs two offices with each other. */
void clerk_pair(struct clerk *a, struct clerk *b);
/* Links them, if they are not, and lets them tell each other everything. */
void clerk_sync(struct clerk *a, struct clerk *b);
/* Takes the link away, so that each can be linked with another. */
void clerk_part(struct clerk *a, struct clerk *b);

#endif
