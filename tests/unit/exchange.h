/*
 * exchange: offices whose cores the test makes up, over real CURVE links on loopback, in one process and one loop.
 *
 * Each office says hello over every link that it dialled, and counts what it is told. Whom it admits and calls follows
 * from its fields, which the test may change at any time (wire_refresh tells the wire).
 */
#ifndef VB_TESTS_UNIT_EXCHANGE_H
#define VB_TESTS_UNIT_EXCHANGE_H

#include "daemon/wire/wire.h"

#define EXCHANGE_OFFICES 3

struct office {
	char name;
	struct node_keys *keys;
	struct node_id id;
	struct wire_zap *zap;
	struct wire *wire;
	char listen[64];
	bool knows[EXCHANGE_OFFICES]; /* whose key it admits */
	bool dials[EXCHANGE_OFFICES];
	bool later;
	bool is_deaf;                  /* reads nothing */
	bool takes_for_c;              /* every key that it admits */
	uint32_t generation;           /* of its keys, in use */
	uint32_t own_keys;             /* that it tries */
	uint32_t knows_from, knows_to; /* generations of others' keys that it admits */
	/* what it was told */
	uint32_t link;       /* the last that came up, */
	struct node_id peer; /* and with whom */
	int ups, dialled_ups, downs, frames, writables;
	size_t bytes;
	uint8_t last;
	bool closes_on_frame;
	int says_on_up;    /* frames sent when a call of ours stands */
	int says_on_close; /* frames sent before closes_on_frame */
};

extern struct office exchange_offices[EXCHANGE_OFFICES];

/* Starts crypt, log and loop. */
void exchange_init(void);
/* Ends the loop. */
void exchange_release(void);

/* Makes the offices with their keys; none is started and none knows another. */
void exchange_open(void);
/* The same; A listens, B calls, both know each other; C is not started. */
void exchange_pair(void);
/* Starts an office as its fields say. Returns the code of wire_open. */
int exchange_start(struct office *o);
/* Ends all offices. */
void exchange_close(void);

/* Runs until the condition holds (NULL: never), at most ms; true if it did. */
bool exchange_run_until(bool (*condition)(void), uint64_t ms);
/* Runs for so long. */
void exchange_run_for(uint64_t ms);

#endif
