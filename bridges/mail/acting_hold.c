/* acting_hold: what the acts of a mail become: done at once, or held and asked about, with the automatic mails that follow;
 * tested by tests/unit/test_acting_confirm.c. */
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/acting_case.h"
#include "bridges/mail/mail_reason.h"
#include "bridges/mail/manners.h"
#include "bridges/mail/subscriber.h"
#include "bridges/mail/tables.h"
#include "bridges/mail/told.h"

#define ROW_MAX_BYTES 65536u

static void set_text(char *out, size_t size, const char *text)
{
	size_t length = strlen(text);

	memcpy(out, text, length < size ? length + 1 : 1);
	if (length >= size)
		out[0] = '\0';
}

/* ---- automatic mails ---- */

int acting_mail_to_person(struct acting_case *c, struct mailing *mailing)
{
	bool is_queued;

	if (!c->has_person || c->address[0] == '\0')
		return 0;
	if (mailing->kind != MAILING_CONFIRM) {
		struct record_id who;

		mailing_who(&c->person, c->address, &who);
		mailing_key(mailing->kind, &c->mark, 0, &who, mailing->key);
	}
	mailing->person = c->person;
	if (record_id_is_zero(&c->person))
		set_text(mailing->address, sizeof(mailing->address), c->address);
	mailing->tongue = c->token.tongue;
	if (mailing->matters == NULL && c->about.subject != MATTER_NONE) {
		mailing->matters = &c->about;
		mailing->matter_count = 1;
	}
	set_text(mailing->in_reply_to, sizeof(mailing->in_reply_to), c->parcel->message_id);
	return manners_queue(c->drawer, &c->acts->batch, c->address, c->mail->now_ms, mailing,
	                     &is_queued);
}

int acting_note(struct acting_case *c, const char *reason)
{
	struct mailing mailing = { .kind = MAILING_NOTE };

	/* RFC 3834, 2: what came without a return path, or from a machine, is not answered. */
	if ((c->parcel->flags & (PARCEL_AUTOMATIC | PARCEL_NO_RETURN)) != 0)
		return 0;
	set_text(mailing.reason, sizeof(mailing.reason), reason);
	c->verdict = ACTED_NOTED;
	return acting_mail_to_person(c, &mailing);
}

static const char *reason_of(const struct act *act)
{
	if (act->kind == ACT_POST)
		return VB_REASON_POST;
	if (act->kind == ACT_ANSWER)
		return act->answer == MATTER_YES ? VB_REASON_OFFER : VB_REASON_DECLINE;
	return act->answer == MATTER_YES  ? VB_REASON_YES
	       : act->answer == MATTER_NO ? VB_REASON_NO
	                                  : VB_REASON_MAYBE;
}

/* ---- done ---- */

/* Whether the answer is one to what was told before the last change of time or place: then it counts, but who gave it may not
 * know of the change. */
