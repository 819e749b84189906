/* outward: records as a hostile office can write them, past all checks of this one: fields that fit or do not, references to whatever
 * there is, in circles, to nothing, across audiences. Every question of a bridge is answered, in form, within a frame, and what is only for
 * members is in none of the answers. */
#include "daemon/control/outward.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/core/author.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/outside.h"
#include "tests/unit/seeded.h"

#define RECORDS 1500u
#define FIELDS_MAX 12u
#define CORE_WORD "Kern"

static struct record_id made[RECORDS];
static bool is_core[RECORDS];
static size_t count;

/* A day, sometimes none. */
static void day_put(struct seeded *random, struct buf *out)
{
	static const char *const days[] = { "2027-01-15", "2026-12-31", "2027-03-31", "0001-01-01",
		                            "9999-12-31", "2027-02-30", "morgen" };

	pack_cstr(out, days[seeded_below(random, sizeof(days) / sizeof(days[0]))]);
}

static void number_put(struct seeded *random, struct buf *out)
{
	static const int64_t numbers[] = {
		0, 1, 30, 1800003600000, -1, -62135596800000, (INT64_C(1) << 53) - 1, INT64_MIN
	};

	pack_int(out, numbers[seeded_below(random, sizeof(numbers) / sizeof(numbers[0]))]);
}

/* A text with a word by which it is known what may see it, or a word of the field's list. */
static void text_put(struct seeded *random, const struct kind_field *field, const char *word,
                     struct buf *out)
{
	static char text[24000];
	size_t size = seeded_below(random, 40) == 0 ? field->max_bytes : 20;
	size_t words = 0;

	while (field->words != NULL && field->words[words] != NULL)
		words++;
	if (words > 0 && seeded_below(random, 8) != 0) {
		pack_cstr(out, field->words[seeded_below(random, words)]);
		return;
	}
	if (size < 8 || size > sizeof(text) - 1)
		size = 8;
	memset(text, 'x', size);
	memcpy(text, word, strlen(word));
	text[size] = '\0';
	pack_cstr(out, text);
}

/* A record that is there already, itself, or none. */
static void reference_put(struct seeded *random, struct buf *out)
{
	struct record_id id;

	seeded_fill(random, &id, sizeof(id));
	if (count > 0 && seeded_below(random, 10) != 0)
		id = made[count - 1 - seeded_below(random, count < 60 ? count : 60)];
	pack_bin(out, id.b, sizeof(id.b));
}

/* A value that fits the type of the field, or, now and then, one that does not. */
static void value_put(struct seeded *random, const struct kind_field *field, const char *word,
                      struct buf *out)
{
	switch (seeded_below(random, 30) == 0 ? VB_TYPE_BOOL : field->type) {
	case VB_TYPE_STR:
		text_put(random, field, word, out);
		break;
	case VB_TYPE_DATE:
		day_put(random, out);
		break;
	case VB_TYPE_UINT:
	case VB_TYPE_INT:
	case VB_TYPE_TIME:
	case VB_TYPE_TRI:
		number_put(random, out);
		break;
	case VB_TYPE_ZONE:
		pack_cstr(out, seeded_below(random, 4) == 0 ? word : "Europe/Berlin");
		break;
	case VB_TYPE_REF:
		reference_put(random, out);
		break;
	case VB_TYPE_KEY:
		pack_bin(out, "\x40\x41", 1 + seeded_below(random, 2));
		break;
	default:
		pack_bool(out, seeded_below(random, 2) == 0);
	}
}

/* Writes a record of a kind with some of its fields. */
static void write_one(struct scene *s, struct seeded *random, const struct kind *kind)
{
	struct body body = { .kind = kind->number, .verb = VB_VERB_CREATE };
	bool core = seeded_below(random, 3) == 0;
	const char *word = kind->number == VB_KIND_PERSON ? "Mensch" : core ? CORE_WORD : "Alle";
	const struct kind_field *field;
	struct space_id space;
	struct buf changes;

	buf_init(&changes, 30000);
	if (hex_parse(s->ids['S' - 'A'], 64, space.b, sizeof(space.b)) != 0)
		bail("no space");
	for (size_t i = 0; (field = kind_field_at(kind, i)) != NULL; i++) {
		size_t before = changes.size;

		if (seeded_below(random, 3) == 0 || body.changes.count == FIELDS_MAX)
			continue;
		pack_array(&changes, 3);
		pack_uint(&changes, field->number);
		pack_uint(&changes, field->rule == VB_RULE_SET ? 1 : 0);
		value_put(random, field, word, &changes);
		if (changes.err != 0) {
			changes.err = 0;
			changes.size = before;
			continue;
		}
		body.changes.count++;
	}
	body.changes.packed = buf_span(&changes);
	if (body.changes.count > 0 &&
	    author_write(s->d->node, &space, core ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL, NULL, &body,
	                 s->d->now, &made[count]) == 0)
		is_core[count++] = core;
	buf_release(&changes);
}

