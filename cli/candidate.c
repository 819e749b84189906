/* candidate: where values come from; see candidate.h. */
#define _GNU_SOURCE /* strcasestr */
#include "cli/candidate.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/glyph.h"
#include "cli/labels.h"
#include "cli/language.h"

#define ASKED_MAX 500 /* records of one answer */
#define RECENT_MS (INT64_C(400) * 24 * 3600 * 1000)
#define RECORD_DIGITS 32u
#define ANSWER_MS 700u

enum from {
	FROM_NOWHERE, /* a text, a time, a number: typed as it is */
	FROM_FILES,
	FROM_FOLDERS,
	FROM_COMMITTEES,
	FROM_OFFICES,
	FROM_ERRORS,
	FROM_RECORDS, /* of a kind */
	FROM_ITEM_TYPES,
};

struct source {
	const char *name;
	enum from from;
	const char *kind;
};

/* clang-format off */
/* What several things are named by stands there more than once. */
static const struct source sources[] = {
	{ "COMMITTEE", FROM_COMMITTEES, NULL },
	{ "PEER", FROM_OFFICES, NULL },
	{ "MEETING", FROM_RECORDS, "meeting" },
	{ "SEAT", FROM_RECORDS, "membership" },
	{ "ITEM", FROM_RECORDS, "agendaItem" },
	{ "PROPOSAL", FROM_RECORDS, "proposal" },
	{ "TYPE", FROM_ITEM_TYPES, NULL },
	{ "PERSON", FROM_RECORDS, "person" },
	{ "PAPER", FROM_RECORDS, "paper" },
	{ "CONSULTATION", FROM_RECORDS, "consultation" },
	{ "POINT", FROM_RECORDS, "resolutionPoint" },
	{ "REQUEST", FROM_RECORDS, "commentRequest" },
	{ "REQUEST", FROM_RECORDS, "availabilityRequest" },
	{ "PERSONS", FROM_NOWHERE, NULL },
	{ "LANGUAGE", FROM_NOWHERE, NULL },
	{ "ORGANIZATION", FROM_RECORDS, "organization" },
	{ "OBLIGATION", FROM_RECORDS, "obligation" },
	{ "MEASURE", FROM_RECORDS, "measure" },
	{ "AGREEMENT", FROM_RECORDS, "agreement" },
	{ "STEP", FROM_RECORDS, "processStep" },
	{ "ORGANIZATIONS", FROM_NOWHERE, NULL },
	{ "TEXTS", FROM_NOWHERE, NULL },
	{ "APPLICATION", FROM_RECORDS, "fundingApplication" },
	{ "SERIES", FROM_RECORDS, "meetingSeries" },
	{ "TARGET", FROM_COMMITTEES, NULL },
	{ "TARGET", FROM_RECORDS, "meeting" },
	{ "TARGET", FROM_RECORDS, "agendaItem" },
	{ "TARGET", FROM_RECORDS, "paper" },
	{ "MESSAGE", FROM_RECORDS, "message" },
	{ "RECORD", FROM_RECORDS, "meeting" },
	{ "RECORD", FROM_RECORDS, "agendaItem" },
	{ "RECORD", FROM_RECORDS, "paper" },
	{ "RECORD", FROM_RECORDS, "person" },
	{ "DOCUMENT", FROM_RECORDS, "file" },
	{ "FILE", FROM_FILES, NULL },
	{ "DIR", FROM_FOLDERS, NULL },
	{ "FOLDER", FROM_FOLDERS, NULL },
	{ "VB-NUMBER", FROM_ERRORS, NULL },
	{ "ADDRESS", FROM_NOWHERE, NULL },
	{ "CLOCK", FROM_NOWHERE, NULL },
	{ "CODE", FROM_NOWHERE, NULL },
	{ "DATE", FROM_NOWHERE, NULL },
	{ "DAY", FROM_NOWHERE, NULL },
	{ "DAYS", FROM_NOWHERE, NULL },
	{ "DIGITS", FROM_NOWHERE, NULL },
	{ "EMAIL", FROM_NOWHERE, NULL },
	{ "EUR", FROM_NOWHERE, NULL },
	{ "FIELDS", FROM_NOWHERE, NULL },
	{ "FINGERPRINT", FROM_NOWHERE, NULL },
	{ "FROM-TO", FROM_NOWHERE, NULL },
	{ "LIST", FROM_NOWHERE, NULL },
	{ "MAIL", FROM_NOWHERE, NULL },
	{ "NAME", FROM_NOWHERE, NULL },
	{ "NUMBER", FROM_NOWHERE, NULL },
	{ "PLACE", FROM_NOWHERE, NULL },
	{ "ROOM", FROM_NOWHERE, NULL },
	{ "SECONDS", FROM_NOWHERE, NULL },
	{ "RULE", FROM_NOWHERE, NULL },
	{ "STATE", FROM_NOWHERE, NULL },
	{ "SUMS", FROM_NOWHERE, NULL },
	{ "TEXT", FROM_NOWHERE, NULL },
	{ "TIME", FROM_NOWHERE, NULL },
	{ "USER", FROM_NOWHERE, NULL },
	{ "WORDS", FROM_NOWHERE, NULL },
	{ "YEAR", FROM_NOWHERE, NULL },
	{ "ZONE", FROM_NOWHERE, NULL },
	{ "tcp://HOST:PORT", FROM_NOWHERE, NULL },
};
/* clang-format on */

