/* pairing: see pairing.h. */
#include "daemon/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/control.h"
#include "daemon/core/partner.h"
#include "daemon/log.h"
#include "protocol/peer/handshake.h"

#define FRAME_MAX_BYTES (VB_CARD_MAX_BYTES + 256u) /* REVEAL and SHOW are the largest */
#define JOIN_BIT 0x80000000u
#define SESSIONS_MAX (VB_PAIRING_CALLERS_MAX + VB_PAIRING_JOINS_MAX)

struct session {
	uint32_t id; /* 0: a free place */
	struct mono_ms since;
	struct handshake hs;
	struct buf out;  /* leaves after the commit */
	bool is_touched; /* in this turn */
	bool is_closing;
	/* a caller */
	struct public_key curve;
	enum role role; /* promised by the code */
	struct space_id space;
	/* a call of ours */
	struct invite invite;
	uint32_t client;
	uint64_t request;
};

struct pairing {
	struct node *node;
	struct pairing_output output;
	struct codes codes;
	struct session sessions[SESSIONS_MAX];
	uint32_t last_join;
	struct public_key curve; /* our key that codes name and the socket has */
	bool is_listening;
	uint32_t starts_left; /* in this second */
	struct mono_ms second;
};

static bool is_join(const struct session *s)
{
	return (s->id & JOIN_BIT) != 0;
}

/* ---- sessions ---- */

static struct session *find_session(struct pairing *p, uint32_t id)
{
	for (size_t i = 0; i < SESSIONS_MAX; i++)
		if (id != 0 && p->sessions[i].id == id)
			return &p->sessions[i];
	return NULL;
}

static uint32_t count_sessions(const struct pairing *p, bool joins)
{
	uint32_t count = 0;

	for (size_t i = 0; i < SESSIONS_MAX; i++)
		count += p->sessions[i].id != 0 && is_join(&p->sessions[i]) == joins;
	return count;
}

/* NULL: there are enough of its sort. */
static struct session *session_new(struct pairing *p, uint32_t id, struct node_now now)
{
	bool join = (id & JOIN_BIT) != 0;
	uint32_t max = join ? VB_PAIRING_JOINS_MAX : VB_PAIRING_CALLERS_MAX;
	struct session *s = p->sessions;

	if (count_sessions(p, join) >= max)
		return NULL;
	while (s->id != 0)
		s++;
	*s = (struct session){ .id = id, .since = now.mono };
	buf_init(&s->out, FRAME_MAX_BYTES);
	return s;
}

static void session_free(struct session *s)
{
	handshake_release(&s->hs);
	invite_wipe(&s->invite);
	buf_release(&s->out);
	s->id = 0;
}

/* ---- new keys of ours ---- */

static void join_end(struct pairing *p, struct session *s, int err, const struct node_id *office,
                     struct wall_ms now);

/* What was begun with the keys before leads nowhere: the cards shown name others. The core has forgotten the codes; the
 * socket is bound anew when it is wanted. */
static void follow_keys(struct pairing *p, struct node_now now)
{
	const struct public_key *curve = &node_card(p->node)->curve;
	struct node_id nobody = { { 0 } };

	if (crypt_is_equal(p->curve.b, curve->b, sizeof(curve->b)))
		return;
	p->curve = *curve;
	codes_on_failure(&p->codes);
	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		struct session *s = &p->sessions[i];

		if (s->id != 0 && is_join(s) && !s->is_closing)
			join_end(p, s, VB_ERR_BUSY, &nobody, now.wall);
		else if (s->id != 0 && !is_join(s))
			session_free(s);
	}
	if (p->is_listening)
		p->output.shut(p->output.ctx);
	p->is_listening = false;
}

/* ---- inviting ---- */

