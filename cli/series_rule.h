/* series_rule: the rule of a series from what people type: every 6 weeks on Tuesday, until a day.
 *
 * A rule as RFC 5545 writes it is taken as it is. Days of the week have their English, German and RFC 5545 names.
 * Called by cmd_series. Thread rule: one thread.
 */
#ifndef VB_CLI_SERIES_RULE_H
#define VB_CLI_SERIES_RULE_H

#include "cli/cmd.h"

/* Makes the rule of --rule, or of --every, --unit, --weekday, --week, --count and --until. The caller frees *rule.
 * Errors: VB_ERR_BAD_VALUE, VB_ERR_USAGE (both ways). */
VB_MUST int series_rule_parse(struct cmd *cmd, char **rule);

#endif
