/* carry: from one agenda to the next; see carry.h; tested by tests/blackbox/05-office.t */
#include "cli/carry.h"

#include <string.h>

#include "cli/answer.h"
#include "cli/language.h"

struct carry {
	struct cmd *cmd;
	struct json *from;    /* what was named: an item or a meeting */
	struct json *to;      /* the meeting */
	struct json *items;   /* of the agenda that is left */
	struct json *made;    /* old number: new number */
	struct json *answers; /* for --json */
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
	if (is_same(json_get_text(item, "id"), json_get_text(c->from, "id")))
		return true;
	return is_unfinished(item) && (is_kind(c->from, "meeting") || is_below(c, item));
}

/* Whether somebody carried it over before. */
static int find_carried(const struct carry *c, const struct json *item, bool *is_carried)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *items;
	int err;

	json_put_text(where, "carriedFrom", json_get_text(item, "id"));
	json_put_text(question, "kind", "agendaItem");
	json_put(question, "where", &where);
	err = client_list(c->cmd->client, "record.list", &question, &items);
	if (err < 0)
		return err;
	*is_carried = json_count(items) > 0;
	json_destroy(&items);
	return 0;
}

/* ---- the new items ---- */

/* What the new item takes over: everything but what belongs to the old sitting. */
static struct json *copy_fields(const struct carry *c, const struct json *item)
{
	static const char *const left[] = { "id",         "meeting", "order",          "result",
		                            "start",      "end",     "resolutionText", "parent",
		                            "carriedFrom" };
	struct json *fields = json_new_copy(json_get(item, "fields"));
	const char *parent = field(item, "parent");

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		json_remove(fields, left[i]);
	json_put_text(fields, "carriedFrom", json_get_text(item, "id"));
	json_put_text(fields, "parent", parent != NULL ? json_get_text(c->made, parent) : NULL);
	return fields;
}

static int carry_item(struct carry *c, const struct json *item)
{
	struct json *question = json_new_map();
	struct json *fields = copy_fields(c, item);
	struct json *answer = NULL;
	int err;

	json_put_text(question, "meeting", json_get_text(c->to, "id"));
	json_put_bool(question, "internal", is_same(json_get_text(item, "audience"), "core"));
	json_put(question, "fields", &fields);
	err = client_ask(c->cmd->client, "agenda.add", &question, &answer);
	if (err < 0)
		return err;
	json_put_text(c->made, json_get_text(item, "id"), json_get_text(answer, "id"));
	json_put_text(answer, "carriedFrom", json_get_text(item, "id"));
	json_add(c->answers, &answer);
	return 0;
}

/* Tells about an item: its number, if it has one, and its title. */
static void tell(const struct carry *c, const char *what, const struct json *item)
{
	const char *number = json_get_text(item, "number");
	const char *name = field(item, "name");

	out_note(c->cmd->out, "%s: %s%s%s", what, number != NULL ? number : "",
	         number != NULL && number[0] != '\0' ? " " : "", name != NULL ? name : "");
}

static int carry_chosen(struct carry *c, const struct json *item)
{
	bool is_dry = args_has(c->cmd->args, "dry-run");
	bool is_carried = false;
	int err = find_carried(c, item, &is_carried);

	if (err == 0 && is_carried) {
		tell(c, _("Was carried over before"), item);
		return 0;
	}
	if (err == 0 && !is_dry)
		err = carry_item(c, item);
	if (err == 0)
		tell(c, is_dry ? _("Would be carried over") : _("Carried over"), item);
	return err;
}

/* ---- the command ---- */

static int read_agenda(struct carry *c)
{
	struct json *question = json_new_map();

	json_put_text(question, "meeting",
	              is_kind(c->from, "meeting") ? json_get_text(c->from, "id")
	                                          : field(c->from, "meeting"));
	return client_list(c->cmd->client, "agenda.list", &question, &c->items);
}

/* Everything is looked at before the first item is made. */
static int check(const struct carry *c)
{
	struct out *out = c->cmd->out;
	const char *to = json_get_text(c->to, "id");
	bool is_hidden = is_same(json_get_text(c->to, "audience"), "core");

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
	for (size_t i = 0; is_hidden && i < json_count(c->items); i++) {
		const struct json *item = json_at(c->items, i);

		if (is_chosen(c, item) && is_same(json_get_text(item, "audience"), "all"))
			return out_fail(out, VB_ERR_BAD_VALUE, "%s",
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

int carry_run(struct cmd *cmd)
{
	struct carry c = { .cmd = cmd };
	int err =
		client_show(cmd->client, args_get(cmd->args, "ITEM|MEETING"), NULL, NULL, &c.from);

	c.made = json_new_map();
	c.answers = json_new_list();
	if (err == 0)
		err = client_show(cmd->client, args_get(cmd->args, "to"), NULL, NULL, &c.to);
	if (err == 0 && (is_kind(c.from, "meeting") || is_kind(c.from, "agendaItem")))
		err = read_agenda(&c);
	if (err == 0)
		err = check(&c);
	for (size_t i = 0; err == 0 && i < json_count(c.items); i++) {
		if (is_chosen(&c, json_at(c.items, i)))
			err = carry_chosen(&c, json_at(c.items, i));
	}
	if (err == 0)
		answer(&c);
	json_destroy(&c.from);
	json_destroy(&c.to);
	json_destroy(&c.items);
	json_destroy(&c.made);
	json_destroy(&c.answers);
	return err;
}
