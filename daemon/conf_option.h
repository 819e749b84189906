/* conf_option: the settings of the daemon, and the one table of options that says what each may be.
 *
 * Here a single option is read, printed, copied and described; conf knows files and lines. Whoever needs a setting
 * includes conf.h. Called by conf.
 * Thread rule: pure.
 */
#ifndef VB_DAEMON_CONF_OPTION_H
#define VB_DAEMON_CONF_OPTION_H

#include "daemon/log.h"
#include "protocol/limits.h"

struct conf {
	char listen[VB_ENDPOINT_MAX_BYTES + 1];         /* empty: this office only dials out */
	char pairing_listen[VB_ENDPOINT_MAX_BYTES + 1]; /* empty: chosen from listen */
	char advertise[VB_ENDPOINT_MAX_BYTES + 1];      /* empty: as listen */
	char socket_folder[VB_ENDPOINT_MAX_BYTES + 1];  /* empty: only the owner's sockets */
	uint64_t map_bytes;
	uint64_t file_bytes;
	uint64_t max_peers;
	uint64_t max_clients;
	uint64_t invite_life_ms;
	uint64_t retry_min_ms;
	uint64_t retry_max_ms;
	uint64_t second_dial_ms;
	uint64_t arrival_every_ms;
	uint64_t member_day_bytes;
	uint64_t member_bytes;
	uint64_t founder_bytes;
	uint64_t relay_bytes;
	uint64_t relay_keep_ms;
	uint64_t erasure_delay_ms;
	uint64_t keep_reply_months; /* this and those below: for clients, by the call doctor */
	uint64_t keep_attendance_months;
	uint64_t keep_contact_months;
	uint64_t keep_removed_months;
	uint64_t keep_comment_months;
	uint64_t keep_application_months;
	enum log_level log_level;
};

#define VB_CONF_WHY_BYTES 320u
#define VB_CONF_VALUE_BYTES (VB_ENDPOINT_MAX_BYTES + 1u)
#define VB_CONF_BOUNDS_BYTES 64u

/* Why a file was refused: "line 3: unknown key `lisen`; did you mean `listen`?". */
struct conf_why {
	char text[VB_CONF_WHY_BYTES];
};

/* What the manual page must say of an option. */
struct conf_help {
	const char *name;
	const char *text;                  /* one or two sentences */
	char initial[VB_CONF_VALUE_BYTES]; /* the default, as written in a file; empty: none */
	char bounds[VB_CONF_BOUNDS_BYTES]; /* e.g. "1 s to 1 h"; empty: any */
	bool is_reloadable;
};

struct conf_option;

/* The number of options; they are numbered from 0. */
size_t conf_option_count(void);
/* The option at an index below the count. */
const struct conf_option *conf_option_at(size_t index);
/* Its key. */
const char *conf_option_name(const struct conf_option *o);
/* Whether it may change while the daemon runs. */
bool conf_option_is_reloadable(const struct conf_option *o);

/* Sets the option to its default. */
void conf_option_reset(const struct conf_option *o, struct conf *conf);
/* Reads a value; on error why gets a sentence. Errors: VB_ERR_CONFIG. */
VB_MUST int conf_option_read(const struct conf_option *o, const char *text, struct conf *conf,
                             struct conf_why *why);
/* Writes the value as conf_option_read reads it; "" when it is not set. */
void conf_option_print(const struct conf_option *o, const struct conf *conf,
                       char out[static VB_CONF_VALUE_BYTES]);
/* Copies one option's value. */
void conf_option_copy(const struct conf_option *o, struct conf *to, const struct conf *from);
/* What the manual page says of it. */
void conf_option_describe(const struct conf_option *o, struct conf_help *out);

#endif
