/* control: the table of requests, rights, and the way of a request; see control.h. */
#include "daemon/control/control.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/backups.h"
#include "daemon/control/bridge_calls.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/copies.h"
#include "daemon/control/exports.h"
#include "daemon/control/jobs.h"
#include "daemon/control/listeners.h"
#include "daemon/control/searches.h"
#include "daemon/control/signing.h"
#include "daemon/control/states.h"
#include "daemon/control/transfers.h"

/* clang-format off */
static const struct call calls[] = {
	{ "agenda.add", VB_RIGHT_MEMBER, false, "fields meeting|after internal sign", control_agenda_add },
	{ "agenda.list", VB_RIGHT_READER, true, "meeting|after limit", control_agenda_list },
	{ "agenda.move", VB_RIGHT_SECRETARY, false, "id|after", control_agenda_move },
	{ "agenda.propose", VB_RIGHT_MEMBER, false, "fields meeting|internal sign", control_agenda_propose },
	{ "agenda.readers", VB_RIGHT_SECRETARY, false, "id internal|", control_agenda_readers },
	{ "audit.list", VB_RIGHT_READER, true, "|", control_audit_list },
	{ "audit.show", VB_RIGHT_READER, true, "id|after limit", control_audit_show },
	{ "backup", VB_RIGHT_ADMINISTRATOR, false, "file|keys", control_backup },
	{ "bridge.ask", VB_RIGHT_READER, true, "bridge call|args", control_bridge_ask },
	{ "bridge.status", VB_RIGHT_READER, true, "|", control_bridge_status },
	{ "committee.accept", VB_RIGHT_ADMINISTRATOR, false, "id peer until|", control_committee_accept },
	{ "committee.admit", VB_RIGHT_ADMINISTRATOR, false, "id peer role|", control_committee_admit },
	{ "committee.create", VB_RIGHT_ADMINISTRATOR, false, "name|", control_committee_create },
	{ "committee.dismiss", VB_RIGHT_ADMINISTRATOR, false, "id peer|", control_committee_dismiss },
	{ "committee.fallen", VB_RIGHT_READER, true, "id|after limit", control_committee_fallen },
	{ "committee.handover", VB_RIGHT_ADMINISTRATOR, false, "id peer|", control_committee_handover },
	{ "committee.lift", VB_RIGHT_ADMINISTRATOR, false, "id peer|", control_committee_lift },
	{ "committee.list", VB_RIGHT_READER, true, "|", control_committee_list },
	{ "committee.policy", VB_RIGHT_ADMINISTRATOR, false, "id|agree needed offices", control_committee_policy },
	{ "committee.reclaim", VB_RIGHT_ADMINISTRATOR, false, "id|", control_committee_reclaim },
	{ "committee.recover", VB_RIGHT_ADMINISTRATOR, false, "id|agree owner", control_committee_recover },
	{ "committee.repost", VB_RIGHT_SECRETARY, false, "id|after record", control_committee_repost },
	{ "committee.role", VB_RIGHT_ADMINISTRATOR, false, "id peer role|", control_committee_role },
	{ "committee.settle", VB_RIGHT_ADMINISTRATOR, false, "id peer|other", control_committee_settle },
	{ "committee.show", VB_RIGHT_READER, true, "id|", control_committee_show },
	{ "committee.suspend", VB_RIGHT_ADMINISTRATOR, false, "id peer|", control_committee_suspend },
	{ "doctor", VB_RIGHT_READER, true, "|", control_doctor },
	{ "erasure.run", VB_RIGHT_ADMINISTRATOR, false, "|", control_erasure_run },
	{ "erasure.status", VB_RIGHT_READER, true, "|after limit", control_erasure_status },
	{ "feed.read", VB_RIGHT_READER, true, "|after generation limit wait", control_feed_read },
	{ "file.begin", VB_RIGHT_MEMBER, false, "fields size target|internal", control_file_begin },
	{ "file.end", VB_RIGHT_MEMBER, false, "|", control_file_end },
	{ "file.list", VB_RIGHT_READER, true, "|after limit target", control_file_list },
	{ "file.put", VB_RIGHT_MEMBER, false, "data|", control_file_put },
	{ "file.read", VB_RIGHT_READER, true, "id|chunk", control_file_read },
	{ "file.show", VB_RIGHT_READER, true, "id|", control_file_show },
	{ "meeting.reply", VB_RIGHT_MEMBER, false, "answer meeting seat|comment substitute", control_meeting_reply },
	{ "message.list", VB_RIGHT_READER, true, "target|after limit", control_message_list },
	{ "message.offices", VB_RIGHT_READER, true, "id|", control_message_offices },
	{ "message.post", VB_RIGHT_MEMBER, false, "target text|sign", control_message_post },
	{ "node.card", VB_RIGHT_READER, true, "|peer", control_node_card },
	{ "node.keys", VB_RIGHT_READER, true, "|peer", control_node_keys },
	{ "node.rotate", VB_RIGHT_ADMINISTRATOR, false, "|finish", control_node_rotate },
	{ "node.show", VB_RIGHT_MONITOR, true, "|", control_node_show },
	{ "peer.confirm", VB_RIGHT_ADMINISTRATOR, false, "digits peer|", control_peer_confirm },
	{ "peer.invite", VB_RIGHT_ADMINISTRATOR, false, "|role space", control_peer_invite },
	{ "peer.join", VB_RIGHT_ADMINISTRATOR, false, "code|", control_peer_join },
	{ "peer.list", VB_RIGHT_READER, true, "|", control_peer_list },
	{ "peer.remove", VB_RIGHT_ADMINISTRATOR, false, "peer|", control_peer_remove },
	{ "person.add", VB_RIGHT_ADMINISTRATOR, false, "fields|login right", control_person_add },
	{ "person.edit", VB_RIGHT_MEMBER, false, "id|fields login right", control_person_edit },
	{ "person.keys", VB_RIGHT_READER, true, "id|", control_person_keys },
	{ "person.list", VB_RIGHT_READER, true, "|after limit office space", control_person_list },
	{ "person.publish", VB_RIGHT_READER, false, "statement|", control_person_publish },
	{ "person.remove", VB_RIGHT_ADMINISTRATOR, false, "id|", control_person_remove },
	{ "person.show", VB_RIGHT_READER, true, "id|", control_person_show },
	{ "person.sign", VB_RIGHT_MEMBER, false, "signature|", control_person_sign },
	{ "person.vouch", VB_RIGHT_READER, false, "by number signature|", control_person_vouch },
	{ "person.whoami", VB_RIGHT_MONITOR, true, "|", control_person_whoami },
	{ "person.withdraw", VB_RIGHT_READER, false, "|from id number", control_person_withdraw },
	{ "person.written", VB_RIGHT_SECRETARY, true, "id|after space", control_person_written },
	{ "record.batch", VB_RIGHT_SECRETARY, false, "items space|ground", control_record_batch },
	{ "record.create", VB_RIGHT_SECRETARY, false, "fields kind space|internal", control_record_create },
	{ "record.delete", VB_RIGHT_MEMBER, false, "id|", control_record_delete },
	{ "record.edit", VB_RIGHT_MEMBER, false, "fields id|", control_record_edit },
	{ "record.erase", VB_RIGHT_MEMBER, false, "id|ground rehearse replacement", control_record_erase },
	{ "record.list", VB_RIGHT_READER, true, "kind|after deleted limit space where", control_record_list },
	{ "record.log", VB_RIGHT_READER, true, "id|after limit", control_record_log },
	{ "record.offices", VB_RIGHT_READER, true, "ids|", control_record_offices },
	{ "record.show", VB_RIGHT_READER, true, "id|", control_record_show },
	{ "record.upsert", VB_RIGHT_SECRETARY, false, "items space|", control_record_upsert },
	{ "search", VB_RIGHT_READER, true, "words|after kind limit space", control_search },
	{ "space.contents", VB_RIGHT_READER, true, "id|after", control_space_contents },
	{ "space.export", VB_RIGHT_ADMINISTRATOR, true, "id|after", control_space_export },
	{ "space.import", VB_RIGHT_ADMINISTRATOR, false, "items space|end", control_space_import },
	{ "space.list", VB_RIGHT_READER, true, "|", control_space_list },
	{ "space.show", VB_RIGHT_READER, true, "id|", control_space_show },
	{ "status", VB_RIGHT_MONITOR, true, "|", control_status },
	{ "watch", VB_RIGHT_READER, true, "|after generation limit", control_watch },
};
/* clang-format on */

