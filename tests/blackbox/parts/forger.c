/* forger: keys, links and learning; see forger.h. Entries: forger_entry.c. */
#include "tests/blackbox/parts/forger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/keyfile.h"
#include "tests/tap.h"

#define GRANT_BYTES (UINT64_C(1) << 40)
#define WANT_ALL (UINT64_C(1) << 40)

/* ---- who we are ---- */

/* Finds the card of the office that is called at the endpoint. */
static void find_server(struct forger *f, const struct partners *partners)
{
	struct list cards = partners->cards;
	struct span bytes;
	struct card card;

	while (list_next_bin(&cards, &bytes)) {
		if (card_decode(bytes, &card) != 0)
			bail("a partner's card is broken");
		if (card.endpoint_count == 0 ||
		    !span_is_equal(card.endpoints[0], span_of_str(f->endpoint)))
			continue;
		f->server = card.curve;
		f->server_id = card.id;
		return;
	}
	bail("no partner listens at %s", f->endpoint);
}

void forger_init(struct forger *f, const char *home, const char *endpoint,
                 const struct space_id *space)
{
	struct partners partners;
	struct public_key sign;
	struct buf file;

	*f = (struct forger){ .space_id = *space };
	buf_init(&f->card, VB_CARD_MAX_BYTES);
	buf_init(&f->frame, 2 * VB_FRAME_MAX_BYTES);
	buf_init(&f->control, VB_FRAME_MAX_BYTES);
	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	snprintf(f->endpoint, sizeof(f->endpoint), "%s", endpoint);
	if (keyfile_load(home, &f->keys) != 0 || keyfile_get_partners(home, &file) != 0)
		bail("%s: no keys or no partners", home);
	f->vault = vault_new();
	sign = node_keys_sign_public(f->keys);
	crypt_node_id(&sign, &f->self);
	if (partners_decode(buf_span(&file), &sign, &partners) != 0)
		bail("%s: the list of partners is broken", home);
	buf_put(&f->card, partners.own_card.data, partners.own_card.size);
	find_server(f, &partners);
	buf_release(&file);
	f->space = space_new(&f->self, f->keys, f->vault);
	forger_begin_incarnation(f);
}

void forger_release(struct forger *f)
{
	caller_close(&f->caller);
	space_destroy(&f->space);
	vault_destroy(&f->vault);
	node_keys_destroy(&f->keys);
	buf_release(&f->card);
	buf_release(&f->frame);
	buf_release(&f->control);
}

/* ---- links ---- */

bool forger_connect(struct forger *f)
{
	caller_close(&f->caller);
	f->granted = 0;
	return caller_open(&f->caller, f->endpoint, &f->server, f->keys);
}

void forger_hello(struct forger *f, struct buf *out)
{
	struct hello hello = { .lowest = VB_PROTOCOL_VERSION,
		               .highest = VB_PROTOCOL_VERSION,
		               .card = buf_span(&f->card) };

	crypt_random(&hello.boot, sizeof(hello.boot));
	frame_begin(out, VB_FRAME_HELLO, 0);
	hello_encode(&hello, out);
}

/* Takes the next frame apart; false when the link is over. */
static bool next_frame(struct forger *f, struct frame *frame)
{
	enum caller_news news = caller_next(&f->caller, FORGER_WAIT_MS, &f->frame);
	uint64_t total;

	if (news == CALLER_SILENT)
		bail("the daemon says nothing, for %u ms", FORGER_WAIT_MS);
	if (news == CALLER_OVER)
		return false;
	if (frame_decode(buf_span(&f->frame), frame) != 0)
		bail("the daemon sent a broken frame");
	if (frame->type == VB_FRAME_CREDIT && credit_decode(frame->payload, &total) == 0)
		f->granted = total;
	return true;
}

void forger_greet(struct forger *f)
{
	bool has_hello = false;
	struct frame frame;
	struct buf hello;

	if (!forger_connect(f))
		bail("the daemon does not let us in");
	buf_init(&hello, VB_FRAME_MAX_BYTES);
	forger_hello(f, &hello);
	caller_send(&f->caller, buf_span(&hello));
	buf_release(&hello);
	while (!has_hello || f->granted == 0) {
		if (!next_frame(f, &frame))
			bail("the daemon hung up at our greeting");
		has_hello = has_hello || frame.type == VB_FRAME_HELLO;
	}
}

void forger_grant(struct forger *f)
{
	struct buf frame;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_CREDIT, 0);
	credit_encode(GRANT_BYTES, &frame);
	caller_send(&f->caller, buf_span(&frame));
	buf_release(&frame);
}

