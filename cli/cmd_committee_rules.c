/* cmd_committee_rules: by which rules a committee sits; tested by tests/blackbox/20-seats.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/rulebook.h"
#include "cli/seats.h"
#include "cli/sheaf.h"

/* ---- what the rules say ---- */

/* One answer: to what, what, by which rule. */
struct answer {
	const char *word; /* for scripts, for ever */
	const char *title;
	char value[40]; /* for scripts */
	char text[200]; /* for people, in their language */
	const char *rule;
};

#define ANSWERS_MAX 8u

struct answers {
	struct answer items[ANSWERS_MAX];
	size_t count;
};

static struct answer *add(struct answers *answers, const char *word, const char *title,
                          const char *rule)
{
	struct answer *answer = &answers->items[answers->count++];

	*answer = (struct answer){ .word = word, .title = title, .rule = rule };
	return answer;
}

static void add_notice(struct answers *answers, const struct profile *profile)
{
	struct profile_notice notice = profile_check_notice(profile, 0, 0);
	struct answer *answer = add(answers, "notice", N_("Notice"), notice.rule);

	(void)snprintf(answer->value, sizeof(answer->value), "%u", notice.needed_days);
	if (notice.needed_days > 0)
		(void)snprintf(answer->text, sizeof(answer->text),
		               ngettext("%u whole day between invitation and sitting",
		                        "%u whole days between invitation and sitting",
		                        notice.needed_days),
		               notice.needed_days);
	else
		(void)snprintf(answer->text, sizeof(answer->text), "%s",
		               _("no number of days is given"));
	if (!notice.may_be_shorter || notice.needed_days == 0)
		return;
	answer = add(answers, "shorterNotice", N_("Shorter notice"), notice.rule);
	(void)snprintf(answer->value, sizeof(answer->value), "%s", "yes");
	(void)snprintf(answer->text, sizeof(answer->text), "%s",
	               _("for a reason, unless a third of the statutory number objects"));
}

static void put_quorum(const struct profile *profile, uint32_t statutory, uint32_t needed,
                       struct answer *answer)
{
	(void)snprintf(answer->value, sizeof(answer->value), "%s %u",
	               rules_quorum_words[profile->quorum], needed);
	switch (profile->quorum) {
	case VB_QUORUM_NONE:
		(void)snprintf(answer->value, sizeof(answer->value), "%s",
		               rules_quorum_words[VB_QUORUM_NONE]);
		(void)snprintf(answer->text, sizeof(answer->text), "%s", _("none is needed"));
		break;
	case VB_QUORUM_MAJORITY:
		if (statutory == 0)
			(void)snprintf(answer->text, sizeof(answer->text), "%s",
			               _("more than half of the statutory number; there are no "
			                 "seats with a vote yet"));
		else
			(void)snprintf(answer->text, sizeof(answer->text),
			               _("more than half of the statutory number: %u of %u"),
			               needed, statutory);
		break;
	case VB_QUORUM_ORGANIZATIONS:
		(void)snprintf(answer->text, sizeof(answer->text),
		               ngettext("%u organization with a vote",
		                        "%u organizations with a vote", needed),
		               needed);
		break;
	}
}

static void put_second_call(const struct profile *profile, struct answer *answer)
{
	(void)snprintf(answer->value, sizeof(answer->value), "%u", profile->repeat_days);
	if (profile->repeat_days == 0)
		(void)snprintf(answer->text, sizeof(answer->text), "%s",
		               _("on the same matter whoever comes is enough"));
	else
		(void)snprintf(answer->text, sizeof(answer->text),
		               ngettext("on the same matter whoever comes is enough, after %u day",
		                        "on the same matter whoever comes is enough, after %u days",
		                        profile->repeat_days),
		               profile->repeat_days);
}

static void add_quorum(struct answers *answers, const struct profile *profile, uint32_t statutory)
{
	struct profile_facts facts = { .statutory = statutory, .is_invited = true };
	struct profile_answer quorum = profile_check_quorum(profile, &facts);

	put_quorum(profile, statutory, quorum.needed,
	           add(answers, "quorum", N_("Quorum"), quorum.rule));
	facts.is_second_call = true;
	facts.days_since = UINT32_MAX;
	quorum = profile_check_quorum(profile, &facts);
	if (profile->quorum == VB_QUORUM_MAJORITY && quorum.is_so)
		put_second_call(profile,
		                add(answers, "secondCall", N_("Second call"), quorum.rule));
}

