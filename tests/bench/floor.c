#include "tests/bench/floor.h"

#include <czmq.h>
#include <fcntl.h>
#include <lmdb.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/figure.h"

#define HEADER_BYTES 146u
#define OVERHEAD_BYTES 40u
#define MESSAGE_BYTES 61440u
#define COMMIT_ENTRIES 10000u
#define BODY_MAX_BYTES 4096u

struct keys {
	unsigned char sign_public[32], sign_secret[64], body[32];
	char curve_public[2][41], curve_secret[2][41];
};

struct side {
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;
	uint64_t count;
};

/* A figure from a broken floor would be worse than none. */
#define MUST(condition)                                                                            \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "floor: %s failed\n", #condition);                         \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void keys_make(struct keys *keys)
{
	MUST(sodium_init() >= 0);
	crypto_sign_keypair(keys->sign_public, keys->sign_secret);
	randombytes_buf(keys->body, sizeof(keys->body));
	for (int i = 0; i < 2; i++)
		MUST(zmq_curve_keypair(keys->curve_public[i], keys->curve_secret[i]) == 0);
}

static void side_open(struct side *side, const char *dir, const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.mdb", dir, name);
	unlink(path);
	memset(side, 0, sizeof(*side));
	MUST(mdb_env_create(&side->env) == 0);
	MUST(mdb_env_set_mapsize(side->env, (size_t)1 << 40) == 0);
	MUST(mdb_env_set_maxdbs(side->env, 2) == 0);
	MUST(mdb_env_open(side->env, path, MDB_NOSUBDIR | MDB_NOTLS, 0600) == 0);
	MUST(mdb_txn_begin(side->env, NULL, 0, &side->txn) == 0);
	MUST(mdb_dbi_open(side->txn, "entries", MDB_CREATE, &side->dbi) == 0);
	MUST(mdb_txn_commit(side->txn) == 0);
}

static void side_close(struct side *side)
{
	mdb_env_close(side->env);
}

static void side_put(struct side *side, const void *row, size_t size)
{
	unsigned char key[8];
	MDB_val k = { sizeof(key), key };
	MDB_val v = { size, (void *)(uintptr_t)row };

	for (int i = 0; i < 8; i++)
		key[i] = (unsigned char)(side->count >> (56 - 8 * i));
	side->count++;
	MUST(mdb_put(side->txn, side->dbi, &k, &v, 0) == 0);
}

/* Encrypts, hashes and chains one entry into row; prev is the running hash. */
static size_t entry_make(const struct keys *keys, size_t plain_bytes, unsigned char prev[32],
                         unsigned char *row)
{
	unsigned char plain[BODY_MAX_BYTES] = "a message of a committee";
	unsigned char *body = row + HEADER_BYTES;
	unsigned long long size;

	memset(row, 0, HEADER_BYTES);
	memcpy(row + 42, prev, 32);
	randombytes_buf(body, 24);
	crypto_aead_xchacha20poly1305_ietf_encrypt(body + 24, &size, plain, plain_bytes, row, 114,
	                                           NULL, body, keys->body);
	crypto_generichash(row + 114, 32, body, plain_bytes + OVERHEAD_BYTES, NULL, 0);
	crypto_generichash(prev, 32, row, HEADER_BYTES, NULL, 0);
	return HEADER_BYTES + plain_bytes + OVERHEAD_BYTES;
}

/* Hashes, compares and decrypts one entry. */
static void entry_check(const struct keys *keys, size_t plain_bytes, unsigned char prev[32],
                        const unsigned char *row)
{
	unsigned char hash[32], plain[BODY_MAX_BYTES];
	const unsigned char *body = row + HEADER_BYTES;
	unsigned long long size;

	MUST(memcmp(row + 42, prev, 32) == 0);
	crypto_generichash(hash, 32, body, plain_bytes + OVERHEAD_BYTES, NULL, 0);
	MUST(memcmp(hash, row + 114, 32) == 0);
	MUST(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &size, NULL, body + 24,
	                                                plain_bytes + 16, row, 114, body,
	                                                keys->body) == 0);
	crypto_generichash(prev, 32, row, HEADER_BYTES, NULL, 0);
}

double floor_writes(const char *dir, unsigned writers, unsigned commits, size_t plain_bytes)
{
	unsigned char prev[32] = { 0 }, row[BODY_MAX_BYTES + 256], sig[64];
	struct keys keys;
	struct side side;
	double start;

	keys_make(&keys);
	side_open(&side, dir, "floor-writes");
	start = seconds();
	for (unsigned i = 0; i < commits; i++) {
		MUST(mdb_txn_begin(side.env, NULL, 0, &side.txn) == 0);
		for (unsigned w = 0; w < writers; w++)
			side_put(&side, row, entry_make(&keys, plain_bytes, prev, row));
		crypto_sign_detached(sig, NULL, prev, sizeof(prev), keys.sign_secret);
		MUST(mdb_txn_commit(side.txn) == 0);
	}
	start = seconds() - start;
	side_close(&side);
	return writers * commits / start;
}

