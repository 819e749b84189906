/* submit, exchanges: mails over libcurl to a server that takes, refuses, loses and hangs up as the recipient says. */
#include "bridges/mailnet/submit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bridges/mailnet/mail_conf.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"
#include "tests/unit/smtp_sink.h"

static const char mail[] = "Message-ID: <a@b.example>\r\nSubject: x\r\n\r\n.dot\r\nend\r\n";

struct outcome {
	struct submit_result result;
	bool is_done;
};

static void on_done(void *ctx, const struct submit_result *result)
{
	struct outcome *o = ctx;

	o->result = *result;
	o->is_done = true;
}

static void wait_for(struct exchanges *exchanges, const struct outcome *o)
{
	while (!o->is_done)
		if (exchanges_wait(exchanges, NULL, 0, 1000) < 0)
			bail("waiting");
}

static struct outcome send_one(struct exchanges *exchanges, struct submit *submit,
                               const char *sender, const char *recipient)
{
	struct outcome o = { .is_done = false };

	submit_send(submit, sender, recipient, span_of_str(mail), on_done, &o);
	wait_for(exchanges, &o);
	return o;
}

struct row {
	const char *sender, *recipient;
	enum submit_outcome outcome;
	unsigned code;
	const char *status, *word;
};

static const struct row rows[] = {
	{ "b@x.example", "amina@x.example", SUBMIT_TAKEN, 250, "2.0.0", "taken" },
	{ "", "amina@x.example", SUBMIT_TAKEN, 250, "2.0.0", "taken" },
	{ "b@x.example", "later@x.example", SUBMIT_LATER, 451, "4.2.1", "recipient" },
	{ "b@x.example", "refused@x.example", SUBMIT_REFUSED, 550, "5.1.1", "recipient" },
	{ "b@x.example", "wait@x.example", SUBMIT_LATER, 451, "4.3.0", "contents" },
	{ "b@x.example", "spam@x.example", SUBMIT_REFUSED, 554, "5.6.0", "contents" },
	{ "nobody@x.example", "amina@x.example", SUBMIT_DOWN, 550, "5.7.1", "sender" },
	{ "b@x.example", "amina@x.example", SUBMIT_TAKEN, 250, "2.0.0", "taken" },
};

static void test_outcomes(struct exchanges *exchanges, struct submit *submit)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct outcome o = send_one(exchanges, submit, rows[i].sender, rows[i].recipient);

		is_int(o.result.outcome, rows[i].outcome, "%s from <%s>: %s (%s)",
		       rows[i].recipient, rows[i].sender, submit_outcome_name(rows[i].outcome),
		       o.result.text);
		is_int((int)o.result.code, (int)rows[i].code, "its code");
		is_str(o.result.status, rows[i].status, "its status");
		is_str(o.result.word, rows[i].word, "its word");
	}
}

static void test_lost(struct exchanges *exchanges, struct submit *submit)
{
	struct outcome o = send_one(exchanges, submit, "b@x.example", "drop@x.example");

	is_int(o.result.outcome, SUBMIT_LATER, "hung up on after the last byte: again, later");
	o = send_one(exchanges, submit, "b@x.example", "cut@x.example");
	ok(o.result.outcome == SUBMIT_DOWN || o.result.outcome == SUBMIT_LATER,
	   "hung up on before the mail: again");
	o = send_one(exchanges, submit, "b@x.example", "amina@x.example");
	is_int(o.result.outcome, SUBMIT_TAKEN, "the next one gets a new connection");
}

