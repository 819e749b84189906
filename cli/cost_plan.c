/* cost_plan: costs and incomes of a project; see cost_plan.h; tested by tests/blackbox/20-funding.t */
#include "cli/cost_plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arrange.h"
#include "cli/language.h"
#include "cli/money.h"
#include "protocol/order.h"
#include "protocol/utf8.h"

/* ---- typed ---- */

static char *copy_trimmed(const char *text, size_t size)
{
	char *copy;

	while (size > 0 && (text[0] == ' ' || text[0] == '\t')) {
		text++;
		size--;
	}
	while (size > 0 && strchr(" \t\r", text[size - 1]) != NULL)
		size--;
	copy = strndup(text, size);
	if (copy == NULL)
		abort();
	return copy;
}

static int add(struct cmd *cmd, struct cost_plan *plan, const char *name, const char *amount,
               bool is_income)
{
	struct json *item;
	uint64_t cents;
	int err = money_read(cmd->out, is_income ? "income" : "cost", amount, &cents);

	if (err == 0 && name[0] == '\0')
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, _("%s: for what?"), amount);
	if (err == 0 && json_count(plan->items) == VB_COST_PLAN_MAX_COUNT)
		err = out_fail(cmd->out, VB_ERR_TOO_LARGE, _("more than %u lines in a cost plan"),
		               VB_COST_PLAN_MAX_COUNT);
	if (err < 0)
		return err;
	item = json_new_map();
	json_put_text(item, "name", name);
	json_put_int(item, "amount", (int64_t)cents);
	json_put_bool(item, "income", is_income);
	json_add(plan->items, &item);
	return 0;
}

/* One of 'Room=1.200,00; Fees=300': the sum stands behind the last sign of equality. */
static int parse_pair(struct cmd *cmd, struct cost_plan *plan, const char *option, const char *at,
                      size_t size)
{
	char *pair = copy_trimmed(at, size);
	char *sign = strrchr(pair, '=');
	char *name;
	int err = 0;

	if (sign == NULL && pair[0] != '\0')
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, _("--%s %.100s: write it like %s"),
		               option, pair, "'Raum=1.200,00; Honorare=300'");
	if (sign != NULL) {
		name = copy_trimmed(pair, (size_t)(sign - pair));
		err = add(cmd, plan, name, sign + 1, strcmp(option, "income") == 0);
		free(name);
	}
	free(pair);
	return err;
}

static int parse_option(struct cmd *cmd, struct cost_plan *plan, const char *option)
{
	const char *at = args_get(cmd->args, option);
	int err = 0;

	while (at != NULL && err == 0) {
		size_t size = strcspn(at, ";");

		err = parse_pair(cmd, plan, option, at, size);
		at = at[size] == ';' ? at + size + 1 : NULL;
	}
	return err;
}

/* ---- from a file ---- */

/* cost;Room;1.200,00 */
static int parse_line(struct cmd *cmd, struct cost_plan *plan, char *line, unsigned number)
{
	static const char *const costs[] = { "cost", "Kosten", "Ausgabe", "Ausgaben", NULL };
	static const char *const incomes[] = { "income", "Einnahme", "Einnahmen", NULL };
	char *text = strchr(line, ';');
	char *amount = strrchr(line, ';');
	char *what, *name;
	bool is_cost = false, is_income = false;
	int err;

	if (line[strspn(line, " \t\r")] == '\0' || line[0] == '#')
		return 0;
	if (text == NULL || text == amount)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, _("line %u: write it like %s"), number,
		                "cost;Raum;1.200,00");
	what = copy_trimmed(line, (size_t)(text - line));
	name = copy_trimmed(text + 1, (size_t)(amount - text - 1));
	for (size_t i = 0; costs[i] != NULL; i++)
		is_cost = is_cost || strcmp(what, costs[i]) == 0;
	for (size_t i = 0; incomes[i] != NULL; i++)
		is_income = is_income || strcmp(what, incomes[i]) == 0;
	amount = copy_trimmed(amount + 1, strlen(amount + 1));
	if (is_cost || is_income)
		err = add(cmd, plan, name, amount, is_income);
	else
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE,
		               _("line %u begins neither with cost nor with income"), number);
	free(what);
	free(name);
	free(amount);
	return err;
}

