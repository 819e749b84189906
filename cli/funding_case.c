/* funding_case: an application and its surroundings; see funding_case.h; tested by tests/blackbox/20-funding.t */
#include "cli/funding_case.h"

#include <string.h>

#include "cli/language.h"

int funding_case_open(struct cmd *cmd, struct funding_case *c)
{
	const char *typed = args_get(cmd->args, "APPLICATION");
	const char *id;
	int err;

	memset(c, 0, sizeof(*c));
	c->cmd = cmd;
	c->labels = labels_new(cmd);
	err = client_show(cmd->client, typed, "fundingApplication",
	                  _("This is no application for funding."), &c->application);
	if (err == 0)
		err = funding_read(cmd, json_get_text(c->application, "space"), &c->funding);
	if (err < 0)
		return err;
	id = json_get_text(c->application, "id");
	c->row = funding_find(&c->funding, id);
	if (c->row == NULL)
		return out_fail(cmd->out, VB_ERR_NOT_FOUND, "%s", id);
	c->index = (size_t)(c->row - c->funding.rows);
	return 0;
}

void funding_case_release(struct funding_case *c)
{
	funding_release(&c->funding);
	labels_destroy(&c->labels);
	json_destroy(&c->application);
}

const char *funding_case_field(const struct funding_case *c, const char *name)
{
	return json_get_text(json_get(c->application, "fields"), name);
}

uint64_t funding_case_asked(const struct funding_case *c)
{
	return c->funding.sums[c->index].asked;
}

bool funding_case_is_internal(const struct funding_case *c)
{
	const char *audience = json_get_text(c->application, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

int funding_case_check_open(const struct funding_case *c)
{
	if (c->row->state == FUNDING_WITHDRAWN)
		return out_fail(c->cmd->out, VB_ERR_BAD_VALUE, "%s",
		                _("The application was withdrawn."));
	if (c->row->state == FUNDING_AMENDED)
		return out_fail(c->cmd->out, VB_ERR_BAD_VALUE, "%s",
		                _("A later application has taken the place of this one."));
	return 0;
}

void funding_case_put(const struct funding_case *c, bool is_internal, struct sheaf *sheaf,
                      struct json **fields)
{
	const char *id = json_get_text(c->application, "id");
	size_t count = 0;

	for (size_t i = 0; i < json_count(c->funding.recommendations); i++) {
		const struct json *record = json_at(c->funding.recommendations, i);
		const char *about = json_get_text(json_get(record, "fields"), "application");
		struct json *copy;

		if (about == NULL || strcmp(about, id) != 0)
			continue;
		copy = json_new_copy(*fields);
		sheaf_edit(sheaf, json_get_text(record, "id"), &copy);
		count++;
	}
	if (count == 0) {
		json_put_text(*fields, "application", id);
		sheaf_create(sheaf, NULL, "fundingRecommendation", is_internal, fields);
	}
	json_destroy(fields);
}

int funding_case_write(struct funding_case *c, struct json **fields, struct json **id)
{
	struct sheaf sheaf;
	struct json *ids = NULL;
	int err;

	sheaf_init(&sheaf);
	funding_case_put(c, funding_case_is_internal(c), &sheaf, fields);
	err = sheaf_send(c->cmd, json_get_text(c->application, "space"), &sheaf, &ids);
	/* They stand by their age, and the oldest counts. */
	if (err == 0)
		*id = json_new_copy(json_at(ids, 0));
	json_destroy(&ids);
	sheaf_release(&sheaf);
	return err;
}
