/* outward_people: whom this office reaches itself, and who is told to a bridge therefore.
 *
 * A seat is ours if its organization names this office (seat_office), or if it names none and this office wrote the seat's
 * newest invitation; where nobody did who is still a member, the committee's owner reaches it. So a seat has one office, wherever that is asked.
 * Seats that nobody sits on are not told, those of substitutes are seats of their own; one person on two seats is told
 * twice. Whether a seat or a person stands among the internal records does not matter: each is told of nobody else.
 * Called by outward_<subject>. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_PEOPLE_H
#define VB_DAEMON_CONTROL_OUTWARD_PEOPLE_H

#include "daemon/control/outward.h"
#include "daemon/control/outward_map.h"
#include "protocol/kinds/turnout.h"

#define VB_OUTWARD_PEOPLE_MAX 20000u /* of one subject */

struct outward_person {
	struct record_id person;
	struct record_id seat;         /* zero: none */
	struct record_id organization; /* for which they sit; zero: none */
	struct node_id office;         /* of the seat; zero: none */
	bool is_advisory, is_substitute;
	bool is_noted;           /* somebody wrote an invitation of the seat: */
	struct node_id noted_by; /* the office that wrote the one of the greatest edition */
	uint32_t edition;        /* VB_EDITION_NONE: not invited */
	struct record_id note;
	enum turnout_answer answer;
	int64_t answered_ms;
};

struct outward_people {
	struct outward_person *list; /* by seat */
	uint32_t count, capacity;
	bool is_cut; /* there are more */
};

/* Frees it; zeroed is fine. */
void outward_people_release(struct outward_people *people);

/* Adds those on seats in these organizations on a day, where the seat is this office's or has none. Without organizations: of that of
 * the committee. Errors: those of the store. Cost: all seats of these. */
VB_MUST int outward_people_sit(struct request *q, const struct node_space *space,
                               const struct record_id *organizations, size_t count, int32_t day,
                               struct outward_people *people);
/* Adds those on seats for one organization, of whatever committee of the space, on a day. Errors: those of the store. */
VB_MUST int outward_people_send(struct request *q, const struct node_space *space,
                                const struct record_id *organization, int32_t day,
                                struct outward_people *people);
/* Takes those out that others reach. */
void outward_people_settle(struct request *q, const struct node_space *space,
                           struct outward_people *people);
/* The one on a seat; NULL: none. */
struct outward_person *outward_people_find(const struct outward_people *people,
                                           const struct record_id *seat);

/* Begins a list with a row for each of them; its is_cut says if there are more. Caller releases, also after an error. Errors:
 * those of the store. */
VB_MUST int outward_people_list(struct request *q, const struct node_space *space,
                                const struct outward_people *people, struct outward_list *out);

/* True if a seat is ours, as far as that is known without a meeting. m: the seat. Errors: those of the store. */
VB_MUST int outward_people_is_seat(struct request *q, const struct node_space *space,
                                   const struct record_id *seat, const struct merged *m,
                                   bool *is_ours);
/* Whether this office reaches the person: one of its own people, or for whom it answers (person_office.h), or on a seat of
 * ours. Errors: those of the store. */
VB_MUST int outward_people_is_person(struct request *q, const struct node_space *space,
                                     const struct record_id *person, bool *is_ours);

#endif
