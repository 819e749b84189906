/* siege_control: membership decisions by one who may not take them; see siege.h. */
#include <string.h>

#include "protocol/space/space_build.h"
#include "tests/blackbox/parts/siege.h"
#include "tests/tap.h"

#define FRAME_MAX_BYTES (2 * VB_FRAME_MAX_BYTES)
#define FOREIGN_SPACES 100u /* more than a daemon keeps of those it does not belong to */

/* Appends a CONTROL frame of one entry that follows the newest, signed by us. */
static void forge(struct siege *s, struct span body, struct buf *out)
{
	struct forger *f = &s->forger;
	uint8_t bytes[VB_HEADER_BYTES];
	struct signature signature;
	struct entry_header h;
	struct entry_id id;

	control_header_make(&f->space_id, &f->control_head,
	                    hlc_next(f->control_head.hlc, (struct wall_ms){ 0 }), body, &h);
	entry_header_encode(&h, bytes);
	entry_id_derive(bytes, &id);
	control_sign(f->keys, &id, &signature);
	frame_begin(out, VB_FRAME_CONTROL, 0);
	control_run_begin(out, &f->space_id);
	control_run_add(out, bytes, body, &signature);
}

static void send_forged(struct siege *s, const char *name, const struct control_body *body)
{
	struct buf bytes, frame;

	buf_init(&bytes, VB_CONTROL_BODY_MAX_BYTES);
	buf_init(&frame, FRAME_MAX_BYTES);
	control_body_encode(body, &bytes);
	forge(s, buf_span(&bytes), &frame);
	siege_send(s, name, buf_span(&frame), VB_ERR_BAD_SIGNATURE, 0);
	buf_release(&bytes);
	buf_release(&frame);
}

/* What a member would like to decide. */
static void forge_decisions(struct siege *s)
{
	struct forger *f = &s->forger;
	struct control_body body = { .type = VB_CONTROL_ROLE };
	struct card other;

	if (card_decode(s->other_card, &other) != 0)
		bail("the other card");
	body.u.role = (struct control_role){ .node = f->self, .role = VB_ROLE_STEWARD };
	send_forged(s, "a member makes itself a steward", &body);
	body = (struct control_body){ .type = VB_CONTROL_REMOVE, .u.remove.node = other.id };
	send_forged(s, "a member dismisses another", &body);
	body.u.remove.node = *space_owner(f->space);
	send_forged(s, "a member dismisses the owner", &body);
	body = (struct control_body){ .type = VB_CONTROL_HANDOVER, .u.handover.owner = f->self };
	send_forged(s, "a member takes the committee over", &body);
	body = (struct control_body){ .type = VB_CONTROL_CARD, .u.card.card = buf_span(&f->card) };
	send_forged(s, "a member enters a card", &body);
}

/* Entries of a run. */
static uint32_t entries_in(const struct buf *payload)
{
	struct control_run run;

	if (control_run_decode(buf_span(payload), &run) != 0)
		bail("the control log that was learnt is broken");
	return run.count;
}

/* The genuine run of the owner, changed. Places: SPEC.md 10 and 4; a frame's head and the space id stand before the first
 * header. */
static void bend_genuine(struct siege *s)
{
	const size_t first = VB_FRAME_HEAD_BYTES + VB_HASH_BYTES;
	struct forger *f = &s->forger;
	struct buf frame;

	buf_init(&frame, FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_CONTROL, 0);
	buf_put(&frame, f->control.data, f->control.size);
	siege_send(s, "the control log once more", buf_span(&frame), 0, 0);
	siege_cut(s, "CONTROL", buf_span(&frame), 0, entries_in(&f->control) - 1);
	frame.data[first + VB_HEADER_BYTES] ^= 1;
	siege_send(s, "a body that is not the one signed", buf_span(&frame), VB_ERR_BAD_HASH, 0);
	frame.data[first + VB_HEADER_BYTES] ^= 1;
	frame.data[first] = 2;
	siege_send(s, "a header of a later version", buf_span(&frame), VB_ERR_VERSION, 0);
	frame.data[first] = 1;
	frame.data[first + 34 + 7] ^= 4;
	siege_send(s, "numbers that are not in a row", buf_span(&frame), VB_ERR_BAD_CHAIN,
	           SIEGE_ANY);
	frame.data[first + 34 + 7] ^= 4;
	frame.data[VB_FRAME_HEAD_BYTES] ^= 1;
	siege_send(s, "the control log under another id", buf_span(&frame), 0, SIEGE_ANY);
	buf_release(&frame);
}

/* Appends the genesis of a space of our own, to which nobody else is admitted. */
static void found_space(struct siege *s, struct buf *out)
{
	struct forger *f = &s->forger;
	struct space *space = space_new(&f->self, f->keys, f->vault);
	uint8_t header[VB_HEADER_BYTES];
	struct signature signature;
	struct space_id id;
	struct entry_id entry;
	struct buf body;

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	if (space_build_genesis(VB_SPACE_COMMITTEE, buf_span(&f->card), NULL, 0, 0, &body) != 0 ||
	    space_make_entry(space, f->keys, (struct hlc){ 1 }, buf_span(&body), header,
	                     &signature) != 0)
		bail("a genesis cannot be made");
	entry_id_derive(header, &entry);
	memcpy(id.b, entry.b, sizeof(id.b));
	frame_begin(out, VB_FRAME_CONTROL, 0);
	control_run_begin(out, &id);
	control_run_add(out, header, buf_span(&body), &signature);
	buf_release(&body);
	space_destroy(&space);
}

/* How many committees the daemon shows its people. */
static uint32_t committees(struct siege *s)
{
	struct pack_reader r;
	struct span items = { 0 };
	struct buf args;

	office_args(&args, 0);
	office_must(ipc_map_find(office_call(&s->victim, "committee.list", &args), "items", &items),
	            "committee.list");
	unpack_init(&r, items);
	return unpack_array(&r, VB_SPACES_MAX_COUNT);
}

static void found_many(struct siege *s)
{
	uint32_t before = committees(s);
	struct reaction reaction;
	struct buf frame;

	buf_init(&frame, FRAME_MAX_BYTES);
	found_space(s, &frame);
	siege_send(s, "a committee to which the daemon is not admitted", buf_span(&frame), 0, 0);
	for (unsigned i = 0; i < FOREIGN_SPACES; i++) {
		buf_clear(&frame);
		found_space(s, &frame);
		caller_send(&s->forger.caller, buf_span(&frame));
	}
	forger_listen(&s->forger, &reaction);
	ok(!reaction.is_over, "%u committees to which it is not admitted", FOREIGN_SPACES);
	is_int(committees(s), before, "none of them is shown to anybody");
	buf_release(&frame);
}

void siege_control(struct siege *s)
{
	forger_greet(&s->forger);
	forge_decisions(s);
	bend_genuine(s);
	if (!s->forger.caller.socket)
		forger_greet(&s->forger);
	found_many(s);
}
