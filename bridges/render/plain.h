/* plain: a form as text of 72 columns, for terminals, mails and readers of screens.
 *
 * UTF-8, lines end with a line feed, none is longer than 72 columns (a single long word is broken). Where a text has letters
 * that run from right to left, or stands beside a label that has, it stands between FSI and PDI (U+2068, U+2069), so that its neighbours keep their places.
 * Called by cli and the bridges; calls form and harmless. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_PLAIN_H
#define VB_BRIDGES_RENDER_PLAIN_H

#include "bridges/render/form.h"

#define VB_PLAIN_COLUMNS 72u

/* Appends the form. Errors: VB_ERR_TOO_LARGE, when out is full. */
VB_MUST int plain_write(const struct form *form, struct buf *out);

#endif