static int parse_text(struct cmd *cmd, struct cost_plan *plan, char *text)
{
	unsigned number = 0;
	int err = 0;

	while (text != NULL && err == 0) {
		char *next = strchr(text, '\n');

		if (next != NULL)
			*next++ = '\0';
		err = parse_line(cmd, plan, text, ++number);
		text = next;
	}
	return err;
}

static int parse_file(struct cmd *cmd, struct cost_plan *plan)
{
	const char *path = args_get(cmd->args, "plan");
	FILE *file;
	char *text;
	size_t size;
	int err;

	if (path == NULL)
		return 0;
	file = fopen(path, "r");
	if (file == NULL)
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", path, strerror(errno));
	text = malloc(VB_COST_PLAN_FILE_MAX_BYTES + 2);
	if (text == NULL)
		abort();
	size = fread(text, 1, VB_COST_PLAN_FILE_MAX_BYTES + 1, file);
	text[size] = '\0';
	if (ferror(file) != 0)
		err = out_fail(cmd->out, VB_ERR_BAD_FILE, "%s", path);
	else if (size > VB_COST_PLAN_FILE_MAX_BYTES)
		err = out_fail(cmd->out, VB_ERR_TOO_LARGE, "%s", path);
	else if (memchr(text, '\0', size) != NULL || !utf8_is_valid(span_of(text, size)))
		err = out_fail(cmd->out, VB_ERR_BAD_UTF8, "%s", path);
	else
		err = parse_text(cmd, plan, text);
	free(text);
	(void)fclose(file);
	return err;
}

int cost_plan_parse(struct cmd *cmd, struct cost_plan *plan)
{
	int err = 0;

	memset(plan, 0, sizeof(*plan));
	plan->items = json_new_list();
	if (args_has(cmd->args, "plan") &&
	    (args_has(cmd->args, "cost") || args_has(cmd->args, "income")))
		err = out_fail(cmd->out, VB_ERR_USAGE, "%s",
		               _("Either --plan, or --cost and --income."));
	if (err == 0)
		err = parse_option(cmd, plan, "cost");
	if (err == 0)
		err = parse_option(cmd, plan, "income");
	return err == 0 ? parse_file(cmd, plan) : err;
}

/* ---- from records ---- */

static const char *text_of(const struct json *record, const char *name)
{
	const char *text = json_get_text(json_get(record, "fields"), name);

	return text != NULL ? text : "";
}

/* By their keys, those without one last, then by age. */
static int by_order(const struct json *a, const struct json *b)
{
	const char *one = text_of(a, "order"), *other = text_of(b, "order");
	int order = (one[0] == '\0') - (other[0] == '\0');

	if (order == 0)
		order = strcmp(one, other);
	return order != 0 ? order : strcmp(json_get_text(a, "id"), json_get_text(b, "id"));
}

int cost_plan_read(struct cmd *cmd, const struct funding *funding, const struct json *application,
                   struct cost_plan *plan)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *records = NULL;
	int err;

	memset(plan, 0, sizeof(*plan));
	plan->items = json_new_list();
	json_put_text(where, "application", json_get_text(application, "id"));
	json_put_text(question, "kind", "costPosition");
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, &records);
	if (err < 0)
		return err;
	arrange(records, by_order);
	for (size_t i = 0; i < json_count(records); i++) {
		const struct json *record = json_at(records, i);
		const struct json *fields = json_get(record, "fields");
		struct json *item = json_new_map();

		if (!funding_may_add(funding, application, record)) {
			json_destroy(&item);
			continue;
		}
		json_put_text(item, "id", json_get_text(record, "id"));
		json_put_text(item, "name", text_of(record, "name"));
		json_put_int(item, "amount", json_int(json_get(fields, "amount"), 0));
		json_put_bool(item, "income", json_is_yes(json_get(fields, "income")));
		json_add(plan->items, &item);
	}
	json_destroy(&records);
	return 0;
}

