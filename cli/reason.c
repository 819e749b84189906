/* reason: patterns of the daemon's sentences; see reason.h. */
#include "cli/reason.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/caption.h"
#include "cli/command.h"
#include "cli/language.h"

#define DEPTH_MAX 3u
#define PARTS_MAX 3u

/* The more special stand before the more general. A %s at the beginning is one word: the name of a field. */
static const char *const patterns[] = {
	N_("item %s: %s (%s)"),
	N_("item %s: %s"),
	N_("line %s: %s"),
	N_("%s has more than %s members, or one that is too long"),
	N_("%s has more than %s bytes"),
	N_("where has more than %s fields"),
	N_("items has more than %s of them"),
	N_("ids has more than %s of them"),
	N_("ids belong to several committees"),
	N_("words has more than %s of them"),
	N_("words has no letter and no digit"),
	N_("%s has no field %s"),
	N_("%s has no argument %s"),
	N_("%s is none of: %s"),
	N_("%s is not from %s to %s"),
	N_("%s is empty"),
	N_("%s is not a text without control characters"),
	N_("%s is not a text"),
	N_("items is not a list"),
	N_("%s is not a list"),
	N_("%s is not a map of names and values"),
	N_("%s is not a number"),
	N_("%s is not a whole number from 0"),
	N_("%s is not a whole number"),
	N_("%s is not the whole number"),
	N_("%s is not true or false"),
	N_("%s is not 0 (unknown), 1 (yes) or 2 (no)"),
	N_("%s is not a date like 2026-12-01"),
	N_("%s is not a time in milliseconds since 1970"),
	N_("%s is not a time zone like Europe/Berlin"),
	N_("%s is not the number of a record"),
	N_("%s is not an order key in hexadecimal"),
	N_("%s is not of that type"),
	N_("%s is what the office itself finds out"),
	N_("it was deleted"),
	N_("the seat belongs to no committee that meets there"),
	N_("the seat is that of a substitute; name the one it stands in for"),
	N_("end is not after start"),
	N_("it is no message"),
	N_("it is no agenda item"),
	N_("it belongs to what was moved away"),
	N_("a document of it is not here as a whole"),
	N_("more than %s records belong to it"),
	N_("others wrote some of it; only an office in charge moves that"),
	N_("the meeting was deleted"),
	N_("the meeting is planned, nobody was invited"),
	N_("the meeting was invited to and has not begun"),
	N_("the meeting is open"),
	N_("the meeting is interrupted"),
	N_("the meeting was adjourned"),
	N_("the meeting was closed"),
	N_("the minutes of the meeting are approved"),
	N_("the meeting was called off"),
	N_("a new meeting is planned first"),
	N_("a meeting has a state for ever"),
	N_("adjournedTo is the meeting itself"),
	N_("agendaItem is of another meeting"),
	N_("edition is of another meeting"),
	N_("%s was deleted"),
	N_("%s: no record has the OParl id %s"),
	N_("%s: nothing before has the label %s"),
	N_("%s leads from what guests see to an internal record"),
	N_("%s leads to a record of kind %s, not %s"),
	N_("there is no kind %s"),
	N_("this number is mistyped: %s"),
	N_("create %s as %s"),
	N_("edit %s as %s"),
	N_("delete %s as %s"),
	N_("internal as %s"),
	N_("is there twice"),
	N_("several want to take over: say which of them"),
	N_("needed is not more than half of the offices named"),
	N_("offices is not a list"),
	N_("it is still being fetched"),
	N_("it is not being fetched"),
	N_("the file is from before this office was admitted, and the committee is being fetched"),
	N_("the office in charge cannot be suspended"),
	N_("that office is suspended already"),
	N_("nothing of it is held back or cut off until then"),
	N_("it is an archive, only for reading"),
	N_("the end has items"),
	N_("all fields together"),
	N_("former keys are all needed; in a minute there is room"),
	N_("digits is neither six digits nor a fingerprint"),
	N_("this needs the right `%s`; yours is `%s`"),
	N_("this login has no right here: %s"),
	N_("this socket is for reading only"),
	N_("this is not for bridges"),
	N_("this is for bridges only"),
	N_("it ended meanwhile"),
	N_("the bridge has not answered"),
	N_("with the right `member` you answer only for the seats of this office"),
	N_("with the right `member` you only propose items: `verbund agenda propose`"),
	N_("with the right `member` you may not set %s"),
	N_("with the right `member` you change only what you wrote yourself"),
	N_("with the right `member` you change only messages and proposals"),
	N_("with the right `member` you add documents only to your own messages and proposals"),
	N_("persons of this office are changed by `verbund person`"),
	N_("login is not the name of a login"),
	N_("id is no person of this office"),
	N_("id is no person"),
	N_("either office or space"),
	N_("this login belongs to no person of this office"),
	N_("personal keys are published by the person alone"),
	N_("only the person itself says that keys were lost earlier"),
	N_("other keys were added meanwhile"),
	N_("nothing waits for a signature"),
	N_("one of these keys was withdrawn"),
	N_("only earlier keys vouch for later ones"),
	N_("%s is not hexadecimal"),
	N_("id is the committee itself"),
	N_("it ends before it begins"),
	N_("%s leads back to the paper itself"),
	N_("another office says what came of this station"),
	N_("startMinute is not below 1440"),
	N_("durationMinutes is more than 14 days"),
	N_("rrule is no rule for a series"),
	N_("the series has no day"),
	N_("the application is one of another office"),
	N_("it amends one of another applicant"),
	N_("amount is 0"),
	N_("amount is more than was asked for"),
	N_("it is to be reviewed before it begins"),
	N_("every is 0: it is never due again"),
	N_("an organization does not go over into itself"),
	N_("the other one went over into this one before"),
	N_("the other one was gone by then"),
	N_("an organization is no part of itself"),
	N_("a person is no substitute of themselves"),
	N_("another office was asked"),
	N_("another office answers for this person"),
	N_("this person was not asked"),
	N_("the request is closed"),
	N_("the request was deleted"),
	N_("needed is 0: nobody would be asked"),
	N_("node is not the number of an office"),
	N_("%s leads to the record itself"),
	N_("substituteFor is a substitute itself"),
	N_("substituteFor is a seat of another committee"),
	N_("replacement is the record itself"),
	N_("replacement is a record of another kind"),
	N_("replacement is internal, and the record is not"),
	N_("only a steward erases what another office created"),
	N_("%s, which took its place"),
	N_("id is no agenda item"),
	N_("meeting is a record of another kind"),
	N_("the item stands on no agenda"),
	N_("after is no item of this agenda"),
	N_("after is an internal item"),
	N_("after is a public item"),
	N_("after is the item itself or below it"),
	N_("after is no cursor of this list"),
	N_("parent is the item itself or below it"),
	N_("parent is no item of this agenda"),
	N_("the meeting takes no more items"),
	N_("the meeting is over, and its items keep their places"),
	N_("%s is said by who decides about a proposal"),
	N_("%s is what the office itself finds out"),
	N_("internal: a file is as public as its record"),
	N_("file-space is %s MB"),
	N_("data is not bin"),
	N_("data ends within a chunk, or behind the file"),
	N_("id is no document"),
	N_("%s of %s bytes are here"),
	N_("nothing was ever stored with it"),
	N_("file is not a full path"),
	N_("the office in charge has decided something since the last one"),
	N_("with this login its name ends in .backup"),
	N_("there is no such folder"),
	N_("the data directory holds no backup of itself"),
	N_("what is there is no older backup, and is not overwritten"),
	N_("a file of this name with .new behind it is in the way"),
	N_("a passphrase has 8 to 1024 bytes"),
	N_("recovery sheet"),
	N_("a restart is needed for %s"),
	N_("`%s` must be like tcp://HOST:PORT"),
	N_("`%s` must be an IP address like 0.0.0.0; a name goes to `advertise`"),
	N_("--name must have 1 to 400 bytes and no control characters"),
	N_("--ags must have 2, 3, 5 or 8 digits"),
	N_("the folder above %s is not there"),
	N_("address is none to which mail can be sent"),
	N_("nobody with this address gets the newsletter"),
	N_("the number is that of no message, or of several"),
	N_("the message is on its way"),
	N_("this office reaches no such person"),
	N_("the mail does not say where it belongs: --to says it"),
	N_("`advertise` cannot be a wildcard"),
	N_("`advertise` needs `listen`"),
	N_("`listen` is a wildcard, so `advertise` must say how others reach it"),
};

