/* conf: the settings of the daemon, from $VERBUND_HOME/verbundd.conf: flat lines `key value`, `#` begins a comment.
 *
 * One table row an option: name, type, bounds, default, unit, whether SIGHUP takes it over, and the text of the manual
 * page, which a test compares with verbundd.conf(5). An unknown key, a key given twice or a value out of bounds refuses
 * the whole file, with its line and, for a near miss, the key that was probably meant. No secrets stand here.
 * Thread rule: pure but for conf_load.
 */
#ifndef VB_DAEMON_CONF_H
#define VB_DAEMON_CONF_H

#include "daemon/log.h"
#include "protocol/limits.h"

struct conf {
	char listen[VB_ENDPOINT_MAX_BYTES + 1];         /* empty: this office only dials out */
	char pairing_listen[VB_ENDPOINT_MAX_BYTES + 1]; /* empty: chosen from listen */
	char advertise[VB_ENDPOINT_MAX_BYTES + 1];      /* empty: as listen */
	uint64_t map_bytes;
	uint64_t max_peers;
	uint64_t max_clients;
	uint64_t invite_life_ms;
	uint64_t retry_min_ms;
	uint64_t retry_max_ms;
	uint64_t second_dial_ms;
	enum log_level log_level;
};

#define VB_CONF_WHY_BYTES 320u
#define VB_CONF_VALUE_BYTES (VB_ENDPOINT_MAX_BYTES + 1u)
#define VB_CONF_BOUNDS_BYTES 64u

/* Why a file was refused: "line 3: unknown key `lisen`; did you mean `listen`?". */
struct conf_why {
	char text[VB_CONF_WHY_BYTES];
};

/* Sets every option to its default. */
void conf_init(struct conf *conf);

/* Reads the text of a file over the defaults; conf and only on error why are written.
 * Errors: VB_ERR_CONFIG. */
VB_MUST int conf_parse(struct span text, struct conf *conf, struct conf_why *why);

/* Reads the file at path; one that does not exist is as an empty one. Errors: VB_ERR_CONFIG, VB_ERR_IO. */
VB_MUST int conf_load(const char *path, struct conf *conf, struct conf_why *why);

/* Appends every option as a file that conf_parse reads to the same settings. */
void conf_format(const struct conf *conf, struct buf *out);

/* Takes over from fresh what may change while running; returns how many others differ and wait for a restart. */
size_t conf_reload(struct conf *conf, const struct conf *fresh);

/* What the manual page must say of an option. */
struct conf_help {
	const char *name;
	const char *text;                  /* one or two sentences */
	char initial[VB_CONF_VALUE_BYTES]; /* the default, as written in a file; empty: none */
	char bounds[VB_CONF_BOUNDS_BYTES]; /* e.g. "1 s to 1 h"; empty: any */
	bool is_reloadable;
};

/* Describes the option at index; false behind the last one. */
bool conf_describe(size_t index, struct conf_help *out);

#endif
