/* acting_reply: answers to invitations and requests, of calendars (iTIP, RFC 5546) and in words; tested by tests/unit/test_acting.c. */
#include <string.h>

#include "bridges/mail/acting_case.h"
#include "bridges/mail/tables.h"
#include "protocol/pack.h"

#define SPACE_DIGITS 16u /* of a UID */
#define UID_DOMAIN ".verbund"
#define ADDRESS_PERSONS_MAX 16u
#define DAY_MS INT64_C(86400000)
#define ROW_MAX_BYTES 1000u
#define PARTSTAT_DELEGATED 4u

/* ---- the meeting ---- */

/* A UID of ours: <id>@<16 digits of the space>.verbund. */
static bool parse_uid(const char *uid, struct mailing_matter *out)
{
	size_t digits = sizeof(out->id.b) * 2;

	*out = (struct mailing_matter){ .subject = MATTER_MEETING };
	return strlen(uid) == digits + 1 + SPACE_DIGITS + strlen(UID_DOMAIN) &&
	       uid[digits] == '@' &&
	       acting_is_address(uid + digits + 1 + SPACE_DIGITS, UID_DOMAIN) &&
	       hex_parse(uid, digits, out->id.b, sizeof(out->id.b)) == 0 &&
	       hex_parse(uid + digits + 1, SPACE_DIGITS, out->space.b, SPACE_DIGITS / 2) == 0;
}

static bool is_state(const struct matter *matter, const char *state)
{
	return matter->state != NULL && strcmp(matter->state, state) == 0;
}

bool acting_is_over(const struct matter *matter, int64_t now_ms)
{
	int64_t end = matter->end_ms;

	if (end <= 0 && matter->start_ms > 0)
		end = matter->start_ms + DAY_MS;
	return is_state(matter, "cancelled") || is_state(matter, "closed") ||
	       is_state(matter, "approved") || is_state(matter, "adjourned") ||
	       (end > 0 && end <= now_ms);
}

/* ---- whose answer ---- */

struct persons {
	struct record_id who;
	struct record_id list[ADDRESS_PERSONS_MAX];
	size_t count;
};

static bool on_person(void *context, struct span key, struct span value)
{
	struct persons *persons = context;

	(void)value;
	if (key.size != VB_MAIL_REACHED_BYTES ||
	    memcmp(key.data, persons->who.b, sizeof(persons->who.b)) != 0)
		return false;
	memcpy(persons->list[persons->count++].b, key.data + VB_RECORD_ID_BYTES,
	       VB_RECORD_ID_BYTES);
	return persons->count < ADDRESS_PERSONS_MAX;
}

static bool is_invited(const struct matter *matter, const struct record_id *person)
{
	for (size_t i = 0; i < matter->person_count; i++) {
		if (record_id_is_equal(&matter->people[i].person, person))
			return true;
	}
	return false;
}

static bool is_invited_address(const struct matter *matter, const char *address)
{
	for (size_t i = 0; i < matter->person_count; i++) {
		const struct matter_person *person = &matter->people[i];

		if (record_id_is_zero(&person->person) && person->address != NULL &&
		    acting_is_address(person->address, address))
			return true;
	}
	return false;
}

/* Who of those invited is reached at the address: one of them, an organization (zero), nobody, or several. A token of one of
 * them settles which of several. */
static int find_attendee(struct acting_case *c, const struct matter *matter, const char *address,
                         struct record_id *out, size_t *count)
{
	static const struct record_id nobody;
	struct persons persons = { .count = 0 };
	int err;

	*count = 0;
	mailing_who(&nobody, address, &persons.who);
	err = c->drawer->list(c->drawer->self, VB_TABLE_REACHED,
	                      span_of(persons.who.b, sizeof(persons.who.b)), ADDRESS_PERSONS_MAX,
	                      on_person, &persons);
	if (err != 0)
		return err;
	for (size_t i = 0; i < persons.count; i++) {
		if (!is_invited(matter, &persons.list[i]))
			continue;
		(*count)++;
		*out = persons.list[i];
		if (c->token.purpose == PURPOSE_REPLY &&
		    record_id_is_equal(&c->token.person, out)) {
			*count = 1;
			return 0;
		}
	}
	if (*count == 0 && is_invited_address(matter, address)) {
		*out = nobody;
		*count = 1;
	}
	return 0;
}

