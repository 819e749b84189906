/* mail_trace: see mail_trace.h; tested by tests/blackbox/21-mail-commands.t */
#include "cli/mail_trace.h"

#include <string.h>

#include "cli/answer.h"
#include "cli/bridge_words.h"
#include "cli/errand.h"
#include "cli/language.h"

/* Whether this office has a bridge to e-mail that should answer. */
static int has_bridge(struct cmd *cmd, bool *out)
{
	struct json *question = NULL, *bridges = NULL;
	const char *state;
	int err = client_list(cmd->client, "bridge.status", &question, &bridges);

	state = json_get_text(json_at(bridges, 0), "state");
	*out = state != NULL && strcmp(state, "off") != 0;
	json_destroy(&bridges);
	return err;
}

int mail_trace_gather(struct cmd *cmd, const struct json *person, struct json *items,
                      bool *is_incomplete)
{
	struct json *args = errand_args("person", json_get_text(person, "id"));
	struct json *about = NULL, *told;
	bool is_there = false;
	int err = has_bridge(cmd, &is_there);

	if (err == 0 && is_there)
		err = errand_ask(cmd, "person.about", &args, &about);
	if (err == VB_ERR_BRIDGE_OFF || err == VB_ERR_TIMEOUT) {
		out_forget(cmd->out);
		*is_incomplete = true;
		err = 0;
	}
	if (err == 0 && about != NULL) {
		told = json_get(about, "told");
		for (size_t i = 0; i < json_count(told); i++)
			answer_time(cmd, json_at(told, i), "time");
		json_put_text(about, "what", "mail");
		json_put_text(about, "space", json_get_text(person, "space"));
		json_add(items, &about);
	}
	json_destroy(&about);
	json_destroy(&args);
	return err;
}

void mail_trace_format(const struct cmd *cmd, const struct json *item, FILE *out)
{
	const struct json *wishes = json_get(item, "wishes");
	const struct json *without = json_get(wishes, "without");
	const char *address = json_get_text(wishes, "address");
	const char *language = json_get_text(wishes, "language");
	const char *pace = json_get_text(wishes, "pace");
	bool is_worded = cmd->out->style.is_terminal;
	char quiet[VB_BRIDGE_QUIET_BYTES];

	bridge_words_quiet(wishes, quiet);
	(void)fprintf(out, "%s; %s; %s", address != NULL ? address : "",
	              language != NULL ? language : "",
	              pace == NULL ? ""
	              : is_worded  ? bridge_words_wish(pace)
	                           : pace);
	if (quiet[0] != '\0')
		(void)fprintf(out, "; %s", quiet);
	for (size_t i = 0; i < json_count(without); i++) {
		const char *word = json_text(json_at(without, i));

		(void)fprintf(out, is_worded ? _("; no %s") : "; -%s",
		              is_worded ? bridge_words_wish(word) : word);
	}
	(void)fprintf(out, is_worded ? _("; told by mail of meetings: %zu") : "; %zu",
	              json_count(json_get(item, "told")));
}
