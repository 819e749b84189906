/* reading: each mail of tests/data/mail/in gives what expected.tsv says, written by hand from the RFCs and what real programs send.
 *
 * A row is a file and key=value fields, separated by tabs; a key that is not there means that there is none of it. In values \n is a
 * line feed and \t a tab. answer, file and ref may stand more than once, in their order.
 */
#include "bridges/mailread/reading.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define FOLDER "tests/data/mail/in/"
#define TABLE FOLDER "expected.tsv"
#define MADE_BYTES 65536

static const char *const flag_names[] = { "automatic", "bulk",     "report",     "noreturn",
	                                  "tnef",      "calendar", "counter",    "cut",
	                                  "encrypted", "own",      "unsubscribe" };
static const char *const trusts[] = { "unknown", "pass", "fail" };
static const char *const words[] = { "none", "yes", "no", "maybe", "delegated" };
static const char *const actions[] = { "none", "failed", "delayed", "delivered" };

/* A file with a NUL behind it. Caller frees. */
static char *contents(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *text = malloc(VB_PARCEL_MAIL_MAX_BYTES);

	if (file == NULL || text == NULL)
		bail("%s cannot be read", path);
	*size = fread(text, 1, VB_PARCEL_MAIL_MAX_BYTES - 1, file);
	text[*size] = '\0';
	fclose(file);
	return text;
}

/* ---- what was found, in the form of the table ---- */

struct made {
	char text[MADE_BYTES];
	size_t size;
};

static void add(struct made *made, const char *key, const char *value)
{
	int size;
	char *at;

	if (value[0] == '\0')
		return;
	size = snprintf(made->text + made->size, sizeof(made->text) - made->size, "\t%s=", key);
	made->size += (size_t)size;
	for (at = made->text + made->size; *value != '\0'; value++) {
		if (at + 3 > made->text + sizeof(made->text))
			bail("too much");
		if (*value == '\n' || *value == '\t')
			*at++ = '\\';
		*at++ = (char)(*value == '\n' ? 'n' : *value == '\t' ? 't' : *value);
	}
	*at = '\0';
	made->size = (size_t)(at - made->text);
}

static void add_number(struct made *made, const char *key, long long number)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", number);
	add(made, key, number != 0 ? text : "");
}

static void add_flags(struct made *made, uint32_t flags)
{
	char text[256] = "";
	size_t size = 0;

	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++) {
		if ((flags >> i & 1) != 0)
			size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s",
			                         size > 0 ? "," : "", flag_names[i]);
	}
	add(made, "flags", text);
}

static void add_lists(struct made *made, const struct parcel *parcel)
{
	char text[4096];

	for (size_t i = 0; i < parcel->answer_count; i++) {
		const struct parcel_answer *answer = &parcel->answers[i];

		snprintf(text, sizeof(text), "%s|%s|%s|%u|%lld|%s", answer->uid, answer->attendee,
		         words[answer->partstat], answer->sequence,
		         (long long)answer->stamp_ms / 1000, answer->comment);
		add(made, "answer", text);
	}
	for (size_t i = 0; i < parcel->file_count; i++) {
		const struct parcel_file *file = &parcel->files[i];

		snprintf(text, sizeof(text), "%s|%s|%u|%s", file->name, file->type, file->bytes,
		         file->is_allowed ? "allowed" : "refused");
		add(made, "file", text);
	}
}

