/* bench_mail: 10,000 people are told something by e-mail: a real office, verbund-mail, and a local server that takes everything; beside
 * it the same number of mails from memory over plain libcurl. Mails a second from the message of a clerk to the last mail at
 * the server, and the memory of verbund-mail after 1,000 and after 10,000. MAIL_PEOPLE (1000) in the environment: people of a
 * committee, of which there are eleven.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bridges/mailnet/mail_conf.h"
#include "bridges/mailnet/submit.h"
#include "tests/bench/figure.h"
#include "tests/bench/traffic.h"
#include "tests/unit/smtp_sink.h"

#define COMMITTEES 11u
#define BATCH 250u /* people in one request */
#define PATIENCE_SECONDS 600

static void put_label(struct buf *b, const char *key, const char *kind, unsigned n)
{
	char label[40];

	snprintf(label, sizeof(label), "%s%u", kind, n);
	pack_cstr(b, key);
	pack_map(b, 1);
	pack_cstr(b, "as");
	pack_cstr(b, label);
}

/* A person and a seat. */
static void put_person(struct buf *b, const char *organization, unsigned n)
{
	char text[64];

	snprintf(text, sizeof(text), "p%u", n);
	pack_map(b, 3);
	office_put(b, "as", text);
	pack_cstr(b, "fields");
	pack_map(b, 3);
	snprintf(text, sizeof(text), "person%u@post.example", n);
	pack_cstr(b, "email");
	pack_array(b, 1);
	pack_cstr(b, text);
	office_put(b, "familyName", "Yilmaz");
	snprintf(text, sizeof(text), "Amina %u", n);
	office_put(b, "givenName", text);
	office_put(b, "kind", "person");
	pack_map(b, 2);
	pack_cstr(b, "fields");
	pack_map(b, 3);
	office_put(b, "onBehalfOf", organization);
	office_put(b, "organization", organization);
	put_label(b, "person", "p", n);
	office_put(b, "kind", "membership");
}

/* The organization that came with the committee. */
static void find_root(struct office *o, const char *space, char *out, size_t size)
{
	struct pack_reader r;
	struct span items;
	struct buf args;

	office_args(&args, 2);
	office_put(&args, "kind", "organization");
	office_put(&args, "space", space);
	office_must(ipc_map_find(office_call(o, "record.list", &args), "items", &items), "a list");
	unpack_init(&r, items);
	office_must(unpack_array(&r, 1) == 1, "one organization");
	office_text(unpack_any(&r), "id", out, size);
}

static void fill(struct office *o, const char *space, unsigned first, unsigned people)
{
	char organization[64] = "";
	struct buf args;

	find_root(o, space, organization, sizeof(organization));
	for (unsigned done = 0; done < people; done += BATCH) {
		unsigned count = people - done < BATCH ? people - done : BATCH;

		office_args(&args, 2);
		pack_cstr(&args, "items");
		pack_array(&args, 2 * count);
		for (unsigned i = 0; i < count; i++)
			put_person(&args, organization, first + done + i);
		office_put(&args, "space", space);
		office_call(o, "record.batch", &args);
	}
}

/* ---- the server ---- */

static char noted[256];

static unsigned long count_noted(void)
{
	static unsigned long lines;
	static long at;
	char piece[65536];
	FILE *file = fopen(noted, "r");
	size_t n;

	if (!file)
		return 0;
	fseek(file, at, SEEK_SET);
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0) {
		at += (long)n;
		for (size_t i = 0; i < n; i++)
			lines += piece[i] == '\n';
	}
	fclose(file);
	return lines;
}

static void wait_for(unsigned long wanted)
{
	double end = office_seconds() + PATIENCE_SECONDS;

	while (count_noted() < wanted) {
		office_must(office_seconds() < end, "the mails arrive");
		nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
	}
}

/* ---- verbund-mail ---- */

/* The child of the daemon with that name; 0: none. */
static pid_t find_bridge(const struct office *o)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	while (proc && (entry = readdir(proc)) != NULL && !found) {
		char path[300], text[400] = "";
		FILE *file;
		char *close;
		long parent;

		snprintf(path, sizeof(path), "/proc/%.20s/stat", entry->d_name);
		file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "r") : NULL;
		if (!file)
			continue;
		(void)!fread(text, 1, sizeof(text) - 1, file);
		fclose(file);
		close = strrchr(text, ')');
		parent = close ? strtol(close + 4, NULL, 10) : 0;
		if (strstr(text, "(verbund-mail)") && parent == o->pid)
			found = (pid_t)strtol(entry->d_name, NULL, 10);
	}
	closedir(proc);
	return found;
}

