/* mail_token: addresses with tokens, and their rows; see mail_token.h. */
#include "bridges/mail/mail_token.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "protocol/base32.h"
#include "protocol/pack.h"

#define DAY_MS INT64_C(86400000)
#define ROW_FORMAT 1u
#define ROW_MAX_BYTES 1000u
#define HEAD_MAX_BYTES (256u << 10) /* of a mail that is looked through */
/* +r. and the letters of the token. */
#define DETAIL_BYTES (3u + VB_MAIL_TOKEN_LETTERS)

static const char purposes[] = "rbutc";

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_same(const char *a, const char *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (lower(a[i]) != lower(b[i]))
			return false;
	}
	return true;
}

static bool parse_detail(const char *detail, struct mail_token *out)
{
	struct mail_token token = { PURPOSE_NONE, { 0 } };
	uint8_t values[VB_MAIL_TOKEN_LETTERS];
	char purpose = lower(detail[1]);

	if (detail[0] != '+' || detail[2] != '.' || purpose == '\0' ||
	    strchr(purposes, purpose) == NULL)
		return false;
	token.purpose = (enum mail_purpose)purpose;
	for (size_t i = 0; i < VB_MAIL_TOKEN_LETTERS; i++) {
		int value = base32_value(detail[3 + i]);

		if (value < 0)
			return false;
		values[i] = (uint8_t)value;
	}
	if (base32_join(values, VB_MAIL_TOKEN_LETTERS, token.secret) != 0)
		return false;
	*out = token;
	return true;
}

enum mail_recipient mail_token_parse(const char *recipient, const char *role,
                                     struct mail_token *out)
{
	const char *at = strrchr(role, '@');
	size_t size = strlen(recipient), role_size = strlen(role), local;

	if (at == NULL)
		return RECIPIENT_OTHER;
	local = (size_t)(at - role);
	if (size == role_size && is_same(recipient, role, size))
		return RECIPIENT_ROLE;
	if (size != role_size + DETAIL_BYTES || !is_same(recipient, role, local) ||
	    !is_same(recipient + local + DETAIL_BYTES, at, role_size - local) ||
	    !parse_detail(recipient + local, out))
		return RECIPIENT_OTHER;
	return RECIPIENT_TOKEN;
}

void mail_token_letters(const struct mail_token *token, char out[static VB_MAIL_TOKEN_LETTERS + 1])
{
	for (size_t i = 0; i < VB_MAIL_TOKEN_LETTERS; i++)
		out[i] = base32_digit(token->secret, sizeof(token->secret), i);
	out[VB_MAIL_TOKEN_LETTERS] = '\0';
}

enum mail_purpose mail_token_answers(enum mailing_kind kind)
{
	return kind == MAILING_CONFIRM ? PURPOSE_CONFIRM
	       : kind == MAILING_TEST  ? PURPOSE_TEST
	                               : PURPOSE_REPLY;
}

void mail_token_format(const struct mail_token *token, const char *role, struct buf *out)
{
	const char *at = strrchr(role, '@');
	size_t local = at != NULL ? (size_t)(at - role) : strlen(role);
	char letters[VB_MAIL_TOKEN_LETTERS + 1];

	buf_put(out, role, local);
	buf_put_u8(out, '+');
	buf_put_u8(out, (uint8_t)token->purpose);
	buf_put_u8(out, '.');
	mail_token_letters(token, letters);
	buf_put(out, letters, VB_MAIL_TOKEN_LETTERS);
	buf_put(out, role + local, strlen(role) - local);
}

/* The size of the head of a mail: up to its first empty line. */
static size_t head_size(struct span mail)
{
	size_t max = mail.size < HEAD_MAX_BYTES ? mail.size : HEAD_MAX_BYTES;
	bool is_begin = true; /* of a line */

	for (size_t i = 0; i < max; i++) {
		if (is_begin && (mail.data[i] == '\n' || mail.data[i] == '\r'))
			return i;
		is_begin = mail.data[i] == '\n';
	}
	return max;
}