/* ---- lines ---- */

/* Kinds of agenda items, as people in offices name them; others can be typed. */
static const char *const item_types[] = { "Regularie",  "Bericht", "Beschluss",     "Anfrage",
	                                  "Mitteilung", "Wahl",    "Verschiedenes", NULL };

/* A name with a line feed or another control character is none that a shell could be given safely. */
static bool is_plain(const char *value)
{
	for (; *value != '\0'; value++) {
		if ((unsigned char)*value < 0x20 || *value == 0x7F)
			return false;
	}
	return true;
}

static void print_value(struct out *out, const char *value, const char *title)
{
	struct buf line;

	if (!is_plain(value))
		return;
	buf_init(&line, SIZE_MAX / 2);
	buf_put(&line, value, strlen(value));
	if (title != NULL) {
		buf_put_u8(&line, '\t');
		(void)glyph_put(&line, span_of_str(title), GLYPH_TERMINAL, 60);
	}
	buf_put_u8(&line, '\n');
	(void)fwrite(line.data, 1, line.size, out->data);
	buf_release(&line);
}

void candidate_word(struct out *out, const char *typed, const char *word)
{
	if (strncasecmp(word, typed, strlen(typed)) == 0)
		print_value(out, word, NULL);
}

void candidate_words(struct out *out, const char *typed, const char *const *words)
{
	for (; *words != NULL; words++)
		candidate_word(out, typed, *words);
}

/* A number, cut as lists show it. */
static void offer_number(struct out *out, const char *typed, const char *id, const char *title)
{
	char number[VB_TABLE_SHORT_DIGITS + 1];

	if (strncasecmp(id, typed, strlen(typed)) != 0 && strcasestr(title, typed) == NULL)
		return;
	(void)snprintf(number, sizeof(number), "%s", id);
	print_value(out, number, title);
}

/* ---- what the office has ---- */

static void offer_committees(struct cmd *cmd, const char *typed)
{
	struct json *question = NULL;
	struct json *items;

	if (client_list(cmd->client, "committee.list", &question, &items) < 0)
		return;
	for (size_t i = 0; i < json_count(items); i++) {
		const char *name = json_get_text(json_at(items, i), "name");
		const char *id = json_get_text(json_at(items, i), "id");

		if (id != NULL)
			offer_number(cmd->out, typed, id, name != NULL ? name : "");
	}
	json_destroy(&items);
}

