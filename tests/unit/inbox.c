/* inbox: see inbox.h. */
#include "tests/unit/inbox.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/tables.h"
#include "tests/unit/notation.h"

#define SPACE "5555555555555555555555555555555555555555555555555555555555555555"

static const uint8_t key_bytes[VB_MAIL_KEY_BYTES] = { 3, 1, 4, 1, 5 };

static const struct {
	const char *name;
	enum matter_subject subject;
	uint8_t first; /* byte of the id */
} names[] = {
	{ "none", MATTER_NONE, 0 },         { "verein", MATTER_NONE, 0 },
	{ "amina", MATTER_PERSON, 0xa1 },   { "boris", MATTER_PERSON, 0xb0 },
	{ "gone", MATTER_PERSON, 0xee },    { "m1", MATTER_MEETING, 0x11 },
	{ "m2", MATTER_MEETING, 0x12 },     { "cancelled", MATTER_MEETING, 0x13 },
	{ "closed", MATTER_MEETING, 0x14 }, { "past", MATTER_MEETING, 0x15 },
	{ "lost", MATTER_MEETING, 0x16 },   { "sa", MATTER_NONE, 0x21 },
	{ "sb", MATTER_NONE, 0x22 },        { "so", MATTER_NONE, 0x23 },
	{ "sa2", MATTER_NONE, 0x24 },       { "msg", MATTER_MESSAGE, 0x31 },
	{ "item3", MATTER_NONE, 0x43 },     { "item1", MATTER_NONE, 0x41 },
	{ "req", MATTER_REQUEST, 0x51 },    { "oldreq", MATTER_REQUEST, 0x52 },
	{ "paper", MATTER_PAPER, 0x61 },    { "duty", MATTER_DUTY, 0x71 },
	{ "rat", MATTER_COMMITTEE, 0 },     { "msg2", MATTER_MESSAGE, 0x32 },
};

static size_t find_name(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, name) == 0)
			return i;
	}
	assert(!"a name of the inbox");
	return 0;
}

struct record_id inbox_id(const char *name)
{
	struct record_id id = { { 0 } };

	id.b[0] = names[find_name(name)].first;
	id.b[15] = id.b[0] != 0 ? 7 : 0;
	return id;
}

struct mailing_matter inbox_matter(const char *name)
{
	struct mailing_matter matter = { .subject = names[find_name(name)].subject,
		                         .id = inbox_id(name) };

	if (matter.subject != MATTER_NONE && matter.subject != MATTER_PERSON)
		memset(matter.space.b, 0x55, sizeof(matter.space.b));
	return matter;
}

static const char *name_of(const struct record_id *id)
{
	for (size_t i = 2; i < sizeof(names) / sizeof(names[0]); i++) {
		struct record_id other = inbox_id(names[i].name);

		if (record_id_is_equal(id, &other))
			return names[i].name;
	}
	return "?";
}

static void put(struct inbox *inbox, const char *name, const char *notation)
{
	struct mailing_matter which = inbox_matter(name);
	char text[3000], id[2 * VB_RECORD_ID_BYTES + 1];
	struct buf packed;

	hex_format(which.id.b, sizeof(which.id.b), id);
	(void)snprintf(text, sizeof(text), notation, id);
	buf_init(&packed, 10000);
	notation_pack(text, &packed);
	mailroom_put(&inbox->room, &which, buf_span(&packed));
	buf_release(&packed);
}

/* By hand: INBOX_NOW is 1796000000000; + 10 days: 1796864000000; - 2 days: 1795827200000. */
#define AMINA "a1000000000000000000000000000007"
#define BORIS "b0000000000000000000000000000007"
#define PEOPLE                                                                                     \
	"'people':[{'person':'" AMINA "','seat':'21000000000000000000000000000007'},"              \
	"{'person':'" BORIS "','seat':'22000000000000000000000000000007'},"                        \
	"{'address':'verein@post.example','seat':'23000000000000000000000000000007'}],"
#define ITEMS                                                                                      \
	"'items':[{'id':'41000000000000000000000000000007','number':'\xc3\x96 1'},"                \
	"{'is_internal':true,'number':'N 1'},"                                                     \
	"{'id':'43000000000000000000000000000007','number':'\xc3\x96 3.1'}],"
