/*
 * docket: the headings of the form of Lübeck's report of 29.9.2014 in their order, boxes that nobody ticked, and what the public
 * does not see.
 */
#include "bridges/render/docket.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/sitting.h"

static struct docket docket;
static struct form form;

static int fill(void)
{
	form_release(&form);
	return docket_to_form(&docket, &sitting_german, &form);
}

static bool says(const char *piece)
{
	for (uint32_t i = 0; i < form.count; i++) {
		const struct form_block *block = &form.blocks[i];

		if (strstr(block->label, piece) != NULL || strstr(block->text, piece) != NULL ||
		    strstr(block->note, piece) != NULL)
			return true;
	}
	return false;
}

/* The text of the fact with this label; NULL: there is none. */
static const char *fact(const char *label)
{
	for (uint32_t i = 0; i < form.count; i++) {
		if (form.blocks[i].kind == FORM_FACT && strcmp(form.blocks[i].label, label) == 0)
			return form.blocks[i].text;
	}
	return NULL;
}

/* As they stand in the real one, from the top (tests/data and the text of the report). */
static void test_headings(void)
{
	static const char *const wanted[] = {
		"Verantwortliche Bereiche",
		"Bearbeitung",
		"Bericht zum Kommunalen Integrationskonzept der Hansestadt Lübeck",
		"Beratungsfolge",
		"Anlass",
		"Beschlussvorschlag",
		"Verfahren",
		"Beteiligte Bereiche/Projektgruppen",
		"Ergebnis",
		"Beteiligung von Kindern und Jugendlichen gem. § 47 f GO ist erfolgt",
		"Begründung",
		"Die Maßnahme ist",
		"Finanzielle Auswirkungen",
		"Bericht",
		"Anlagen",
	};
	size_t count = 0;

	is_err(fill(), 0, "the report");
	is_int(form.blocks[0].kind, FORM_TITLE, "what it is comes first");
	is_str(form.blocks[0].text, "Bericht", "in its own word");
	for (uint32_t i = 3; i < form.count; i++) {
		const struct form_block *block = &form.blocks[i];
		const char *text = block->kind == FORM_HEADING ? block->text : block->label;

		if (block->kind != FORM_HEADING && block->kind != FORM_FACT)
			continue;
		if (count < sizeof(wanted) / sizeof(wanted[0]))
			is_str(text, wanted[count], "heading %zu", count + 1);
		count++;
	}
	is_int(count, sizeof(wanted) / sizeof(wanted[0]), "no other heading");
	docket = (struct docket){ .made_ms = SITTING_START_MS };
	is_err(fill(), 0, "a paper of which nothing is known");
	is_str(form.blocks[0].text, "Vorlage", "is a paper");
	for (size_t i = 3; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		ok(says(wanted[i]), "and has the heading \"%s\"", wanted[i]);
	docket = sitting_paper();
}

static void test_boxes(void)
{
	is_err(fill(), 0, "boxes");
	is_str(fact("Beteiligung von Kindern und Jugendlichen gem. § 47 f GO ist erfolgt"),
	       "[ ] Ja\n[x] Nein", "a no that somebody ticked");
	is_str(fact("Finanzielle Auswirkungen"), "[ ] Ja\n[ ] Nein", "what nobody ticked is no no");
	is_str(fact("Die Maßnahme ist"), "[ ] neu\n[x] freiwillig\n[ ] vorgeschrieben durch (Nein)",
	       "boxes alone");
	docket.finance = DOCKET_YES;
	docket.finance_annex = "Anlage 1";
	docket.is_prescribed = DOCKET_YES;
	docket.prescribed_by = "§ 4 IntTeilhG SH";
	is_err(fill(), 0, "more boxes");
	is_str(fact("Finanzielle Auswirkungen"), "[x] Ja (Anlage 1)\n[ ] Nein", "with its annex");
	ok(says("[x] vorgeschrieben durch: § 4 IntTeilhG SH"), "and its law");
	docket = sitting_paper();
}

static void test_points(void)
{
	is_err(fill(), 0, "points");
	ok(says("1. Das kommunale Integrationskonzept wird beschlossen."), "the first");
	ok(says("2. Die Leit- und Teilziele"), "the second");
	ok(!says("3. "), "no third");
}

static void test_public(void)
{
	is_err(fill(), 0, "for the public");
	ok(!says("Senatsberatung") && !says("nichtöffentlich"), "without the first station");
	ok(says("\"Kurbetrieb Travemünde (KBT)\""), "quotes within a name");
	ok(says("öffentlich\nzur Kenntnisnahme\nzur Kenntnis genommen"), "role and result");
	ok(says("Integrationsbericht (2,1 MB)") && !says("Geheim"), "one document of two");
	docket.is_for_members = true;
	is_err(fill(), 0, "for members");
	ok(says("Senat") && says("nichtöffentlich\nzur Senatsberatung"), "with the first station");
	ok(says("Geheimer Vermerk"), "and both documents");
	docket = sitting_paper();
}

static void test_bounds(void)
{
	static char text[VB_FORM_TEXT_MAX_BYTES + 2];

	memset(text, 'x', sizeof(text) - 1);
	docket.report = text;
	is_err(fill(), VB_ERR_TOO_LARGE, "a report that is too long");
	is_int(form.count, 0, "nothing is left of it");
	docket = sitting_paper();
	docket.involved = docket.annexes = text;
	is_err(fill(), VB_ERR_TOO_LARGE, "other texts, too");
	docket = sitting_paper();
	docket.made_ms = -1;
	is_err(fill(), VB_ERR_OUT_OF_RANGE, "a moment before there were documents");
	docket = sitting_paper();
}

int main(void)
{
	form_init(&form);
	docket = sitting_paper();
	test_headings();
	test_boxes();
	test_points();
	test_public();
	test_bounds();
	form_release(&form);
	return done();
}
