/* forks: proofs of two histories; see forks.h. */
#include "store/forks.h"

#include <assert.h>
#include <string.h>

#include "protocol/limits.h"
#include "store/keyspace.h"

#define SEQ_BYTES 8u

void forks_put(struct env_txn *txn, uint32_t log, uint64_t seq, struct span segment)
{
	uint8_t key[4];
	uint8_t *row;

	assert(segment.size > 0 && segment.size <= VB_FRAME_MAX_BYTES);
	put_be32(key, log);
	row = env_reserve(txn, VB_TABLE_FORKS, span_of(key, sizeof(key)), SEQ_BYTES + segment.size);
	if (row == NULL)
		return;
	put_be64(row, seq);
	memcpy(row + SEQ_BYTES, segment.data, segment.size);
}

void forks_del(struct env_txn *txn, uint32_t log)
{
	uint8_t key[4];

	put_be32(key, log);
	env_del(txn, VB_TABLE_FORKS, span_of(key, sizeof(key)));
}

void forks_open(struct forks_cursor *c, struct env_txn *txn)
{
	env_cursor_open(&c->c, txn, VB_TABLE_FORKS, span_of(NULL, 0), span_of(NULL, 0));
}

bool forks_next(struct forks_cursor *c, struct fork_row *out)
{
	struct span key, value;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	if (key.size != 4 || value.size <= SEQ_BYTES) {
		env_fail(c->c.txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	out->log = get_be32(key.data);
	out->seq = get_be64(value.data);
	out->segment = span_of(value.data + SEQ_BYTES, value.size - SEQ_BYTES);
	return true;
}

int forks_close(struct forks_cursor *c)
{
	return env_cursor_close(&c->c);
}
