/* collate: the order in which a directory has names: DIN 5007-1, which serves English readers as well.
 *
 * A key is a string of bytes; keys compare as the names do. First by base letters: ä as a, ß as ss, ø as o, æ as ae,
 * no matter which case; numbers stand before letters and by their value, so that 2 comes before 10; hyphens count as
 * blanks, other signs do not count. Then a name without marks comes before one with them (Muller, Müller), small
 * letters before capitals. Equal keys have equal names only.
 * Independent of the locales that the machine has. The only file of cli/ that knows utf8proc. Thread rule: pure.
 */
#ifndef VB_CLI_COLLATE_H
#define VB_CLI_COLLATE_H

#include "protocol/bytes.h"

/* Appends the key of a text. A text that is not UTF-8 counts as if it had no letters. Linear cost. */
void collate_key(struct span text, struct buf *out);

/* Less than, equal to or greater than 0 as a stands before, with or behind b. */
int collate_compare(const char *a, const char *b);

#endif
