/* carry: from one agenda to the next; see carry.h; tested by tests/blackbox/05-office.t */
#include "cli/carry.h"

#include <string.h>

#include "cli/agenda_ask.h"
#include "cli/answer.h"
#include "cli/language.h"
#include "protocol/crypt.h"
#include "protocol/order.h"

#define CHUNK_BYTES 600000u /* of items that are asked for at once; a request has at most a MiB */
#define AUDIENCES 2

struct carry {
	struct cmd *cmd;
	bool is_copy;
	struct json *from;    /* what was named: an item or a meeting */
	struct json *to;      /* the meeting */
	struct json *items;   /* of the agenda that is left */
	struct json *there;   /* of the other one */
	struct json *made;    /* old number: by what the new item is named as a parent */
	struct json *batch;   /* new items */
	struct json *sources; /* the old ones, beside them */
	struct json *answers; /* for --json */
	struct json *notes;   /* what is told once it is written */
	struct order_key last[AUDIENCES];
	size_t batch_bytes;
};

static bool is_kind(const struct json *record, const char *kind)
{
	const char *name = json_get_text(record, "kind");

	return name != NULL && strcmp(name, kind) == 0;
}

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- what is carried over ---- */

/* Nothing was decided about it, and it was not declined. */
static bool is_unfinished(const struct json *item)
{
	return !is_same(field(item, "state"), "declined") && field(item, "result") == NULL &&
	       field(item, "resolutionText") == NULL;
}

static const struct json *find_item(const struct carry *c, const char *id)
{
	for (size_t i = 0; id != NULL && i < json_count(c->items); i++) {
		if (is_same(json_get_text(json_at(c->items, i), "id"), id))
			return json_at(c->items, i);
	}
	return NULL;
}

/* True if the item stands below the one that was named; parents may form a circle, which is not longer than the list. */
static bool is_below(const struct carry *c, const struct json *item)
{
	for (size_t i = 0; item != NULL && i < json_count(c->items); i++) {
		if (is_same(field(item, "parent"), json_get_text(c->from, "id")))
			return true;
		item = find_item(c, field(item, "parent"));
	}
	return false;
}

static bool is_chosen(const struct carry *c, const struct json *item)
{
	const char *number = json_get_text(item, "number");

	if (c->is_copy)
		return number != NULL && number[0] != '\0';
	if (is_same(json_get_text(item, "id"), json_get_text(c->from, "id")))
		return true;
	return is_unfinished(item) && (is_kind(c->from, "meeting") || is_below(c, item));
}

/* What somebody carried it over to before, on the other agenda if there is one; NULL: nobody did. The caller destroys it. */
static int find_carried(const struct carry *c, const struct json *item, struct json **id)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *items;
	const struct json *found = NULL;
	int err;

	json_put_text(where, "carriedFrom", json_get_text(item, "id"));
	json_put_text(question, "kind", "agendaItem");
	json_put(question, "where", &where);
	err = client_list(c->cmd->client, "record.list", &question, &items);
	if (err < 0)
		return err;
	for (size_t i = 0; i < json_count(items); i++) {
		if (found == NULL ||
		    is_same(field(json_at(items, i), "meeting"), json_get_text(c->to, "id")))
			found = json_at(items, i);
	}
	*id = json_new_copy(json_get(found, "id"));
	json_destroy(&items);
	return 0;
}

/* What stands on the other agenda under this title, to be carried over as one that was carried over from nothing; NULL:
 * nothing. */
static const struct json *find_title(const struct carry *c, const struct json *item)
{
	for (size_t i = 0; i < json_count(c->there); i++) {
		const struct json *other = json_at(c->there, i);

		if (is_same(field(other, "name"), field(item, "name")) &&
		    is_same(json_get_text(other, "audience"), json_get_text(item, "audience")) &&
		    (c->is_copy || field(other, "carriedFrom") == NULL))
			return other;
	}
	return NULL;
}

/* ---- the new items ---- */

