/* seat: memberships of a committee; see seat.h; tested by tests/blackbox/05-office.t */
#include "cli/seat.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/named.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

/* The whole number of the committee and that of its own organization. The caller destroys both. */
static int find_committee(struct cmd *cmd, struct json **space, struct json **root)
{
	struct json *question = json_new_map();
	struct json *committee;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	err = client_ask(cmd->client, "committee.show", &question, &committee);
	if (err < 0)
		return err;
	*space = json_new_copy(json_get(committee, "id"));
	json_destroy(&committee);
	err = named_root(cmd, json_text(*space), root);
	if (err == 0 && json_text(*root) == NULL)
		err = out_fail(cmd->out, VB_ERR_BUSY, "%s",
		               _("The committee is still being fetched."));
	return err;
}

/* ---- add ---- */

static int create(struct cmd *cmd, const char *space, struct json **fields, struct json **result)
{
	struct json *question = json_new_map();

	json_put_text(question, "space", space);
	json_put_text(question, "kind", "membership");
	json_put(question, "fields", fields);
	return client_ask(cmd->client, "record.create", &question, result);
}

/* What the seat and its substitute have in common. */
static int fill(struct cmd *cmd, const char *space, const struct json *root, struct json *fields)
{
	struct named office = { "organization", space, false };
	struct json *organization = json_new_copy(root);
	int err = field_parse_options(cmd->out, cmd->args, fields);

	json_put(fields, "organization", &organization);
	json_put_bool(fields, "votingRight", !args_has(cmd->args, "advisory"));
	if (args_has(cmd->args, "optional"))
		json_put_bool(fields, "optional", true);
	return err == 0 ? named_put(cmd, &office, "for", "onBehalfOf", false, fields) : err;
}

static int add_substitute(struct cmd *cmd, const char *space, struct json **fields,
                          struct json **person, const char *seat)
{
	json_remove(*fields, "role"); /* the chair's substitute is not the chair */
	json_put(*fields, "person", person);
	json_put_text(*fields, "substituteFor", seat);
	return create(cmd, space, fields, NULL);
}

int seat_add(struct cmd *cmd)
{
	const char *substitute = args_get(cmd->args, "substitute");
	struct json *fields = json_new_map();
	struct json *space = NULL;
	struct json *root = NULL;
	struct json *person = NULL;
	struct json *copy;
	struct json *result = NULL;
	struct named who;
	int err = find_committee(cmd, &space, &root);

	who = (struct named){ "person", json_text(space), false };
	if (err == 0)
		err = fill(cmd, json_text(space), root, fields);
	/* All persons first: then nothing but the seats themselves can be missing. */
	if (err == 0 && substitute != NULL)
		err = named_find(cmd, &who, substitute, &person);
	if (err == 0)
		err = named_put(cmd, &who, "person", "person", false, fields);
	copy = json_new_copy(fields);
	if (err == 0)
		err = create(cmd, json_text(space), &fields, &result);
	if (err == 0 && substitute != NULL)
		err = add_substitute(cmd, json_text(space), &copy, &person,
		                     json_get_text(result, "id"));
	if (err == 0)
		answer_id(cmd, &result);
	json_destroy(&fields);
	json_destroy(&copy);
	json_destroy(&space);
	json_destroy(&root);
	json_destroy(&person);
	json_destroy(&result);
	return err;
}

/* ---- list ---- */

static int read_memberships(struct cmd *cmd, const char *space, const char *root,
                            struct json **memberships)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();

	json_put_text(where, "organization", root);
	json_put_text(question, "kind", "membership");
	json_put_text(question, "space", space);
	json_put(question, "where", &where);
	return client_list(cmd->client, "record.list", &question, memberships);
}

/* The names of those who stand in for a seat; the caller frees it. */
static char *substitutes_of(struct labels *labels, const struct json *memberships,
                            const struct json *seat)
{
	const char *id = json_get_text(seat, "id");
	size_t count = 0;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < json_count(memberships); i++) {
		const struct json *other = json_at(memberships, i);
		const char *seat_of = field(other, "substituteFor");
		char *title;

		if (seat_of == NULL || id == NULL || strcmp(seat_of, id) != 0)
			continue;
		title = labels_title_of(labels, field(other, "person"));
		(void)fprintf(out, "%s%s", count++ > 0 ? ", " : "", title);
		free(title);
	}
	if (fclose(out) != 0)
		abort();
	return text;
}

/* The seats, each with the names that the list shows, sorted by them. The caller destroys it. */
static struct json *named_seats(struct cmd *cmd, const struct json *memberships)
{
	static const char *const names[][2] = { { "for", "onBehalfOf" }, { "who", "person" } };
	struct labels *labels = labels_new(cmd);
	struct json *seats = json_new_list();

	for (size_t i = 0; i < json_count(memberships); i++) {
		struct json *seat = json_new_copy(json_at(memberships, i));
		char *substitutes;

		if (field(seat, "substituteFor") != NULL) {
			json_destroy(&seat);
			continue;
		}
		for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++) {
			char *title = labels_title_of(labels, field(seat, names[j][1]));

			json_put_text(seat, names[j][0], title);
			free(title);
		}
		substitutes = substitutes_of(labels, memberships, seat);
		json_put_text(seat, "substitutes", substitutes);
		free(substitutes);
		json_add(seats, &seat);
	}
	labels_destroy(&labels);
	arrange_by_name(seats, NULL, "who");
	arrange_by_name(seats, NULL, "for");
	return seats;
}

static void add_row(const struct cmd *cmd, struct table *table, const struct json *seat)
{
	const struct kind *kind = kind_by_number(VB_KIND_MEMBERSHIP);
	const struct json *fields = json_get(seat, "fields");
	const struct json *vote = json_get(fields, "votingRight");
	char *until = field_format(cmd->out, kind_field_by_name(kind, span_of_str("endDate")),
	                           json_get(fields, "endDate"), cmd->args->zone);

	table_add(table, json_get_text(seat, "for"));
	table_add(table, json_get_text(seat, "who"));
	table_add(table, json_get_text(fields, "role"));
	table_add(table, vote != NULL ? answer_truth(cmd, json_is_yes(vote)) : "");
	table_add(table, json_is_yes(json_get(fields, "optional")) ? answer_truth(cmd, true) : "");
	table_add(table, json_get_text(seat, "substitutes"));
	table_add(table, until);
	table_add(table, json_get_text(seat, "id"));
	free(until);
}

static void print_seats(struct cmd *cmd, const struct json *memberships)
{
	const struct table_column columns[] = {
		{ _("On behalf of"), 0 },   { _("Person"), 0 },           { _("Function"), 0 },
		{ _("Vote"), 0 },           { _("If needed"), 0 },        { _("Substitute"), 0 },
		{ _("Until"), TABLE_FIRM }, { _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct json *seats = named_seats(cmd, memberships);

	for (size_t i = 0; i < json_count(seats); i++)
		add_row(cmd, table, json_at(seats, i));
	out_list(cmd->out, &table);
	json_destroy(&seats);
}

int seat_list(struct cmd *cmd)
{
	struct json *memberships = NULL;
	struct json *space = NULL;
	struct json *root = NULL;
	int err = find_committee(cmd, &space, &root);

	if (err == 0)
		err = read_memberships(cmd, json_text(space), json_text(root), &memberships);
	if (err == 0 && cmd->args->is_json)
		answer_records(cmd, &memberships);
	else if (err == 0)
		print_seats(cmd, memberships);
	json_destroy(&memberships);
	json_destroy(&space);
	json_destroy(&root);
	return err;
}
