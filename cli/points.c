/* points: the points of a proposed decision; see points.h; tested by tests/blackbox/20-papers.t */
#include "cli/points.h"

#include <stdlib.h>
#include <string.h>

#include "cli/arrange.h"
#include "cli/placing.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static int by_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static int by_place(const struct json *a, const struct json *b)
{
	int order = by_text(field(a, "order"), field(b, "order"));

	return order != 0 ? order : by_text(json_get_text(a, "id"), json_get_text(b, "id"));
}

int points_read(struct cmd *cmd, const char *paper, struct json **points)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	int err;

	json_put_text(where, "paper", paper);
	json_put_text(question, "kind", "resolutionPoint");
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, points);
	if (err == 0)
		arrange(*points, by_place);
	return err;
}

struct json *points_texts(const struct json *points)
{
	struct json *texts = json_new_list();

	for (size_t i = 0; i < json_count(points); i++) {
		const char *text = field(json_at(points, i), "text");

		json_add_text(texts, text != NULL ? text : "");
	}
	return texts;
}

/* ---- changes ---- */

/* Texts that differ in blanks at their ends only are the same. */
static bool is_same(const struct json *point, const struct json *text)
{
	const char *a = field(point, "text");
	const char *b = json_text(text);
	size_t a_size, b_size;

	a = a != NULL ? a + strspn(a, " \t\r\n") : "";
	b = b != NULL ? b + strspn(b, " \t\r\n") : "";
	a_size = strlen(a);
	b_size = strlen(b);
	while (a_size > 0 && strchr(" \t\r\n", a[a_size - 1]) != NULL)
		a_size--;
	while (b_size > 0 && strchr(" \t\r\n", b[b_size - 1]) != NULL)
		b_size--;
	return a_size == b_size && strncmp(a, b, a_size) == 0;
}

static void change_one(const struct json *point, const struct json *text, struct sheaf *sheaf)
{
	struct json *fields = json_new_map();

	if (!is_same(point, text)) {
		json_put_text(fields, "text", json_text(text));
		sheaf_edit(sheaf, json_get_text(point, "id"), &fields);
	}
	json_destroy(&fields);
}

static void make_one(const struct json *paper, const struct json *text, const struct order_key *key,
                     struct sheaf *sheaf)
{
	const char *audience = json_get_text(paper, "audience");
	struct json *fields = json_new_map();
	struct json *order = placing_value(key);

	json_put_text(fields, "paper", json_get_text(paper, "id"));
	json_put_text(fields, "text", json_text(text));
	json_put(fields, "order", &order);
	sheaf_create(sheaf, NULL, "resolutionPoint",
	             audience != NULL && strcmp(audience, "core") == 0, &fields);
}

/* The key of a point; an empty span: it has none. */
static struct span key_of(const struct json *points, size_t at, struct order_key *room)
{
	return at < json_count(points) ? placing_key(json_at(points, at), "order", room)
	                               : span_of(NULL, 0);
}

/* Makes new points between two that are there. Where no keys are left between them the new ones get none that fit: they come in
 * the order in which they are made, behind all others. */
static void make_some(const struct json *paper, const struct json *points, size_t before,
                      const struct json *texts, size_t from, size_t to, struct sheaf *sheaf)
{
	struct order_key low, high;
	struct span above = key_of(points, before, &high);
	struct span below = before > 0 ? key_of(points, before - 1, &low) : span_of(NULL, 0);

	for (size_t i = from; i < to; i++) {
		struct order_key key;

		if (order_between(below, above, placing_jitter(), &key) != 0 &&
		    order_between(below, span_of(NULL, 0), placing_jitter(), &key) != 0)
			order_spread(1, &key);
		make_one(paper, json_at(texts, i), &key, sheaf);
		low = key;
		below = span_of(low.b, low.size);
	}
}

bool points_change(const struct json *paper, const struct json *points, const struct json *texts,
                   struct sheaf *sheaf)
{
	size_t old = json_count(points), new = json_count(texts);
	size_t before = json_count(sheaf->items);
	size_t head = 0, tail = 0, at;

	while (head < old && head < new &&is_same(json_at(points, head), json_at(texts, head)))
		head++;
	while (tail < old - head && tail < new - head &&is_same(json_at(points, old - 1 - tail),
	                                                        json_at(texts, new - 1 - tail)))
		tail++;
	for (at = head; at < old - tail && at < new - tail; at++)
		change_one(json_at(points, at), json_at(texts, at), sheaf);
	for (size_t i = at; i < old - tail; i++)
		sheaf_delete(sheaf, json_get_text(json_at(points, i), "id"));
	make_some(paper, points, at, texts, at, new - tail, sheaf);
	return json_count(sheaf->items) > before;
}