/* What was noted: how many mails, over how many connections. */
static void count(const char *file, unsigned *mails, unsigned *connections)
{
	bool is_seen[1000] = { false };
	struct buf text;
	char *line, *rest;

	*mails = *connections = 0;
	scratch_read(file, &text);
	buf_put_u8(&text, 0);
	for (line = strtok_r((char *)text.data, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		unsigned long number = strtoul(line, NULL, 10);

		(*mails)++;
		*connections += number < 1000 && !is_seen[number];
		is_seen[number % 1000] = true;
	}
	buf_release(&text);
}

#define MANY 200

static void test_many(struct exchanges *exchanges, struct submit *submit, const char *file)
{
	static struct outcome outcomes[MANY];
	unsigned mails, connections, taken = 0, widest = 0;

	if (truncate(file, 0) < 0)
		bail("truncate");
	memset(outcomes, 0, sizeof(outcomes));
	for (size_t i = 0; i < MANY;) {
		unsigned running = 4 - (unsigned)submit_room(submit);

		widest = running > widest ? running : widest;
		if (submit_room(submit) > 0)
			submit_send(submit, "b@x.example", "amina@x.example", span_of_str(mail),
			            on_done, &outcomes[i++]);
		else if (exchanges_wait(exchanges, NULL, 0, 1000) < 0)
			bail("waiting");
	}
	for (size_t i = 0; i < MANY; i++) {
		wait_for(exchanges, &outcomes[i]);
		taken += outcomes[i].result.outcome == SUBMIT_TAKEN;
	}
	count(file, &mails, &connections);
	is_int((int)taken, MANY, "all are taken");
	is_int((int)mails, MANY, "each once");
	is_int((int)widest, 4, "four at the same time");
	ok(connections <= 5, "over the same connections: %u", connections);
}

/* What stands at the server is what was handed over, dots and all. */
static void test_bytes(const char *file)
{
	struct mail_conf conf;
	struct mail_why why;
	char text[200];
	uint16_t port;
	pid_t pid = smtp_sink_start(file, true, &port);
	struct exchanges *exchanges = exchanges_new(4);
	struct submit *submit;
	struct outcome o;
	struct buf noted;

	snprintf(text, sizeof(text), "address b@x.example\nsubmission smtp://127.0.0.1:%u", port);
	is_err(mail_conf_parse(span_of_str(text), &conf, &why), 0, "settings");
	submit = submit_new(exchanges, &conf);
	o = send_one(exchanges, submit, "b@x.example", "amina@x.example");
	is_int(o.result.outcome, SUBMIT_TAKEN, "one mail");
	scratch_read(file, &noted);
	buf_put_u8(&noted, 0);
	is_str((const char *)noted.data,
	       "1 b@x.example amina@x.example - taken\n"
	       "Message-ID: <a@b.example>\r\nSubject: x\r\n\r\n..dot\r\nend\r\n",
	       "a line that begins with a dot has one more on the way");
	buf_release(&noted);
	submit_destroy(&submit);
	exchanges_destroy(&exchanges);
	smtp_sink_stop(pid);
}

static void test_nobody(uint16_t port, const char *scheme, const char *word)
{
	struct mail_conf conf;
	struct mail_why why;
	char text[200];
	struct exchanges *exchanges = exchanges_new(4);
	struct submit *submit;
	struct outcome o;

	snprintf(text, sizeof(text), "address b@x.example\nconnections 1\nsubmission %s:%u", scheme,
	         port);
	is_err(mail_conf_parse(span_of_str(text), &conf, &why), 0, "settings: %s", why.text);
	submit = submit_new(exchanges, &conf);
	is_u64(submit_room(submit), 1, "room for one");
	o = send_one(exchanges, submit, "b@x.example", "amina@x.example");
	is_int(o.result.outcome, SUBMIT_DOWN, "%s: nothing can be handed over", scheme);
	is_str(o.result.word, word, "why");
	ok(o.result.text[0] != '\0', "in words: %s", o.result.text);
	submit_destroy(&submit);
	exchanges_destroy(&exchanges);
}

/* Other descriptors are waited for in the same place. */
static void test_watch(void)
{
	struct exchanges *exchanges = exchanges_new(4);
	struct exchanges_watch watch;
	int ends[2];

	if (pipe(ends) < 0)
		bail("pipe");
	watch = (struct exchanges_watch){ .fd = ends[0], .wants_read = true };
	is_err(exchanges_wait(exchanges, &watch, 1, 1), 0, "nothing happens");
	ok(!watch.is_ready, "and nothing is told");
	if (write(ends[1], "x", 1) != 1)
		bail("write");
	is_err(exchanges_wait(exchanges, &watch, 1, 10000), 0, "a byte comes");
	ok(watch.is_ready, "told");
	close(ends[1]);
	close(ends[0]);
	exchanges_destroy(&exchanges);
}

int main(void)
{
	char folder[SCRATCH_PATH_BYTES];
	struct exchanges *exchanges;
	struct submit *submit;
	struct mail_conf conf;
	struct mail_why why;
	char text[200];
	const char *file;
	uint16_t port;
	pid_t pid;

	scratch_make(folder);
	file = scratch_path(folder, "noted");
	pid = smtp_sink_start(file, false, &port);
	snprintf(text, sizeof(text), "address b@x.example\nsubmission smtp://127.0.0.1:%u", port);
	is_err(mail_conf_parse(span_of_str(text), &conf, &why), 0, "settings");
	exchanges = exchanges_new(4);
	submit = submit_new(exchanges, &conf);
	is_u64(submit_room(submit), 4, "room for four");
	test_outcomes(exchanges, submit);
	test_lost(exchanges, submit);
	test_many(exchanges, submit, file);
	submit_destroy(&submit);
	exchanges_destroy(&exchanges);
	test_nobody(port, "smtp://localhost", "tls");
	test_nobody(port, "smtps://127.0.0.1", "tls");
	smtp_sink_stop(pid);
	test_nobody(port, "smtp://127.0.0.1", "connect");
	test_bytes(scratch_path(folder, "bytes"));
	test_watch();
	scratch_remove(folder);
	return done();
}
