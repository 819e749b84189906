/* oparl_rule: what is not public, and what belongs where; see oparl_rule.h. */
#include "cli/oparl/oparl_rule.h"

#include <stdlib.h>
#include <string.h>

static bool is_kind(const struct oparl_object *object, uint32_t number)
{
	return object->kind->number == number;
}

/* True if the field refers to something in the plan that is not public. */
static bool leads_inside(const struct oparl_plan *plan, const struct oparl_object *object,
                         const char *field)
{
	size_t place = oparl_plan_follow(plan, object, field);

	return place != VB_OPARL_NONE && plan->objects[place].is_internal;
}

/* Marks parents of this kind that have children of that kind, none of them public. */
static void mark_by_children(struct oparl_plan *plan, uint32_t parent, uint32_t child,
                             const char *field)
{
	bool *has_any = calloc(plan->count + 1, sizeof(*has_any));
	bool *has_public = calloc(plan->count + 1, sizeof(*has_public));

	if (has_any == NULL || has_public == NULL)
		abort();
	for (size_t i = 0; i < plan->count; i++) {
		size_t place;

		if (!is_kind(&plan->objects[i], child))
			continue;
		place = oparl_plan_follow(plan, &plan->objects[i], field);
		if (place == VB_OPARL_NONE)
			continue;
		has_any[place] = true;
		has_public[place] |= !plan->objects[i].is_internal;
	}
	for (size_t i = 0; i < plan->count; i++) {
		if (is_kind(&plan->objects[i], parent) && has_any[i] && !has_public[i])
			plan->objects[i].is_internal = true;
	}
	free(has_any);
	free(has_public);
}

/* Marks objects of this kind whose field leads to what is not public. */
static void mark_by_parent(struct oparl_plan *plan, uint32_t kind, const char *field)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct oparl_object *object = &plan->objects[i];

		if (is_kind(object, kind) && leads_inside(plan, object, field))
			object->is_internal = true;
	}
}

/* ---- organizations and places ---- */

static bool is_named_thing(const struct oparl_object *object)
{
	return is_kind(object, VB_KIND_ORGANIZATION) || is_kind(object, VB_KIND_LOCATION);
}

/* Who belongs to an organization tells as much as its name, so a membership does not make it public. */
static bool is_naming(const struct oparl_object *object, const struct oparl_reference *reference)
{
	return !is_kind(object, VB_KIND_MEMBERSHIP) ||
	       strcmp(reference->field->name, "onBehalfOf") == 0;
}

/* Sets mark for every organization and place that an object with mark[object] names. Returns whether any was new. */
static bool spread(const struct oparl_plan *plan, bool *mark)
{
	bool has_new = false;

	for (size_t i = 0; i < plan->count; i++) {
		struct oparl_reference reference = { .field_index = 0 };

		while (mark[i] && oparl_plan_next(&plan->objects[i], &reference)) {
			size_t place = oparl_plan_find(plan, reference.id);

			if (place == VB_OPARL_NONE || mark[place] ||
			    !is_named_thing(&plan->objects[place]) ||
			    !is_naming(&plan->objects[i], &reference))
				continue;
			mark[place] = true;
			has_new = true;
		}
	}
	return has_new;
}

/* Sets mark for the memberships of marked organizations. Returns whether any was new. */
static bool spread_to_members(const struct oparl_plan *plan, bool *mark)
{
	bool has_new = false;

	for (size_t i = 0; i < plan->count; i++) {
		size_t place;

		if (mark[i] || !is_kind(&plan->objects[i], VB_KIND_MEMBERSHIP))
			continue;
		place = oparl_plan_follow(plan, &plan->objects[i], "organization");
		if (place == VB_OPARL_NONE || !mark[place])
			continue;
		mark[i] = true;
		has_new = true;
	}
	return has_new;
}

/* A membership is as public as its organization. */
static bool is_shown(const struct oparl_plan *plan, const struct oparl_object *object,
                     const bool *shown)
{
	size_t place;

	if (object->is_internal || !is_kind(object, VB_KIND_MEMBERSHIP))
		return !object->is_internal;
	place = oparl_plan_follow(plan, object, "organization");
	return place == VB_OPARL_NONE || shown[place];
}

/* Sets shown for what is public by itself. Returns whether any was new. */
static bool show(const struct oparl_plan *plan, const bool *inside, bool *shown)
{
	bool has_new = false;

	for (size_t i = 0; i < plan->count; i++) {
		const struct oparl_object *object = &plan->objects[i];

		if (shown[i] || (is_named_thing(object) && inside[i]) ||
		    !is_shown(plan, object, shown))
			continue;
		shown[i] = true;
		has_new = true;
	}
	return has_new;
}

