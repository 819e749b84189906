/* kind: the table of kinds and fields (SPEC.md 12), from which rights, validation, forms, search and export follow.
 *
 * A kind is a small number with a name, a row of fields and the least role that may create, edit and delete. Numbers
 * and rights never change. The rows stand in kinds/, one file a family; this is the only way to them.
 * The table decides what people see and may write. What two offices merge must not depend on how new their program
 * is, so merging asks it one thing only: kind_is_allowed, which answers for kinds it has no row of as well.
 * Everything handed out is constant and lives for ever. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KIND_H
#define VB_PROTOCOL_KIND_H

#include "protocol/kind_row.h"

/* Kinds from this number on carry their rights in the number itself: SPEC.md 8.5. */
#define VB_KIND_RIGHTS_IN_NUMBER 64u

/* The kind with that number; NULL when this version does not know it. */
const struct kind *kind_by_number(uint32_t number);

/* The kind with that name; NULL when there is none. */
const struct kind *kind_by_name(struct span name);

/* The kinds this version knows, ascending by number; NULL behind the last. */
const struct kind *kind_at(size_t index);

/* The field with that number, of the kind's own or common to all; NULL when there is none. Constant cost. */
const struct kind_field *kind_field_by_number(const struct kind *kind, uint32_t number);

/* The field with that name; NULL when there is none. */
const struct kind_field *kind_field_by_name(const struct kind *kind, struct span name);

/* The fields of a kind, the common ones first, ascending by number; NULL behind the last. */
const struct kind_field *kind_field_at(const struct kind *kind, size_t index);

/* True if records can be looked up by this field: its OParl id, and all that it refers to. */
bool kind_field_is_indexed(const struct kind_field *field);

/* True if records of this kind, known or not, are kept encrypted under keys of their own: SPEC.md 13.4. */
bool kind_is_confidential(uint32_t number);

/* True if an author of this role may do this to a record of this kind, known or not. verb: 1 create, 2 edit, 3 delete.
 * The answer for a number is the same in every version. Source: SPEC.md 8.5. */
bool kind_is_allowed(uint32_t number, uint32_t verb, enum role role);

/* Checks one packed value against its field: one member for a set. nil, which clears, is no value.
 * Errors: VB_ERR_TOO_LARGE (text), VB_ERR_BAD_UTF8, VB_ERR_BAD_VALUE (anything else). */
VB_MUST int kind_check_value(const struct kind_field *field, struct span value);

#endif
