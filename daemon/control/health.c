/* health: what needs a person; see health.h; tested by tests/unit/test_health.c. */
#include "daemon/control/health.h"
#include "daemon/control/backups.h"
#include "daemon/control/control.h"

#include "daemon/control/file_waits.h"
#include "daemon/control/offices.h"
#include "daemon/control/presence.h"
#include "daemon/control/suspended.h"
#include "daemon/control/title.h"
#include "daemon/control/view.h"
#include "daemon/core/ballot.h"
#include "daemon/core/fallen.h"
#include "daemon/core/locking.h"
#include "daemon/core/own_card.h"
#include "daemon/core/partner.h"
#include "daemon/core/quota.h"
#include "daemon/sync/sessions.h"
#include "daemon/sync/stock.h"
#include "store/entries.h"
#include "store/forks.h"
#include "store/invites.h"
#include "store/keyspace.h"
#include "store/record_keys.h"

#define QUOTAS_TOLD_MAX 16u

/* The list under way. */
struct faults {
	struct request *q;
	struct buf items;
	uint32_t count;
};

/* One fault. since: 0 for none; office, name: of the office or committee concerned, may be empty. */
struct fault {
	const char *word;
	bool has_amount;
	int64_t amount;
	uint64_t since;
	const struct node_id *office;
	struct span name;
};

static void fault_add(struct faults *list, const struct fault *fault)
{
	struct buf *out = &list->items;

	pack_map(out, 1u + fault->has_amount + (fault->since != 0) + (fault->office != NULL) +
	                      (fault->name.size > 0));
	if (fault->has_amount) {
		pack_cstr(out, "amount");
		pack_int(out, fault->amount);
	}
	if (fault->office != NULL) {
		pack_cstr(out, "id");
		view_node_id(fault->office, out);
	}
	if (fault->name.size > 0) {
		pack_cstr(out, "name");
		pack_str(out, fault->name);
	}
	if (fault->since != 0) {
		pack_cstr(out, "since");
		pack_uint(out, fault->since);
	}
	pack_cstr(out, "word");
	pack_cstr(out, fault->word);
	list->count++;
}

static void amount_add(struct faults *list, const char *word, int64_t amount, struct span name)
{
	struct fault fault = { .word = word, .has_amount = true, .amount = amount, .name = name };

	fault_add(list, &fault);
}

/* ---- disk, store, backup ---- */

static uint64_t least_room(const struct env_info *info)
{
	uint64_t part = info->disk_bytes / 100 * VB_HEALTH_ROOM_PERCENT;

	part = part < VB_HEALTH_ROOM_MAX_BYTES ? part : VB_HEALTH_ROOM_MAX_BYTES;
	return part > VB_HEALTH_ROOM_BYTES ? part : VB_HEALTH_ROOM_BYTES;
}

static int look_at_store(struct faults *list)
{
	struct env_info info;
	int failed = node_failed(list->q->node, list->q->now.mono);
	int err = node_measure(list->q->node, &info);

	if (err != 0)
		return err;
	if (failed != 0)
		amount_add(list, "writing", -failed, span_of(NULL, 0));
	if (info.free_bytes < least_room(&info))
		amount_add(list, "disk", (int64_t)info.free_bytes, span_of(NULL, 0));
	if (info.used_bytes > info.map_bytes / 100 * VB_HEALTH_STORE_PERCENT)
		amount_add(list, "store", (int64_t)(info.used_bytes * 100 / info.map_bytes),
		           span_of(NULL, 0));
	return 0;
}

/* An office that has nothing to lose needs none. */
static void look_at_backup(struct faults *list)
{
	struct env_txn *txn = node_view(list->q->node);
	uint64_t now = list->q->now.wall.v;
	uint64_t last = backups_last(list->q->backups, VB_BACKUP_OF_ALL);
	uint64_t since = last;

	if (last == 0 && keyspace_get_meta(txn, VB_META_BORN, &since) != 0)
		return;
	if (now > since + VB_HEALTH_BACKUP_MS && env_count(txn, VB_TABLE_ENTRIES) > 0)
		fault_add(list, &(struct fault){ .word = "backup", .since = last });
}

