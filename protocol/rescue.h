/* rescue: what brings an office back on an empty machine: the code on its recovery sheet, and its keys as a backup holds
 * them. SPEC.md 13.2.
 *
 * The code holds the signing key, under a passphrase; the other keys stand in each backup, under a key that follows
 * from the signing key. So a sheet is short enough to be typed and stays good when box and CURVE keys change, and a
 * backup without the sheet opens nothing. People type the code as seven lines of five groups of four base32 digits; the
 * last group of each checks that line, so that it is known which one is mistyped.
 * Called by daemon/ (keys) and cli/ (text). Secrets are wiped. Thread rule: pure, but for random bytes.
 */
#ifndef VB_PROTOCOL_RESCUE_H
#define VB_PROTOCOL_RESCUE_H

#include "protocol/crypt.h"
#include "protocol/passphrase.h"

#define VB_RESCUE_LINES 7u
#define VB_RESCUE_LINE_BYTES 10u
#define VB_RESCUE_BYTES (VB_RESCUE_LINES * VB_RESCUE_LINE_BYTES)
#define VB_RESCUE_LINE_TEXT_BYTES 25u /* five groups, a blank between two, and a NUL */
#define VB_RESCUE_TEXT_BYTES 145u     /* "VBS1", all lines without blanks, and a NUL */
#define VB_RESCUE_LOCKED_MAX_BYTES (VB_NODE_KEYS_MAX_BYTES + 40u)

struct rescue {
	uint8_t b[VB_RESCUE_BYTES];
};

/* Makes a code of the signing key; another one each time. Errors: VB_ERR_BAD_VALUE (a passphrase shorter or longer than
 * allowed), VB_ERR_NO_MEMORY. Cost: a second and 256 MiB, or
 * a quarter of both. */
VB_MUST int rescue_seal(const struct node_keys *keys, struct span passphrase, enum crypt_cost cost,
                        struct rescue *out);

/* Opens a code; *out has the signing key only and is good for rescue_unlock, the caller destroys it. Errors: VB_ERR_VERSION,
 * VB_ERR_PASSPHRASE (or a code that was altered), VB_ERR_NO_MEMORY. Cost: as rescue_seal. */
VB_MUST int rescue_open(const struct rescue *code, struct span passphrase, struct node_keys **out);

/* True if the code may be that of this office: it shows the first bytes of its number. */
bool rescue_is_of(const struct rescue *code, const struct node_id *office);

/* Appends all keys, locked. */
void rescue_lock(const struct node_keys *keys, struct buf *out);

/* Opens them with the signing key; caller destroys *out. Errors: VB_ERR_TRUNCATED, VB_ERR_DECRYPT (another office's, or
 * altered), VB_ERR_TOO_LARGE, VB_ERR_MALFORMED. */
VB_MUST int rescue_unlock(const struct node_keys *sheet, struct span locked,
                          struct node_keys **out);

/* Writes one line, 0 to 6, as it is printed, and a NUL. */
void rescue_format_line(const struct rescue *code, uint32_t line,
                        char out[static VB_RESCUE_LINE_TEXT_BYTES]);
/* Reads one line as it is typed: in capitals or not, with or without its number and a colon, blanks and hyphens. Errors: VB_ERR_BAD_SHEET. */
VB_MUST int rescue_parse_line(struct span text, uint32_t line, struct rescue *out);

/* Writes the whole code without blanks, as a picture has it, and a NUL. */
void rescue_format(const struct rescue *code, char out[static VB_RESCUE_TEXT_BYTES]);
/* Finds the code in a text: as a picture has it, or all seven numbered lines of a sheet among others. *line is the
 * first one that is missing or mistyped, from 0. Errors: VB_ERR_BAD_SHEET. */
VB_MUST int rescue_parse(struct span text, struct rescue *out, uint32_t *line);

#endif
