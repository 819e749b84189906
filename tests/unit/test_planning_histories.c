/* planning, queue: random histories of a meeting, with crashes between any two writes, mail servers that answer in every way,
 * and feeds that are told twice. Against what plainly must hold: the last mails of each person tell how the meeting is at the end;
 * nothing comes twice but where nobody knew whether it went; DTSTAMP rises, SEQUENCE never falls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/queue.h"
#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/mailroom.h"
#include "tests/unit/mock_sitting.h"

#define PEOPLE 4u
#define MAILS 200u
#define BEGIN (MOCK_SITTING_START - 90 * (int64_t)86400000)

/* A mail as it came. */
struct came {
	enum mailing_kind kind;
	uint8_t key[VB_MAILING_KEY_BYTES];
	uint32_t sequence;
	int64_t stamp_ms, start_ms;
	uint32_t place, versions, items, papers;
	bool is_cancelled;
	bool is_unsure; /* the office never heard that it came */
	bool is_doubtful; /* since the one before there was an attempt of which the office does not know */
};

struct world {
	uint64_t seed;
	struct mailroom room;
	struct mock_sitting sitting;
	struct planning_rules rules;
	struct throttle *throttle;
	struct queue *queue;
	int64_t now_ms;
	struct came came[PEOPLE][MAILS];
	uint32_t count[PEOPLE];
	bool is_doubtful[PEOPLE]; /* there was an attempt of which nobody knows */
	bool is_lately[PEOPLE];   /* since the last mail */
	uint32_t crashes, sent;
	char trouble[160];
};

static uint32_t dice(struct world *w, uint32_t sides)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(w->seed >> 33) % sides;
}

static void put_sitting(struct world *w)
{
	struct mailing_matter which = mock_sitting_which(&w->sitting);
	struct buf b;

	buf_init(&b, 1 << 20);
	mock_sitting_pack(&w->sitting, &b);
	mailroom_put(&w->room, &which, buf_span(&b));
	buf_release(&b);
}

static void put_people(struct world *w)
{
	char email[64];
	struct buf b;

	buf_init(&b, 4096);
	for (uint32_t i = 0; i < PEOPLE; i++) {
		struct mailing_matter which = { MATTER_PERSON, mock_sitting_person(i), { { 0 } } };

		snprintf(email, sizeof(email), "p%u@example.org", i);
		buf_clear(&b);
		mock_sitting_pack_person(i, email, "email", &b);
		mailroom_put(&w->room, &which, buf_span(&b));
	}
	buf_release(&b);
}

/* ---- what happens to the meeting ---- */

static void invite(struct world *w)
{
	for (uint32_t i = 0; i < PEOPLE; i++) {
		if (w->sitting.seats[i].is_there)
			w->sitting.seats[i].edition = w->sitting.edition_count;
	}
	if (strcmp(w->sitting.state, "planned") == 0)
		w->sitting.state = "invited";
}

static void supplement(struct world *w)
{
	struct mock_sitting *sitting = &w->sitting;

	if (sitting->item_count == MOCK_SITTING_ITEMS || strcmp(sitting->state, "invited") != 0)
		return;
	sitting->edition_count++;
	sitting->items[sitting->item_count++] =
		(struct mock_item){ .edition = sitting->edition_count };
	invite(w);
}

static void change(struct world *w)
{
	struct mock_sitting *sitting = &w->sitting;
	struct mock_seat *seat = &sitting->seats[dice(w, PEOPLE)];
	struct mock_item *item = &sitting->items[dice(w, sitting->item_count)];
	bool is_cancelled = strcmp(sitting->state, "cancelled") == 0;

	switch (dice(w, 10)) {
	case 0:
	case 1:
		if (!is_cancelled)
			invite(w);
		break;
	case 2:
	case 3:
		sitting->start_ms = MOCK_SITTING_START + dice(w, 3) * 3600000;
		sitting->end_ms = sitting->start_ms + 7200000;
		sitting->sequence++;
		break;
	case 4:
		sitting->place = dice(w, 2);
		sitting->sequence++;
		break;
	case 5:
		sitting->state = is_cancelled ? "invited" : "cancelled";
		sitting->sequence++;
		break;
	case 6:
		supplement(w);
		break;
	case 7:
		item->version = dice(w, 3);
		break;
	case 8:
		seat->is_there = !seat->is_there;
		if (seat->is_there && dice(w, 2) == 0)
			seat->edition = VB_MATTER_NOT_INVITED;
		break;
	case 9:
		if (item->papers < 3)
			item->papers++;
		seat->answer = (enum matter_answer)dice(w, 4);
		break;
	}
	put_sitting(w);
}