/* What the new item takes over: everything but what belongs to the old sitting. */
static struct json *copy_fields(const struct carry *c, const struct json *item)
{
	static const char *const left[] = { "id",          "meeting", "order",          "result",
		                            "start",       "end",     "resolutionText", "parent",
		                            "carriedFrom", "proposal" };
	struct json *fields = json_new_copy(json_get(item, "fields"));
	const char *parent = field(item, "parent");
	struct json *above = json_new_copy(parent != NULL ? json_get(c->made, parent) : NULL);

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		json_remove(fields, left[i]);
	/* A station of a paper is one of the old sitting. */
	if (c->is_copy)
		json_remove(fields, "consultation");
	else
		json_put_text(fields, "carriedFrom", json_get_text(item, "id"));
	if (above != NULL)
		json_put(fields, "parent", &above);
	json_put_text(fields, "meeting", json_get_text(c->to, "id"));
	return fields;
}

static unsigned audience_of(const struct json *item)
{
	return is_same(json_get_text(item, "audience"), "core") ? 1 : 0;
}

/* The last places of both lists of the other agenda. */
static void find_last(struct carry *c)
{
	for (size_t i = 0; i < json_count(c->there); i++) {
		const struct json *item = json_at(c->there, i);
		struct order_key *last = &c->last[audience_of(item)];
		const char *text = field(item, "order");
		struct order_key key = { .size = 0 };
		size_t size = text != NULL ? strlen(text) / 2 : 0;

		if (size == 0 || size > sizeof(key.b) ||
		    hex_parse(text, 2 * size, key.b, size) != 0)
			continue;
		key.size = (uint8_t)size;
		if (span_compare(span_of(key.b, key.size), span_of(last->b, last->size)) > 0)
			*last = key;
	}
}

/* Behind all others; where no key is left it has none, and stands there anyway. */
static void put_order(struct carry *c, const struct json *item, struct json *fields)
{
	struct order_key *last = &c->last[audience_of(item)];
	char text[2 * VB_ORDER_KEY_MAX_BYTES + 1];
	struct order_key key;
	uint32_t jitter;

	crypt_random(&jitter, sizeof(jitter));
	if (order_between(span_of(last->b, last->size), span_of(NULL, 0), jitter, &key) != 0)
		return;
	hex_format(key.b, key.size, text);
	json_put_text(fields, "order", text);
	*last = key;
}

static void add_item(struct carry *c, const struct json *item)
{
	struct json *one = json_new_map();
	struct json *fields = copy_fields(c, item);
	struct json *label = json_new_map();
	struct json *copy = json_new_copy(item);
	struct buf size;

	put_order(c, item, fields);
	json_put_text(label, "as", json_get_text(item, "id"));
	json_put(c->made, json_get_text(item, "id"), &label);
	json_put_text(one, "as", json_get_text(item, "id"));
	json_put_text(one, "kind", "agendaItem");
	json_put_bool(one, "internal", audience_of(item) == 1);
	json_put(one, "fields", &fields);
	buf_init(&size, SIZE_MAX / 2);
	json_encode(one, &size);
	c->batch_bytes += size.size;
	buf_release(&size);
	json_add(c->batch, &one);
	json_add(c->sources, &copy);
}

/* What was copied before is from now on what was carried over, with the station of its paper. */
static void use_copy(struct carry *c, const struct json *item, const struct json *other)
{
	struct json *one = json_new_map();
	struct json *fields = json_new_map();
	struct json *id = json_new_copy(json_get(other, "id"));
	struct json *copy = json_new_copy(item);

	json_put_text(fields, "carriedFrom", json_get_text(item, "id"));
	if (field(other, "consultation") == NULL)
		json_put_text(fields, "consultation", field(item, "consultation"));
	json_put_text(one, "id", json_text(id));
	json_put(one, "fields", &fields);
	json_put(c->made, json_get_text(item, "id"), &id);
	json_add(c->batch, &one);
	json_add(c->sources, &copy);
}

