/*
 * tap on tap: each scene runs in a child process whose output is compared line by line with what the TAP
 * specification (testanything.org, version 12) asks for.
 */
#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *err_name(int err)
{
	return err == 0 ? "VB_OK" : "VB_ERR_FORMAT";
}

static int scene_pass(void)
{
	ok(1 + 1 == 2, "sum of %d and %d", 1, 1);
	is_int(-5, -5, "negative");
	is_u64(UINT64_MAX, UINT64_MAX, "largest");
	is_str("a", "a", "text");
	is_str(NULL, NULL, "no text");
	is_mem("abc", "abd", 2, "first two bytes");
	is_mem(NULL, NULL, 0, "no bytes");
	is_err(-1, -1, "error");
	return done();
}

static int scene_fail(void)
{
	ok(1 > 2, "order");
	is_int(3, 4, "number");
	is_u64(16, 17, "large number");
	is_str("a\nb", NULL, "text # with a mark");
	is_mem("0123456789abcdefghijXlmnopqrst", "0123456789abcdefghijklmnopqrst", 30, "bytes");
	is_err(0, -1, "error");
	is_mem(NULL, "a", 1, "nothing");
	return done();
}

static int scene_skip_and_todo(void)
{
	skip(2, "no %s", "strace");
	todo("later");
	ok(false, "not yet");
	todo(NULL);
	diag("a %s", "remark");
	return done();
}

static int scene_empty(void)
{
	return done();
}

static int scene_bail(void)
{
	ok(true, "first");
	bail("no %s", "disk");
}

static int scene_hang(void)
{
	tap_timeout(1);
	while (pause() < 0)
		;
	return 0;
}

static int scene_dies(void)
{
	ok(true, "first");
	fflush(stdout);
	_exit(0);
}

struct scene {
	const char *name;
	int (*play)(void);
	int status;
	const char *output;
};

static const struct scene scenes[] = {
	{ "pass", scene_pass, 0,
	  "ok 1 - sum of 1 and 1\nok 2 - negative\nok 3 - largest\nok 4 - text\nok 5 - no text\n"
	  "ok 6 - first two bytes\nok 7 - no bytes\nok 8 - error\n1..8\n" },
	{ "fail", scene_fail, 1,
	  "not ok 1 - order\n#   failed at FILE:LINE\n#   not true: 1 > 2\n"
	  "not ok 2 - number\n#   failed at FILE:LINE\n#   got 3, wanted 4\n"
	  "not ok 3 - large number\n#   failed at FILE:LINE\n#   got 16 (0x10), wanted 17 (0x11)\n"
	  "not ok 4 - text \\# with a mark\n#   failed at FILE:LINE\n#   got    \"a\\nb\"\n#   "
	  "wanted NULL\n"
	  "not ok 5 - bytes\n#   failed at FILE:LINE\n#   first difference at byte 20 of 30; bytes "
	  "12 to 27:\n"
	  "#   got    63 64 65 66 67 68 69 6a [58] 6c 6d 6e 6f 70 71 72\n"
	  "#   wanted 63 64 65 66 67 68 69 6a [6b] 6c 6d 6e 6f 70 71 72\n"
	  "not ok 6 - error\n#   failed at FILE:LINE\n#   got VB_OK (0), wanted VB_ERR_FORMAT "
	  "(-1)\n"
	  "not ok 7 - nothing\n#   failed at FILE:LINE\n#   got is NULL\n"
	  "# 7 of 7 checks failed\n1..7\n" },
	{ "skip and todo", scene_skip_and_todo, 0,
	  "ok 1 # SKIP no strace\nok 2 # SKIP no strace\nnot ok 3 - not yet # TODO later\n"
	  "#   failed at FILE:LINE\n#   not true: false\n# a remark\n1..3\n" },
	{ "empty", scene_empty, 1, "1..0\n" },
	{ "bail", scene_bail, 255, "ok 1 - first\nBail out! no disk\n" },
	{ "hang", scene_hang, 255, "Bail out! the test hangs: its alarm rang\n" },
	{ "death without a plan", scene_dies, 0, "ok 1 - first\n" },
};

/* Replaces "failed at tests/unit/test_tap.c:17" by "failed at FILE:LINE"; the number must be a real one. */
static void hide_places(char *text)
{
	static const char place[] = "failed at ", file[] = __FILE__ ":", hidden[] = "FILE:LINE";

	for (char *at = text; (at = strstr(at, place)) != NULL;) {
		char *end;

		at += strlen(place);
		if (strncmp(at, file, strlen(file)) != 0 || strtol(at + strlen(file), &end, 10) < 1)
			continue;
		memcpy(at, hidden, strlen(hidden));
		memmove(at + strlen(hidden), end, strlen(end) + 1);
	}
}

/* Plays the scene in a child and reads what it prints; returns its exit status or -1. */
static int play(const struct scene *scene, char *output, size_t output_bytes)
{
	size_t used = 0;
	ssize_t got;
	int ends[2], status;
	pid_t child;

	if (pipe(ends) != 0 || (child = fork()) < 0)
		bail("no pipe or no process");
	if (child == 0) {
		if (dup2(ends[1], STDOUT_FILENO) < 0)
			_exit(254);
		close(ends[0]);
		exit(scene->play());
	}
	close(ends[1]);
	while ((got = read(ends[0], output + used, output_bytes - 1 - used)) > 0)
		used += (size_t)got;
	output[used] = '\0';
	close(ends[0]);
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

int main(void)
{
	static char output[sizeof(scenes) / sizeof(scenes[0])][4096];
	int status[sizeof(scenes) / sizeof(scenes[0])];
	size_t i;

	/* All scenes play before the first check of our own, so that their counters start at zero. */
	for (i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++)
		status[i] = play(&scenes[i], output[i], sizeof(output[i]));
	for (i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		hide_places(output[i]);
		is_int(status[i], scenes[i].status, "%s: exit status", scenes[i].name);
		is_str(output[i], scenes[i].output, "%s: output", scenes[i].name);
	}
	return done();
}
