/* cmd_audit: who decided what in a committee, who is about to, and which offices have two histories;
 * tested by tests/blackbox/12-owner.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/moment.h"

/* ---- the list ---- */

static void add_number(struct table *table, const struct json *map, const char *key)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", (long long)json_int(json_get(map, key), 0));
	table_add(table, text);
}

static int audit_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Number"), TABLE_SHORT | TABLE_BRIEF },
		{ _("Committee"), 0 },
		{ _("In charge"), 0 },
		{ _("Decisions"), TABLE_RIGHT },
		{ _("Proposed"), TABLE_RIGHT },
		{ _("Two histories"), TABLE_RIGHT },
		{ _("No effect"), TABLE_RIGHT },
	};
	struct json *question = NULL;
	struct json *names = NULL;
	struct json *items;
	struct table *table;
	int err = client_list(cmd->client, "audit.list", &question, &items);

	if (err < 0)
		return err;
	arrange_by_name(items, NULL, "name");
	if (cmd->args->is_json) {
		answer_items(cmd, &items);
		return 0;
	}
	err = answer_names(cmd, &names);
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		const struct json *committee = json_at(items, i);

		table_add(table, json_get_text(committee, "id"));
		table_add(table, json_get_text(committee, "name"));
		table_add(table, answer_name(names, json_get_text(committee, "owner")));
		add_number(table, committee, "decisions");
		add_number(table, committee, "proposals");
		add_number(table, committee, "forks");
		add_number(table, committee, "fallen");
	}
	out_list(cmd->out, &table);
	json_destroy(&names);
	json_destroy(&items);
	return err;
}

/* ---- one of them ---- */

/* The decisions of later pages are added to the first. */
static int on_page(void *ctx, struct json **page)
{
	struct json **all = ctx;

	if (*all != NULL) {
		json_add_all(json_get(*all, "decisions"), json_get(*page, "decisions"));
		return 0;
	}
	*all = *page;
	*page = NULL;
	return 0;
}

static int fetch(struct cmd *cmd, struct json **out)
{
	struct json *question = json_new_map();
	struct json *all = NULL;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	err = client_pages(cmd->client, "audit.show", &question, on_page, &all);
	if (err < 0)
		json_destroy(&all);
	else
		*out = all;
	return err;
}

static void times_to_text(const struct cmd *cmd, struct json *list, const char *key)
{
	for (size_t i = 0; i < json_count(list); i++)
		answer_time(cmd, json_at(list, i), key);
}

static const char *day(const struct cmd *cmd, const struct json *map, const char *key,
                       char text[static VB_MOMENT_TEXT_BYTES])
{
	moment_format(json_int(json_get(map, key), 0), cmd->args->zone, _("%Y-%m-%d %H:%M"), text);
	return text;
}

/* A sentence that is put together, and then written. */
struct line {
	FILE *to;
	char *text;
	size_t size;
};

static void line_begin(struct line *line)
{
	*line = (struct line){ .text = NULL };
	line->to = open_memstream(&line->text, &line->size);
	if (line->to == NULL)
		abort();
}

static void line_end(struct cmd *cmd, struct line *line)
{
	(void)fclose(line->to);
	answer_sentence(cmd, line->text);
	free(line->text);
}

