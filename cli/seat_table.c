/* seat_table: seats as people and scripts read them; see seat_table.h; tested by tests/blackbox/20-seats.t */
#include "cli/seat_table.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/named.h"
#include "protocol/node_id.h"

static const char *const states[] = { "inForce", "coming", "ended" };

const char *seat_table_state(const struct seat *seat, int32_t day)
{
	if (seating_is_in_force(seat, day))
		return states[0];
	return seat->end >= day && seat->start > day ? states[1] : states[2];
}

/* What a seat may do: advisory ones speak and move. */
static const char *vote_of(const struct seat *seat)
{
	if ((seat->flags & VB_SEAT_ADVISORY) != 0)
		return "advisory";
	return (seat->flags & VB_SEAT_NO_VOTE) != 0 ? "no" : "yes";
}

/* ---- what is known of a seat besides its record ---- */

struct known {
	struct cmd *cmd;
	struct seats seats;
	struct labels *labels;
	struct json *offices; /* names by numbers */
	int32_t day;
};

static int known_read(struct known *k, struct cmd *cmd)
{
	int err;

	*k = (struct known){ .cmd = cmd, .labels = labels_new(cmd) };
	err = day_get_today(cmd, &k->day);
	return err == 0 ? answer_names(cmd, &k->offices) : err;
}

static void known_release(struct known *k)
{
	seats_release(&k->seats);
	labels_destroy(&k->labels);
	json_destroy(&k->offices);
}

/* The names of those who stand in for a seat on the day; the caller frees it. */
static char *substitutes_of(const struct known *k, const struct seat *seat)
{
	size_t count = 0;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < k->seats.count; i++) {
		const struct seat *other = &k->seats.items[i];
		const struct json *fields = json_get(json_at(k->seats.records, i), "fields");
		char *title;

		if (!record_id_is_equal(&other->substitute_for, &seat->id) || other->end < k->day)
			continue;
		title = labels_title_of(k->labels, json_get_text(fields, "person"));
		(void)fprintf(out, "%s%s", count++ > 0 ? ", " : "", title);
		free(title);
	}
	if (fclose(out) != 0)
		abort();
	return text;
}

/* The number of the office that answers for a seat, and its name, if there is one. */
static void put_office(const struct known *k, size_t index, struct json *seat)
{
	char id[VB_NODE_ID_TEXT_BYTES];

	if (!seats_has_office(&k->seats, index))
		return;
	node_id_format(&k->seats.offices[index], id);
	json_put_text(seat, "office", id);
	json_put_text(seat, "officeName", answer_name(k->offices, id));
}

/* The record with what follows for it; the caller destroys it. */
static struct json *describe(const struct known *k, size_t index)
{
	static const char *const names[][2] = { { "for", "onBehalfOf" }, { "who", "person" } };
	const struct seat *seat = &k->seats.items[index];
	struct json *copy = json_new_copy(json_at(k->seats.records, index));
	char *substitutes = substitutes_of(k, seat);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *title = labels_title_of(k->labels,
		                              json_get_text(json_get(copy, "fields"), names[i][1]));

		json_put_text(copy, names[i][0], title);
		free(title);
	}
	json_put_text(copy, "substitutes", substitutes);
	json_put_text(copy, "state", seat_table_state(seat, k->day));
	json_put_text(copy, "vote", vote_of(seat));
	json_put_bool(copy, "vacant", record_id_is_zero(&seat->person));
	put_office(k, index, copy);
	free(substitutes);
	return copy;
}

/* ---- list ---- */

static size_t rank_of(const struct json *seat)
{
	const char *word = json_get_text(seat, "state");
	size_t rank = 0;

	while (word != NULL && rank < sizeof(states) / sizeof(states[0]) &&
	       strcmp(word, states[rank]) != 0)
		rank++;
	return rank;
}

static int by_state(const struct json *a, const struct json *b)
{
	size_t ranks[] = { rank_of(a), rank_of(b) };

	return (ranks[0] > ranks[1]) - (ranks[0] < ranks[1]);
}

/* Sorted by state, then by the names that the list shows. JSON shows substitutes as seats of their own. */
static struct json *list_seats(const struct known *k)
{
	bool has_all = args_has(k->cmd->args, "all");
	struct json *list = json_new_list();