/* The file of settings was changed, read again, and refused. */
static void look_at_settings(struct faults *list)
{
	struct control_facts facts = { .refused = "" };
	const struct control_shell *shell = list->q->shell;

	if (shell->facts != NULL)
		shell->facts(shell->ctx, &facts);
	if (facts.refused != NULL && facts.refused[0] != '\0')
		fault_add(list, &(struct fault){ .word = "settings",
		                                 .since = facts.refused_since.v,
		                                 .name = span_of_str(facts.refused) });
}

/* Confidential records are in no backup but that of their keys. */
static void look_at_record_keys(struct faults *list)
{
	struct env_txn *txn = node_view(list->q->node);
	uint64_t now = list->q->now.wall.v;
	uint64_t last = backups_last(list->q->backups, VB_BACKUP_OF_KEYS);
	uint64_t since = last;
	uint64_t limit = last == 0 ? VB_HEALTH_BACKUP_MS : VB_HEALTH_KEYS_MS;
	uint32_t wanted = locking_wanted(list->q->node);

	if (wanted > 0)
		amount_add(list, "recordsWanted", (int64_t)wanted, span_of(NULL, 0));
	if (record_keys_count(txn) == 0 ||
	    (last == 0 && keyspace_get_meta(txn, VB_META_BORN, &since) != 0))
		return;
	if (now > since + limit)
		fault_add(list, &(struct fault){ .word = "keysBackup", .since = last });
}

/* ---- committees ---- */

static bool is_held(const struct log_info *log)
{
	return log->valid < log->count &&
	       (log->fault == VB_ERR_HELD || log->fault == VB_ERR_UNKNOWN_CONTROL ||
	        log->fault == VB_ERR_NO_BEGIN || log->fault == VB_ERR_GAP);
}

/* Whether the entry that was given last waits for a key; else merging has not come to it yet. */
static bool lacks_key(struct request *q, const struct node_space *space, const struct log_info *log)
{
	struct entry_header header;
	struct entry_row row;

	return log->applied < log->valid && log->audience != VB_AUDIENCE_OPEN &&
	       entries_get(node_view(q->node), log->handle, log->applied, &row) == 0 &&
	       entry_header_decode(row.header, &header) == 0 &&
	       space_key_slot(space->space, log->audience, header.control_seq) == VB_VAULT_NO_SLOT;
}

static void add_waiting(struct request *q, const struct node_space *space,
                        struct health_waiting *sum)
{
	for (int audience = VB_AUDIENCE_ALL; audience <= VB_AUDIENCE_OPEN; audience++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(
			node_logs(q->node), space->number, (enum audience)audience, &count);

		for (size_t i = 0; i < count; i++) {
			if (is_held(logs[i]))
				sum->held += logs[i]->count - logs[i]->valid;
			if (lacks_key(q, space, logs[i]))
				sum->no_key += logs[i]->valid - logs[i]->applied;
		}
	}
}

/* Relays are given no key, and miss none. */
static bool has_keys(const struct request *q, const struct node_space *space)
{
	enum role role = space_role(space->space, node_self(q->node));

	return role_is_entitled(role, VB_AUDIENCE_ALL);
}

/* The name of a committee, in room of the caller's. */
static int title_of(struct request *q, const struct node_space *space, struct buf *room,
                    struct span *out)
{
	struct pack_reader r;
	struct merged m;
	int err;

	merged_init(&m);
	buf_clear(room);
	err = title_pack(q, space, &m, room);
	merged_release(&m);
	if (err != 0)
		return err;
	unpack_init(&r, buf_span(room));
	*out = unpack_str(&r, SIZE_MAX);
	return 0;
}

/* What concerns ourselves in a committee: that we are suspended, or that lately something of ours fell away. */
static int look_at_ourselves(struct faults *list, struct node_space *space, struct buf *room)
{
	struct request *q = list->q;
	const struct node_id *self = node_self(q->node);
	uint64_t now = q->now.wall.v;
	uint64_t since = now > VB_HEALTH_FALLEN_MS ? now - VB_HEALTH_FALLEN_MS : 0;
	bool is_out = space_role(space->space, self) == VB_ROLE_NONE;
	bool is_suspended = !is_out && node_space_is_suspended(space, self);
	bool has_begun = !is_out && suspended_begins(space, self) > 0;
	uint64_t fallen = fallen_count(q->node, space, self, since);
	struct span title;
	int err;

	if (!is_suspended && !has_begun && fallen == 0)
		return 0;
	err = title_of(q, space, room, &title);
	if (err == 0 && is_suspended)
		fault_add(list, &(struct fault){ .word = "suspended", .name = title });
	if (err == 0 && has_begun)
		fault_add(list, &(struct fault){ .word = "begins", .name = title });
	if (err == 0 && fallen > 0)
		amount_add(list, "fallen", (int64_t)fallen, title);
	return err;
}