static void add_votes(struct answers *answers, const struct profile *profile)
{
	struct profile_vote vote = profile_check_vote(profile, 1, 0);
	struct profile_answer public = profile_check_publicity(profile);
	struct profile_answer exclusion = profile_check_exclusion(profile, 0, 3);
	struct answer *answer = add(answers, "majority", N_("How it decides"), vote.rule);

	(void)snprintf(answer->value, sizeof(answer->value), "%s",
	               rules_majority_words[profile->majority]);
	(void)snprintf(answer->text, sizeof(answer->text), "%s",
	               profile->majority == VB_MAJORITY_CONSENSUS
	                       ? _("by consensus, one voice an organization")
	                       : _("more yes than no; abstentions do not count"));
	answer = add(answers, "publicity", N_("Publicity"), public.rule);
	(void)snprintf(answer->value, sizeof(answer->value), "%s",
	               rules_publicity_words[profile->publicity]);
	(void)snprintf(answer->text, sizeof(answer->text), "%s",
	               public.is_so ? _("in public") : _("for its members"));
	if (!public.is_so)
		return;
	answer = add(answers, "exclusion", N_("Shutting out the public"), exclusion.rule);
	(void)snprintf(answer->value, sizeof(answer->value), "%u/3", exclusion.needed);
	(void)snprintf(answer->text, sizeof(answer->text), "%s",
	               _("an item at a time, by two thirds of those present"));
}

static void add_minutes(struct answers *answers, const struct profile *profile)
{
	struct profile_minutes minutes = profile_check_minutes(profile, 0, INT32_MAX, 0);
	struct answer *answer = add(answers, "minutes", N_("Minutes of a sitting"), minutes.rule);

	(void)snprintf(answer->value, sizeof(answer->value), "%u", profile->minutes_days);
	if (minutes.has_due)
		(void)snprintf(
			answer->text, sizeof(answer->text),
			ngettext("within %u day, and by the next sitting",
		                 "within %u days, and by the next sitting", profile->minutes_days),
			profile->minutes_days);
	else
		(void)snprintf(answer->text, sizeof(answer->text), "%s",
		               _("no number of days is given"));
}

/* ---- rules: show ---- */

/* What a committee's rules are, and how many members count. */
struct rules {
	struct cmd *cmd;
	struct seats seats;
	struct rulebook rulebook;
	struct json *own; /* record of its own numbers, NULL: none */
	uint32_t statutory;
};

static int read_rules(struct rules *r, struct cmd *cmd)
{
	int32_t today = 0;
	int err;

	*r = (struct rules){ .cmd = cmd };
	err = day_get_today(cmd, &today);
	if (err == 0)
		err = seats_read(cmd, args_get(cmd->args, "COMMITTEE"), &r->seats);
	if (err == 0)
		err = rulebook_read(cmd, r->seats.organization, &r->own, &r->rulebook);
	if (err < 0)
		return err;
	r->statutory = seats_statutory(&r->seats, today);
	return 0;
}

static void release_rules(struct rules *r)
{
	seats_release(&r->seats);
	json_destroy(&r->own);
}