static int on_invite(void *ctx, const struct space_id *space, enum role role, struct node_now now,
                     char code[static VB_INVITE_TEXT_MAX_BYTES], struct wall_ms *expires)
{
	char endpoint[VB_ENDPOINT_MAX_BYTES + 1];
	struct pairing *p = ctx;
	int err;

	follow_keys(p, now);
	err = p->output.open(p->output.ctx, endpoint);
	if (err < 0)
		return err;
	p->is_listening = true;
	err = codes_make(&p->codes, endpoint, space, role, now, code, expires);
	if (err == 0)
		log_info("pairing.invited", "endpoint=%s open=%zu", endpoint, p->codes.open);
	return err;
}

/* Binds the socket when a code stands in the store from before, and closes it when none is left. */
static void update_socket(struct pairing *p, struct node_now now)
{
	bool wanted = codes_are_wanted(&p->codes, now.mono) || count_sessions(p, false) > 0;
	char endpoint[VB_ENDPOINT_MAX_BYTES + 1];

	if (wanted && !p->is_listening)
		p->is_listening = p->output.open(p->output.ctx, endpoint) == 0;
	if (!wanted && p->is_listening) {
		p->output.shut(p->output.ctx);
		p->is_listening = false;
	}
}

/* ---- joining ---- */

static bool is_in_use(const struct pairing *p, const struct invite *invite)
{
	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		const struct session *s = &p->sessions[i];

		if (s->id != 0 && is_join(s) && !s->is_closing &&
		    crypt_is_equal(s->invite.secret, invite->secret, sizeof(invite->secret)))
			return true;
	}
	return false;
}

static int begin_join(struct pairing *p, const struct invite *invite, struct node_now now,
                      struct session **out)
{
	const struct hash *own = &node_card(p->node)->hash;
	struct session *s;

	if (crypt_is_equal(invite->card_hash.b, own->b, sizeof(own->b)))
		return VB_ERR_SELF;
	if (is_in_use(p, invite))
		return VB_ERR_BUSY;
	p->last_join = (p->last_join + 1) % JOIN_BIT;
	s = session_new(p, p->last_join | JOIN_BIT, now);
	if (!s)
		return VB_ERR_TOO_MANY;
	s->invite = *invite;
	*out = s;
	return 0;
}

static int on_join(void *ctx, uint32_t client, uint64_t request, struct span code,
                   struct node_now now)
{
	struct pairing *p = ctx;
	struct session *s = NULL;
	struct invite invite;
	int err = invite_parse((const char *)code.data, code.size, &invite);

	if (err < 0)
		return err;
	err = begin_join(p, &invite, now, &s);
	invite_wipe(&invite);
	if (err < 0)
		return err;
	s->client = client;
	s->request = request;
	log_info("pairing.join", "endpoint=%s", s->invite.endpoint);
	p->output.call(p->output.ctx, s->id, s->invite.endpoint, &s->invite.curve);
	return 0;
}

static bool on_joining(void *ctx, size_t index, struct control_join *out)
{
	struct pairing *p = ctx;

	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		struct session *s = &p->sessions[i];

		if (s->id == 0 || !is_join(s) || s->is_closing || index-- > 0)
			continue;
		out->card_hash = s->invite.card_hash;
		out->endpoint = s->invite.endpoint;
		return true;
	}
	return false;
}

/* ---- what a session comes to ---- */

static void touch(struct session *s)
{
	s->is_touched = true;
}

static struct span own_card(const struct pairing *p)
{
	return node_card_bytes(p->node);
}

static struct pair_nonce new_nonce(void)
{
	struct pair_nonce nonce = { { 0 } };

	crypt_random(nonce.b, sizeof(nonce.b));
	return nonce;
}

/* Both cards are known: the other office waits for its digits to be compared. */
static int keep_partner(struct pairing *p, struct session *s, struct node_now now,
                        struct node_id *office)
{
	struct span bytes = span_of(s->hs.peer_card, s->hs.peer_card_size);
	uint32_t digits = (uint32_t)strtoul(s->hs.digits, NULL, 10);
	struct card card;
	int err = card_decode_stored(bytes, &card);

	if (err == 0)
		err = partner_keep(p->node, bytes, digits, s->role, &s->space, now);
	if (err < 0)
		return err;
	*office = card.id;
	log_info("pairing.digits", "peer=%s joined=%d", log_node(office).text, is_join(s));
	return 0;
}

