/* keep: how long this office keeps what concerns persons (protocol/kinds/retention.h), and from which day that counts.
 *
 * The times are settings of the daemon (verbundd.conf, keep-*), which every office sets for itself.
 * Called by account and overdue. Thread rule: one thread.
 */
#ifndef VB_CLI_KEEP_H
#define VB_CLI_KEEP_H

#include "cli/labels.h"
#include "protocol/kinds/retention.h"

struct keep {
	uint32_t months[VB_RETENTION_COUNT];
};

/* Asks for the settings of the office; a daemon that does not know one leaves the default. Errors: those of client_ask. */
VB_MUST int keep_read(struct cmd *cmd, struct keep *out);

/* The day of the meeting that a record names; where it is not known, the day on which the record was made. */
int32_t keep_meeting_day(struct labels *labels, const struct json *record, const char *zone);

/* The day of the request for help that an answer names: of its begin, else by which it was to be answered, else on which the answer
 * was made. */
int32_t keep_request_day(struct labels *labels, const struct json *record, const char *zone);

/* The day from which the details of a person count: after the end of the last of their seats, or the last change where they
 * never had one. seats: memberships that name the person. VB_DAY_MAX: one has no end, so they are needed. Pure. */
int32_t keep_contact_day(const struct json *person, const struct json *seats, const char *zone);

/* The day of a moment among the keys of a record, such as created; VB_DAY_MAX: there is none. Pure. */
int32_t keep_day_of(const struct json *record, const char *key, const char *zone);

#endif
