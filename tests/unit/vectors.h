/*
 * vectors: golden bytes for tests, from files of lines "name hexadecimal" under tests/vectors/, each made by
 * an independent program that stands beside it.
 *
 * A test that cannot find its vector ends the run: nothing after it would mean anything. Spans live until
 * vectors_close.
 */
#ifndef VB_TESTS_UNIT_VECTORS_H
#define VB_TESTS_UNIT_VECTORS_H

#include "protocol/crypt.h"

/* Reads a whole file, e.g. "tests/vectors/ground.txt", in place of the one read before. */
void vectors_open(const char *path);

/* Forgets the file. */
void vectors_close(void);

/* The bytes behind a name. */
struct span vector_bytes(const char *name);

/* The bytes behind "kind_name". */
struct span vector_of(const char *kind, const char *name);

/* The bytes behind "kind_7". */
struct span vector_numbered(const char *kind, unsigned number);

/* The text behind a name, NUL-terminated. */
const char *vector_text(const char *name);

/* The secret keys of an office of the vectors: bytes counted up from first. Caller destroys. */
struct node_keys *vector_keys(uint8_t first);

/* Bytes written as hexadecimal digits, blanks between them allowed. They live until the next but 15th call. */
struct span hex(const char *digits);

#endif
