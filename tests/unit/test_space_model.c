/* space: random histories, right and wrong ones mixed, against the slow model that was written from SPEC.md alone. */
#include "protocol/space/space.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"
#include "tests/unit/seeded.h"
#include "tests/unit/space_model.h"

#define HISTORIES 60u
#define ATTEMPTS 220u
#define ENTRIES 400u

/* One history, in both worlds. */
struct world {
	struct assembly a;
	struct model m;
	struct seeded s;
	uint64_t known_version[MODEL_NODES]; /* of the card that the space has */
	struct buf scratch;                  /* card and cut-offs of the body under construction */
};

static uint32_t below(struct world *w, uint32_t bound)
{
	return (uint32_t)seeded_below(&w->s, bound);
}

static struct log_id log_of(uint32_t node, uint32_t log)
{
	return (struct log_id){ { (uint8_t)(log + 1), (uint8_t)node } };
}

/* ---- proposals ---- */

static void random_cuts(struct world *w, struct model_event *e)
{
	for (uint32_t log = 0; log < MODEL_LOGS; log++)
		e->cut[log] = below(w, 3) == 0 ? 0 : 1 + below(w, 9);
}

static uint32_t right_keys(uint32_t before, uint32_t after)
{
	uint32_t keys = 0;

	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		if (role_is_entitled((enum role)after, a) &&
		    !role_is_entitled((enum role)before, a))
			keys |= 1u << a;
	}
	return keys;
}

/* Anything, mostly with the details right. */
static struct model_event random_event(struct world *w)
{
	struct model_event e = { .type = (enum model_type)below(w, MODEL_TYPES) };
	int due = model_due(&w->m);
	uint32_t role;

	if (due >= 0 && below(w, 2) == 0)
		e.type = MODEL_REKEY;
	e.node = below(w, MODEL_NODES);
	e.role = 1 + below(w, 4);
	role = model_role_at(&w->m, w->m.count - 1, e.node);
	e.audience = due >= 0 && below(w, 4) > 0 ? (uint32_t)due : below(w, 2);
	e.is_newer = below(w, 4) > 0;
	e.has_cutoffs = below(w, 8) == 0 ? below(w, 2) == 0 : e.role < role;
	e.keys = right_keys(e.type == MODEL_ADMIT ? 0 : role, e.role);
	if (below(w, 8) == 0)
		e.keys = below(w, 4);
	random_cuts(w, &e);
	if (e.type == MODEL_LIFT)
		e.raised_of = below(w, w->m.count);
	return e;
}

/* Cut-offs as a list that lives in the scratch buffer. */
static struct list pack_cuts(struct world *w, const struct model_event *e)
{
	struct list list = { { NULL, 0 }, 0 };
	size_t start = w->scratch.size;

	for (uint32_t log = 0; log < MODEL_LOGS; log++) {
		struct log_id id = log_of(e->node, log);
		struct cutoff cutoff = cutoff_of(&id, e->cut[log]);

		if (e->cut[log] == 0)
			continue;
		cutoff_pack(&w->scratch, &cutoff);
		list.count++;
	}
	list.packed = span_of(w->scratch.data + start, w->scratch.size - start);
	return list;
}

