/* mailing: a row of the queue; see mailing.h. */
#include "bridges/mail/mailing.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/crypt.h"
#include "protocol/pack.h"

#define FORM 1u
#define FIELDS 15u

static const char *const kind_words[MAILING_KIND_COUNT] = {
	"",        "invitation", "change", "cancellation", "reminder", "agenda",  "papers", "duty",
	"request", "message",    "digest", "newsletter",   "receipt",  "confirm", "note",   "test",
};

const char *mailing_kind_word(enum mailing_kind kind)
{
	return (unsigned)kind < MAILING_KIND_COUNT ? kind_words[kind] : "";
}

void mailing_key(enum mailing_kind kind, const struct record_id *matter, uint64_t number,
                 const struct record_id *who, uint8_t out[static VB_MAILING_KEY_BYTES])
{
	uint8_t head[9];
	struct hasher h;
	struct hash hash;

	head[0] = (uint8_t)kind;
	put_be64(head + 1, number);
	hasher_init(&h, NULL);
	hasher_put(&h, head, sizeof(head));
	hasher_put(&h, matter->b, sizeof(matter->b));
	hasher_put(&h, who->b, sizeof(who->b));
	hasher_finish(&h, &hash);
	memcpy(out, hash.b, VB_MAILING_KEY_BYTES);
}

void mailing_who(const struct record_id *person, const char *address, struct record_id *out)
{
	struct hasher h;
	struct hash hash;

	*out = *person;
	if (!record_id_is_zero(person) || address == NULL)
		return;
	hasher_init(&h, NULL);
	for (const char *c = address; *c != '\0'; c++) {
		uint8_t small = (uint8_t)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);

		hasher_put(&h, &small, 1);
	}
	hasher_finish(&h, &hash);
	memcpy(out->b, hash.b, sizeof(out->b));
}

/* ---- rows ---- */

static void pack_matters(const struct mailing *mailing, struct buf *out)
{
	pack_array(out, (uint32_t)mailing->matter_count);
	for (size_t i = 0; i < mailing->matter_count; i++) {
		const struct mailing_matter *matter = &mailing->matters[i];

		pack_array(out, 3);
		pack_uint(out, matter->subject);
		pack_bin(out, matter->id.b, sizeof(matter->id.b));
		pack_bin(out, matter->space.b, sizeof(matter->space.b));
	}
}

void mailing_encode(const struct mailing *mailing, struct buf *out)
{
	pack_array(out, FIELDS);
	pack_uint(out, FORM);
	pack_uint(out, mailing->kind);
	pack_bin(out, mailing->key, sizeof(mailing->key));
	pack_bin(out, mailing->person.b, sizeof(mailing->person.b));
	pack_cstr(out, mailing->address);
	pack_uint(out, mailing->tongue);
	pack_matters(mailing, out);
	pack_bin(out, mailing->seat.b, sizeof(mailing->seat.b));
	pack_uint(out, mailing->sequence);
	pack_uint(out, mailing->edition);
	pack_int(out, mailing->since_ms);
	pack_int(out, mailing->stamp_ms);
	pack_uint(out, mailing->attempts);
	pack_cstr(out, mailing->reason);
	pack_cstr(out, mailing->in_reply_to);
}

static void read_word(struct pack_reader *r, char *out, size_t room)
{
	struct span text = unpack_str(r, room - 1);

	if (text.size > 0)
		memcpy(out, text.data, text.size);
	out[text.size] = '\0';
}

static void read_matters(struct pack_reader *r, struct mailing *out)
{
	uint32_t count = unpack_array(r, VB_MAILING_MATTERS_MAX);

	if (count > 0) {
		out->matters = calloc(count, sizeof(*out->matters));
		if (out->matters == NULL)
			abort();
	}
	out->matter_count = count;
	for (uint32_t i = 0; i < count; i++) {
		if (unpack_array(r, 3) != 3)
			unpack_fail(r, VB_ERR_MALFORMED);
		out->matters[i].subject =
			(enum matter_subject)unpack_uint(r, MATTER_SUBJECT_COUNT - 1);
		unpack_fixed(r, out->matters[i].id.b, VB_RECORD_ID_BYTES);
		unpack_fixed(r, out->matters[i].space.b, VB_HASH_BYTES);
		unpack_end(r);
	}
	unpack_end(r);
}

int mailing_decode(struct span in, struct mailing *out)
{
	struct pack_reader r;
	int err;

	memset(out, 0, sizeof(*out));
	unpack_init(&r, in);
	if (unpack_array(&r, FIELDS) != FIELDS || unpack_uint(&r, FORM) != FORM)
		return VB_ERR_MALFORMED;
	out->kind = (enum mailing_kind)unpack_uint(&r, MAILING_KIND_COUNT - 1);
	unpack_fixed(&r, out->key, sizeof(out->key));
	unpack_fixed(&r, out->person.b, sizeof(out->person.b));
	read_word(&r, out->address, sizeof(out->address));
	out->tongue = (enum tongue)unpack_uint(&r, TONGUE_COUNT - 1);
	read_matters(&r, out);
	unpack_fixed(&r, out->seat.b, sizeof(out->seat.b));
	out->sequence = (uint32_t)unpack_uint(&r, UINT32_MAX);
	out->edition = (uint32_t)unpack_uint(&r, UINT32_MAX);
	out->since_ms = unpack_int(&r);
	out->stamp_ms = unpack_int(&r);
	out->attempts = (uint32_t)unpack_uint(&r, UINT32_MAX);
	read_word(&r, out->reason, sizeof(out->reason));
	read_word(&r, out->in_reply_to, sizeof(out->in_reply_to));
	unpack_end(&r);
	err = unpack_finish(&r);
	if (err == 0 && out->kind == 0)
		err = VB_ERR_MALFORMED;
	return err == 0 || err == VB_ERR_TOO_LARGE ? err : VB_ERR_MALFORMED;
}

void mailing_release(struct mailing *mailing)
{
	free(mailing->matters);
	memset(mailing, 0, sizeof(*mailing));
}

/* ---- places ---- */

void mailing_place(int64_t due_ms, const uint8_t key[static VB_MAILING_KEY_BYTES],
                   uint8_t out[static VB_MAILING_PLACE_BYTES])
{
	put_be64(out, due_ms > 0 ? (uint64_t)due_ms : 0);
	memcpy(out + 8, key, VB_MAILING_KEY_BYTES);
}

int mailing_read(struct span place, struct span row, struct mailing *out)
{
	int err = mailing_decode(row, out);

	if (err != 0)
		return err;
	if (place.size != VB_MAILING_PLACE_BYTES || get_be64(place.data) > INT64_MAX ||
	    memcmp(place.data + 8, out->key, VB_MAILING_KEY_BYTES) != 0)
		return VB_ERR_MALFORMED;
	out->due_ms = (int64_t)get_be64(place.data);
	return 0;
}
