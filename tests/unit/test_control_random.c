/* control: good requests with bytes changed, cut off, doubled: every one is answered, in good form, and on the read-only
 * socket none changes anything. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/ipc.h"
#include "tests/tap.h"
#include "tests/unit/notation.h"
#include "tests/unit/scene.h"
#include "tests/unit/seeded.h"

#define ROUNDS 12000

static const struct {
	const char *call, *args;
} requests[] = {
	{ "status", "{}" },
	{ "node.show", "{}" },
	{ "node.card", "{'peer':'Amt'}" },
	{ "node.keys", "{'peer':'Amt'}" },
	{ "node.rotate", "{'finish':true}" },
	{ "peer.list", "{}" },
	{ "peer.confirm", "{'peer':'Amt','digits':'123456'}" },
	{ "peer.invite", "{'space':'$S','role':'guest'}" },
	{ "peer.join", "{'code':'VB1-AAAAA-BBBBB'}" },
	{ "committee.create", "{'name':'Rat'}" },
	{ "committee.show", "{'id':'$S'}" },
	{ "committee.admit", "{'id':'$S','peer':'Amt','role':'member'}" },
	{ "record.create",
	  "{'space':'$S','kind':'meeting','internal':true,'fields':{'name':'x','start':-5,"
	  "'organization':['$O'],'timeZone':'Europe/Berlin','cancelled':false}}" },
	{ "record.edit", "{'id':'$M','fields':{'name':null,'keyword':['a','b'],'number':300}}" },
	{ "record.delete", "{'id':'$B'}" },
	{ "record.list",
	  "{'kind':'meeting','space':'$S','where':{'organization':'$O','name':null},'limit':3,"
	  "'after':'$A'}" },
	{ "person.written", "{'id':'$P','space':'$S'}" },
	{ "record.offices", "{'ids':['$A','$I']}" },
	{ "record.show", "{'id':'$P'}" },
	{ "record.upsert", "{'space':'$S','items':[{'kind':'paper','fields':{'id':'u:1','"
	                   "relatedPaper':[{'oparl':'u:2'}]}},"
	                   "{'kind':'paper','internal':false,'fields':{'id':'u:2'}}]}" },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'meeting','as':'m','fields':{'name':'x'}},"
	  "{'kind':'agendaItem','internal':true,'fields':{'meeting':{'as':'m'}}},"
	  "{'id':'$A','fields':{'name':'y'}},{'id':'$B','delete':true}]}" },
	{ "agenda.add", "{'meeting':'$M','internal':true,'after':'$I','fields':{'name':'x','"
	                "plannedMinutes':5}}" },
	{ "agenda.list", "{'meeting':'$M','after':'$A','limit':2}" },
	{ "agenda.move", "{'id':'$A','after':'$B'}" },
	{ "agenda.propose",
	  "{'meeting':'$M','internal':true,'fields':{'name':'x','plannedMinutes':5}}" },
	{ "message.post", "{'target':'$M','text':'x'}" },
	{ "message.list", "{'target':'$S','limit':1}" },
	{ "feed.read", "{'generation':1,'after':3,'limit':2,'wait':0}" },
	{ "watch", "{'after':3}" },
};
#define REQUEST_COUNT (sizeof(requests) / sizeof(requests[0]))

static void request_pack(struct scene *s, size_t which, struct buf *out)
{
	struct buf args;

	buf_init(&args, 1u << 16);
	notation_pack(scene_text(s, requests[which].args), &args);
	buf_clear(out);
	ipc_request_encode(out, 77, requests[which].call, buf_span(&args));
	buf_release(&args);
}

/* Changes a few bytes; now and then the length. */
static void spoil(struct seeded *random, struct buf *request)
{
	for (uint64_t n = seeded_below(random, 4) + 1; n > 0; n--) {
		size_t at = seeded_below(random, request->size);

		switch (seeded_below(random, 4)) {
		case 0:
			request->data[at] = (uint8_t)seeded_next(random);
			break;
		case 1:
			request->data[at] ^= (uint8_t)(1u << seeded_below(random, 8));
			break;
		case 2:
			request->data[at] = request->data[seeded_below(random, request->size)];
			break;
		default:
			request->data[at] = (uint8_t)(request->data[at] + 1);
		}
	}
	if (seeded_below(random, 8) == 0)
		request->size = seeded_below(random, request->size) + 1;
	if (seeded_below(random, 16) == 0) {
		size_t size = request->size / 2;
		uint8_t *behind = buf_extend(request, size);

		memcpy(behind, request->data, size);
	}
}

/* Sends many; returns how many were answered, and how many of these with a result. */
static int send_many(struct scene *s, uint64_t seed, int *good)
{
	struct seeded random = { seed };
	struct buf request;
	int answered = 0;

	*good = 0;
	buf_init(&request, 1u << 17);
	for (int i = 0; i < ROUNDS; i++) {
		request_pack(s, seeded_below(&random, REQUEST_COUNT), &request);
		spoil(&random, &request);
		*good += clerk_send(s->d, buf_span(&request))[0] == '{';
		answered += s->d->answer_count > 0 && s->d->answer.size > 0;
		/* A watch that came through would be answered with every change. */
		node_on_client_gone(s->d->node, s->d->caller.client);
	}
	buf_release(&request);
	return answered;
}

int main(void)
{
	char before[4096];
	char after[4096];
	struct scene s;
	struct clerk d;
	int good;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	d.caller.read_only = true;
	scene_state(&s, before, sizeof(before));
	is_int(send_many(&s, 1, &good), ROUNDS,
	       "every request on the read-only socket is answered");
	ok(good > ROUNDS / 100 && good < ROUNDS, "%d of them were still good ones", good);
	scene_state(&s, after, sizeof(after));
	is_str(after, before, "none has changed anything");
	d.caller.read_only = false;
	is_int(send_many(&s, 2, &good), ROUNDS, "every request on the other socket, too");
	ok(good > ROUNDS / 100 && good < ROUNDS, "%d of them were good ones", good);
	clerk_reopen(&d);
	ok(clerk_ask(&d, "status", "{}")[0] == '{', "the store is whole after all that");
	clerk_close(&d);
	return done();
}