struct control {
	struct node *node;
	struct listeners *listeners;
	struct exports *exports;
	struct control_pairing pairing; /* of which invite is NULL until it is known */
	struct states *states;
	struct backups *backups;
	struct transfers *transfers;
	struct signings *signings;
	struct searches *searches;
	struct copies *copies;
	struct jobs *jobs;
	struct control_shell shell; /* all NULL until it is known */
	struct rights_owner owner;
};

struct control *control_new(struct node *node)
{
	struct control *control = calloc(1, sizeof(*control));

	if (control == NULL)
		abort();
	control->node = node;
	control->listeners = listeners_new(node);
	control->exports = exports_new();
	control->states = states_new();
	control->backups = backups_new(node);
	control->transfers = transfers_new(node);
	control->signings = signings_new();
	control->searches = searches_new(node);
	control->copies = copies_new(node);
	control->jobs = jobs_new(node);
	control->owner = rights_owner(node);
	return control;
}

void control_destroy(struct control **control)
{
	if (*control == NULL)
		return;
	listeners_destroy(&(*control)->listeners);
	exports_destroy(&(*control)->exports);
	states_destroy(&(*control)->states);
	backups_destroy(&(*control)->backups);
	transfers_destroy(&(*control)->transfers);
	signings_destroy(&(*control)->signings);
	searches_destroy(&(*control)->searches);
	copies_destroy(&(*control)->copies);
	jobs_destroy(&(*control)->jobs);
	free(*control);
	*control = NULL;
}