/* Whom somebody suspended in a committee that we are in charge of, until we have decided. */
static void look_at_others(struct faults *list, const struct node_space *space)
{
	for (uint32_t i = 0; i < space_member_count(space->space); i++) {
		const struct member *member = space_member_at(space->space, i);
		const struct suspend *suspend = suspended_unconfirmed(space, &member->node);

		if (suspend == NULL || member->role == VB_ROLE_NONE)
			continue;
		fault_add(list, &(struct fault){ .word = "suspension",
		                                 .since = hlc_wall(suspend->hlc).v,
		                                 .office = &member->node,
		                                 .name = member->card.name });
	}
}

/* What is proposed of late, and needs more votes: the newest one of a recovery and of a list. */
struct proposed {
	uint64_t from; /* older ones nobody agrees to any more */
	uint64_t since[2];
	uint32_t missing[2];
};

static void look_at_proposal(void *ctx, const struct ballot_proposal *p)
{
	struct proposed *newest = ctx;
	uint64_t since = hlc_wall(p->since).v;

	if (p->is_overtaken || since < newest->from || since < newest->since[p->is_policy] ||
	    p->votes >= p->needed)
		return;
	newest->since[p->is_policy] = since;
	newest->missing[p->is_policy] = p->needed - p->votes;
}

/* Two decisions of its owner in one place, and who is about to be put in charge. */
static int look_at_decisions(struct faults *list, const struct node_space *space, struct buf *room)
{
	static const char *const words[] = { "recovery", "policy" };
	const struct core_space *core = core_space_find(list->q->node, &space->id);
	uint64_t now = list->q->now.wall.v;
	struct proposed newest = { .from = now > VB_HEALTH_FALLEN_MS ? now - VB_HEALTH_FALLEN_MS
		                                                     : 0 };
	struct span title;
	int err = ballot_each(list->q->node, core, look_at_proposal, &newest);

	if (err != 0 || (!core->is_forked && newest.missing[0] + newest.missing[1] == 0))
		return err;
	err = title_of(list->q, space, room, &title);
	if (err == 0 && core->is_forked)
		fault_add(list,
		          &(struct fault){ .word = "controlFork",
		                           .office = space_owner_at(space->space, core->forked_at),
		                           .name = title });
	for (uint32_t i = 0; err == 0 && i < 2; i++) {
		if (newest.missing[i] > 0)
			fault_add(list, &(struct fault){ .word = words[i],
			                                 .has_amount = true,
			                                 .amount = newest.missing[i],
			                                 .since = newest.since[i],
			                                 .name = title });
	}
	return err;
}

static int look_at_suspensions(struct faults *list)
{
	struct node *node = list->q->node;
	struct buf room;
	int err = 0;

	buf_init(&room, VB_IPC_FRAME_MAX_BYTES);
	for (size_t i = 0; i < node_space_count(node) && err == 0; i++) {
		struct node_space *space = node_space_at(node, i);

		if (!node_space_is_ours(node, space) || space_count(space->space) == 0)
			continue;
		err = look_at_ourselves(list, space, &room);
		if (space_role(space->space, node_self(node)) == VB_ROLE_NONE)
			continue;
		if (err == 0)
			err = look_at_decisions(list, space, &room);
		if (node_id_is_equal(space_owner(space->space), node_self(node)))
			look_at_others(list, space);
	}
	buf_release(&room);
	return err;
}