static void write_all(struct scene *s)
{
	/* Kinds that are told, each more often than others. */
	static const uint32_t often[] = { VB_KIND_MEETING,      VB_KIND_AGENDA_ITEM,
		                          VB_KIND_PAPER,        VB_KIND_CONSULTATION,
		                          VB_KIND_MESSAGE,      VB_KIND_MEMBERSHIP,
		                          VB_KIND_PERSON,       VB_KIND_ORGANIZATION,
		                          VB_KIND_INVITATION,   VB_KIND_AGENDA_EDITION,
		                          VB_KIND_INVITED_ITEM, VB_KIND_REPLY,
		                          VB_KIND_OBLIGATION,   VB_KIND_AVAILABILITY_REQUEST };
	struct seeded random = { 20261128 };

	for (size_t i = 0; i < RECORDS; i++) {
		const struct kind *kind;

		if (seeded_below(&random, 4) != 0)
			kind = kind_by_number(often[seeded_below(&random, 14)]);
		else
			kind = kind_at(seeded_below(&random, 20));
		if (kind != NULL)
			write_one(s, &random, kind);
		if (i % 100 == 0 && clerk_end(s->d) != 0)
			bail("a turn failed");
	}
	if (clerk_end(s->d) != 0)
		bail("a turn failed");
}

static int answers, subjects, leaks;

static bool has_word(const struct clerk *d, const char *word)
{
	size_t size = strlen(word);

	for (size_t at = 0; at + size <= d->answer.size; at++) {
		if (memcmp(d->answer.data + at, word, size) == 0)
			return true;
	}
	return false;
}

static void ask(struct scene *s, const char *call, const char *args)
{
	const char *answer = outside_ask(s, call, args);

	/* A result, or that it is not there: nothing else. */
	answers += answer[0] == '{' || strcmp(answer, "VB-2001") == 0;
	subjects += answer[0] == '{';
	if (s->d->answer.size >= VB_IPC_FRAME_MAX_BYTES || has_word(s->d, CORE_WORD)) {
		leaks++;
		diag("%s %s: %.2000s", call, args, answer);
	}
}

static void test_show(struct scene *s)
{
	static const char *const words[] = { "meeting", "paper",   "message",
		                             "duty",    "request", "person" };
	int asked = 0;

	for (size_t i = 0; i < count; i++) {
		char id[2 * VB_RECORD_ID_BYTES + 1];
		char args[200];

		hex_format(made[i].b, sizeof(made[i].b), id);
		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++, asked++) {
			(void)snprintf(args, sizeof(args), "{'subject':'%s','id':'%s'}", words[k],
			               id);
			ask(s, "bridge.show", args);
		}
	}
	is_int(answers, asked, "every question is answered");
	ok(subjects > 200, "%d of them with a subject", subjects);
	is_int(leaks, 0, "what is for members is in none, and each fits a frame");
}

/* The feed is read to its end, the lists, too. */
static void test_lists(struct scene *s)
{
	static const char *const words[] = { "meeting", "paper",     "duty",
		                             "request", "committee", "person" };
	unsigned long after = 0, next = 0;
	char args[300];

	leaks = 0;
	do {
		const char *answer;

		after = next;
		(void)snprintf(args, sizeof(args), "{'after':%lu,'limit':50}", after);
		ask(s, "bridge.feed", args);
		answer = clerk_answer(s->d);
		next = strtoul(strstr(answer, "'next':") + strlen("'next':"), NULL, 10);
	} while (next > after);
	ok(after >= count, "the feed comes to its end");
	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
		(void)snprintf(args, sizeof(args), "{'subject':'%s','limit':1000}", words[k]);
		ask(s, "bridge.list", args);
		ok(clerk_answer(s->d)[0] == '{', "a list of %s", words[k]);
	}
	ask(s, "bridge.show", "{'subject':'committee','id':'$S'}");
	is_int(leaks, 0, "what is for members is in none of them");
}

/* No id of an internal item, paper, message, duty, file or meeting. */
static void test_ids(struct scene *s)
{
	const char *feed = outside_ask(s, "bridge.feed", "{'limit':1000}");
	int told = 0, wrong = 0;

	for (size_t i = 0; i < count; i++) {
		char id[2 * VB_RECORD_ID_BYTES + 20];
		bool is_there;

		(void)snprintf(id, sizeof(id), "'id':'");
		hex_format(made[i].b, sizeof(made[i].b), id + 6);
		is_there = outside_has(feed, id);
		told += is_there;
		if (is_there && is_core[i]) {
			/* Persons are told to who reaches them. */
			char args[100];

			(void)snprintf(args, sizeof(args), "{'id':'%s'}", id + 6);
			wrong += !outside_has(scene_ask(s, "record.show", args), "'kind':'person'");
			feed = outside_ask(s, "bridge.feed", "{'limit':1000}");
		}
	}
	ok(told > 100, "%d records are told by the feed", told);
	is_int(wrong, 0, "of the internal ones none but persons");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	write_all(&s);
	ok(count > RECORDS / 2, "%zu records", count);
	test_show(&s);
	test_lists(&s);
	test_ids(&s);
	clerk_close(&d);
	return done();
}