/* What two histories mean, and what to do. */
static void say_fork(struct cmd *cmd, const char *committee, const struct json *fork)
{
	const char *what = json_get_text(fork, "what");
	const char *name = json_get_text(fork, "officeName");
	char since[VB_MOMENT_TEXT_BYTES];
	struct line line;

	(void)day(cmd, fork, "since", since);
	line_begin(&line);
	if (strcmp(what, "control") == 0)
		(void)fprintf(line.to,
		              _("%s, in charge, has decided two different things in one place "
		                "(known since %s). Nothing more is "
		                "decided until the others put an office in charge: verbund "
		                "committee recover %s"),
		              name, since, committee);
	else if (strcmp(what, "control-settled") == 0)
		(void)fprintf(line.to,
		              _("%s had decided two different things in one place (known since "
		                "%s). That is settled."),
		              name, since);
	else if (strcmp(what, "term") == 0)
		(void)fprintf(line.to,
		              _("Two offices were put in charge at the same time, %s one of them "
		                "(known since %s): somebody agreed "
		                "to both. One counts; speak with each other."),
		              name, since);
	else if (json_int(json_get(fork, "held"), 0) == 0)
		(void)fprintf(line.to, _("%s had two histories from %s on. That is settled."), name,
		              since);
	else
		(void)fprintf(line.to,
		              ngettext("%s has two histories from %s on, probably because a copy "
		                       "of its data directory was started. "
		                       "%lld entry is held back until the office in charge says "
		                       "which one counts: verbund committee "
		                       "settle %s",
		                       "%s has two histories from %s on, probably because a copy "
		                       "of its data directory was started. "
		                       "%lld entries are held back until the office in charge says "
		                       "which one counts: verbund committee "
		                       "settle %s",
		                       (unsigned long)json_int(json_get(fork, "held"), 0)),
		              name, since, (long long)json_int(json_get(fork, "held"), 0),
		              committee);
	line_end(cmd, &line);
}

static void say_proposal(struct cmd *cmd, const char *committee, const struct json *proposal)
{
	const char *owner = json_get_text(proposal, "ownerName");
	long long votes = (long long)json_int(json_get(proposal, "votes"), 0);
	long long needed = (long long)json_int(json_get(proposal, "needed"), 0);
	bool is_policy = strcmp(json_get_text(proposal, "about"), "policy") == 0;
	char since[VB_MOMENT_TEXT_BYTES];
	struct line line;

	(void)day(cmd, proposal, "since", since);
	line_begin(&line);
	if (is_policy)
		(void)fprintf(line.to,
		              _("Proposed on %s: another list of those who decide when the office "
		                "in charge is gone. %lld of %lld "
		                "needed have agreed; others do with: verbund committee policy %s "
		                "--agree"),
		              since, votes, needed, committee);
	else if (json_get(proposal, "overtaken") != NULL)
		(void)fprintf(line.to,
		              _("Proposed on %s: %s is to be in charge. The office in charge has "
		                "decided something since; whoever still wants this proposes it "
		                "anew: verbund committee recover %s"),
		              since, owner, committee);
	else
		(void)fprintf(line.to,
		              _("Proposed on %s: %s is to be in charge. %lld of %lld needed have "
		                "agreed; others do with: verbund "
		                "committee recover %s --agree"),
		              since, owner, votes, needed, committee);
	line_end(cmd, &line);
}

/* What of this office does not count, and where it is listed. */
static void say_fallen(struct cmd *cmd, const char *committee, int64_t count)
{
	struct line line;

	if (count == 0)
		return;
	line_begin(&line);
	(void)fprintf(line.to,
	              ngettext("%lld entry of this office does not count: verbund committee fallen "
	                       "%s",
	                       "%lld entries of this office do not count: verbund committee fallen "
	                       "%s",
	                       (unsigned long)count),
	              (long long)count, committee);
	line_end(cmd, &line);
}

static void add_rows(const struct cmd *cmd, struct table *table, const char *what,
                     const struct json *list, const char *time_key, const char *const keys[4])
{
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *row = json_at(list, i);
		char time[VB_MOMENT_TEXT_BYTES];

		moment_format_iso(json_int(json_get(row, time_key), 0), cmd->args->zone, time);
		table_add(table, what);
		table_add(table, time);
		for (size_t k = 0; k < 4; k++)
			table_add(table, keys[k] == NULL ? "" : json_get_text(row, keys[k]));
	}
}

/* Lines for programs: what, when, word, whom it is about, by whom, right. */
static void print_lines(struct cmd *cmd, const struct json *audit)
{
	static const char *const decision[] = { "what", "officeName", "byName", "role" };
	static const char *const fork[] = { "what", "officeName", NULL, NULL };
	static const char *const proposal[] = { "about", "ownerName", NULL, NULL };
	const struct table_column columns[] = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 },
		                                { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	add_rows(cmd, table, "fork", json_get(audit, "forks"), "since", fork);
	add_rows(cmd, table, "proposal", json_get(audit, "proposals"), "since", proposal);
	add_rows(cmd, table, "decision", json_get(audit, "decisions"), "time", decision);
	out_table(cmd->out, &table);
}

