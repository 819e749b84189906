/* language: which language the program speaks, and the marks on its texts.
 *
 * Texts are written in plain English; the catalogue of messages (cli/po/, one file a language) has the others. The
 * language follows the locale (LC_ALL, LC_MESSAGES, LANG, LANGUAGE), also where the machine has not installed that
 * locale: output is always UTF-8, and characters are measured as UTF-8.
 * Called first of all by main. Thread rule: one thread.
 */
#ifndef VB_CLI_LANGUAGE_H
#define VB_CLI_LANGUAGE_H

#include <libintl.h>
#include <stdbool.h>

/* The text in the user's language. */
#define _(text) gettext(text)
/* Marks a text of a table, which _() translates where it is shown. */
#define N_(text) text

/* Chooses locale and catalogue: $VERBUND_LOCALEDIR, else `locale` beside the program, else where it was installed.
 * program: directory of the running program, may be empty. Returns whether the user's character set is UTF-8. */
bool language_init(const char *program);

#endif