/* ---- the bridge ---- */

static void start_bridge(struct world *w)
{
	throttle_init(w->throttle, 0);
	queue_begin(w->queue, &w->room.drawer, &w->rules, w->throttle);
}

static void crash(struct world *w)
{
	w->crashes++;
	w->room.fail_write = 0;
	queue_release(w->queue);
	start_bridge(w);
}

static bool tell(struct world *w)
{
	struct mailing_matter which = mock_sitting_which(&w->sitting);
	struct planning planning;
	struct matter matter;
	int err = queue_commit(w->queue);

	if (err != 0)
		return false;
	planning_begin(&planning, &w->room.drawer, &w->rules, w->now_ms);
	err = drawer_show(&w->room.drawer, &which, &matter);
	if (err == 0)
		err = planning_tell(&planning, &matter);
	if (err == 0)
		err = planning_commit(&planning);
	matter_release(&matter);
	drawer_release(&planning.batch);
	queue_forget(w->queue);
	return err == 0;
}

static uint32_t number_in(const char *text)
{
	const char *blank = text != NULL ? strrchr(text, ' ') : NULL;

	return blank != NULL ? (uint32_t)strtoul(blank + 1, NULL, 10) : 0;
}

/* The mail arrives, with what the matter says that it was written from. */
static void deliver(struct world *w, const struct outgoing *out, bool is_unsure)
{
	uint32_t n = out->mailing.person.b[15];
	const struct matter *m = &out->about->matter;
	const struct told_person *person =
		told_find(out->about->people, out->about->people_count, &out->addressed.who);
	struct came *came = &w->came[n][w->count[n]];

	if (n >= PEOPLE || w->count[n] == MAILS)
		bail("too many mails");
	w->count[n]++;
	w->sent++;
	*came = (struct came){ .kind = out->mailing.kind,
		               .sequence = out->mailing.sequence,
		               .stamp_ms = out->mailing.stamp_ms,
		               .start_ms = m->start_ms,
		               .place = number_in(m->place),
		               .is_cancelled = strcmp(m->state, "cancelled") == 0,
		               .is_unsure = is_unsure,
		               .is_doubtful = w->is_lately[n] };
	w->is_lately[n] = is_unsure;
	memcpy(came->key, out->mailing.key, sizeof(came->key));
	for (size_t i = 0; i < m->item_count; i++) {
		if (person == NULL || m->items[i].edition > person->seat->edition)
			continue;
		came->items++;
		came->versions = came->versions * 3 + number_in(m->items[i].title);
		came->papers += (uint32_t)m->items[i].paper_count;
	}
}

/* Sends what is due. is_fair: the server takes everything and nothing ends. */
static bool pump(struct world *w, bool is_fair)
{
	struct outgoing out[3];
	size_t count = 0;
	int64_t next;
	int err = queue_take(w->queue, w->now_ms, out, 3, &count, &next);
	bool is_crash = false;

	if (err != 0)
		return false;
	if (!is_fair && dice(w, 6) == 0) {
		change(w);
		if (dice(w, 2) == 0 && !tell(w))
			is_crash = true;
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t n = out[i].mailing.person.b[15];
		uint32_t fate = is_fair || is_crash ? 0 : dice(w, 10);
		enum queue_outcome outcome = QUEUE_SENT;
		bool is_lost = is_crash || fate == 7;

		if (fate == 8)
			outcome = QUEUE_LATER;
		else if (fate == 9)
			outcome = dice(w, 2) == 0 ? QUEUE_DOWN : QUEUE_UNKNOWN;
		if (is_lost || outcome == QUEUE_UNKNOWN) {
			w->is_doubtful[n] = true;
			if (dice(w, 2) == 0)
				deliver(w, &out[i], true);
			w->is_lately[n] = true;
		} else if (outcome == QUEUE_SENT) {
			deliver(w, &out[i], false);
		}
		if (is_lost)
			is_crash = true;
		else if (queue_result(w->queue, &out[i], outcome, 0, w->now_ms) != 0)
			is_crash = true;
	}
	/* What came, and of which the last write did not become: the office does not know. */
	if (!is_crash && queue_commit(w->queue) != 0)
		is_crash = true;
	for (size_t i = 0; i < count; i++) {
		uint32_t n = out[i].mailing.person.b[15];

		if (is_crash) {
			w->is_doubtful[n] = true;
			w->is_lately[n] = true;
			for (uint32_t k = 0; k < w->count[n]; k++) {
				if (memcmp(w->came[n][k].key, out[i].mailing.key, 16) == 0)
					w->came[n][k].is_unsure = true;
			}
		}
		outgoing_release(&out[i]);
	}
	return !is_crash;
}

