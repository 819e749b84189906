/* invitation: what is said of a sitting to those who are to come, as records have it, and the document made of it.
 *
 * A caller fills it from records; it borrows all texts. Who reads it decides what is in it: an item that is not public
 * leaves for others than members as "Item 5 (not public)" and nothing else, with all below it (DESIGN.md 13).
 * A NULL text is one that is not there. Called by cli and the bridges. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_INVITATION_H
#define VB_BRIDGES_RENDER_INVITATION_H

#include <stddef.h>

#include "bridges/render/captions.h"
#include "bridges/render/form.h"

#define VB_INVITATION_PAPERS_MAX 64u /* papers of one item */

enum invitation_occasion {
	INVITATION_INVITE,     /* you are invited */
	INVITATION_AGENDA,     /* nobody is addressed */
	INVITATION_SUPPLEMENT, /* items came later */
	INVITATION_CHANGE,     /* time or place changed */
	INVITATION_CANCEL,     /* it does not take place */
};

enum invitation_audience {
	INVITATION_PUBLIC, /* guests, mail to others, the public */
	INVITATION_MEMBERS /* those who may read what is not public */
};

struct invitation_paper {
	const char *reference; /* "VO/2014/01993" */
	const char *title;
};

struct invitation_item {
	unsigned depth;     /* 0: an item of its own; 1: below the last item of depth 0; ... */
	const char *number; /* "Ö 3.1"; NULL: a heading */
	const char *title;
	const char *kind; /* in words: "Bericht" */
	const char *submitter;
	const char *note;
	unsigned minutes; /* planned; 0: not said */
	bool is_internal;
	const struct invitation_paper *papers;
	size_t paper_count;
};

/* What makes it a letter. */
struct invitation_letter {
	const char *sender;                         /* one line above the address */
	const char *address[VB_FORM_ADDRESS_LINES]; /* from the top, NULL behind the last */
	struct captions_time date;
	const char *info[VB_FORM_INFO_MAX - 1]
			[2]; /* label and text: sign, telephone, ...; NULL behind the last */
};

struct invitation {
	enum invitation_occasion occasion;
	enum invitation_audience audience;
	const char *office;    /* who invites */
	const char *committee; /* or several of a joint sitting, in one text */
	const char *name;      /* "3. Sitzung" */
	const char *place;     /* place and room, in lines */
	bool has_start, has_end, has_reply_by;
	bool is_day; /* the times of day do not count */
	struct captions_time start, end, reply_by;
	const char *opening; /* salutation and what is said before the agenda, in paragraphs */
	const char *closing; /* what is said behind it, with greeting and name */
	const struct invitation_item *items;
	size_t item_count;
	const struct invitation_letter *letter; /* NULL: no letter */
	int64_t made_ms;                        /* since 1970 UTC, noted in the document */
};

/* Writes the document of it into an empty form. Errors: VB_ERR_OUT_OF_RANGE, a moment outside 1996 to 2999, or more papers
 * below an item than VB_INVITATION_PAPERS_MAX; VB_ERR_TOO_LARGE, as form has it. On failure the form is empty. */
VB_MUST int invitation_to_form(const struct invitation *invitation, const struct captions *captions,
                               struct form *form);

/* Only the agenda, one row an item, by the same rule: for the description of an entry in a calendar. Errors as above. */
VB_MUST int invitation_agenda(const struct invitation *invitation, const struct captions *captions,
                              struct form *form);

#endif
