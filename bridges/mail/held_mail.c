/* held_mail: rows of mails that wait; see held_mail.h. */
#include "bridges/mail/held_mail.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "protocol/pack.h"

#define FORM 1u
#define FIELDS 15u
#define ROW_MAX_BYTES 65536u

static const char *const words[HELD_REASON_COUNT] = {
	"",          "stranger", "unconfirmed", "thread",  "files",    "counter",
	"delegated", "mixed",    "over",        "seat",    "attendee", "unreadable",
	"refused",   "tnef",     "encrypted",   "expired", "bridge"
};

const char *held_mail_reason_word(enum held_reason reason)
{
	return (unsigned)reason < HELD_REASON_COUNT ? words[reason] : "";
}

static void pack_files(const struct held_mail *held, struct buf *out)
{
	pack_array(out, (uint32_t)held->file_count);
	for (size_t i = 0; i < held->file_count; i++) {
		const struct held_mail_file *file = &held->files[i];

		pack_array(out, 4);
		pack_cstr(out, file->name);
		pack_cstr(out, file->type);
		pack_uint(out, file->bytes);
		pack_bool(out, file->is_kept);
	}
}

void held_mail_encode(const struct held_mail *held, struct buf *out)
{
	pack_array(out, FIELDS);
	pack_uint(out, FORM);
	pack_uint(out, held->reason);
	pack_int(out, held->at_ms);
	pack_cstr(out, held->from);
	pack_cstr(out, held->from_name);
	pack_cstr(out, held->subject);
	pack_cstr(out, held->message_id);
	pack_uint(out, held->trust);
	pack_bin(out, held->person.b, sizeof(held->person.b));
	pack_uint(out, held->about.subject);
	pack_bin(out, held->about.id.b, sizeof(held->about.id.b));
	pack_bin(out, held->about.space.b, sizeof(held->about.space.b));
	pack_array(out, (uint32_t)held->act_count);
	for (size_t i = 0; i < held->act_count; i++)
		act_encode(&held->acts[i], out);
	pack_files(held, out);
	pack_str(out, buf_span(&held->text));
}

static void unpack_text(struct pack_reader *r, char *out, size_t size)
{
	struct span text = unpack_str(r, size - 1);

	if (text.data != NULL)
		memcpy(out, text.data, text.size);
}

static void unpack_files(struct pack_reader *r, struct held_mail *out)
{
	uint32_t count = unpack_array(r, VB_PARCEL_FILES_MAX);

	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		struct held_mail_file *file = &out->files[out->file_count++];

		(void)unpack_array(r, 4);
		unpack_text(r, file->name, sizeof(file->name));
		unpack_text(r, file->type, sizeof(file->type));
		file->bytes = (uint32_t)unpack_uint(r, VB_PARCEL_MAIL_MAX_BYTES);
		file->is_kept = unpack_bool(r);
		unpack_end(r);
	}
	unpack_end(r);
}

static void unpack_acts(struct pack_reader *r, struct held_mail *out)
{
	uint32_t count = unpack_array(r, VB_HELD_ACTS_MAX);

	for (uint32_t i = 0; i < count && r->err == 0; i++)
		act_decode(r, &out->acts[out->act_count++]);
	unpack_end(r);
}

int held_mail_decode(struct span key, struct span in, struct held_mail *out)
{
	struct pack_reader r;
	struct span text;

	*out = (struct held_mail){ .reason = HELD_NOT };
	buf_init(&out->text, VB_PARCEL_TEXT_MAX_BYTES);
	if (key.size != sizeof(out->id.b))
		return VB_ERR_MALFORMED;
	memcpy(out->id.b, key.data, key.size);
	unpack_init(&r, in);
	(void)unpack_array(&r, FIELDS);
	(void)unpack_uint(&r, FORM);
	out->reason = (enum held_reason)unpack_uint(&r, HELD_REASON_COUNT - 1);
	out->at_ms = unpack_int(&r);
	unpack_text(&r, out->from, sizeof(out->from));
	unpack_text(&r, out->from_name, sizeof(out->from_name));
	unpack_text(&r, out->subject, sizeof(out->subject));
	unpack_text(&r, out->message_id, sizeof(out->message_id));
	out->trust = (enum parcel_trust)unpack_uint(&r, PARCEL_FAIL);
	unpack_fixed(&r, out->person.b, sizeof(out->person.b));
	out->about.subject = (enum matter_subject)unpack_uint(&r, MATTER_SUBJECT_COUNT - 1);
	unpack_fixed(&r, out->about.id.b, sizeof(out->about.id.b));
	unpack_fixed(&r, out->about.space.b, sizeof(out->about.space.b));
	unpack_acts(&r, out);
	unpack_files(&r, out);
	text = unpack_str(&r, VB_PARCEL_TEXT_MAX_BYTES);
	buf_put(&out->text, text.data, text.size);
	unpack_end(&r);
	return unpack_finish(&r);
}

