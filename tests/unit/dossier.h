/*
 * dossier: a committee's history on its way from one office to another, as space.export gives it and space.import takes it.
 *
 * Items are in notation.h; the sums at the end are texts that can be compared. Whatever an office refuses comes back as its
 * answer.
 */
#ifndef VB_TESTS_UNIT_DOSSIER_H
#define VB_TESTS_UNIT_DOSSIER_H

#include "tests/unit/clerk.h"

#define DOSSIER_ITEMS_MAX 256u

struct dossier {
	char space[65];
	char *items[DOSSIER_ITEMS_MAX];
	size_t count;
	char end[2048]; /* the sums */
};

/* Asks an office for all of it. Caller releases. */
void dossier_export(struct clerk *d, const char *space, struct dossier *f);
/* Frees the items. */
void dossier_release(struct dossier *f);

/* Gives one item to an office; its answer. */
const char *dossier_give(struct clerk *d, const struct dossier *f, const char *item);
/* Ends an import; the sums, or the error. Lives until the next call. */
const char *dossier_finish(struct clerk *d, const struct dossier *f);
/* Gives all items and ends; the sums, or the first error. */
const char *dossier_import(struct clerk *d, const struct dossier *f);

/* The place of the number-th item with this name, from 0. */
size_t dossier_find(const struct dossier *f, const char *name, size_t number);

#endif
