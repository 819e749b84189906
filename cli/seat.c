/* seat: memberships of a committee are written; see seat.h; tested by tests/blackbox/20-seats.t */
#include "cli/seat.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/named.h"
#include "cli/seats.h"

#define PLACES_MAX 50 /* at once; a slip of the pen is more likely than a larger table */

/* What a command writes. */
struct writing {
	struct cmd *cmd;
	struct json *space;        /* number of the committee */
	struct json *organization; /* whose seats they are */
	struct sheaf sheaf;
	struct json *planned; /* what it held, to be told afterwards */
};

static void writing_init(struct writing *w, struct cmd *cmd)
{
	*w = (struct writing){ .cmd = cmd };
	sheaf_init(&w->sheaf);
}

static void writing_release(struct writing *w)
{
	json_destroy(&w->space);
	json_destroy(&w->organization);
	json_destroy(&w->planned);
	sheaf_release(&w->sheaf);
}

static int send(struct writing *w, struct json **ids)
{
	int err;

	w->planned = json_new_copy(w->sheaf.items);
	err = sheaf_send(w->cmd, json_text(w->space), &w->sheaf, ids);
	if (err == 0)
		named_tell(w->cmd, w->planned);
	return err;
}

/* ---- offices ---- */

/* The number of a member office of the committee, by its name or the beginning of its number. */
static int find_office(struct writing *w, const char *peer, struct json **id)
{
	struct json *question = json_new_map();
	struct json *committee = NULL;
	int err;

	json_put_text(question, "id", json_text(w->space));
	err = client_ask(w->cmd->client, "committee.show", &question, &committee);
	for (size_t i = 0; i < json_count(json_get(committee, "members")); i++) {
		const struct json *member = json_at(json_get(committee, "members"), i);
		const char *name = json_get_text(member, "name");
		const char *number = json_get_text(member, "id");

		if ((name != NULL && strcmp(name, peer) == 0) ||
		    (number != NULL && peer[0] != '\0' &&
		     strncmp(number, peer, strlen(peer)) == 0)) {
			json_destroy(id);
			*id = json_new_text(number);
		}
	}
	json_destroy(&committee);
	if (err == 0 && *id == NULL)
		err = out_fail(w->cmd->out, VB_ERR_NOT_PAIRED,
		               _("%s is no office of this committee"), peer);
	return err;
}

/* Lets an office answer for an organization: of those that are there by an edit, of one that is made now at once. */
static void put_office(struct writing *w, const struct json *organization, struct json **office)
{
	const char *label = json_get_text(organization, "as");
	struct json *fields;

	for (size_t i = 0; label != NULL && i < json_count(w->sheaf.items); i++) {
		struct json *item = json_at(w->sheaf.items, i);
		const char *other = json_get_text(item, "as");

		if (other != NULL && strcmp(other, label) == 0)
			json_put(json_get(item, "fields"), "node", office);
	}
	if (label != NULL)
		return;
	fields = json_new_map();
	json_put(fields, "node", office);
	sheaf_edit(&w->sheaf, json_text(organization), &fields);
}

int seat_office(struct cmd *cmd)
{
	const char *peer = args_get(cmd->args, "PEER");
	bool is_none = peer[0] == '\0';
	struct writing w;
	struct named named = { .kind = "organization" };
	struct json *root = NULL, *organization = NULL, *office = NULL, *result;
	int err;

	writing_init(&w, cmd);
	err = seats_committee(cmd, args_get(cmd->args, "COMMITTEE"), &w.space, &root);
	named.space = json_text(w.space);
	if (err == 0)
		err = named_look_up(cmd, &named, args_get(cmd->args, "ORGANIZATION"),
		                    &organization);
	if (err == 0 && !is_none)
		err = find_office(&w, peer, &office);
	if (err < 0)
		goto out;
	if (is_none)
		office = json_new_nil();
	put_office(&w, organization, &office);
	err = send(&w, NULL);
	if (err < 0)
		goto out;
	result = json_new_map();
	json_put(result, "id", &organization);
	answer_id(cmd, &result);
out:
	json_destroy(&root);
	json_destroy(&organization);
	json_destroy(&office);
	writing_release(&w);
	return err;
}

/* ---- what the options say ---- */

/* An organization or person that an option names; an empty one clears. */
static int put_named(struct writing *w, const char *kind, const char *option, const char *field,
                     struct json *fields)
{
	const struct named named = { kind, json_text(w->space), false, NULL };
	const char *text = args_get(w->cmd->args, option);
	struct json *value = NULL;
	int err = 0;

	if (text == NULL)
		return 0;
	if (text[0] == '\0')
		value = json_new_nil();
	else
		err = named_plan(w->cmd, &named, text, &w->sheaf, &value);
	if (err == 0)
		json_put(fields, field, &value);
	return err;
}

