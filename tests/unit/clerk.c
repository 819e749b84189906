/* clerk: a node and its clients in one process; see clerk.h. */
#include "tests/unit/clerk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/core/partner.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/notation.h"

#define TEXT_MAX_BYTES (4u << 20)
#define START_MS UINT64_C(1800000000000)
#define LINK 1u
#define DIGITS 123456u
#define SYNC_ROUNDS 200

/* ---- what the node gives out ---- */

static int on_frame(void *ctx, uint32_t link, struct span frame)
{
	struct clerk *d = ctx;

	(void)link;
	buf_put_u32(&d->wire, (uint32_t)frame.size);
	buf_put(&d->wire, frame.data, frame.size);
	return 0;
}

static void on_close_link(void *ctx, uint32_t link, int err)
{
	struct clerk *d = ctx;

	(void)link;
	diag("link closed: %s", err_name(err));
	d->other = NULL;
}

static void on_answer(void *ctx, uint32_t client, struct span answer)
{
	struct clerk *d = ctx;

	(void)client;
	buf_clear(&d->answer);
	buf_put(&d->answer, answer.data, answer.size);
	d->answer_count++;
}

static void on_partners_changed(void *ctx)
{
	(void)ctx;
}

/* ---- opening ---- */

static void clerk_start(struct clerk *d)
{
	struct node_output output = { d, on_frame, on_close_link, on_answer, on_partners_changed };
	struct env_options options = { .flags = d->is_synced ? 0 : VB_ENV_NO_FSYNC,
		                       .map_bytes = d->map_bytes };
	int err = node_open(scratch_path(d->folder, "home"), &options, &output, d->now, &d->node);

	if (err != 0)
		bail("clerk: opening: %s", err_name(err));
}

void clerk_open(struct clerk *d, const char *name)
{
	struct card card = { .kind = VB_NODE_CITY, .name = span_of_str(name) };
	int err;

	*d = (struct clerk){ .now = { { START_MS }, { 1000 } } };
	d->caller = (struct node_caller){ .client = 1, .uid = (uint32_t)geteuid() };
	buf_init(&d->answer, TEXT_MAX_BYTES);
	buf_init(&d->result, TEXT_MAX_BYTES);
	buf_init(&d->wire, 64u << 20);
	for (uint32_t i = 0; i < CLERK_TEXTS; i++)
		buf_init(&d->texts[i], TEXT_MAX_BYTES);
	scratch_make(d->folder);
	err = node_create(scratch_path(d->folder, "home"), &card, d->now.wall);
	if (err != 0)
		bail("clerk: making a home: %s", err_name(err));
	clerk_start(d);
}

void clerk_reopen(struct clerk *d)
{
	node_close(&d->node);
	clerk_start(d);
}

void clerk_close(struct clerk *d)
{
	node_close(&d->node);
	scratch_remove(d->folder);
	buf_release(&d->answer);
	buf_release(&d->result);
	buf_release(&d->wire);
	for (uint32_t i = 0; i < CLERK_TEXTS; i++)
		buf_release(&d->texts[i]);
}

/* ---- asking ---- */

static struct buf *next_text(struct clerk *d)
{
	struct buf *text = &d->texts[d->text_at++ % CLERK_TEXTS];

	buf_clear(text);
	return text;
}

/* A new moment. */
static void step(struct clerk *d, uint64_t ms)
{
	d->now.wall.v += ms;
	d->now.mono.v += ms;
}

static const char *failure_text(struct clerk *d, const struct ipc_answer *answer)
{
	struct buf *text = next_text(d);
	char code[16];

	(void)snprintf(code, sizeof(code), "VB-%04d", -answer->err);
	buf_put(text, code, strlen(code));
	if (answer->detail.size > 0) {
		buf_put_u8(text, ' ');
		buf_put(text, answer->detail.data, answer->detail.size);
	}
	buf_put_u8(text, 0);
	return (const char *)text->data;
}

const char *clerk_answer(struct clerk *d)
{
	struct ipc_answer answer;
	struct buf *text;

	buf_clear(&d->result);
	if (d->answer.size == 0)
		return "";
	if (ipc_answer_decode(buf_span(&d->answer), &answer) != 0)
		bail("clerk: an answer that cannot be read");
	if (answer.err != 0)
		return failure_text(d, &answer);
	buf_put(&d->result, answer.result.data, answer.result.size);
	text = next_text(d);
	notation_write(answer.result, text);
	return (const char *)text->data;
}

const char *clerk_send(struct clerk *d, struct span request)
{
	buf_clear(&d->answer);
	step(d, 1);
	node_on_request(d->node, &d->caller, request, d->now);
	if (node_turn_end(d->node, d->now) != 0)
		diag("the turn failed");
	return clerk_answer(d);
}

