/* renderer: writes what bridges/render makes of samples into files, for 19-pages.t.
 * Usage: renderer SAMPLE FORMAT, where SAMPLE is letter, public, long, rtl, hostile or paper, and FORMAT text, html or pdf.
 * The document goes to stdout; an error, as its number, to stderr. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/render/html.h"
#include "bridges/render/pages.h"
#include "bridges/render/plain.h"
#include "tests/unit/sitting.h"

#define LONG_COUNT 90u
#define HOSTILE_BYTES 10000u

static struct invitation_item items[LONG_COUNT];
static char numbers[LONG_COUNT][16];
static char word[HOSTILE_BYTES + 1];
static struct invitation_letter hostile_letter;

static void make_long(struct invitation *invitation)
{
	for (unsigned i = 0; i < LONG_COUNT; i++) {
		items[i] = invitation->items[i % invitation->item_count];
		items[i].is_internal = false;
		(void)snprintf(numbers[i], sizeof(numbers[i]), "Ö %u", i + 1);
		items[i].number = numbers[i];
		items[i].depth = 0;
	}
	invitation->items = items;
	invitation->item_count = LONG_COUNT;
}

static void make_hostile(struct invitation *invitation)
{
	memset(word, 'y', HOSTILE_BYTES);
	items[0] = (struct invitation_item){ .number = "Ö 1", .title = word, .submitter = word };
	items[1] = (struct invitation_item){
		.number = "Ö 2",
		.title = "Vor\xe2\x80\xaeher\r\n\x1b[31m</td><script>alert(1)</script>"
	};
	items[2] = (struct invitation_item){ .number = "Ö 3", .title = "Danach" };
	hostile_letter = sitting_letter;
	hostile_letter.address[0] = word;
	invitation->letter = &hostile_letter;
	invitation->office = word;
	invitation->items = items;
	invitation->item_count = 3;
}

static bool make_sample(const char *name, struct invitation *invitation)
{
	if (strcmp(name, "letter") == 0)
		invitation->letter = &sitting_letter;
	else if (strcmp(name, "public") == 0)
		invitation->audience = INVITATION_PUBLIC;
	else if (strcmp(name, "long") == 0)
		make_long(invitation);
	else if (strcmp(name, "hostile") == 0)
		make_hostile(invitation);
	else
		return strcmp(name, "rtl") == 0;
	return true;
}

static int write_form(const char *format, const struct form *form, struct buf *out)
{
	if (strcmp(format, "text") == 0)
		return plain_write(form, out);
	if (strcmp(format, "html") == 0)
		return html_write(form, out);
	return pages_write(form, out);
}

int main(int argc, char **argv)
{
	struct invitation invitation = sitting_invitation();
	struct docket paper = sitting_paper();
	struct form form;
	struct buf out;
	bool is_paper;
	int err;

	is_paper = argc == 3 && strcmp(argv[1], "paper") == 0;
	if (argc != 3 || (!is_paper && !make_sample(argv[1], &invitation))) {
		(void)fputs("usage: renderer letter|public|long|rtl|hostile|paper text|html|pdf\n",
		            stderr);
		return 2;
	}
	form_init(&form);
	buf_init(&out, 16u << 20);
	if (is_paper)
		err = docket_to_form(&paper, &sitting_german, &form);
	else
		err = invitation_to_form(
			&invitation, strcmp(argv[1], "rtl") == 0 ? &sitting_rtl : &sitting_german,
			&form);
	if (err == 0)
		err = write_form(argv[2], &form, &out);
	if (err < 0)
		(void)fprintf(stderr, "VB-%d %s\n", -err, err_name(err));
	if (err == 0 && fwrite(out.data, 1, out.size, stdout) != out.size)
		err = VB_ERR_IO;
	form_release(&form);
	buf_release(&out);
	return err == 0 ? 0 : 1;
}
