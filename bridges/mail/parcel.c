/* parcel: packed as one array, every field in its place; see parcel.h. */
#include "bridges/mail/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"

#define FIELD_COUNT 18u
#define ANSWER_FIELD_COUNT 6u
#define FILE_FIELD_COUNT 4u
#define PARTSTAT_MAX 4u
#define BOUNCE_ACTION_MAX 3u

/* ---- writing ---- */

static void put_answer(struct buf *out, const struct parcel_answer *answer)
{
	pack_array(out, ANSWER_FIELD_COUNT);
	pack_cstr(out, answer->uid);
	pack_cstr(out, answer->attendee);
	pack_uint(out, answer->partstat);
	pack_uint(out, answer->sequence);
	pack_int(out, answer->stamp_ms);
	pack_cstr(out, answer->comment);
}

static void put_file(struct buf *out, const struct parcel_file *file)
{
	pack_array(out, FILE_FIELD_COUNT);
	pack_cstr(out, file->name);
	pack_cstr(out, file->type);
	pack_uint(out, file->bytes);
	pack_bool(out, file->is_allowed);
}

void parcel_encode(const struct parcel *parcel, struct buf *out)
{
	pack_array(out, FIELD_COUNT);
	pack_cstr(out, parcel->from);
	pack_cstr(out, parcel->from_name);
	pack_cstr(out, parcel->subject);
	pack_cstr(out, parcel->message_id);
	pack_array(out, (uint32_t)parcel->reference_count);
	for (size_t i = 0; i < parcel->reference_count; i++)
		pack_cstr(out, parcel->references[i]);
	pack_int(out, parcel->date_ms);
	pack_uint(out, parcel->flags);
	pack_uint(out, parcel->trust);
	pack_cstr(out, parcel->origin);
	pack_uint(out, parcel->hops);
	pack_uint(out, parcel->word);
	pack_bool(out, parcel->is_word_alone);
	pack_str(out, buf_span(&parcel->text));
	pack_array(out, (uint32_t)parcel->answer_count);
	for (size_t i = 0; i < parcel->answer_count; i++)
		put_answer(out, &parcel->answers[i]);
	pack_array(out, (uint32_t)parcel->file_count);
	for (size_t i = 0; i < parcel->file_count; i++)
		put_file(out, &parcel->files[i]);
	pack_cstr(out, parcel->bounce_recipient);
	pack_uint(out, parcel->bounce_class);
	pack_uint(out, parcel->bounce_action);
}

/* ---- reading ---- */

/* No control characters, C1 among them; line feeds where the text has lines. The reader said that it is UTF-8. */
static bool is_plain(struct span text, bool has_lines)
{
	for (size_t i = 0; i < text.size; i++) {
		uint8_t byte = text.data[i];

		if (byte == '\n' && has_lines)
			continue;
		if (byte < 0x20 || byte == 0x7f)
			return false;
		if (byte == 0xc2 && text.data[i + 1] < 0xa0)
			return false;
	}
	return true;
}

static struct span get_plain(struct pack_reader *r, size_t max, bool has_lines)
{
	struct span text = unpack_str(r, max);

	if (!is_plain(text, has_lines))
		unpack_fail(r, VB_ERR_MALFORMED);
	return text;
}

/* out holds size bytes. */
static void get_text(struct pack_reader *r, char *out, size_t size, bool has_lines)
{
	struct span text = get_plain(r, size - 1, has_lines);

	if (text.size > 0)
		memcpy(out, text.data, text.size);
	out[text.size] = '\0';
}

static void get_answer(struct pack_reader *r, struct parcel_answer *out)
{
	(void)unpack_array(r, ANSWER_FIELD_COUNT);
	get_text(r, out->uid, sizeof(out->uid), false);
	get_text(r, out->attendee, sizeof(out->attendee), false);
	out->partstat = (uint8_t)unpack_uint(r, PARTSTAT_MAX);
	out->sequence = (uint32_t)unpack_uint(r, UINT32_MAX);
	out->stamp_ms = unpack_int(r);
	get_text(r, out->comment, sizeof(out->comment), true);
	unpack_end(r);
}

