/* erasing: what goes along, and whether to do it; see erasing.h; tested by tests/blackbox/13-erasure.t */
#include "cli/erasing.h"

#include <stdlib.h>

#include "cli/answer.h"
#include "cli/field.h"
#include "cli/language.h"

const char *const erasing_grounds[] = { "request",  "expired", "mistake", "moved",
	                                "restated", "unsaid",  NULL };

/* clang-format off */
const struct option erasing_options[] = {
	ERASING_GROUND,
	{ "yes", NULL, NULL, NULL, N_("do it, without being asked to type the name"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct option erasing_replace_options[] = {
	ERASING_GROUND,
	{ "replace", N_("RECORD"), NULL, NULL, N_("the record that takes its place: what refers to the erased one leads there"), false },
	{ "yes", NULL, NULL, NULL, N_("do it, without being asked to type the name"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};
/* clang-format on */

static struct json *question_of(const struct cmd *cmd, const char *id, bool is_rehearsal)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", id);
	json_put_text(question, "ground", args_get(cmd->args, "ground"));
	json_put_text(question, "replacement", args_get(cmd->args, "replace"));
	if (is_rehearsal)
		json_put_bool(question, "rehearse", true);
	return question;
}

static long long number_of(const struct json *map, const char *key)
{
	return (long long)json_int(json_get(map, key), 0);
}

/* What goes along, for a person. */
static void tell_extent(struct cmd *cmd, const struct json *extent)
{
	char *backup = field_format_time(cmd->out, json_get(extent, "backup"), cmd->args->zone);

	out_note(cmd->out,
	         ngettext("Its whole history goes (%lld entry), at all offices of the committee "
	                  "(%lld).",
	                  "Its whole history goes (%lld entries), at all offices of the committee "
	                  "(%lld).",
	                  (unsigned long)number_of(extent, "entries")),
	         number_of(extent, "entries"), number_of(extent, "offices"));
	if (number_of(extent, "references") > 0)
		out_note(cmd->out, _("%lld records refer to it. They stay."),
		         number_of(extent, "references"));
	if (json_get(extent, "backup") != NULL)
		out_note(cmd->out,
		         _("Your backup of %s still holds it: delete it or write over it."),
		         backup);
	free(backup);
}

static int confirm(struct cmd *cmd, const struct json *record, const struct json *extent,
                   bool *goes_on)
{
	const char *title = answer_title(json_get(record, "fields"));

	if (args_has(cmd->args, "dry-run") || !args_has(cmd->args, "yes"))
		tell_extent(cmd, extent);
	return answer_confirm(cmd, _("this would be erased for good: %s"),
	                      title != NULL ? title : json_get_text(record, "id"), goes_on);
}

void erasing_tell_backup(struct cmd *cmd, const struct json *answer)
{
	char *backup = field_format_time(cmd->out, json_get(answer, "backup"), cmd->args->zone);

	if (json_get(answer, "backup") != NULL)
		out_hint(cmd->out,
		         _("Your backup of %s still holds it: delete it or write over it."),
		         backup);
	free(backup);
}

static int erase(struct cmd *cmd, const char *id)
{
	struct json *question = question_of(cmd, id, false);
	struct json *result;
	int err = client_ask(cmd->client, "record.erase", &question, &result);

	if (err < 0)
		return err;
	erasing_tell_backup(cmd, result);
	out_hint(cmd->out, "%s", _("Which offices have confirmed:\n  verbund erasure status"));
	answer_id(cmd, &result);
	return 0;
}

int erasing_named(struct cmd *cmd, const char *argument)
{
	struct json *question = json_new_map();
	struct json *record = NULL;
	struct json *extent = NULL;
	bool goes_on = false;
	int err;

	json_put_text(question, "id", args_get(cmd->args, argument));
	err = client_ask(cmd->client, "record.show", &question, &record);
	if (err == 0) {
		question = question_of(cmd, json_get_text(record, "id"), true);
		err = client_ask(cmd->client, "record.erase", &question, &extent);
	}
	if (err == 0)
		err = confirm(cmd, record, extent, &goes_on);
	if (err == 0 && goes_on)
		err = erase(cmd, json_get_text(record, "id"));
	json_destroy(&extent);
	json_destroy(&record);
	return err;
}
