/* due: everything that is due, in one list; see due.h; tested by tests/blackbox/20-duties.t */
#include "cli/due.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/collate.h"
#include "cli/day.h"
#include "cli/deadline.h"
#include "cli/field.h"
#include "cli/helping.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/pace_list.h"
#include "cli/sittings.h"
#include "cli/successors.h"

/* clang-format off */
const struct option due_options[] = {
	DAY_OPTION,
	{ "until", N_("DATE"), NULL, NULL, N_("also what is due until that day"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};
/* clang-format on */

/* Where something that is due stands. */
struct source {
	unsigned bit;
	const char *kind;
	const char *what; /* for scripts, for ever */
	struct obligation_due (*find)(const struct json *fields,
	                              int32_t today); /* NULL: obligations */
	const char *who[3];                           /* the first of these fields that is there */
	const char *to;                               /* NULL: nobody */
};

/* clang-format off */
static const struct source sources[] = {
	{ DUE_OBLIGATIONS, "obligation", "obligation", NULL, { "organization", "responsible", NULL }, "recipient" },
	{ DUE_AGREEMENTS, "agreement", "review", deadline_review, { "responsible", "partner", NULL }, NULL },
	{ DUE_AGREEMENTS, "agreement", "end", deadline_end, { "responsible", "partner", NULL }, NULL },
	{ DUE_MEASURES, "measure", "measure", deadline_measure, { "organization", "group", NULL }, NULL },
	{ DUE_COMMENTS, "commentRequest", "comment", deadline_comment, { "organization", NULL, NULL }, NULL },
};
/* clang-format on */

/* What is asked for. */
struct search {
	struct cmd *cmd;
	const char *space; /* NULL: all */
	int32_t today;
	int32_t until;
	struct labels *labels;
	struct successors *successors;
	struct json *committees; /* names by ids */
	struct json *meetings;   /* of due_of_obligation */
	struct json *items;
};

/* ---- obligations ---- */

/* Of whom the meetings count: to whom they are owed. */
static const char *meets(const struct json *record)
{
	const char *type = kept_text(record, "obligationType");
	const char *recipient = kept_text(record, "recipient");

	if (type == NULL || strcmp(type, "meeting") != 0)
		return NULL;
	return recipient != NULL ? recipient : kept_text(record, "organization");
}

/* Keeps the days on which an organization met, under its number. */
static int read_meetings(struct cmd *cmd, const char *space, const char *organization,
                         struct json *known)
{
	struct sittings sittings = { .count = 0 };
	struct json *list = json_new_list();
	int err = sittings_read(cmd, space, organization, &sittings);
	int32_t *days;
	size_t count;

	if (err == VB_ERR_NOT_FOUND || err == VB_ERR_ERASED) {
		/* Named by another office, and not here, or not any more: it never met. */
		out_forget(cmd->out);
		err = 0;
	}
	days = calloc(sittings.count + 1, sizeof(*days));
	if (days == NULL)
		abort();
	count = err == 0 ? sittings_days(&sittings, days) : 0;
	for (size_t i = 0; i < count; i++) {
		struct json *day = json_new_int(days[i]);

		json_add(list, &day);
	}
	json_put(known, organization, &list);
	sittings_release(&sittings);
	free(days);
	return err;
}

int due_of_obligation(struct cmd *cmd, struct json *known, const struct json *record, int32_t today,
                      struct obligation_due *out)
{
	const char *organization = meets(record);
	const struct json *list;
	int32_t *days;
	size_t count;
	int err = 0;

	if (organization != NULL && json_get(known, organization) == NULL)
		err = read_meetings(cmd, json_get_text(record, "space"), organization, known);
	if (err < 0)
		return err;
	list = organization != NULL ? json_get(known, organization) : NULL;
	count = json_count(list);
	days = calloc(count + 1, sizeof(*days));
	if (days == NULL)
		abort();
	for (size_t i = 0; i < count; i++)
		days[i] = (int32_t)json_int(json_at(list, i), 0);
	*out = deadline_obligation(json_get(record, "fields"), days, count, today);
	free(days);
	return 0;
}

/* ---- one thing ---- */

/* Those who have to do it, each with number and name; who does not meet is late itself where nobody is named. */
static struct json *who_of(struct search *s, const struct source *source, const struct json *record)
{
	const struct json *fields = json_get(record, "fields");
	const struct json *value = NULL;
	struct json *list = json_new_list();
	bool is_list;

	for (size_t i = 0; source->who[i] != NULL && value == NULL; i++)
		value = json_get(fields, source->who[i]);
	if (value == NULL && meets(record) != NULL)
		value = json_get(fields, "recipient");
	is_list = json_form_of(value) == JSON_FORM_LIST;
	for (size_t i = 0; i < (is_list ? json_count(value) : value != NULL); i++) {
		const char *id = json_text(is_list ? json_at(value, i) : value);
		struct json *one = json_new_map();
		char *name = successors_name(s->successors, s->labels, s->cmd->out, id);

		json_put_text(one, "id", successors_of(s->successors, id));
		json_put_text(one, "name", name);
		json_add(list, &one);
		free(name);
	}
	return list;
}

/* What it is called: of a request for comment the paper that it is about. The caller frees it. */
static char *name_of(struct search *s, const struct json *record)
{
	const char *paper = kept_text(record, "paper");

	if (strcmp(json_get_text(record, "kind"), "commentRequest") == 0 &&
	    kept_text(record, "name") == NULL && paper != NULL)
		return labels_title_of(s->labels, paper);
	return labels_title(s->labels, record);
}

static void add(struct search *s, const struct source *source, const struct json *record,
                const struct obligation_due *due)
{
	const char *type = kept_text(record, "obligationType");
	const char *to = source->to != NULL ? kept_text(record, source->to) : NULL;
	const char *space = json_get_text(record, "space");
	struct json *item = json_new_map();
	struct json *who = who_of(s, source, record);
	char *name = name_of(s, record);
	char *recipient = successors_name(s->successors, s->labels, s->cmd->out, to);

	json_put_text(item, "what", type != NULL ? type : source->what);
	deadline_export(item, due);
	json_put_text(item, "name", name);
	json_put(item, "who", &who);
	json_put_text(item, "to", recipient);
	json_put_text(item, "committee", answer_name(s->committees, space));
	json_put_text(item, "kind", source->kind);
	json_put_text(item, "space", space);
	json_put_text(item, "id", json_get_text(record, "id"));
	json_add(s->items, &item);
	free(name);
	free(recipient);
}

static int add_source(struct search *s, const struct source *source)
{
	struct json *records = NULL;
	int err = kept_list(s->cmd, source->kind, s->space, &records);

	for (size_t i = 0; err == 0 && i < json_count(records); i++) {
		const struct json *record = json_at(records, i);
		struct obligation_due due = { .state = VB_OBLIGATION_NONE };

		if (source->find != NULL)
			due = source->find(json_get(record, "fields"), s->today);
		else
			err = due_of_obligation(s->cmd, s->meetings, record, s->today, &due);
		if (err < 0 || due.state == VB_OBLIGATION_NONE ||
		    (due.state == VB_OBLIGATION_AHEAD && due.due > s->until))
			continue;
		add(s, source, record, &due);
	}
	json_destroy(&records);
	return err;
}

/* Requests for help for which somebody is missing: who asked has to see to it. */
static int add_help(struct search *s)
{
	static const struct source source = { DUE_HELP, "availabilityRequest",          "help",
		                              NULL,     { "organization", NULL, NULL }, NULL };
	struct helping h;
	int err = helping_read(s->cmd, s->labels, s->space, s->today, &h);

	for (size_t i = 0; err == 0 && i < json_count(h.requests); i++) {
		struct obligation_due due;
		struct helping_case c;

		helping_find(&h, json_at(h.requests, i), &c);
		due = helping_due(&h, &c);
		if (due.state != VB_OBLIGATION_NONE &&
		    (due.state != VB_OBLIGATION_AHEAD || due.due <= s->until))
			add(s, &source, c.request, &due);
		helping_case_release(&c);
	}
	helping_release(&h);
	return err;
}

/* ---- the list ---- */

static int by_day(const struct json *a, const struct json *b)
{
	const char *names[] = { json_get_text(a, "name"), json_get_text(b, "name") };
	int order = strcmp(json_get_text(a, "due"), json_get_text(b, "due"));

	if (order == 0)
		order = collate_compare(names[0] != NULL ? names[0] : "",
		                        names[1] != NULL ? names[1] : "");
	return order != 0 ? order : strcmp(json_get_text(a, "id"), json_get_text(b, "id"));
}

struct obligation_due due_import(const struct json *item)
{
	const char *word = json_get_text(item, "dueState");
	struct obligation_due due = { .state = VB_OBLIGATION_NONE };

	while (due.state < VB_OBLIGATION_LATE && strcmp(word, deadline_word(due.state)) != 0)
		due.state++;
	due.due = day_of_field(item, "due", VB_DAY_MAX);
	due.late_days = (uint32_t)json_int(json_get(item, "lateDays"), 0);
	return due;
}

char *due_day(const struct cmd *cmd, const struct obligation_due *due)
{
	return day_format(cmd->out, due->state == VB_OBLIGATION_NONE ? VB_DAY_MAX : due->due);
}

char *due_state(const struct cmd *cmd, const struct obligation_due *due)
{
	char text[100];
	char *copy;

	if (due->state == VB_OBLIGATION_LATE && cmd->out->style.is_terminal)
		(void)snprintf(text, sizeof(text),
		               ngettext("%lld day late", "%lld days late", due->late_days),
		               (long long)due->late_days);
	else
		(void)snprintf(text, sizeof(text), "%s",
		               field_word(cmd->out, deadline_word(due->state)));
	copy = strdup(text);
	if (copy == NULL)
		abort();
	return copy;
}

void due_tell(struct cmd *cmd, const struct obligation_due *due)
{
	char *day = due_day(cmd, due);
	char *state = due_state(cmd, due);
	char text[200];

	if (due->state == VB_OBLIGATION_NONE)
		(void)snprintf(text, sizeof(text), "%s", state);
	else
		(void)snprintf(text, sizeof(text), "%s, %s", day, state);
	answer_pair(cmd, N_("Due next"), text);
	free(day);
	free(state);
}

/* The names of those who have to do it, in one cell. The caller frees it. */
static char *who_text(const struct json *item)
{
	const struct json *who = json_get(item, "who");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < json_count(who); i++)
		(void)fprintf(out, "%s%s", i > 0 ? ", " : "",
		              json_get_text(json_at(who, i), "name"));
	if (fclose(out) != 0)
		abort();
	return text;
}

/* To whom, unless a person reads that in the next column anyway. */
static const char *to_text(const struct cmd *cmd, const struct json *item)
{
	const char *to = json_get_text(item, "to");
	const char *committee = json_get_text(item, "committee");
	bool is_same = to != NULL && committee != NULL && strcmp(to, committee) == 0;

	return is_same && cmd->out->style.is_terminal ? "" : to;
}

void due_print(struct cmd *cmd, const struct json *items, bool is_one)
{
	const struct table_column columns[] = {
		{ _("Due"), TABLE_FIRM }, { _("State"), TABLE_FIRM },
		{ _("Kind"), 0 },         { _("What"), 0 },
		{ _("Who"), 0 },          { _("To"), 0 },
		{ _("Committee"), 0 },    { _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		struct obligation_due due = due_import(item);
		char *day = due_day(cmd, &due);
		char *state = due_state(cmd, &due);
		char *who = who_text(item);

		table_add(table, day);
		table_add(table, state);
		table_add(table, field_word(cmd->out, json_get_text(item, "what")));
		table_add(table, json_get_text(item, "name"));
		table_add(table, who);
		table_add(table, to_text(cmd, item));
		table_add(table, is_one && cmd->out->style.is_terminal
		                         ? ""
		                         : json_get_text(item, "committee"));
		table_add(table, json_get_text(item, "id"));
		free(day);
		free(state);
		free(who);
	}
	out_list(cmd->out, &table);
}

int due_list(struct cmd *cmd, unsigned wanted, const char *space, int32_t today, int32_t until,
             struct json **items)
{
	struct search s = { .cmd = cmd,
		            .space = space,
		            .today = today,
		            .until = until,
		            .labels = labels_new(cmd),
		            .meetings = json_new_map(),
		            .items = json_new_list() };
	int err = successors_read(cmd, space, today, &s.successors);

	if (err == 0)
		err = answer_committees(cmd, &s.committees);
	for (size_t i = 0; err == 0 && i < sizeof(sources) / sizeof(sources[0]); i++) {
		if ((sources[i].bit & wanted) != 0)
			err = add_source(&s, &sources[i]);
	}
	if (err == 0 && (wanted & DUE_HELP) != 0)
		err = add_help(&s);
	if (err == 0 && (wanted & DUE_SITTINGS) != 0)
		err = pace_list_read(cmd, s.labels, space, today, until, s.items);
	if (err == 0) {
		arrange(s.items, by_day);
		*items = s.items;
		s.items = NULL;
	}
	labels_destroy(&s.labels);
	successors_destroy(&s.successors);
	json_destroy(&s.committees);
	json_destroy(&s.meetings);
	json_destroy(&s.items);
	return err;
}

static int read_days(struct cmd *cmd, int32_t *today, int32_t *until)
{
	const char *text = args_get(cmd->args, "until");
	int err = day_get_today(cmd, today);

	*until = *today;
	if (err == 0 && text != NULL)
		err = day_parse(cmd->out, "until", text, until);
	return err;
}

int due_run(struct cmd *cmd, unsigned wanted)
{
	struct json *space = NULL;
	struct json *items = NULL;
	int32_t today = 0, until = 0;
	int err = read_days(cmd, &today, &until);

	if (err == 0 && args_get(cmd->args, "COMMITTEE") != NULL)
		err = kept_committee(cmd, &space);
	if (err == 0)
		err = due_list(cmd, wanted, json_text(space), today, until, &items);
	if (err == 0 && cmd->args->is_json)
		answer_items(cmd, &items);
	else if (err == 0)
		due_print(cmd, items, space != NULL);
	json_destroy(&space);
	json_destroy(&items);
	return err;
}