/* ---- what must hold ---- */

#define COMPLAIN(w, ...)                                                                           \
	do {                                                                                       \
		if ((w)->trouble[0] == '\0')                                                       \
			snprintf((w)->trouble, sizeof((w)->trouble), __VA_ARGS__);                 \
	} while (0)

static bool is_major(enum mailing_kind kind)
{
	return kind == MAILING_INVITATION || kind == MAILING_CHANGE || kind == MAILING_CANCELLATION;
}

/* One mail after the other. */
static void check_order(struct world *w, uint32_t n)
{
	for (uint32_t i = 1; i < w->count[n]; i++) {
		const struct came *was = &w->came[n][i - 1], *is = &w->came[n][i];

		if (is->stamp_ms <= was->stamp_ms)
			COMPLAIN(w, "person %u, mail %u: DTSTAMP does not rise", n, i);
		if (is->sequence < was->sequence)
			COMPLAIN(w, "person %u, mail %u: SEQUENCE falls", n, i);
		if (is_major(is->kind) && is->sequence == was->sequence && !was->is_unsure)
			COMPLAIN(w, "person %u, mail %u: SEQUENCE of kind %d does not rise", n, i,
			         is->kind);
		for (uint32_t k = 0; k < i; k++) {
			if (memcmp(w->came[n][k].key, is->key, 16) == 0 && !w->came[n][k].is_unsure)
				COMPLAIN(w, "person %u: mail %u came again as %u", n, k, i);
		}
		if (!is->is_doubtful && is->kind == was->kind && is->start_ms == was->start_ms &&
		    is->place == was->place && is->items == was->items &&
		    is->versions == was->versions && is->papers == was->papers &&
		    is->kind != MAILING_CANCELLATION)
			COMPLAIN(w, "person %u, mail %u says what %u said", n, i, i - 1);
	}
}

/* What the last mails of somebody say. */
static void check_last(struct world *w, uint32_t n)
{
	const struct mock_sitting *sitting = &w->sitting;
	const struct mock_seat *seat = &sitting->seats[n];
	bool is_invited = seat->is_there && seat->edition != VB_MATTER_NOT_INVITED &&
	                  strcmp(sitting->state, "cancelled") != 0;
	const struct came *last = NULL, *time = NULL, *agenda = NULL, *papers = NULL;
	struct came want = { .start_ms = sitting->start_ms, .place = sitting->place };

	for (uint32_t i = 0; i < w->count[n]; i++) {
		last = &w->came[n][i];
		if (last->kind == MAILING_INVITATION || last->kind == MAILING_CHANGE)
			time = last;
		if (last->kind != MAILING_PAPERS && last->kind != MAILING_CANCELLATION)
			agenda = last;
		if (last->kind != MAILING_CHANGE && last->kind != MAILING_CANCELLATION)
			papers = last;
	}
	if (!is_invited) {
		if (last != NULL && last->kind != MAILING_CANCELLATION)
			COMPLAIN(w, "person %u is not told that it is off", n);
		if (last != NULL && time == NULL && !w->is_doubtful[n])
			COMPLAIN(w, "person %u is told of nothing they knew", n);
		return;
	}
	for (uint32_t i = 0; i < sitting->item_count; i++) {
		if (sitting->items[i].edition > seat->edition)
			continue;
		want.items++;
		want.versions = want.versions * 3 + sitting->items[i].version;
		want.papers += sitting->items[i].papers;
	}
	if (last == NULL || last->kind == MAILING_CANCELLATION || time == NULL)
		COMPLAIN(w, "person %u is not told that they are invited", n);
	else if (time->start_ms != want.start_ms || time->place != want.place)
		COMPLAIN(w, "person %u is not told when and where", n);
	else if (agenda->items != want.items || agenda->versions != want.versions)
		COMPLAIN(w, "person %u is not told of the agenda", n);
	else if (papers->papers != want.papers)
		COMPLAIN(w, "person %u has not got all papers", n);
}

