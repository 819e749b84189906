/* flow: steps in their order; see flow.h; tested by tests/blackbox/20-duties.t */
#include "cli/flow.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cli/arrange.h"
#include "cli/collate.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/seats.h"
#include "cli/sheaf.h"
#include "protocol/kinds/agenda.h"

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Texts in order, those that are missing last. */
static int by_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static int by_place(const struct json *a, const struct json *b)
{
	const char *x = kept_text(a, "process");
	const char *y = kept_text(b, "process");
	int order = collate_compare(x != NULL ? x : "", y != NULL ? y : "");

	if (order == 0)
		order = by_text(x, y);
	if (order == 0)
		order = by_text(json_get_text(a, "space"), json_get_text(b, "space"));
	if (order == 0)
		order = by_text(kept_text(a, "order"), kept_text(b, "order"));
	return order != 0 ? order : by_text(json_get_text(a, "id"), json_get_text(b, "id"));
}

/* True if two steps are of one process of one committee. */
static bool is_together(const struct json *a, const struct json *b)
{
	return by_text(kept_text(a, "process"), kept_text(b, "process")) == 0 &&
	       is_same(json_get_text(a, "space"), json_get_text(b, "space"));
}

int flow_read(struct cmd *cmd, const char *space, const char *process, struct json **steps)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	int64_t place = 0;
	int err;

	json_put_text(question, "kind", "processStep");
	json_put_text(question, "space", space);
	if (process != NULL) {
		json_put_text(where, "process", process);
		json_put(question, "where", &where);
	}
	json_destroy(&where);
	err = client_list(cmd->client, "record.list", &question, steps);
	if (err < 0)
		return err;
	arrange(*steps, by_place);
	for (size_t i = 0; i < json_count(*steps); i++) {
		if (i == 0 || !is_together(json_at(*steps, i - 1), json_at(*steps, i)))
			place = 0;
		json_put_int(json_at(*steps, i), "place", ++place);
	}
	return 0;
}

/* ---- who ---- */

/* The first member of a set, or the text of a register. */
static const char *first_of(const struct json *record, const char *field)
{
	const struct json *value = json_get(json_get(record, "fields"), field);

	return json_form_of(value) == JSON_FORM_LIST ? json_text(json_at(value, 0))
	                                             : json_text(value);
}

char *flow_contact(const struct successors *successors, struct labels *labels,
                   const struct json *step)
{
	const char *in_charge = successors_of(successors, kept_text(step, "organization"));
	const struct json *person = labels_record(labels, kept_text(step, "person"));
	const struct json *office = labels_record(labels, in_charge);
	char *name = labels_title(labels, person);
	const char *ways[] = { name[0] != '\0' ? name : NULL, first_of(person, "email"),
		               first_of(person, "phone"), NULL };
	char *text = NULL;
	size_t count = 0;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	if (ways[1] == NULL && ways[2] == NULL)
		ways[3] = kept_text(office, "contactEmail");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (ways[i] != NULL)
			(void)fprintf(out, "%s%s", count++ > 0 ? ", " : "", ways[i]);
	}
	if (fclose(out) != 0)
		abort();
	free(name);
	return text;
}

/* ---- what comes next ---- */

struct json *flow_index(const struct json *steps)
{
	struct json *index = json_new_map();

	for (size_t i = 0; i < json_count(steps); i++) {
		const char *id = json_get_text(json_at(steps, i), "id");

		if (id != NULL)
			json_put_int(index, id, (int64_t)i);
	}
	return index;
}

static int by_number(const void *x, const void *y)
{
	const size_t *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

/* Where the steps that come next stand in the list, ascending. The caller frees *places. */
static size_t next_places(const struct json *index, const struct json *next, size_t **places)
{
	size_t count = 0;

	*places = calloc(json_count(next) + 1, sizeof(**places));
	if (*places == NULL)
		abort();
	for (size_t i = 0; i < json_count(next); i++) {
		const char *id = json_text(json_at(next, i));
		int64_t at = id != NULL ? json_int(json_get(index, id), -1) : -1;

		if (at >= 0)
			(*places)[count++] = (size_t)at;
	}
	qsort(*places, count, sizeof(**places), by_number);
	return count;
}

char *flow_next(const struct json *steps, const struct json *index, const struct json *step)
{
	size_t *places;
	size_t count = next_places(index, json_get(json_get(step, "fields"), "next"), &places);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		const struct json *other = json_at(steps, places[i]);
		const char *name = kept_text(other, "name");

		(void)fputs(i > 0 ? ", " : "", out);
		if (is_together(step, other))
			(void)fprintf(out, "%lld",
			              (long long)json_int(json_get(other, "place"), 0));
		else
			(void)fputs(name != NULL ? name : json_get_text(other, "id"), out);
	}
	if (fclose(out) != 0)
		abort();
	free(places);
	return text;
}

