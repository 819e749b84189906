/* oparl_plan: the objects of an import; see oparl_plan.h. */
#include "cli/oparl/oparl_plan.h"

#include <stdlib.h>
#include <string.h>

#include "cli/oparl/oparl.h"
#include "protocol/utf8.h"

void oparl_plan_init(struct oparl_plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	plan->places = json_new_map();
	plan->unknown = json_new_map();
}

void oparl_plan_release(struct oparl_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		json_destroy(&plan->objects[i].id);
		json_destroy(&plan->objects[i].fields);
	}
	free(plan->objects);
	json_destroy(&plan->places);
	json_destroy(&plan->unknown);
	memset(plan, 0, sizeof(*plan));
}

size_t oparl_plan_find(const struct oparl_plan *plan, const char *id)
{
	const struct json *place = json_get(plan->places, id);

	return place != NULL ? (size_t)json_int(place, 0) : VB_OPARL_NONE;
}

int oparl_plan_add(struct oparl_plan *plan, const struct kind *kind, const char *id, size_t *out)
{
	size_t place = oparl_plan_find(plan, id);
	struct oparl_object *object;

	if (place != VB_OPARL_NONE) {
		if (plan->objects[place].kind != kind)
			return VB_ERR_BAD_INPUT;
		*out = place;
		return 0;
	}
	if (plan->count == plan->capacity) {
		plan->capacity = plan->capacity > 0 ? 2 * plan->capacity : 256;
		plan->objects = realloc(plan->objects, plan->capacity * sizeof(*plan->objects));
		if (plan->objects == NULL)
			abort();
	}
	object = &plan->objects[plan->count];
	*object = (struct oparl_object){ .kind = kind, .order = INT64_MAX };
	object->id = json_new_text(id);
	object->fields = json_new_map();
	json_put_text(object->fields, "id", id);
	json_put_int(plan->places, id, (int64_t)plan->count);
	*out = plan->count++;
	return 0;
}

void oparl_plan_count_unknown(struct oparl_plan *plan, const struct kind *kind,
                              const char *property)
{
	char name[120];

	(void)snprintf(name, sizeof(name), "%s.%s", oparl_type(kind), property);
	/* Cutting a long name may have cut a character. */
	for (size_t size = strlen(name); size > 0 && !utf8_is_valid(span_of(name, size)); size--)
		name[size - 1] = '\0';
	json_put_int(plan->unknown, name, json_int(json_get(plan->unknown, name), 0) + 1);
}

bool oparl_plan_next(const struct oparl_object *object, struct oparl_reference *reference)
{
	const struct kind_field *field;

	while ((field = kind_field_at(object->kind, reference->field_index)) != NULL) {
		const struct json *value = json_get(object->fields, field->name);
		const struct json *one = value;

		if (field->type == VB_TYPE_REF && json_form_of(value) == JSON_FORM_LIST)
			one = json_at(value, reference->element++);
		else
			reference->field_index++;
		if (field->type != VB_TYPE_REF || value == NULL)
			continue;
		if (one == NULL) {
			reference->field_index++;
			reference->element = 0;
			continue;
		}
		reference->field = field;
		reference->id = json_get_text(one, "oparl");
		if (reference->id != NULL)
			return true;
	}
	return false;
}

size_t oparl_plan_follow(const struct oparl_plan *plan, const struct oparl_object *object,
                         const char *field)
{
	const struct json *value = json_get(object->fields, field);
	const char *id;

	if (json_form_of(value) == JSON_FORM_LIST)
		value = json_at(value, 0);
	id = json_get_text(value, "oparl");
	return id != NULL ? oparl_plan_find(plan, id) : VB_OPARL_NONE;
}

/* The members of a set that are kept; NULL: none. */
static struct json *kept_members(struct oparl_plan *plan, const struct oparl_object *object,
                                 const struct kind_field *field, const struct json *list,
                                 oparl_plan_keep *keep, void *ctx)
{
	struct json *kept = json_new_list();

	for (size_t i = 0; i < json_count(list); i++) {
		const char *id = json_get_text(json_at(list, i), "oparl");

		if (id == NULL || keep(ctx, object, field, id)) {
			struct json *copy = json_new_copy(json_at(list, i));

			json_add(kept, &copy);
		} else {
			plan->dropped_count++;
		}
	}
	if (json_count(kept) == 0)
		json_destroy(&kept);
	return kept;
}

void oparl_plan_drop(struct oparl_plan *plan, struct oparl_object *object, oparl_plan_keep *keep,
                     void *ctx)
{
	const struct kind_field *field;

	for (size_t i = 0; (field = kind_field_at(object->kind, i)) != NULL; i++) {
		const struct json *value = json_get(object->fields, field->name);
		const char *id = json_get_text(value, "oparl");
		struct json *kept = NULL;

		if (field->type != VB_TYPE_REF || value == NULL)
			continue;
		if (json_form_of(value) == JSON_FORM_LIST) {
			kept = kept_members(plan, object, field, value, keep, ctx);
		} else if (id != NULL && !keep(ctx, object, field, id)) {
			plan->dropped_count++;
		} else {
			continue;
		}
		if (kept != NULL)
			json_put(object->fields, field->name, &kept);
		else
			json_remove(object->fields, field->name);
	}
}
