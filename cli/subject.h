/* subject: the human being that a command about personal data is about: one record, or several.
 *
 * The same human being may stand in the records of several committees, and of the office, as several persons. Who is meant
 * is the record that was named, and those that were named besides (--also, --everywhere); others of the same e-mail address or
 * name are told and never put together silently: two people may bear one name.
 * --everywhere takes one step, from those who were named: a record that others wrote may bear anybody's address, and leads
 * no further.
 * Called by the commands about personal data. Thread rule: one thread.
 */
#ifndef VB_CLI_SUBJECT_H
#define VB_CLI_SUBJECT_H

#include "cli/cmd.h"

struct subject {
	struct json *persons; /* records, the one that was named first */
	struct json
		*candidates; /* others that may be the same: {"record","why": "email" or "name"} */
};

/* The rows for the options of a command that calls subject_read. */
#define SUBJECT_OPTIONS                                                                            \
	{ "also",                                                                                  \
	  N_("PERSON"),                                                                            \
	  NULL,                                                                                    \
	  NULL,                                                                                    \
	  N_("further records of the same human being, several with commas between"),              \
	  false },                                                                                 \
	{                                                                                          \
		"everywhere", NULL, NULL, NULL,                                                    \
			N_("all records with the same e-mail address, and those of the same "      \
		           "name that have none"),                                                 \
			false                                                                      \
	}

/* Finds what PERSON, --also and --everywhere name. A person who was erased is found by the whole number: then there is a record
 * with nothing but "id" and "erased". Caller releases, also after an error.
 * Errors: VB_ERR_AMBIGUOUS_NAME, after those who bear the name were told; VB_ERR_BAD_VALUE (no person), those of client_ask. */
VB_MUST int subject_read(struct cmd *cmd, struct subject *out);
/* Frees what belongs to it. Zeroed is fine. */
void subject_release(struct subject *subject);

/* Names those who are meant besides the one that was named first. */
void subject_tell(struct cmd *cmd, const struct subject *subject);

/* Why two records may be of the same human being: "email" (one address in both, capitals apart), "name" (the same, and not
 * an address each), "namesake" (the same, with other addresses); NULL: nothing says so. Pure. */
const char *subject_likeness(const struct json *a, const struct json *b);

/* What the person is called; the number where there is no name. Borrowed. */
const char *subject_name(const struct json *person);

#endif
