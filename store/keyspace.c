/* keyspace: the list of tables; see keyspace.h. */
#include "store/keyspace.h"

#include <assert.h>

/* "record" in a key is: u32 space, u8 audience, record id 16. Spaces and logs stand in keys by their short numbers. */
/* clang-format off */
static const struct table_info tables[VB_TABLE_COUNT] = {
	[VB_TABLE_META]     = { "meta", "name", "u64; of words: u64 generation, u64 number, u8 walking, record", "keyspace" },
	[VB_TABLE_SPACES]   = { "spaces", "space id 32",
	                        "u32 number, u32 flags, u64 own incarnation, u32 control count, control head 32", "spaces" },
	[VB_TABLE_CONTROL]  = { "control", "u32 space, u32 seq", "signature 64, header 146, body", "spaces" },
	[VB_TABLE_LOGS]     = { "logs", "u32 log",
	                        "u32 space, u8 audience, log id 32, author 32, u64 incarnation, u64 count, head 32, u64 hlc, "
	                        "u32 control seq, control id 8, u64 sealed, u64 valid, u64 applied, u16 fault, "
	                        "u32 walk count, u32 walk bytes, u8 sealed at boundary", "logs" },
	[VB_TABLE_ENTRIES]  = { "entries", "u32 log, u64 seq", "header 146, body, or locked body, or nothing", "entries" },
	[VB_TABLE_SEALS]    = { "seals", "u32 log, u64 seq", "signature 64", "entries" },
	[VB_TABLE_RECORDS]  = { "records", "record", "merged record; or u8 0xc1, locked merged record", "records" },
	[VB_TABLE_TOUCH]    = { "touch", "record, u32 log, u64 seq", "nothing", "records" },
	[VB_TABLE_WAITING]  = { "waiting", "record, u32 log, u64 seq", "missing log id 32, u64 missing seq", "waiting" },
	[VB_TABLE_WAITERS]  = { "waiters", "missing log id 32, u64 missing seq, record, u32 log, u64 seq", "nothing", "waiting" },
	[VB_TABLE_KINDS]    = { "kinds", "u32 space, u32 kind, record id 16, u8 audience", "nothing", "index" },
	[VB_TABLE_REFS]     = { "refs", "u32 space, parent id 16, u32 kind, u32 field, record id 16, u8 audience", "nothing", "index" },
	[VB_TABLE_TEXTS]    = { "texts", "u32 space, u32 field, text (or u8 0xff, mark 32), 0, record id 16, u8 audience", "nothing", "index" },
	[VB_TABLE_WORDS]    = { "words", "u32 space, word, 0, u32 greatest number",
	                        "varints (number - number before) * 16 + weight", "words" },
	[VB_TABLE_WORDED]   = { "worded", "record", "u32 number, for each word: u8 weight, u8 length, word", "words" },
	[VB_TABLE_NUMBERS]  = { "numbers", "u32 number", "record, u32 kind", "words" },
	[VB_TABLE_FEED]     = { "feed", "u64 number", "record, u32 kind, u32 verb", "feed" },
	[VB_TABLE_PEERS]    = { "peers", "node id 32",
	                        "u8 state, u64 since, u32 digits, u32 wrong tries, u8 role, space id 32, card", "peers" },
	[VB_TABLE_INVITES]  = { "invites", "tag 16", "u64 expires, u8 burnt, secret 16, u8 role, space id 32", "invites" },
	[VB_TABLE_HAVES]    = { "haves", "u32 space, u8 audience, node id 32", "signed statement", "haves" },
	[VB_TABLE_FORKS]    = { "forks", "u32 log", "u64 seq, segment", "forks" },
	[VB_TABLE_TRUST]    = { "trust", "node id 32", "u64 unconfirmed change of keys, u64 version of our card, 0 to 2 CURVE keys 32 that it has", "trust" },
	[VB_TABLE_CONTACTS] = { "contacts", "node id 32", "u64 last heard, n x (u32 space, u64 entries)", "contacts" },
	[VB_TABLE_LOGINS]   = { "logins", "name of a login", "record id 16 of the person, u8 right", "logins" },
	[VB_TABLE_GIFTS]    = { "gifts", "u32 space, u8 audience, u32 control seq", "locked key 72", "gifts" },
	[VB_TABLE_BLOBS]    = { "blobs", "record, u32 log, manifest 32", "u8 state (+ 128: counted), u64 size, u64 chunks here, u64 name of the file", "blobs" },
	[VB_TABLE_BLOBS_DUE] = { "blobs due by log", "u32 log, record, manifest 32", "nothing", "blobs" },
	[VB_TABLE_ERASED]   = { "erased", "record, entry id 32 of the erase", "u8 state, replacement id 16, u32 log, u64 seq", "erasures" },
	[VB_TABLE_ERASES]   = { "erases", "u32 space, entry id 32",
	                        "u8 state, u32 log, u64 seq, u32 ground, u32 records, u32 dropped, u64 time, u64 run", "erases" },
	[VB_TABLE_RECEIPTS] = { "receipts", "u32 space, entry id 32 of the erase, node id 32",
	                        "u32 log, u64 seq, u32 dropped, u64 time", "erases" },
	[VB_TABLE_VOTES]    = { "votes", "u32 space, u8 about, node id 32", "u64 hlc, control body with one vote", "votes" },
	[VB_TABLE_LOCKED]   = { "locked", "record", "u64 number of its key, u32 kind, u8 bodies are wanted", "record_keys" },
	[VB_TABLE_LOCKED_WORDS] = { "locked words", "record", "u32 kind, locked: for each word: u8 weight, u8 length, word", "words" },
	[VB_TABLE_RIVALS]   = { "rivals", "u32 space, u32 seq", "u64 since, u8 what, u32 size, control run, control run", "rivals" },
	[VB_TABLE_USAGE]    = { "usage", "u32 space, u8 of, node id 32", "u64 bytes, u64 in the bucket of the day, u64 ms", "usage" },
	[VB_TABLE_REPOSTS]  = { "reposts", "record, u32 log, u64 seq", "entry id 8, record id 16", "reposts" },
	[VB_TABLE_DRAWERS]  = { "drawers", "u8 bridge, table, 0, key; or u8 0, record id 16, such a key; or u8 bridge", "u8 0 or (1, record id 16), the bridge's own; or nothing; or u64 bytes of its rows", "drawers" },
	[VB_TABLE_ONCE]     = { "once", "u8 bridge, mark 16", "record id 16", "drawers" },
};
/* clang-format on */

