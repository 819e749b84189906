/* sittings: the meetings of a committee as records settle them: their state, their day, what kind of sitting they are.
 *
 * The state is that of stage.h over all values that nobody saw replaced; a meeting without one of ours has what OParl
 * says of it. The day is that of the meeting's own zone, else of the zone of the command.
 * Called by commands. Thread rule: one thread.
 */
#ifndef VB_CLI_SITTINGS_H
#define VB_CLI_SITTINGS_H

#include "cli/cmd.h"
#include "protocol/kinds/stage.h"

struct sitting {
	const struct json *record; /* borrowed */
	const char *zone;          /* in which its days are; borrowed from record, or given */
	enum stage stage;
	bool is_contested; /* people should be asked what is right */
	bool has_start;
	bool is_extra;
	bool is_second_call;
	bool is_double; /* of a day of a series that has its meeting */
	int64_t start;  /* ms */
	int32_t day;    /* VB_DAY_MAX: no start */
};

struct sittings {
	struct json *records;
	struct sitting *items; /* by their begin, those without one last; no doubles */
	size_t count;
	struct sitting *doubles; /* protocol/kinds/occurrence.h */
	size_t double_count;
};

/* Reads one meeting, which it borrows. zone: where the meeting names none that this machine knows. */
struct sitting sittings_parse(const struct json *meeting, const char *zone);

/* All values that a field of a record has, as a list: several where it is in dispute, none where it has none. The caller
 * destroys it. */
struct json *sittings_values(const struct json *record, const char *field);

/* The states of a meeting that nobody saw replaced, at most max; those that are no words of ours are left out. 0: it has none. */
size_t sittings_stages(const struct json *meeting, enum stage *out, size_t max);

/* Finds which meetings of a list are doubles: made for a day of a series that has its meeting (protocol/kinds/occurrence.h).
 * is_double has room for all. Pure. */
void sittings_find_doubles(const struct json *meetings, const char *zone, bool *is_double);

/* The meetings of an organization of a committee, not deleted ones. Caller releases, also after an error.
 * Errors: those of client_ask. */
VB_MUST int sittings_read(struct cmd *cmd, const char *space, const char *organization,
                          struct sittings *out);

/* All meetings, of one committee (as it is typed) or of all (NULL). Caller releases, also after an error. Errors: as above. */
VB_MUST int sittings_read_all(struct cmd *cmd, const char *space, struct sittings *out);

/* Puts one of the doubles among the items. */
void sittings_add(struct sittings *sittings, const struct sitting *sitting);

/* Frees what belongs to it. Zeroed is fine. */
void sittings_release(struct sittings *sittings);

/* One meeting, by its number as it is typed. *record is what out borrows; the caller destroys it.
 * Errors: VB_ERR_BAD_VALUE (no meeting), those of client_ask. */
VB_MUST int sittings_show(struct cmd *cmd, const char *id, struct json **record,
                          struct sitting *out);

/* Writes the days of those that count for a cadence, and returns how many: not cancelled, not extra, with a begin. out has
 * room for all. */
size_t sittings_days(const struct sittings *sittings, int32_t *out);

#endif
