/* pages: every form becomes a document, the same each time; its look is tests/blackbox/19-pages.t's. */
#include "bridges/render/pages.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/sitting.h"

static struct buf write_form(const struct form *form)
{
	struct buf out;

	buf_init(&out, 16u << 20);
	is_err(pages_write(form, &out), 0, "it is written");
	return out;
}

static unsigned pages_of(struct span pdf)
{
	static const char page[] = "<< /Type /Page ";
	unsigned count = 0;

	for (size_t at = 0; at + sizeof(page) <= pdf.size; at++)
		count += memcmp(pdf.data + at, page, strlen(page)) == 0 ? 1 : 0;
	return count;
}

static void test_letter(void)
{
	struct invitation invitation = sitting_invitation();
	struct form form;
	struct buf first;
	struct buf second;
	struct buf small;

	form_init(&form);
	invitation.letter = &sitting_letter;
	is_err(invitation_to_form(&invitation, &sitting_german, &form), 0, "a letter");
	first = write_form(&form);
	second = write_form(&form);
	ok(span_is_equal(buf_span(&first), buf_span(&second)), "twice the same bytes");
	is_int(pages_of(buf_span(&first)), 1, "one page");
	buf_init(&small, 1000);
	is_err(pages_write(&form, &small), VB_ERR_TOO_LARGE, "a buffer that is too small");
	form.made_ms++;
	buf_release(&second);
	second = write_form(&form);
	ok(span_is_equal(buf_span(&first), buf_span(&second)), "milliseconds are not noted");
	form.made_ms += 1000;
	buf_release(&second);
	second = write_form(&form);
	ok(!span_is_equal(buf_span(&first), buf_span(&second)),
	   "the second in which it was made is");
	buf_release(&first);
	buf_release(&second);
	buf_release(&small);
	form_release(&form);
}

static void test_many_rows(void)
{
	struct form form;
	struct buf out;

	form_init(&form);
	out = write_form(&form);
	is_int(pages_of(buf_span(&out)), 1, "an empty form is an empty page");
	buf_release(&out);
	for (unsigned i = 0; i < 200; i++)
		form_put_row(&form, i % 10, "Ö 1", "Bericht", i % 3 == 0 ? "Zeile\nZeile" : NULL,
		             "5");
	out = write_form(&form);
	ok(pages_of(buf_span(&out)) >= 5 && pages_of(buf_span(&out)) <= 12,
	   "two hundred rows on some pages");
	buf_release(&out);
	form_release(&form);
}

/* The same long text in every place. */
static void test_hostile(const char *text)
{
	const struct invitation_item item = { .number = text,
		                              .title = text,
		                              .submitter = text,
		                              .note = text,
		                              .minutes = 4294967295 };
	const struct invitation_letter letter = { .sender = text,
		                                  .address = { text, text, text, text, text, text },
		                                  .date = { SITTING_START_MS, 60, text },
		                                  .info = { { text, text } } };
	struct invitation invitation = sitting_invitation();
	struct form form;
	struct buf out;

	invitation.office = invitation.committee = invitation.name = invitation.place = text;
	invitation.opening = invitation.closing = text;
	invitation.items = &item;
	invitation.item_count = 1;
	invitation.letter = &letter;
	form_init(&form);
	is_err(invitation_to_form(&invitation, &sitting_rtl, &form), 0, "a form of it");
	out = write_form(&form);
	ok(pages_of(buf_span(&out)) > 0, "%.12s: as many pages as it needs", text);
	buf_release(&out);
	form_release(&form);
}

int main(void)
{
	char *text = malloc(10001);

	if (text == NULL)
		abort();
	test_letter();
	test_many_rows();
	for (size_t i = 0; i < 5000; i++)
		memcpy(text + 2 * i, "ش", 3);
	test_hostile(text);
	test_hostile("x\r\n<b>&amp;</b>\xe2\x80\xae\xff\x1b[2J");
	free(text);
	return done();
}
