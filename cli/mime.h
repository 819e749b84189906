/* mime: the format of a document as its name tells it.
 *
 * Only for people who look at a list, and for programs that open what was saved: nothing is decided by it.
 * Called by cmd_file. Thread rule: pure.
 */
#ifndef VB_CLI_MIME_H
#define VB_CLI_MIME_H

/* The type of a file with that name, application/octet-stream where it is not known. Source: the IANA registry. */
const char *mime_of(const char *name);

#endif