static double memory_mib(pid_t pid)
{
	struct office bridge = { .pid = pid };
	long anon, rss;

	office_memory(&bridge, &anon, &rss);
	return (double)anon / 1024;
}

static void settle(const struct office *o, uint16_t port)
{
	char path[300];
	FILE *file;

	snprintf(path, sizeof(path), "%s/mail.conf", o->home);
	file = fopen(path, "w");
	office_must(file != NULL, "mail.conf");
	fprintf(file, "address beirat@stadt.example\nsubmission smtp://127.0.0.1:%u\n", port);
	fclose(file);
}

/* ---- plain libcurl ---- */

static unsigned in_flight;

static void on_done(void *ctx, const struct submit_result *result)
{
	(void)ctx;
	office_must(result->outcome == SUBMIT_TAKEN, result->text);
	in_flight--;
}

static double plain_rate(uint16_t port, struct span mail, unsigned count)
{
	struct exchanges *exchanges = exchanges_new(4);
	struct mail_conf conf;
	struct mail_why why;
	struct submit *submit;
	char text[200];
	double start;

	snprintf(text, sizeof(text), "address b@x.example\nsubmission smtp://127.0.0.1:%u", port);
	office_must(mail_conf_parse(span_of_str(text), &conf, &why) == 0, why.text);
	submit = submit_new(exchanges, &conf);
	start = office_seconds();
	for (unsigned i = 0; i < count || in_flight > 0;) {
		if (i < count && submit_room(submit) > 0) {
			in_flight++;
			i++;
			submit_send(submit, "b@x.example", "a@x.example", mail, on_done, NULL);
		} else {
			office_must(exchanges_wait(exchanges, NULL, 0, 1000) == 0, "waiting");
		}
	}
	start = office_seconds() - start;
	submit_destroy(&submit);
	exchanges_destroy(&exchanges);
	return count / start;
}

/* A mail as large as ours are. */
static struct span example(void)
{
	static char text[8192];
	size_t size = (size_t)snprintf(text, sizeof(text), "Subject: x\r\n\r\n");

	while (size + 66 < 6000)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%064d\r\n", 0);
	return span_of(text, size);
}

int main(void)
{
	unsigned people = figure_setting("MAIL_PEOPLE", 1000), many = people * (COMMITTEES - 1);
	char spaces[COMMITTEES][TRAFFIC_SPACE_BYTES];
	double start, took, plain, few_mib, many_mib;
	struct office o;
	uint16_t port;
	pid_t sink, bridge;

	office_start(&o, "a");
	snprintf(noted, sizeof(noted), "%s/noted", office_base());
	sink = smtp_sink_start(noted, false, &port);
	for (unsigned i = 0; i < COMMITTEES; i++) {
		traffic_found(&o, spaces[i]);
		fill(&o, spaces[i], i * people, people);
	}
	office_settle(&o);
	settle(&o, port);
	while ((bridge = find_bridge(&o)) == 0)
		nanosleep(&(struct timespec){ 0, 50000000 }, NULL);
	nanosleep(&(struct timespec){ 5, 0 }, NULL);
	traffic_post(&o, spaces[0]);
	wait_for(people);
	few_mib = memory_mib(bridge);
	start = office_seconds();
	for (unsigned i = 1; i < COMMITTEES; i++)
		traffic_post(&o, spaces[i]);
	wait_for(people + many);
	took = office_seconds() - start;
	many_mib = memory_mib(bridge);
	plain = plain_rate(port, example(), many);
	figure_print(
		&(struct figure){ .name = "mail: people told, from the message to the last mail",
	                          .value = many / took,
	                          .unit = "/s",
	                          .is_rate = true,
	                          .beside = plain,
	                          .of = "plain libcurl from memory",
	                          .limit = 500 });
	figure_print(&(struct figure){ .name = "mail: memory of verbund-mail after a tenth of them",
	                               .value = few_mib,
	                               .unit = "MiB" });
	figure_print(&(struct figure){ .name = "mail: after all of them",
	                               .value = many_mib,
	                               .unit = "MiB",
	                               .limit = few_mib + 8 });
	office_stop(&o);
	smtp_sink_stop(sink);
	return 0;
}