void cost_plan_release(struct cost_plan *plan)
{
	json_destroy(&plan->items);
}

/* ---- sums ---- */

int cost_plan_sum(struct cmd *cmd, struct cost_plan *plan, uint64_t asked)
{
	size_t count = json_count(plan->items);
	struct fund_position *positions = calloc(count + 1, sizeof(*positions));
	int err;

	if (positions == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		const struct json *item = json_at(plan->items, i);
		int64_t cents = json_int(json_get(item, "amount"), 0);

		positions[i].amount = cents > 0 ? (uint64_t)cents : 0;
		positions[i].is_income = json_is_yes(json_get(item, "income"));
	}
	err = fund_plan(positions, count, asked, &plan->sums);
	free(positions);
	return err == 0 ? 0 : out_fail(cmd->out, err, "%s", _("the cost plan"));
}

void cost_plan_write(const struct cost_plan *plan, bool is_internal, struct sheaf *sheaf,
                     const char *label)
{
	size_t count = json_count(plan->items);
	struct order_key *keys = calloc(count + 1, sizeof(*keys));

	if (keys == NULL)
		abort();
	order_spread(count, keys);
	for (size_t i = 0; i < count; i++) {
		const struct json *item = json_at(plan->items, i);
		struct json *fields = json_new_map();
		struct json *application = sheaf_reference(label);
		char key[2 * VB_ORDER_KEY_MAX_BYTES + 1];

		hex_format(keys[i].b, keys[i].size, key);
		json_put(fields, "application", &application);
		json_put_text(fields, "name", json_get_text(item, "name"));
		json_put_int(fields, "amount", json_int(json_get(item, "amount"), 0));
		json_put_text(fields, "order", key);
		if (json_is_yes(json_get(item, "income")))
			json_put_bool(fields, "income", true);
		sheaf_create(sheaf, NULL, "costPosition", is_internal, &fields);
	}
	free(keys);
}

void cost_plan_tell(struct cmd *cmd, const struct cost_plan *plan)
{
	int64_t open = plan->sums.open;
	char text[VB_MONEY_TEXT_BYTES];

	if (open == 0 || json_count(plan->items) == 0)
		return;
	money_format((uint64_t)(open > 0 ? open : -open), text);
	if (open > 0)
		out_note(cmd->out,
		         _("The cost plan has a gap: %s are covered neither by incomes nor by what "
		           "is "
		           "asked for."),
		         text);
	else
		out_note(cmd->out,
		         _("The cost plan covers more than it costs: incomes and what is asked for "
		           "are "
		           "%s above the costs."),
		         text);
}

static void add_row(struct cmd *cmd, struct table *table, const char *what, const char *name,
                    uint64_t cents)
{
	char text[VB_MONEY_TEXT_BYTES];

	money_show(cmd->out, cents, text);
	table_add(table, what);
	table_add(table, name);
	table_add(table, text);
}

void cost_plan_print(struct cmd *cmd, const struct cost_plan *plan)
{
	const struct table_column columns[] = {
		{ _("Cost plan"), 0 },
		{ _("For"), 0 },
		{ _("Sum"), TABLE_RIGHT | TABLE_FIRM },
	};
	bool is_terminal = cmd->out->style.is_terminal;
	const char *words[] = { is_terminal ? _("Cost") : "cost",
		                is_terminal ? _("Income") : "income" };
	struct table *table;

	if (json_count(plan->items) == 0)
		return;
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(plan->items); i++) {
		const struct json *item = json_at(plan->items, i);
		int64_t cents = json_int(json_get(item, "amount"), 0);

		add_row(cmd, table, words[json_is_yes(json_get(item, "income")) ? 1 : 0],
		        json_get_text(item, "name"), cents > 0 ? (uint64_t)cents : 0);
	}
	add_row(cmd, table, is_terminal ? _("All costs") : "costs", "", plan->sums.costs);
	add_row(cmd, table, is_terminal ? _("All incomes") : "incomes", "", plan->sums.incomes);
	out_table(cmd->out, &table);
}