#define MEETING(state, start, end)                                                                 \
	"{'end':" end ",'id':'%s'," ITEMS "'name':'Sitzung'," PEOPLE                               \
	"'sequence':2,'space':'" SPACE "','start':" start ",'state':'" state                       \
	"','subject':'meeting'}"

void inbox_open(struct inbox *inbox)
{
	memset(inbox, 0, sizeof(*inbox));
	mailroom_open(&inbox->room);
	inbox->now_ms = INBOX_NOW;
	put(inbox, "amina",
	    "{'email':'amina@post.example','id':'%s','name':'Amina Haddad','subject':'person'}");
	put(inbox, "boris",
	    "{'email':'boris@post.example','id':'%s','name':'Boris','subject':'person'}");
	put(inbox, "m1", MEETING("invited", "1796864000000", "1796871200000"));
	put(inbox, "cancelled", MEETING("cancelled", "1796864000000", "1796871200000"));
	put(inbox, "closed", MEETING("closed", "1796864000000", "1796871200000"));
	put(inbox, "past", MEETING("invited", "1795827200000", "1795834400000"));
	put(inbox, "m2",
	    "{'id':'%s','people':[{'person':'" AMINA "','seat':'21000000000000000000000000000007'},"
	    "{'answer':'yes','person':'" AMINA "','seat':'24000000000000000000000000000007'}],"
	    "'sequence':0,'space':'" SPACE "','start':1796864000000,'subject':'meeting'}");
	put(inbox, "msg",
	    "{'id':'%s','space':'" SPACE "','subject':'message','target':"
	    "'43000000000000000000000000000007','target_subject':'meeting','text':'Wer?'}");
	put(inbox, "msg2", "{'id':'%s','space':'" SPACE "','subject':'message','text':'Wer?'}");
	put(inbox, "req",
	    "{'id':'%s','people':[{'person':'" AMINA "'}],'space':'" SPACE
	    "','state':'open','subject':'request'}");
	put(inbox, "oldreq",
	    "{'id':'%s','people':[{'person':'" AMINA "'}],'space':'" SPACE
	    "','state':'closed','subject':'request'}");
	put(inbox, "paper", "{'id':'%s','name':'VO 1','space':'" SPACE "','subject':'paper'}");
	put(inbox, "duty", "{'id':'%s','name':'Bericht','space':'" SPACE "','subject':'duty'}");
	put(inbox, "rat", "{'id':'%s','name':'Rat','space':'" SPACE "','subject':'committee'}");
	inbox_mail(inbox, "");
}

void inbox_close(struct inbox *inbox)
{
	parcel_release(&inbox->parcel);
	mailroom_close(&inbox->room);
}

void inbox_mail(struct inbox *inbox, const char *text)
{
	static unsigned number;
	struct parcel *parcel = &inbox->parcel;

	parcel_release(parcel);
	memset(parcel, 0, sizeof(*parcel));
	buf_init(&parcel->text, VB_PARCEL_TEXT_MAX_BYTES);
	buf_put(&parcel->text, text, strlen(text));
	memcpy(parcel->from, "amina@post.example", 19);
	memcpy(parcel->from_name, "Amina", 6);
	(void)snprintf(parcel->message_id, sizeof(parcel->message_id), "<%u@post.example>",
	               number++);
	parcel->trust = PARCEL_PASS;
	parcel->hops = 2;
	memcpy(inbox->recipients[0], INBOX_ROLE, sizeof(INBOX_ROLE));
	inbox->recipient_count = 1;
}