/* Will tell about an item: its number, if it has one, and its title. */
static void note(const struct carry *c, const char *what, const struct json *item)
{
	struct json *copy = json_new_copy(item);
	struct json *line = json_new_map();

	json_put_text(line, "what", what);
	json_put(line, "item", &copy);
	json_add(c->notes, &line);
}

/* Tells what was noted, now that it is true. */
static void tell(struct carry *c)
{
	for (size_t i = 0; i < json_count(c->notes); i++) {
		const struct json *item = json_get(json_at(c->notes, i), "item");
		const char *number = json_get_text(item, "number");
		const char *name = field(item, "name");

		out_note(c->cmd->out, "%s: %s%s%s", json_get_text(json_at(c->notes, i), "what"),
		         number != NULL ? number : "",
		         number != NULL && number[0] != '\0' ? " " : "", name != NULL ? name : "");
	}
	json_destroy(&c->notes);
	c->notes = json_new_list();
}

/* Writes the items that are gathered, all or none. */
static int write_batch(struct carry *c)
{
	struct json *question = json_new_map();
	struct json *answer = NULL;
	int err = 0;

	if (json_count(c->batch) > 0) {
		json_put_text(question, "space", json_get_text(c->to, "space"));
		json_put(question, "items", &c->batch);
		err = client_ask(c->cmd->client, "record.batch", &question, &answer);
	}
	for (size_t i = 0; i < json_count(c->sources) && err == 0; i++) {
		const struct json *item = json_at(c->sources, i);
		struct json *id = json_new_copy(json_at(json_get(answer, "ids"), i));
		struct json *made = json_new_map();

		json_put_text(made, "id", json_text(id));
		json_put_text(made, c->is_copy ? "copiedFrom" : "carriedFrom",
		              json_get_text(item, "id"));
		json_put(c->made, json_get_text(item, "id"), &id);
		json_add(c->answers, &made);
	}
	if (err == 0)
		tell(c);
	json_destroy(&question);
	json_destroy(&answer);
	json_destroy(&c->batch);
	json_destroy(&c->sources);
	c->batch = json_new_list();
	c->sources = json_new_list();
	c->batch_bytes = 0;
	return err;
}

static int carry_chosen(struct carry *c, const struct json *item)
{
	bool is_dry = args_has(c->cmd->args, "dry-run");
	const struct json *twin = find_title(c, item);
	struct json *before = c->is_copy ? json_new_copy(json_get(twin, "id")) : NULL;
	int err = c->is_copy ? 0 : find_carried(c, item, &before);

	if (err < 0)
		return err;
	if (before != NULL) {
		json_put(c->made, json_get_text(item, "id"), &before);
		note(c, c->is_copy ? _("Stands there already") : _("Was carried over before"),
		     item);
		return 0;
	}
	if (is_dry) {
		note(c, c->is_copy ? _("Would be copied") : _("Would be carried over"), item);
		return 0;
	}
	if (!c->is_copy && twin != NULL)
		use_copy(c, item, twin);
	else
		add_item(c, item);
	note(c, c->is_copy ? _("Copied") : _("Carried over"), item);
	return c->batch_bytes > CHUNK_BYTES ? write_batch(c) : 0;
}

/* ---- the command ---- */

static int read_agenda(struct carry *c, const char *meeting, struct json **items)
{
	struct json *question = json_new_map();

	json_put_text(question, "meeting", meeting);
	return client_list(c->cmd->client, "agenda.list", &question, items);
}

static int read_agendas(struct carry *c)
{
	bool is_meeting = is_kind(c->from, "meeting");
	int err = read_agenda(c,
	                      is_meeting ? json_get_text(c->from, "id") : field(c->from, "meeting"),
	                      &c->items);

	return err == 0 ? read_agenda(c, json_get_text(c->to, "id"), &c->there) : err;
}