static bool is_local_char(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.@", (int)c) != NULL) || c >= 0x80;
}

/* Copies the address that begins at the place, if it is one of ours. */
static enum mail_recipient take_recipient(struct span rest, const char *role, char *out)
{
	struct mail_token token;
	size_t size = 0;

	while (size < rest.size && size < VB_ADDRESS_MAX_BYTES && is_local_char(rest.data[size]))
		size++;
	for (size_t i = 0; i < size; i++)
		out[i] = lower((char)rest.data[i]);
	out[size] = '\0';
	return mail_token_parse(out, role, &token);
}

static bool is_listed(const char *address, size_t count, char list[][VB_ADDRESS_MAX_BYTES + 1])
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], address) == 0)
			return true;
	}
	return false;
}

size_t mail_token_find(struct span mail, const char *role, size_t max,
                       char out[][VB_ADDRESS_MAX_BYTES + 1])
{
	static const enum mail_recipient order[] = { RECIPIENT_TOKEN, RECIPIENT_ROLE };
	size_t head = head_size(mail), count = 0;
	char address[VB_ADDRESS_MAX_BYTES + 1] = { 0 };

	for (size_t kind = 0; kind < sizeof(order) / sizeof(order[0]); kind++) {
		for (size_t i = 0; i < head && count < max; i++) {
			if ((i > 0 && is_local_char(mail.data[i - 1])) ||
			    lower((char)mail.data[i]) != lower(role[0]) ||
			    take_recipient(span_of(mail.data + i, head - i), role, address) !=
			            order[kind] ||
			    is_listed(address, count, out))
				continue;
			memcpy(out[count++], address, strlen(address) + 1);
		}
	}
	return count;
}

static void hash_token(struct span key, const struct mail_token *token, struct hash *out)
{
	uint8_t said[1 + VB_MAIL_TOKEN_BYTES];

	said[0] = (uint8_t)token->purpose;
	memcpy(said + 1, token->secret, VB_MAIL_TOKEN_BYTES);
	crypt_mac(key, "verbund/mailtoken/1", span_of(said, sizeof(said)), out);
}

void mail_token_slot(struct span key, const struct mail_token *token,
                     uint8_t out[static VB_MAIL_SLOT_BYTES])
{
	struct hash hash;

	hash_token(key, token, &hash);
	memcpy(out, hash.b, VB_MAIL_SLOT_BYTES);
}

void mail_token_seal(struct span key, const struct mail_token *token, struct mail_token_row *row)
{
	struct hash hash;

	hash_token(key, token, &hash);
	row->purpose = token->purpose;
	memcpy(row->proof, hash.b + VB_MAIL_SLOT_BYTES, sizeof(row->proof));
}

void mail_token_reached(const char *address, const struct record_id *person,
                        uint8_t out[static VB_MAIL_REACHED_BYTES])
{
	static const struct record_id nobody;
	struct record_id who;

	mailing_who(&nobody, address, &who);
	memcpy(out, who.b, VB_RECORD_ID_BYTES);
	memcpy(out + VB_RECORD_ID_BYTES, person->b, VB_RECORD_ID_BYTES);
}

void mail_token_keep(struct span key, const struct mail_token *token, struct mail_token_row *row,
                     struct drawer_batch *batch)
{
	uint8_t slot[VB_MAIL_SLOT_BYTES], reached[VB_MAIL_REACHED_BYTES];
	struct buf value;

	mail_token_seal(key, token, row);
	mail_token_slot(key, token, slot);
	buf_init(&value, ROW_MAX_BYTES);
	mail_token_row_encode(row, &value);
	drawer_put(batch, VB_TABLE_TOKENS, span_of(slot, sizeof(slot)), buf_span(&value),
	           &row->person);
	buf_release(&value);
	if (token->purpose != PURPOSE_REPLY || record_id_is_zero(&row->person))
		return;
	mail_token_reached(row->address, &row->person, reached);
	drawer_put(batch, VB_TABLE_REACHED, span_of(reached, sizeof(reached)), span_of("", 0),
	           &row->person);
}

