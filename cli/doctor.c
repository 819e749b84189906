/* doctor: running the checks; see doctor.h; tested by tests/blackbox/10-doctor.t. */
#include "cli/doctor.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/amount.h"
#include "cli/child.h"
#include "cli/fault.h"
#include "cli/language.h"
#include "protocol/array.h"

#define LIMIT_MS 4000u /* for all of it */
#define LOOK_MS 1000u  /* for verbundd --look */
#define ANSWER_MS 800u /* for each answer of the daemon */
#define LOOK_MAX_BYTES 65536u
#define SENTENCE_BYTES 1024u
#define PATHS 8u

static const struct doctor_check *const tables[] = {
	check_home_table, check_system_table, check_daemon_table, check_net_table, check_mail_table,
};

const struct doctor_check *doctor_check_at(size_t index)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (const struct doctor_check *row = tables[i]; row->name != NULL; row++) {
			if (index-- == 0)
				return row;
		}
	}
	return NULL;
}

/* ---- reporting ---- */

static struct doctor_finding *add(struct doctor *d, enum doctor_level level, const char *subject)
{
	uint32_t capacity = (uint32_t)d->capacity;
	struct doctor_finding *finding;

	d->findings = array_reserve(d->findings, &capacity, (uint32_t)d->count + 1u,
	                            sizeof(*d->findings));
	d->capacity = capacity;
	finding = &d->findings[d->count++];
	*finding = (struct doctor_finding){ .check = d->check,
		                            .level = level,
		                            .subject = subject != NULL ? strdup(subject) : NULL };
	return finding;
}

/* Translates a sentence and puts its values in; the caller frees it. */
static char *sentence(const char *format, va_list values) __attribute__((format(printf, 1, 0)));
static char *sentence(const char *format, va_list values)
{
	char text[SENTENCE_BYTES];
	char *copy;

	(void)vsnprintf(text, sizeof(text), _(format), values);
	copy = strdup(text);
	if (copy == NULL)
		abort();
	return copy;
}

void doctor_note(struct doctor *d, const char *subject, const char *format, ...)
{
	struct doctor_finding *finding = add(d, DOCTOR_NOTE, subject);
	va_list values;

	va_start(values, format);
	finding->what = sentence(format, values);
	va_end(values);
	finding->format = format;
}

void doctor_wrong(struct doctor *d, const char *subject, const char *format, ...)
{
	struct doctor_finding *finding = add(d, DOCTOR_WRONG, subject);
	va_list values;

	va_start(values, format);
	finding->what = sentence(format, values);
	va_end(values);
	finding->format = format;
}

void doctor_now(struct doctor *d, const char *format, ...)
{
	struct doctor_finding *finding = &d->findings[d->count - 1];
	va_list values;

	va_start(values, format);
	free(finding->now);
	finding->now = sentence(format, values);
	va_end(values);
}

void doctor_faults(struct doctor *d, const char *word)
{
	const struct json *faults = json_get(d->daemon, "faults");

	for (size_t i = 0; i < json_count(faults); i++) {
		const struct json *fault = json_at(faults, i);
		const char *found = json_get_text(fault, "word");
		char *text;

		if (found == NULL || strcmp(found, word) != 0)
			continue;
		text = fault_format(fault, d->now_ms);
		doctor_wrong(d, json_get_text(fault, "name"), "%s", text);
		doctor_now(d, "%s", fault_now(fault));
		free(text);
	}
}

size_t doctor_count(const struct doctor *d, enum doctor_level level)
{
	size_t count = 0;

	for (size_t i = 0; i < d->count; i++)
		count += d->findings[i].level == level;
	return count;
}

/* ---- what checks ask for ---- */

const char *doctor_path(const struct doctor *d, const char *name)
{
	static char paths[PATHS][PATH_MAX];
	static unsigned at;
	char *path = paths[at++ % PATHS];

	(void)snprintf(path, PATH_MAX, "%s/%s", d->cmd->args->home, name);
	return path;
}

bool doctor_look(const struct doctor *d, const char *what, int *err, const char **detail)
{
	const struct json *row = json_get(d->look, what);

	if (row == NULL)
		return false;
	*err = -(int)json_int(json_get(row, "err"), 0);
	if (detail != NULL)
		*detail = json_get_text(row, "detail");
	return true;
}

const char *doctor_setting(const struct doctor *d, const char *name)
{
	const char *value = json_get_text(json_get(d->look, "settings in force"), name);

	return value != NULL ? value : "";
}

