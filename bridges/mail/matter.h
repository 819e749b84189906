/* matter: what mail can be about, as the daemon tells it to bridges (SPEC.md 13.5): a meeting, a paper, a message, a duty, an
 * availability request, a committee, a person of this office.
 *
 * Only what may leave the office is in it at all: of an agenda item that is not public nothing but its number. There is no
 * room for anything else here, so that nothing else can slip out (DESIGN.md 13). A matter owns its texts. A NULL text is one
 * that is not there; times are milliseconds since 1970 UTC, 0 or below: not said.
 * Called by the planning and composing files of this folder. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MATTER_H
#define VB_BRIDGES_MAIL_MATTER_H

#include "protocol/bytes.h"
#include "protocol/ids.h"
#include "protocol/limits.h"

#define VB_MATTER_ITEMS_MAX 2000u   /* agenda items of one meeting */
#define VB_MATTER_PEOPLE_MAX 20000u /* of one matter */
#define VB_MATTER_FILES_MAX 500u    /* of one item or paper */

enum matter_subject {
	MATTER_NONE,
	MATTER_MEETING,
	MATTER_PAPER,
	MATTER_MESSAGE,
	MATTER_DUTY,    /* obligation, comment request, agreement, measure */
	MATTER_REQUEST, /* availability request: who can interpret, who can help */
	MATTER_COMMITTEE,
	MATTER_PERSON,
	MATTER_SUBJECT_COUNT
};

#define VB_MATTER_NOT_INVITED UINT32_MAX /* in the place of an edition */

struct matter_file {
	struct record_id id;
	const char *name; /* with its ending */
	const char *type; /* MIME */
	uint64_t bytes;
	bool is_here; /* all of it is at this office */
};

struct matter_paper {
	struct record_id id;
	const char *reference; /* "VO/2014/01993" */
	const char *title;
	struct matter_file *files;
	size_t file_count;
};

struct matter_item {
	bool is_internal;    /* then only number is there */
	struct record_id id; /* zero of internal ones */
	const char *number;  /* "Ö 3.1" */
	const char *title, *kind, *submitter, *note;
	unsigned depth, minutes;
	uint32_t
		edition; /* 0: of the invitation, 1 and on: of that supplement; UINT32_MAX: nobody was invited to it so far */
	struct matter_paper *papers;
	size_t paper_count;
	struct matter_file *files;
	size_t file_count;
};

enum matter_answer { MATTER_NO_ANSWER, MATTER_YES, MATTER_NO, MATTER_MAYBE, MATTER_DELEGATED };

/* Somebody whom this office reaches: with a seat in a committee, asked in a request, or to be told of a duty. */
struct matter_person {
	struct record_id person; /* zero: an address of an organization (address) */
	const char *address;     /* of an organization without people of ours; else NULL */
	struct record_id seat;   /* membership; zero: none */
	const char *for_whom;    /* organization that the seat is for */
	bool is_advisory, is_substitute;
	uint32_t
		edition; /* of a meeting: greatest edition noted for the seat; UINT32_MAX: not invited so far */
	struct record_id note; /* the invitation record of that edition; zero: none */
	enum matter_answer answer;
	int64_t answered_ms;
};

struct matter {
	enum matter_subject subject;
	struct record_id id; /* zero of a committee */
	struct space_id space;
	const char *committee; /* its name */
	const char *name;      /* of the meeting, paper, duty, request, committee, person */
	int64_t changed_ms;
	struct matter_person *people; /* of ours alone */
	size_t person_count;
	struct matter_file *files; /* that belong to the whole */
	size_t file_count;
	bool is_public; /* may be told to everybody: for the newsletter */
	bool is_cut; /* "more": not all people, items or files are here; who is missing may still have a seat */

	/* Meeting; start, end, zone and place of a request, too. */
	const char *
		state; /* planned, invited, open, interrupted, adjourned, closed, approved, cancelled; of a request:
	                      open, closed */
	int64_t start_ms, end_ms, deadline_ms, invited_ms;
	const char *zone;   /* IANA */
	const char *place;  /* in lines */
	const char *reason; /* why it was cancelled or moved */
	uint32_t sequence;  /* so often time, place or state changed */
	uint32_t edition_count;
	struct matter_item *items;
	size_t item_count;

	/* Paper. */
	const char *reference, *paper_type, *date, *occasion;
	const char **points; /* of the proposed decision */
	size_t point_count;

	/* Message. target: what its thread is about. */
	const char *text, *by;
	int64_t written_ms;
	struct record_id in_reply_to; /* zero: none */
	enum matter_subject target_subject;
	struct record_id target; /* zero: the committee */
	const char *target_name; /* "Ö 3 Bericht" */

	/* Duty. */
	const char *duty_kind;         /* obligation, commentRequest, agreement, measure */
	const char *due, *remind_from; /* YYYY-MM-DD */
	const char *responsible;       /* organization */

	/* Request. */
	const char *role; /* interpreter, volunteer, or other words */
	const char *language, *description;
	unsigned needed; /* so many; 0: not said */

	/* Person. */
	const char *given_name, *family_name, *form_of_address, *email, *delivery;

	struct buf texts; /* what the pointers point into */
	void **rooms;     /* all lists, also those within lists */
	uint32_t room_count, room_capacity;
};

/* The word of a subject on the local socket: "meeting", "paper", ... */
const char *matter_subject_word(enum matter_subject subject);

/* Reads such a word. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int matter_subject_parse(struct span word, enum matter_subject *out);

/* Reads what bridge.show answered; keys that are not known here are stepped over. Caller releases, also after an error. Errors: VB_ERR_MALFORMED, VB_ERR_TOO_LARGE. */
VB_MUST int matter_decode(struct span in, struct matter *out);

/* Frees it; zeroed is fine. */
void matter_release(struct matter *matter);

#endif