const char *inbox_token_key(struct inbox *inbox, enum mail_purpose purpose, const char *who,
                            const char *matter, enum mailing_kind kind,
                            const uint8_t key[static VB_MAILING_KEY_BYTES])
{
	struct mail_token token = { purpose, { 0 } };
	struct mail_token_row row = { .person = inbox_id(who),
		                      .matter = inbox_matter(matter),
		                      .kind = kind,
		                      .sequence = 2,
		                      .expires_ms = inbox->now_ms + 40 * INBOX_DAY };
	struct span secret = { key_bytes, sizeof(key_bytes) };
	struct drawer_batch batch;
	struct buf address;

	token.secret[0] = ++inbox->tokens;
	(void)snprintf(row.address, sizeof(row.address), "%s@post.example", who);
	memcpy(row.key, key, sizeof(row.key));
	if (inbox->seat != NULL)
		row.seat = inbox_id(inbox->seat);
	drawer_begin(&batch);
	mail_token_keep(secret, &token, &row, &batch);
	if (drawer_commit(&inbox->room.drawer, &batch) != 0)
		abort();
	drawer_release(&batch);
	buf_init(&address, VB_ADDRESS_MAX_BYTES);
	mail_token_format(&token, INBOX_ROLE, &address);
	memcpy(inbox->recipients[0], address.data, address.size);
	inbox->recipients[0][address.size] = '\0';
	buf_release(&address);
	return inbox->recipients[0];
}

const char *inbox_token(struct inbox *inbox, enum mail_purpose purpose, const char *who,
                        const char *matter, enum mailing_kind kind)
{
	static const uint8_t key[VB_MAILING_KEY_BYTES];

	return inbox_token_key(inbox, purpose, who, matter, kind, key);
}

struct parcel_answer *inbox_answer(struct inbox *inbox, const char *meeting, const char *attendee,
                                   unsigned partstat)
{
	struct parcel_answer *answer = &inbox->parcel.answers[inbox->parcel.answer_count++];
	struct record_id id = inbox_id(meeting);
	char text[2 * VB_RECORD_ID_BYTES + 1];

	hex_format(id.b, sizeof(id.b), text);
	(void)snprintf(answer->uid, sizeof(answer->uid), "%s@5555555555555555.verbund", text);
	(void)snprintf(answer->attendee, sizeof(answer->attendee), "%s", attendee);
	answer->partstat = (uint8_t)partstat;
	answer->sequence = 2;
	answer->stamp_ms = inbox->now_ms - 1000;
	inbox->parcel.flags |= PARCEL_CALENDAR;
	return answer;
}

void inbox_word(struct inbox *inbox, enum parcel_word word, const char *text)
{
	inbox->parcel.word = word;
	inbox->parcel.is_word_alone = strpbrk(text, " \n") == NULL;
	buf_clear(&inbox->parcel.text);
	buf_put(&inbox->parcel.text, text, strlen(text));
}

/* ---- the story ---- */

