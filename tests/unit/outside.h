/*
 * outside: a scene as a bridge sees it.
 *
 * Besides those of scene.h, ids stand for: $V the organization of this office, $W one of another office, $X one without an
 * office; all are for all members. $E, $F, $G are seats of $O: for $V with person $P, for $W with person $Q, for $X with
 * person $R. $P, $Q, $R are internal and have e-mail addresses and phones.
 */
#ifndef VB_TESTS_UNIT_OUTSIDE_H
#define VB_TESTS_UNIT_OUTSIDE_H

#include "tests/unit/scene.h"

/* Makes the scene with an open office. */
void outside_make(struct scene *s, struct clerk *d);

/* Asks as the bridge for mail, with ids filled in; returns as clerk_ask. */
const char *outside_ask(struct scene *s, const char *call, const char *args);

/* True if the text stands in another. */
bool outside_has(const char *text, const char *part);

#endif