/* The body of an event, with seals that open nothing. */
static void raw_body(struct world *w, const struct model_event *e, struct control_body *out)
{
	static const uint8_t no_seals[MODEL_NODES * VB_SEALED_KEY_BYTES];
	struct span card = buf_span(&w->a.offices[e->node].card);
	const struct node_id *node = &w->a.offices[e->node].id;
	uint32_t holders = 0;

	memset(out, 0, sizeof(*out));
	buf_clear(&w->scratch);
	switch (e->type) {
	case MODEL_GENESIS:
		out->type = VB_CONTROL_GENESIS;
		out->u.genesis.card = card;
		break;
	case MODEL_ADMIT:
		out->type = VB_CONTROL_ADMIT;
		out->u.admit = (struct control_admit){ .card = card, .role = (enum role)e->role };
		out->u.admit.keys.has[VB_AUDIENCE_ALL] = e->keys & 1;
		out->u.admit.keys.has[VB_AUDIENCE_CORE] = e->keys >> 1 & 1;
		break;
	case MODEL_ROLE:
		out->type = VB_CONTROL_ROLE;
		out->u.role = (struct control_role){ .node = *node, .role = (enum role)e->role };
		out->u.role.keys.has[VB_AUDIENCE_ALL] = e->keys & 1;
		out->u.role.keys.has[VB_AUDIENCE_CORE] = e->keys >> 1 & 1;
		out->u.role.has_cutoffs = e->has_cutoffs;
		out->u.role.cutoffs = pack_cuts(w, e);
		break;
	case MODEL_CARD:
		out->type = VB_CONTROL_CARD;
		out->u.card.card = card;
		break;
	case MODEL_REMOVE:
		out->type = VB_CONTROL_REMOVE;
		out->u.remove = (struct control_remove){ *node, pack_cuts(w, e) };
		break;
	case MODEL_REKEY:
		for (uint32_t i = 0; i < MODEL_NODES; i++)
			holders +=
				role_is_entitled((enum role)model_role_at(&w->m, w->m.count - 1, i),
			                         (enum audience)e->audience);
		out->type = VB_CONTROL_REKEY;
		out->u.rekey.audience = (enum audience)e->audience;
		out->u.rekey.parts = 1;
		out->u.rekey.sealed = span_of(no_seals, holders * VB_SEALED_KEY_BYTES);
		break;
	case MODEL_HANDOVER:
		out->type = VB_CONTROL_HANDOVER;
		out->u.handover.owner = *node;
		break;
	case MODEL_LIFT:
		out->type = VB_CONTROL_LIFT;
		out->u.lift = (struct control_lift){ .node = *node, .has_raised = true };
		out->u.lift.raised = pack_cuts(w, e);
		out->u.lift.raised_of = e->raised_of;
		break;
	case MODEL_TYPES:
		break;
	}
}

/* Enters an event that is allowed, with real keys where it has some. */
static int enter_right(struct world *w, const struct model_event *e)
{
	struct cutoff cutoffs[MODEL_LOGS];
	struct control_body body;
	uint32_t count = 0;

	for (uint32_t log = 0; log < MODEL_LOGS; log++) {
		struct log_id id = log_of(e->node, log);

		if (e->cut[log] > 0)
			cutoffs[count++] = cutoff_of(&id, e->cut[log]);
	}
	switch (e->type) {
	case MODEL_ADMIT:
		return assembly_admit(&w->a, e->node, (enum role)e->role);
	case MODEL_ROLE:
		return assembly_role(&w->a, e->node, (enum role)e->role, cutoffs,
		                     e->has_cutoffs ? count : 0);
	case MODEL_REKEY:
		return assembly_rekey(&w->a, (enum audience)e->audience);
	case MODEL_HANDOVER:
		return assembly_handover(&w->a, e->node);
	default:
		raw_body(w, e, &body);
		return assembly_enter_body(&w->a, &body);
	}
}

/* Tries one event in both worlds; false when they disagree. */
static bool attempt(struct world *w)
{
	struct model_event e = random_event(w);
	struct hash before, after;
	struct control_body body;
	int err;

	if (e.type == MODEL_CARD && e.is_newer)
		office_new_card(&w->a.offices[e.node], false);
	e.is_newer = w->a.offices[e.node].card_version > w->known_version[e.node];
	if (e.type == MODEL_ROLE && !e.has_cutoffs)
		memset(e.cut, 0, sizeof(e.cut));
	if (model_allows(&w->m, &e)) {
		err = enter_right(w, &e);
		if (err != 0)
			diag("event %u, type %d, refused: %s", w->m.count, (int)e.type,
			     err_name(err));
		w->m.events[w->m.count++] = e;
		if (e.type == MODEL_ADMIT || e.type == MODEL_CARD)
			w->known_version[e.node] = w->a.offices[e.node].card_version;
		return err == 0;
	}
	space_fingerprint(w->a.space, &before);
	raw_body(w, &e, &body);
	err = assembly_enter_body(&w->a, &body);
	space_fingerprint(w->a.space, &after);
	if (err == 0)
		diag("event %u, type %d, accepted", w->m.count, (int)e.type);
	return err != 0 && memcmp(before.b, after.b, sizeof(after.b)) == 0;
}

/* ---- comparing ---- */

static bool same_roles(struct world *w)
{
	bool same = true;

	for (uint32_t node = 0; node < MODEL_NODES; node++) {
		const struct node_id *id = &w->a.offices[node].id;

		for (uint32_t seq = 0; seq <= w->m.count; seq++)
			same = same && space_role_at(w->a.space, id, seq) ==
			                       model_role_at(&w->m, seq, node);
	}
	return same && node_id_is_equal(space_owner(w->a.space),
	                                &w->a.offices[model_owner_at(&w->m, w->m.count)].id);
}