static int look_stale(struct acting_case *c, const struct act *act, bool *is_stale)
{
	uint8_t key[VB_TOLD_KEY_BYTES];
	struct record_id who;
	struct told told = { .state = TOLD_NOTHING };
	struct buf value;
	int err;

	*is_stale = false;
	if (act->kind != ACT_REPLY || !act->has_sequence)
		return 0;
	mailing_who(&c->person, c->address, &who);
	told_key(&act->target.id, &who, key);
	buf_init(&value, ROW_MAX_BYTES);
	err = c->drawer->get(c->drawer->self, VB_TABLE_TOLD, span_of(key, sizeof(key)), &value);
	if (err == 0)
		err = told_decode(buf_span(&value), &told);
	*is_stale = err == 0 && act->sequence < told.sequence;
	buf_release(&value);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

int acting_done(struct acting_case *c)
{
	struct mailing_matter matters[VB_ACTS_MAX];
	struct mailing mailing = { .kind = MAILING_RECEIPT, .matters = matters };
	bool is_post_only = true, is_stale;
	int err;

	for (size_t i = 0; i < c->acts->count; i++) {
		const struct act *act = &c->acts->list[i];

		if (act->kind == ACT_POST)
			continue;
		is_post_only = false;
		if (act->kind == ACT_REPLY)
			acting_answered(c, act);
		if (mailing.matter_count == 0)
			set_text(mailing.reason, sizeof(mailing.reason), reason_of(act));
		err = look_stale(c, act, &is_stale);
		if (err != 0)
			return err;
		mailing.sequence = mailing.sequence != 0 || is_stale ? 1 : 0;
		if (mailing.matter_count == 0 ||
		    !record_id_is_equal(&matters[mailing.matter_count - 1].id, &act->target.id))
			matters[mailing.matter_count++] = act->target;
	}
	/* What somebody says in a thread they see there; a receipt is for what changes. */
	return is_post_only ? 0 : acting_mail_to_person(c, &mailing);
}

/* ---- held ---- */

static int keep_files(struct acting_case *c, struct held_mail *held)
{
	uint64_t max = c->has_person ? VB_HELD_FILES_MAX_BYTES : VB_HELD_STRANGERS_FILES_MAX_BYTES;
	uint64_t kept = 0, before;
	int err;

	if (c->parcel->file_count == 0)
		return 0;
	err = drawer_get_u64(c->drawer, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT), &kept);
	if (err != 0)
		return err;
	before = kept;
	for (size_t i = 0; i < c->parcel->file_count; i++) {
		const struct parcel_file *from = &c->parcel->files[i];
		struct held_mail_file *file = &held->files[held->file_count++];
		struct act_keep *keep;

		memcpy(file->name, from->name, sizeof(file->name));
		memcpy(file->type, from->type, sizeof(file->type));
		file->bytes = from->bytes;
		file->is_kept = from->is_allowed && kept + from->bytes <= max;
		if (!file->is_kept)
			continue;
		kept += from->bytes;
		keep = &c->acts->keeps[c->acts->keep_count++];
		*keep = (struct act_keep){ .file = (uint32_t)i, .person = held->person };
		memcpy(keep->held, held->id.b, sizeof(keep->held));
	}
	if (kept != before)
		drawer_put_u64(&c->acts->batch, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT), kept);
	return 0;
}

/* Strangers cannot take the room in which our own mail waits. */
static int drop_full(struct acting_case *c, uint64_t waited)
{
	drawer_put_u64(&c->acts->batch, VB_TABLE_CAPS, span_of_str(VB_HELD_WAITING), waited);
	for (size_t i = 0; i < c->acts->count; i++)
		act_release(&c->acts->list[i]);
	c->acts->count = 0;
	c->verdict = ACTED_FULL;
	return 0;
}

static int put_held(struct acting_case *c, bool has_text)
{
	struct held_mail held = { .reason = c->reason, .at_ms = c->mail->now_ms };
	uint64_t waited;
	int err = held_mail_count(c->drawer, &c->acts->batch, true, &waited);

	if (err != 0)
		return err;
	if (waited >= (c->has_person ? VB_HELD_MAX : VB_HELD_STRANGERS_MAX))
		return drop_full(c, waited);
	held.id = c->mark;
	buf_init(&held.text, VB_PARCEL_TEXT_MAX_BYTES);
	set_text(held.from, sizeof(held.from), c->parcel->from);
	set_text(held.from_name, sizeof(held.from_name), c->parcel->from_name);
	set_text(held.subject, sizeof(held.subject), c->parcel->subject);
	set_text(held.message_id, sizeof(held.message_id), c->parcel->message_id);
	held.trust = c->parcel->trust;
	if (c->has_person)
		held.person = c->person;
	held.about = c->about;
	if (has_text)
		buf_put(&held.text, c->parcel->text.data, c->parcel->text.size);
	for (size_t i = 0; i < c->acts->count && i < VB_HELD_ACTS_MAX; i++) {
		held.acts[held.act_count] = c->acts->list[i];
		if (c->acts->list[i].kind == ACT_POST) {
			free(held.acts[held.act_count].text);
			held.acts[held.act_count].text = NULL;
		}
		held.act_count++;
		c->acts->list[i] = (struct act){ .name = NULL };
	}
	c->acts->count = 0;
	err = keep_files(c, &held);
	if (err == 0)
		held_mail_put(&c->acts->batch, &held);
	held_mail_release(&held);
	return err;
}

