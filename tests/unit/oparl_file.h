/* oparl_file: what the tests of the import have in common.
 *
 * The real file from Lübeck, and short ones that stand in a test.
 * Used by test_oparl_*. A problem with the file ends the run.
 */
#ifndef VB_TESTS_UNIT_OPARL_FILE_H
#define VB_TESTS_UNIT_OPARL_FILE_H

#include "cli/oparl/oparl_plan.h"

#define VB_LUEBECK "https://luebeck.example/oparl/v1.1/"

/* Reads the real file into a plan; the caller releases it. */
void oparl_file_luebeck(struct oparl_plan *plan);

/* Reads a text into a plan, which must work; the caller releases it. Ids and types may be short: in the text @ stands for
 * the schema's address, and ' for ". */
void oparl_file_read(const char *text, struct oparl_plan *plan);

/* The object with this id; ends the run when there is none. */
struct oparl_object *oparl_file_object(const struct oparl_plan *plan, const char *id);

/* True if the object is marked as not public. */
bool oparl_file_is_internal(const struct oparl_plan *plan, const char *id);

#endif
