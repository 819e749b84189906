/* cmd_paper_version: versions of a paper that is carried forward (Fortschreibung); tested by tests/blackbox/20-papers.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/seats.h"
#include "protocol/kinds/lineage.h"

/* All papers of a committee, as chains by what each replaces. */
struct versions {
	struct json *paper;  /* that was named */
	struct json *papers; /* of its committee */
	struct lineage *chain;
	size_t count;
	size_t at; /* of the paper in the chain */
};

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static int versions_read(struct cmd *cmd, struct versions *v)
{
	struct json *question = json_new_map();
	struct record_id id;
	int err = client_show(cmd->client, args_get(cmd->args, "PAPER"), "paper",
	                      _("This is no paper."), &v->paper);

	json_put_text(question, "kind", "paper");
	json_put_text(question, "space", json_get_text(v->paper, "space"));
	if (err == 0)
		err = client_list(cmd->client, "record.list", &question, &v->papers);
	json_destroy(&question);
	if (err < 0)
		return err;
	v->chain = calloc(json_count(v->papers) + 1, sizeof(*v->chain));
	if (v->chain == NULL)
		abort();
	for (size_t i = 0; i < json_count(v->papers); i++) {
		const struct json *one = json_at(v->papers, i);

		v->chain[v->count++] = (struct lineage){
			.id = seats_id_of(json_get_text(one, "id")),
			.names = seats_id_of(field(one, "replaces")),
			.tag = i,
		};
	}
	lineage_find(v->chain, v->count);
	id = seats_id_of(json_get_text(v->paper, "id"));
	while (v->at < v->count && !record_id_is_equal(&v->chain[v->at].id, &id))
		v->at++;
	/* It was deleted meanwhile. */
	return v->at < v->count ? 0 : VB_ERR_NOT_FOUND;
}

static void versions_release(struct versions *v)
{
	json_destroy(&v->paper);
	json_destroy(&v->papers);
	free(v->chain);
}

/* The first version of the chain in which the paper stands. */
static size_t root_of(const struct versions *v)
{
	size_t at = v->at;

	while (v->chain[at].above != VB_LINEAGE_NONE)
		at = v->chain[at].above;
	return at;
}

/* Which versions belong to the chain that begins at the root. The caller frees it. Each chain of names is walked up to where that
 * is known, and back. */
static bool *belongs_new(const struct versions *v, size_t root)
{
	enum { UNKNOWN, BELONGS, OTHER } *state = calloc(v->count + 1, sizeof(*state));
	bool *belongs = calloc(v->count + 1, sizeof(*belongs));

	if (state == NULL || belongs == NULL)
		abort();
	state[root] = BELONGS;
	for (size_t i = 0; i < v->count; i++) {
		size_t top = i;

		while (state[top] == UNKNOWN && v->chain[top].above != VB_LINEAGE_NONE)
			top = v->chain[top].above;
		if (state[top] == UNKNOWN)
			state[top] = OTHER;
		for (size_t at = i; state[at] == UNKNOWN; at = v->chain[at].above)
			state[at] = state[top];
		belongs[i] = state[i] == BELONGS;
	}
	free(state);
	return belongs;
}

