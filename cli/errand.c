/* errand: see errand.h; tested by tests/blackbox/21-mail-commands.t */
#include "cli/errand.h"

struct json *errand_args(const char *key, const char *text)
{
	struct json *args = json_new_map();

	json_put_text(args, key, text);
	return args;
}

int errand_ask(struct cmd *cmd, const char *job, struct json **args, struct json **result)
{
	struct json *question = json_new_map();

	json_put_text(question, "bridge", VB_ERRAND_MAIL);
	json_put_text(question, "call", job);
	if (args != NULL && *args != NULL)
		json_put(question, "args", args);
	return client_ask(cmd->client, "bridge.ask", &question, result);
}

int errand_list(struct cmd *cmd, const char *job, struct json **items)
{
	struct json *all = json_new_list();
	struct json *after = NULL;
	int err;

	do {
		struct json *args = json_new_map();
		struct json *page = NULL;

		if (after != NULL)
			json_put(args, "after", &after);
		err = errand_ask(cmd, job, &args, &page);
		json_add_all(all, json_get(page, "items"));
		if (err == 0 && json_get(page, "next") != NULL)
			after = json_new_copy(json_get(page, "next"));
		json_destroy(&args);
		json_destroy(&page);
	} while (err == 0 && after != NULL);
	json_destroy(&after);
	if (err == 0)
		*items = all;
	else
		json_destroy(&all);
	return err;
}