static int look_at_spaces(struct faults *list)
{
	struct request *q = list->q;
	struct buf name;
	int err = 0;

	buf_init(&name, VB_IPC_FRAME_MAX_BYTES);
	for (size_t i = 0; i < node_space_count(q->node) && err == 0; i++) {
		const struct node_space *space = node_space_at(q->node, i);
		struct health_waiting waiting = { .held = 0 };
		struct span text = span_of(NULL, 0);

		if (!node_space_is_ours(q->node, space))
			continue;
		if (has_keys(q, space))
			add_waiting(q, space, &waiting);
		/* A relay knows no names. */
		if (stock_is_full(node_sessions(q->node), space))
			amount_add(list, "relayFull",
			           (int64_t)stock_bytes(node_sessions(q->node), space),
			           span_of(NULL, 0));
		if (!space->fetching && waiting.no_key == 0)
			continue;
		err = title_of(q, space, &name, &text);
		if (space->fetching)
			fault_add(list, &(struct fault){ .word = "fetching",
			                                 .name = text,
			                                 .has_amount = space->hidden,
			                                 .amount = space->hidden });
		if (waiting.no_key > 0)
			amount_add(list, "keys", (int64_t)waiting.no_key, text);
	}
	buf_release(&name);
	return err;
}

static int look_at_forks(struct faults *list)
{
	struct request *q = list->q;
	struct forks_cursor c;
	struct fork_row row;

	forks_open(&c, node_view(q->node));
	while (forks_next(&c, &row)) {
		const struct log_info *log = logs_get(node_logs(q->node), row.log);
		struct card card;
		struct span bytes;

		/* One that the office in charge has settled is in order. */
		if (log == NULL || log->fault != VB_ERR_FORK)
			continue;
		if (partner_card(q->node, &log->author, &bytes) != 0 ||
		    card_decode_stored(bytes, &card) != 0)
			card.name = span_of(NULL, 0);
		fault_add(list, &(struct fault){ .word = "fork",
		                                 .office = &log->author,
		                                 .name = card.name });
	}
	return forks_close(&c);
}

/* True if the refusal before says the same of the same office. */
static bool is_told(const struct quota_refusal *refusals, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++) {
		const struct quota_refusal *a = &refusals[i], *b = &refusals[at];
		bool is_founder = a->why == VB_QUOTA_FOUNDER;

		if (a->why == b->why && node_id_is_equal(is_founder ? &a->founder : &a->author,
		                                         is_founder ? &b->founder : &b->author))
			return true;
	}
	return false;
}

static void tell_quota(struct faults *list, enum quota_why why, bool is_file,
                       const struct node_id *office, uint64_t since)
{
	static const char *const words[][2] = {
		[VB_QUOTA_DAY] = { "quotaDay", "quotaFilesDay" },
		[VB_QUOTA_MEMBER] = { "quota", "quotaFiles" },
		[VB_QUOTA_FOUNDER] = { "quotaFounder", "quotaFilesFounder" },
	};
	const struct settings *settings = node_settings(list->q->node);
	const uint64_t limits[] = { [VB_QUOTA_DAY] = settings->member_day_bytes,
		                    [VB_QUOTA_MEMBER] = settings->member_bytes,
		                    [VB_QUOTA_FOUNDER] = settings->founder_bytes };
	struct fault fault = { .word = words[why][is_file],
		               .has_amount = true,
		               .amount = (int64_t)limits[why],
		               .since = since,
		               .office = office };
	struct card card = { .name = { 0 } };
	struct span bytes;

	if (partner_card(list->q->node, office, &bytes) == 0 &&
	    card_decode_stored(bytes, &card) == 0)
		fault.name = card.name;
	fault_add(list, &fault);
}

/* Whose data there is no room for. Of what a founder's spaces take it is told once, whoever wrote it. */
static void look_at_quotas(struct faults *list)
{
	struct file_waiter waiters[QUOTAS_TOLD_MAX];
	uint32_t count, told = 0;
	const struct quota_refusal *refusals = quota_refusals(list->q->node, &count);

	for (uint32_t i = 0; i < count && told < QUOTAS_TOLD_MAX; i++) {
		const struct quota_refusal *r = &refusals[i];

		if (is_told(refusals, i))
			continue;
		tell_quota(list, r->why, false,
		           r->why == VB_QUOTA_FOUNDER ? &r->founder : &r->author, r->since.v);
		told++;
	}
	count = file_waits_list(list->q, waiters, QUOTAS_TOLD_MAX);
	for (uint32_t i = 0; i < count; i++)
		tell_quota(list, waiters[i].why, true, &waiters[i].office, 0);
}

