/* responses: invitations and replies of a meeting; see responses.h; tested by tests/blackbox/20-turnout.t */
#include "cli/responses.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/node_id.h"

const char *const responses_answers[VB_ANSWER_COUNT] = {
	[VB_ANSWER_NONE] = "none",           [VB_ANSWER_ACCEPTED] = "accepted",
	[VB_ANSWER_DECLINED] = "declined",   [VB_ANSWER_TENTATIVE] = "tentative",
	[VB_ANSWER_DELEGATED] = "delegated",
};

const char *const responses_deliveries[VB_DELIVERY_COUNT] = {
	[VB_DELIVERY_UNSENT] = "unsent",
	[VB_DELIVERY_WAITING] = "waiting",
	[VB_DELIVERY_DELIVERED] = "delivered",
	[VB_DELIVERY_LETTER] = "letter",
};

enum role responses_role(const struct json *record)
{
	const char *word = json_get_text(record, "authorRole");

	for (enum role role = VB_ROLE_RELAY; word != NULL && role <= VB_ROLE_STEWARD; role++) {
		if (strcmp(role_name(role), word) == 0)
			return role;
	}
	return VB_ROLE_GUEST;
}

struct node_id responses_author(const struct json *record)
{
	const char *text = json_get_text(record, "author");
	struct node_id id;

	if (text == NULL || node_id_parse(text, strlen(text), &id) < 0)
		return (struct node_id){ { 0 } };
	return id;
}

static bool is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

/* The moment of a record: of two of one millisecond the internal one says more. */
static struct hlc moment_of(const struct json *record)
{
	int64_t created = json_int(json_get(record, "created"), 0);

	return (struct hlc){ (uint64_t)(created > 0 ? created : 0) << 16 | is_internal(record) };
}

static struct turnout_reply parse_reply(const struct json *record)
{
	const struct json *fields = json_get(record, "fields");
	const char *answer = json_get_text(fields, "answer");
	struct turnout_reply reply = {
		.id = seats_id_of(json_get_text(record, "id")),
		.seat = seats_id_of(json_get_text(fields, "membership")),
		.author = responses_author(record),
		.role = responses_role(record),
		.hlc = moment_of(record),
	};

	for (size_t i = 0; answer != NULL && i < VB_ANSWER_COUNT; i++) {
		if (strcmp(responses_answers[i], answer) == 0)
			reply.answer = (enum turnout_answer)i;
	}
	return reply;
}

static struct turnout_invitation parse_invitation(const struct json *record)
{
	const struct json *fields = json_get(record, "fields");
	const char *state = json_get_text(fields, "state");
	struct turnout_invitation invitation = {
		.seat = seats_id_of(json_get_text(fields, "membership")),
	};

	for (size_t i = 0; state != NULL && i < VB_DELIVERY_COUNT; i++) {
		if (strcmp(responses_deliveries[i], state) == 0)
			invitation.delivery = (enum turnout_delivery)i;
	}
	return invitation;
}

static void count_up(const struct muster *m, struct responses *r)
{
	size_t replies = json_count(r->replies);
	size_t invitations = json_count(r->invitations);
	struct turnout_reply *said = calloc(replies + 1, sizeof(*said));
	struct turnout_invitation *sent = calloc(invitations + 1, sizeof(*sent));

	r->seats = calloc(m->count + 1, sizeof(*r->seats));
	if (said == NULL || sent == NULL || r->seats == NULL)
		abort();
	for (size_t i = 0; i < replies; i++)
		said[i] = parse_reply(json_at(r->replies, i));
	for (size_t i = 0; i < invitations; i++)
		sent[i] = parse_invitation(json_at(r->invitations, i));
	for (size_t i = 0; i < m->count; i++) {
		r->seats[i].seat = muster_seat(m, i)->id;
		r->seats[i].office = *muster_office(m, i);
	}
	r->sums = turnout_find(r->seats, m->count, sent, invitations, said, replies);
	free(said);
	free(sent);
}

/* True if what an invitation belongs to was taken back: the agenda was opened again, and all are invited anew. */
static bool is_withdrawn(const struct json *withdrawn, const struct json *invitation)
{
	const char *edition = json_get_text(json_get(invitation, "fields"), "edition");

	return edition != NULL && json_get(withdrawn, edition) != NULL;
}

/* The numbers of the editions that were taken back, each a key of a map. The caller destroys it. */
static struct json *withdrawn_of(const struct json *editions)
{
	struct json *withdrawn = json_new_map();

	for (size_t i = 0; i < json_count(editions); i++) {
		const struct json *record = json_at(editions, i);
		const char *id = json_get_text(record, "id");

		if (id != NULL && json_is_yes(json_get(json_get(record, "fields"), "withdrawn")))
			json_put_bool(withdrawn, id, true);
	}
	return withdrawn;
}

/* Reads the invitations that count. */
static int read_invitations(struct cmd *cmd, const struct muster *m, struct responses *out)
{
	struct json *editions = NULL;
	struct json *withdrawn;
	struct json *all = NULL;
	int err = muster_list(cmd, m, "agendaEdition", &editions);

	if (err == 0)
		err = muster_list(cmd, m, "invitation", &all);
	out->invitations = json_new_list();
	withdrawn = withdrawn_of(editions);
	for (size_t i = 0; i < json_count(all); i++) {
		struct json *copy = json_new_copy(json_at(all, i));

		if (!is_withdrawn(withdrawn, copy))
			json_add(out->invitations, &copy);
		json_destroy(&copy);
	}
	json_destroy(&withdrawn);
	json_destroy(&editions);
	json_destroy(&all);
	return err;
}

int responses_read(struct cmd *cmd, const struct muster *m, struct responses *out)
{
	int err;

	*out = (struct responses){ .replies = NULL };
	err = muster_list(cmd, m, "reply", &out->replies);
	if (err == 0)
		err = read_invitations(cmd, m, out);
	if (err == 0)
		count_up(m, out);
	return err;
}

void responses_release(struct responses *r)
{
	free(r->seats);
	json_destroy(&r->replies);
	json_destroy(&r->invitations);
	*r = (struct responses){ .replies = NULL };
}