static int check_kinds(const struct carry *c)
{
	struct out *out = c->cmd->out;
	const char *to = json_get_text(c->to, "id");

	if (c->is_copy && !is_kind(c->from, "meeting"))
		return out_fail(out, VB_ERR_BAD_VALUE, "%s", _("This is no meeting."));
	if (!is_kind(c->from, "meeting") && !is_kind(c->from, "agendaItem"))
		return out_fail(out, VB_ERR_BAD_VALUE, "%s", _("This is no item and no meeting."));
	if (!is_kind(c->to, "meeting"))
		return out_fail(out, VB_ERR_BAD_VALUE, "%s", _("--to is no meeting."));
	if (!is_same(json_get_text(c->from, "space"), json_get_text(c->to, "space")))
		return out_fail(out, VB_ERR_BAD_VALUE, "%s",
		                _("The meetings belong to different committees."));
	if (is_same(json_get_text(c->from, "id"), to) || is_same(field(c->from, "meeting"), to))
		return out_fail(out, VB_ERR_BAD_VALUE, "%s",
		                _("It stands on that agenda already."));
	return 0;
}

static int check(const struct carry *c)
{
	bool is_hidden = is_same(json_get_text(c->to, "audience"), "core");

	for (size_t i = 0; is_hidden && i < json_count(c->items); i++) {
		const struct json *item = json_at(c->items, i);

		if (is_chosen(c, item) && is_same(json_get_text(item, "audience"), "all"))
			return out_fail(c->cmd->out, VB_ERR_BAD_VALUE, "%s",
			                _("A public item cannot stand on the agenda of an internal "
			                  "meeting."));
	}
	return 0;
}

static void answer(struct carry *c)
{
	if (c->cmd->args->is_json) {
		answer_items(c->cmd, &c->answers);
		return;
	}
	for (size_t i = 0; i < json_count(c->answers); i++)
		out_value(c->cmd->out, json_get_text(json_at(c->answers, i), "id"));
}

/* Everything is looked at before the first item is made. */
static int run(struct carry *c)
{
	int err = check_kinds(c);

	if (err == 0)
		err = read_agendas(c);
	if (err == 0)
		err = check(c);
	if (err < 0)
		return err;
	find_last(c);
	for (size_t i = 0; err == 0 && i < json_count(c->items); i++) {
		if (is_chosen(c, json_at(c->items, i)))
			err = carry_chosen(c, json_at(c->items, i));
	}
	return err == 0 ? write_batch(c) : err;
}

static void finish(struct carry *c)
{
	struct sitting sitting = sittings_parse(c->to, c->cmd->args->zone);

	if (json_count(c->answers) > 0)
		agenda_ask_tell_supplement(c->cmd, &sitting, true);
	answer(c);
}

/* is_part: of another command, which has an answer of its own. */
static int begin(struct cmd *cmd, const char *from, const char *to, bool is_copy, bool is_part)
{
	struct carry c = { .cmd = cmd, .is_copy = is_copy };
	int err = client_show(cmd->client, from, NULL, NULL, &c.from);

	c.made = json_new_map();
	c.batch = json_new_list();
	c.sources = json_new_list();
	c.answers = json_new_list();
	c.notes = json_new_list();
	if (err == 0)
		err = client_show(cmd->client, to, NULL, NULL, &c.to);
	if (err == 0)
		err = run(&c);
	if (err == 0 && !is_part)
		finish(&c);
	json_destroy(&c.from);
	json_destroy(&c.to);
	json_destroy(&c.items);
	json_destroy(&c.there);
	json_destroy(&c.made);
	json_destroy(&c.batch);
	json_destroy(&c.sources);
	json_destroy(&c.answers);
	json_destroy(&c.notes);
	return err;
}

int carry_run(struct cmd *cmd)
{
	return begin(cmd, args_get(cmd->args, "ITEM|MEETING"), args_get(cmd->args, "to"), false,
	             false);
}

int carry_copy(struct cmd *cmd)
{
	return begin(cmd, args_get(cmd->args, "MEETING"), args_get(cmd->args, "to"), true, false);
}

int carry_all(struct cmd *cmd, const char *meeting, const char *to)
{
	return begin(cmd, meeting, to, false, true);
}