static const char *ask(struct clerk *d, const char *call, const char *format, va_list values)
{
	struct buf args;
	struct buf request;
	struct buf *text = next_text(d);
	char *room = (char *)buf_extend(text, TEXT_MAX_BYTES / 2);
	const char *answer;

	if (room == NULL || vsnprintf(room, TEXT_MAX_BYTES / 2, format, values) < 0)
		bail("clerk: arguments");
	buf_init(&args, TEXT_MAX_BYTES);
	buf_init(&request, TEXT_MAX_BYTES);
	notation_pack(room, &args);
	ipc_request_encode(&request, ++d->request, call, buf_span(&args));
	answer = clerk_send(d, buf_span(&request));
	buf_release(&args);
	buf_release(&request);
	return answer;
}

const char *clerk_ask(struct clerk *d, const char *call, const char *format, ...)
{
	va_list values;
	const char *answer;

	va_start(values, format);
	answer = ask(d, call, format, values);
	va_end(values);
	return answer;
}

void clerk_hand(struct clerk *d, const char *call, const char *args)
{
	struct buf packed;
	struct buf request;

	buf_init(&packed, TEXT_MAX_BYTES);
	buf_init(&request, TEXT_MAX_BYTES);
	notation_pack(args, &packed);
	ipc_request_encode(&request, ++d->request, call, buf_span(&packed));
	step(d, 1);
	node_on_request(d->node, &d->caller, buf_span(&request), d->now);
	buf_release(&packed);
	buf_release(&request);
}

int clerk_end(struct clerk *d)
{
	return node_turn_end(d->node, d->now);
}

const char *clerk_text(struct clerk *d, const char *key)
{
	struct buf *out = next_text(d);
	struct pack_reader r;
	struct span value;

	if (ipc_map_find(buf_span(&d->result), key, &value)) {
		unpack_init(&r, value);
		value = unpack_str(&r, SIZE_MAX);
		buf_put(out, value.data, value.size);
	}
	buf_put_u8(out, 0);
	return (const char *)out->data;
}

const char *clerk_get(struct clerk *d, const char *key, const char *call, const char *format, ...)
{
	va_list values;
	const char *answer;

	va_start(values, format);
	answer = ask(d, call, format, values);
	va_end(values);
	if (answer[0] == 'V' || answer[0] == '\0')
		bail("clerk: %s: %s", call, answer);
	return clerk_text(d, key);
}

void clerk_wait(struct clerk *d, uint64_t ms)
{
	buf_clear(&d->answer);
	step(d, ms);
	node_on_tick(d->node, d->now);
	if (node_turn_end(d->node, d->now) != 0)
		diag("the turn failed");
}

/* ---- two offices ---- */

static void keep(struct clerk *d, const struct clerk *other)
{
	if (partner_keep(d->node, node_card_bytes(other->node), DIGITS, VB_ROLE_NONE, NULL,
	                 d->now) != 0 ||
	    node_turn_end(d->node, d->now) != 0)
		bail("clerk: pairing");
}

static void confirm(struct clerk *d, const struct clerk *other)
{
	struct span name = node_card(other->node)->name;

	(void)clerk_get(d, "id", "peer.confirm", "{'peer':'%.*s','digits':'123 456'}",
	                (int)name.size, (const char *)name.data);
}

void clerk_pair(struct clerk *a, struct clerk *b)
{
	keep(a, b);
	keep(b, a);
	confirm(a, b);
	confirm(b, a);
}

/* Hands over what one wrote to the other. */
static void carry(struct clerk *from, struct clerk *to)
{
	struct buf frames = from->wire;
	struct cursor c;

	buf_init(&from->wire, 64u << 20);
	cursor_init(&c, buf_span(&frames));
	while (cursor_left(&c) > 0 && to->other != NULL) {
		struct span frame = cursor_take(&c, cursor_u32(&c));

		node_on_frame(to->node, LINK, frame, to->now);
	}
	step(to, 1);
	(void)node_turn_end(to->node, to->now);
	buf_release(&frames);
}

void clerk_sync(struct clerk *a, struct clerk *b)
{
	int quiet = 0;

	if (a->other == NULL) {
		struct public_key of_a = node_keys_curve_public(node_keys(a->node));
		struct public_key of_b = node_keys_curve_public(node_keys(b->node));

		a->other = b;
		b->other = a;
		node_on_link_up(a->node, LINK, node_self(b->node), &of_b, true, a->now);
		node_on_link_up(b->node, LINK, node_self(a->node), &of_a, false, b->now);
	}
	for (int i = 0; i < SYNC_ROUNDS && quiet < 4; i++) {
		size_t before = a->wire.size + b->wire.size;

		carry(a, b);
		carry(b, a);
		quiet = before + a->wire.size + b->wire.size == 0 ? quiet + 1 : 0;
	}
}

void clerk_part(struct clerk *a, struct clerk *b)
{
	node_on_link_down(a->node, LINK, a->now);
	node_on_link_down(b->node, LINK, b->now);
	a->other = b->other = NULL;
	buf_clear(&a->wire);
	buf_clear(&b->wire);
}