/* ---- offices ---- */

static void look_at_office(void *ctx, const struct office_seen *office)
{
	struct faults *list = ctx;
	uint64_t now = list->q->now.wall.v;
	struct fault fault = { .office = &office->card.id, .name = office->card.name };
	struct presence p;
	uint64_t limit;

	if (office->state == OFFICE_DIGITS)
		return;
	presence_look(list->q, &office->card.id, &p);
	if (office->key_changed != 0) {
		fault.word = "keyChanged";
		fault.since = office->key_changed;
		fault_add(list, &fault);
	}
	if (p.has_clock &&
	    (p.clock_ahead_ms > VB_HEALTH_CLOCK_MS || p.clock_ahead_ms < -VB_HEALTH_CLOCK_MS)) {
		fault.word = "clock";
		fault.since = 0;
		fault.has_amount = true;
		fault.amount = p.clock_ahead_ms;
		fault_add(list, &fault);
	}
	/* Whom we did not pair with may be reached through others only. */
	limit = p.missing > 0 ? VB_HEALTH_SILENT_MS / 2 : VB_HEALTH_SILENT_MS;
	fault.since = p.is_heard ? p.heard.v : office->since.v;
	if (office->state != OFFICE_PAIRED || p.is_linked || fault.since == 0 ||
	    now < fault.since + limit)
		return;
	fault.word = "silent";
	fault.has_amount = p.missing > 0;
	fault.amount = (int64_t)p.missing;
	fault_add(list, &fault);
}

/* ---- all of it ---- */

static void count_digits(void *ctx, const struct office_seen *office)
{
	struct health_waiting *waiting = ctx;

	waiting->digits += office->state == OFFICE_DIGITS;
}

static uint64_t count_cards(const struct node *node)
{
	uint64_t count = 0;
	struct node_id id;
	uint32_t at = 0;

	while (own_card_is_rotating(node) && own_card_next_waiting(node, &at, &id))
		count++;
	return count;
}

int health_waiting(struct request *q, struct health_waiting *out)
{
	struct health_waiting waiting = { .fetches = sessions_fetch_count(node_sessions(q->node)) };
	struct env_txn *txn = node_view(q->node);
	size_t open = 0;
	int err = invites_count_open(txn, q->now.wall, &open);

	if (err == 0)
		err = offices_each(q, count_digits, &waiting);
	if (err != 0)
		return err;
	waiting.invites = open;
	waiting.cards = count_cards(q->node);
	waiting.held = env_count(txn, VB_TABLE_WAITING);
	for (size_t i = 0; i < node_space_count(q->node); i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (node_space_is_ours(q->node, space) && has_keys(q, space))
			add_waiting(q, space, &waiting);
	}
	*out = waiting;
	return 0;
}

static void number_pack(struct buf *out, const char *key, uint64_t value)
{
	pack_cstr(out, key);
	pack_uint(out, value);
}

void health_waiting_pack(const struct health_waiting *waiting, struct buf *out)
{
	pack_cstr(out, "waiting");
	pack_map(out, 6);
	number_pack(out, "cards", waiting->cards);
	number_pack(out, "digits", waiting->digits);
	number_pack(out, "fetches", waiting->fetches);
	number_pack(out, "held", waiting->held);
	number_pack(out, "invites", waiting->invites);
	number_pack(out, "keys", waiting->no_key);
}

int health_pack(struct request *q, struct buf *out)
{
	struct faults list = { .q = q };
	int err;

	buf_init(&list.items, VB_IPC_FRAME_MAX_BYTES);
	err = look_at_store(&list);
	if (err == 0)
		look_at_settings(&list);
	if (err == 0)
		err = look_at_forks(&list);
	if (err == 0)
		err = look_at_spaces(&list);
	if (err == 0)
		err = look_at_suspensions(&list);
	if (err == 0)
		err = offices_each(q, look_at_office, &list);
	if (err == 0)
		look_at_quotas(&list);
	if (err == 0)
		look_at_backup(&list);
	if (err == 0)
		look_at_record_keys(&list);
	if (err == 0) {
		pack_array(out, list.count);
		if (list.count > 0)
			pack_raw(out, buf_span(&list.items));
	}
	buf_release(&list.items);
	return err;
}
