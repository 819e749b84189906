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

		is_str(err_what(err), row->what, "what happened: VB-%d", row->number);
		is_str(err_now(err), row->now, "what to do now: VB-%d", row->number);
		ok(row->exit_status > VB_EXIT_OK && row->exit_status <= VB_EXIT_DEGRADED,
		   "%s ends a program with a failure that the manual names", row->name);
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

/* What programs outside rely on, and other offices: written down by hand, a number never changes its meaning. */
/* clang-format off */
static const struct {
	int number;
	const char *name;
	int exit_status;
} fixed[] = {
	{ 1001, "TRUNCATED", 1 },
	{ 1002, "MALFORMED", 1 },
	{ 1003, "NOT_CANONICAL", 1 },
	{ 1004, "TOO_LARGE", 1 },
	{ 1005, "TOO_DEEP", 1 },
	{ 1006, "BAD_UTF8", 1 },
	{ 1007, "TRAILING", 1 },
	{ 1008, "OUT_OF_RANGE", 2 },
	{ 1009, "VERSION", 1 },
	{ 1010, "CRITICAL_FLAG", 1 },
	{ 1101, "BAD_SIGNATURE", 9 },
	{ 1102, "BAD_HASH", 9 },
	{ 1103, "DECRYPT", 9 },
	{ 1104, "BAD_KEY", 1 },
	{ 1105, "NO_KEY", 4 },
	{ 1106, "CARD_ROLLBACK", 5 },
	{ 1107, "BAD_CARD", 1 },
	{ 1201, "UNKNOWN_SPACE", 3 },
	{ 1202, "NOT_MEMBER", 4 },
	{ 1203, "NO_RIGHT", 4 },
	{ 1204, "NOT_OWNER", 4 },
	{ 1205, "BEYOND_CUTOFF", 4 },
	{ 1206, "UNKNOWN_CONTROL", 5 },
	{ 1207, "VOIDED_CONTROL", 5 },
	{ 1209, "ALREADY_MEMBER", 5 },
	{ 1210, "NO_BEGIN", 5 },
	{ 1211, "HELD", 5 },
	{ 1212, "SUSPENDED", 4 },
	{ 1213, "NOT_SUSPENDED", 5 },
	{ 1214, "BEGINS", 5 },
	{ 1215, "CONTROL_FORKED", 9 },
	{ 1216, "VOTED", 5 },
	{ 1217, "NOT_ELECTOR", 4 },
	{ 1218, "ALREADY_DONE", 5 },
	{ 1219, "NO_PROPOSAL", 3 },
	{ 1221, "NOT_MOVABLE", 5 },
	{ 1301, "BAD_CHAIN", 9 },
	{ 1302, "GAP", 5 },
	{ 1303, "FORK", 9 },
	{ 1304, "DUPLICATE", 5 },
	{ 1305, "BAD_LOG", 1 },
	{ 1306, "CREDIT", 1 },
	{ 1307, "BAD_SEAL", 1 },
	{ 1308, "ERASED", 3 },
	{ 1309, "UNEXPECTED", 1 },
	{ 1310, "IGNORED", 4 },
	{ 1316, "WRONG_STATE", 5 },
	{ 1320, "NOTICE", 5 },
	{ 1323, "NOT_OUR_SEAT", 4 },
	{ 1324, "NO_QUORUM", 5 },
	{ 1325, "NO_VOTE", 4 },
	{ 1326, "ON_AGENDA", 5 },
	{ 1335, "TOO_MANY_VOTES", 5 },
	{ 1340, "NO_FONT", 1 },
	{ 1401, "BAD_CODE", 2 },
	{ 1402, "CODE_EXPIRED", 1 },
	{ 1403, "CODE_USED", 1 },
	{ 1404, "PROOF", 4 },
	{ 1405, "COMMITMENT", 9 },
	{ 1406, "DIGITS", 4 },
	{ 1407, "NOT_PAIRED", 3 },
	{ 1408, "SELF", 2 },
	{ 1409, "UNREACHABLE", 8 },
	{ 1410, "TOO_MANY", 1 },
	{ 1411, "FINGERPRINT", 4 },
	{ 1412, "ROTATING", 5 },
	{ 1413, "QUOTA", 1 },
	{ 1421, "ROW_EXISTS", 5 },
	{ 1422, "DRAWER_FULL", 1 },
	{ 1423, "BRIDGE_OFF", 6 },
	{ 1424, "MAIL_TEST", 10 },
	{ 2001, "NOT_FOUND", 3 },
	{ 2002, "STORE_CORRUPT", 9 },
	{ 2003, "STORE_NEWER", 1 },
	{ 2004, "DISK_FULL", 1 },
	{ 2005, "IO", 1 },
	{ 2006, "LOCKED", 7 },
	{ 2007, "PERMISSIONS", 4 },
	{ 2008, "NO_HOME", 3 },
	{ 2009, "HOME_EXISTS", 5 },
	{ 2010, "BUSY", 1 },
	{ 2011, "AMBIGUOUS", 5 },
	{ 2012, "NOTHING_FOUND", 3 },
	{ 2013, "STATE_DIFFERS", 9 },
	{ 2015, "DEGRADED", 10 },
	{ 2016, "PARTNERS_LOST", 9 },
	{ 2017, "KEYS_LOST", 9 },
	{ 2018, "BACKUP_PLACE", 5 },
	{ 2019, "FILE_SIZE", 1 },
	{ 2020, "FILE_SPACE", 1 },
	{ 2021, "FILE_ABSENT", 3 },
	{ 2022, "FILE_DAMAGED", 9 },
	{ 2023, "BAD_BACKUP", 9 },
	{ 2024, "OTHER_OFFICE", 5 },
	{ 2025, "FETCHING", 5 },
	{ 2026, "NO_MEMORY", 1 },
	{ 2027, "NO_PERSON_KEYS", 3 },
	{ 2028, "STALE", 5 },
	{ 2030, "RECORD_KEYS", 9 },
	{ 2031, "KEYS_BACKUP_OLD", 5 },
	{ 2032, "BAD_KEYS_BACKUP", 9 },
	{ 3001, "USAGE", 2 },
	{ 3002, "DENIED", 4 },
	{ 3003, "NOT_RUNNING", 6 },
	{ 3004, "UNKNOWN_CALL", 2 },
	{ 3005, "BAD_VALUE", 2 },
	{ 3006, "MISSING_VALUE", 2 },
	{ 3007, "BAD_TIME", 2 },
	{ 3008, "BAD_FILE", 1 },
	{ 3009, "BAD_INPUT", 1 },
	{ 3010, "LAST_STEWARD", 5 },
	{ 3011, "AMBIGUOUS_TIME", 2 },
	{ 3012, "TIMEOUT", 1 },
	{ 3013, "LOGIN_TAKEN", 5 },
	{ 3014, "UNTRUSTED", 4 },
	{ 3015, "AMBIGUOUS_NAME", 5 },
	{ 3016, "NO_ADDRESS", 1 },
	{ 3017, "PASSPHRASE", 4 },
	{ 3018, "BAD_SHEET", 2 },
	{ 3019, "PERSON_FINGERPRINT", 4 },
	{ 3020, "BAD_KEY_FILE", 9 },
	{ 4001, "CONFIG", 2 },
	{ 4002, "PORT_IN_USE", 1 },
	{ 4003, "SELFTEST", 9 },
	{ 4005, "STOPPING", 6 },
	{ 4006, "NOT_CONFIRMED", 2 },
	{ 4007, "NEEDS_RESTART", 5 },
};
/* clang-format on */

static void test_fixed(void)
{
	int count = (int)(sizeof(fixed) / sizeof(fixed[0]));

	is_int(ROWS_COUNT, count, "as many errors as are written down");
	for (int i = 0; i < count; i++) {
		is_str(err_name(-fixed[i].number), fixed[i].name, "VB-%d", fixed[i].number);
		is_int(err_exit(-fixed[i].number), fixed[i].exit_status, "VB-%d: exit status",
		       fixed[i].number);
	}
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