/* ---- two processes: the child binds a ROUTER, the parent dials ---- */

static void *router_open(void *context, const struct keys *keys, char *endpoint, size_t size)
{
	void *socket = zmq_socket(context, ZMQ_ROUTER);
	int on = 1;

	MUST(zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &on, sizeof(on)) == 0);
	MUST(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys->curve_secret[0], 41) == 0);
	MUST(zmq_bind(socket, "tcp://127.0.0.1:*") == 0);
	MUST(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0);
	return socket;
}

static void *dealer_open(void *context, const struct keys *keys, const char *endpoint)
{
	void *socket = zmq_socket(context, ZMQ_DEALER);
	int linger = 0;

	MUST(zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof(linger)) == 0);
	MUST(zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, keys->curve_public[0], 41) == 0);
	MUST(zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, keys->curve_public[1], 41) == 0);
	MUST(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys->curve_secret[1], 41) == 0);
	MUST(zmq_connect(socket, endpoint) == 0);
	return socket;
}

/* Takes in messages of `signature 64, rows`; each message is answered once it is durable, or when `rows` are in.
 * commit_rows: rows in one commit. Runs in the child, never returns. */
static _Noreturn void receiver_run(const char *dir, const struct keys *keys, int tell,
                                   unsigned rows, unsigned commit_rows, size_t plain_bytes)
{
	const size_t row_bytes = HEADER_BYTES + plain_bytes + OVERHEAD_BYTES;
	void *context = zmq_ctx_new();
	unsigned char prev[32] = { 0 };
	char endpoint[64] = { 0 };
	unsigned pending = 0;
	struct side side;
	void *socket;

	side_open(&side, dir, "floor-receiver");
	socket = router_open(context, keys, endpoint, sizeof(endpoint));
	MUST(write(tell, endpoint, sizeof(endpoint)) == sizeof(endpoint));
	while (side.count < rows) {
		zmq_msg_t id, message;
		const unsigned char *data;

		zmq_msg_init(&id);
		zmq_msg_init(&message);
		MUST(zmq_msg_recv(&id, socket, 0) >= 0 && zmq_msg_recv(&message, socket, 0) >= 0);
		data = zmq_msg_data(&message);
		if (pending == 0)
			MUST(mdb_txn_begin(side.env, NULL, 0, &side.txn) == 0);
		for (size_t at = 64; at < zmq_msg_size(&message); at += row_bytes, pending++) {
			entry_check(keys, plain_bytes, prev, data + at);
			side_put(&side, data + at, row_bytes);
		}
		MUST(crypto_sign_verify_detached(data, prev, sizeof(prev), keys->sign_public) == 0);
		zmq_msg_close(&message);
		if (pending >= commit_rows || side.count >= rows) {
			MUST(mdb_txn_commit(side.txn) == 0);
			pending = 0;
			MUST(zmq_msg_send(&id, socket, ZMQ_SNDMORE) >= 0 &&
			     zmq_send(socket, "ok", 2, 0) == 2);
		}
		zmq_msg_close(&id);
	}
	side_close(&side);
	zmq_close(socket);
	zmq_ctx_term(context);
	_exit(0);
}

static pid_t receiver_start(const char *dir, const struct keys *keys, unsigned rows,
                            unsigned commit_rows, size_t plain_bytes, char endpoint[64])
{
	int pipes[2];
	pid_t child;

	MUST(pipe(pipes) == 0);
	child = fork();
	MUST(child >= 0);
	if (child == 0)
		receiver_run(dir, keys, pipes[1], rows, commit_rows, plain_bytes);
	MUST(read(pipes[0], endpoint, 64) == 64);
	close(pipes[0]);
	close(pipes[1]);
	return child;
}

struct floor_latency floor_latency(const char *dir, unsigned rounds, size_t plain_bytes)
{
	unsigned char prev[32] = { 0 }, message[64 + BODY_MAX_BYTES + 256];
	double *times = calloc(rounds, sizeof(*times));
	struct floor_latency result;
	char endpoint[64], answer[8];
	struct keys keys;
	struct side side;
	void *context, *socket;
	pid_t child;