static void offer_offices(struct cmd *cmd, const char *typed)
{
	struct json *question = NULL;
	struct json *items;

	if (client_list(cmd->client, "peer.list", &question, &items) < 0)
		return;
	for (size_t i = 0; i < json_count(items); i++) {
		const char *name = json_get_text(json_at(items, i), "name");

		if (name != NULL)
			candidate_word(cmd->out, typed, name);
	}
	json_destroy(&items);
}

/* Where to begin in a list that is in the order of numbers, which begin with the time: with the number that was typed, else
 * with what is not long ago. */
static void put_after(struct json *question, const char *typed)
{
	char after[RECORD_DIGITS + 1];
	size_t digits = strspn(typed, "0123456789abcdef");

	if (digits >= 4 && typed[digits] == '\0' && digits < RECORD_DIGITS)
		(void)snprintf(after, sizeof(after), "%s%.*s", typed, (int)(RECORD_DIGITS - digits),
		               "00000000000000000000000000000000");
	else
		(void)snprintf(after, sizeof(after), "%012llx%020d",
		               (unsigned long long)((int64_t)time(NULL) * 1000 - RECENT_MS), 0);
	json_put_text(question, "after", after);
}

static void offer_records(struct cmd *cmd, const char *typed, const char *kind)
{
	struct json *question = json_new_map();
	struct labels *labels;
	struct json *page;
	const struct json *items;

	json_put_text(question, "kind", kind);
	json_put_int(question, "limit", ASKED_MAX);
	put_after(question, typed);
	if (client_ask(cmd->client, "record.list", &question, &page) < 0)
		return;
	labels = labels_new(cmd);
	items = json_get(page, "items");
	for (size_t i = 0; i < json_count(items); i++) {
		const char *id = json_get_text(json_at(items, i), "id");
		char *title = labels_title(labels, json_at(items, i));

		if (id != NULL)
			offer_number(cmd->out, typed, id, title);
		free(title);
	}
	labels_destroy(&labels);
	json_destroy(&page);
}

static void offer_errors(struct out *out, const char *typed)
{
	char word[16];

	for (int number = 1001; number <= 4999; number++) {
		if (strcmp(err_name(-number), "UNKNOWN") == 0)
			continue;
		(void)snprintf(word, sizeof(word), "VB-%04d", number);
		if (strncasecmp(word, typed, strlen(typed)) == 0 ||
		    strncmp(word + 3, typed, strlen(typed)) == 0)
			print_value(out, word, _(err_what(-number)));
	}
}

static void offer_source(struct cmd *cmd, const char *typed, const struct source *source)
{
	switch (source->from) {
	case FROM_NOWHERE:
		break;
	case FROM_FILES:
		(void)fputs(":files\n", cmd->out->data);
		break;
	case FROM_FOLDERS:
		(void)fputs(":folders\n", cmd->out->data);
		break;
	case FROM_COMMITTEES:
		offer_committees(cmd, typed);
		break;
	case FROM_OFFICES:
		offer_offices(cmd, typed);
		break;
	case FROM_ERRORS:
		offer_errors(cmd->out, typed);
		break;
	case FROM_RECORDS:
		offer_records(cmd, typed, source->kind);
		break;
	case FROM_ITEM_TYPES:
		candidate_words(cmd->out, typed, item_types);
		break;
	}
}

/* Whether the source is one of those that a name such as ITEM|MEETING lists. */
static bool is_named(const struct source *source, const char *name)
{
	size_t size = strlen(source->name);

	for (; *name != '\0'; name += strspn(name, "|")) {
		size_t length = strcspn(name, "|");

		if (length == size && strncmp(name, source->name, size) == 0)
			return true;
		name += length;
	}
	return false;
}

void candidate_values(struct cmd *cmd, const char *typed, const char *name)
{
	client_be_quick(cmd->client, ANSWER_MS);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		if (is_named(&sources[i], name))
			offer_source(cmd, typed, &sources[i]);
	}
}

bool candidate_is_known(const char *name)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		if (is_named(&sources[i], name))
			return true;
	}
	return false;
}
