/* seats: from memberships to seats; see seats.h. */
#include "cli/seats.h"

#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "cli/language.h"
#include "cli/named.h"
#include "protocol/node_id.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

/* ---- one record ---- */

struct record_id seats_id_of(const char *text)
{
	struct record_id id = { { 0 } };

	if (text == NULL || hex_parse(text, strlen(text), id.b, sizeof(id.b)) < 0)
		return (struct record_id){ { 0 } };
	return id;
}

struct node_id seats_office_of(const struct json *organization)
{
	const char *text = field(organization, "node");
	struct node_id id = { { 0 } };

	if (text == NULL || node_id_parse(text, strlen(text), &id) < 0)
		return (struct node_id){ { 0 } };
	return id;
}

/* A right to vote that is not mentioned is there. */
static uint32_t flags_of(const struct json *fields)
{
	const struct json *vote = json_get(fields, "votingRight");
	uint32_t flags = 0;

	if (json_form_of(vote) == JSON_FORM_BOOL && !json_is_yes(vote))
		flags |= VB_SEAT_NO_VOTE;
	if (json_is_yes(json_get(fields, "advisory")))
		flags |= VB_SEAT_ADVISORY;
	if (json_is_yes(json_get(fields, "optional")))
		flags |= VB_SEAT_OPTIONAL;
	return flags;
}

bool seats_parse(const struct json *membership, struct seat *out)
{
	const struct json *fields = json_get(membership, "fields");
	int64_t turn = json_int(json_get(fields, "hostTurn"), 0);
	struct seat seat = {
		.id = seats_id_of(json_get_text(membership, "id")),
		.organization = seats_id_of(json_get_text(fields, "onBehalfOf")),
		.person = seats_id_of(json_get_text(fields, "person")),
		.substitute_for = seats_id_of(json_get_text(fields, "substituteFor")),
		.start = day_of_field(fields, "startDate", VB_DAY_MIN),
		.end = day_of_field(fields, "endDate", VB_DAY_MAX),
		.flags = flags_of(fields),
	};

	if (record_id_is_zero(&seat.id))
		return false;
	if (turn > 0)
		seat.host_turn = turn > UINT32_MAX ? UINT32_MAX : (uint32_t)turn;
	*out = seat;
	return true;
}

/* ---- all of an organization ---- */

/* The records of a kind in the committee; where: NULL, or the field that leads to the organization. */
static int ask(struct cmd *cmd, const struct seats *seats, const char *kind, const char *where,
               struct json **records)
{
	struct json *question = json_new_map();
	struct json *condition = json_new_map();

	json_put_text(condition, where != NULL ? where : "",
	              json_get_text(seats->organization, "id"));
	json_put_text(question, "kind", kind);
	json_put_text(question, "space", json_text(seats->space));
	if (where != NULL)
		json_put(question, "where", &condition);
	json_destroy(&condition);
	return client_list(cmd->client, "record.list", &question, records);
}

/* Organizations by their numbers. */
static int read_organizations(struct cmd *cmd, struct seats *seats)
{
	struct json *records;
	int err = ask(cmd, seats, "organization", NULL, &records);

	if (err < 0)
		return err;
	seats->organizations = json_new_map();
	for (size_t i = 0; i < json_count(records); i++) {
		const char *id = json_get_text(json_at(records, i), "id");
		struct json *copy = json_new_copy(json_at(records, i));

		if (id != NULL)
			json_put(seats->organizations, id, &copy);
		json_destroy(&copy);
	}
	json_destroy(&records);
	return 0;
}

static void add(struct seats *seats, const struct json *membership)
{
	const char *owner = field(membership, "onBehalfOf");
	struct json *copy;

	if (!seats_parse(membership, &seats->items[seats->count]))
		return;
	seats->offices[seats->count++] =
		seats_office_of(owner != NULL ? json_get(seats->organizations, owner) : NULL);
	copy = json_new_copy(membership);
	json_add(seats->records, &copy);
}

