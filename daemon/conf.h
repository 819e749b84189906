/* conf: the settings of the daemon, from $VERBUND_HOME/verbundd.conf: flat lines `key value`, `#` begins a comment.
 *
 * One table row an option: name, type, bounds, default, unit, whether SIGHUP may change it, and the text of the manual
 * page, which a test compares with verbundd.conf(5). An unknown key, a key given twice or a value out of bounds refuses
 * the whole file, with its line and, for a near miss, the key that was probably meant. No secrets stand here.
 * Thread rule: pure but for conf_load.
 */
#ifndef VB_DAEMON_CONF_H
#define VB_DAEMON_CONF_H

#include "daemon/conf_option.h"

/* Sets every option to its default. */
void conf_init(struct conf *conf);

/* Reads the text of a file over the defaults; conf and only on error why are written.
 * Errors: VB_ERR_CONFIG. */
VB_MUST int conf_parse(struct span text, struct conf *conf, struct conf_why *why);

/* Reads the file at path; one that does not exist is as an empty one. Errors: VB_ERR_CONFIG, VB_ERR_IO. */
VB_MUST int conf_load(const char *path, struct conf *conf, struct conf_why *why);

/* Appends every option as a file that conf_parse reads to the same settings. */
void conf_format(const struct conf *conf, struct buf *out);

/* Takes over fresh, all or nothing: every option that differs must be one that may change while the daemon runs. names: those
 * taken over, parted by commas (empty: none differs); on error those that stood in the way, and conf is as it was.
 * Errors: VB_ERR_NEEDS_RESTART. */
VB_MUST int conf_reload(struct conf *conf, const struct conf *fresh, struct conf_why *names);

/* Describes the option at index; false behind the last one. */
bool conf_describe(size_t index, struct conf_help *out);

#endif
