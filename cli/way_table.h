/* way_table: the table of a Beratungsfolge as council papers have it: lines with tabs between date, committee, status and
 * responsibility, in German or English.
 *
 * A first line that names its columns says which stands where, a column for the result too; without one they stand as above. Lines without
 * a tab are passed over and counted, so that the text of a whole paper will do. Names are taken as they stand, with their
 * quotes. A status that does not clearly say public or not public is an error: nobody guesses what the public may read.
 * Called by cmd_import_consultations. Thread rule: pure.
 */
#ifndef VB_CLI_WAY_TABLE_H
#define VB_CLI_WAY_TABLE_H

#include "cli/json.h"

#define VB_WAY_TABLE_ROWS_MAX 1000u
#define VB_WAY_TABLE_WHY_BYTES 200u

/* Reads the text, as rows in their order: {"date"?: YYYY-MM-DD, "committee", "internal": bool, "role"?, "result"?}. The caller
 * destroys *rows. why: on error what is wrong, in the user's language. *passed: lines that are no rows.
 * Errors: VB_ERR_BAD_INPUT, VB_ERR_BAD_UTF8. */
VB_MUST int way_table_parse(struct span text, struct json **rows, size_t *passed,
                            char why[static VB_WAY_TABLE_WHY_BYTES]);

#endif
