/* mock_sitting: a meeting as the office would tell it, in a few numbers, for tests of planning and queue.
 *
 * Titles, places and papers are numbers, so that a test sees in a mail which state of the meeting it tells. Items and
 * seats are in fixed places, so that a test changes one and packs all anew.
 */
#ifndef VB_TESTS_UNIT_MOCK_SITTING_H
#define VB_TESTS_UNIT_MOCK_SITTING_H

#include "bridges/mail/drawer.h"

#define MOCK_SITTING_PEOPLE 8u
#define MOCK_SITTING_ITEMS 16u
#define MOCK_SITTING_START 1800000000000 /* 2027-01-15T08:00:00Z, a Friday */

struct mock_seat {
	bool is_there;
	uint32_t edition;
	enum matter_answer answer;
	const char *address; /* of an organization; NULL: a person */
};

struct mock_item {
	uint32_t edition, version; /* of its title */
	bool is_internal;
	uint32_t papers, files; /* so many */
};

struct mock_sitting {
	struct record_id id;
	struct space_id space;
	const char *state;
	int64_t start_ms, end_ms;
	uint32_t place, sequence, edition_count;
	bool is_public, is_cut;
	struct mock_item items[MOCK_SITTING_ITEMS];
	uint32_t item_count;
	struct mock_seat seats[MOCK_SITTING_PEOPLE];
};

/* A planned meeting of these many people with three items. */
void mock_sitting_init(struct mock_sitting *sitting, uint32_t people);
/* The record of the nth person, and of their seat. */
struct record_id mock_sitting_person(uint32_t n);
/* See above. */
struct record_id mock_sitting_seat(uint32_t n);
/* Packs it as bridge.show answers. */
void mock_sitting_pack(const struct mock_sitting *sitting, struct buf *out);
/* What it is. */
struct mailing_matter mock_sitting_which(const struct mock_sitting *sitting);
/* Packs the nth person; delivery, email: NULL: not said. */
void mock_sitting_pack_person(uint32_t n, const char *email, const char *delivery, struct buf *out);

#endif