/* The one answer for this UID of somebody whom we invited: clients add all of their own addresses. Sets c->reason when there
 * is none, or more than one says something of its own. */
static int choose_answer(struct acting_case *c, const struct matter *matter, size_t first,
                         const struct parcel_answer **out, struct record_id *person)
{
	const struct parcel *parcel = c->parcel;

	*out = NULL;
	for (size_t i = first; i < parcel->answer_count; i++) {
		const struct parcel_answer *answer = &parcel->answers[i];
		struct record_id found = { { 0 } };
		size_t count;
		int err;

		if (strcmp(answer->uid, parcel->answers[first].uid) != 0)
			continue;
		err = find_attendee(c, matter, answer->attendee, &found, &count);
		if (err != 0)
			return err;
		if (count == 0)
			continue;
		if (count > 1 || (*out != NULL && (!record_id_is_equal(&found, person) ||
		                                   (*out)->partstat != answer->partstat))) {
			c->reason = HELD_MIXED;
			return 0;
		}
		*out = answer;
		*person = found;
	}
	if (*out == NULL)
		c->reason = HELD_ATTENDEE;
	return 0;
}

/* The mail is of one person: the token's, and the same for all of its answers. */
static int claim(struct acting_case *c, const struct record_id *person, const char *address)
{
	if ((c->token.purpose == PURPOSE_REPLY && !record_id_is_equal(&c->token.person, person)) ||
	    (c->acts->count > 0 && !record_id_is_equal(&c->person, person))) {
		c->reason = HELD_MIXED;
		return 0;
	}
	return acting_person(c, person, address);
}

/* ---- older and newer ---- */

static void answered_key(const struct mailing_matter *meeting, const struct record_id *person,
                         const char *address, uint8_t out[static 2 * VB_RECORD_ID_BYTES])
{
	struct record_id who;

	mailing_who(person, address, &who);
	memcpy(out, meeting->id.b, VB_RECORD_ID_BYTES);
	memcpy(out + VB_RECORD_ID_BYTES, who.b, VB_RECORD_ID_BYTES);
}

/* RFC 5546, 2.1.5: an answer counts if its SEQUENCE is greater than that of the last one, or the same and its DTSTAMP is not
 * older. Ours takes what has the same stamp, too: some clients copy it from the invitation. */
