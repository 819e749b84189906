/* fate: what becomes of the traces of a person when they are erased, committee by committee: what goes, what is changed, what stays,
 * and what this office may not touch.
 *
 * Pure: rights follow from the role of the office in the committee, as every office judges them (protocol/kind.h; who may
 * erase: SPEC.md 6). Called by cmd_erasure_due and forget. Thread rule: pure.
 */
#ifndef VB_CLI_FATE_H
#define VB_CLI_FATE_H

#include "cli/json.h"
#include "protocol/ids.h"

/* A part of a plan, of one committee. */
struct fate_part {
	const char *space;
	enum role role;       /* of this office there */
	const char *self;     /* the number of this office, as records name their author */
	struct json *batch;   /* items for record.batch */
	struct json *gone;    /* numbers of the records that are erased */
	struct json *fates;   /* by number: the kind of what is erased, false for what is refused */
	struct json *shared;  /* addresses where others are, too */
	struct json *refused; /* items that this office may not erase or change */
	struct json *stays; /* items that are left as they are, the person being a number in them */
	size_t vacant;      /* seats that become vacant */
	size_t changed;     /* others that lose the person */
};

/* Starts a part with nothing. Borrows the texts. Caller releases. */
void fate_init(struct fate_part *part, const char *space, enum role role, const char *self);
/* Frees it. */
void fate_release(struct fate_part *part);

/* The role of this office in a committee, as committee.show tells it; none for the office's own records. */
enum role fate_role(const struct json *committee);

/* Adds the erasure of a record, once, if this office may. */
void fate_erase(struct fate_part *part, const struct json *record);

/* Whether a record that a person's location leads to is an address, of the same space. A reference may be made to lead to anything. */
bool fate_is_address(const struct json *person, const struct json *record);

/* Adds what is to be done about an item of a trace. has_messages: messages that the person wrote go, too. An item may come twice. */
void fate_add(struct fate_part *part, const struct json *item, bool has_messages);

/* To be called when all were added: an address goes when all who are there ("sharers") go. */
void fate_settle(struct fate_part *part);

#endif