/* The office that answers for whom the seat is for. */
static int put_answering(struct writing *w, const struct json *fields)
{
	const char *peer = args_get(w->cmd->args, "office");
	struct json *office = NULL;
	int err = peer != NULL ? find_office(w, peer, &office) : 0;

	if (err == 0 && office != NULL)
		put_office(w, json_get(fields, "onBehalfOf"), &office);
	json_destroy(&office);
	return err;
}

/* A seat that ends before it begins was never there. What is no day the daemon refuses. */
static int check_days(struct cmd *cmd, const struct json *fields)
{
	if (day_of_field(fields, "startDate", VB_DAY_MIN) <=
	    day_of_field(fields, "endDate", VB_DAY_MAX))
		return 0;
	return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s", _("The last day is before the first."));
}

/* What an advisory seat may not do stands in OParl's field, too. */
static void put_vote(const struct args *args, struct json *fields)
{
	bool is_advisory = args_has(args, "advisory");

	json_put_bool(fields, "votingRight", !is_advisory && !args_has(args, "no-vote"));
	if (is_advisory)
		json_put_bool(fields, "advisory", true);
	if (args_has(args, "optional"))
		json_put_bool(fields, "optional", true);
	if (args_has(args, "ex-officio"))
		json_put_bool(fields, "exOfficio", true);
}

/* ---- add ---- */

static int check_places(struct cmd *cmd, int64_t *places)
{
	const char *text = args_get(cmd->args, "places");
	char *end;

	*places = 1;
	if (text == NULL)
		return 0;
	*places = strtol(text, &end, 10);
	if (end == text || *end != '\0' || *places < 1 || *places > PLACES_MAX)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE,
		                _("--places %.100s is not from 1 to %d"), text, PLACES_MAX);
	if (*places > 1 && (args_has(cmd->args, "person") || args_has(cmd->args, "substitute")))
		return out_fail(cmd->out, VB_ERR_USAGE, "%s",
		                _("Several places at once are vacant: --places without --person "
		                  "and --substitute."));
	return 0;
}

/* Somebody who stands in for a seat: with its vote and its days, but without what belongs to the member alone. */
static int add_substitute(struct writing *w, const struct json *seat, struct json **reference)
{
	static const char *const left[] = { "id",        "role",     "hostTurn",
		                            "exOfficio", "optional", "person" };
	struct json *fields = json_new_copy(seat);
	int err;

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		json_remove(fields, left[i]);
	json_put(fields, "substituteFor", reference);
	err = put_named(w, "person", "substitute", "person", fields);
	if (err == 0)
		sheaf_create(&w->sheaf, NULL, "membership", false, &fields);
	json_destroy(&fields);
	return err;
}

/* The seat and its substitute; the label of the seat is always the same, since it is one or they have none. */
static int add_seats(struct writing *w, struct json **fields, int64_t places)
{
	static const char label[] = "seat";
	struct json *seat = json_new_copy(*fields);
	struct json *reference = sheaf_reference(label);
	int err = 0;

	for (int64_t i = 1; i < places; i++) {
		struct json *copy = json_new_copy(seat);

		sheaf_create(&w->sheaf, NULL, "membership", false, &copy);
	}
	sheaf_create(&w->sheaf, label, "membership", false, fields);
	if (args_has(w->cmd->args, "substitute"))
		err = add_substitute(w, seat, &reference);
	json_destroy(&reference);
	json_destroy(&seat);
	return err;
}

/* The numbers of the seats: one, or one a line. */
static void tell_seats(struct writing *w, const struct json *ids)
{
	struct json *items = json_new_list();
	struct json *result = json_new_map();

	for (size_t i = 0; i < json_count(ids); i++) {
		const struct json *made = json_at(w->planned, i);
		const char *kind = json_get_text(made, "kind");
		struct json *id = json_new_copy(json_at(ids, i));

		if (kind != NULL && strcmp(kind, "membership") == 0 &&
		    json_get(json_get(made, "fields"), "substituteFor") == NULL)
			json_add(items, &id);
		json_destroy(&id);
	}
	for (size_t i = 0; !w->cmd->args->is_json && i < json_count(items); i++)
		out_value(w->cmd->out, json_text(json_at(items, i)));
	if (w->cmd->args->is_json) {
		json_put_text(result, "id", json_text(json_at(items, 0)));
		if (args_has(w->cmd->args, "places"))
			json_put(result, "items", &items);
		answer_id(w->cmd, &result);
	}
	json_destroy(&items);
	json_destroy(&result);
}

