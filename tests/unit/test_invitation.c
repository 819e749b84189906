/* invitation: what a document says, to whom, and what it never says. */
#include "bridges/render/invitation.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/sitting.h"

static struct invitation invitation;
static struct form form;

static int fill(void)
{
	form_release(&form);
	return invitation_to_form(&invitation, &sitting_german, &form);
}

/* Whether any text of the form holds the piece. */
static bool says(const char *piece)
{
	bool is_said = form.title != NULL && strstr(form.title, piece) != NULL;

	for (uint32_t i = 0; i < form.count; i++) {
		const struct form_block *block = &form.blocks[i];
		const char *texts[] = { block->label, block->text, block->note, block->figure };

		for (size_t k = 0; k < 4; k++)
			is_said = is_said || strstr(texts[k], piece) != NULL;
	}
	return is_said;
}

static unsigned count_of(enum form_kind kind)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < form.count; i++)
		count += form.blocks[i].kind == kind ? 1 : 0;
	return count;
}

static void test_members(void)
{
	is_err(fill(), 0, "an invitation to members");
	is_str(form.title, "Einladung: 3. Sitzung", "its title");
	is_str(form.language, "de", "its language");
	is_int(form.blocks[0].kind, FORM_TITLE, "the title comes first");
	is_int(count_of(FORM_ROW), 7, "all items");
	is_int(count_of(FORM_FACT), 4, "committee, time, place, answer");
	ok(says("Bewerbung der Frau Geheim") && says("Geheime Unterlagen"),
	   "members read what is not public");
	ok(says("eingebracht von Herr Geheim"), "and who brought it in");
	ok(says("Vorlage VO/2014/01993: Bericht zum Kommunalen"), "papers below their items");
	ok(!says("findet nicht statt"), "it takes place");
}

static void test_public(void)
{
	invitation.audience = INVITATION_PUBLIC;
	is_err(fill(), 0, "the same for the public");
	is_int(count_of(FORM_ROW), 6, "what lies below a hidden item is not there");
	ok(says("TOP N 1 (nichtöffentlich)"), "the hidden one is named by its number");
	ok(!says("Geheim") && !says("geheim") && !says("N 1.1"), "nothing else is said of it");
	is_str(form.blocks[form.count - 3].figure, "", "not even how long it takes");
	ok(says("Verschiedenes"), "what follows is there again");
	invitation.audience = INVITATION_MEMBERS;
}

static void test_occasions(void)
{
	static const struct {
		enum invitation_occasion occasion;
		const char *title;
	} rows[] = {
		{ INVITATION_AGENDA, "Tagesordnung: 3. Sitzung" },
		{ INVITATION_SUPPLEMENT, "Nachtrag zur Tagesordnung: 3. Sitzung" },
		{ INVITATION_CHANGE, "Änderung: 3. Sitzung" },
		{ INVITATION_CANCEL, "Absage: 3. Sitzung" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		invitation.occasion = rows[i].occasion;
		is_err(fill(), 0, "%s", rows[i].title);
		is_str(form.title, rows[i].title, "%s: title", rows[i].title);
	}
	is_int(form.blocks[1].kind, FORM_STRONG, "that it does not take place comes first");
	invitation.occasion = INVITATION_INVITE;
}

static void test_letter(void)
{
	invitation.letter = &sitting_letter;
	is_err(fill(), 0, "a letter");
	ok(form.is_letter, "is one");
	is_str(form.address[1], "Frau أمينة Müller", "its address");
	ok(form.address[4] == NULL, "has no more lines than given");
	is_str(form.info[0].text, "2.000 / 17", "its sign");
	is_str(form.info[2].label, "Datum", "its date comes last");
	is_str(form.info[2].text, "Dienstag, 10. November 2026", "as a day");
	invitation.letter = NULL;
}

static void test_sparse(void)
{
	struct invitation bare = { .committee = "x", .made_ms = SITTING_START_MS };
	const struct invitation kept = invitation;

	invitation = bare;
	is_err(fill(), 0, "a meeting of which nothing is known");
	is_str(form.title, "Einladung:", "without a name");
	ok(says("Noch keine Tagesordnungspunkte."), "without an agenda");
	is_int(count_of(FORM_FACT), 1, "without time and place");
	invitation = kept;
	invitation.is_day = true;
	is_err(fill(), 0, "a meeting of a whole day");
	ok(says("Dienstag, 1. Dezember 2026") && !says("18:00 bis"), "has no time of day");
	invitation.is_day = false;
}

static void test_refused(void)
{
	const struct invitation_item many = { .title = "x",
		                              .paper_count = VB_INVITATION_PAPERS_MAX + 1 };
	const struct invitation kept = invitation;
	int64_t *moments[] = { &invitation.start.ms, &invitation.end.ms, &invitation.reply_by.ms,
		               &invitation.made_ms };

	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		*moments[i] = INT64_MAX;
		is_err(fill(), VB_ERR_OUT_OF_RANGE, "a moment beyond all calendars, %zu", i);
		*moments[i] = INT64_MIN;
		is_err(fill(), VB_ERR_OUT_OF_RANGE, "and before them, %zu", i);
		invitation = kept;
	}
	invitation.items = &many;
	invitation.item_count = 1;
	is_err(fill(), VB_ERR_OUT_OF_RANGE, "too many papers");
	is_int(form.count, 0, "leave nothing behind");
	invitation = kept;
}

static void test_hostile(void)
{
	char *name = malloc(10001);
	char *huge = malloc(VB_FORM_TEXT_MAX_BYTES + 2);
	struct invitation_item item = { .title = name, .submitter = name, .number = name };

	if (name == NULL || huge == NULL)
		abort();
	memset(name, 'x', 10000);
	name[10000] = '\0';
	memset(huge, 'y', VB_FORM_TEXT_MAX_BYTES + 1);
	huge[VB_FORM_TEXT_MAX_BYTES + 1] = '\0';
	invitation.items = &item;
	invitation.item_count = 1;
	is_err(fill(), 0, "ten thousand letters are a name");
	ok(says(name), "and stay whole");
	item.submitter = huge;
	is_err(fill(), 0, "a name that no record could hold is left out");
	item.title = huge;
	is_err(fill(), VB_ERR_TOO_LARGE, "a title like that is refused");
	item.title = "a\r\nBEGIN:VEVENT\xe2\x80\xae{0}%n";
	item.submitter = "{0}{1}";
	is_err(fill(), 0, "a title that wants to be more");
	ok(says("a BEGIN:VEVENT{0}%n"), "is a line");
	ok(says("eingebracht von {0}{1}"), "a submitter is no phrase");
	free(name);
	free(huge);
}

static void test_agenda(void)
{
	invitation = sitting_invitation();
	invitation.audience = INVITATION_PUBLIC;
	form_release(&form);
	is_err(invitation_agenda(&invitation, &sitting_german, &form), 0, "the agenda alone");
	is_int(form.count, 6, "is its rows");
	ok(!says("Geheim"), "by the same rule");
}

int main(void)
{
	form_init(&form);
	invitation = sitting_invitation();
	test_members();
	test_public();
	test_occasions();
	test_letter();
	test_sparse();
	test_refused();
	test_hostile();
	test_agenda();
	form_release(&form);
	return done();
}
