/* mention: which item of an agenda a text names at its begin. */
#include "bridges/mail/mention.h"

#include "tests/tap.h"

static struct matter_item items[] = {
	{ .number = "Ö 1" },   { .number = "Ö 3" },
	{ .number = "Ö 3.1" }, { .is_internal = true, .number = "N 4" },
	{ .number = "Ö 10" },  { .number = NULL }
};

static const struct {
	const char *text;
	const char *number; /* NULL: none */
} cases[] = {
	{ "TOP 3", "Ö 3" },
	{ "top 3: Wer bezahlt?", "Ö 3" },
	{ "TOP3 Wer bezahlt?", "Ö 3" },
	{ "TOP 3.1 Wer bezahlt?", "Ö 3.1" },
	{ "TOP 3.1.", "Ö 3.1" },
	{ "TOP 3. Wer?", "Ö 3" },
	{ "Zu TOP 3\nWer bezahlt?", "Ö 3" },
	{ "Zu TOP Ö 3: Wer?", "Ö 3" },
	{ "Ö 3 - Wer?", "Ö 3" },
	{ "Tagesordnungspunkt 10", "Ö 10" },
	{ "Item 1, please", "Ö 1" },
	{ "On agenda item 3: who pays?", "Ö 3" },
	{ "Point 3 : qui ?", "Ö 3" },
	{ "По пункту 3: кто?", "Ö 3" },
	{ "До пункту 3: хто?", "Ö 3" },
	{ "Пункт 3", "Ö 3" },
	{ "Madde 3: kim?", "Ö 3" },
	{ "بند 3 من يدفع؟", "Ö 3" },
	{ "TOP 3\xc2\xa0!", "Ö 3" },
	{ "TOP 2: Was?", NULL },
	{ "TOP 4: das Nichtöffentliche", NULL },
	{ "TOP", NULL },
	{ "TOP drei", NULL },
	{ "Toperklärung 3", NULL },
	{ "TOP 3a", NULL },
	{ "Topf 3", NULL },
	{ "3", NULL },
	{ "Wer bezahlt TOP 3?", NULL },
	{ "", NULL },
	{ "TOP 33333333333333333333333333333333333333333333333333", NULL },
	{ "TOP ...", NULL },
};

int main(void)
{
	struct matter meeting = { .items = items, .item_count = sizeof(items) / sizeof(items[0]) };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct matter_item *item = mention_find(span_of_str(cases[i].text), &meeting);

		is_str(item != NULL ? item->number : NULL, cases[i].number, "'%s'", cases[i].text);
	}
	return done();
}
