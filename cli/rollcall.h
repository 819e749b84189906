/* rollcall: who was at a meeting, from when until when: comings and goings of the seats, as attendance records say.
 *
 * A seat may have several, one for each time that somebody came; several offices may have written the same. A record that
 * says nothing of when somebody came means from the begin of the meeting, one without an end that they stayed.
 * Records of seats that are none of the meeting's are left out. Who answered that they would come is another matter
 * (protocol/kinds/turnout.h), and neither changes the other.
 * Called by commands about attendance and quorum. Thread rule: one thread.
 */
#ifndef VB_CLI_ROLLCALL_H
#define VB_CLI_ROLLCALL_H

#include "cli/muster.h"

/* The words of attendance.status in their order, behind none. */
enum rollcall_status {
	ROLLCALL_NONE, /* nothing is known */
	ROLLCALL_PRESENT,
	ROLLCALL_EXCUSED,
	ROLLCALL_ABSENT,
	ROLLCALL_COUNT,
};

struct rollcall_entry {
	const struct json *record;
	size_t seat; /* of the muster */
	enum rollcall_status status;
	int64_t start, end; /* of who was present; INT64_MAX: did not go */
};

struct rollcall {
	struct json *records;
	struct rollcall_entry *entries; /* by seat and start */
	size_t count;
};

/* Reads them. Caller releases, also after an error. Errors: those of client_ask. */
VB_MUST int rollcall_read(struct cmd *cmd, const struct muster *m, struct rollcall *out);
/* Frees what belongs to it. Zeroed is fine. */
void rollcall_release(struct rollcall *r);

/* Who of a body of the muster is there at a moment. */
struct seating_count rollcall_present(const struct rollcall *r, const struct muster *m, size_t body,
                                      int64_t ms);

/* What is known of a seat at a moment; *entry (NULL: none) says it. */
enum rollcall_status rollcall_at(const struct rollcall *r, size_t seat, int64_t ms,
                                 const struct rollcall_entry **entry);

/* What somebody says of a seat. */
struct rollcall_wish {
	enum rollcall_status status;
	bool has_start, has_end;
	int64_t start, end;
};

/* What becomes of it. */
enum rollcall_way {
	ROLLCALL_NEW,     /* a further record */
	ROLLCALL_CORRECT, /* another word in place of what an entry says */
	ROLLCALL_UNSAID,  /* it is not said when they came back */
	ROLLCALL_SEVERAL, /* several entries could be meant */
};

/* Finds which entry (*at) is to be changed. One that had not ended when somebody came, or into whose time the new one falls, is
 * corrected; behind an end they came back. Pure. */
enum rollcall_way rollcall_plan(const struct rollcall_entry *entries, size_t count, size_t seat,
                                const struct rollcall_wish *wish, size_t *at);

#endif
