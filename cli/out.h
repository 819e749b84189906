/* out: what the program says: data to stdout, talk and errors to stderr.
 *
 * stdout holds only what was asked for: a table, one value, or with --json one document
 * {"schema": "verbund/<noun>-<verb>/1", ...}. Everything else goes to stderr in the user's language. Texts of strangers
 * pass glyph on their way. Colours only on a terminal that has them, without NO_COLOR and --no-color.
 * Called by every command. Thread rule: one thread.
 */
#ifndef VB_CLI_OUT_H
#define VB_CLI_OUT_H

#include <stdio.h>

#include "cli/json.h"
#include "cli/progress.h"
#include "cli/table.h"

struct out {
	FILE *data;
	FILE *talk;
	bool is_json;
	bool is_talk_terminal;
	size_t talk_width;        /* columns of that terminal */
	struct table_style style; /* of data */
	struct progress progress;
	bool is_told;   /* what the error is was said already */
	bool is_shared; /* the daemon is somebody else's to start */
	char why[600];  /* of the error that is under way; may be empty */
	char words[64]; /* of the command, for `verbund help`; may be empty */
};

/* Looks at the terminal. Borrows the streams. */
void out_init(struct out *out, FILE *data, FILE *talk);

/* Says something on stderr, one line. */
void out_note(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says what comes next, on stderr; only where a person reads the data, not to a script. */
void out_hint(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shows a person how far it is, where it takes longer than half a second since the program began: so much is done of total
 * (0: nobody knows of how much). It goes away before anything else is said, or by out_progress_end. */
void out_progress(struct out *out, uint64_t done, uint64_t total);
/* The same in bytes. */
void out_progress_bytes(struct out *out, uint64_t done, uint64_t total);
/* It goes on, and nothing can be counted. */
void out_progress_wait(struct out *out);
/* The waiting is over; what was counted is still shown. */
void out_progress_wait_end(struct out *out);
/* Takes away what was shown. */
void out_progress_end(struct out *out);

/* Writes one value as a line of data. */
void out_value(struct out *out, const char *text);

/* Writes a text of several lines as data: on a terminal made harmless, in a pipe as it is. */
void out_text(struct out *out, const char *text);

/* Writes a table and destroys it; sets *table to NULL. */
void out_table(struct out *out, struct table **table);

/* The same for a list that was asked for: a person is told when it is empty. */
void out_list(struct out *out, struct table **table);

/* Writes the one JSON document, the schema first; takes *body, a map. noun and verb (may be NULL) name the schema. */
void out_document(struct out *out, const char *noun, const char *verb, struct json **body);

/* Remembers why an error happens, and returns err. The first reason of an error stays. */
int out_fail(struct out *out, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Forgets the reason: the error was none after all. */
void out_forget(struct out *out);

/* Tells an error: what happened with its number, why, what to do now. home (may be NULL) completes the command that
 * starts the daemon. Forgets the reason. */
void out_error(struct out *out, int err, const char *home);

/* Sends everything on its way. Errors: VB_ERR_IO (disk full, reader gone). */
VB_MUST int out_finish(struct out *out);

#endif
