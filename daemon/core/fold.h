/* fold: a text as the words by which people look for it, in the one form that is the same however they write them.
 *
 * A word is a run of letters and digits; in scripts without blanks between words (Chinese, Japanese) each character is
 * one. Capitals, forms of presentation (ligatures, wide letters) and invisible characters make no difference, nor do accents and
 * the vowel points of Arabic and Hebrew; vowel signs of Indian scripts are letters and stay. What is written in different ways
 * becomes one: Alef, Yeh, Kaf and Teh Marbuta in Arabic and Persian, Arabic digits and ours.
 *
 * German umlauts: "Müller", "Mueller" and "Muller" are one word. An e behind a or o, and behind a u that does not itself stand
 * behind a, e, o or q (Bauer, neue, Quelle), is left out, as if it had been two dots; one behind an umlaut stays. What becomes of a letter
 * depends only on what stands before it. So whatever one types of a word's beginning is the beginning of the folded
 * word: Mul, Mül and Muel all find Müller, neu finds neue. "Straße" and "Strasse" are one by Unicode's own rule.
 *
 * Source: Unicode 15 (libutf8proc): compatibility decomposition, full case folding, UAX 44 categories; DIN 5007-1 and -2,
 * which sort ä as a and as ae. Called by vocabulary and by the query of a search, so that both fold alike; the daemon's only
 * file that knows libutf8proc. Thread rule: pure.
 */
#ifndef VB_DAEMON_CORE_FOLD_H
#define VB_DAEMON_CORE_FOLD_H

#include "protocol/bytes.h"

/* A folded word is cut here, at a character; so is what is looked for. Fits the key of a table. */
#define VB_FOLD_WORD_MAX_BYTES 64u
/* Code points of which one character consists after decomposition: U+FDFA has the most, 18. */
#define VB_FOLD_POINTS_MAX 18u

/* A text being read. */
struct fold {
	struct span text;
	size_t at;                          /* behind what was read */
	size_t from;                        /* where the character in hand begins */
	size_t begin;                       /* where the last word begins */
	int32_t points[VB_FOLD_POINTS_MAX]; /* of the character in hand, not all used yet */
	size_t point_at, point_count;
	int32_t second; /* of two that stand for the point used last; 0: none */
	uint8_t word[VB_FOLD_WORD_MAX_BYTES];
	size_t size;
};

/* Starts at the beginning; borrows text. What is not UTF-8 in it parts words. */
void fold_init(struct fold *f, struct span text);

/* The next word, of 1 to VB_FOLD_WORD_MAX_BYTES; it lives until the next call. False behind the last. */
bool fold_next(struct fold *f, struct span *word);

#endif
