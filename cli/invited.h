/* invited: the agenda of a meeting as it was invited to, and what was noted of who was reached, from records of any office.
 *
 * An edition that was withdrawn counts no more, nor does what was sent with it. The numbers of editions are those of
 * protocol/kinds/edition.h: 0 the invitation, from 1 on its supplements.
 * Called by commands about meetings. Thread rule: one thread.
 */
#ifndef VB_CLI_INVITED_H
#define VB_CLI_INVITED_H

#include "cli/cmd.h"
#include "protocol/kinds/edition.h"

/* Where a note stands. */
struct invited_note {
	uint32_t edition; /* its number */
	const char *seat; /* empty: the note names none */
	size_t index;     /* in notes */
};

struct invited {
	struct json *edition_records; /* of the meeting, in any order */
	struct json *item_records;    /* of all its editions */
	struct json
		*notes; /* records of kind invitation, of the editions that count; NULL: not read */
	struct invited_note *places; /* of the notes, by edition and seat */
	struct edition *editions;    /* by age; the tag is the index in edition_records */
	size_t edition_count;
	struct invited_item *items; /* in reading order; the tag is the index in item_records */
	size_t item_count;          /* all; */
	size_t count;               /* the first of them count */
};

/* Reads the editions of a meeting and their items. Caller releases, also after an error. Errors: those of client_ask. */
VB_MUST int invited_read(struct cmd *cmd, const struct json *meeting, struct invited *out);

/* Reads besides who was reached. Errors: as above. */
VB_MUST int invited_read_notes(struct cmd *cmd, const struct json *meeting, struct invited *out);

/* Finds out the rest from the records of editions and items. Called by invited_read. */
void invited_settle(struct invited *out);

/* Keeps of these records of kind invitation what was sent with an edition that counts. Called by invited_read_notes, once. */
void invited_keep_notes(struct invited *out, const struct json *records);

/* Frees what belongs to it. Zeroed is fine. */
void invited_release(struct invited *invited);

/* How many editions count; 0: nobody was invited, as far as is known here. */
uint32_t invited_editions(const struct invited *invited);

/* The record of the edition with this number, which is below invited_editions. */
const struct json *invited_edition(const struct invited *invited, uint32_t number);

/* The number of the edition that has this agenda item; VB_EDITION_NONE: none that counts. */
uint32_t invited_number(const struct invited *invited, const char *agenda_item);

/* Of several notes that an edition has about a seat (number of its record) the one that says most; NULL: none. */
const struct json *invited_note(const struct invited *invited, uint32_t edition, const char *seat);

/* The numbers of all records that belong to an edition: its own, its items, its notes. The caller destroys the list. */
struct json *invited_ids(const struct invited *invited, uint32_t edition);

/* The agenda of one edition (VB_EDITION_NONE: of all that count) as it was frozen, in the form of agenda.list, each item with
 * "edition"; descriptions and papers are those of the agenda, a list of that form (NULL: none). The caller destroys it. */
struct json *invited_agenda(const struct invited *invited, uint32_t edition,
                            const struct json *agenda);

/* Adds to the items of a record.batch what takes all editions back that count. */
void invited_withdraw(const struct invited *invited, struct json *items);

/* Adds an item of a record.batch: takes *fields; id: of the record that is changed, NULL: a new one of this kind. */
void invited_put(struct json *items, const char *id, const char *kind, bool is_internal,
                 struct json **fields);

#endif