	MUST(times);
	keys_make(&keys);
	child = receiver_start(dir, &keys, rounds, 1, plain_bytes, endpoint);
	context = zmq_ctx_new();
	socket = dealer_open(context, &keys, endpoint);
	side_open(&side, dir, "floor-sender");
	for (unsigned i = 0; i < rounds; i++) {
		double start = seconds();
		size_t size = entry_make(&keys, plain_bytes, prev, message + 64);

		crypto_sign_detached(message, NULL, prev, sizeof(prev), keys.sign_secret);
		MUST(mdb_txn_begin(side.env, NULL, 0, &side.txn) == 0);
		side_put(&side, message + 64, size);
		MUST(mdb_txn_commit(side.txn) == 0);
		MUST(zmq_send(socket, message, 64 + size, 0) >= 0);
		MUST(zmq_recv(socket, answer, sizeof(answer), 0) == 2);
		times[i] = (seconds() - start) * 1e3;
	}
	side_close(&side);
	zmq_close(socket);
	zmq_ctx_term(context);
	MUST(waitpid(child, NULL, 0) == child);
	result = (struct floor_latency){ figure_quantile(times, rounds, 0.5),
		                         figure_quantile(times, rounds, 0.99) };
	free(times);
	return result;
}

/* Fills the sender's side, a signature for each message kept beside. */
static void sender_fill(struct side *side, const struct keys *keys, unsigned entries,
                        unsigned per_message, size_t plain_bytes, unsigned char *signatures)
{
	unsigned char prev[32] = { 0 }, row[BODY_MAX_BYTES + 256];

	MUST(mdb_txn_begin(side->env, NULL, 0, &side->txn) == 0);
	for (unsigned i = 0; i < entries; i++) {
		side_put(side, row, entry_make(keys, plain_bytes, prev, row));
		if ((i + 1) % per_message == 0 || i + 1 == entries)
			crypto_sign_detached(signatures + 64 * (size_t)(i / per_message), NULL,
			                     prev, sizeof(prev), keys->sign_secret);
	}
	MUST(mdb_txn_commit(side->txn) == 0);
}

static void sender_send(struct side *side, void *socket, unsigned per_message, size_t row_bytes,
                        const unsigned char *signatures)
{
	unsigned char *message = malloc(64 + per_message * row_bytes);
	MDB_cursor *cursor;
	MDB_val key, value;
	size_t filled = 64;
	unsigned sent = 0;

	MUST(message && mdb_txn_begin(side->env, NULL, MDB_RDONLY, &side->txn) == 0);
	MUST(mdb_cursor_open(side->txn, side->dbi, &cursor) == 0);
	memcpy(message, signatures, 64);
	for (uint64_t i = 0; mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0; i++) {
		memcpy(message + filled, value.mv_data, row_bytes);
		filled += row_bytes;
		if ((i + 1) % per_message != 0 && i + 1 != side->count)
			continue;
		MUST(zmq_send(socket, message, filled, 0) >= 0);
		sent++;
		memcpy(message, signatures + 64 * (size_t)sent, 64);
		filled = 64;
	}
	mdb_cursor_close(cursor);
	mdb_txn_abort(side->txn);
	free(message);
}

double floor_catch_up(const char *dir, unsigned entries, size_t plain_bytes)
{
	const size_t row_bytes = HEADER_BYTES + plain_bytes + OVERHEAD_BYTES;
	const unsigned per_message = (unsigned)(MESSAGE_BYTES / row_bytes);
	unsigned char *signatures = calloc(entries / per_message + 2, 64);
	unsigned answers = (entries + COMMIT_ENTRIES - 1) / COMMIT_ENTRIES;
	char endpoint[64], answer[8];
	struct keys keys;
	struct side side;
	void *context, *socket;
	double start;
	pid_t child;

	MUST(signatures);
	keys_make(&keys);
	child = receiver_start(dir, &keys, entries, COMMIT_ENTRIES, plain_bytes, endpoint);
	side_open(&side, dir, "floor-source");
	sender_fill(&side, &keys, entries, per_message, plain_bytes, signatures);
	context = zmq_ctx_new();
	socket = dealer_open(context, &keys, endpoint);
	start = seconds();
	sender_send(&side, socket, per_message, row_bytes, signatures);
	/* A commit may hold a little more than COMMIT_ENTRIES, so there may be fewer answers: the end of the child counts. */
	zmq_setsockopt(socket, ZMQ_RCVTIMEO, &(int){ 100 }, sizeof(int));
	while (answers > 0 && waitpid(child, NULL, WNOHANG) == 0)
		if (zmq_recv(socket, answer, sizeof(answer), 0) == 2)
			answers--;
	start = seconds() - start;
	waitpid(child, NULL, 0);
	side_close(&side);
	zmq_close(socket);
	zmq_ctx_term(context);
	free(signatures);
	return entries / start;
}
