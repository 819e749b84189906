/* log: each scene writes to a pipe in place of stderr; what comes out is compared as a whole line. */
#include "daemon/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

static char output[8192];

/* Runs scene in a child whose stderr is a pipe; journal: JOURNAL_STREAM names that pipe. Returns the exit status. */
static int run(void (*scene)(void), bool journal)
{
	int ends[2], status = -1;
	size_t size = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(ends) < 0)
		bail("no pipe");
	pid = fork();
	if (pid == 0) {
		char stream[64];
		struct stat s;

		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		fstat(STDERR_FILENO, &s);
		snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)s.st_dev,
		         (uintmax_t)s.st_ino);
		unsetenv("JOURNAL_STREAM");
		if (journal)
			setenv("JOURNAL_STREAM", stream, 1);
		scene();
		_exit(7);
	}
	close(ends[1]);
	while ((n = read(ends[0], output + size, sizeof(output) - 1 - size)) > 0)
		size += (size_t)n;
	output[size] = '\0';
	close(ends[0]);
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void scene_levels(void)
{
	struct node_id node = { { 0 } };
	static const uint8_t space[] = { 0xde, 0xad, 0xbe, 0xef, 0x01 };

	log_init(VB_LOG_INFO);
	log_info("link.up", "peer=%s space=%s", log_node(&node).text, log_hex(space).text);
	log_debug("hidden", "a=1");
	log_set_level(VB_LOG_DEBUG);
	log_debug("shown", "%s", "");
	log_set_level(VB_LOG_WARNING);
	log_info("hidden", "a=1");
	log_warnx("odd", "n=%d", 3);
	errno = ENOENT;
	log_warn("open", "file=x");
	log_error("frame.refused", VB_ERR_CREDIT, "peer=a");
	log_set_level(VB_LOG_ERROR);
	log_warnx("hidden", "a=1");
	errno = EIO;
	log_warn("hidden", "a=1");
	log_error("hidden", VB_ERR_IO, "a=1");
}

static void scene_escape(void)
{
	log_init(VB_LOG_INFO);
	log_info("a", "name=\"%s\"",
	         "x\n<0>y\x1b[2J\x7f \xc3\xa4 \xc2\x85 \xff \xe2\x80\xae \xe2\x81\xa6 \xe2\x82\xac "
	         "\xf0\x9f\x98\x80 \xe2\x82");
}

static void scene_long(void)
{
	static char text[5000];

	memset(text, '\n', sizeof(text) - 1);
	log_init(VB_LOG_INFO);
	log_info("long", "%s", text);
}

static void scene_fatal(void)
{
	log_init(VB_LOG_ERROR);
	fatal("end", "why=%s", "test");
}

static void scene_plain(void)
{
	log_init(VB_LOG_INFO);
	log_info("a", "b=%d", 1);
	log_warnx("c", "d=%d", 2);
}

static bool is_stamp(const char *text)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ ";

	for (size_t i = 0; form[i] != '\0'; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (form[i] == 'd' ? !digit : text[i] != form[i])
			return false;
	}
	return true;
}

static void test_plain(void)
{
	char *second;

	run(scene_plain, false);
	ok(is_stamp(output), "time in front: %.40s", output);
	second = strchr(output, '\n');
	ok(second != NULL && strncmp(output + 25, "a b=1\n", 6) == 0, "event and value");
	ok(second != NULL && is_stamp(second + 1), "time of the second line");
	is_str(second ? second + 26 : "", "WARNING c d=2\n", "a warning says so");
}

int main(void)
{
	is_int(run(scene_levels, true), 7, "scene of levels");
	/* The id of 32 zero bytes in base32 begins with a's. */
	is_str(output,
	       "<6>link.up peer=aaaa-aaaa space=deadbeef\n"
	       "<7>shown\n"
	       "<4>odd n=3\n"
	       "<4>open file=x error=\"No such file or directory\"\n"
	       "<4>frame.refused peer=a code=VB-1306 what=\"More was sent than was allowed.\"\n",
	       "levels, priorities, short ids, reasons");
	run(scene_escape, true);
	is_str(output,
	       "<6>a name=\"x\\x0a<0>y\\x1b[2J\\x7f \xc3\xa4 \\xc2\\x85 \\xff \\xe2\\x80\\xae "
	       "\\xe2\\x81\\xa6 \xe2\x82\xac \xf0\x9f\x98\x80 \\xe2\\x82\"\n",
	       "nothing in a value can begin a line or turn the text");
	run(scene_long, true);
	ok(strlen(output) <= 2048 && output[strlen(output) - 1] == '\n', "a long line is cut");
	is_int(run(scene_fatal, true), 1, "fatal ends with status 1");
	is_str(output, "<3>end why=test\n", "and says why");
	test_plain();
	return done();
}