static void get_file(struct pack_reader *r, struct parcel_file *out)
{
	(void)unpack_array(r, FILE_FIELD_COUNT);
	get_text(r, out->name, sizeof(out->name), false);
	get_text(r, out->type, sizeof(out->type), false);
	out->bytes = (uint32_t)unpack_uint(r, VB_PARCEL_MAIL_MAX_BYTES);
	out->is_allowed = unpack_bool(r);
	unpack_end(r);
}

static void get_lists(struct pack_reader *r, struct parcel *out)
{
	out->answer_count = unpack_array(r, VB_PARCEL_ANSWERS_MAX);
	for (size_t i = 0; i < out->answer_count; i++)
		get_answer(r, &out->answers[i]);
	unpack_end(r);
	out->file_count = unpack_array(r, VB_PARCEL_FILES_MAX);
	for (size_t i = 0; i < out->file_count; i++)
		get_file(r, &out->files[i]);
	unpack_end(r);
}

static void get_head(struct pack_reader *r, struct parcel *out)
{
	get_text(r, out->from, sizeof(out->from), false);
	get_text(r, out->from_name, sizeof(out->from_name), false);
	get_text(r, out->subject, sizeof(out->subject), false);
	get_text(r, out->message_id, sizeof(out->message_id), false);
	out->reference_count = unpack_array(r, VB_PARCEL_REFERENCES_MAX);
	for (size_t i = 0; i < out->reference_count; i++)
		get_text(r, out->references[i], sizeof(out->references[i]), false);
	unpack_end(r);
	out->date_ms = unpack_int(r);
	out->flags = (uint32_t)unpack_uint(r, VB_PARCEL_FLAGS_ALL);
	out->trust = (enum parcel_trust)unpack_uint(r, PARCEL_FAIL);
	get_text(r, out->origin, sizeof(out->origin), false);
	out->hops = (uint32_t)unpack_uint(r, UINT32_MAX);
	out->word = (enum parcel_word)unpack_uint(r, PARCEL_WORD_MAYBE);
	out->is_word_alone = unpack_bool(r);
}

int parcel_decode(struct span in, struct parcel *out)
{
	struct pack_reader r;
	struct span text;

	memset(out, 0, sizeof(*out));
	buf_init(&out->text, VB_PARCEL_TEXT_MAX_BYTES);
	if (in.size > VB_PARCEL_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	unpack_init(&r, in);
	if (unpack_array(&r, FIELD_COUNT) != FIELD_COUNT)
		unpack_fail(&r, VB_ERR_MALFORMED);
	get_head(&r, out);
	text = get_plain(&r, VB_PARCEL_TEXT_MAX_BYTES, true);
	buf_put(&out->text, text.data, text.size);
	get_lists(&r, out);
	get_text(&r, out->bounce_recipient, sizeof(out->bounce_recipient), false);
	out->bounce_class = (uint8_t)unpack_uint(&r, 5);
	if (out->bounce_class == 1 || out->bounce_class == 3)
		unpack_fail(&r, VB_ERR_OUT_OF_RANGE);
	out->bounce_action = (uint8_t)unpack_uint(&r, BOUNCE_ACTION_MAX);
	unpack_end(&r);
	if (unpack_finish(&r) == 0)
		return 0;
	parcel_release(out);
	return unpack_finish(&r) == VB_ERR_TOO_LARGE ? VB_ERR_TOO_LARGE : VB_ERR_MALFORMED;
}

void parcel_release(struct parcel *parcel)
{
	buf_release(&parcel->text);
	memset(parcel, 0, sizeof(*parcel));
	buf_init(&parcel->text, VB_PARCEL_TEXT_MAX_BYTES);
}