/* From the first to the last; those that replace one and the same by age. */
static int by_depth(const void *x, const void *y)
{
	const struct lineage *a = x, *b = y;

	if (a->depth != b->depth)
		return a->depth < b->depth ? -1 : 1;
	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

static const struct json *paper_of(const struct versions *v, size_t at)
{
	return json_at(v->papers, v->chain[at].tag);
}

/* The version in force on a day: the last of the chain that has begun, unless it has ended; NONE: none is. */
static size_t in_force(const struct versions *v, int32_t day)
{
	size_t at = lineage_latest(v->chain, v->count, root_of(v));
	const struct json *fields;

	while (at != VB_LINEAGE_NONE &&
	       day_of_field(json_get(paper_of(v, at), "fields"), "startDate", VB_DAY_MIN) > day)
		at = v->chain[at].above;
	if (at == VB_LINEAGE_NONE)
		return at;
	fields = json_get(paper_of(v, at), "fields");
	return day_of_field(fields, "endDate", VB_DAY_MAX) >= day ? at : VB_LINEAGE_NONE;
}

/* ---- list ---- */

static void add_date(const struct cmd *cmd, struct table *table, const struct json *paper,
                     const char *name)
{
	const struct kind *kind = kind_by_number(VB_KIND_PAPER);
	char *date = field_format(cmd->out, kind_field_by_name(kind, span_of_str(name)),
	                          json_get(json_get(paper, "fields"), name), cmd->args->zone);

	table_add(table, date);
	free(date);
}

static void print(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Version"), 0 },           { _("Date"), TABLE_FIRM },
		{ _("From"), TABLE_FIRM },     { _("Until"), TABLE_FIRM },
		{ _("Reference"), 0 },         { _("Title"), 0 },
		{ _("In force"), TABLE_FIRM }, { _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *paper = json_at(items, i);
		bool is_in_force = json_is_yes(json_get(paper, "inForce"));

		table_add(table, field(paper, "version"));
		add_date(cmd, table, paper, "date");
		add_date(cmd, table, paper, "startDate");
		add_date(cmd, table, paper, "endDate");
		table_add(table, field(paper, "reference"));
		table_add(table, field(paper, "name"));
		table_add(table, is_in_force ? answer_truth(cmd, true) : "");
		table_add(table, json_get_text(paper, "id"));
	}
	out_list(cmd->out, &table);
}

/* The papers of the chain in order, each with "inForce". The caller destroys it. */
static struct json *chain_new(struct versions *v, int32_t day)
{
	struct json *items = json_new_list();
	size_t root = root_of(v), force = in_force(v, day);
	bool *belongs = belongs_new(v, root);
	size_t tag = force != VB_LINEAGE_NONE ? v->chain[force].tag : VB_LINEAGE_NONE;
	size_t count = 0;

	for (size_t i = 0; i < v->count; i++) {
		if (belongs[i])
			v->chain[count++] = v->chain[i];
	}
	qsort(v->chain, count, sizeof(*v->chain), by_depth);
	for (size_t i = 0; i < count; i++) {
		struct json *one = json_new_copy(paper_of(v, i));

		json_put_bool(one, "inForce", v->chain[i].tag == tag);
		json_add(items, &one);
	}
	free(belongs);
	return items;
}

static int paper_versions(struct cmd *cmd)
{
	struct versions v = { .count = 0 };
	struct json *items = NULL;
	int32_t day = 0;
	int err = day_get_today(cmd, &day);

	if (err == 0)
		err = versions_read(cmd, &v);
	if (err != 0)
		goto out;
	items = chain_new(&v, day);
	if (cmd->args->is_json)
		answer_records(cmd, &items);
	else
		print(cmd, items);
out:
	json_destroy(&items);
	versions_release(&v);
	return err;
}

/* ---- a new one ---- */

/* What a version has from the one before: not what was written on one occasion. */
static void inherit(const struct json *paper, struct json *fields)
{
	static const char *const names[] = {
		"name",
		"paperType",
		"body",
		"keyword",
		"originatorOrganization",
		"underDirectionOf",
		"involved",
		"superordinatedPaper",
		"signatory",
		"editor",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct json *value = json_new_copy(json_get(json_get(paper, "fields"), names[i]));

		if (value != NULL)
			json_put(fields, names[i], &value);
	}
}

static int check_latest(struct cmd *cmd, const struct versions *v)
{
	size_t latest = lineage_latest(v->chain, v->count, v->at);

	if (latest == v->at)
		return 0;
	return out_fail(cmd->out, VB_ERR_BAD_VALUE,
	                _("It was replaced before: by %s. Make the new version of that one."),
	                json_get_text(paper_of(v, latest), "id"));
}

static int paper_new_version(struct cmd *cmd)
{
	struct versions v = { .count = 0 };
	struct json *fields = json_new_map();
	struct json *question = json_new_map();
	struct json *result;
	const char *audience;
	int err = versions_read(cmd, &v);

	if (err == 0)
		err = check_latest(cmd, &v);
	inherit(v.paper, fields);
	if (err == 0)
		err = field_parse_options(cmd->out, cmd->args, fields);
	if (err < 0)
		goto out;
	audience = json_get_text(v.paper, "audience");
	json_put_text(fields, "replaces", json_get_text(v.paper, "id"));
	json_put_text(question, "space", json_get_text(v.paper, "space"));
	json_put_text(question, "kind", "paper");
	json_put_bool(question, "internal", audience != NULL && strcmp(audience, "core") == 0);
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.create", &question, &result);
	if (err == 0)
		answer_made(cmd, &result, _("Its form begins empty:\n  verbund paper form %s"));
out:
	json_destroy(&fields);
	json_destroy(&question);
	versions_release(&v);
	return err;
}

/* clang-format off */
static const struct option versions_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option new_version_options[] = {
	{ "version", N_("TEXT"), "version", NULL, N_("which version it is, for example 'Fortschreibung 2019-21'"), true },
	{ "name", N_("TEXT"), "name", NULL, N_("title of the paper"), false },
	{ "reference", N_("TEXT"), "reference", NULL, N_("reference, for example VO/2014/01945"), false },
	{ "date", N_("DATE"), "date", NULL, N_("date of the paper, for example 2014-09-29"), false },
	{ "from", N_("DATE"), "startDate", NULL, N_("first day of the time for which it is"), false },
	{ "until", N_("DATE"), "endDate", NULL, N_("last day of the time for which it is"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_paper_version_commands[] = {
	{ .noun = "paper", .verb = "new-version",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .options = new_version_options,
	  .kind = "paper",
	  .run = paper_new_version,
	  .help = N_("begin the next version of a paper (Fortschreibung), which replaces it"),
	  .about = N_("Title, kind, submitters and the papers above it are taken over. The version before stays as it is."),
	  .examples = { "verbund paper new-version 0198c2a4f1b3e07d5c60 --version 'Fortschreibung 2019-21' --from 2019-01-01 --until 2021-12-31" } },
	{ .noun = "paper", .verb = "versions",
	  .arguments = { COMMAND_ARG(N_("PAPER")) },
	  .options = versions_options,
	  .run = paper_versions,
	  .help = N_("all versions of a paper, and which is in force"),
	  .about = N_("In force is the last version that has begun, unless its last day has passed. Where two offices made versions of one "
	              "paper at the same time, the younger one counts."),
	  .examples = { "verbund paper versions 0198c2a4f1b3e07d5c60",
	                "verbund paper versions 0198c2a4f1b3e07d5c60 --on 2018-06-01" } },
	COMMAND_END,
};
/* clang-format on */