/* Our call is over; whoever asked for it is told. An unreachable inviter of an old code most likely has nothing to
 * listen for any more. */
static void join_end(struct pairing *p, struct session *s, int err, const struct node_id *office,
                     struct wall_ms now)
{
	if ((err == VB_ERR_UNREACHABLE || err == VB_ERR_PROOF) &&
	    invite_is_expired(&s->invite, now))
		err = VB_ERR_CODE_EXPIRED;
	if (err < 0)
		log_error("pairing.failed", err, "endpoint=%s", s->invite.endpoint);
	control_on_joined(node_control(p->node), s->client, s->request, err, office);
	s->is_closing = true;
	touch(s);
}

/* What offices may be told; all that is our own trouble is one and the same to them. */
static int told_error(int err)
{
	return err <= -1000 && err > -2000 ? err : VB_ERR_TOO_MANY;
}

static void caller_refuse(struct session *s, int err)
{
	log_error("pairing.refused", err, "session=%u", s->id);
	buf_clear(&s->out);
	handshake_refuse(told_error(err), &s->out);
	s->is_closing = true;
	touch(s);
}

/* ---- frames of a caller ---- */

/* START: the code is burnt in this turn, and ANSWER leaves after it. */
static int caller_start(struct pairing *p, struct session *s, struct span frame,
                        struct node_now now)
{
	struct invite_row row = { .role = VB_ROLE_NONE };
	struct pair_nonce nonce = new_nonce();
	int err = codes_find(&p->codes, frame, now.wall, &row);

	if (err == 0)
		err = handshake_on_start(&s->hs, row.secret, own_card(p), &nonce, frame, &s->out);
	if (err == 0)
		err = codes_burn(&p->codes, &row, now.mono);
	if (err == 0) {
		s->role = row.role;
		s->space = row.space;
	}
	crypt_wipe(&row, sizeof(row));
	return err;
}

/* REVEAL: the caller's card is known, and ours is shown. */
static int caller_reveal(struct pairing *p, struct session *s, struct span frame,
                         struct node_now now)
{
	struct node_id office;
	int err = handshake_on_reveal(&s->hs, frame, &s->curve, &s->out);

	return err == 0 ? keep_partner(p, s, now, &office) : err;
}

static void caller_frame(struct pairing *p, struct session *s, struct span frame,
                         struct node_now now)
{
	int err = s->hs.state == VB_HANDSHAKE_NEW ? caller_start(p, s, frame, now)
	                                          : caller_reveal(p, s, frame, now);

	touch(s);
	if (err < 0)
		caller_refuse(s, err);
}

/* ---- frames of a call ---- */

static void join_frame(struct pairing *p, struct session *s, struct span frame, struct node_now now)
{
	struct node_id office = { { 0 } };
	int err;

	touch(s);
	if (s->hs.state == VB_HANDSHAKE_STARTED) {
		err = handshake_on_answer(&s->hs, frame, &s->out);
		if (err < 0)
			join_end(p, s, err, &office, now.wall);
		return;
	}
	err = handshake_on_show(&s->hs, frame);
	if (err == 0)
		err = keep_partner(p, s, now, &office);
	join_end(p, s, err, &office, now.wall);
}

/* ---- events ---- */

bool pairing_admits(struct pairing *p, struct mono_ms now)
{
	if (now.v - p->second.v >= 1000) {
		p->second = now;
		p->starts_left = VB_PAIRING_STARTS_A_SECOND;
	}
	if (p->starts_left == 0 || count_sessions(p, false) >= VB_PAIRING_CALLERS_MAX)
		return false;
	p->starts_left--;
	return true;
}

void pairing_on_caller(struct pairing *p, uint32_t id, const struct public_key *curve,
                       struct node_now now)
{
	struct session *s = session_new(p, id, now);

	if (s)
		s->curve = *curve;
	else
		p->output.close(p->output.ctx, id);
}