	for (size_t i = 0; i < k->seats.count; i++) {
		const struct seat *seat = &k->seats.items[i];
		struct json *one;

		if (!record_id_is_zero(&seat->substitute_for) && !k->cmd->args->is_json)
			continue;
		if (!has_all && seat_table_state(seat, k->day) == states[2])
			continue;
		one = describe(k, i);
		json_add(list, &one);
	}
	arrange_by_name(list, NULL, "who");
	arrange_by_name(list, NULL, "for");
	arrange(list, by_state);
	return list;
}

/* A date as it is shown; the caller frees it. */
static char *date_of(const struct known *k, const struct json *fields, const char *name)
{
	const struct kind *kind = kind_by_number(VB_KIND_MEMBERSHIP);

	return field_format(k->cmd->out, kind_field_by_name(kind, span_of_str(name)),
	                    json_get(fields, name), k->cmd->args->zone);
}

/* What every seat shows first: for whom, who, as what. */
static void add_names(struct table *table, const struct json *seat)
{
	table_add(table, json_get_text(seat, "for"));
	table_add(table, json_get_text(seat, "who"));
	table_add(table, json_get_text(json_get(seat, "fields"), "role"));
}

/* A line for programs. */
static void add_line(const struct known *k, struct table *table, const struct json *seat)
{
	const struct json *fields = json_get(seat, "fields");
	char *from = date_of(k, fields, "startDate");
	char *until = date_of(k, fields, "endDate");

	add_names(table, seat);
	table_add(table, json_get_text(seat, "vote"));
	table_add(table, json_is_yes(json_get(fields, "optional")) ? "yes" : "");
	table_add(table, json_get_text(seat, "substitutes"));
	table_add(table, from);
	table_add(table, until);
	table_add(table, json_get_text(seat, "state"));
	table_add(table, json_get_text(seat, "officeName"));
	table_add(table, json_get_text(seat, "id"));
	free(from);
	free(until);
}

static void print_lines(const struct known *k, const struct json *seats)
{
	static const struct table_column columns[11];
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(seats); i++)
		add_line(k, table, json_at(seats, i));
	out_table(k->cmd->out, &table);
}

/* For people: the days of a seat in one cell. */
static void add_term(const struct known *k, struct table *table, const struct json *fields)
{
	char *from = date_of(k, fields, "startDate");
	char *until = date_of(k, fields, "endDate");
	char text[200] = "";

	if (from[0] != '\0' && until[0] != '\0')
		(void)snprintf(text, sizeof(text), _("%s to %s"), from, until);
	else if (from[0] != '\0')
		(void)snprintf(text, sizeof(text), _("from %s"), from);
	else if (until[0] != '\0')
		(void)snprintf(text, sizeof(text), _("until %s"), until);
	table_add(table, text);
	free(from);
	free(until);
}

static void add_row(const struct known *k, struct table *table, const struct json *seat)
{
	const struct json *fields = json_get(seat, "fields");
	const char *vote = field_word(k->cmd->out, json_get_text(seat, "vote"));
	char text[200];

	add_names(table, seat);
	if (json_is_yes(json_get(fields, "optional")))
		(void)snprintf(text, sizeof(text), _("%s, if needed"), vote);
	else
		(void)snprintf(text, sizeof(text), "%s", vote);
	table_add(table, text);
	table_add(table, json_get_text(seat, "substitutes"));
	add_term(k, table, fields);
	table_add(table, json_get_text(seat, "officeName"));
	table_add(table, json_get_text(seat, "id"));
}

static void print_seats(const struct known *k, const struct json *seats)
{
	const struct table_column columns[] = {
		{ _("On behalf of"), 0 },    { _("Person"), 0 },
		{ _("Function"), 0 },        { _("Vote"), 0 },
		{ _("Substitute"), 0 },      { _("When"), TABLE_FIRM },
		{ _("Answered for by"), 0 }, { _("Number"), TABLE_SHORT },
	};
	struct table *table;

	if (!k->cmd->out->style.is_terminal) {
		print_lines(k, seats);
		return;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(seats); i++)
		add_row(k, table, json_at(seats, i));
	out_list(k->cmd->out, &table);
}

