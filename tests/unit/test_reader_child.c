/* reader_child: asked, late, dying and lying readers, played by a small script whose mails say what it is to do. */
#include "bridges/mailnet/reader_child.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

/* Answers a mail with its own bytes, or as its first word says. Counts its starts in a file. */
static const char script[] =
	"#!/usr/bin/perl\n"
	"use strict;\n"
	"open my $count, '>>', \"$0.count\"; syswrite $count, 'x'; close $count;\n"
	"sub get { my $b = ''; while (length $b < $_[0]) { sysread(STDIN, $b, $_[0] - length $b, "
	"length $b) or exit 0 } $b }\n"
	"sub put { my $f = pack('NC', 1 + length $_[1], $_[0]) . $_[1]; while (length $f) { substr "
	"$f, 0, syswrite(STDOUT, $f), '' } }\n"
	"exit 3 if -e \"$0.unready\";\n"
	"while (1) {\n"
	"  my ($size, $kind) = unpack 'NC', get(5);\n"
	"  my $body = get($size - 1);\n"
	"  if ($kind == 1) { put(17, \"\\1\"); next }\n"
	"  if ($kind == 3) { put(20, 'piece ' . join ',', unpack('NN', $body)); next }\n"
	"  exit 1 if $body =~ /^die/;\n"
	"  if ($body =~ /^once/ && !-e \"$0.once\") { open my $f, '>', \"$0.once\"; exit 1 }\n"
	"  sleep 100 if $body =~ /^sleep/;\n"
	"  if ($body =~ /^refuse/) { put(19, ''); next }\n"
	"  if ($body =~ /^lie/) { syswrite STDOUT, pack('N', 0); next }\n"
	"  if ($body =~ /^twice/) { syswrite STDOUT, pack('NCaNCa', 2, 18, 'a', 2, 18, 'b'); next "
	"}\n"
	"  if ($body =~ /^env/) { put(18, join ',', scalar(keys %ENV), map { s{.*/}{}r } sort glob "
	"'/proc/self/fd/[0-9]*'); next }\n"
	"  put(18, $body);\n"
	"}\n";

static struct {
	bool is_done;
	enum reader_outcome outcome;
	struct buf body;
} got;

static uint64_t clock_ms = 1000; /* what the child is told */

static void on_answer(void *ctx, enum reader_outcome outcome, struct span body)
{
	(void)ctx;
	got.is_done = true;
	got.outcome = outcome;
	buf_clear(&got.body);
	buf_put(&got.body, body.data, body.size);
	buf_put_u8(&got.body, 0);
}

static void wait_for(struct exchanges *exchanges, struct reader_child *child)
{
	while (!got.is_done) {
		struct exchanges_watch watches[VB_READER_WATCHES];
		size_t count = reader_child_watch(child, watches);

		if (exchanges_wait(exchanges, watches, count, 100) < 0)
			bail("waiting");
		reader_child_step(child, (struct mono_ms){ clock_ms });
	}
}

static void ask(struct exchanges *exchanges, struct reader_child *child, const char *mail)
{
	got.is_done = false;
	reader_child_mail(child, span_of_str(mail), (struct mono_ms){ clock_ms }, on_answer, NULL);
	ok(!reader_child_is_free(child), "one question at a time");
	wait_for(exchanges, child);
}