/* ---- places ---- */

/* The steps as agenda.h wants them, with their keys in the caller's room. */
static struct agenda_item *items_of(const struct json *steps, struct order_key *keys)
{
	struct agenda_item *items = calloc(json_count(steps) + 1, sizeof(*items));

	if (items == NULL)
		abort();
	for (size_t i = 0; i < json_count(steps); i++) {
		const char *text = kept_text(json_at(steps, i), "order");
		size_t size = text != NULL ? strlen(text) / 2 : 0;

		items[i].id = seats_id_of(json_get_text(json_at(steps, i), "id"));
		items[i].audience = VB_AUDIENCE_ALL;
		items[i].is_counted = true;
		if (size > 0 && size <= sizeof(keys[i].b) &&
		    hex_parse(text, 2 * size, keys[i].b, size) == 0)
			items[i].order = span_of(keys[i].b, size);
	}
	return items;
}

static struct json *json_of_key(const struct order_key *key)
{
	char text[2 * VB_ORDER_KEY_MAX_BYTES + 1];

	hex_format(key->b, key->size, text);
	return json_new_text(text);
}

/* The step behind which it is to stand; *low the number of those before it, without moved. */
static int find_low(struct cmd *cmd, const struct json *steps, const char *moved, const char *after,
                    const struct json **found, size_t *low)
{
	size_t others = 0;

	*found = NULL;
	*low = 0;
	for (size_t i = 0; i < json_count(steps); i++) {
		const struct json *step = json_at(steps, i);
		const char *id = json_get_text(step, "id");

		if (id == NULL || is_same(id, moved))
			continue;
		others++;
		if (after != NULL && strncmp(id, after, strlen(after)) != 0)
			continue;
		if (after != NULL && *found != NULL)
			return out_fail(cmd->out, VB_ERR_AMBIGUOUS, "%s", after);
		*found = step;
		*low = others;
	}
	if (after != NULL && *found == NULL && strcmp(after, "first") != 0)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		                _("--after is no other step of this process."));
	return 0;
}

/* Gives all others keys of their own, at once, with one left free for the one to be placed. */
static int spread(struct cmd *cmd, const struct json *steps, const char *moved, size_t low,
                  struct order_key *out)
{
	size_t count = json_count(steps);
	struct order_key *keys = calloc(count + 1, sizeof(*keys));
	struct sheaf sheaf;
	size_t at = 0;
	int err;

	if (keys == NULL)
		abort();
	order_spread(count + 1, keys);
	sheaf_init(&sheaf);
	for (size_t i = 0; i < count; i++) {
		const char *id = json_get_text(json_at(steps, i), "id");
		struct json *fields;
		struct json *order;

		if (is_same(id, moved))
			continue;
		at += at == low;
		order = json_of_key(&keys[at++]);
		fields = json_new_map();
		json_put(fields, "order", &order);
		sheaf_edit(&sheaf, id, &fields);
	}
	err = sheaf_send(cmd, json_get_text(json_at(steps, 0), "space"), &sheaf, NULL);
	*out = keys[low];
	sheaf_release(&sheaf);
	free(keys);
	return err;
}

int flow_place(struct cmd *cmd, const struct json *steps, const char *moved, const char *after,
               struct json **order)
{
	struct order_key *keys = calloc(json_count(steps) + 1, sizeof(*keys));
	struct agenda_item *items;
	const struct json *found;
	struct record_id moved_id = seats_id_of(moved);
	struct record_id after_id;
	struct order_key key;
	uint32_t jitter = 0;
	size_t low;
	int err = find_low(cmd, steps, moved, after, &found, &low);

	if (keys == NULL)
		abort();
	items = items_of(steps, keys);
	if (err == 0 && getrandom(&jitter, sizeof(jitter), 0) != (ssize_t)sizeof(jitter))
		err = VB_ERR_IO;
	if (err == 0) {
		after_id = seats_id_of(json_get_text(found, "id"));
		err = agenda_place(items, json_count(steps), VB_AUDIENCE_ALL,
		                   moved != NULL ? &moved_id : NULL,
		                   found != NULL ? &after_id : NULL, jitter, &key);
		if (err == VB_ERR_TOO_LARGE)
			err = spread(cmd, steps, moved, low, &key);
	}
	if (err == 0)
		*order = json_of_key(&key);
	free(items);
	free(keys);
	return err;
}