/* inside: named by what is not public. shown: public, or named by what is. What is inside and not shown is marked. */
static void mark_named(struct oparl_plan *plan)
{
	bool *inside = calloc(plan->count + 1, sizeof(*inside));
	bool *shown = calloc(plan->count + 1, sizeof(*shown));
	bool has_new = true;

	if (inside == NULL || shown == NULL)
		abort();
	for (size_t i = 0; i < plan->count; i++)
		inside[i] = plan->objects[i].is_internal;
	while (has_new) {
		has_new = spread(plan, inside);
		has_new |= spread_to_members(plan, inside);
	}
	do {
		has_new = show(plan, inside, shown);
		has_new |= spread(plan, shown);
	} while (has_new);
	for (size_t i = 0; i < plan->count; i++) {
		if (is_named_thing(&plan->objects[i]) && !shown[i])
			plan->objects[i].is_internal = true;
	}
	free(inside);
	free(shown);
}

/* oparl_plan_keep: from what is public only to what is public. */
static bool is_telling_nothing(void *ctx, const struct oparl_object *object,
                               const struct kind_field *field, const char *id)
{
	const struct oparl_plan *plan = ctx;
	size_t place = oparl_plan_find(plan, id);

	(void)field;
	return object->is_internal || place == VB_OPARL_NONE || !plan->objects[place].is_internal;
}

void oparl_rule_public(struct oparl_plan *plan)
{
	mark_by_children(plan, VB_KIND_MEETING, VB_KIND_AGENDA_ITEM, "meeting");
	mark_by_parent(plan, VB_KIND_AGENDA_ITEM, "meeting");
	mark_by_parent(plan, VB_KIND_CONSULTATION, "agendaItem");
	mark_by_parent(plan, VB_KIND_CONSULTATION, "meeting");
	mark_by_children(plan, VB_KIND_PAPER, VB_KIND_CONSULTATION, "paper");
	mark_by_parent(plan, VB_KIND_CONSULTATION, "paper");
	mark_named(plan);
	mark_by_parent(plan, VB_KIND_MEMBERSHIP, "organization");
	for (size_t i = 0; i < plan->count; i++)
		oparl_plan_drop(plan, &plan->objects[i], is_telling_nothing, plan);
}

/* ---- bodies ---- */

/* By which fields an object belongs to something else, the strongest first. */
static const char *const belonging[] = { "body",  "bodies", "organization", "meeting",
	                                 "paper", "person", "agendaItem" };

/* Goes up to the body; VB_OPARL_NONE: there is no way. */
static size_t body_of(const struct oparl_plan *plan, size_t place, unsigned depth)
{
	const struct oparl_object *object = &plan->objects[place];

	if (is_kind(object, VB_KIND_BODY))
		return place;
	for (size_t i = 0; depth > 0 && i < sizeof(belonging) / sizeof(belonging[0]); i++) {
		size_t next = oparl_plan_follow(plan, object, belonging[i]);
		size_t body =
			next != VB_OPARL_NONE ? body_of(plan, next, depth - 1) : VB_OPARL_NONE;

		if (body != VB_OPARL_NONE)
			return body;
	}
	return VB_OPARL_NONE;
}

/* oparl_plan_keep: within one body. */
static bool is_within(void *ctx, const struct oparl_object *object, const struct kind_field *field,
                      const char *id)
{
	const struct oparl_plan *plan = ctx;
	size_t place = oparl_plan_find(plan, id);

	(void)field;
	return place == VB_OPARL_NONE || plan->objects[place].space == object->space;
}

/* Objects without a way up get the body of the first that refers to them. */
static void assign_by_naming(struct oparl_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct oparl_reference reference = { .field_index = 0 };

		if (plan->objects[i].space == VB_OPARL_NONE)
			continue;
		while (oparl_plan_next(&plan->objects[i], &reference)) {
			size_t place = oparl_plan_find(plan, reference.id);

			if (place != VB_OPARL_NONE && plan->objects[place].space == VB_OPARL_NONE)
				plan->objects[place].space = plan->objects[i].space;
		}
	}
}

size_t oparl_rule_bodies(struct oparl_plan *plan, size_t *bodies)
{
	size_t *number = calloc(plan->count + 1, sizeof(*number)); /* of a body, by its place */
	size_t count = 0;

	if (number == NULL)
		abort();
	for (size_t i = 0; i < plan->count; i++) {
		plan->objects[i].space = 0;
		if (!is_kind(&plan->objects[i], VB_KIND_BODY))
			continue;
		number[i] = count;
		bodies[count++] = i;
	}
	for (size_t i = 0; count > 1 && i < plan->count; i++) {
		size_t body = body_of(plan, i, 5);

		plan->objects[i].space = body != VB_OPARL_NONE ? number[body] : VB_OPARL_NONE;
	}
	if (count > 1)
		assign_by_naming(plan);
	for (size_t i = 0; count > 1 && i < plan->count; i++) {
		if (plan->objects[i].space == VB_OPARL_NONE)
			plan->objects[i].space = 0;
	}
	for (size_t i = 0; count > 1 && i < plan->count; i++)
		oparl_plan_drop(plan, &plan->objects[i], is_within, plan);
	free(number);
	return count;
}
