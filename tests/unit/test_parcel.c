/* parcel: what is packed is read again, field by field; what is none, or holds what no text may hold, is refused. */
#include "bridges/mail/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"
#include "tests/tap.h"

static void set(char *out, size_t size, const char *text)
{
	size_t bytes = strlen(text);

	if (bytes >= size)
		bail("%s is too long", text);
	memcpy(out, text, bytes + 1);
}
#define SET(field, text) set(field, sizeof(field), text)

static struct parcel *parcel_new(void)
{
	struct parcel *parcel = calloc(1, sizeof(*parcel));

	if (parcel == NULL)
		bail("no memory");
	SET(parcel->from, "amina@verein.example");
	SET(parcel->from_name, "Amina أمينة");
	SET(parcel->subject, "Re: Einladung");
	SET(parcel->message_id, "<a@b>");
	SET(parcel->references[0], "<c@d>");
	SET(parcel->references[1], "<e@f>");
	parcel->reference_count = 2;
	parcel->date_ms = 1764547200000;
	parcel->flags = PARCEL_CALENDAR | PARCEL_UNSUBSCRIBE;
	parcel->trust = PARCEL_FAIL;
	SET(parcel->origin, "0123abcd");
	parcel->hops = 7;
	parcel->word = PARCEL_WORD_MAYBE;
	parcel->is_word_alone = true;
	buf_init(&parcel->text, VB_PARCEL_TEXT_MAX_BYTES);
	buf_put(&parcel->text, "eins\nzwei", 9);
	SET(parcel->answers[0].uid, "1@stadt.example");
	SET(parcel->answers[0].attendee, "amina@verein.example");
	parcel->answers[0].partstat = 4;
	parcel->answers[0].sequence = 3;
	parcel->answers[0].stamp_ms = -5;
	SET(parcel->answers[0].comment, "ja\naber");
	parcel->answer_count = 1;
	SET(parcel->files[0].name, "Plan.pdf");
	SET(parcel->files[0].type, "application/pdf");
	parcel->files[0].bytes = 10u << 20;
	parcel->files[0].is_allowed = true;
	parcel->file_count = 1;
	SET(parcel->bounce_recipient, "x@y.example");
	parcel->bounce_class = 5;
	parcel->bounce_action = 3;
	return parcel;
}

static void parcel_destroy(struct parcel *parcel)
{
	parcel_release(parcel);
	free(parcel);
}

/* Encodes and decodes; the error of decoding. */
static int through(const struct parcel *parcel, struct parcel *out)
{
	struct buf bytes;
	int err;

	buf_init(&bytes, 4u << 20);
	parcel_encode(parcel, &bytes);
	err = parcel_decode(buf_span(&bytes), out);
	buf_release(&bytes);
	return err;
}

static void compare(const struct parcel *got, const struct parcel *want)
{
	is_str(got->from, want->from, "from");
	is_str(got->from_name, want->from_name, "name");
	is_str(got->subject, want->subject, "subject");
	is_str(got->message_id, want->message_id, "message-id");
	is_int(got->reference_count, 2, "references");
	is_str(got->references[1], want->references[1], "the second");
	is_int(got->date_ms, want->date_ms, "date");
	is_int(got->flags, want->flags, "flags");
	is_int(got->trust, want->trust, "trust");
	is_str(got->origin, want->origin, "origin");
	is_int(got->hops, want->hops, "hops");
	is_int(got->word, want->word, "word");
	ok(got->is_word_alone, "alone");
	ok(span_is_equal(buf_span(&got->text), buf_span(&want->text)), "text");
	is_int(got->answer_count, 1, "answers");
	is_mem(&got->answers[0], &want->answers[0], sizeof(want->answers[0]), "answer");
	is_int(got->file_count, 1, "files");
	is_mem(&got->files[0], &want->files[0], sizeof(want->files[0]), "file");
	is_str(got->bounce_recipient, want->bounce_recipient, "recipient of the report");
	is_int(got->bounce_class, 5, "class");
	is_int(got->bounce_action, 3, "action");
}

static void test_whole(void)
{
	struct parcel *parcel = parcel_new(), *read = calloc(1, sizeof(*read));
	struct buf bytes;

	buf_init(&bytes, VB_PARCEL_MAX_BYTES);
	is_err(through(parcel, read), 0, "a parcel");
	compare(read, parcel);
	parcel_release(read);
	parcel_encode(parcel, &bytes);
	for (size_t size = 0; size < bytes.size; size += 7) {
		is_err(parcel_decode(span_of(bytes.data, size), read), VB_ERR_MALFORMED,
		       "%zu bytes of it", size);
		parcel_release(read);
	}
	buf_release(&bytes);
	parcel_destroy(parcel);
	parcel_destroy(read);
}

