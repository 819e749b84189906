/* log: what the daemon tells its operator, one event a line on stderr: `event key=value ...`.
 *
 * Under journald (JOURNAL_STREAM names stderr) each line starts with its <priority>, else with the time. Ids are shortened
 * the same way everywhere (log_node, log_hex). Control characters and what is not UTF-8 are escaped in every line, so
 * that nothing a stranger chose begins a line of its own. Never a secret, never the contents of a record. What a partner
 * did wrong is at most a warning.
 * Thread rule: loop thread only. Holds the one level of the process.
 */
#ifndef VB_DAEMON_LOG_H
#define VB_DAEMON_LOG_H

#include "protocol/ids.h"

enum log_level {
	VB_LOG_ERROR = 3, /* syslog's numbers */
	VB_LOG_WARNING = 4,
	VB_LOG_INFO = 6,
	VB_LOG_DEBUG = 7,
};

#define VB_LOG_FORMAT(text_at, values_at) __attribute__((format(printf, text_at, values_at)))

/* Starts the log: finds out whether journald listens. Nothing above level is written. */
void log_init(enum log_level level);
/* Changes the level. */
void log_set_level(enum log_level level);

/* Writes an event, e.g. log_info("link.up", "peer=%s", ...). */
void log_info(const char *event, const char *format, ...) VB_LOG_FORMAT(2, 3);
/* As log_info, for those who search a fault. */
void log_debug(const char *event, const char *format, ...) VB_LOG_FORMAT(2, 3);
/* A warning about an errno, which is appended as error="...". */
void log_warn(const char *event, const char *format, ...) VB_LOG_FORMAT(2, 3);
/* A warning. */
void log_warnx(const char *event, const char *format, ...) VB_LOG_FORMAT(2, 3);
/* A warning about an enum vb_err, appended as code=VB-nnnn what="...". */
void log_error(const char *event, int err, const char *format, ...) VB_LOG_FORMAT(3, 4);
/* Says why and ends the process with status 1. For what cannot happen in a sound installation. */
_Noreturn void fatal(const char *event, const char *format, ...) VB_LOG_FORMAT(2, 3);

#define VB_LOG_SHORT_BYTES 16u

struct log_short {
	char text[VB_LOG_SHORT_BYTES];
};

/* The first two groups of a node id, e.g. "abcd-efgh": log_node(&id).text lives to the end of the expression. */
struct log_short log_node(const struct node_id *id);
/* The first eight hexadecimal digits of a space, log, entry or record id, given by its bytes. */
struct log_short log_hex(const uint8_t *id);

#endif
