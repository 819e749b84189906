/* acting: the way of a mail through the rules; see acting.h. */
#include "bridges/mail/acting.h"

#include <string.h>

#include "bridges/mail/acting_case.h"
#include "bridges/mail/mail_reason.h"
#include "bridges/mail/tables.h"

#define HOPS_MAX 30u        /* Received headers: more is a loop */
#define FOREIGN_HOPS_MAX 8u /* of a mail that another bridge sent: it goes in circles */
#define ROW_MAX_BYTES 65536u
#define ASCII_CASE 32

static const char *const words[ACTED_COUNT] = {
	"nothing",   "seen",  "old",  "bounce", "test", "unsubscribed", "confirmed",
	"withdrawn", "reply", "post", "asked",  "held", "noted",        "full",
};

const char *acting_word(enum acting_verdict verdict)
{
	return (unsigned)verdict < ACTED_COUNT ? words[verdict] : "";
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ASCII_CASE) : c;
}

bool acting_is_address(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return *a == '\0' && *b == '\0';
}

void acting_once(const struct acting_case *c, size_t number, uint8_t out[static VB_ACT_ONCE_BYTES])
{
	uint8_t place[8];
	struct hasher h;
	struct hash hash;

	put_be64(place, number);
	hasher_init(&h, "verbund/mailact/1");
	hasher_put(&h, c->mark.b, sizeof(c->mark.b));
	hasher_put(&h, place, sizeof(place));
	hasher_finish(&h, &hash);
	memcpy(out, hash.b, VB_ACT_ONCE_BYTES);
}

static void put_text(struct hasher *h, const char *text)
{
	hasher_put(h, text, strlen(text) + 1);
}

static void put_number(struct hasher *h, uint64_t number)
{
	uint8_t bytes[8];

	put_be64(bytes, number);
	hasher_put(h, bytes, sizeof(bytes));
}

/* What a mail is known by: what it says and who, so that one that came on two ways, or for two recipients, is one; the server's
 * own lines in its head do not count. Who knows a Message-ID cannot keep out the mail that bears it. */
static void mark_mail(struct acting_case *c)
{
	const struct parcel *parcel = c->parcel;
	struct hasher h;
	struct hash hash;

	hasher_init(&h, "verbund/mailmark/1");
	put_text(&h, parcel->message_id);
	put_text(&h, parcel->from);
	put_text(&h, parcel->subject);
	put_number(&h, (uint64_t)parcel->date_ms);
	put_number(&h, parcel->text.size);
	hasher_put(&h, parcel->text.data, parcel->text.size);
	put_text(&h, parcel->bounce_recipient);
	put_number(&h, parcel->bounce_class);
	for (size_t i = 0; i < parcel->answer_count; i++) {
		const struct parcel_answer *answer = &parcel->answers[i];

		put_text(&h, answer->uid);
		put_text(&h, answer->attendee);
		put_number(&h, answer->partstat);
		put_number(&h, answer->sequence);
		put_number(&h, (uint64_t)answer->stamp_ms);
	}
	for (size_t i = 0; i < parcel->file_count; i++) {
		put_text(&h, parcel->files[i].name);
		put_number(&h, parcel->files[i].bytes);
	}
	hasher_finish(&h, &hash);
	memcpy(c->mark.b, hash.b, sizeof(c->mark.b));
}