uint32_t doctor_left_ms(const struct doctor *d)
{
	int64_t left = d->now_ms + (int64_t)LIMIT_MS - amount_now();

	return left > 0 && left < (int64_t)LIMIT_MS ? (uint32_t)left : left > 0 ? LIMIT_MS : 0;
}

/* ---- the look, and the daemon ---- */

/* "name TAB number TAB detail", or "setting TAB name TAB value". */
static void look_line(struct json *look, struct json *settings, char *line)
{
	char *second = strchr(line, '\t');
	char *third = second != NULL ? strchr(second + 1, '\t') : NULL;
	struct json *row;

	if (third == NULL)
		return;
	*second++ = '\0';
	*third++ = '\0';
	if (strcmp(line, "setting") == 0) {
		json_put_text(settings, second, third);
		return;
	}
	row = json_new_map();
	json_put_int(row, "err", strtol(second, NULL, 10));
	json_put_text(row, "detail", third);
	json_put(look, line, &row);
}

static void take_look(struct doctor *d)
{
	char program[PATH_MAX];
	const char *arguments[] = { program, "--look", "--home", d->cmd->args->home, NULL };
	struct json *settings = json_new_map();
	struct json *look = json_new_map();
	char *line, *rest = NULL;
	struct buf out;
	int status = 0;
	int err;

	(void)snprintf(program, sizeof(program), "%s/verbundd", d->cmd->program);
	if (access(program, X_OK) != 0)
		(void)snprintf(program, sizeof(program), "verbundd");
	buf_init(&out, LOOK_MAX_BYTES);
	err = child_run(arguments, LOOK_MS, &out, &status);
	for (line = strtok_r((char *)out.data, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		look_line(look, settings, line);
	buf_release(&out);
	json_put(look, "settings in force", &settings);
	if (err == 0 && status == 0 && json_get(look, "home") != NULL)
		d->look = look;
	else
		json_destroy(&look);
	d->holder = strtol(json_get_text(json_get(d->look, "lock"), "detail") != NULL
	                           ? json_get_text(json_get(d->look, "lock"), "detail")
	                           : "0",
	                   NULL, 10);
}

static void ask_daemon(struct doctor *d)
{
	struct json *question = NULL;

	client_be_quick(d->cmd->client, ANSWER_MS);
	d->daemon_err = client_ask(d->cmd->client, "doctor", &question, &d->daemon);
	if (d->daemon_err == 0)
		d->daemon_err = client_list(d->cmd->client, "peer.list", &question, &d->peers);
	if (d->daemon_err != 0)
		json_destroy(&d->daemon);
	out_forget(d->cmd->out);
}

static bool has(const struct doctor *d, enum doctor_needs needs)
{
	switch (needs) {
	case NEEDS_NOTHING:
		return true;
	case NEEDS_HOME:
		return d->has_home;
	case NEEDS_LOOK:
		return d->look != NULL;
	case NEEDS_RUNNING:
		return d->daemon_err != VB_ERR_NOT_RUNNING && d->daemon_err != VB_ERR_NO_HOME;
	case NEEDS_ANSWER:
		return d->daemon != NULL || d->daemon_err == VB_ERR_UNKNOWN_CALL;
	case NEEDS_DAEMON:
		return d->daemon != NULL;
	}
	return false;
}

void doctor_run(struct doctor *d, struct cmd *cmd)
{
	const struct doctor_check *check;
	struct stat st;

	*d = (struct doctor){ .cmd = cmd, .now_ms = amount_now() };
	d->has_home = stat(cmd->args->home, &st) == 0 && S_ISDIR(st.st_mode) &&
	              access(cmd->args->home, R_OK | X_OK) == 0;
	if (d->has_home)
		take_look(d);
	ask_daemon(d);
	for (size_t i = 0; (check = doctor_check_at(i)) != NULL; i++) {
		size_t before = d->count;

		if (!has(d, check->needs))
			continue;
		d->check = check->name;
		check->run(d);
		if (d->count == before)
			(void)add(d, DOCTOR_OK, NULL);
	}
}

void doctor_release(struct doctor *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->findings[i].subject);
		free(d->findings[i].what);
		free(d->findings[i].now);
	}
	free(d->findings);
	check_net_release(&d->probes);
	json_destroy(&d->look);
	json_destroy(&d->daemon);
	json_destroy(&d->peers);
}