static void test_full(void)
{
	struct parcel *parcel = parcel_new(), *read = calloc(1, sizeof(*read));

	parcel->reference_count = VB_PARCEL_REFERENCES_MAX;
	parcel->answer_count = VB_PARCEL_ANSWERS_MAX;
	parcel->file_count = VB_PARCEL_FILES_MAX;
	for (size_t i = 0; i < VB_PARCEL_ANSWERS_MAX; i++) {
		memset(parcel->answers[i].uid, 'u', sizeof(parcel->answers[i].uid) - 1);
		memset(parcel->answers[i].comment, 'c', sizeof(parcel->answers[i].comment) - 1);
	}
	for (size_t i = 0; i < VB_PARCEL_FILES_MAX; i++)
		memset(parcel->files[i].name, 'n', sizeof(parcel->files[i].name) - 1);
	buf_clear(&parcel->text);
	memset(buf_extend(&parcel->text, VB_PARCEL_TEXT_MAX_BYTES), 't', VB_PARCEL_TEXT_MAX_BYTES);
	is_err(through(parcel, read), 0, "everything full");
	is_int(read->text.size, VB_PARCEL_TEXT_MAX_BYTES, "all of the text");
	is_int(read->answer_count, VB_PARCEL_ANSWERS_MAX, "all answers");
	parcel_destroy(parcel);
	parcel_destroy(read);
}

/* Each change makes something that no reader may write. */
static void test_refused(void)
{
	static const char *const texts[] = { "a\nb",  "a\rb",     "a\tb",
		                             "a\x7f", "a\x1b[1m", "a\xc2\x85" };
	struct parcel *read = calloc(1, sizeof(*read));

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct parcel *parcel = parcel_new();

		SET(parcel->subject, texts[i]);
		is_err(through(parcel, read), VB_ERR_MALFORMED, "subject %zu", i);
		SET(parcel->subject, "");
		SET(parcel->files[0].name, texts[i]);
		is_err(through(parcel, read), VB_ERR_MALFORMED, "name of a file %zu", i);
		SET(parcel->files[0].name, "");
		buf_clear(&parcel->text);
		buf_put(&parcel->text, texts[i], strlen(texts[i]));
		is_err(through(parcel, read), i == 0 ? 0 : VB_ERR_MALFORMED, "text %zu", i);
		parcel_release(read);
		parcel_destroy(parcel);
	}
	for (int change = 0; change < 7; change++) {
		struct parcel *parcel = parcel_new();

		parcel->flags = change == 0 ? 1u << 11 : parcel->flags;
		parcel->trust = change == 1 ? 3 : parcel->trust;
		parcel->word = change == 2 ? 4 : parcel->word;
		parcel->bounce_class = change == 3 ? 3 : change == 4 ? 6 : 2;
		parcel->bounce_action = change == 5 ? 4 : 0;
		parcel->answers[0].partstat = change == 6 ? 5 : 0;
		is_err(through(parcel, read), VB_ERR_MALFORMED, "number %d", change);
		parcel_destroy(parcel);
	}
	free(read);
}

static void test_hostile(void)
{
	/* An array that announces four thousand million elements; 100 arrays in one another; nothing. */
	static const uint8_t many[] = { 0xdd, 0xff, 0xff, 0xff, 0xff };
	uint8_t deep[100];
	struct parcel *read = calloc(1, sizeof(*read));
	uint8_t *large = calloc(1, VB_PARCEL_MAX_BYTES + 1);

	memset(deep, 0x91, sizeof(deep));
	is_err(parcel_decode(span_of(many, sizeof(many)), read), VB_ERR_MALFORMED, "many");
	is_err(parcel_decode(span_of(deep, sizeof(deep)), read), VB_ERR_MALFORMED, "deep");
	is_err(parcel_decode(span_of(NULL, 0), read), VB_ERR_MALFORMED, "nothing");
	is_err(parcel_decode(span_of(large, VB_PARCEL_MAX_BYTES + 1), read), VB_ERR_TOO_LARGE,
	       "too large");
	free(large);
	free(read);
}

int main(void)
{
	test_whole();
	test_full();
	test_refused();
	test_hostile();
	return done();
}
