/* mail_template: subjects, and texts from hostile matters; what each kind says is judged in tests/blackbox/21-mail-golden.t. */
#include "bridges/mail/mail_template.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/compose.h"
#include "bridges/mail/mail_body.h"
#include "bridges/mail/mail_calendar.h"
#include "bridges/mail/mail_scene.h"
#include "bridges/render/harmless.h"
#include "tests/tap.h"
#include "tests/unit/mailbag.h"

static struct mailbag bag;
static struct mail_text text;

static size_t characters_of(const char *at)
{
	size_t count = 0;

	while (*at != '\0') {
		(void)harmless_next(&at);
		count++;
	}
	return count;
}

static void is_subject(const char *want, const char *name)
{
	is_err(mail_template_fill(&bag.order, &text), 0, "%s", name);
	is_str(text.subject, want, "%s", name);
	mail_template_release(&text);
}

static void test_subjects(void)
{
	mailbag_fill(&bag, MAILING_INVITATION, TONGUE_DE);
	is_subject("Einladung: Integrationsbeirat: 3. Sitzung, 1. Dezember 2026", "59 of 60");
	bag.matters[0].name = "13. Sitzung";
	is_subject("Einladung: Integrationsbeirat: 13. Sitzung, 1. Dezember 2026", "60 of 60");
	bag.matters[0].name = "113. Sitzung";
	is_subject("Einladung: Integrationsbeirat: 113. Sitzu…, 1. Dezember 2026",
	           "a name too long is cut, and the day stays");
	bag.matters[0].committee = NULL;
	bag.matters[0].start_ms = 0;
	is_subject("Einladung: 113. Sitzung", "no committee, no time");
	bag.matters[0].name = "a\r\nBcc: x@y\xe2\x80\xae\xe2\x81\xa7\xe2\x80\x8f";
	is_subject("Einladung: a Bcc: x@y", "neither lines nor directions");
	mailbag_fill(&bag, MAILING_INVITATION, TONGUE_AR);
	is_subject("دعوة: Integrationsbeirat: 3. Sitzung، 1 ديسمبر 2026",
	           "no mark of direction in Arabic");
	mailbag_fill(&bag, MAILING_MESSAGE, TONGUE_FR);
	is_subject("Ö 2 Sprachkurse", "a message has the name of its thread");
	bag.matters[0].in_reply_to.b[0] = 1;
	is_subject("Re: Ö 2 Sprachkurse", "and what answers one says so");
	mailbag_fill(&bag, MAILING_AGENDA, TONGUE_EN);
	is_subject("Supplement to the agenda: Integrationsbeir…, 1 December 2026", "a supplement");
	bag.mailing.edition = 0;
	is_subject("Agenda: Integrationsbeirat: 3. Sitzung, 1 December 2026", "an agenda");
}

static void test_kinds(void)
{
	is_str(mail_template_name(MAILING_INVITATION), "invitation", "kinds have names");
	ok(mail_template_name(0) == NULL && mail_template_name(MAILING_KIND_COUNT) == NULL &&
	           mail_template_flags(MAILING_KIND_COUNT) == 0,
	   "others are none");
	for (enum mailing_kind kind = MAILING_INVITATION; kind < MAILING_KIND_COUNT; kind++)
		ok(mail_template_name(kind) != NULL, "kind %d has its row", kind);
	is_int(mail_template_method(MAILING_CANCELLATION), DIARY_CANCEL,
	       "what is off is cancelled");
	is_int(mail_template_method(MAILING_AGENDA), DIARY_REQUEST, "the rest asks");
}

/* What others may have written, wherever a matter has a text. */
static void fill_hostile(const char *hostile)
{
	for (size_t i = 0; i < bag.order.matter_count; i++) {
		struct matter *m = &bag.matters[i];

		m->committee = m->name = m->place = m->reason = m->reference = m->text = hostile;
		m->by = m->target_name = m->duty_kind = m->due = m->responsible = hostile;
		m->role = m->language = m->description = m->date = hostile;
	}
	for (size_t i = 0; i < VB_MAILBAG_ITEMS; i++) {
		struct matter_item *item = &bag.items[i];

		item->number = item->title = item->kind = item->submitter = item->note = hostile;
	}
	bag.people[1].for_whom = bag.paper.title = bag.paper.reference = hostile;
	bag.office.name = hostile;
	if (bag.order.file_count > 0)
		bag.files[0].name = bag.files[1].name = bag.files[0].type = hostile;
	memcpy(bag.addressee.name, hostile, strlen(hostile) + 1);
}