/* What stood at the places of a pattern. */
struct parts {
	const char *text[PARTS_MAX];
	size_t size[PARTS_MAX];
	size_t count;
};

/* The end of what stands at a place: before the literal that follows it; NULL: the literal is not there. A literal at the
 * end of the pattern must end the text. */
static const char *part_end(const char *text, const char *literal, size_t size, bool is_last)
{
	size_t length = strlen(text);

	if (size == 0)
		return text + length;
	if (is_last)
		return length > size && memcmp(text + length - size, literal, size) == 0
		               ? text + length - size
		               : NULL;
	for (const char *at = text; *at != '\0'; at++) {
		if (strncmp(at, literal, size) == 0)
			return at;
	}
	return NULL;
}

static bool match(const char *pattern, const char *text, struct parts *parts)
{
	bool is_first = true;

	parts->count = 0;
	while (true) {
		const char *place = strstr(pattern, "%s");
		size_t size = place != NULL ? (size_t)(place - pattern) : strlen(pattern);
		const char *literal;
		const char *end;

		if (strncmp(text, pattern, size) != 0)
			return false;
		text += size;
		if (place == NULL)
			return *text == '\0';
		literal = place + 2;
		place = strstr(literal, "%s");
		size = place != NULL ? (size_t)(place - literal) : strlen(literal);
		end = part_end(text, literal, size, place == NULL);
		if (end == NULL || end == text || parts->count == PARTS_MAX ||
		    (is_first && literal == pattern + 2 &&
		     memchr(text, ' ', (size_t)(end - text)) != NULL))
			return false;
		parts->text[parts->count] = text;
		parts->size[parts->count++] = (size_t)(end - text);
		text = end;
		pattern = literal;
		is_first = false;
	}
}