void pairing_on_connected(struct pairing *p, uint32_t id, struct node_now now)
{
	struct session *s = find_session(p, id);
	struct pair_nonce nonce = new_nonce();
	struct node_id nobody = { { 0 } };
	int err;

	if (!s || s->is_closing || s->hs.state != VB_HANDSHAKE_NEW)
		return;
	touch(s);
	err = handshake_join(&s->hs, &s->invite, own_card(p), &nonce, &s->out);
	if (err < 0)
		join_end(p, s, err, &nobody, now.wall);
}

void pairing_on_frame(struct pairing *p, uint32_t id, struct span frame, struct node_now now)
{
	struct session *s = find_session(p, id);

	if (!s || s->is_closing)
		return;
	if (is_join(s))
		join_frame(p, s, frame, now);
	else
		caller_frame(p, s, frame, now);
}

void pairing_on_closed(struct pairing *p, uint32_t id, int err, struct node_now now)
{
	struct session *s = find_session(p, id);
	struct node_id nobody = { { 0 } };

	if (!s)
		return;
	if (is_join(s) && !s->is_closing)
		join_end(p, s, err, &nobody, now.wall);
	session_free(s);
}

static void end_late_sessions(struct pairing *p, struct node_now now)
{
	struct node_id nobody = { { 0 } };

	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		struct session *s = &p->sessions[i];

		if (s->id == 0 || s->is_closing || now.mono.v - s->since.v < VB_PAIRING_SESSION_MS)
			continue;
		if (is_join(s))
			join_end(p, s, VB_ERR_UNREACHABLE, &nobody, now.wall);
		s->is_closing = true;
		touch(s);
	}
}

void pairing_on_tick(struct pairing *p, struct node_now now)
{
	follow_keys(p, now);
	end_late_sessions(p, now);
	codes_on_tick(&p->codes, now);
	update_socket(p, now);
}

void pairing_on_commit(struct pairing *p)
{
	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		struct session *s = &p->sessions[i];

		if (s->id == 0 || !s->is_touched)
			continue;
		s->is_touched = false;
		if (s->out.size > 0)
			p->output.send(p->output.ctx, s->id, buf_span(&s->out));
		buf_clear(&s->out);
		if (s->is_closing) {
			p->output.close(p->output.ctx, s->id);
			session_free(s);
		}
	}
}

/* A code that was burnt is open again, so the caller may come back. Who asked us to join has an error from the core where
 * the answer was part of the turn, and gets it here where it was not. */
void pairing_on_failure(struct pairing *p, int err)
{
	struct node_id nobody = { { 0 } };

	codes_on_failure(&p->codes);
	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		struct session *s = &p->sessions[i];

		if (s->id == 0 || !s->is_touched)
			continue;
		if (!is_join(s)) {
			buf_clear(&s->out);
			handshake_refuse(told_error(err), &s->out);
			p->output.send(p->output.ctx, s->id, buf_span(&s->out));
		} else if (!s->is_closing) {
			control_on_joined(node_control(p->node), s->client, s->request, err,
			                  &nobody);
		}
		p->output.close(p->output.ctx, s->id);
		session_free(s);
	}
}

/* ---- the whole ---- */

struct pairing *pairing_new(struct node *node, const struct pairing_output *output,
                            uint64_t invite_life_ms)
{
	struct pairing *p = calloc(1, sizeof(*p));
	struct control_pairing calls = { p, on_invite, on_join, on_joining };

	if (!p)
		abort();
	p->node = node;
	p->curve = node_card(node)->curve;
	p->output = *output;
	codes_init(&p->codes, node, invite_life_ms);
	control_set_pairing(node_control(node), &calls);
	return p;
}

void pairing_destroy(struct pairing **pairing)
{
	struct pairing *p = *pairing;

	if (!p)
		return;
	*pairing = NULL;
	for (size_t i = 0; i < SESSIONS_MAX; i++)
		if (p->sessions[i].id != 0)
			session_free(&p->sessions[i]);
	free(p);
}

void pairing_set_life(struct pairing *pairing, uint64_t invite_life_ms)
{
	pairing->codes.life_ms = invite_life_ms;
}