static bool same_citable(struct world *w)
{
	uint32_t seq = w->m.count - 1;

	while (!model_is_citable(&w->m, seq))
		seq--;
	return space_citable(w->a.space) == seq;
}

static int code_of(enum model_verdict verdict)
{
	static const int codes[] = { [MODEL_VALID] = 0,
		                     [MODEL_HELD] = VB_ERR_UNKNOWN_CONTROL,
		                     [MODEL_VOIDED] = VB_ERR_VOIDED_CONTROL,
		                     [MODEL_CUT] = VB_ERR_BEYOND_CUTOFF,
		                     [MODEL_NO_ROLE] = VB_ERR_NOT_MEMBER };

	return codes[verdict];
}

static struct model_entry random_entry(struct world *w)
{
	struct model_entry e = { .author = below(w, MODEL_NODES), .log = below(w, MODEL_LOGS) };

	e.audience = e.log;
	e.seq = below(w, 12);
	e.cites = below(w, w->m.count + 2);
	e.cited_before = below(w, 4) == 0 ? below(w, w->m.count) : 0;
	e.is_prefix_right = below(w, 16) > 0;
	return e;
}

/* Judges random entries; what space_check_entry remembers of a log is kept between them. */
static bool same_verdicts(struct world *w, uint32_t seen[static MODEL_NO_ROLE + 1])
{
	struct space_log logs[MODEL_NODES][MODEL_LOGS];
	bool same = true;

	memset(logs, 0, sizeof(logs));
	for (uint32_t i = 0; i < ENTRIES; i++) {
		struct model_entry e = random_entry(w);
		struct space_log *log = &logs[e.author][e.log];
		struct entry_header header = { .seq = e.seq, .control_seq = e.cites };
		const struct entry_id *id = space_entry_id(w->a.space, e.cites);
		enum model_verdict verdict = model_judge(&w->m, &e);

		log->author = w->a.offices[e.author].id;
		log->id = log_of(e.author, e.log);
		log->audience = (enum audience)e.audience;
		log->cited = e.cited_before;
		if (id != NULL)
			memcpy(header.control_prefix, id->b, VB_ID_PREFIX_BYTES);
		header.control_prefix[3] ^= e.is_prefix_right ? 0 : 1;
		same = same && space_check_entry(w->a.space, log, &header) == code_of(verdict);
		seen[verdict]++;
	}
	return same;
}

/* A log whose citations ascend. */
struct random_log {
	uint32_t cites[16];
};

static uint32_t cited_of(void *ctx, uint64_t seq)
{
	const struct random_log *log = ctx;

	return log->cites[seq];
}

/* Entries before the first that a cut-off voids. */
static uint64_t model_valid_count(struct world *w, uint32_t author, uint32_t number,
                                  const struct random_log *log)
{
	for (uint64_t seq = 0; seq < 16; seq++) {
		struct model_entry e = { .author = author,
			                 .log = number,
			                 .seq = seq,
			                 .cites = log->cites[seq],
			                 .is_prefix_right = true };

		if (model_judge(&w->m, &e) == MODEL_CUT)
			return seq;
	}
	return 16;
}

static bool same_valid_counts(struct world *w)
{
	bool same = true;

	for (uint32_t i = 0; i < 60; i++) {
		uint32_t author = below(w, MODEL_NODES), number = below(w, MODEL_LOGS), cites = 0;
		struct log_id id = log_of(author, number);
		struct random_log log;

		for (uint32_t seq = 0; seq < 16; seq++) {
			if (below(w, 3) == 0)
				cites += below(w, (w->m.count - cites + 3) / 4);
			while (!model_is_citable(&w->m, cites))
				cites++;
			log.cites[seq] = cites;
		}
		same = same && space_log_valid_count(w->a.space, &w->a.offices[author].id, &id, 16,
		                                     cited_of, &log) ==
		                       model_valid_count(w, author, number, &log);
	}
	return same;
}

/* The hash that an event publishes for the key of an audience. */
static struct hash published(struct world *w, uint32_t seq, enum audience audience)
{
	struct control_body body;

