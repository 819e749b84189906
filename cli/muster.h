/* muster: the seats of one meeting: of the committee that meets, or of each that meets there jointly, on the day of it.
 *
 * A seat counts once: who stands in for it is found under its name, too, and leads to it. Seats that are not in force on that
 * day are left out; a meeting without a begin has those of today.
 * Called by commands about replies, attendance and quorum. Thread rule: one thread.
 */
#ifndef VB_CLI_MUSTER_H
#define VB_CLI_MUSTER_H

#include "cli/labels.h"
#include "cli/seats.h"
#include "cli/sittings.h"

struct muster_seat {
	size_t body;               /* in bodies */
	size_t at;                 /* in the seats of that body */
	const struct json *record; /* the membership */
};

struct muster {
	struct json *meeting;
	struct sitting sitting; /* of meeting */
	int32_t day;
	struct seats *bodies; /* one for each organization that meets */
	size_t body_count;
	struct muster_seat *seats; /* without those of substitutes */
	size_t count;
	struct labels *labels;
	struct json *self; /* number of this office */
};

/* Reads the seats of a meeting, as it is typed. Caller releases, also after an error. Errors: VB_ERR_BAD_VALUE (no meeting),
 * those of client_ask. */
VB_MUST int muster_read(struct cmd *cmd, const char *meeting, struct muster *out);

/* Frees what belongs to it. Zeroed is fine. */
void muster_release(struct muster *m);

/* The records of a kind that belong to the meeting. The caller destroys *items. Errors: those of client_ask. */
VB_MUST int muster_list(struct cmd *cmd, const struct muster *m, const char *kind,
                        struct json **items);

/* Finds the seat that a text names: its number, or the name of the person or organization, of a substitute's too. *substitute:
 * the membership by which it was found; NULL: that of the seat itself.
 * Errors: VB_ERR_NOT_FOUND, VB_ERR_AMBIGUOUS_NAME, VB_ERR_AMBIGUOUS (a number that is too short). */
VB_MUST int muster_find(struct cmd *cmd, const struct muster *m, const char *text, size_t *seat,
                        const struct json **substitute);

/* Finds the one seat for which this office answers. Errors: VB_ERR_NOT_OUR_SEAT (none), VB_ERR_MISSING_VALUE (several: --seat
 * has to name it), those of client_ask. */
VB_MUST int muster_own(struct cmd *cmd, const struct muster *m, size_t *seat);

/* The index of the seat with this number; count: none. */
size_t muster_index(const struct muster *m, const char *id);

/* The seat as protocol/kinds want it. */
const struct seat *muster_seat(const struct muster *m, size_t seat);
/* The office that answers for it; zero: none. */
const struct node_id *muster_office(const struct muster *m, size_t seat);

/* For whom the seat is, and who sits there; empty where nobody is named. The caller frees them. */
char *muster_for(const struct muster *m, size_t seat);
/* As above. */
char *muster_who(const struct muster *m, size_t seat);

/* Who entered a reply or an attendance: the office, and its person if it is this one: what another office says of our persons
 * is nothing. The caller frees it. */
char *muster_enterer(const struct muster *m, const struct json *names, const struct json *record);

/* Finds the person whom the text names, internal ones too, or makes one as public as the meeting. *is_internal: guests do
 * not know them. The caller destroys *id. Errors: those of named_find. */
VB_MUST int muster_person(struct cmd *cmd, const struct muster *m, const char *text,
                          struct json **id, bool *is_internal);

/* Reads a typed moment, or a time of the day of the meeting (18:20). Errors: those of field_parse_time. */
VB_MUST int muster_time(struct cmd *cmd, const struct muster *m, const char *text, int64_t *ms);

#endif
