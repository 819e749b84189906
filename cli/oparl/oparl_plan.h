/* oparl_plan: the objects of an import, each once, as they are going to be records.
 *
 * Embedded objects stand here beside the one they came in. Fields are as the daemon wants them: times in milliseconds,
 * references {"oparl": id}. Filled by oparl_read, decided about by oparl_rule, sent by cmd_import.
 * Thread rule: pure.
 */
#ifndef VB_CLI_OPARL_OPARL_PLAN_H
#define VB_CLI_OPARL_OPARL_PLAN_H

#include "cli/json.h"
#include "protocol/kind.h"

#define VB_OPARL_NONE SIZE_MAX

struct oparl_object {
	const struct kind *kind;
	struct json *id; /* text */
	struct json *fields;
	int64_t order;    /* of an agenda item, as the file says; INT64_MAX: it does not */
	bool is_internal; /* not public */
	size_t space;     /* which of the bodies it belongs to */
};

struct oparl_plan {
	struct oparl_object *objects;
	size_t count;
	size_t capacity;
	struct json *places;   /* id -> index */
	struct json *unknown;  /* "type.property" -> how often it was met and left */
	int64_t deleted_count; /* objects that the source marks as deleted */
	int64_t dropped_count; /* references that lead nowhere, or from public to not public */
};

/* An empty plan. */
void oparl_plan_init(struct oparl_plan *plan);
/* Frees all of it. */
void oparl_plan_release(struct oparl_plan *plan);

/* The index of the object with this id; VB_OPARL_NONE: there is none. */
size_t oparl_plan_find(const struct oparl_plan *plan, const char *id);

/* The object with this id, made if there is none; *out is an index. Errors: VB_ERR_BAD_INPUT (there is one of another
 * kind). */
VB_MUST int oparl_plan_add(struct oparl_plan *plan, const struct kind *kind, const char *id,
                           size_t *out);

/* Counts a property that is not kept. */
void oparl_plan_count_unknown(struct oparl_plan *plan, const struct kind *kind,
                              const char *property);

/* One reference after the other of an object, lists included. Start with all zero. */
struct oparl_reference {
	size_t field_index; /* of kind_field_at, the next to look at */
	size_t element;     /* of the list under way */
	const struct kind_field *field;
	const char *id; /* OParl id; lives as long as the object's fields stay */
};

/* Moves on to the next reference; false at the end. */
bool oparl_plan_next(const struct oparl_object *object, struct oparl_reference *reference);

/* The first object that a field refers to; VB_OPARL_NONE: none, or it stands not in the plan. */
size_t oparl_plan_follow(const struct oparl_plan *plan, const struct oparl_object *object,
                         const char *field);

/* Whether a reference stays. */
typedef bool oparl_plan_keep(void *ctx, const struct oparl_object *object,
                             const struct kind_field *field, const char *id);

/* Takes the references that do not stay out of an object, and counts them. */
void oparl_plan_drop(struct oparl_plan *plan, struct oparl_object *object, oparl_plan_keep *keep,
                     void *ctx);

#endif
