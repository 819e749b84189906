/* err: the table is sound, and each of its columns is found by number. */
#include "protocol/err.h"

#include <string.h>

#include "tests/tap.h"

struct row {
	int number;
	int exit_status;
	const char *name;
	const char *what;
	const char *now;
};

static const struct row rows[] = {
#define ROW(name, number, exit_status, what, now)                                                  \
	{ number, VB_EXIT_##exit_status, #name, what, now },
	VB_ERR_TABLE(ROW)
#undef ROW
};

#define ROWS_COUNT ((int)(sizeof(rows) / sizeof(rows[0])))

static void test_numbers(void)
{
	for (int i = 0; i < ROWS_COUNT; i++) {
		const struct row *row = &rows[i];

		ok(row->number >= 1001 && row->number <= 4999, "%s has a number of four digits",
		   row->name);
		for (int j = 0; j < i; j++) {
			if (rows[j].number == row->number || strcmp(rows[j].name, row->name) == 0)
				ok(false, "%s and %s are two errors", rows[j].name, row->name);
		}
		if (i > 0)
			ok(rows[i - 1].number < row->number, "%s stands in order", row->name);
	}
}

static void test_columns(void)
{
	for (int i = 0; i < ROWS_COUNT; i++) {
		const struct row *row = &rows[i];
		int err = -row->number;

		is_str(err_name(err), row->name, "name of VB-%d", row->number);
		is_str(err_what(err), row->what, "what happened: VB-%d", row->number);
		is_str(err_now(err), row->now, "what to do now: VB-%d", row->number);
		is_int(err_exit(err), row->exit_status, "exit status of VB-%d", row->number);
		ok(row->exit_status > VB_EXIT_OK && row->exit_status <= VB_EXIT_DEGRADED,
		   "%s ends a program with a failure known to DESIGN.md 12", row->name);
	}
}

/* Whole sentences, so that they can stand alone in a window. */
static void test_texts(void)
{
	for (int i = 0; i < ROWS_COUNT; i++) {
		const char *what = rows[i].what;

		ok(strlen(what) > 10 && what[strlen(what) - 1] == '.', "%s: a sentence",
		   rows[i].name);
		ok(strlen(rows[i].now) >= 10, "%s: a piece of advice", rows[i].name);
	}
}

/* What programs outside rely on: these never change. */
static void test_fixed(void)
{
	is_int(VB_ERR_TRUNCATED, -1001, "first number");
	is_int(VB_ERR_BAD_SIGNATURE, -1101, "bad signature");
	is_int(err_exit(VB_ERR_NOT_FOUND), 3, "not found");
	is_int(err_exit(VB_ERR_NO_RIGHT), 4, "denied");
	is_int(err_exit(VB_ERR_FORK), 9, "integrity");
}

static void test_outside(void)
{
	static const int outside[] = { -1, 1001, -1000, -9999, 2147483647, -2147483647 - 1 };

	is_str(err_name(0), "OK", "no error");
	is_int(err_exit(0), VB_EXIT_OK, "no error ends well");
	ok(strlen(err_what(0)) > 0 && strlen(err_now(0)) > 0, "no error has texts");
	for (unsigned i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		is_str(err_name(outside[i]), "UNKNOWN", "%d is not in the table", outside[i]);
		is_int(err_exit(outside[i]), VB_EXIT_ERROR, "%d ends with 1", outside[i]);
		ok(strlen(err_what(outside[i])) > 0 && strlen(err_now(outside[i])) > 0,
		   "%d has texts", outside[i]);
	}
}

int main(void)
{
	test_numbers();
	test_columns();
	test_texts();
	test_fixed();
	test_outside();
	return done();
}
