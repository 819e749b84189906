/* pages: a form on pages of A4, as PDF; as a letter after DIN 5008 where the form is one.
 *
 * The address stands in the window of an envelope, marks show where to fold, pages are numbered "Page 2 of 3", and the head of
 * the agenda comes again on each page. What is long goes on on the next page, line by line; nothing is cut off but an
 * address that fits no window. In a document that runs from right to left, columns are mirrored; the window is where envelopes have it.
 * Called by cli and the bridges; calls canvas and letter. Thread rule: as canvas.
 */
#ifndef VB_BRIDGES_RENDER_PAGES_H
#define VB_BRIDGES_RENDER_PAGES_H

#include "bridges/render/form.h"

/* Appends the document. Errors: VB_ERR_NO_FONT, the machine has none; VB_ERR_TOO_LARGE, out is full, or a document
 * of more than 64 MiB. Cost: about 50 ms, and a few for each page. */
VB_MUST int pages_write(const struct form *form, struct buf *out);

#endif
