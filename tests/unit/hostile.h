/*
 * hostile: what every decoder must refuse, made from bytes that it takes.
 *
 * Golden bytes are cut off at each length, get something behind them, or have one place replaced; each result
 * is put into memory of exactly its size, so that a sanitizer sees the first byte read too far.
 */
#ifndef VB_TESTS_UNIT_HOSTILE_H
#define VB_TESTS_UNIT_HOSTILE_H

#include <stddef.h>

#include "protocol/bytes.h"

/* Decodes one input; returns what the decoder returned. */
typedef int hostile_decode(struct span bytes);

/* Each shorter piece is refused, the empty one too. */
void hostile_cut(hostile_decode *decode, struct span good, const char *name);

/* One more byte is refused with this error. */
void hostile_tail(hostile_decode *decode, struct span good, int err, const char *name);

/* Every single bit turned over is either refused or accepted: the decoder ends and reads nothing else. */
void hostile_bits(hostile_decode *decode, struct span good, const char *name);

/* One change: the first place that holds `find` holds `put` instead. Hexadecimal; "" for find: at the start. */
struct hostile_case {
	const char *name;
	const char *find;
	const char *put;
	int err;
};

/* Each change of good is answered with its error (0: taken all the same). */
void hostile_table(hostile_decode *decode, struct span good, const struct hostile_case *cases,
                   size_t count);

/* The changed bytes of one case. They live until the next call. */
struct span hostile_splice(struct span good, const char *find, const char *put);

#endif