static void test_answers(struct exchanges *exchanges, struct reader_child *child,
                         const char *program)
{
	char count[SCRATCH_PATH_BYTES + 8];

	snprintf(count, sizeof(count), "%s.count", program);
	ask(exchanges, child, "hello");
	is_int(got.outcome, READER_ANSWERED, "answered");
	is_str((const char *)got.body.data, "hello", "with the answer");
	ok(reader_child_is_confined(child), "it says that it is confined");
	ask(exchanges, child, "refuse");
	is_int(got.outcome, READER_REFUSED, "no mail that can be read");
	is_int(scratch_size(count), 1, "by the same process");
	got.is_done = false;
	reader_child_piece(child, (struct hatch_piece){ 2, 7 }, (struct mono_ms){ clock_ms },
	                   on_answer, NULL);
	wait_for(exchanges, child);
	is_str((const char *)got.body.data, "piece 2,7", "a piece of a file");
	ask(exchanges, child, "env");
	is_str((const char *)got.body.data, "0,0,1,2,3",
	       "no environment, and only its two pipes and stderr (3: the folder that it lists)");
	ask(exchanges, child, "die");
	is_int(got.outcome, READER_DIED, "it dies twice at a mail");
	is_int(scratch_size(count), 2, "so it was started once more");
	ask(exchanges, child, "hello");
	is_int(got.outcome, READER_ANSWERED, "the next mail is read again");
	ask(exchanges, child, "once");
	is_int(got.outcome, READER_ANSWERED, "one at which it dies once is read");
	is_str((const char *)got.body.data, "once", "as any other");
	ask(exchanges, child, "lie");
	is_int(got.outcome, READER_DIED, "no frame");
	ask(exchanges, child, "twice");
	is_int(got.outcome, READER_DIED, "two answers");
	ask(exchanges, child, "hello");
	is_str((const char *)got.body.data, "hello", "nothing is left of that");
}

static void test_silent(struct exchanges *exchanges, struct reader_child *child)
{
	got.is_done = false;
	is_u64(reader_child_deadline(child), UINT64_MAX, "nothing to wait for");
	reader_child_mail(child, span_of_str("sleep"), (struct mono_ms){ clock_ms }, on_answer,
	                  NULL);
	is_u64(reader_child_deadline(child), clock_ms + VB_READER_TIMEOUT_MS, "ten seconds");
	for (int i = 0; i < 2; i++) {
		/* Until it has heard the question: READY was said. */
		for (int n = 0; n < 3; n++) {
			struct exchanges_watch watches[VB_READER_WATCHES];
			size_t count = reader_child_watch(child, watches);

			if (exchanges_wait(exchanges, watches, count, 300) < 0)
				bail("waiting");
			reader_child_step(child, (struct mono_ms){ clock_ms + 9999 });
		}
		ok(!got.is_done, "not before");
		clock_ms += VB_READER_TIMEOUT_MS;
		reader_child_step(child, (struct mono_ms){ clock_ms });
	}
	ok(got.is_done && got.outcome == READER_DIED, "silent twice: as if it had died");
}

static void test_away(struct exchanges *exchanges, const char *program)
{
	struct hatch_settings settings = { .domain = "x.example" };
	struct reader_child *child = reader_child_new("/nowhere/at/all", &settings);
	char unready[SCRATCH_PATH_BYTES + 16];

	ask(exchanges, child, "hello");
	is_int(got.outcome, READER_AWAY, "no such program: nothing is said of the mail");
	reader_child_destroy(&child);
	snprintf(unready, sizeof(unready), "%s.unready", program);
	scratch_write(unready, span_of_str(""));
	child = reader_child_new(program, &settings);
	ask(exchanges, child, "hello");
	is_int(got.outcome, READER_AWAY, "one that does not become ready");
	unlink(unready);
	ask(exchanges, child, "hello");
	is_int(got.outcome, READER_ANSWERED, "later it does");
	reader_child_destroy(&child);
	reader_child_destroy(&child);
}

static void test_large(struct exchanges *exchanges, struct reader_child *child)
{
	static char mail[3 << 20];

	memset(mail, 'x', sizeof(mail) - 1);
	ask(exchanges, child, mail);
	is_int((int)got.body.size, sizeof(mail), "a large mail goes there and back");
}

int main(void)
{
	struct hatch_settings settings = { .authserv = "mx", .domain = "x.example" };
	struct exchanges *exchanges = exchanges_new(1);
	char folder[SCRATCH_PATH_BYTES], program[SCRATCH_PATH_BYTES];
	struct reader_child *child;

	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	buf_init(&got.body, VB_HATCH_FRAME_MAX_BYTES);
	scratch_make(folder);
	snprintf(program, sizeof(program), "%s", scratch_path(folder, "reader"));
	scratch_write(program, span_of_str(script));
	chmod(program, 0700);
	child = reader_child_new(program, &settings);
	test_answers(exchanges, child, program);
	test_large(exchanges, child);
	test_silent(exchanges, child);
	reader_child_destroy(&child);
	test_away(exchanges, program);
	exchanges_destroy(&exchanges);
	buf_release(&got.body);
	scratch_remove(folder);
	return done();
}