void control_set_pairing(struct control *control, const struct control_pairing *pairing)
{
	control->pairing = *pairing;
}

void control_set_shell(struct control *control, const struct control_shell *shell)
{
	control->shell = *shell;
}

/* ---- the way of a request ---- */

static const struct call *call_find(struct span name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (span_is_equal(span_of_str(calls[i].name), name))
			return &calls[i];
	}
	return NULL;
}

bool control_is_known(const struct control *control, const struct node_caller *caller)
{
	struct rights who;

	return rights_find(control->node, &control->owner, caller, &who) == 0 &&
	       who.right > VB_RIGHT_NONE;
}

/* The row that the caller may mean; NULL: *err says why there is none: VB_ERR_UNKNOWN_CALL, or VB_ERR_DENIED (it is in the other
 * table). */
static const struct call *call_for(struct request *q, struct span name, int *err)
{
	const struct call *of_people = call_find(name);
	const struct call *of_bridges = bridge_calls_find(name);
	bool is_bridge = q->caller->bridge != NODE_BRIDGE_NONE;

	if (!is_bridge && of_people != NULL)
		return of_people;
	if (is_bridge && of_bridges != NULL)
		return of_bridges;
	if (is_bridge && of_people != NULL && of_people->handler == control_node_show)
		return of_people;
	if (of_people != NULL)
		*err = request_fail(q, VB_ERR_DENIED, "this is not for bridges");
	else if (of_bridges != NULL)
		*err = request_fail(q, VB_ERR_DENIED, "this is for bridges only");
	else
		*err = request_fail(q, VB_ERR_UNKNOWN_CALL, "%.*s", (int)name.size,
		                    (const char *)name.data);
	return NULL;
}

/* Finds out who asks, and whether this is for them. */
static int right_check(const struct control *control, struct request *q, const struct call *call)
{
	int err = rights_find(control->node, &control->owner, q->caller, &q->who);

	if (err != 0)
		return err;
	if (q->caller->read_only && !call->is_read_only)
		return request_fail(q, VB_ERR_DENIED, "this socket is for reading only");
	if (q->who.right >= call->least)
		return 0;
	if (q->who.right == VB_RIGHT_NONE)
		return request_fail(q, VB_ERR_DENIED, "this login has no right here: %s",
		                    q->caller->login[0] != '\0' ? q->caller->login : "-");
	return request_fail(q, VB_ERR_DENIED, "this needs the right `%s`; yours is `%s`",
	                    rights_name(call->least), rights_name(q->who.right));
}