static int look_older(struct acting_case *c, const struct mailing_matter *meeting,
                      const struct parcel_answer *answer, bool *is_older)
{
	uint8_t key[2 * VB_RECORD_ID_BYTES];
	struct pack_reader r;
	uint32_t sequence;
	struct buf value;
	int64_t stamp;
	int err;

	*is_older = false;
	answered_key(meeting, &c->person, c->address, key);
	buf_init(&value, ROW_MAX_BYTES);
	err = c->drawer->get(c->drawer->self, VB_TABLE_ANSWERED, span_of(key, sizeof(key)), &value);
	if (err == 0) {
		unpack_init(&r, buf_span(&value));
		(void)unpack_array(&r, 2);
		sequence = (uint32_t)unpack_uint(&r, UINT32_MAX);
		stamp = unpack_int(&r);
		unpack_end(&r);
		err = unpack_finish(&r);
		*is_older =
			err == 0 && (answer->sequence < sequence ||
		                     (answer->sequence == sequence && answer->stamp_ms < stamp));
	}
	buf_release(&value);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

void acting_answered(struct acting_case *c, const struct act *act)
{
	int64_t stamp = act->stamp_ms > 0 && act->stamp_ms < c->mail->now_ms ? act->stamp_ms
	                                                                     : c->mail->now_ms;
	uint8_t key[2 * VB_RECORD_ID_BYTES];
	struct buf value;

	answered_key(&act->target, &c->person, c->address, key);
	buf_init(&value, ROW_MAX_BYTES);
	pack_array(&value, 2);
	pack_uint(&value, act->sequence);
	pack_int(&value, stamp);
	drawer_put(&c->acts->batch, VB_TABLE_ANSWERED, span_of(key, sizeof(key)), buf_span(&value),
	           &c->person);
	buf_release(&value);
}

/* ---- acts ---- */

static enum matter_answer answer_of(unsigned word)
{
	static const enum matter_answer answers[] = { MATTER_NO_ANSWER, MATTER_YES, MATTER_NO,
		                                      MATTER_MAYBE };

	return word < sizeof(answers) / sizeof(answers[0]) ? answers[word] : MATTER_NO_ANSWER;
}

/* A copy of at most so many bytes, ending with a character; NULL of nothing. */
static char *cut_text(struct span text, size_t max)
{
	size_t size = text.size < max ? text.size : max;

	while (size > 0 && size < text.size && (text.data[size] & 0xc0) == 0x80)
		size--;
	while (size > 0 && (text.data[size - 1] == ' ' || text.data[size - 1] == '\n'))
		size--;
	return size > 0 ? strndup((const char *)text.data, size) : NULL;
}

/* What was said beside the word of answer, which stands in a line of its own. */
static struct span beside_word(const struct parcel *parcel)
{
	struct span text = buf_span(&parcel->text);
	size_t line = 0;

	if (parcel->is_word_alone)
		return span_of("", 0);
	while (line < text.size && text.data[line] != '\n')
		line++;
	while (line < text.size && text.data[line] == '\n')
		line++;
	return line < text.size ? span_of(text.data + line, text.size - line) : text;
}

/* One reply for each seat of the person in the meeting, or for the seat that the mail was about. */
static void reply_for_seats(struct acting_case *c, const struct matter *matter,
                            const struct mailing_matter *meeting, enum matter_answer answer,
                            struct span comment)
{
	bool has_seat = false;

	for (size_t i = 0; i < matter->person_count; i++) {
		const struct matter_person *seat = &matter->people[i];
		struct act *act;

		if (!record_id_is_equal(&seat->person, &c->person) ||
		    record_id_is_zero(&seat->seat) ||
		    (record_id_is_zero(&c->person) &&
		     (seat->address == NULL || !acting_is_address(seat->address, c->address))) ||
		    (c->token.purpose == PURPOSE_REPLY && !record_id_is_zero(&c->token.seat) &&
		     record_id_is_equal(&c->token.matter.id, &meeting->id) &&
		     !record_id_is_equal(&c->token.seat, &seat->seat)))
			continue;
		has_seat = true;
		act = acts_add(c->acts, ACT_REPLY);
		if (act == NULL || c->acts->count > VB_HELD_ACTS_MAX) {
			c->reason = HELD_MIXED;
			return;
		}
		acting_once(c, c->acts->count, act->once);
		act->target = *meeting;
		act->seat = seat->seat;
		act->person = c->person;
		act->answer = answer;
		act->has_sequence = c->has_sequence;
		act->sequence = c->sequence;
		act->stamp_ms = c->stamp_ms;
		act->text = cut_text(comment, VB_ACT_COMMENT_MAX_BYTES);
	}
	if (!has_seat)
		c->reason = HELD_SEAT;
}

/* What goes with the answer: COMMENT, else what somebody wrote by hand above it; clients that answer by themselves write
 * there what nobody needs. */
static struct span comment_of(const struct acting_case *c, const struct parcel_answer *answer)
{
	if (answer->comment[0] != '\0')
		return span_of_str(answer->comment);
	if ((c->parcel->flags & (PARCEL_AUTOMATIC | PARCEL_NO_RETURN)) != 0)
		return span_of("", 0);
	return buf_span(&c->parcel->text);
}

static int answer_meeting(struct acting_case *c, size_t first, const struct matter *matter,
                          const struct mailing_matter *meeting)
{
	const struct parcel_answer *answer;
	struct record_id person = { { 0 } };
	bool is_older;
	int err;

	err = choose_answer(c, matter, first, &answer, &person);
	if (err == 0 && c->reason == HELD_NOT)
		err = claim(c, &person, answer->attendee);
	if (err != 0 || c->reason != HELD_NOT)
		return err;
	c->about = *meeting;
	if (answer->partstat == PARTSTAT_DELEGATED)
		c->reason = HELD_DELEGATED;
	if (c->reason != HELD_NOT || answer_of(answer->partstat) == MATTER_NO_ANSWER)
		return 0;
	err = look_older(c, meeting, answer, &is_older);
	if (err != 0)
		return err;
	if (is_older || acting_is_over(matter, c->mail->now_ms)) {
		c->is_old = c->is_old || is_older;
		c->is_over = c->is_over || !is_older;
		return 0;
	}
	c->has_sequence = true;
	c->sequence = answer->sequence;
	c->stamp_ms = answer->stamp_ms;
	reply_for_seats(c, matter, meeting, answer_of(answer->partstat), comment_of(c, answer));
	return 0;
}

static bool is_first_of_uid(const struct parcel *parcel, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (strcmp(parcel->answers[i].uid, parcel->answers[index].uid) == 0)
			return false;
	}
	return true;
}

