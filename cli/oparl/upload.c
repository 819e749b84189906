/* upload: from a plan to requests; see upload.h; tested by tests/blackbox/05-oparl.t */
#include "cli/oparl/upload.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/oparl/oparl.h"
#include "protocol/limits.h"

#define REQUEST_MAX_BYTES (VB_IPC_FRAME_MAX_BYTES * 3 / 4)
#define REQUEST_MAX_ITEMS 5000u

/* What is referred to before what refers to it. */
static const uint32_t kind_order[] = {
	VB_KIND_BODY,   VB_KIND_LOCATION,    VB_KIND_ORGANIZATION,
	VB_KIND_PERSON, VB_KIND_MEMBERSHIP,  VB_KIND_MEETING,
	VB_KIND_PAPER,  VB_KIND_AGENDA_ITEM, VB_KIND_CONSULTATION,
};

struct upload {
	struct cmd *cmd;
	struct oparl_plan *plan;
	size_t body;
	const char *space;
	struct upload_sum *sum;
	size_t *batch; /* of each object: the number of its request; VB_OPARL_NONE: not of this body */
	size_t *sequence; /* places in the order of sending */
	size_t count;     /* of sequence */
	struct json *
		elsewhere; /* OParl id -> whether a reference to it is good; for those not in the plan */
	bool is_fresh;
};

/* ---- references out of the file ---- */

/* Whether the committee has the object, and may show it to whom the referring one is shown. */
static int look_up(struct upload *u, const struct kind *kind, const char *id, bool *is_there,
                   bool *is_public)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *items;
	int err;

	json_put_text(where, "id", id);
	json_put_text(question, "kind", kind->name);
	json_put_text(question, "space", u->space);
	json_put(question, "where", &where);
	err = client_list(u->cmd->client, "record.list", &question, &items);
	if (err < 0)
		return err;
	*is_there = json_count(items) > 0;
	for (size_t i = 0; i < json_count(items); i++) {
		const char *audience = json_get_text(json_at(items, i), "audience");

		*is_public |= audience != NULL && strcmp(audience, "all") == 0;
	}
	json_destroy(&items);
	return 0;
}

/* Finds out about every object that is named and not in the plan. */
static int look_elsewhere(struct upload *u)
{
	int err = 0;

	for (size_t i = 0; !u->is_fresh && err == 0 && i < u->plan->count; i++) {
		struct oparl_reference reference = { .field_index = 0 };

		while (err == 0 && u->plan->objects[i].space == u->body &&
		       oparl_plan_next(&u->plan->objects[i], &reference)) {
			const struct kind *kind = oparl_target(reference.field);
			bool is_there = false;
			bool is_public = false;

			if (oparl_plan_find(u->plan, reference.id) != VB_OPARL_NONE ||
			    json_get(u->elsewhere, reference.id) != NULL)
				continue;
			if (kind != NULL)
				err = look_up(u, kind, reference.id, &is_there, &is_public);
			json_put_int(u->elsewhere, reference.id, is_there + is_public);
		}
	}
	return err;
}

/* oparl_plan_keep: what leads to an object that is here or will be. */
static bool is_found(void *ctx, const struct oparl_object *object, const struct kind_field *field,
                     const char *id)
{
	const struct upload *u = ctx;
	int64_t found = json_int(json_get(u->elsewhere, id), 0);

	(void)field;
	if (oparl_plan_find(u->plan, id) != VB_OPARL_NONE)
		return true;
	return found == 2 || (found == 1 && object->is_internal);
}

/* ---- requests ---- */

static struct json *item_of(const struct oparl_object *object)
{
	struct json *item = json_new_map();
	struct json *fields = json_new_copy(object->fields);

	json_put_text(item, "kind", object->kind->name);
	json_put_bool(item, "internal", object->is_internal);
	json_put(item, "fields", &fields);
	return item;
}

static size_t size_of(const struct json *item)
{
	struct buf packed;
	size_t size;

	buf_init(&packed, VB_IPC_FRAME_MAX_BYTES);
	json_encode(item, &packed);
	size = packed.err == 0 ? packed.size : VB_IPC_FRAME_MAX_BYTES;
	buf_release(&packed);
	return size;
}

/* Puts the objects of the body in order and cuts the row into requests. */
static void cut(struct upload *u)
{
	size_t batch = 0;
	size_t bytes = 0;
	size_t items = 0;

	for (size_t k = 0; k < sizeof(kind_order) / sizeof(kind_order[0]); k++) {
		for (size_t i = 0; i < u->plan->count; i++) {
			const struct oparl_object *object = &u->plan->objects[i];
			struct json *item;
			size_t size;

			if (object->kind->number != kind_order[k] || object->space != u->body)
				continue;
			item = item_of(object);
			size = size_of(item);
			json_destroy(&item);
			if (items == REQUEST_MAX_ITEMS ||
			    (items > 0 && bytes + size > REQUEST_MAX_BYTES)) {
				batch++;
				bytes = items = 0;
			}
			bytes += size;
			items++;
			u->batch[i] = batch;
			u->sequence[u->count++] = i;
		}
	}
}