	if (control_body_decode(span_of(w->a.entries[seq].body, w->a.entries[seq].body_size),
	                        &body) != 0)
		bail("an entry that was applied cannot be read");
	return body.type == VB_CONTROL_GENESIS ? body.u.genesis.key_hash[audience]
	                                       : body.u.rekey.key_hash;
}

static bool same_key(struct world *w, struct space *fold, uint32_t office, enum audience audience,
                     uint32_t seq)
{
	uint32_t epoch = model_epoch(&w->m, audience, seq);
	uint32_t slot = space_key_slot(fold, audience, seq);
	struct hash got, wanted;

	if (!model_can_open(&w->m, office, audience, epoch))
		return slot == VB_VAULT_NO_SLOT;
	if (slot == VB_VAULT_NO_SLOT)
		return false;
	vault_key_hash(w->a.offices[office].vault, slot, &got);
	wanted = published(w, epoch, audience);
	return memcmp(got.b, wanted.b, sizeof(got.b)) == 0;
}

static bool same_keys(struct world *w)
{
	bool same = true;

	for (uint32_t office = 0; office < MODEL_NODES; office++) {
		struct space *fold = assembly_fold(&w->a, office, w->a.entry_count);

		for (uint32_t seq = 0; seq < w->m.count; seq++) {
			same = same && same_key(w, fold, office, VB_AUDIENCE_ALL, seq);
			same = same && same_key(w, fold, office, VB_AUDIENCE_CORE, seq);
		}
		space_destroy(&fold);
	}
	return same;
}

/* Somebody who reads the log from the start, signatures and all, ends where the owner is. */
static bool same_for_reader(struct world *w)
{
	struct node_id nobody = { { 0 } };
	struct space *reader = space_new(&nobody, NULL, NULL);
	struct space *owner = space_new(&nobody, NULL, NULL);
	struct hash a, b;
	bool same = true;

	for (uint32_t i = 0; i < w->a.entry_count; i++) {
		const struct control_entry *entry = &w->a.entries[i];

		same = same && assembly_apply(reader, entry) == 0 &&
		       space_apply_stored(owner, entry->header,
		                          span_of(entry->body, entry->body_size)) == 0;
	}
	space_fingerprint(reader, &a);
	space_fingerprint(owner, &b);
	space_destroy(&reader);
	space_destroy(&owner);
	return same && memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

static void run_history(uint64_t seed, uint32_t seen[static MODEL_NO_ROLE + 1], uint32_t *events)
{
	struct world *w = calloc(1, sizeof(*w));
	bool agreed = true;

	if (w == NULL)
		bail("out of memory");
	assembly_init(&w->a, MODEL_NODES, seed);
	w->s.state = seed;
	buf_init(&w->scratch, 4096);
	assembly_found(&w->a);
	w->m.events[w->m.count++] = (struct model_event){ .type = MODEL_GENESIS };
	w->known_version[0] = 1;
	for (uint32_t i = 0; i < ATTEMPTS && w->m.count < MODEL_EVENTS_MAX; i++)
		agreed = agreed && attempt(w);
	ok(agreed, "history %u: each of %u attempts is judged alike", (unsigned)seed, ATTEMPTS);
	ok(same_roles(w), "history %u: roles of %u entries", (unsigned)seed, w->m.count);
	ok(same_citable(w), "history %u: what can be cited", (unsigned)seed);
	ok(same_verdicts(w, seen), "history %u: validity of entries", (unsigned)seed);
	ok(same_valid_counts(w), "history %u: how much of a log stands", (unsigned)seed);
	ok(same_keys(w), "history %u: who opens which key", (unsigned)seed);
	ok(same_for_reader(w), "history %u: the same for all who read it", (unsigned)seed);
	*events += w->m.count;
	buf_release(&w->scratch);
	assembly_release(&w->a);
	free(w);
}

int main(void)
{
	uint32_t seen[MODEL_NO_ROLE + 1] = { 0 }, events = 0;

	tap_timeout(300);
	for (uint64_t seed = 1; seed <= HISTORIES; seed++)
		run_history(seed, seen, &events);
	ok(events > HISTORIES * 25, "the histories had %u entries", events);
	for (uint32_t verdict = 0; verdict <= MODEL_NO_ROLE; verdict++)
		ok(seen[verdict] > 100, "verdict %u was given %u times", verdict, seen[verdict]);
	return done();
}
