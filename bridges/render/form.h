/* form: a document between its contents and its look: blocks of text in their order, and what stands on a letter.
 *
 * Who knows what is to be said (invitation, docket; later minutes) fills a form; who knows how it looks (plain, html,
 * pages) writes it, each the same blocks in the same order. Every text is made harmless on its way in, so that writers have only
 * to escape; where is_rtl is set before them, pairs of FSI and PDI stay (harmless). A form owns its texts. Its error is sticky: put, put, put, then look once.
 * Calls harmless. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_FORM_H
#define VB_BRIDGES_RENDER_FORM_H

#include "protocol/bytes.h"

#define VB_FORM_BLOCKS_MAX 4096u            /* blocks of one document */
#define VB_FORM_MAX_BYTES (4u << 20)        /* all its texts together */
#define VB_FORM_TEXT_MAX_BYTES (256u << 10) /* one text */
#define VB_FORM_DEPTH_MAX                                                                          \
	7u /* levels of an agenda below the first; deeper rows are shown at this one */
#define VB_FORM_ADDRESS_LINES 6u /* DIN 5008: the address zone has six lines */
#define VB_FORM_INFO_MAX 8u      /* pairs in the block of information of a letter */

enum form_kind {
	FORM_TITLE,   /* text; once, first */
	FORM_HEADING, /* text */
	FORM_TEXT,    /* text, in paragraphs parted by an empty line */
	FORM_STRONG,  /* the same, not to be overlooked */
	FORM_FACT,    /* label, text: one line of a small table */
	FORM_ROW,     /* label (number), text (subject), note, figure: a row of the agenda */
};

struct form_block {
	enum form_kind kind;
	unsigned depth; /* of a row: 0 to VB_FORM_DEPTH_MAX */
	char *label;
	char *text;
	char *note;   /* of a row: what stands below its subject, in lines; may be empty */
	char *figure; /* of a row: its last column; may be empty */
};

struct form_pair {
	char *label, *text;
};

struct form {
	char *language; /* BCP 47 */
	bool is_rtl;
	char *title;                     /* of the document, for programs that list documents */
	char *office;                    /* who writes; head of a letter */
	int64_t made_ms;                 /* when it was made, since 1970 UTC */
	char *page;                      /* phrase with the places page, pages */
	char *number, *subject, *figure; /* heads of the three columns of rows */

	bool is_letter; /* the rest is that of a letter */
	char *sender;   /* one line above the address */
	char *address[VB_FORM_ADDRESS_LINES];
	struct form_pair info[VB_FORM_INFO_MAX];

	struct form_block *blocks;
	uint32_t count, capacity;
	size_t bytes; /* of all texts */
	int err;      /* sticky: 0 or VB_ERR_TOO_LARGE */
};

/* Starts an empty form. */
void form_init(struct form *form);

/* Frees all texts; the form is empty and usable again. */
void form_release(struct form *form);

/* Sets the language; what is no tag of BCP 47 becomes "und". */
void form_set_language(struct form *form, const char *tag);

/* Sets one of the texts outside of the blocks, for example &form->title, in one line. NULL: empty. */
void form_set(struct form *form, char **place, const char *text);

/* Adds a block of any kind but FORM_ROW; label counts for FORM_FACT only. A block without a text is left out. */
void form_put(struct form *form, enum form_kind kind, const char *label, const char *text);

/* Adds a row; note in lines. */
void form_put_row(struct form *form, unsigned depth, const char *number, const char *subject,
                  const char *note, const char *figure);

#endif
