/* proposals: from records to what was decided; see proposals.h; tested by tests/blackbox/20-agenda.t */
#include "cli/proposals.h"

#include <stdlib.h>

#include "cli/agenda_ask.h"
#include "cli/language.h"
#include "cli/sittings.h"

enum proposal_state proposals_settle(const struct json *proposal, const struct json *items,
                                     const char **reason)
{
	const char *word = json_get_text(json_get(proposal, "fields"), "state");
	const char *why = json_get_text(json_get(proposal, "fields"), "result");
	size_t accepted = 0;
	size_t declined = 0;

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);

		if (!agenda_ask_is(item, "state", "declined")) {
			accepted++;
			continue;
		}
		declined++;
		if (why == NULL)
			why = json_get_text(json_get(item, "fields"), "result");
	}
	if (reason != NULL)
		*reason = why;
	return proposal_settle(span_of_str(word != NULL ? word : ""), accepted, declined);
}

enum proposal_way proposals_way(const struct json *proposal, const struct json *meeting,
                                const char *zone)
{
	struct sitting sitting = sittings_parse(meeting, zone);

	return proposal_way(json_int(json_get(proposal, "created"), 0),
	                    json_int(json_get(json_get(meeting, "fields"), "deadline"), INT64_MAX),
	                    sitting.stage);
}

/* ---- reading ---- */

/* The meeting with this number, asked for once; NULL: it is not here. */
static const struct json *meeting_of(struct cmd *cmd, struct proposals *proposals, const char *id)
{
	struct json *question = json_new_map();
	struct json *record = NULL;

	if (json_get(proposals->meetings, id) == NULL) {
		json_put_text(question, "id", id);
		if (client_ask(cmd->client, "record.show", &question, &record) < 0) {
			out_forget(cmd->out);
			record = json_new_nil();
		}
		json_put(proposals->meetings, id, &record);
	}
	json_destroy(&question);
	return json_get(proposals->meetings, id);
}

/* True if both are meetings of one organization; of two that name none, too. */
static bool is_of_one_body(const struct json *a, const struct json *b)
{
	const struct json *left = json_get(json_get(a, "fields"), "organization");
	const struct json *right = json_get(json_get(b, "fields"), "organization");

	for (size_t i = 0; i < json_count(left); i++) {
		for (size_t j = 0; j < json_count(right); j++) {
			if (json_is_same(json_at(left, i), json_at(right, j)))
				return true;
		}
	}
	return json_count(left) == 0 && json_count(right) == 0;
}

/* True if the proposal was for a meeting that takes no more items, and this one is another of that body which does. */
static bool is_left_over(struct cmd *cmd, struct proposals *proposals, const struct json *proposal,
                         const struct json *meeting)
{
	const char *id = json_get_text(json_get(proposal, "fields"), "meeting");
	const struct json *other = id != NULL ? meeting_of(cmd, proposals, id) : NULL;
	const char *zone = cmd->args->zone;

	return json_form_of(other) == JSON_FORM_MAP && is_of_one_body(other, meeting) &&
	       proposals_way(proposal, other, zone) == VB_PROPOSAL_NEXT &&
	       proposals_way(proposal, meeting, zone) != VB_PROPOSAL_NEXT;
}

static struct proposed *row_new(struct proposals *proposals)
{
	struct proposed *rows =
		realloc(proposals->rows, (proposals->count + 1) * sizeof(*proposals->rows));

	if (rows == NULL)
		abort();
	proposals->rows = rows;
	rows[proposals->count] = (struct proposed){ .record = NULL };
	return &rows[proposals->count++];
}