/* To whom it is said, and where. */
struct speech {
	const struct command *command;
	FILE *out;
};

static void put_translated(const char *text, unsigned depth, const struct speech *speech);

/* ---- fields ---- */

/* The option that sets a field, else the one that is called so and sets none; NULL: there is none. */
static const struct option *option_of(const struct command *command, const char *word)
{
	const struct option *called = NULL;

	for (const struct option *option = command->options; option != NULL && option->name != NULL;
	     option++) {
		if (option->field != NULL && strcmp(option->field, word) == 0)
			return option;
		if (option->field == NULL && strcmp(option->name, word) == 0)
			called = option;
	}
	return called;
}

/* Writes what a field is called by whoever typed the command; false: it is no field of it. */
static bool put_field(const char *word, const struct speech *speech)
{
	const struct command *command = speech->command;
	const struct option *option = command != NULL ? option_of(command, word) : NULL;
	const char *caption;

	if (option != NULL) {
		(void)fprintf(speech->out, "--%s", option->name);
		return true;
	}
	/* What is called id there is an argument of the call. */
	if (command == NULL || command->kind == NULL || strcmp(word, "id") == 0)
		return false;
	caption = caption_of_field(command->kind, word);
	if (caption == word)
		return false;
	(void)fputs(_(caption), speech->out);
	return true;
}

/* A translated sentence, with its first word as that of a field, if it stands in English there, too. */
static void put_sentence(const char *pattern, const struct speech *speech)
{
	const char *text = _(pattern);
	size_t size = strcspn(pattern, " ");
	char *word;

	if (strncmp(text, pattern, size) == 0 && text[size] == ' ') {
		word = strndup(pattern, size);
		if (word == NULL)
			abort();
		if (put_field(word, speech))
			text += size;
		free(word);
	}
	(void)fputs(text, speech->out);
}

/* ---- words ---- */

/* Kinds and rights in sentences about what an office may do there: words of the protocol, which people do not speak. */
static void put_word(const char *word, FILE *out)
{
	static const char *const rights[] = { N_("relay"), N_("guest"), N_("member"),
		                              N_("steward") };
	const char *caption = caption_of_kind(word);

	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		if (strcmp(rights[i], word) == 0) {
			(void)fputs(_(rights[i]), out);
			return;
		}
	}
	/* Where nothing is translated the word is as good as what it is called. */
	(void)fputs(_(caption) == caption ? word : _(caption), out);
}

/* Writes the translated pattern with its parts, each looked up in turn. */
static void put_pattern(const char *pattern, const struct parts *parts, unsigned depth,
                        const struct speech *speech)
{
	const char *at = _(pattern);
	bool is_worded = strstr(pattern, " as %s") != NULL;
	bool has_kinds = strstr(pattern, " of kind %s") != NULL;

	for (size_t i = 0; i < parts->count; i++) {
		const char *place = strstr(at, "%s");
		char *part = strndup(parts->text[i], parts->size[i]);

		if (place == NULL || part == NULL)
			abort(); /* out of memory, or a catalogue that msgfmt --check refuses */
		(void)fwrite(at, 1, (size_t)(place - at), speech->out);
		if (is_worded || (has_kinds && i > 0))
			put_word(part, speech->out);
		else if (i > 0 || !put_field(part, speech))
			put_translated(part, depth + 1, speech);
		free(part);
		at = place + 2;
	}
	(void)fputs(at, speech->out);
}

static void put_translated(const char *text, unsigned depth, const struct speech *speech)
{
	struct parts parts;

	for (size_t i = 0; depth < DEPTH_MAX && i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		if (!match(patterns[i], text, &parts))
			continue;
		if (parts.count == 0)
			put_sentence(patterns[i], speech);
		else
			put_pattern(patterns[i], &parts, depth, speech);
		return;
	}
	(void)fputs(text, speech->out);
}

/* Behind "item 3: ", which nobody has numbered who did not hand in a list. */
static const char *skip_item(const struct command *command, const char *text)
{
	static const char start[] = "item ";
	size_t size = strlen(start);
	size_t digits;

	if (command == NULL || strcmp(command->noun, "import") == 0 ||
	    (command->verb != NULL && strcmp(command->verb, "import") == 0) ||
	    strncmp(text, start, size) != 0)
		return text;
	digits = strspn(text + size, "0123456789");
	return digits > 0 && strncmp(text + size + digits, ": ", 2) == 0 ? text + size + digits + 2
	                                                                 : text;
}

char *reason_translate(const struct command *command, const char *text)
{
	char *translated = NULL;
	size_t size;
	struct speech speech = { .command = command, .out = open_memstream(&translated, &size) };

	if (speech.out == NULL)
		abort();
	put_translated(skip_item(command, text), 0, &speech);
	if (fclose(speech.out) != 0)
		abort();
	return translated;
}

const char *reason_at(unsigned long index)
{
	return index < sizeof(patterns) / sizeof(patterns[0]) ? patterns[index] : NULL;
}
