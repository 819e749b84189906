/* pdf_language: a document by hand, as cairo writes it; what has another form stays as it is. */
#include "bridges/render/pdf_language.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define BEFORE "%PDF-1.5\n1 0 obj\n<< /Type /Pages >>\nendobj\n"
#define CATALOG "2 0 obj\n<< /Type /Catalog\n   /Pages 1 0 R\n>>\nendobj\n"
#define AFTER "xref\n0 3\n0 f\n9 n\n44 n\ntrailer\n<< /Size 3\n   /Root 2 0 R\n>>\nstartxref\n"
#define ENTRY "   /Lang (de)\n   /ViewerPreferences << /DisplayDocTitle true >>\n"

static void is_written(const char *pdf, const char *want, const char *name)
{
	struct buf out;

	buf_init(&out, 4096);
	is_err(pdf_language_put(span_of_str(pdf), "de", &out), 0, "%s: written", name);
	buf_put_u8(&out, '\0');
	is_str((const char *)out.data, want, "%s", name);
	buf_release(&out);
}

int main(void)
{
	/* Counted by wc -c: 43 and 52 bytes stand before the table, the entry has 64. */
	const char whole[] = BEFORE CATALOG AFTER "95\n%%EOF\n";
	const char *const others[] = {
		"",
		"%PDF-1.5\n",
		BEFORE CATALOG AFTER,
		BEFORE CATALOG AFTER "\n%%EOF\n",
		BEFORE CATALOG AFTER "94\n%%EOF\n",
		BEFORE CATALOG AFTER "99999999999999999999\n%%EOF\n",
		BEFORE CATALOG AFTER "95 \n%%EOF\n",
		"2 0 obj\n<< /Type /Catalog\n>>\nendobj\n1 0 "
		"obj\n<<>>\nendobj\nxref\nstartxref\n56\n%%EOF\n",
		"1 0 obj\n<<>>\nendobj\nxref\nstartxref\n20\n%%EOF\n",
	};
	struct buf small;

	is_int(strlen(BEFORE CATALOG), 95, "where the table begins");
	is_int(strlen(ENTRY), 64, "how far it moves");
	is_written(whole,
	           BEFORE "2 0 obj\n<< /Type /Catalog\n" ENTRY "   /Pages 1 0 R\n>>\nendobj\n" AFTER
	                  "159\n%%EOF\n",
	           "a document");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		is_written(others[i], others[i], "another form");
	buf_init(&small, 100);
	is_err(pdf_language_put(span_of_str(whole), "de", &small), VB_ERR_TOO_LARGE, "no room");
	buf_release(&small);
	return done();
}