static int read_seats(struct cmd *cmd, struct seats *seats)
{
	struct json *memberships = NULL;
	size_t count;
	int err = read_organizations(cmd, seats);

	if (err == 0)
		err = ask(cmd, seats, "membership", "organization", &memberships);
	if (err < 0)
		return err;
	count = json_count(memberships) > 0 ? json_count(memberships) : 1;
	seats->records = json_new_list();
	seats->items = calloc(count, sizeof(*seats->items));
	seats->offices = calloc(count, sizeof(*seats->offices));
	if (seats->items == NULL || seats->offices == NULL)
		abort();
	for (size_t i = 0; i < json_count(memberships); i++)
		add(seats, json_at(memberships, i));
	json_destroy(&memberships);
	return 0;
}

int seats_read_of(struct cmd *cmd, const char *organization, struct seats *out)
{
	int err;

	*out = (struct seats){ .count = 0 };
	err = client_show(cmd->client, organization, "organization", _("This is no organization."),
	                  &out->organization);
	if (err < 0)
		return err;
	out->space = json_new_copy(json_get(out->organization, "space"));
	return read_seats(cmd, out);
}

int seats_committee(struct cmd *cmd, const char *committee, struct json **space, struct json **root)
{
	struct json *question = json_new_map();
	struct json *shown = NULL;
	int err;

	json_put_text(question, "id", committee);
	err = client_ask(cmd->client, "committee.show", &question, &shown);
	if (err < 0)
		return err;
	*space = json_new_copy(json_get(shown, "id"));
	json_destroy(&shown);
	err = named_root(cmd, json_text(*space), root);
	if (err == 0 && json_text(*root) == NULL)
		err = out_fail(cmd->out, VB_ERR_BUSY, "%s",
		               _("The committee is still being fetched."));
	return err;
}

int seats_read(struct cmd *cmd, const char *committee, struct seats *out)
{
	struct json *space = NULL;
	struct json *root = NULL;
	int err;

	*out = (struct seats){ .count = 0 };
	err = seats_committee(cmd, committee, &space, &root);
	if (err == 0)
		err = seats_read_of(cmd, json_text(root), out);
	json_destroy(&space);
	json_destroy(&root);
	return err;
}

void seats_release(struct seats *seats)
{
	json_destroy(&seats->space);
	json_destroy(&seats->organization);
	json_destroy(&seats->organizations);
	json_destroy(&seats->records);
	free(seats->items);
	free(seats->offices);
	*seats = (struct seats){ .count = 0 };
}

size_t seats_find(const struct seats *seats, const char *id)
{
	size_t at = 0;

	while (at < seats->count) {
		const char *number = json_get_text(json_at(seats->records, at), "id");

		if (number != NULL && strncmp(number, id, strlen(id)) == 0)
			break;
		at++;
	}
	return at;
}

uint32_t seats_statutory(const struct seats *seats, int32_t day)
{
	const struct json *fields = json_get(seats->organization, "fields");
	int64_t fixed = json_int(json_get(fields, "votingMemberCount"), 0);

	return seating_statutory(seats->items, seats->count, day,
	                         fixed > 0 && fixed < UINT32_MAX ? (uint32_t)fixed : 0);
}

uint32_t seats_vacant(const struct seats *seats, int32_t day)
{
	uint32_t count = 0;

	for (size_t i = 0; i < seats->count; i++) {
		const struct seat *seat = &seats->items[i];

		if (seating_is_in_force(seat, day) && record_id_is_zero(&seat->person) &&
		    record_id_is_zero(&seat->substitute_for) &&
		    (seat->flags & VB_SEAT_OPTIONAL) == 0)
			count++;
	}
	return count;
}

bool seats_has_office(const struct seats *seats, size_t index)
{
	static const struct node_id none;

	return !node_id_is_equal(&seats->offices[index], &none);
}
