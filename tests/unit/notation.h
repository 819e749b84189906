/*
 * notation: packed values as text, so that a test can be read: {'name':'Rat','members':[1,true,null]}.
 *
 * JSON with single quotes, written without spaces; in texts only \' \\ \n and \t are escaped. Binary values stand as
 * x'00ff'. A mistake in a test's own text ends the run.
 */
#ifndef VB_TESTS_UNIT_NOTATION_H
#define VB_TESTS_UNIT_NOTATION_H

#include "protocol/bytes.h"

/* Appends the packed form of a text; keys of maps stay in the order written. */
void notation_pack(const char *text, struct buf *out);

/* Appends the text of one packed value and a NUL. */
void notation_write(struct span packed, struct buf *out);

#endif
