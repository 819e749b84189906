/* shelf: a store to test on; see shelf.h. */
#include "tests/unit/shelf.h"

#include <string.h>

#include "store/migrate.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define START_MS 1700000000000u

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

static void store_open(struct shelf *s, uint32_t flags)
{
	struct env_options options = { .flags = flags };

	must(migrate_open(s->dir, &options, &s->env), "cannot open the store");
	must(logs_open(s->env, &s->logs), "cannot read the logs");
}

void shelf_init(struct shelf *s)
{
	must(crypt_init(), "libsodium");
	scratch_make(s->dir);
	store_open(s, VB_ENV_CREATE);
}

void shelf_release(struct shelf *s)
{
	logs_close(&s->logs);
	env_close(&s->env);
	scratch_remove(s->dir);
}

void shelf_reopen(struct shelf *s)
{
	logs_close(&s->logs);
	env_close(&s->env);
	store_open(s, 0);
}

struct env_txn *shelf_begin(struct shelf *s, enum env_mode mode)
{
	struct env_txn *txn;

	must(env_begin(s->env, mode, &txn), "cannot begin");
	return txn;
}

void shelf_commit(struct shelf *s, struct env_txn **txn)
{
	must(logs_commit(s->logs, txn), "cannot commit");
}

/* Bytes that follow from a purpose and a number. */
static void derive(uint64_t purpose, uint64_t number, void *out, size_t size)
{
	struct seeded s = { .state = purpose << 56 ^ number * 0x9e3779b97f4a7c15u };

	seeded_fill(&s, out, size);
}

/* Makes the header and body of a control entry, of which prev, seq and citation are set. */
static void control_make(uint64_t space_number, struct entry_header *h,
                         uint8_t header[static VB_HEADER_BYTES], uint8_t *body)
{
	derive(6, space_number << 32 | h->seq, body, h->body_size);
	crypt_hash(span_of(body, h->body_size), &h->body_hash);
	entry_header_encode(h, header);
}

struct space_id shelf_space(uint64_t number)
{
	struct entry_header h = { .version = 1, .body_size = SHELF_GENESIS_BYTES };
	uint8_t header[VB_HEADER_BYTES], body[SHELF_GENESIS_BYTES];
	struct entry_id genesis;
	struct space_id id;

	control_make(number, &h, header, body);
	entry_id_derive(header, &genesis);
	memcpy(id.b, genesis.b, sizeof(id.b));
	return id;
}

struct node_id shelf_office(uint64_t number)
{
	struct node_id id;

	derive(2, number, id.b, sizeof(id.b));
	return id;
}

struct record_id shelf_record(uint64_t time)
{
	struct record_id id;
	uint8_t ms[8];

	put_be64(ms, START_MS + time);
	derive(3, time, id.b, sizeof(id.b));
	memcpy(id.b, ms + 2, 6);
	return id;
}

struct signature shelf_seal(uint64_t number)
{
	struct signature seal;

	derive(4, number, seal.b, sizeof(seal.b));
	return seal;
}

uint32_t shelf_add_space(struct env_txn *txn, uint64_t number)
{
	struct space_id id = shelf_space(number);
	uint32_t out;

	must(spaces_add(txn, &id, 0, &out), "cannot add a space");
	return out;
}

uint32_t shelf_add_log(struct shelf *s, struct env_txn *txn, uint32_t space, uint64_t space_number,
                       uint64_t office, enum audience audience)
{
	struct space_id space_id = shelf_space(space_number);
	struct node_id author = shelf_office(office);
	struct log_id id;
	uint32_t out;

	log_id_derive(&space_id, &author, office, audience, &id);
	must(logs_register(s->logs, txn, space, &id, &author, office, audience, &out),
	     "cannot add a log");
	return out;
}

void shelf_make(const struct log_info *log, size_t body_size, const struct record_id *record,
                struct shelf_entry *out)
{
	struct entry_header h = {
		.version = 1,
		.log = log->id,
		.seq = log->count,
		.prev = log->head,
		.control_seq = log->handle,
		.hlc = { (START_MS + log->count) << 16 },
		.body_size = (uint32_t)body_size,
	};

	if (record != NULL)
		h.record = *record;
	out->body_size =
		body_size + (log->audience == VB_AUDIENCE_OPEN ? 0 : VB_BODY_OVERHEAD_BYTES);
	derive(5, (uint64_t)log->handle << 32 | log->count, out->body, out->body_size);
	crypt_hash(span_of(out->body, out->body_size), &h.body_hash);
	entry_header_encode(&h, out->header);
	entry_id_derive(out->header, &out->id);
}

void shelf_append(struct shelf *s, struct env_txn *txn, uint32_t handle, size_t body_size,
                  const struct record_id *record)
{
	struct shelf_entry e;

	shelf_make(logs_get(s->logs, handle), body_size, record, &e);
	logs_append(s->logs, txn, handle, span_of(e.header, sizeof(e.header)),
	            span_of(e.body, e.body_size), &e.id);
}

void shelf_fill(struct shelf *s, struct env_txn *txn, uint32_t handle, uint32_t count,
                const struct record_id *record)
{
	const struct log_info *log = logs_get(s->logs, handle);
	struct signature seal;

	for (uint32_t i = 0; i < count; i++) {
		size_t size = 256 + 32 * (log->count % 4);

		if (boundary_would_exceed(&log->walk, (uint32_t)size)) {
			seal = shelf_seal(log->count - 1);
			logs_seal(s->logs, txn, handle, &seal);
		}
		shelf_append(s, txn, handle, size, record);
	}
	seal = shelf_seal(log->count - 1);
	logs_seal(s->logs, txn, handle, &seal);
}

void shelf_append_control(struct env_txn *txn, uint64_t space_number, size_t body_size)
{
	struct space_id space = shelf_space(space_number);
	uint8_t header[VB_HEADER_BYTES], body[VB_BODY_MAX_BYTES];
	struct entry_header h = { .version = 1 };
	struct signature signature;
	struct space_info info;
	struct entry_id id;

	must(spaces_get(txn, &space, &info), "unknown space");
	h.seq = info.control_count;
	h.prev = info.control_head;
	h.body_size = (uint32_t)(h.seq == 0 ? SHELF_GENESIS_BYTES : body_size);
	if (h.seq > 0) {
		memcpy(h.log.b, space.b, sizeof(h.log.b));
		h.control_seq = info.control_count - 1;
		memcpy(h.control_prefix, info.control_head.b, sizeof(h.control_prefix));
	}
	control_make(space_number, &h, header, body);
	entry_id_derive(header, &id);
	signature = shelf_seal(h.seq);
	spaces_append_control(txn, &space, span_of(header, sizeof(header)),
	                      span_of(body, h.body_size), &signature, &id);
}