/* True if the value of a reference field names an object of a later request. */
static bool is_late(const struct upload *u, const struct json *value, size_t batch)
{
	size_t count = json_form_of(value) == JSON_FORM_LIST ? json_count(value) : 1;

	for (size_t i = 0; i < count; i++) {
		const struct json *one =
			json_form_of(value) == JSON_FORM_LIST ? json_at(value, i) : value;
		const char *id = json_get_text(one, "oparl");
		size_t place = id != NULL ? oparl_plan_find(u->plan, id) : VB_OPARL_NONE;

		if (place != VB_OPARL_NONE && u->batch[place] != VB_OPARL_NONE &&
		    u->batch[place] > batch)
			return true;
	}
	return false;
}

/* The fields that must wait are taken out of item; returns an item with them alone, NULL where none must. */
static struct json *split(const struct upload *u, size_t place, struct json *item)
{
	const struct oparl_object *object = &u->plan->objects[place];
	struct json *fields = json_get(item, "fields");
	struct json *late = json_new_map();
	struct json *second = NULL;
	const struct kind_field *field;

	for (size_t i = 0; (field = kind_field_at(object->kind, i)) != NULL; i++) {
		const struct json *value = json_get(object->fields, field->name);
		struct json *copy;

		if (field->type != VB_TYPE_REF || !is_late(u, value, u->batch[place]))
			continue;
		copy = json_new_copy(value);
		json_put(late, field->name, &copy);
		json_remove(fields, field->name);
	}
	if (json_count(late) > 0) {
		json_put_text(late, "id", json_text(object->id));
		second = json_new_map();
		json_put_text(second, "kind", object->kind->name);
		json_put_bool(second, "internal", object->is_internal);
		json_put(second, "fields", &late);
	}
	json_destroy(&late);
	return second;
}

/* Sends one request; takes *items and puts an empty list in its place. */
static int send_items(struct upload *u, struct json **items, struct upload_sum *sum)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "space", u->space);
	json_put(question, "items", items);
	*items = json_new_list();
	err = client_ask(u->cmd->client, "record.upsert", &question, &result);
	if (err < 0)
		return err;
	sum->created += json_int(json_get(result, "created"), 0);
	sum->updated += json_int(json_get(result, "updated"), 0);
	sum->unchanged += json_int(json_get(result, "unchanged"), 0);
	json_destroy(&result);
	return 0;
}

/* Sends all requests, and keeps in *later what must follow. */
static int send_all(struct upload *u, struct json *later)
{
	struct json *items = json_new_list();
	int err = 0;

	for (size_t i = 0; err == 0 && i < u->count; i++) {
		size_t place = u->sequence[i];
		struct json *item = item_of(&u->plan->objects[place]);
		struct json *second = split(u, place, item);

		if (second != NULL)
			json_add(later, &second);
		json_add(items, &item);
		if (i + 1 == u->count || u->batch[u->sequence[i + 1]] != u->batch[place]) {
			err = send_items(u, &items, u->sum);
			out_progress(u->cmd->out, i + 1, u->count);
		}
	}
	out_progress_end(u->cmd->out);
	json_destroy(&items);
	return err;
}

/* Sends what had to wait. These objects were counted; one that changes only now was counted as unchanged. */
static int send_later(struct upload *u, const struct json *later)
{
	struct json *items = json_new_list();
	struct upload_sum sum = { 0, 0, 0 };
	size_t bytes = 0;
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(later); i++) {
		struct json *item = json_new_copy(json_at(later, i));

		bytes += size_of(item);
		json_add(items, &item);
		if (i + 1 < json_count(later) && bytes < REQUEST_MAX_BYTES / 2)
			continue;
		err = send_items(u, &items, &sum);
		bytes = 0;
	}
	if (u->sum->created == 0 && sum.updated <= u->sum->unchanged) {
		u->sum->updated += sum.updated;
		u->sum->unchanged -= sum.updated;
	}
	json_destroy(&items);
	return err;
}

int upload_run(struct cmd *cmd, struct oparl_plan *plan, size_t body, const char *space,
               bool is_fresh, struct upload_sum *sum)
{
	struct upload u = { .cmd = cmd,
		            .plan = plan,
		            .body = body,
		            .space = space,
		            .sum = sum,
		            .is_fresh = is_fresh };
	struct json *later = json_new_list();
	int err;

	u.batch = calloc(plan->count + 1, sizeof(*u.batch));
	u.sequence = calloc(plan->count + 1, sizeof(*u.sequence));
	u.elsewhere = json_new_map();
	if (u.batch == NULL || u.sequence == NULL)
		abort();
	for (size_t i = 0; i < plan->count; i++)
		u.batch[i] = VB_OPARL_NONE;
	err = look_elsewhere(&u);
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->objects[i].space == body)
			oparl_plan_drop(plan, &plan->objects[i], is_found, &u);
	}
	cut(&u);
	if (err == 0)
		err = send_all(&u, later);
	if (err == 0)
		err = send_later(&u, later);
	json_destroy(&later);
	json_destroy(&u.elsewhere);
	free(u.batch);
	free(u.sequence);
	return err;
}
