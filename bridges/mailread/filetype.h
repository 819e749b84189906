/* filetype: which attachments may be taken in, and under which name.
 *
 * Taken are documents without programs in them: PDF, plain text, pictures, OpenDocument, and Office files of the kind without macros. The
 * ending, the type that the mail says and the first bytes must all fit. Nothing is opened or unpacked.
 * Called by reading. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_FILETYPE_H
#define VB_BRIDGES_MAILREAD_FILETYPE_H

#include "protocol/bytes.h"

/* True if such a file may be taken in. name: made harmless; type: as the mail says, "application/pdf". */
bool filetype_is_allowed(const char *name, const char *type, struct span bytes);

/* Writes a harmless name of a file: no folders, no control or hidden characters, no dot at the begin, "unnamed" where nothing is left;
 * cut at size bytes, the ending kept. raw is UTF-8 or NULL. */
void filetype_name(const char *raw, char *out, size_t size);

#endif
