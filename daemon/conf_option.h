/* conf_option: the one table of options and what is done with a single one: read, print, compare, copy, describe.
 *
 * Called by conf, which knows files and lines. Thread rule: pure.
 */
#ifndef VB_DAEMON_CONF_OPTION_H
#define VB_DAEMON_CONF_OPTION_H

#include "daemon/conf.h"

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
