/* tongue: the languages in which mail is written, with all their words.
 *
 * Eight tables of words (tongue_<language>.c), none with a gap. A message is in one language, with the main facts once more in
 * short German below it where that is another one.
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_TONGUE_H
#define VB_BRIDGES_MAIL_TONGUE_H

#include "bridges/render/captions.h"
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

#endif