static void tell(char *story, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void tell(char *story, const char *format, ...)
{
	size_t size = strlen(story);
	va_list values;

	va_start(values, format);
	(void)vsnprintf(story + size, INBOX_STORY_BYTES - size, format, values);
	va_end(values);
}

static const char *answer_word(enum matter_answer answer)
{
	static const char *const words[] = { "none", "yes", "no", "maybe", "delegated" };

	return words[answer];
}

static void tell_act(char *story, const struct act *act)
{
	static const char *const kinds[] = { "", "reply", "answer", "post" };

	tell(story, " | %s %s", kinds[act->kind], name_of(&act->target.id));
	if (act->kind == ACT_REPLY)
		tell(story, " %s", name_of(&act->seat));
	if (act->kind != ACT_POST)
		tell(story, " %s", answer_word(act->answer));
	tell(story, " %s", record_id_is_zero(&act->person) ? "itself" : name_of(&act->person));
	if (!record_id_is_zero(&act->in_reply_to))
		tell(story, " to %s", name_of(&act->in_reply_to));
	if (act->text != NULL)
		tell(story, " '%.60s'", act->text);
}

static void tell_row(struct inbox *inbox, const struct drawer_batch *batch, uint32_t i)
{
	const struct drawer_row *row = &batch->rows[i];
	struct span key = span_of(row->key, row->key_size), value = drawer_value(batch, i);
	struct addressee addressee = { .bounce_score = 0 };
	struct mailing mailing = { .matters = NULL };
	struct held_mail held = { .reason = HELD_NOT };
	char *story = inbox->story;

	if (strcmp(row->table, VB_TABLE_HELD) == 0 && row->is_gone) {
		tell(story, " | released");
	} else if (strcmp(row->table, VB_TABLE_HELD) == 0) {
		if (held_mail_decode(key, value, &held) != 0)
			abort();
		tell(story, " | held %s", held_mail_reason_word(held.reason));
		if (held.act_count > 0)
			tell_act(story, &held.acts[0]);
		held_mail_release(&held);
	} else if (strcmp(row->table, VB_TABLE_QUEUE) == 0 && !row->is_gone) {
		if (mailing_read(key, value, &mailing) != 0)
			abort();
		tell(story, " | %s %s%s%s", mailing_kind_word(mailing.kind),
		     record_id_is_zero(&mailing.person) ? mailing.address
		                                        : name_of(&mailing.person),
		     mailing.reason[0] != '\0' ? " " : "", mailing.reason);
		if (mailing.due_ms > inbox->now_ms)
			tell(story, " in %dh", (int)((mailing.due_ms - inbox->now_ms) / 3600000));
		if (mailing.kind == MAILING_RECEIPT && mailing.sequence == 1)
			tell(story, " moved");
		if (mailing.matter_count > 1)
			tell(story, " of %zu", mailing.matter_count);
		mailing_release(&mailing);
	} else if (strcmp(row->table, VB_TABLE_WISHES) == 0) {
		if (addressee_decode(value, &addressee) != 0)
			abort();
		tell(story, " | wishes %u score %u%s", addressee.unwanted, addressee.bounce_score,
		     addressee.is_paused ? " paused" : "");
	} else if (strcmp(row->table, VB_TABLE_SUBSCRIBERS) == 0 && row->is_gone) {
		tell(story, " | subscriber gone");
	} else if (strcmp(row->table, VB_TABLE_TESTS) == 0) {
		tell(story, " | test %c", key.data[key.size - 1]);
	} else if (strcmp(row->table, VB_TABLE_QUARANTINE) == 0 && row->is_gone) {
		tell(story, " | piece gone");
	}
}

/* One write of the office: a mark that was there already does nothing. */
static void write_act(struct inbox *inbox, const struct act *act)
{
	for (size_t i = 0; i < inbox->write_count; i++) {
		if (memcmp(inbox->writes[i].once, act->once, sizeof(act->once)) == 0)
			return;
	}
	assert(inbox->write_count < INBOX_WRITES_MAX);
	memcpy(inbox->writes[inbox->write_count++].once, act->once, sizeof(act->once));
	tell_act(inbox->written, act);
}

const char *inbox_apply(struct inbox *inbox, struct acts *acts)
{
	unsigned step = 0;

	for (size_t i = 0; i < acts->count; i++) {
		if (++step == inbox->crash_at)
			return "crash";
		write_act(inbox, &acts->list[i]);
		tell_act(inbox->story, &acts->list[i]);
	}
	for (size_t i = 0; i < acts->keep_count; i++)
		tell(inbox->story, " | keep %u", acts->keeps[i].file);
	if (++step == inbox->crash_at)
		return "crash";
	for (uint32_t i = 0; i < acts->batch.count; i++)
		tell_row(inbox, &acts->batch, i);
	if (drawer_commit(&inbox->room.drawer, &acts->batch) != 0)
		abort();
	return ++step == inbox->crash_at ? "crash" : inbox->story;
}

const char *inbox_deliver(struct inbox *inbox)
{
	struct acting_mail mail = { .parcel = &inbox->parcel,
		                    .recipients = (const char(*)[VB_ADDRESS_MAX_BYTES + 1])
		                                          inbox->recipients,
		                    .recipient_count = inbox->recipient_count,
		                    .now_ms = inbox->now_ms,
		                    .role = INBOX_ROLE,
		                    .origin = "ourbridge",
		                    .key = { key_bytes, sizeof(key_bytes) } };
	const char *story;
	struct acts acts;

	inbox->story[0] = '\0';
	if (acting_decide(&mail, &inbox->room.drawer, &acts, &inbox->verdict) != 0)
		abort();
	tell(inbox->story, "%s", acting_word(inbox->verdict));
	story = inbox_apply(inbox, &acts);
	acts_release(&acts);
	return story;
}