static void add_parcel(struct made *made, const struct parcel *parcel)
{
	char text[VB_PARCEL_TEXT_MAX_BYTES + 1];

	add(made, "from", parcel->from);
	add(made, "name", parcel->from_name);
	add(made, "subject", parcel->subject);
	add(made, "id", parcel->message_id);
	for (size_t i = 0; i < parcel->reference_count; i++)
		add(made, "ref", parcel->references[i]);
	add_number(made, "date", (long long)parcel->date_ms / 1000);
	add_flags(made, parcel->flags);
	add(made, "trust", parcel->trust != PARCEL_UNKNOWN ? trusts[parcel->trust] : "");
	add(made, "origin", parcel->origin);
	add_number(made, "hops", parcel->hops);
	add(made, "word", parcel->word != PARCEL_NO_WORD ? words[parcel->word] : "");
	add(made, "alone", parcel->is_word_alone ? "yes" : "");
	if (parcel->text.size > 0)
		memcpy(text, parcel->text.data, parcel->text.size);
	text[parcel->text.size] = '\0';
	add(made, "text", text);
	add_lists(made, parcel);
	if (parcel->bounce_recipient[0] != '\0' || parcel->bounce_class != 0 ||
	    parcel->bounce_action != 0) {
		char bounce[512];

		snprintf(bounce, sizeof(bounce), "%s|%u|%s", parcel->bounce_recipient,
		         parcel->bounce_class, actions[parcel->bounce_action]);
		add(made, "bounce", bounce);
	}
}

static void make(struct made *made, struct span mail)
{
	static const struct hatch_settings settings = { "mx.stadt.example", "stadt.example",
		                                        false };
	struct parcel *parcel = calloc(1, sizeof(*parcel)), *read = calloc(1, sizeof(*read));
	struct mime_mail taken;
	struct buf packed;

	made->size = 0;
	made->text[0] = '\0';
	if (parcel == NULL || read == NULL)
		bail("no memory");
	if (reading_take(mail, &settings, &taken, parcel) < 0) {
		add(made, "refused", "yes");
	} else {
		/* What goes over the pipe is what counts. */
		buf_init(&packed, VB_PARCEL_MAX_BYTES);
		parcel_encode(parcel, &packed);
		if (parcel_decode(buf_span(&packed), read) == 0)
			add_parcel(made, read);
		else
			add(made, "broken", "yes");
		buf_release(&packed);
		parcel_release(read);
	}
	mime_mail_release(&taken);
	parcel_release(parcel);
	free(parcel);
	free(read);
}

/* ---- the table ---- */

/* Field by field, so that a difference is seen. */
static void compare(const char *name, const char *got, const char *want)
{
	ok(strcmp(got, want) == 0, "%s", name);
	while (strcmp(got, want) != 0 && (*got != '\0' || *want != '\0')) {
		int size_got = (int)strcspn(got + (*got != '\0'), "\t") + (*got != '\0');
		int size_want = (int)strcspn(want + (*want != '\0'), "\t") + (*want != '\0');

		if (size_got != size_want || strncmp(got, want, (size_t)size_got) != 0)
			diag("got %.*s, wanted %.*s", size_got, got, size_want, want);
		got += size_got;
		want += size_want;
	}
}

static int file_count(void)
{
	DIR *folder = opendir(FOLDER);
	struct dirent *entry;
	int count = 0;

	if (folder == NULL)
		bail("no folder " FOLDER);
	while ((entry = readdir(folder)) != NULL)
		count += strstr(entry->d_name, ".eml") != NULL;
	closedir(folder);
	return count;
}

int main(void)
{
	static struct made made;
	size_t size;
	char *table = contents(TABLE, &size), *rest = table, *line;
	int count = 0;

	reading_warm();
	while ((line = strsep(&rest, "\n")) != NULL) {
		size_t name_size = strcspn(line, "\t"), mail_size;
		char path[256];
		char *mail;

		if (line[0] == '\0' || line[0] == '#')
			continue;
		snprintf(path, sizeof(path), FOLDER "%.*s", (int)name_size, line);
		mail = contents(path, &mail_size);
		make(&made, span_of(mail, mail_size));
		free(mail);
		compare(path + strlen(FOLDER), made.text, line + name_size);
		count++;
	}
	is_int(count, file_count(), "each mail has its row");
	ok(count >= 150, "%d mails", count);
	free(table);
	return done();
}
