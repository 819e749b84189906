/* oparl: the words of OParl 1.1 beside those of our kinds and fields.
 *
 * Kinds and fields have OParl's names (SPEC.md 12), so most of it is one to one. Fields that OParl lacks are written as
 * properties of a vendor, "Verbund:<field>", as its specification has it. Some properties are the other side of a
 * reference, addresses of lists or computed here: they are known, and neither kept nor missed.
 * Called by oparl_read and oparl_write. Thread rule: pure.
 */
#ifndef VB_CLI_OPARL_OPARL_H
#define VB_CLI_OPARL_OPARL_H

#include "protocol/kind.h"

#define VB_OPARL_SCHEMA "https://schema.oparl.org/1.1/"
#define VB_OPARL_VENDOR "Verbund:"

/* The kind of an object by the address of its type, of any 1.x; NULL: none of ours. */
const struct kind *oparl_kind(const char *type);

/* The last part of the type's address: "AgendaItem"; NULL for a kind that OParl lacks. */
const char *oparl_type(const struct kind *kind);

/* True if OParl has the field; else it is the vendor's. */
bool oparl_has_field(const struct kind *kind, const struct kind_field *field);

/* The field that a property is kept in, "Verbund:" ones included; NULL: none. */
const struct kind_field *oparl_field(const struct kind *kind, const char *property);

/* A property that lists objects which refer back to the one it stands in. */
struct oparl_children {
	const char *kind; /* where it stands */
	const char *property;
	const char *child; /* kind of the objects */
	const char *back;  /* their field that refers back; NULL: none */
};

/* The row for a property; NULL when it lists no such objects. */
const struct oparl_children *oparl_children(const struct kind *kind, const char *property);

/* True for a property that is known and not kept: computed, or said elsewhere. */
bool oparl_is_derived(const struct kind *kind, const char *property);

/* The kind that a reference field leads to; NULL: any. */
const struct kind *oparl_target(const struct kind_field *field);

#endif