int acting_hold(struct acting_case *c)
{
	if (c->verdict == ACTED_NOTHING)
		c->verdict = ACTED_HELD;
	return put_held(c, true);
}

/* Nobody vouches for it: the person is asked, at the address that we have, and what they say yes to is what is held now. */
static int ask(struct acting_case *c)
{
	struct mailing mailing = { .kind = MAILING_CONFIRM };
	struct mailing_matter matter = c->acts->list[0].target;
	int err;

	memcpy(mailing.key, c->mark.b, sizeof(mailing.key));
	set_text(mailing.reason, sizeof(mailing.reason), reason_of(&c->acts->list[0]));
	mailing.matters = &matter;
	mailing.matter_count = 1;
	c->reason = HELD_UNCONFIRMED;
	c->verdict = c->address[0] != '\0' ? ACTED_ASKED : ACTED_HELD;
	err = put_held(c, true);
	return err != 0 || c->verdict == ACTED_FULL ? err : acting_mail_to_person(c, &mailing);
}

static bool has_kind(const struct acts *acts, enum act_kind kind)
{
	for (size_t i = 0; i < acts->count; i++) {
		if (acts->list[i].kind == kind)
			return true;
	}
	return false;
}

/* Somebody wrote, and not which answer it is, who was asked for one and gave none so far. */
static int ask_for_answer(struct acting_case *c)
{
	struct matter matter = { .subject = MATTER_NONE };
	bool found = false, has_answer = true;
	int err = 0;

	if (c->token.kind != MAILING_INVITATION && c->token.kind != MAILING_CHANGE &&
	    c->token.kind != MAILING_REMINDER)
		return 0;
	if (c->about.subject == MATTER_MEETING)
		err = acting_show(c, &c->about, &matter, &found);
	if (err == 0 && found && !acting_is_over(&matter, c->mail->now_ms)) {
		for (size_t i = 0; i < matter.person_count; i++) {
			if (record_id_is_equal(&matter.people[i].person, &c->person) &&
			    matter.people[i].answer == MATTER_NO_ANSWER)
				has_answer = false;
		}
	}
	matter_release(&matter);
	if (err != 0 || has_answer)
		return err;
	err = acting_note(c, VB_REASON_UNCLEAR);
	c->verdict = ACTED_POST;
	return err;
}

static int do_at_once(struct acting_case *c)
{
	bool has_answer = has_kind(c->acts, ACT_REPLY) || has_kind(c->acts, ACT_ANSWER);
	int err = acting_done(c);

	c->verdict = has_answer ? ACTED_REPLY : ACTED_POST;
	if (err == 0 && !has_answer)
		err = ask_for_answer(c);
	return err;
}

/* What is left of a mail beside its acts: attachments, or words for which there was no place. */
static int keep_rest(struct acting_case *c, bool has_words)
{
	enum acting_verdict verdict = c->verdict;
	struct acts *acts = c->acts;
	size_t count = acts->count;
	int err;

	if (c->parcel->file_count == 0 && !has_words)
		return 0;
	c->reason = c->parcel->file_count > 0 ? HELD_FILES : HELD_THREAD;
	acts->count = 0; /* they are done, and not part of what is held */
	err = put_held(c, has_words);
	acts->count = count;
	c->verdict = verdict;
	return err;
}

int acting_settle(struct acting_case *c)
{
	bool fits = false, is_said;
	int err = 0;

	if (c->reason != HELD_NOT)
		return acting_hold(c);
	if (c->has_person)
		err = acting_fits(c, c->parcel->from, &fits);
	if (err != 0)
		return err;
	fits = fits && c->parcel->trust == PARCEL_PASS;
	if (c->acts->count > 0 && !fits)
		return ask(c);
	is_said = has_kind(c->acts, ACT_POST);
	if (c->acts->count > 0) {
		err = do_at_once(c);
		return err != 0 ? err : keep_rest(c, c->has_words && !is_said);
	}
	if (c->is_over) {
		c->reason = HELD_OVER;
		if (fits)
			err = acting_note(c, VB_REASON_OVER);
		if (err == 0 && (c->has_words || c->parcel->file_count > 0))
			err = acting_hold(c);
		return err;
	}
	if (c->is_old) {
		c->verdict = ACTED_OLD;
		return 0;
	}
	if (c->parcel->file_count == 0)
		return 0;
	c->reason = HELD_FILES;
	return acting_hold(c);
}