void held_mail_release(struct held_mail *held)
{
	for (size_t i = 0; i < held->act_count; i++)
		act_release(&held->acts[i]);
	held->act_count = 0;
	buf_release(&held->text);
}

int held_mail_get(const struct drawer *drawer, const struct record_id *id, struct held_mail *out)
{
	struct span key = span_of(id->b, sizeof(id->b));
	struct buf value;
	int err;

	*out = (struct held_mail){ .reason = HELD_NOT };
	buf_init(&value, ROW_MAX_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_HELD, key, &value);
	if (err == 0)
		err = held_mail_decode(key, buf_span(&value), out);
	buf_release(&value);
	return err;
}

int held_mail_count(const struct drawer *drawer, struct drawer_batch *batch, bool is_more,
                    uint64_t *waited)
{
	struct span key = span_of_str(VB_HELD_WAITING);
	int err = drawer_get_u64(drawer, VB_TABLE_CAPS, key, waited);

	if (err == 0)
		drawer_put_u64(batch, VB_TABLE_CAPS, key,
		               is_more       ? *waited + 1
		               : *waited > 0 ? *waited - 1
		                             : 0);
	return err;
}

void held_mail_put(struct drawer_batch *batch, const struct held_mail *held)
{
	struct buf value;

	buf_init(&value, ROW_MAX_BYTES);
	held_mail_encode(held, &value);
	drawer_put(batch, VB_TABLE_HELD, span_of(held->id.b, sizeof(held->id.b)), buf_span(&value),
	           &held->person);
	buf_release(&value);
}

int held_mail_drop(const struct drawer *drawer, struct drawer_batch *batch,
                   const struct held_mail *held)
{
	uint8_t key[VB_HELD_PIECE_KEY_BYTES];
	uint64_t kept, waited, bytes = 0;
	int err;

	drawer_take(batch, VB_TABLE_HELD, span_of(held->id.b, sizeof(held->id.b)));
	for (uint32_t file = 0; file < held->file_count; file++) {
		if (!held->files[file].is_kept)
			continue;
		bytes += held->files[file].bytes;
		for (uint32_t i = 0; i < held_mail_piece_count(held->files[file].bytes); i++) {
			held_mail_piece_key(&held->id, file, i, key);
			drawer_take(batch, VB_TABLE_QUARANTINE, span_of(key, sizeof(key)));
		}
	}
	err = held_mail_count(drawer, batch, false, &waited);
	if (err != 0 || bytes == 0)
		return err;
	err = drawer_get_u64(drawer, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT), &kept);
	if (err != 0)
		return err;
	drawer_put_u64(batch, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT),
	               kept > bytes ? kept - bytes : 0);
	return 0;
}

void held_mail_piece_key(const struct record_id *id, uint32_t file, uint32_t piece,
                         uint8_t out[static VB_HELD_PIECE_KEY_BYTES])
{
	memcpy(out, id->b, sizeof(id->b));
	put_be16(out + sizeof(id->b), (uint16_t)file);
	put_be32(out + sizeof(id->b) + 2, piece);
}

uint32_t held_mail_piece_count(uint32_t bytes)
{
	return (bytes + VB_HELD_PIECE_BYTES - 1) / VB_HELD_PIECE_BYTES;
}

size_t held_mail_left(uint32_t bytes, uint32_t pieces, size_t max)
{
	uint64_t had = (uint64_t)pieces * VB_HELD_PIECE_BYTES;
	uint64_t left = bytes > had ? bytes - had : 0;

	return left < max ? (size_t)left : max;
}