static int add_proposal(struct cmd *cmd, struct proposals *proposals, const struct json *proposal,
                        const struct json *meeting, bool left_over)
{
	const char *id = json_get_text(proposal, "id");
	struct json *items = NULL;
	struct proposed row = { .record = proposal, .is_left_over = left_over };
	int err = agenda_ask_named(cmd, json_get_text(meeting, "space"), id, &items);

	if (err < 0)
		return err;
	json_put(proposals->named, id, &items);
	row.state = proposals_settle(proposal, json_get(proposals->named, id), &row.reason);
	row.way =
		left_over ? VB_PROPOSAL_IN_TIME : proposals_way(proposal, meeting, cmd->args->zone);
	if (!left_over || row.state == VB_PROPOSAL_OPEN)
		*row_new(proposals) = row;
	return 0;
}

/* Those for the meeting, or those left over from others. */
static int add_proposals(struct cmd *cmd, struct proposals *proposals, const struct json *meeting,
                         bool left_over)
{
	int err = 0;

	for (size_t i = 0; i < json_count(proposals->records) && err == 0; i++) {
		const struct json *proposal = json_at(proposals->records, i);
		bool is_own = agenda_ask_is(proposal, "meeting", json_get_text(meeting, "id"));

		if (left_over ? !is_own && is_left_over(cmd, proposals, proposal, meeting) : is_own)
			err = add_proposal(cmd, proposals, proposal, meeting, left_over);
	}
	return err;
}

/* Items that were proposed as older versions did it. */
static int add_old(struct cmd *cmd, struct proposals *proposals, const struct json *meeting)
{
	struct json *question = json_new_map();
	int err;

	json_put_text(question, "meeting", json_get_text(meeting, "id"));
	err = client_list(cmd->client, "agenda.list", &question, &proposals->old);
	for (size_t i = 0; i < json_count(proposals->old) && err == 0; i++) {
		const struct json *item = json_at(proposals->old, i);
		bool is_declined = agenda_ask_is(item, "state", "declined");
		struct proposed *row;

		if ((!is_declined && !agenda_ask_is(item, "state", "proposed")) ||
		    json_get(json_get(item, "fields"), "proposal") != NULL)
			continue;
		row = row_new(proposals);
		row->record = item;
		row->state = is_declined ? VB_PROPOSAL_DECLINED : VB_PROPOSAL_OPEN;
		row->way = proposals_way(item, meeting, cmd->args->zone);
		if (is_declined)
			row->reason = json_get_text(json_get(item, "fields"), "result");
	}
	return err;
}

int proposals_read(struct cmd *cmd, const struct json *meeting, struct proposals *out)
{
	struct json *question = json_new_map();
	int err;

	*out = (struct proposals){ .named = json_new_map(), .meetings = json_new_map() };
	json_put_text(question, "kind", "proposal");
	json_put_text(question, "space", json_get_text(meeting, "space"));
	err = client_list(cmd->client, "record.list", &question, &out->records);
	if (err == 0)
		err = add_proposals(cmd, out, meeting, false);
	if (err == 0)
		err = add_old(cmd, out, meeting);
	if (err == 0)
		err = add_proposals(cmd, out, meeting, true);
	return err;
}

int proposals_hint(struct cmd *cmd, const struct json *meeting)
{
	struct proposals proposals = { .count = 0 };
	unsigned long count = 0;
	int err = 0;

	if (cmd->out->style.is_terminal)
		err = proposals_read(cmd, meeting, &proposals);
	for (size_t i = 0; i < proposals.count; i++)
		count += proposals.rows[i].state == VB_PROPOSAL_OPEN;
	if (err == 0 && count > 0)
		out_hint(cmd->out,
		         ngettext("%lu proposal waits for an answer:\n  verbund agenda proposals "
		                  "%.*s",
		                  "%lu proposals wait for an answer:\n  verbund agenda proposals "
		                  "%.*s",
		                  count),
		         count, (int)VB_TABLE_SHORT_DIGITS, json_get_text(meeting, "id"));
	proposals_release(&proposals);
	return err;
}

void proposals_release(struct proposals *proposals)
{
	json_destroy(&proposals->records);
	json_destroy(&proposals->old);
	json_destroy(&proposals->named);
	json_destroy(&proposals->meetings);
	free(proposals->rows);
	*proposals = (struct proposals){ .count = 0 };
}