int seat_add(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *ids = NULL;
	struct writing w;
	int64_t places = 1;
	int err;

	writing_init(&w, cmd);
	err = check_places(cmd, &places);
	if (err == 0)
		err = field_parse_options(cmd->out, cmd->args, fields);
	if (err == 0)
		err = check_days(cmd, fields);
	if (err == 0)
		err = seats_committee(cmd, args_get(cmd->args, "COMMITTEE"), &w.space,
		                      &w.organization);
	if (err == 0 && args_get(cmd->args, "for")[0] == '\0')
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "--for");
	if (err == 0)
		err = put_named(&w, "organization", "for", "onBehalfOf", fields);
	if (err == 0)
		err = put_named(&w, "organization", "of", "organization", fields);
	if (err == 0)
		err = put_answering(&w, fields);
	if (err == 0)
		err = put_named(&w, "person", "person", "person", fields);
	if (err == 0) {
		if (json_get(fields, "organization") == NULL)
			json_put(fields, "organization", &w.organization);
		put_vote(cmd->args, fields);
		err = add_seats(&w, &fields, places);
	}
	if (err == 0)
		err = send(&w, &ids);
	if (err == 0)
		tell_seats(&w, ids);
	json_destroy(&fields);
	json_destroy(&ids);
	writing_release(&w);
	return err;
}

/* ---- edit, end ---- */

static int show_seat(struct writing *w, struct json **seat)
{
	int err = client_show(w->cmd->client, args_get(w->cmd->args, "SEAT"), "membership",
	                      _("This is no seat."), seat);

	if (err == 0) {
		w->space = json_new_copy(json_get(*seat, "space"));
		w->organization =
			json_new_copy(json_get(json_get(*seat, "fields"), "organization"));
	}
	return err;
}

/* The right to vote goes with being advisory, unless it is told apart. */
static void follow_advisory(const struct args *args, struct json *fields)
{
	const char *advisory = args_get(args, "advisory");

	if (advisory != NULL && !args_has(args, "vote"))
		json_put_bool(fields, "votingRight", strcmp(advisory, "yes") != 0);
}

int seat_edit(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *seat = NULL;
	struct json *both = NULL;
	struct json *reference = NULL;
	struct json *result;
	struct writing w;
	int err;

	writing_init(&w, cmd);
	err = field_parse_options(cmd->out, cmd->args, fields);
	follow_advisory(cmd->args, fields);
	if (err == 0)
		err = show_seat(&w, &seat);
	if (err == 0)
		err = put_named(&w, "organization", "for", "onBehalfOf", fields);
	if (err == 0)
		err = put_named(&w, "person", "person", "person", fields);
	if (err == 0 && json_count(fields) == 0 && !args_has(cmd->args, "substitute"))
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err < 0)
		goto out;
	both = json_new_copy(json_get(seat, "fields"));
	json_put_all(both, fields);
	err = check_days(cmd, both);
	reference = json_new_copy(json_get(seat, "id"));
	if (err == 0 && args_has(cmd->args, "substitute"))
		err = add_substitute(&w, both, &reference);
	if (err == 0 && json_count(fields) > 0)
		sheaf_edit(&w.sheaf, json_get_text(seat, "id"), &fields);
	if (err == 0)
		err = send(&w, NULL);
	if (err < 0)
		goto out;
	result = json_new_map();
	json_put_text(result, "id", json_get_text(seat, "id"));
	answer_id(cmd, &result);
out:
	json_destroy(&fields);
	json_destroy(&seat);
	json_destroy(&both);
	json_destroy(&reference);
	writing_release(&w);
	return err;
}

/* Gives the seat and its substitutes a last day, where they have none or a later one. */
static void end_all(struct writing *w, const struct seats *seats, const struct record_id *id,
                    int32_t day)
{
	char text[VB_DAY_TEXT_BYTES];

	calendar_format(day, text);
	for (size_t i = 0; i < seats->count; i++) {
		const struct seat *seat = &seats->items[i];
		bool is_it = record_id_is_equal(&seat->id, id);
		struct json *fields;

		if (!is_it && (!record_id_is_equal(&seat->substitute_for, id) || seat->end <= day))
			continue;
		fields = json_new_map();
		json_put_text(fields, "endDate", text);
		sheaf_edit(&w->sheaf, json_get_text(json_at(seats->records, i), "id"), &fields);
	}
}

int seat_end(struct cmd *cmd)
{
	struct seats seats = { .count = 0 };
	struct seat seat = { .start = VB_DAY_MIN };
	struct json *record = NULL;
	struct json *result;
	struct writing w;
	int32_t day = 0;
	int err;

	writing_init(&w, cmd);
	err = day_get_today(cmd, &day);
	if (err == 0)
		err = show_seat(&w, &record);
	if (err == 0 && seats_parse(record, &seat) && seat.start > day)
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("The seat begins later than that day."));
	if (err == 0)
		err = seats_read_of(cmd, json_text(w.organization), &seats);
	if (err < 0)
		goto out;
	end_all(&w, &seats, &seat.id, day);
	err = send(&w, NULL);
	if (err < 0)
		goto out;
	result = json_new_map();
	json_put_text(result, "id", json_get_text(record, "id"));
	answer_id(cmd, &result);
out:
	seats_release(&seats);
	json_destroy(&record);
	writing_release(&w);
	return err;
}
