/* filetype: names of files made harmless, and which files may be taken in. */
#include "bridges/mailread/filetype.h"

#include <string.h>

#include "tests/tap.h"

static const struct {
	const char *raw, *name;
} names[] = {
	{ "Plan.pdf", "Plan.pdf" },
	{ "", "unnamed" },
	{ NULL, "unnamed" },
	{ "/etc/passwd", "passwd" },
	{ "..\\..\\autoexec.bat", "autoexec.bat" },
	{ "a/", "unnamed" },
	{ ".bashrc", "bashrc" },
	{ " . . x", "x" },
	{ "x. . ", "x" },
	{ "CON<>:|?*\".txt", "CON_______.txt" },
	{ "a\r\nb.pdf", "a b.pdf" },
	{ "a\x1b[2Jb.pdf", "a [2Jb.pdf" },
	{ "Plan\xe2\x80\xae"
	  "fdp.exe",
	  "Planfdp.exe" },
	{ "Übersicht خطة.pdf", "Übersicht خطة.pdf" },
	{ "\xff.pdf", "\xef\xbf\xbd.pdf" },
};

static void test_names(void)
{
	char name[256], longest[400], want[256];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		filetype_name(names[i].raw, name, sizeof(name));
		is_str(name, names[i].name, "name %zu", i);
	}
	memset(longest, 'a', sizeof(longest));
	memcpy(longest + 300, ".pdf", 5);
	memset(want, 'a', sizeof(want));
	memcpy(want + 251, ".pdf", 5);
	filetype_name(longest, name, sizeof(name));
	is_str(name, want, "cut before its ending");
	/* 125 umlauts are 250 bytes; a 126th would be cut in two, with the ending. */
	for (int i = 0; i < 300; i += 2) {
		longest[i] = '\xc3';
		longest[i + 1] = '\xa4';
	}
	memcpy(longest + 300, ".pdf", 5);
	filetype_name(longest, name, sizeof(name));
	is_int(strlen(name), 254, "cut between two characters");
}

static void test_types(void)
{
	static const struct {
		const char *name, *type, *bytes;
		bool is_allowed;
	} rows[] = {
		{ "a.pdf", "application/pdf", "%PDF-1.7", true },
		{ "a.PDF", "Application/PDF", "%PDF-1.7", true },
		{ "a.pdf", "application/octet-stream", "%PDF-1.7", true },
		{ "a.pdf", "text/html", "%PDF-1.7", false },
		{ "a.pdf", "application/pdf", "<html>", false },
		{ "a.pdf", "application/pdf", "%PD", false },
		{ "a.pdf", "application/pdf", "", false },
		{ ".pdf", "application/pdf", "%PDF-1.7", false },
		{ "a.pdf.js", "application/pdf", "%PDF-1.7", false },
		{ "pdf", "application/pdf", "%PDF-1.7", false },
		{ "a.txt", "text/plain", "Hallo", true },
		{ "a.txt", "text/plain", "a\x1b[m", false },
		{ "a.md", "text/plain", "# a", true },
		{ "a.csv", "application/vnd.ms-excel", "a;b", true },
		{ "a.jpg", "image/jpeg", "\xff\xd8\xff\xe0", true },
		{ "a.jpg", "image/jpeg", "GIF89a", false },
		{ "a.gif", "image/gif", "GIF89a", false },
		{ "a.doc", "application/msword", "\xd0\xcf\x11\xe0", false },
		{ "a.docx", "application/msword", "PK\x03\x04", true },
		{ "a.xlsm", "application/octet-stream", "PK\x03\x04", false },
		{ "a.ods", "application/vnd.oasis.opendocument.spreadsheet", "PK\x03\x04", true },
		{ "a.zip", "application/zip", "PK\x03\x04", false },
		{ "a.svg", "image/svg+xml", "<svg>", false },
		{ "a.html", "text/html", "<p>", false },
		{ "a.eml", "message/rfc822", "From: a", false },
		{ "unnamed", "application/pdf", "%PDF-1.7", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(filetype_is_allowed(rows[i].name, rows[i].type, span_of_str(rows[i].bytes)),
		       rows[i].is_allowed, "%s as %s", rows[i].name, rows[i].type);
}

int main(void)
{
	test_names();
	test_types();
	return done();
}