static void settle(struct world *w)
{
	for (uint32_t i = 0; i < 60; i++) {
		w->now_ms += 1200000;
		if (i % 20 == 0 && !tell(w))
			COMPLAIN(w, "the feed cannot be told");
		if (!pump(w, true))
			COMPLAIN(w, "nothing can be sent");
	}
	if (mailroom_count(&w->room, VB_TABLE_QUEUE) > PEOPLE)
		COMPLAIN(w, "%u rows are left in the queue",
		         mailroom_count(&w->room, VB_TABLE_QUEUE));
}

static bool run(struct world *w, uint64_t seed)
{
	uint32_t steps;

	memset(w->came, 0, sizeof(w->came));
	memset(w->count, 0, sizeof(w->count));
	memset(w->is_doubtful, 0, sizeof(w->is_doubtful));
	memset(w->is_lately, 0, sizeof(w->is_lately));
	w->trouble[0] = '\0';
	w->seed = seed * 2654435761u + 12345;
	w->now_ms = BEGIN;
	w->rules = (struct planning_rules){ .digest_hour = 7 };
	mailroom_open(&w->room);
	w->room.is_strict = true;
	mock_sitting_init(&w->sitting, PEOPLE);
	put_sitting(w);
	put_people(w);
	start_bridge(w);
	steps = 10 + dice(w, 50);
	for (uint32_t i = 0; i < steps; i++) {
		if (dice(w, 5) == 0)
			w->room.fail_write = 1 + dice(w, 3);
		if (dice(w, 3) == 0)
			w->now_ms += dice(w, 1800000);
		if (dice(w, 2) == 0)
			change(w);
		if (dice(w, 2) == 0 && !tell(w))
			crash(w);
		if (dice(w, 2) == 0 && !pump(w, false))
			crash(w);
		w->room.fail_write = 0;
	}
	settle(w);
	for (uint32_t n = 0; n < PEOPLE; n++) {
		check_order(w, n);
		check_last(w, n);
	}
	queue_release(w->queue);
	mailroom_close(&w->room);
	return w->trouble[0] == '\0';
}

int main(int argc, char **argv)
{
	struct world *w = calloc(1, sizeof(*w));
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	uint64_t last = argc > 1 ? first + 1 : 3000;
	unsigned wrong = 0;

	if (w == NULL)
		bail("no memory");
	w->throttle = calloc(1, sizeof(*w->throttle));
	w->queue = calloc(1, sizeof(*w->queue));
	if (w->throttle == NULL || w->queue == NULL)
		bail("no memory");
	for (uint64_t seed = first; seed < last; seed++) {
		if (!run(w, seed) && ++wrong <= 10)
			diag("history %u: %s", (unsigned)seed, w->trouble);
		if (argc > 1) {
			for (uint32_t n = 0; n < PEOPLE; n++) {
				for (uint32_t i = 0; i < w->count[n]; i++) {
					const struct came *c = &w->came[n][i];

					diag("%u.%u kind %d key %02x%02x seq %u stamp %lld start "
					     "%lld "
					     "place %u items %u versions %u papers %u%s%s",
					     n, i, c->kind, c->key[0], c->key[1], c->sequence,
					     (long long)(c->stamp_ms - BEGIN),
					     (long long)(c->start_ms - MOCK_SITTING_START),
					     c->place, c->items, c->versions, c->papers,
					     c->is_cancelled ? " cancelled" : "",
					     c->is_unsure ? " unsure" : "");
				}
			}
		}
	}
	is_int(wrong, 0, "histories end as they must");
	ok(argc > 1 || (w->crashes > 3000 && w->sent > 20000), "%u crashes, %u mails", w->crashes,
	   w->sent);
	free(w->throttle);
	free(w->queue);
	free(w);
	return done();
}
