/* html: a form as one page of HTML that needs nothing else: no picture, no script, nothing from another place.
 *
 * Every text is escaped; language and direction are said; each value of unknown direction stands in a bdi; facts are a
 * list of terms, the agenda is a table whose columns and rows have heads, so that it can be read to somebody; it prints well.
 * A policy in the page forbids whatever is not in it. Called by cli and the bridges. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_HTML_H
#define VB_BRIDGES_RENDER_HTML_H

#include "bridges/render/form.h"

/* Appends the page. Errors: VB_ERR_TOO_LARGE, when out is full. */
VB_MUST int html_write(const struct form *form, struct buf *out);

/* Appends the page with another document below it, which may be in another language; NULL: none. Errors as above. */
VB_MUST int html_write_both(const struct form *form, const struct form *below, struct buf *out);

/* Appends the text with & < > " ' escaped. */
void html_put_text(struct buf *out, const char *text);

#endif
