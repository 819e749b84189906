/* pdf_language: notes in a PDF document which language it is in, as those who listen to it need (PDF/UA: ISO 14289-1, 7.2).
 *
 * cairo 1.16 cannot. It writes the catalogue of the document last, directly before the table of places, so what is put into
 * it moves only that table, and the one number that says where it begins. A document of any other form stays as it is.
 * Called by canvas. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_PDF_LANGUAGE_H
#define VB_BRIDGES_RENDER_PDF_LANGUAGE_H

#include "protocol/bytes.h"

/* Appends the document with its language (letters, digits and '-') and the wish that readers show its title, not the name of
 * its file. Errors: VB_ERR_TOO_LARGE, out is full. Source: ISO 32000-1, 7.5.5, 7.7.2 and 14.9.2. */
VB_MUST int pdf_language_put(struct span pdf, const char *language, struct buf *out);

#endif
