/* qr: an invitation code as a picture that a telephone reads; the only file that knows libqrencode.
 *
 * Only drawn on a terminal; the code stands beside it as text. Light is drawn, dark is left out: with colours it is right
 * whatever those of the terminal are, without them where letters are lighter than what is behind them.
 * Called by answer. Thread rule: pure.
 */
#ifndef VB_CLI_QR_H
#define VB_CLI_QR_H

#include <stdio.h>

#include "cli/table.h"

/* Draws the text with half blocks, or in two lines for one where there is only ASCII. Left out is what does not fit into the
 * terminal's width or into a code. */
void qr_print(const char *text, const struct table_style *style, FILE *out);

#endif