int acting_calendar(struct acting_case *c)
{
	for (size_t i = 0; i < c->parcel->answer_count; i++) {
		struct matter matter = { .subject = MATTER_NONE };
		struct mailing_matter meeting;
		bool found;
		int err;

		if (!is_first_of_uid(c->parcel, i))
			continue;
		if (!parse_uid(c->parcel->answers[i].uid, &meeting)) {
			c->reason = HELD_STRANGER;
			return 0;
		}
		err = acting_show(c, &meeting, &matter, &found);
		if (err == 0 && found &&
		    memcmp(matter.space.b, meeting.space.b, SPACE_DIGITS / 2) == 0) {
			meeting.space = matter.space;
			err = answer_meeting(c, i, &matter, &meeting);
		} else if (err == 0) {
			c->reason = HELD_ATTENDEE;
		}
		matter_release(&matter);
		if (err != 0 || c->reason != HELD_NOT)
			return err;
	}
	return 0;
}

/* ---- words ---- */

static bool is_asked(const struct acting_case *c, const struct matter *matter)
{
	return !record_id_is_zero(&c->person) && is_invited(matter, &c->person);
}

static void answer_request(struct acting_case *c, const struct matter *matter)
{
	enum matter_answer answer = answer_of((unsigned)c->parcel->word);
	struct act *act;

	if (!is_asked(c, matter)) {
		c->reason = HELD_SEAT;
		return;
	}
	act = answer == MATTER_MAYBE ? NULL : acts_add(c->acts, ACT_ANSWER);
	if (act == NULL) {
		c->reason = HELD_THREAD;
		return;
	}
	acting_once(c, c->acts->count, act->once);
	act->target = c->about;
	act->person = c->person;
	act->answer = answer;
	act->text = cut_text(beside_word(c->parcel), VB_ACT_COMMENT_MAX_BYTES);
	c->has_words = c->parcel->text.size > VB_ACT_COMMENT_MAX_BYTES;
}

/* Which mails ask for an answer: in a discussion a "yes" is something that somebody says. */
static bool is_question(const struct mail_token_row *token)
{
	switch (token->kind) {
	case MAILING_INVITATION:
	case MAILING_CHANGE:
	case MAILING_REMINDER:
	case MAILING_AGENDA:
	case MAILING_PAPERS:
	case MAILING_RECEIPT:
	case MAILING_NOTE:
		return token->matter.subject == MATTER_MEETING ||
		       token->matter.subject == MATTER_REQUEST;
	case MAILING_REQUEST:
		return true;
	case MAILING_CANCELLATION:
	case MAILING_DUTY:
	case MAILING_MESSAGE:
	case MAILING_DIGEST:
	case MAILING_NEWSLETTER:
	case MAILING_CONFIRM:
	case MAILING_TEST:
	case MAILING_KIND_COUNT:
	default:
		return false;
	}
}

/* Which mails bring a calendar object, whose SEQUENCE is that of the mail. */
static bool has_calendar(enum mailing_kind kind)
{
	return kind == MAILING_INVITATION || kind == MAILING_CHANGE || kind == MAILING_AGENDA ||
	       kind == MAILING_PAPERS;
}

int acting_words(struct acting_case *c)
{
	struct span comment = beside_word(c->parcel);
	bool found;
	int err;

	if (!is_question(&c->token))
		return acting_say(c);
	err = acting_show(c, &c->about, &c->matter, &found);
	if (err != 0)
		return err;
	if (!found || acting_is_over(&c->matter, c->mail->now_ms)) {
		c->is_over = true;
		c->has_words = !c->parcel->is_word_alone;
		return 0;
	}
	if (c->about.subject == MATTER_REQUEST) {
		answer_request(c, &c->matter);
		return 0;
	}
	c->has_sequence = has_calendar(c->token.kind);
	c->sequence = c->has_sequence ? c->token.sequence : 0;
	reply_for_seats(c, &c->matter, &c->about, answer_of((unsigned)c->parcel->word), comment);
	/* What does not fit into a comment is said in the thread of the meeting, too. */
	return c->reason == HELD_NOT && comment.size > VB_ACT_COMMENT_MAX_BYTES ? acting_say(c) : 0;
}
