/* control_backup, backups: a copy is asked for, made after the commit, and answered before anything else. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/clerk.h"

static char away[SCRATCH_PATH_BYTES];

/* Asks for a copy to a file of the folder; what is answered at once. */
static const char *ask(struct clerk *d, const char *name)
{
	return clerk_ask(d, "backup", "{'file':'%s'}", scratch_path(away, name));
}

static bool is_made(const char *answer)
{
	return strstr(answer, "'file':") != NULL;
}

static const char *copy_args(const char *name)
{
	static char args[SCRATCH_PATH_BYTES + 16];

	(void)snprintf(args, sizeof(args), "{'file':'%s'}", scratch_path(away, name));
	return args;
}

/* A copy of the record keys alone. */
static void test_keys(struct clerk *d)
{
	char want[512];
	struct buf copy;

	(void)snprintf(want, sizeof(want), "{'file':'%s','keys':true}", scratch_path(away, "keys"));
	clerk_hand(d, "backup", want);
	is_err(clerk_end(d), 0, "a copy of the keys is asked for");
	ok(is_made(clerk_answer(d)), "and made");
	scratch_read(scratch_path(away, "keys"), &copy);
	/* 20 of magic, version 1, use 2. */
	ok(copy.size >= 134 && memcmp(copy.data, "verbund-record-keys\0\1\2", 22) == 0,
	   "it holds nothing else");
	buf_release(&copy);
	ok(strncmp(ask(d, "keys"), "VB-2018", 7) == 0, "a backup does not take its place");
	clerk_hand(d, "backup", want);
	is_err(clerk_end(d), 0, "a newer one");
	ok(is_made(clerk_answer(d)), "does");
	ok(strstr(clerk_ask(d, "status", "{}"), "'backup'") == NULL, "it is no backup");
}

static void test_made(struct clerk *d)
{
	char want[512];
	struct wall_ms made;
	uint32_t answers;

	ok(strstr(clerk_ask(d, "status", "{}"), "'backup'") == NULL, "no backup yet");
	answers = d->answer_count;
	clerk_hand(d, "backup", copy_args("copy"));
	made = d->now.wall;
	is_u64(d->answer_count, answers, "whoever asks has no answer yet");
	is_err(clerk_end(d), 0, "the turn ends");
	ok(scratch_size(scratch_path(away, "copy")) > 0, "the copy is made with it");
	(void)snprintf(want, sizeof(want), "{'bytes':%ld,'file':'%s','time':%llu}",
	               scratch_size(scratch_path(away, "copy")), scratch_path(away, "copy"),
	               (unsigned long long)made.v);
	is_str(clerk_answer(d), want, "and answered, before anybody is told of later writes");
	(void)snprintf(want, sizeof(want), "{'backup':%llu,", (unsigned long long)made.v);
	ok(strncmp(clerk_ask(d, "status", "{}"), want, strlen(want)) == 0, "the status shows when");
	clerk_wait(d, 1000);
	clerk_reopen(d);
	ok(strncmp(clerk_ask(d, "status", "{}"), want, strlen(want)) == 0, "also after a restart");
}

/* The copy is that of the office at that time. */
static void test_contents(struct clerk *d)
{
	ok(is_made(ask(d, "kept")), "with a committee in it");
	clerk_wait(d, 1000);
	(void)clerk_ask(d, "committee.create", "{'name':'Zu spät'}");
	ok(strstr(clerk_ask(d, "committee.list", "{}"), "Zu spät") != NULL, "the office goes on");
	ok(scratch_has(scratch_path(away, "kept"), span_of_str("Beirat")),
	   "the copy holds what was there");
	ok(!scratch_has(scratch_path(away, "kept"), span_of_str("Zu spät")),
	   "and not what came later");
	ok(is_made(ask(d, "kept")), "a newer one");
	clerk_wait(d, 1000);
	ok(scratch_has(scratch_path(away, "kept"), span_of_str("Zu spät")), "takes its place");
}

static void test_refused(struct clerk *d)
{
	is_str(clerk_ask(d, "backup", "{}"), "VB-3006 file", "no file is named");
	is_str(clerk_ask(d, "backup", "{'file':'copy'}"), "VB-3005 file is not a full path",
	       "half a path");
	is_str(clerk_ask(d, "backup", "{'file':'%s/'}", away), "VB-3005 file is not a full path",
	       "a folder");
	is_str(ask(d, "none/copy"), "VB-2018 there is no such folder",
	       "a folder that is not there");
	is_str(clerk_ask(d, "backup", "{'file':'%s'}", scratch_path(node_home(d->node), "copy")),
	       "VB-2018 the data directory holds no backup of itself", "the home");
	scratch_write(scratch_path(away, "letter"), span_of_str("Sehr geehrte"));
	is_str(ask(d, "letter"), "VB-2018 what is there is no older backup, and is not overwritten",
	       "a letter");
	scratch_write(scratch_path(away, "x.new"), span_of_str("x"));
	is_str(ask(d, "x"), "VB-2018 a file of this name with .new behind it is in the way",
	       "a name taken");
	is_int(scratch_size(scratch_path(away, "x")), -1, "nothing was made");
	d->caller.uid++;
	ok(strncmp(ask(d, "copy"), "VB-3002", 7) == 0, "only the administrator");
	d->caller.uid--;
}

/* Another login, also with this right, makes no files that our own login would take for something else. */
static void test_other_login(struct clerk *d)
{
	struct node_caller owner = d->caller;

	(void)clerk_ask(d, "person.add",
	                "{'fields':{'name':'Anna'},'login':'anna','right':'administrator'}");
	d->caller.uid++;
	(void)snprintf(d->caller.login, sizeof(d->caller.login), "anna");
	is_str(ask(d, "authorized_keys"), "VB-2018 with this login its name ends in .backup",
	       "another login may not choose any name");
	is_str(ask(d, ".backup"), "VB-2018 with this login its name ends in .backup",
	       "nor an ending alone");
	is_int(scratch_size(scratch_path(away, "authorized_keys")), -1, "nothing was made");
	ok(is_made(ask(d, "anna.backup")), "but one that says what it is");
	clerk_wait(d, 1000);
	ok(scratch_size(scratch_path(away, "anna.backup")) > 0, "which is made");
	d->caller = owner;
}

static void test_at_once(struct clerk *d)
{
	clerk_hand(d, "backup", copy_args("twice"));
	clerk_hand(d, "backup", copy_args("twice"));
	is_str(clerk_answer(d), "VB-2010", "one at a time");
	is_err(clerk_end(d), 0, "the first");
	ok(is_made(clerk_answer(d)), "is made");
}

static void test_fails(struct clerk *d)
{
	if (chmod(away, 0500) != 0 || geteuid() == 0) {
		skip(1, "root may write anywhere");
	} else {
		is_str(ask(d, "denied"), "VB-2005", "a folder that cannot be written to");
	}
	if (chmod(away, 0700) != 0)
		bail("no mode");
}

int main(void)
{
	struct clerk d;

	scratch_make(away);
	clerk_open(&d, "Amt");
	(void)clerk_ask(&d, "committee.create", "{'name':'Beirat'}");
	test_keys(&d);
	test_made(&d);
	test_contents(&d);
	test_refused(&d);
	test_other_login(&d);
	test_at_once(&d);
	test_fails(&d);
	clerk_close(&d);
	scratch_remove(away);
	return done();
}
