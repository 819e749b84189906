/* qr: an invitation code as a picture that a telephone reads; the only file that knows libqrencode.
 *
 * Only drawn on a terminal; the code stands beside it as text.
 * Called by answer. Thread rule: pure.
 */
#ifndef VB_CLI_QR_H
#define VB_CLI_QR_H

#include <stdio.h>

/* Draws the text with half blocks, dark on light whatever the terminal's colours; a text that is too long is left out. */
void qr_print(const char *text, FILE *out);

#endif