static size_t count_of(const struct buf *buf, const char *piece)
{
	size_t size = strlen(piece);
	size_t count = 0;

	for (size_t i = 0; i + size <= buf->size; i++)
		count += memcmp(buf->data + i, piece, size) == 0;
	return count;
}

/* Nobody's text is a header, a property of a calendar, a mark of a page, or turns what stands around it. */
static void is_harmless(const char *hostile, const char *name)
{
	static const char *const never[] = { "\x01", "\x7f", "\xe2\x80\xae", "\xe2\x80\xa8",
		                             "\xe2\x81\xa6" };
	struct compose_mail mail;
	struct buf plain, html, calendar;
	bool has_calendar;

	fill_hostile(hostile);
	has_calendar = mail_calendar_is_wanted(&bag.order);
	buf_init(&plain, 1 << 22);
	buf_init(&html, 1 << 22);
	buf_init(&calendar, 1 << 22);
	is_err(compose_write(&bag.order, &mail), 0, "%s is written", name);
	buf_put_u8(&mail.bytes, '\0');
	*strstr((char *)mail.bytes.data, "\r\n\r\n") = '\0';
	ok(strstr((char *)mail.bytes.data, "\nBcc") == NULL, "%s: no header but ours", name);
	is_err(mail_template_fill(&bag.order, &text), 0, "its text");
	ok(characters_of(text.subject) <= VB_MAIL_SUBJECT_MAX_CHARACTERS, "its subject is short");
	is_err(mail_body_plain(&text, &plain), 0, "its plain part");
	is_err(mail_body_html(&text, &html), 0, "its page");
	if (has_calendar)
		is_err(mail_calendar_write(&bag.order, &calendar), 0, "its calendar object");
	is_int(count_of(&calendar, "\nEND:VEVENT"), has_calendar, "%s: one entry", name);
	is_int(count_of(&html, "<script") + count_of(&html, "<b>"), 0, "%s: no mark of theirs",
	       name);
	is_int(count_of(&html, "<bdi>"), count_of(&html, "</bdi>"), "%s: isolates are pairs", name);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		is_int(count_of(&plain, never[i]) + count_of(&html, never[i]) +
		               count_of(&calendar, never[i]),
		       0, "%s: no mark that nobody sees: %zu", name, i);
	buf_release(&plain);
	buf_release(&html);
	buf_release(&calendar);
	mail_template_release(&text);
	compose_release(&mail);
}

static void test_hostile(void)
{
	static const char hostile[] =
		"x\r\nBcc: evil@x.example\r\n\r\n<script>alert(1)</script><b>&\"'\x01\x7f"
		"\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8\nEND:VEVENT\n\xe2\x81\xa9\xe2\x81\xa9"
		"{0}{1} =?UTF-8?q?=0ABcc?= \xff";

	for (enum mailing_kind kind = MAILING_INVITATION; kind < MAILING_KIND_COUNT; kind++) {
		mailbag_fill(&bag, kind, TONGUE_DE);
		is_harmless(hostile, mail_template_name(kind));
		mailbag_fill(&bag, kind, TONGUE_FA);
		is_harmless(hostile, mail_template_name(kind));
	}
}

static bool says(const struct form *form, const char *piece)
{
	bool is_said = false;

	for (uint32_t i = 0; i < form->count; i++)
		is_said = is_said || strstr(form->blocks[i].text, piece) != NULL;
	return is_said;
}

static void is_said(const char *piece, bool wanted, const char *name)
{
	is_err(mail_template_fill(&bag.order, &text), 0, "%s", name);
	ok(says(&text.form, piece) == wanted, "%s", name);
	mail_template_release(&text);
}

