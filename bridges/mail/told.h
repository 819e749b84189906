/* told: what one person was last told of one meeting by mail, and what of it is on the way.
 *
 * A mail about a meeting goes while what was told differs from how things are; told_next says which one. What an attempt to
 * send tells is written here before it is tried, with `tried`, since nobody knows whether it went if the program ends then;
 * if the server said no, the row is put back as it was. SEQUENCE never falls, DTSTAMP rises with every attempt, so a later
 * mail always counts more than an earlier one (RFC 5546, 2.1.5).
 * Called by planning and queue. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_TOLD_H
#define VB_BRIDGES_MAIL_TOLD_H

#include "bridges/mail/mailing.h"

#define VB_TOLD_KNOWN_MAX                                                                          \
	64u /* documents by which new ones are told apart; more than that come again */
#define VB_TOLD_MAX_BYTES 1024u /* more than a row takes */
#define VB_TOLD_KEY_BYTES (2u * VB_RECORD_ID_BYTES)

enum told_state { TOLD_NOTHING, TOLD_INVITED, TOLD_CANCELLED };

/* The papers and documents that were told of. */
struct told_papers {
	uint64_t hash;
	uint32_t count;
	uint32_t known[VB_TOLD_KNOWN_MAX]; /* the last four bytes of the numbers of documents */
	uint32_t known_count;
};

struct told {
	enum told_state state;
	bool is_address; /* of an organization, without a record: the row is about nobody */
	uint32_t
		tried; /* kind of the mailing of which nobody knows whether it went; 0: all is sure */
	uint32_t tried_edition;
	uint32_t serial;   /* so many were told: part of the key of the next one */
	uint32_t sequence; /* of the last calendar object */
	uint32_t edition;  /* VB_MATTER_NOT_INVITED: none */
	int64_t stamp_ms;  /* of the last one, also of one that did not go */
	int64_t start_ms, end_ms;
	uint64_t place, agenda; /* hashes */
	struct told_papers papers;
	int64_t papers_ms; /* when papers were told last */
	int64_t reminder_ms; /* begin of the meeting for which a reminder stands in the queue, or stood there */
	/* Its row in the queue; 0: none. */
	int64_t next_ms;
	uint8_t next[VB_MAILING_KEY_BYTES];
	uint64_t next_content; /* hash of what it is to tell */
	int64_t next_since_ms; /* since when it is put off */
};

/* Somebody as a matter names them, on one seat or on several. */
struct told_person {
	struct record_id who;
	const struct matter_person *seat; /* the one that counts; NULL: named no more */
};

/* What is to be told: kind 0: nothing. */
struct telling {
	enum mailing_kind kind;
	bool is_minor;    /* gathered, and by the wish of the person put off */
	bool is_again;    /* the same as was tried: the same key */
	struct told then; /* what is told with it */
	uint32_t edition; /* of the mailing */
};

/* Nobody was told anything. */
void told_init(struct told *told);

/* Nothing waits any more. */
void told_clear_next(struct told *told);

/* The key of its row. */
void told_key(const struct record_id *matter, const struct record_id *who,
              uint8_t out[static VB_TOLD_KEY_BYTES]);

/* Packs the row. */
void told_encode(const struct told *told, struct buf *out);
/* Reads it. Errors: VB_ERR_MALFORMED. */
VB_MUST int told_decode(struct span in, struct told *out);

/* The people of a matter by who they are, ascending, each once: of several seats the one with the latest invitation, a seat
 * of their own before that of a substitute. Caller frees. Cost: n log n. */
struct told_person *told_people(const struct matter *matter, size_t *out_count);

/* One of them; NULL: not named. */
const struct told_person *told_find(const struct told_person *people, size_t count,
                                    const struct record_id *who);

/* True if nobody is told of the meeting any more: it has begun, or has no time. */
bool told_is_over(const struct matter *meeting, int64_t now_ms);

/* True if a document was told of with the papers. */
bool told_has_file(const struct told *told, const struct record_id *file);

/* Which mail is to go to somebody of whom that is told: see SPEC.md 13.6. seat: NULL: none any more. With kind 0 `then` may
 * still differ: that is taken as told, without a mail. */
void told_next(const struct told *told, const struct matter *meeting,
               const struct matter_person *seat, int64_t now_ms, struct telling *out);

/* True if both rows say the same. */
bool told_is_equal(const struct told *a, const struct told *b);

#endif