static void print_decisions(struct cmd *cmd, const struct json *decisions)
{
	const struct table_column columns[] = {
		{ _("When"), TABLE_FIRM }, { _("What"), 0 },       { _("Office"), 0 },
		{ _("Rights"), 0 },        { _("Decided by"), 0 },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	char time[VB_MOMENT_TEXT_BYTES];

	for (size_t i = 0; i < json_count(decisions); i++) {
		const struct json *row = json_at(decisions, i);

		table_add(table, day(cmd, row, "time", time));
		table_add(table, field_word(cmd->out, json_get_text(row, "what")));
		table_add(table, json_get_text(row, "officeName"));
		table_add(table, field_word(cmd->out, json_get_text(row, "role")));
		table_add(table, json_get_text(row, "byName"));
	}
	out_table(cmd->out, &table);
}

static void print_electors(struct cmd *cmd, const struct json *audit)
{
	const struct json *electors = json_get(audit, "electors");
	struct line line;

	line_begin(&line);
	for (size_t i = 0; i < json_count(electors); i++)
		(void)fprintf(line.to, "%s%s", i == 0 ? "" : ", ",
		              json_get_text(json_at(electors, i), "name"));
	(void)fclose(line.to);
	answer_pair(cmd, N_("Decide if it is gone"), line.text);
	free(line.text);
}

static int audit_show(struct cmd *cmd)
{
	const char *committee = args_get(cmd->args, "COMMITTEE");
	struct json *audit, *names;
	const struct json *list;
	int err = fetch(cmd, &audit);

	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		times_to_text(cmd, json_get(audit, "decisions"), "time");
		times_to_text(cmd, json_get(audit, "forks"), "since");
		times_to_text(cmd, json_get(audit, "proposals"), "since");
		out_document(cmd->out, "audit", "show", &audit);
		return 0;
	}
	if (!cmd->out->style.is_terminal) {
		print_lines(cmd, audit);
		json_destroy(&audit);
		return 0;
	}
	err = answer_names(cmd, &names);
	if (err == 0) {
		answer_pair(cmd, N_("In charge"),
		            answer_name(names, json_get_text(audit, "owner")));
		json_destroy(&names);
		print_electors(cmd, audit);
		list = json_get(audit, "forks");
		for (size_t i = 0; i < json_count(list); i++)
			say_fork(cmd, committee, json_at(list, i));
		list = json_get(audit, "proposals");
		for (size_t i = 0; i < json_count(list); i++)
			say_proposal(cmd, committee, json_at(list, i));
		if (json_is_yes(json_get(audit, "reclaimed")))
			answer_sentence(
				cmd,
				_("This office took the committee from a backup without asking "
			          "any other office: what happened in it since, erasures too, "
			          "is not known here."));
		say_fallen(cmd, committee, json_int(json_get(audit, "fallen"), 0));
		print_decisions(cmd, json_get(audit, "decisions"));
	}
	json_destroy(&audit);
	return err;
}

/* clang-format off */
const struct command cmd_audit_commands[] = {
	{ .noun = "audit",
	  .verb = "list",
	  .run = audit_list,
	  .help = N_("committees with what was decided, proposed, and what is not in order"),
	  .examples = { "verbund audit list" } },
	{ .noun = "audit",
	  .verb = "show",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .run = audit_show,
	  .help = N_("who decided what in a committee, and which offices have two histories"),
	  .about = N_("Shows who admitted, raised, lowered, suspended or dismissed which office "
	              "and when, who is about to be put in "
	              "charge, which offices have written two different histories and what to do "
	              "then, and how many entries of this "
	              "office have no effect any more: `verbund committee fallen` lists them.\n\n"
	              "In a pipe each line begins with fork, proposal or decision, "
	              "followed by the time, a word, the office "
	              "concerned, who decided, and the rights."),
	  .examples = { "verbund audit show 4f2a" } },
	COMMAND_END,
};
/* clang-format on */
