/* seats: all memberships of an organization of a committee, as the seats of protocol/kinds/seating.h.
 *
 * Mostly of the committee's own organization, and of all times: who sits there on a day is asked of seating.h. Each seat stands beside its
 * record and the office that answers for it, the one that its organization names (`node`). Records come from other offices: a date that is none is left out, a number that is
 * none leads nowhere; only what has no number of its own is no seat.
 * Called by commands. Thread rule: one thread.
 */
#ifndef VB_CLI_SEATS_H
#define VB_CLI_SEATS_H

#include "cli/cmd.h"
#include "protocol/kinds/seating.h"

struct seats {
	struct json *space;         /* number of the committee */
	struct json *organization;  /* record of the organization whose seats they are */
	struct json *organizations; /* records by number, of those that seats belong to */
	struct json *records;       /* memberships, by number */
	struct seat *items;         /* each beside its record */
	struct node_id *offices;    /* each that of its seat; zero: none answers for it */
	size_t count;
};

/* The whole number of a committee, as it is typed, and that of its own organization. The caller destroys both, also after an
 * error. Errors: VB_ERR_BUSY (it is still being fetched), those of client_ask. */
VB_MUST int seats_committee(struct cmd *cmd, const char *committee, struct json **space,
                            struct json **root);

/* The seats of a committee, as it is typed. Caller releases, also after an error.
 * Errors: VB_ERR_BUSY (it is still being fetched), those of client_ask. */
VB_MUST int seats_read(struct cmd *cmd, const char *committee, struct seats *out);

/* The seats of one organization of a committee: of one that sits together with another, or that a record names.
 * Caller releases, also after an error. Errors: VB_ERR_BAD_VALUE (no organization), those of client_ask. */
VB_MUST int seats_read_of(struct cmd *cmd, const char *organization, struct seats *out);

/* Frees what belongs to it. Zeroed is fine. */
void seats_release(struct seats *seats);

/* The index of the seat with this number, or with the beginning of it; count: none. */
size_t seats_find(const struct seats *seats, const char *id);

/* The statutory number of members on a day: the one that the organization says, else its seats that count. Pure. */
uint32_t seats_statutory(const struct seats *seats, int32_t day);

/* Seats in force on a day that have nobody; optional ones and substitutes are not asked for. Pure. */
uint32_t seats_vacant(const struct seats *seats, int32_t day);

/* True if an office answers for the seat. */
bool seats_has_office(const struct seats *seats, size_t index);

/* Reads one membership. False: it has no number. Pure. */
bool seats_parse(const struct json *membership, struct seat *out);

/* The office that an organization names; zero: none. Pure. */
struct node_id seats_office_of(const struct json *organization);

/* Reads the number of a record; zero when the text is NULL or none. Pure. */
struct record_id seats_id_of(const char *text);

#endif