static void test_meetings(void)
{
	mailbag_fill(&bag, MAILING_INVITATION, TONGUE_DE);
	is_said("Verschiedenes", false, "an item that nobody was invited to is not in it");
	is_said(VB_MAILBAG_CANARY, false, "nothing of an item that is not public");
	is_said("(für: Forum für Migration)", true, "for whom somebody is invited");
	is_said("Ihre Antwort", false, "who has not answered is not told so at once");
	bag.people[1].answer = MATTER_MAYBE;
	is_said("Ihre Antwort bisher: vielleicht.", true, "an answer that is there is told");
	bag.matters[0].start_ms = 0;
	is_said("Knöpfe Ihres Kalenders", false, "no time, no calendar");
	mailbag_fill(&bag, MAILING_CANCELLATION, TONGUE_DE);
	is_said("Diese Sitzung findet nicht statt.", true, "cancelled for all");
	is_said("Grund: Der Vorsitz ist erkrankt.", true, "and why");
	bag.matters[0].state = "invited";
	is_said("findet nicht statt", false, "cancelled for one alone");
	is_said("Sie sind zu dieser Sitzung nicht mehr eingeladen.", true, "says that");
	mailbag_fill(&bag, MAILING_AGENDA, TONGUE_DE);
	is_said("Verschiedenes", true, "a supplement has what came with it");
	is_said("Begrüßung & Tagesordnung", false, "and that alone");
	bag.mailing.edition = 0;
	is_said("Begrüßung & Tagesordnung", true, "an agenda has all");
	mailbag_fill(&bag, MAILING_REMINDER, TONGUE_DE);
	is_said("Ihre Antwort bisher: ja, Sie kommen.", true, "a reminder tells the answer");
	bag.people[1].answer = MATTER_NO_ANSWER;
	is_said("Sie haben noch nicht geantwortet.", true, "or that there is none");
	is_said("„stop“", true, "and how to stop it");
	is_said("https://mail.stadt.example/u/unsubunsubunsubunsubunsub7", true, "also by a page");
	bag.office.web_url = NULL;
	is_said("https:", false, "where there is one");
}

static void test_answers(void)
{
	static const struct {
		const char *reason, *piece;
	} receipts[] = { { "yes", "ja, Sie kommen" },      { "no", "nein, Sie kommen nicht" },
		         { "maybe", "vielleicht" },        { "delegated", "jemand für Sie kommt" },
		         { "offer", "Sie können helfen" }, { "decline", "nicht helfen" },
		         { "post", "in der Diskussion" },  { "stop", "nicht mehr" },
		         { "start", "ab jetzt" },          { "held", "zuerst angesehen" },
		         { "", "zuerst angesehen" },       { "whatever", "zuerst angesehen" } },
	  notes[] = { { "encrypted", "verschlüsselt" }, { "tnef", "winmail.dat" },
		      { "empty", "keinen Text" },       { "large", "zu groß" },
		      { "stranger", "kennen Ihre" },    { "unclear", "nicht sicher" },
		      { "counter", "andere Zeit" },     { "over", "zu spät" },
		      { "old", "neuere Antwort" },      { "vote", "abstimmen" },
		      { "unreadable", "nicht lesen" },  { "", "nicht lesen" } },
	  confirmations[] = { { "yes", "ja, Sie kommen" },
		              { "no", "nein, Sie" },
		              { "maybe", "vielleicht" },
		              { "start", "Jemand möchte" },
		              { "", "E-Mail mit Ihrer" } };

	for (size_t i = 0; i < sizeof(receipts) / sizeof(receipts[0]); i++) {
		mailbag_fill(&bag, MAILING_RECEIPT, TONGUE_DE);
		memcpy(bag.mailing.reason, receipts[i].reason, strlen(receipts[i].reason) + 1);
		is_said(receipts[i].piece, true, receipts[i].reason);
	}
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		mailbag_fill(&bag, MAILING_NOTE, TONGUE_DE);
		memcpy(bag.mailing.reason, notes[i].reason, strlen(notes[i].reason) + 1);
		is_said(notes[i].piece, true, notes[i].reason);
	}
	for (size_t i = 0; i < sizeof(confirmations) / sizeof(confirmations[0]); i++) {
		mailbag_fill(&bag, MAILING_CONFIRM, TONGUE_DE);
		memcpy(bag.mailing.reason, confirmations[i].reason,
		       strlen(confirmations[i].reason) + 1);
		is_said(confirmations[i].piece, true, confirmations[i].reason);
		is_said("antworten Sie auf diese E-Mail mit „ja“", true, "and how to confirm");
	}
	mailbag_fill(&bag, MAILING_RECEIPT, TONGUE_DE);
	bag.order.matter_count = 0;
	is_said("Notiert: Geschäftsstelle Integrationsbeirat", true, "about nothing it is of us");
}

int main(void)
{
	test_subjects();
	test_kinds();
	test_hostile();
	test_meetings();
	test_answers();
	return done();
}