static void print_rules(const struct rules *r, const struct answers *answers)
{
	const struct table_column columns[] = {
		{ _("What"), TABLE_FIRM },
		{ _("Answer"), 0 },
		{ _("Rule"), TABLE_FIRM },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	bool is_terminal = r->cmd->out->style.is_terminal;

	for (size_t i = 0; i < answers->count; i++) {
		const struct answer *answer = &answers->items[i];

		table_add(table, is_terminal ? _(answer->title) : answer->word);
		table_add(table, is_terminal ? answer->text : answer->value);
		table_add(table, is_terminal ? rulebook_caption(answer->rule) : answer->rule);
	}
	out_table(r->cmd->out, &table);
}

static void export_rules(const struct rules *r, const struct answers *answers)
{
	const struct json *organization = r->seats.organization;
	struct json *body = json_new_map();
	struct json *items = json_new_list();

	for (size_t i = 0; i < answers->count; i++) {
		struct json *item = json_new_map();

		json_put_text(item, "what", answers->items[i].word);
		json_put_text(item, "value", answers->items[i].value);
		json_put_text(item, "rule", answers->items[i].rule);
		json_add(items, &item);
	}
	json_put_text(body, "id", json_text(r->seats.space));
	json_put_text(body, "name", json_get_text(json_get(organization, "fields"), "name"));
	json_put_text(body, "rules", r->rulebook.is_chosen ? rulebook_word(&r->rulebook) : NULL);
	json_put_text(body, "source", json_get_text(json_get(r->own, "fields"), "source"));
	json_put_int(body, "statutoryCount", r->statutory);
	json_put(body, "items", &items);
	out_document(r->cmd->out, "committee", "rules", &body);
}

static void show_rules(const struct rules *r)
{
	struct answers answers = { .count = 0 };
	const struct profile *profile = &r->rulebook.profile;
	char number[32];

	if (r->rulebook.is_chosen) {
		add_notice(&answers, profile);
		add_quorum(&answers, profile, r->statutory);
		add_votes(&answers, profile);
		add_minutes(&answers, profile);
	}
	if (r->cmd->args->is_json) {
		export_rules(r, &answers);
		return;
	}
	(void)snprintf(number, sizeof(number), "%u", r->statutory);
	answer_pair(r->cmd, N_("Rules"),
	            field_word(r->cmd->out,
	                       r->rulebook.is_chosen ? rulebook_word(&r->rulebook) : "none"));
	answer_pair(r->cmd, N_("Statutory number"), number);
	answer_pair(r->cmd, N_("Source"), json_get_text(json_get(r->own, "fields"), "source"));
	print_rules(r, &answers);
	if (!r->rulebook.is_chosen)
		out_hint(r->cmd->out, _("Choose them:\n  verbund committee rules %.8s --set goSH"),
		         json_text(r->seats.space));
	else
		out_hint(r->cmd->out, "%s",
		         _("The numbers are those that were found in the sources; nobody has "
		           "checked "
		           "them as a lawyer does."));
}

/* ---- rules: set ---- */

/* The committee's own organization is changed by: the law, the statutory number, and where its own numbers stand. */
static int plan_organization(struct rules *r, struct json *fields)
{
	const struct kind *kind = kind_by_number(VB_KIND_ORGANIZATION);
	const char *members = args_get(r->cmd->args, "members");
	struct json *value = NULL;
	int err = 0;

	json_put_text(fields, "rules", args_get(r->cmd->args, "set"));
	if (members != NULL && members[0] == '\0')
		value = json_new_nil();
	else if (members != NULL)
		err = field_parse(r->cmd->out,
		                  kind_field_by_name(kind, span_of_str("votingMemberCount")),
		                  "members", members, r->cmd->args->zone, &value);
	if (value != NULL)
		json_put(fields, "votingMemberCount", &value);
	return err;
}

/* Own numbers go into the record that there is, or a new one. A law that is chosen now counts before the one in there. */
static void plan_own(struct rules *r, struct sheaf *sheaf, struct json **numbers,
                     struct json *organization)
{
	static const char label[] = "rules";
	struct json *reference;

	if (r->own != NULL && args_has(r->cmd->args, "set") &&
	    json_get_text(json_get(r->own, "fields"), "base") != NULL)
		json_put_text(*numbers, "base", args_get(r->cmd->args, "set"));
	if (json_count(*numbers) == 0)
		return;
	if (r->own != NULL) {
		sheaf_edit(sheaf, json_get_text(r->own, "id"), numbers);
		return;
	}
	sheaf_create(sheaf, label, "ruleProfile", false, numbers);
	reference = sheaf_reference(label);
	json_put(organization, "ruleProfile", &reference);
}

static int change_rules(struct rules *r, struct json **numbers)
{
	struct json *organization = json_new_map();
	struct json *nil = json_new_nil();
	struct sheaf sheaf;
	int err;

	sheaf_init(&sheaf);
	err = plan_organization(r, organization);
	/* What is given up makes room for what is given at the same time. */
	if (args_has(r->cmd->args, "no-own")) {
		json_put(organization, "ruleProfile", &nil);
		json_destroy(&r->own);
	}
	if (err == 0)
		plan_own(r, &sheaf, numbers, organization);
	if (err == 0 && json_count(organization) > 0)
		sheaf_edit(&sheaf, json_get_text(r->seats.organization, "id"), &organization);
	if (err == 0)
		err = sheaf_send(r->cmd, json_text(r->seats.space), &sheaf, NULL);
	json_destroy(&organization);
	json_destroy(&nil);
	sheaf_release(&sheaf);
	return err;
}

static int committee_rules(struct cmd *cmd)
{
	struct json *numbers = json_new_map();
	struct rules r;
	int err = field_parse_options(cmd->out, cmd->args, numbers);
	bool is_change = json_count(numbers) > 0 || args_has(cmd->args, "set") ||
	                 args_has(cmd->args, "members") || args_has(cmd->args, "no-own");

	if (err == 0 && json_count(numbers) > 0 && args_has(cmd->args, "no-own"))
		err = out_fail(cmd->out, VB_ERR_USAGE, "%s", _("Either own numbers or --no-own."));
	r = (struct rules){ .cmd = cmd };
	if (err == 0)
		err = read_rules(&r, cmd);
	if (err == 0 && is_change) {
		err = change_rules(&r, &numbers);
		release_rules(&r);
		if (err == 0)
			err = read_rules(&r, cmd);
	}
	if (err == 0)
		show_rules(&r);
	release_rules(&r);
	json_destroy(&numbers);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option rules_options[] = {
	{ "set", N_("RULES"), NULL, rules_words, N_("by which law or agreement it sits"), false },
	{ "notice", N_("DAYS"), "noticeDays", NULL, N_("own notice: whole days between invitation and sitting"), false },
	{ "quorum", "none|majority|organizations", "quorumRule", rules_quorum_words, N_("own quorum: none, more than half, or so many organizations"), false },
	{ "quorum-min", N_("NUMBER"), "quorumMin", NULL, N_("how many at least"), false },
	{ "majority", "consensus|simple", "majority", rules_majority_words, N_("own way to decide"), false },
	{ "publicity", "members|public", "publicity", rules_publicity_words, N_("whether its sittings are public"), false },
	{ "minutes", N_("DAYS"), "minutesDays", NULL, N_("within how many days minutes must be there"), false },
	{ "repeat", N_("DAYS"), "repeatDays", NULL, N_("days until a second call on the same matter"), false },
	{ "source", N_("TEXT"), "source", NULL, N_("where its own rules stand, for example its rules of procedure"), false },
	{ "members", N_("NUMBER"), NULL, NULL, N_("statutory number of members; without it the seats with a vote are counted"), false },
	{ "no-own", NULL, NULL, NULL, N_("give up all numbers that it has given itself before"), false },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_committee_rules_commands[] = {
	{ .noun = "committee", .verb = "rules",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = rules_options,
	  .kind = "ruleProfile",
	  .run = committee_rules,
	  .help = N_("by which rules a committee sits: notice, quorum, majority, publicity, minutes"),
	  .about = N_("Each answer names the rule that it follows from. With --set a law or agreement is chosen: roundTable (round table), goSH (municipal "
	              "code of Schleswig-Holstein), nkomvg (of Lower Saxony), lvwgSH and vwvfg (administrative procedure). The other options replace single "
	              "numbers by those that the committee has given itself; an empty value takes a number away again, --no-own all. Only offices in charge may do so.\n\n"
	              "The numbers are those that were found in the sources; nobody has checked them as a lawyer does. They warn, they forbid nothing.\n\n"
	              "In a pipe there is one line an answer: what (notice, shorterNotice, quorum, secondCall, majority, publicity, exclusion, minutes), the "
	              "answer, the rule."),
	  .examples = { "verbund committee rules 4f2a --set goSH",
	                "verbund committee rules 4f2a --notice 10 --source 'Geschäftsordnung vom 3.5.2027'",
	                "verbund committee rules 4f2a --quorum organizations --quorum-min 5" } },
	COMMAND_END,
};
/* clang-format on */