static const char *const meta_names[] = {
	[VB_META_VERSION] = "version",         [VB_META_NEXT_SPACE] = "next space",
	[VB_META_NEXT_LOG] = "next log",       [VB_META_GENERATION] = "generation",
	[VB_META_NEXT_NUMBER] = "next number", [VB_META_BORN] = "born",
	[VB_META_BACKUP] = "backup",           [VB_META_ERASURE] = "erasure",
	[VB_META_NEXT_KEY] = "next key",       [VB_META_LOCKED_KINDS] = "locked kinds",
	[VB_META_COPY_DUE] = "copy due",       [VB_META_KEYS_BACKUP] = "keys backup",
};

const struct table_info *keyspace_table(enum table table)
{
	assert((unsigned)table < VB_TABLE_COUNT);
	return &tables[table];
}

int keyspace_open(const char *home, const struct env_options *options, struct env **out)
{
	const char *names[VB_TABLE_COUNT];

	for (unsigned i = 0; i < VB_TABLE_COUNT; i++)
		names[i] = tables[i].name;
	return env_open(home, options, names, VB_TABLE_COUNT, out);
}

int keyspace_get_meta(struct env_txn *txn, enum meta name, uint64_t *out)
{
	struct span value;
	int err = env_get(txn, VB_TABLE_META, span_of_str(meta_names[name]), &value);

	if (err != 0)
		return err;
	if (value.size != sizeof(*out)) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return VB_ERR_STORE_CORRUPT;
	}
	*out = get_be64(value.data);
	return 0;
}

void keyspace_put_meta(struct env_txn *txn, enum meta name, uint64_t value)
{
	uint8_t bytes[8];

	put_be64(bytes, value);
	env_put(txn, VB_TABLE_META, span_of_str(meta_names[name]), span_of(bytes, sizeof(bytes)));
}

uint32_t keyspace_next(struct env_txn *txn, enum meta name)
{
	uint64_t next = 1;
	int err = keyspace_get_meta(txn, name, &next);

	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return 0;
	if (next == 0 || next > UINT32_MAX) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return 0;
	}
	keyspace_put_meta(txn, name, next + 1);
	return env_error(txn) == 0 ? (uint32_t)next : 0;
}
