/* card_text: the card of an office as lines of text that can be mailed, printed and scanned.
 *
 * Between two marks stand lines for people ("Name: ..."), the card in base64 and a checksum, which finds what a mail
 * program or a pair of scissors did; whether the card is genuine its own signature tells. For a picture the same in one
 * line, "VBC1:" and base64. Reading forgives quotation marks of mail, blanks and line ends of other systems.
 * Called by cmd_node. Thread rule: pure.
 */
#ifndef VB_CLI_CARD_TEXT_H
#define VB_CLI_CARD_TEXT_H

#include "protocol/peer/card.h"

#define VB_CARD_TEXT_MAX_BYTES 16384u /* a file longer than that is not looked into */

/* Appends the card as lines. is_for_people: their words in the user's language, else in English. card is bytes, decoded.
 * Overflow shows as the buffer's sticky error. */
void card_text_format(struct span bytes, const struct card *card, bool is_for_people,
                      struct buf *out);

/* Appends the card in one line, without line feed. */
void card_text_line(struct span bytes, struct buf *out);

/* Finds the card in a text and appends its bytes, which are not looked into. Errors: VB_ERR_BAD_INPUT (there is none),
 * VB_ERR_TRUNCATED (its end is missing), VB_ERR_BAD_HASH (altered on its way), VB_ERR_TOO_LARGE (for a card). */
VB_MUST int card_text_parse(struct span text, struct buf *out);

#endif
