/*
 * stage: every change of state against a table written by hand after SPEC.md 12.3; what counts of concurrent states, in
 * every order; words as the table of kinds has them.
 */
#include "protocol/kinds/stage.h"

#include <string.h>

#include "protocol/kind.h"
#include "protocol/kinds/meeting.h"
#include "tests/tap.h"

#define P VB_STAGE_PLANNED
#define I VB_STAGE_INVITED
#define O VB_STAGE_OPEN
#define N VB_STAGE_INTERRUPTED
#define J VB_STAGE_ADJOURNED
#define C VB_STAGE_CLOSED
#define A VB_STAGE_APPROVED
#define X VB_STAGE_CANCELLED

static void test_changes(void)
{
	/* From each row to each column, in the order of the enum. */
	static const char *const wanted[VB_STAGE_COUNT] = {
		/*      P I O N J C A X */
		[P] = ". x . . . . . x", [I] = "x . x . . . . x", [O] = ". . . x x x . .",
		[N] = ". . x . x x . .", [J] = ". . . . . . x .", [C] = ". . x . . . x .",
		[A] = ". . . . . . . .", [X] = "x . . . . . . .",
	};

	for (unsigned from = 0; from < VB_STAGE_COUNT; from++) {
		for (unsigned to = 0; to < VB_STAGE_COUNT; to++) {
			enum stage now = (enum stage)from, next = (enum stage)to;
			bool may = wanted[from][2 * to] == 'x';

			is_int(stage_may_follow(now, next), may, "%s to %s", stage_word(now),
			       stage_word(next));
			is_err(stage_change(&now, 1, next), may ? 0 : VB_ERR_WRONG_STATE,
			       "the same");
		}
	}
	is_err(stage_change(NULL, 0, I), 0, "a meeting without a state is planned");
	is_err(stage_change(NULL, 0, O), VB_ERR_WRONG_STATE,
	       "and is not opened before it is called");
}

struct contest {
	const char *name;
	size_t count;
	enum stage states[3];
	enum stage settled;
	bool is_contested;
};

static void test_settle(void)
{
	static const struct contest cases[] = {
		{ "one state", 1, { C }, C, false },
		{ "called off while it took place", 2, { X, O }, O, true },
		{ "called off, and invited elsewhere", 2, { X, I }, X, false },
		{ "called off, and reopened for planning", 2, { X, P }, X, false },
		{ "closed here, adjourned there", 2, { C, J }, J, true },
		{ "interrupted here, closed there", 2, { N, C }, C, false },
		{ "interrupted here, opened again there", 2, { N, O }, N, false },
		{ "approved by one, opened again by another", 2, { A, O }, A, false },
		{ "three chairs", 3, { X, C, J }, J, true },
		{ "three at work", 3, { I, O, N }, N, false },
		{ "approved and called off", 3, { P, A, X }, A, true },
	};
	static const unsigned orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
		                              { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct contest *c = &cases[i];
		unsigned right = 0, told = 0;

		for (size_t k = 0; k < 6; k++) {
			enum stage states[3];
			size_t count = 0;

			for (size_t n = 0; n < 3; n++) {
				if (orders[k][n] < c->count)
					states[count++] = c->states[orders[k][n]];
			}
			right += stage_settle(states, count) == c->settled;
			told += stage_is_contested(states, count) == c->is_contested;
		}
		is_int(right, 6, "%s", c->name);
		is_int(told, 6, "%s: told or not", c->name);
	}
	is_int(stage_settle(NULL, 0), P, "no state is planned");
	ok(!stage_is_contested(NULL, 0), "and nothing to ask");
}

/* Settling in parts is settling at once: nodes may learn of states in any order. */
static void test_parts(void)
{
	unsigned right = 0, all = 0;

	for (unsigned a = 0; a < VB_STAGE_COUNT; a++) {
		for (unsigned b = 0; b < VB_STAGE_COUNT; b++) {
			for (unsigned c = 0; c < VB_STAGE_COUNT; c++) {
				enum stage three[3] = { (enum stage)a, (enum stage)b,
					                (enum stage)c };
				enum stage two[2] = { stage_settle(three, 2), (enum stage)c };

				all++;
				right += stage_settle(three, 3) == stage_settle(two, 2);
			}
		}
	}
	is_int(right, all, "all triples of states");
}

static void test_words(void)
{
	const struct kind_field *field =
		kind_field_by_number(kind_by_number(VB_KIND_MEETING), VB_MEETING_STATE);
	enum stage stage = A;

	for (unsigned i = 0; i < VB_STAGE_COUNT; i++) {
		is_str(field->words[i], stage_word((enum stage)i), "word %u is the field's", i);
		is_err(stage_parse(span_of_str(field->words[i]), &stage), 0, "and is read");
		is_int(stage, i, "as that state");
	}
	ok(field->words[VB_STAGE_COUNT] == NULL, "the field has no other");
	is_err(stage_parse(span_of_str("plan"), &stage), VB_ERR_BAD_VALUE, "half a word");
}

/* OParl: terminiert, eingeladen, durchgeführt, and it keeps eingeladen until the minutes are released. */
static void test_oparl(void)
{
	is_str(stage_oparl_word(P), "terminiert", "planned");
	is_str(stage_oparl_word(I), "eingeladen", "invited");
	is_str(stage_oparl_word(C), "eingeladen", "closed");
	is_str(stage_oparl_word(A), "durchgeführt", "approved");
	is_int(stage_of_oparl(span_of_str("terminiert"), false), P, "planned");
	is_int(stage_of_oparl(span_of_str("eingeladen"), false), I, "invited");
	is_int(stage_of_oparl(span_of_str("durchgeführt"), false), C, "held");
	is_int(stage_of_oparl(span_of_str("durchgeführt"), true), X, "called off");
	is_int(stage_of_oparl(span_of(NULL, 0), false), P, "nothing said");
}

static void test_agenda(void)
{
	static const enum stage_agenda wanted[VB_STAGE_COUNT] = {
		[P] = VB_STAGE_AGENDA_FREE,       [I] = VB_STAGE_AGENDA_SUPPLEMENT,
		[O] = VB_STAGE_AGENDA_SUPPLEMENT, [N] = VB_STAGE_AGENDA_SUPPLEMENT,
		[J] = VB_STAGE_AGENDA_ENDED,      [C] = VB_STAGE_AGENDA_ENDED,
		[A] = VB_STAGE_AGENDA_ENDED,      [X] = VB_STAGE_AGENDA_ENDED,
	};
	static const bool held[VB_STAGE_COUNT] = {
		[O] = true, [N] = true, [J] = true, [C] = true, [A] = true
	};

	for (unsigned i = 0; i < VB_STAGE_COUNT; i++) {
		is_int(stage_agenda((enum stage)i), wanted[i], "new items when %s",
		       stage_word((enum stage)i));
		is_int(stage_is_held((enum stage)i), held[i], "and whether it took place");
	}
}

int main(void)
{
	test_changes();
	test_settle();
	test_parts();
	test_words();
	test_oparl();
	test_agenda();
	return done();
}
