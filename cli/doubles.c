/* doubles: meetings that were made twice; see doubles.h; tested by tests/blackbox/20-series.t */
#include "cli/doubles.h"

/* Whether anything stands on its agenda, or is proposed for it. */
static int find_items(struct cmd *cmd, const struct json *meeting, bool *has_items)
{
	struct json *question = json_new_map();
	struct json *items;
	int err;

	json_put_text(question, "meeting", json_get_text(meeting, "id"));
	err = client_list(cmd->client, "agenda.list", &question, &items);
	if (err < 0)
		return err;
	*has_items = json_count(items) > 0;
	json_destroy(&items);
	return 0;
}

int doubles_show(struct cmd *cmd, struct sittings *sittings)
{
	int err = 0;

	for (size_t i = 0; i < sittings->double_count && err == 0; i++) {
		const struct sitting *sitting = &sittings->doubles[i];
		bool has_items = false;

		err = find_items(cmd, sitting->record, &has_items);
		if (err == 0 && has_items)
			sittings_add(sittings, sitting);
	}
	return err;
}