static void answer(const struct known *k, struct json **list)
{
	uint32_t statutory = seats_statutory(&k->seats, k->day);
	uint32_t vacant = seats_vacant(&k->seats, k->day);
	char day[VB_DAY_TEXT_BYTES];
	struct json *body;

	calendar_format(k->day, day);
	if (!k->cmd->args->is_json) {
		print_seats(k, *list);
		out_hint(k->cmd->out, _("Statutory number of members: %u. Vacant seats: %u."),
		         statutory, vacant);
		return;
	}
	for (size_t i = 0; i < json_count(*list); i++)
		field_export(json_at(*list, i), k->cmd->args->zone);
	body = json_new_map();
	json_put_text(body, "day", day);
	json_put(body, "items", list);
	json_put_int(body, "statutoryCount", statutory);
	json_put_int(body, "vacantCount", vacant);
	out_document(k->cmd->out, "committee", "seat-list", &body);
}

/* The seats of the committee, or of the body of it that --of names. */
static int read_listed(struct cmd *cmd, struct seats *seats)
{
	const char *of = args_get(cmd->args, "of");
	struct named body = { .kind = "organization", .is_internal = true };
	struct json *space = NULL, *root = NULL, *id = NULL;
	int err;

	if (of == NULL)
		return seats_read(cmd, args_get(cmd->args, "COMMITTEE"), seats);
	err = seats_committee(cmd, args_get(cmd->args, "COMMITTEE"), &space, &root);
	body.space = json_text(space);
	if (err == 0)
		err = named_look_up(cmd, &body, of, &id);
	if (err == 0)
		err = seats_read_of(cmd, json_text(id), seats);
	json_destroy(&space);
	json_destroy(&root);
	json_destroy(&id);
	return err;
}

int seat_table_list(struct cmd *cmd)
{
	struct json *list = NULL;
	struct known k;
	int err = known_read(&k, cmd);

	if (err == 0)
		err = read_listed(cmd, &k.seats);
	if (err == 0) {
		list = list_seats(&k);
		answer(&k, &list);
	}
	json_destroy(&list);
	known_release(&k);
	return err;
}

/* ---- show ---- */

static void print_seat(struct known *k, const struct json *seat)
{
	answer_record(k->cmd, seat);
	answer_pair(k->cmd, N_("Status"), field_word(k->cmd->out, json_get_text(seat, "state")));
	answer_pair(k->cmd, N_("Vote"), field_word(k->cmd->out, json_get_text(seat, "vote")));
	answer_pair(k->cmd, N_("Answered for by"),
	            json_get_text(seat, "officeName") != NULL ? json_get_text(seat, "officeName")
	                                                      : field_word(k->cmd->out, "none"));
	if (json_get_text(seat, "substitutes")[0] != '\0')
		answer_pair(k->cmd, N_("Substitute"), json_get_text(seat, "substitutes"));
}

int seat_table_show(struct cmd *cmd)
{
	struct json *record = NULL;
	struct json *seat;
	struct known k;
	size_t at;
	int err = known_read(&k, cmd);

	if (err == 0)
		err = client_show(cmd->client, args_get(cmd->args, "SEAT"), "membership",
		                  _("This is no seat."), &record);
	if (err == 0 && json_get_text(json_get(record, "fields"), "organization") == NULL)
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s", _("This is no seat."));
	if (err == 0)
		err = seats_read_of(cmd, json_get_text(json_get(record, "fields"), "organization"),
		                    &k.seats);
	if (err < 0)
		goto out;
	at = seats_find(&k.seats, json_get_text(record, "id"));
	if (at == k.seats.count) {
		err = out_fail(cmd->out, VB_ERR_NOT_FOUND, "%s", args_get(cmd->args, "SEAT"));
		goto out;
	}
	seat = describe(&k, at);
	if (cmd->args->is_json) {
		field_export(seat, cmd->args->zone);
		out_document(cmd->out, "committee", "seat-show", &seat);
	} else {
		print_seat(&k, seat);
		json_destroy(&seat);
	}
out:
	json_destroy(&record);
	known_release(&k);
	return err;
}
