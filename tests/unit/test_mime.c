/* mime: formats by the ends of names. */
#include "cli/mime.h"

#include "tests/tap.h"

int main(void)
{
	is_str(mime_of("Satzung.pdf"), "application/pdf", "a PDF");
	is_str(mime_of("FOTO.JPG"), "image/jpeg", "capitals");
	is_str(mime_of("a.b.odt"), "application/vnd.oasis.opendocument.text",
	       "the last dot counts");
	is_str(mime_of("pdf"), "application/octet-stream", "no dot");
	is_str(mime_of("x.pdfx"), "application/octet-stream", "an unknown end");
	is_str(mime_of("."), "application/octet-stream", "nothing but a dot");
	is_str(mime_of(""), "application/octet-stream", "no name");
	return done();
}