static int call_run(struct control *control, struct request *q, struct span name)
{
	int err = 0;
	const struct call *call = call_for(q, name, &err);

	if (call == NULL)
		return err;
	err = right_check(control, q, call);
	if (err == 0)
		err = call_check_args(q, call);
	if (err == 0)
		err = request_bool(q, "sign", &q->wants_signature);
	if (err == 0)
		err = call->handler(q);
	if (err == 0 && q->is_to_sign)
		signing_answer(q);
	if (err == 0)
		err = q->result.err;
	return err;
}

static void forget(struct buf *b)
{
	if (b->size > 0)
		crypt_wipe(b->data, b->size);
	buf_release(b);
}

void control_on_request(struct control *control, const struct node_caller *caller,
                        struct span request, struct node_now now)
{
	struct request q = { .node = control->node,
		             .listeners = control->listeners,
		             .exports = control->exports,
		             .pairing = &control->pairing,
		             .shell = &control->shell,
		             .states = control->states,
		             .backups = control->backups,
		             .transfers = control->transfers,
		             .signings = control->signings,
		             .searches = control->searches,
		             .copies = control->copies,
		             .jobs = control->jobs,
		             .caller = caller,
		             .now = now };
	struct ipc_request parts;
	struct buf normal;
	struct buf answer;
	int err;

	buf_init(&normal, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&answer, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&q.result, VB_IPC_FRAME_MAX_BYTES - 64);
	err = ipc_request_decode(request, &normal, &parts);
	q.id = parts.id;
	if (err == 0) {
		q.args = parts.args;
		err = call_run(control, &q, parts.call);
	}
	if (err != 0)
		ipc_answer_error(&answer, q.id, err, q.detail);
	else if (!q.is_postponed)
		ipc_answer_result(&answer, q.id, buf_span(&q.result));
	if (answer.size > 0)
		node_answer(control->node, caller->client, q.id, buf_span(&answer));
	/* Invitation codes and keys pass here. */
	forget(&q.result);
	forget(&answer);
	forget(&normal);
}

/* ---- events ---- */

void control_on_joined(struct control *control, uint32_t client, uint64_t request, int err,
                       const struct node_id *office)
{
	struct buf result;
	struct buf answer;

	buf_init(&result, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&answer, VB_IPC_FRAME_MAX_BYTES);
	if (err == 0)
		err = control_peer_pack_joined(control->node, office, &result);
	if (err == 0)
		ipc_answer_result(&answer, request, buf_span(&result));
	else
		ipc_answer_error(&answer, request, err, NULL);
	node_answer(control->node, client, request, buf_span(&answer));
	buf_release(&result);
	buf_release(&answer);
}

void control_on_client_gone(struct control *control, uint32_t client)
{
	listeners_on_client_gone(control->listeners, client);
	exports_end(control->exports, client);
	transfers_end(control->transfers, client, false);
	signings_end(control->signings, client);
	searches_on_client_gone(control->searches, client);
	copies_end(control->copies, client);
	jobs_on_client_gone(control->jobs, client);
}

bool control_has_work(const struct control *control)
{
	return searches_has_work(control->searches);
}

void control_on_tick(struct control *control, struct node_now now)
{
	listeners_on_tick(control->listeners, now);
	backups_keep(control->backups);
	transfers_on_tick(control->transfers);
	jobs_on_tick(control->jobs, now);
}

void control_on_stop(struct control *control)
{
	backups_keep(control->backups);
}

void control_on_commit(struct control *control, bool feed_grew, struct node_now now)
{
	listeners_on_commit(control->listeners, feed_grew);
	searches_on_commit(control->searches, now);
	backups_on_commit(control->backups, now);
}

void control_on_failure(struct control *control, int err, struct node_now now)
{
	(void)now;
	listeners_on_failure(control->listeners, err);
	exports_on_failure(control->exports);
	searches_on_failure(control->searches, err);
}
