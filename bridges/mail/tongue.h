/* tongue: the languages in which mail is written, with all their words.
 *
 * Eight tables of words (tongue_<language>.c), none with a gap. A message is in one language, with the main facts once more in
 * short German below it where that is another one.
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_TONGUE_H
#define VB_BRIDGES_MAIL_TONGUE_H

#include "bridges/mail/mail_words.h"
#include "protocol/bytes.h"

/* The numbers stand in the drawer. */
enum tongue {
	TONGUE_DE,
	TONGUE_EN,
	TONGUE_UK,
	TONGUE_AR,
	TONGUE_FA,
	TONGUE_RU,
	TONGUE_FR,
	TONGUE_TR,
	TONGUE_COUNT
};

/* Finds a language by its tag ("de", "tr"). False: none of these. */
bool tongue_parse(struct span tag, enum tongue *out);

/* The tag. */
const char *tongue_tag(enum tongue tongue);

/* The words of documents in this language. */
const struct captions *tongue_captions(enum tongue tongue);

/* A word or phrase of mails in this language. */
const char *tongue_word(enum tongue tongue, enum mail_word word);

/* The phrase with its places filled by the values, each kept apart from the direction of the words around it where the
 * language is written from right to left. The caller frees it. */
char *tongue_say(enum tongue tongue, enum mail_word word,
                 const char *const values[static VB_CAPTIONS_PLACES_MAX]);

/* The moment as the clock at that zone shows it, with the name of the zone in this language: Europe/Berlin by its rule, and
 * every other zone as UTC. zone: IANA, or NULL for Berlin. ms: civil_is_sound. */
struct captions_time tongue_time(enum tongue tongue, int64_t ms, const char *zone);

#endif