/* ---- confirmed ---- */

/* What somebody says yes to may be over by now. */
static int look_over(struct acting_case *c, const struct held_mail *held, bool *is_over)
{
	struct matter matter = { .subject = MATTER_NONE };
	bool found;
	int err;

	*is_over = false;
	if (held->acts[0].kind == ACT_POST)
		return 0;
	err = acting_show(c, &held->acts[0].target, &matter, &found);
	*is_over = err == 0 && (!found || acting_is_over(&matter, c->mail->now_ms));
	matter_release(&matter);
	return err;
}

/* Whoever has no record was asked whether they want the newsletter. */
static int confirm_subscriber(struct acting_case *c)
{
	struct mailing mailing = { .kind = MAILING_RECEIPT, .reason = VB_REASON_START };
	int err;

	if (c->parcel->word == PARCEL_WORD_NO) {
		subscriber_drop(&c->acts->batch, c->address);
		c->verdict = ACTED_WITHDRAWN;
		return 0;
	}
	err = subscriber_confirm(c->drawer, &c->acts->batch, c->address, c->mail->now_ms);
	if (err == VB_ERR_NOT_FOUND)
		return acting_note(c, VB_REASON_OVER);
	c->verdict = ACTED_CONFIRMED;
	return err != 0 ? err : acting_mail_to_person(c, &mailing);
}

int acting_confirm(struct acting_case *c)
{
	struct record_id id;
	struct held_mail held;
	bool is_over = false;
	int err;

	memcpy(id.b, c->token.key, sizeof(id.b));
	err = acting_person(c, &c->token.person, c->token.address);
	c->about = c->token.matter;
	if (err != 0 || !c->has_person || c->parcel->word == PARCEL_NO_WORD ||
	    c->parcel->word == PARCEL_WORD_MAYBE)
		return err != 0 ? err : acting_note(c, VB_REASON_UNCLEAR);
	err = held_mail_get(c->drawer, &id, &held);
	if (err == VB_ERR_NOT_FOUND) {
		held_mail_release(&held);
		return record_id_is_zero(&c->person) ? confirm_subscriber(c)
		                                     : acting_note(c, VB_REASON_OVER);
	}
	if (err == 0 && held.act_count > 0)
		err = look_over(c, &held, &is_over);
	if (err == 0 && c->parcel->word == PARCEL_WORD_YES && !is_over) {
		c->verdict = ACTED_CONFIRMED;
		err = acting_take_held(c, &held);
	} else if (err == 0) {
		c->verdict = ACTED_WITHDRAWN;
		err = is_over && c->parcel->word == PARCEL_WORD_YES
		              ? acting_note(c, VB_REASON_OVER)
		              : held_mail_drop(c->drawer, &c->acts->batch, &held);
	}
	held_mail_release(&held);
	return err;
}

/* Moves what is held into the acts. Attachments go on waiting for somebody of the office. */
int acting_take_held(struct acting_case *c, struct held_mail *held)
{
	int err = 0;

	for (size_t i = 0; i < held->act_count; i++) {
		struct act *act = &held->acts[i];

		if (act->kind == ACT_POST && act->text == NULL)
			act->text = strndup((const char *)held->text.data, held->text.size);
		if (!acts_take(c->acts, act))
			return VB_ERR_TOO_LARGE;
	}
	held->act_count = 0;
	if (held->file_count > 0) {
		held->reason = HELD_FILES;
		held_mail_put(&c->acts->batch, held);
	} else {
		err = held_mail_drop(c->drawer, &c->acts->batch, held);
	}
	return err != 0 ? err : acting_done(c);
}
