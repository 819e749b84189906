/* passwd: names as the system tells them, kept for a minute; how many are asked for in a second. */
#include "daemon/passwd.h"

#include <pwd.h>
#include <string.h>

#include "tests/tap.h"

#define NOBODY_YET 3900000000u /* and the uids above it: Debian gives out none of them */

static void test_names(void)
{
	struct passwd_names *names = passwd_new();
	struct mono_ms now = { 5000 };
	/* limit VB_LOGIN_MAX_BYTES */
	char name[VB_LOGIN_MAX_BYTES + 1] = "x";

	is_err(passwd_name(names, 0, now, name), 0, "root");
	is_str(name, "root", "its name");
	is_err(passwd_name(names, 1, now, name), 0, "the second on every Debian");
	is_str(name, getpwuid(1)->pw_name, "its name");
	is_err(passwd_name(names, NOBODY_YET, now, name), 0, "nobody");
	is_str(name, "", "has none");
	passwd_destroy(&names);
	ok(names == NULL, "gone");
	passwd_destroy(&names);
}

/* Somebody with many uids. */
static void test_flood(void)
{
	struct passwd_names *names = passwd_new();
	struct mono_ms now = { 5000 };
	char name[VB_LOGIN_MAX_BYTES + 1];
	uint32_t asked = 0;

	is_err(passwd_name(names, 0, now, name), 0, "root");
	while (asked < 1000 && passwd_name(names, NOBODY_YET + asked, now, name) == 0)
		asked++;
	is_int(asked, VB_PASSWD_ASKED_A_SECOND - 1, "so many more in this second");
	is_err(passwd_name(names, NOBODY_YET + asked, now, name), VB_ERR_BUSY, "then no more");
	is_err(passwd_name(names, 0, now, name), 0, "but who is known is");
	is_str(name, "root", "known");
	now.v += 999;
	is_err(passwd_name(names, 1, now, name), VB_ERR_BUSY, "the second is not over");
	now.v += 1;
	is_err(passwd_name(names, 1, now, name), 0, "now it is");
	passwd_destroy(&names);
}

static void test_kept(void)
{
	struct passwd_names *names = passwd_new();
	struct mono_ms now = { 5000 };
	char name[VB_LOGIN_MAX_BYTES + 1];
	uint32_t asked = 0;

	is_err(passwd_name(names, 0, now, name), 0, "root");
	now.v += VB_PASSWD_KEPT_MS - 1;
	while (passwd_name(names, NOBODY_YET + asked, now, name) == 0)
		asked++;
	is_err(passwd_name(names, 0, now, name), 0, "is kept for a minute");
	now.v += 1;
	is_err(passwd_name(names, 0, now, name), VB_ERR_BUSY, "and asked for again after it");
	/* More than are kept: the newest are. */
	for (uint32_t i = 0; i < 2 * VB_PASSWD_KEPT_COUNT; i++) {
		now.v += 1000;
		is_err(passwd_name(names, NOBODY_YET + i, now, name), 0, "uid %u", (unsigned)i);
	}
	asked = 0;
	while (passwd_name(names, NOBODY_YET + 1000 + asked, now, name) == 0)
		asked++;
	is_err(passwd_name(names, NOBODY_YET + 2 * VB_PASSWD_KEPT_COUNT - 1, now, name), 0,
	       "the last is known still");
	is_err(passwd_name(names, NOBODY_YET, now, name), VB_ERR_BUSY, "the first is not");
	passwd_destroy(&names);
}

/* Who has a right here is heard, however many uids somebody else calls from. */
static void test_marked(void)
{
	struct passwd_names *names = passwd_new();
	struct mono_ms now = { 5000 };
	char name[VB_LOGIN_MAX_BYTES + 1];
	uint32_t asked = 0;

	is_err(passwd_name(names, 0, now, name), 0, "root");
	is_err(passwd_name(names, 1, now, name), 0, "another");
	passwd_mark(names, 0);
	passwd_mark(names, NOBODY_YET); /* was never asked for: nothing happens */
	for (uint32_t i = 0; i < 20 * VB_PASSWD_KEPT_COUNT; i++) {
		now.v += 1000 / VB_PASSWD_ASKED_A_SECOND;
		(void)!passwd_name(names, NOBODY_YET + i, now, name);
	}
	while (passwd_name(names, NOBODY_YET + 5000 + asked, now, name) == 0)
		asked++;
	is_err(passwd_name(names, 1, now, name), VB_ERR_BUSY, "who has no right is pushed out");
	is_err(passwd_name(names, 0, now, name), 0, "who has one is not, though a minute is over");
	is_str(name, "root", "with the name");
	passwd_destroy(&names);
	names = passwd_new();
	for (uint32_t i = 0; i <= VB_PASSWD_KEPT_COUNT; i++) {
		now.v += 1000;
		is_err(passwd_name(names, NOBODY_YET + i, now, name), 0, "uid %u", (unsigned)i);
		passwd_mark(names, NOBODY_YET + i);
	}
	is_err(passwd_name(names, 0, now, name), 0, "where all have a right the oldest makes room");
	passwd_destroy(&names);
}

int main(void)
{
	test_names();
	test_flood();
	test_kept();
	test_marked();
	return done();
}