/* Frames are dealt with in order: asking for a space that nobody knows brings a complaint that names it. */
static void probe(struct forger *f, struct space_id *space)
{
	struct want want = { .count = 1 };
	struct buf frame;

	crypt_random(space->b, sizeof(space->b));
	want.space = *space;
	memcpy(want.log.b, space->b, sizeof(want.log.b));
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_WANT, 0);
	want_encode(&want, &frame);
	caller_send(&f->caller, buf_span(&frame));
	buf_release(&frame);
}

static void note(struct reaction *out, const struct frame *frame, const struct complaint *complaint)
{
	struct heads_items wants;

	if (frame->type < sizeof(out->frames) / sizeof(out->frames[0]))
		out->frames[frame->type]++;
	if (frame->type == VB_FRAME_ERROR || frame->type == VB_FRAME_BYE)
		out->complaint = complaint->err;
	if (frame->type == VB_FRAME_WANT && want_list_decode(frame->payload, &wants) == 0)
		while (want_list_next(&wants, &out->want))
			;
}

/* Notes what comes until the probe is answered; false when the link is over. */
static bool listen_once(struct forger *f, struct reaction *out)
{
	struct complaint complaint;
	struct space_id nobodys;
	struct frame frame;

	probe(f, &nobodys);
	while (next_frame(f, &frame)) {
		complaint = (struct complaint){ 0 };
		if ((frame.type == VB_FRAME_ERROR || frame.type == VB_FRAME_BYE) &&
		    complaint_decode(frame.payload, &complaint) != 0)
			bail("the daemon sent a broken complaint");
		if (complaint.err == VB_ERR_UNKNOWN_SPACE && complaint.has_space &&
		    space_id_is_equal(&complaint.space, &nobodys))
			return true;
		note(out, &frame, &complaint);
		if (f->is_hasty && out->complaint != 0)
			break;
	}
	return false;
}

/* Twice, since a turn of the daemon answers the probe before it sends wants and entries. */
void forger_listen(struct forger *f, struct reaction *out)
{
	*out = (struct reaction){ 0 };
	for (unsigned i = 0; i < 2 && !out->is_over; i++)
		out->is_over = !listen_once(f, out);
	if (out->is_over)
		caller_close(&f->caller);
}

/* ---- learning ---- */

static void ask(struct forger *f, const struct log_id *log, uint64_t first)
{
	struct want want = {
		.space = f->space_id, .log = *log, .first_seq = first, .count = WANT_ALL - first
	};
	struct buf frame;

	forger_grant(f);
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_WANT, 0);
	want_encode(&want, &frame);
	caller_send(&f->caller, buf_span(&frame));
	buf_release(&frame);
}

/* Hands out frames of one type until the daemon has sent all that it has: entries are sent after complaints, so a second
 * question is asked when the first was answered. */
static void hear(struct forger *f, uint8_t type, void (*fn)(void *ctx, struct span payload),
                 void *ctx)
{
	struct complaint complaint;
	struct space_id nobodys;
	struct frame frame;

	for (unsigned round = 0, quiet = 0; quiet < 3 && round < 1000; round++) {
		probe(f, &nobodys);
		quiet++;
		while (next_frame(f, &frame)) {
			if (frame.type == type) {
				fn(ctx, frame.payload);
				quiet = 0;
			}
			if (frame.type == VB_FRAME_ERROR &&
			    complaint_decode(frame.payload, &complaint) == 0 &&
			    complaint.has_space && space_id_is_equal(&complaint.space, &nobodys))
				break;
		}
		if (f->caller.is_over)
			bail("the daemon hung up while we asked");
	}
}

static void on_control(void *ctx, struct span payload)
{
	struct forger *f = ctx;
	struct control_run run;
	struct control_item item;

	if (control_run_decode(payload, &run) != 0 || !space_id_is_equal(&run.space, &f->space_id))
		return;
	buf_clear(&f->control);
	buf_put(&f->control, payload.data, payload.size);
	while (control_run_next(&run, &item)) {
		int err = space_apply(f->space, item.bytes.data, item.body, &item.signature, NULL);

		if (err != 0 && err != VB_ERR_DUPLICATE)
			bail("the control log does not fold: %s", err_name(err));
		f->control_head = item.header;
	}
}

void forger_learn(struct forger *f)
{
	struct log_id control;

	memcpy(control.b, f->space_id.b, sizeof(control.b));
	ask(f, &control, space_count(f->space));
	hear(f, VB_FRAME_CONTROL, on_control, f);
	if (space_count(f->space) == 0)
		bail("the daemon does not tell the control log");
}

void forger_ask(struct forger *f, const struct log_id *log,
                void (*fn)(void *ctx, struct span segment), void *ctx)
{
	ask(f, log, 0);
	hear(f, VB_FRAME_SEGMENT, fn, ctx);
}