bool mail_token_is_valid(struct span key, const struct mail_token *token,
                         const struct mail_token_row *row, int64_t now_ms)
{
	struct hash hash;

	hash_token(key, token, &hash);
	return crypt_is_equal(hash.b + VB_MAIL_SLOT_BYTES, row->proof, sizeof(row->proof)) &&
	       row->purpose == token->purpose && now_ms < row->expires_ms;
}

int64_t mail_token_expiry(enum mail_purpose purpose, int64_t ends_ms, int64_t now_ms)
{
	int64_t from = ends_ms > now_ms ? ends_ms : now_ms;

	if (purpose == PURPOSE_UNSUBSCRIBE || (purpose == PURPOSE_REPLY && ends_ms <= 0))
		return now_ms + VB_MAIL_TOKEN_LONG_DAYS * DAY_MS;
	return from + VB_MAIL_TOKEN_DAYS * DAY_MS;
}

void mail_token_row_encode(const struct mail_token_row *row, struct buf *out)
{
	pack_array(out, 14);
	pack_uint(out, ROW_FORMAT);
	pack_uint(out, (uint64_t)row->purpose);
	pack_bin(out, row->person.b, sizeof(row->person.b));
	pack_cstr(out, row->address);
	pack_uint(out, (uint64_t)row->tongue);
	pack_uint(out, (uint64_t)row->matter.subject);
	pack_bin(out, row->matter.id.b, sizeof(row->matter.id.b));
	pack_bin(out, row->matter.space.b, sizeof(row->matter.space.b));
	pack_uint(out, (uint64_t)row->kind);
	pack_bin(out, row->seat.b, sizeof(row->seat.b));
	pack_uint(out, row->sequence);
	pack_bin(out, row->key, sizeof(row->key));
	pack_int(out, row->expires_ms);
	pack_bin(out, row->proof, sizeof(row->proof));
}

int mail_token_row_decode(struct span in, struct mail_token_row *out)
{
	struct mail_token_row row = { .purpose = PURPOSE_NONE };
	struct pack_reader r;
	struct span address;
	int err;

	unpack_init(&r, in);
	(void)unpack_array(&r, 14);
	if (unpack_uint(&r, UINT32_MAX) != ROW_FORMAT)
		unpack_fail(&r, VB_ERR_VERSION);
	row.purpose = (enum mail_purpose)unpack_uint(&r, 'z');
	unpack_fixed(&r, row.person.b, sizeof(row.person.b));
	address = unpack_str(&r, VB_ADDRESS_MAX_BYTES);
	row.tongue = (enum tongue)unpack_uint(&r, TONGUE_COUNT - 1);
	row.matter.subject = (enum matter_subject)unpack_uint(&r, MATTER_PERSON);
	unpack_fixed(&r, row.matter.id.b, sizeof(row.matter.id.b));
	unpack_fixed(&r, row.matter.space.b, sizeof(row.matter.space.b));
	row.kind = (enum mailing_kind)unpack_uint(&r, MAILING_KIND_COUNT - 1);
	unpack_fixed(&r, row.seat.b, sizeof(row.seat.b));
	row.sequence = (uint32_t)unpack_uint(&r, UINT32_MAX);
	unpack_fixed(&r, row.key, sizeof(row.key));
	row.expires_ms = unpack_int(&r);
	unpack_fixed(&r, row.proof, sizeof(row.proof));
	unpack_end(&r);
	err = unpack_finish(&r);
	if (err != 0)
		return err;
	memcpy(row.address, address.data, address.size);
	*out = row;
	return 0;
}
