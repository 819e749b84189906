/* plain: one document as a person would type it, and no line beyond its columns. */
#include "bridges/render/plain.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/render/harmless.h"
#include "protocol/utf8.h"
#include "tests/tap.h"
#include "tests/unit/sitting.h"

/* Written by hand after DIN 5008 and the agendas of Lübeck. */
static const char wanted[] =
	"Hansestadt Lübeck\n\n"
	"Einladung: 3. Sitzung\n"
	"=====================\n\n"
	"Gremium            Steuerungsgruppe Integration\n"
	"Zeit               Dienstag, 1. Dezember 2026, 18:00 bis 20:00 Uhr (MEZ)\n"
	"Ort                Rathaus\n"
	"                   Audienzsaal\n"
	"Antwort bitte bis  Dienstag, 24. November 2026, 18:00 Uhr (MEZ)\n\n"
	"Sehr geehrte Damen und Herren,\n\n"
	"zur Sitzung laden wir Sie herzlich ein.\n\n"
	"Tagesordnung\n"
	"------------\n\n"
	"Ö 1    Begrüßung und Feststellung der Beschlussfähigkeit\n"
	"       5 Min.\n"
	"Ö 2    Berichte\n"
	"       Bericht\n"
	"       eingebracht von Stabsstelle Integration\n"
	"       Vorlage VO/2014/01993: Bericht zum Kommunalen Integrationskonzept\n"
	"       der Hansestadt Lübeck\n"
	"       Vorlage VO/2014/02166: Integrationsfonds\n"
	"       45 Min.\n"
	"  Ö 2.1  Wirtschaftsausschuss und Ausschuss für den \"Kurbetrieb\n"
	"         Travemünde (KBT)\"\n"
	"  Ö 2.2  Засідання інтеграційної ради\n"
	"         \xe2\x81\xa8"
	"eingebracht von أمينة\xe2\x81\xa9\n"
	"         10 Min.\n"
	"TOP N 1 (nichtöffentlich)\n"
	"Ö 3    Verschiedenes\n\n"
	"Mit freundlichen Grüßen\n\n"
	"Die Stabsstelle Integration\n";

static size_t longest_line(const char *text)
{
	size_t longest = 0;
	size_t columns = 0;

	while (*text != '\0') {
		uint32_t c = harmless_next(&text);

		columns = c == '\n' ? 0 : columns + harmless_columns(c);
		if (columns > longest)
			longest = columns;
	}
	return longest;
}

static char *write_form(const struct form *form)
{
	struct buf out;

	buf_init(&out, 16u << 20);
	is_err(plain_write(form, &out), 0, "it is written");
	buf_put_u8(&out, '\0');
	return (char *)out.data;
}

static void test_golden(void)
{
	struct invitation invitation = sitting_invitation();
	struct form form;
	struct buf small;
	char *text;

	form_init(&form);
	invitation.audience = INVITATION_PUBLIC;
	is_err(invitation_to_form(&invitation, &sitting_german, &form), 0, "an invitation");
	text = write_form(&form);
	is_str(text, wanted, "is as typed by hand");
	free(text);
	buf_init(&small, 100);
	is_err(plain_write(&form, &small), VB_ERR_TOO_LARGE, "a buffer that is too small");
	buf_release(&small);
	form_release(&form);
}

/* Names that nobody has, in every place of a form. */
static void test_hostile(const char *name)
{
	struct form form;
	char *text;

	form_init(&form);
	form_set(&form, &form.office, name);
	form_set(&form, &form.figure, "Min.");
	form_put(&form, FORM_TITLE, NULL, name);
	form_put(&form, FORM_FACT, name, name);
	form_put(&form, FORM_FACT, "Ort", name);
	for (unsigned depth = 0; depth < 12; depth++)
		form_put_row(&form, depth, depth % 2 == 0 ? name : "Ö 1", name, name, "12345");
	form_put(&form, FORM_TEXT, NULL, name);
	text = write_form(&form);
	ok(longest_line(text) <= VB_PLAIN_COLUMNS, "%.20s: no line beyond 72 columns", name);
	ok(utf8_is_valid(span_of_str(text)), "%.20s: still UTF-8", name);
	ok(strstr(text, "\xe2\x80\xae") == NULL && strchr(text, '\x1b') == NULL, "%.20s: harmless",
	   name);
	free(text);
	form_release(&form);
}

/* An isolate ends with its line (Unicode Standard Annex 9, X8): one that goes on is closed and opened anew. */
static void test_isolates(void)
{
	struct form form;
	struct buf out;
	char text[200] = "\xd8\xa7 \xe2\x81\xa8";

	for (size_t i = 0; i < 20; i++)
		memcpy(text + 6 + 5 * i, "Wort ", 6);
	memcpy(text + 6 + 99,
	       "\xe2\x81\xa9"
	       ".",
	       5);
	form_init(&form);
	buf_init(&out, 1 << 12);
	form_set_language(&form, "ar");
	form.is_rtl = true;
	form_put(&form, FORM_TEXT, NULL, text);
	is_err(plain_write(&form, &out), 0, "a long value");
	buf_put_u8(&out, '\0');
	is_str((const char *)out.data,
	       "\xe2\x81\xa8\xd8\xa7 \xe2\x81\xa8Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort "
	       "Wort "
	       "Wort Wort Wort\xe2\x81\xa9\xe2\x81\xa9\n"
	       "\xe2\x81\xa8Wort Wort Wort Wort Wort Wort\xe2\x81\xa9.\n",
	       "both lines are isolated by themselves");
	buf_release(&out);
	form_release(&form);
}

int main(void)
{
	char *name = malloc(30001);

	if (name == NULL)
		abort();
	test_golden();
	test_isolates();
	memset(name, 'x', 10000);
	name[10000] = '\0';
	test_hostile(name);
	for (size_t i = 0; i < 10000; i++)
		memcpy(name + 2 * i, "ش", 3);
	test_hostile(name);
	for (size_t i = 0; i < 10000; i++)
		memcpy(name + 3 * i, "漢", 4);
	test_hostile(name);
	test_hostile("a\xe2\x80\xae\x1b[2J<b>&amp; b\n\n\nc");
	test_hostile("Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort "
	             "Wort Wort");
	free(name);
	return done();
}
