/* qr: an invitation code, a card or a recovery sheet as a picture that a telephone reads; the only file that knows libqrencode.
 *
 * The code stands beside it as text. On a terminal light is drawn, dark is left out: with colours it is right
 * whatever those of the terminal are, without them where letters are lighter than what is behind them. For paper it is the other way round.
 * Called by answer, cmd_node, rescue_page. Thread rule: pure.
 */
#ifndef VB_CLI_QR_H
#define VB_CLI_QR_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/table.h"
#include "protocol/err.h"

/* What a picture takes. */
struct qr_size {
	size_t columns;
	size_t lines;
};

/* Draws the text with half blocks, or in two lines for one where there is only ASCII; with a narrow margin where the
 * terminal has no room for a wide one, and one line left for what is typed next. False: it does not fit even so, and
 * nothing is drawn; *needed says what it would take (zeros: the text is too long for any picture). */
bool qr_print(const char *text, const struct table_style *style, FILE *out, struct qr_size *needed);

/* Draws the text for paper, in half blocks with dark drawn, so that black ink shows what belongs there. Errors: VB_ERR_TOO_LARGE (for any
 * picture). */
VB_MUST int qr_print_ink(const char *text, FILE *out);

#endif