int acting_show(struct acting_case *c, const struct mailing_matter *which, struct matter *out,
                bool *found)
{
	int err = c->drawer->show(c->drawer->self, which, out);

	*found = err == 0;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* ---- whose it is ---- */

static void set_text(char *out, size_t size, const char *text)
{
	size_t length = text != NULL ? strlen(text) : 0;

	if (length >= size)
		length = 0;
	memcpy(out, length > 0 ? text : "", length);
	out[length] = '\0';
}

int acting_person(struct acting_case *c, const struct record_id *person, const char *address)
{
	struct mailing_matter which = { .subject = MATTER_PERSON, .id = *person };
	struct matter matter = { .subject = MATTER_NONE };
	bool found;
	int err;

	c->has_person = true;
	c->person = *person;
	c->name[0] = '\0';
	set_text(c->address, sizeof(c->address), address);
	if (record_id_is_zero(person))
		return 0;
	err = acting_show(c, &which, &matter, &found);
	if (err == 0) {
		c->has_person = found;
		set_text(c->address, sizeof(c->address), found ? matter.email : NULL);
		set_text(c->name, sizeof(c->name), found ? matter.name : NULL);
	}
	matter_release(&matter);
	return err;
}

int acting_fits(struct acting_case *c, const char *address, bool *out)
{
	uint8_t key[VB_MAIL_REACHED_BYTES];
	struct buf value;
	int err;

	*out = address[0] != '\0' && acting_is_address(address, c->address);
	if (*out || address[0] == '\0' || record_id_is_zero(&c->person))
		return 0;
	mail_token_reached(address, &c->person, key);
	buf_init(&value, ROW_MAX_BYTES);
	err = c->drawer->get(c->drawer->self, VB_TABLE_REACHED, span_of(key, sizeof(key)), &value);
	buf_release(&value);
	*out = err == 0;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static int get_token(const struct drawer *drawer, struct span key, const struct mail_token *token,
                     int64_t now_ms, struct mail_token_row *out, bool *is_valid)
{
	uint8_t slot[VB_MAIL_SLOT_BYTES];
	struct mail_token_row row;
	struct buf value;
	int err;

	*is_valid = false;
	mail_token_slot(key, token, slot);
	buf_init(&value, ROW_MAX_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_TOKENS, span_of(slot, sizeof(slot)), &value);
	if (err == 0)
		err = mail_token_row_decode(buf_span(&value), &row);
	buf_release(&value);
	if (err == 0 && mail_token_is_valid(key, token, &row, now_ms)) {
		*is_valid = true;
		*out = row;
	}
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* Of the recipients the first with a valid token counts; for one that is there for bounces only if there is no other. */
static int find_token(struct acting_case *c)
{
	for (size_t i = 0; i < c->mail->recipient_count; i++) {
		struct mail_token_row row;
		struct mail_token token;
		bool is_valid;
		int err;

		if (mail_token_parse(c->mail->recipients[i], c->mail->role, &token) !=
		    RECIPIENT_TOKEN)
			continue;
		err = get_token(c->drawer, c->mail->key, &token, c->mail->now_ms, &row, &is_valid);
		if (err != 0)
			return err;
		c->is_expired = c->is_expired || !is_valid;
		if (is_valid &&
		    (c->token.purpose == PURPOSE_NONE || c->token.purpose == PURPOSE_BOUNCE))
			c->token = row;
	}
	return 0;
}

int acting_recipient(const char *recipient, const char *role, struct span key, int64_t now_ms,
                     const struct drawer *drawer, enum acting_recipient *out)
{
	struct mail_token_row row;
	struct mail_token token;
	bool is_valid;
	int err;

	switch (mail_token_parse(recipient, role, &token)) {
	case RECIPIENT_ROLE:
		*out = TAKE_IT;
		return 0;
	case RECIPIENT_TOKEN:
		break;
	case RECIPIENT_OTHER:
	default:
		*out = REFUSE_UNKNOWN;
		return 0;
	}
	err = get_token(drawer, key, &token, now_ms, &row, &is_valid);
	if (err == 0)
		*out = is_valid ? TAKE_IT : REFUSE_EXPIRED;
	return err;
}

/* ---- loops ---- */

/* RFC 3834, 2: who answers automatically is not answered. A calendar answers automatically, too, and may, since that is not
 * answered but by a receipt to the address that we have. */
static bool is_loop(const struct acting_case *c)
{
	const struct parcel *parcel = c->parcel;
	bool is_calendar = parcel->answer_count > 0;

	if (acting_is_address(parcel->from, c->mail->role) || parcel->hops > HOPS_MAX ||
	    (parcel->flags & (PARCEL_REPORT | PARCEL_BULK)) != 0)
		return true;
	return (parcel->flags & (PARCEL_AUTOMATIC | PARCEL_NO_RETURN)) != 0 && !is_calendar;
}

/* Mail of bridges: our own is nothing; another office's may be something that a person should see, but once. */
static bool is_circling(const struct acting_case *c)
{
	return strcmp(c->parcel->origin, c->mail->origin) == 0 ||
	       c->parcel->hops > FOREIGN_HOPS_MAX ||
	       (c->parcel->flags & (PARCEL_AUTOMATIC | PARCEL_BULK)) != 0;
}

/* ---- the way ---- */

static int note_and_hold(struct acting_case *c, enum held_reason reason, const char *word)
{
	bool fits = false;
	int err = 0;

	c->reason = reason;
	if (c->has_person)
		err = acting_fits(c, c->parcel->from, &fits);
	if (err == 0 && fits)
		err = acting_note(c, word);
	return err != 0 ? err : acting_hold(c);
}

/* What nobody here can read: its person is told what to do. */
static int take_unreadable(struct acting_case *c, bool *is_taken)
{
	bool is_tnef = (c->parcel->flags & PARCEL_TNEF) != 0 && c->parcel->text.size == 0;

	*is_taken = true;
	if ((c->parcel->flags & PARCEL_ENCRYPTED) != 0)
		return note_and_hold(c, HELD_ENCRYPTED, VB_REASON_ENCRYPTED);
	if (is_tnef)
		return note_and_hold(c, HELD_TNEF, VB_REASON_TNEF);
	if ((c->parcel->flags & PARCEL_COUNTER) != 0)
		return note_and_hold(c, HELD_COUNTER, VB_REASON_COUNTER);
	*is_taken = false;
	return 0;
}

static int take_reply(struct acting_case *c)
{
	bool is_taken = false;
	int err = 0;

	if (c->token.purpose == PURPOSE_REPLY) {
		err = acting_person(c, &c->token.person, c->token.address);
		c->about = c->token.matter;
		if (err == 0 && !c->has_person)
			c->token.purpose = PURPOSE_NONE;
	}
	if (err == 0)
		err = take_unreadable(c, &is_taken);
	if (err != 0 || is_taken)
		return err;
	if (c->parcel->answer_count > 0)
		err = acting_calendar(c);
	else if (c->token.purpose != PURPOSE_REPLY)
		c->reason = c->is_expired ? HELD_EXPIRED : HELD_STRANGER;
	else if (c->parcel->word != PARCEL_NO_WORD)
		err = acting_words(c);
	else
		err = acting_say(c);
	return err != 0 ? err : acting_settle(c);
}

static int take_test(struct acting_case *c)
{
	uint8_t key[VB_MAILING_KEY_BYTES + 1];

	memcpy(key, c->token.key, VB_MAILING_KEY_BYTES);
	key[VB_MAILING_KEY_BYTES] =
		(c->parcel->flags & (PARCEL_REPORT | PARCEL_NO_RETURN)) != 0 ? 'b' : 'r';
	drawer_put_u64(&c->acts->batch, VB_TABLE_TESTS, span_of(key, sizeof(key)),
	               (uint64_t)c->mail->now_ms);
	c->verdict = ACTED_TEST;
	return 0;
}

static int choose(struct acting_case *c)
{
	uint32_t flags = c->parcel->flags;
	enum mail_purpose purpose = c->token.purpose;

	if (purpose == PURPOSE_BOUNCE)
		return c->token.kind == MAILING_TEST ? take_test(c) : acting_bounce(c);
	if ((flags & PARCEL_OWN) != 0) {
		if (is_circling(c))
			return 0;
		c->reason = HELD_BRIDGE;
		return acting_hold(c);
	}
	if (purpose == PURPOSE_TEST)
		return take_test(c);
	if (purpose == PURPOSE_UNSUBSCRIBE && (flags & PARCEL_REPORT) == 0)
		return acting_unsubscribe(c);
	if (is_loop(c))
		return 0;
	if (purpose == PURPOSE_CONFIRM)
		return acting_confirm(c);
	if ((flags & PARCEL_UNSUBSCRIBE) != 0 && c->parcel->answer_count == 0 &&
	    c->parcel->trust == PARCEL_PASS)
		return acting_unsubscribe(c);
	return take_reply(c);
}

static void begin(struct acting_case *c, const struct acting_mail *mail,
                  const struct drawer *drawer, struct acts *acts)
{
	*c = (struct acting_case){ .mail = mail,
		                   .parcel = mail->parcel,
		                   .drawer = drawer,
		                   .acts = acts,
		                   .verdict = ACTED_NOTHING };
	acts_begin(acts);
	mark_mail(c);
}

int acting_decide(const struct acting_mail *mail, const struct drawer *drawer, struct acts *acts,
                  enum acting_verdict *verdict)
{
	struct acting_case c;
	uint64_t seen_ms;
	int err;

	begin(&c, mail, drawer, acts);
	err = drawer_get_u64(drawer, VB_TABLE_SEEN, span_of(c.mark.b, sizeof(c.mark.b)), &seen_ms);
	if (err == 0 && seen_ms != 0) {
		*verdict = ACTED_SEEN;
		return 0;
	}
	if (err == 0)
		err = find_token(&c);
	if (err == 0)
		err = choose(&c);
	matter_release(&c.matter);
	if (err != 0)
		return err;
	drawer_put_u64(&acts->batch, VB_TABLE_SEEN, span_of(c.mark.b, sizeof(c.mark.b)),
	               (uint64_t)mail->now_ms);
	*verdict = c.verdict;
	return 0;
}

int acting_refused(const struct acting_mail *mail, const struct drawer *drawer, struct acts *acts)
{
	struct acting_case c;
	int err;

	begin(&c, mail, drawer, acts);
	err = find_token(&c);
	if (err == 0 && c.token.purpose == PURPOSE_REPLY) {
		c.about = c.token.matter;
		err = acting_person(&c, &c.token.person, c.token.address);
	}
	c.reason = HELD_REFUSED;
	if (err == 0)
		err = acting_hold(&c);
	if (err == 0)
		drawer_put_u64(&acts->batch, VB_TABLE_SEEN, span_of(c.mark.b, sizeof(c.mark.b)),
		               (uint64_t)mail->now_ms);
	return err;
}

int acting_unreadable(const struct hash *hash, uint32_t bytes, int64_t now_ms,
                      const struct drawer *drawer, struct acts *acts, enum acting_verdict *verdict)
{
	struct held_mail held = { .reason = HELD_UNREADABLE, .at_ms = now_ms, .file_count = 1 };
	struct held_mail_file *file = &held.files[0];
	uint64_t kept, waited;
	bool is_held;
	int err;

	acts_begin(acts);
	memcpy(held.id.b, hash->b, sizeof(held.id.b));
	err = drawer_has(drawer, VB_TABLE_HELD, span_of(held.id.b, sizeof(held.id.b)), &is_held);
	if (err == 0)
		err = drawer_get_u64(drawer, VB_TABLE_CAPS, span_of_str(VB_HELD_WAITING), &waited);
	if (err == 0)
		err = drawer_get_u64(drawer, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT), &kept);
	if (err != 0)
		return err;
	/* Nobody knows whose it is: a stranger's. */
	*verdict = is_held ? ACTED_SEEN : waited >= VB_HELD_STRANGERS_MAX ? ACTED_FULL : ACTED_HELD;
	if (*verdict != ACTED_HELD)
		return 0;
	drawer_put_u64(&acts->batch, VB_TABLE_CAPS, span_of_str(VB_HELD_WAITING), waited + 1);
	memcpy(file->name, "mail.eml", sizeof("mail.eml"));
	memcpy(file->type, "message/rfc822", sizeof("message/rfc822"));
	file->bytes = bytes;
	file->is_kept = kept + bytes <= VB_HELD_STRANGERS_FILES_MAX_BYTES;
	if (file->is_kept) {
		acts->keeps[0] = (struct act_keep){ .file = VB_ACT_WHOLE_MAIL };
		memcpy(acts->keeps[0].held, held.id.b, sizeof(held.id.b));
		acts->keep_count = 1;
		drawer_put_u64(&acts->batch, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT),
		               kept + bytes);
	}
	buf_init(&held.text, 0);
	held_mail_put(&acts->batch, &held);
	return 0;
}
