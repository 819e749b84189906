/* annex: the end of a backup file; see annex.h. */
#include "store/annex.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/document.h"
#include "store/home.h"

#define FORMAT 1u
#define DOMAIN_BACKUP "verbund/backup/1"
#define BLOCK_BYTES 65536u
/* The tail: magic, u64 bytes of the store, u64 of the document, their hashes, signing key, signature. */
#define MAGIC_BYTES 16u
#define STORE_BYTES_AT MAGIC_BYTES
#define DOCUMENT_BYTES_AT (STORE_BYTES_AT + 8u)
#define STORE_HASH_AT (DOCUMENT_BYTES_AT + 8u)
#define DOCUMENT_HASH_AT (STORE_HASH_AT + VB_HASH_BYTES)
#define OFFICE_AT (DOCUMENT_HASH_AT + VB_HASH_BYTES)
#define SIGNATURE_AT (OFFICE_AT + VB_PUBLIC_KEY_BYTES)
#define TAIL_BYTES (SIGNATURE_AT + VB_SIGNATURE_BYTES)
#define DOCUMENT_MAX_BYTES                                                                         \
	(VB_PARTNERS_MAX_BYTES + VB_SETTINGS_MAX_BYTES + VB_RESCUE_LOCKED_MAX_BYTES + 64u)

static const uint8_t magic[MAGIC_BYTES] = "verbund-backup";

enum annex_key {
	KEY_FORMAT,
	KEY_TIME,
	KEY_LOCKED,
	KEY_PARTNERS,
	KEY_SETTINGS,
	KEY_COUNT,
};

/* ---- files ---- */

/* Reads size bytes at a place; fewer there is a file that was cut. */
static int read_at(int fd, uint64_t offset, uint8_t *out, size_t size)
{
	while (size > 0) {
		ssize_t got = pread(fd, out, size, (off_t)offset);

		if (got == 0)
			return VB_ERR_BAD_BACKUP;
		if (got < 0 && errno != EINTR)
			return VB_ERR_IO;
		if (got > 0) {
			out += got;
			offset += (uint64_t)got;
			size -= (size_t)got;
		}
	}
	return 0;
}

/* Hashes the first bytes of the file. */
static int hash_store(int fd, uint64_t bytes, struct hash *out)
{
	uint8_t block[BLOCK_BYTES];
	struct hasher h;
	int err = 0;

	hasher_init(&h, NULL);
	for (uint64_t at = 0; err == 0 && at < bytes;) {
		size_t size = bytes - at < sizeof(block) ? (size_t)(bytes - at) : sizeof(block);

		err = read_at(fd, at, block, size);
		if (err == 0)
			hasher_put(&h, block, size);
		at += size;
	}
	hasher_finish(&h, out);
	return err;
}

static int write_at(int fd, uint64_t offset, struct span data)
{
	while (data.size > 0) {
		ssize_t done = pwrite(fd, data.data, data.size, (off_t)offset);

		if (done < 0 && errno != EINTR)
			return home_error(errno);
		if (done > 0) {
			offset += (uint64_t)done;
			data = span_of(data.data + done, data.size - (size_t)done);
		}
	}
	return 0;
}

static int file_bytes(int fd, uint64_t *out)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return VB_ERR_IO;
	*out = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	return 0;
}

/* ---- writing ---- */

/* Appends a file of the home as bin; one that is not there is empty. */
static int put_file(struct buf *out, const char *home, const char *name, size_t max)
{
	struct buf content;
	int err;

	buf_init(&content, max);
	err = home_read(home, name, max, &content);
	if (err == 0 || err == VB_ERR_NOT_FOUND)
		pack_bin(out, content.data, err == 0 ? content.size : 0);
	buf_release(&content);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static int document_encode(struct buf *out, const char *home, const struct node_keys *keys,
                           struct wall_ms now)
{
	struct buf locked;
	int err;

	buf_init(&locked, VB_RESCUE_LOCKED_MAX_BYTES);
	rescue_lock(keys, &locked);
	pack_map(out, KEY_COUNT);
	pack_uint(out, KEY_FORMAT);
	pack_uint(out, FORMAT);
	pack_uint(out, KEY_TIME);
	pack_uint(out, now.v);
	pack_uint(out, KEY_LOCKED);
	pack_bin(out, locked.data, locked.size);
	pack_uint(out, KEY_PARTNERS);
	err = put_file(out, home, "partners", VB_PARTNERS_MAX_BYTES);
	pack_uint(out, KEY_SETTINGS);
	if (err == 0)
		err = put_file(out, home, "verbundd.conf", VB_SETTINGS_MAX_BYTES);
	buf_release(&locked);
	return err != 0 ? err : out->err;
}

int annex_append(int fd, const char *home, const struct node_keys *keys, struct wall_ms now)
{
	uint8_t tail[TAIL_BYTES];
	struct public_key office = node_keys_sign_public(keys);
	struct signature signature;
	struct hash store, document;
	struct buf out;
	uint64_t bytes;
	int err = file_bytes(fd, &bytes);

	buf_init(&out, DOCUMENT_MAX_BYTES);
	if (err == 0)
		err = document_encode(&out, home, keys, now);
	if (err == 0)
		err = hash_store(fd, bytes, &store);
	if (err == 0) {
		crypt_hash(buf_span(&out), &document);
		memcpy(tail, magic, sizeof(magic));
		put_be64(tail + STORE_BYTES_AT, bytes);
		put_be64(tail + DOCUMENT_BYTES_AT, out.size);
		memcpy(tail + STORE_HASH_AT, store.b, sizeof(store.b));
		memcpy(tail + DOCUMENT_HASH_AT, document.b, sizeof(document.b));
		memcpy(tail + OFFICE_AT, office.b, sizeof(office.b));
		crypt_sign(keys, DOMAIN_BACKUP, span_of(tail, SIGNATURE_AT), &signature);
		memcpy(tail + SIGNATURE_AT, signature.b, sizeof(signature.b));
		err = write_at(fd, bytes, buf_span(&out));
	}
	if (err == 0)
		err = write_at(fd, bytes + out.size, span_of(tail, sizeof(tail)));
	buf_release(&out);
	return err;
}

/* ---- reading ---- */

static int document_decode(struct annex *annex)
{
	uint64_t format = 0;
	struct document d;
	uint32_t key;
	int err;

	document_open(&d, buf_span(&annex->bytes));
	while (document_next(&d, &key)) {
		switch (key) {
		case KEY_FORMAT:
			format = unpack_uint(&d.r, UINT64_MAX);
			break;
		case KEY_TIME:
			annex->time.v = unpack_uint(&d.r, UINT64_MAX);
			break;
		case KEY_LOCKED:
			annex->locked = unpack_bin(&d.r, 0, VB_RESCUE_LOCKED_MAX_BYTES);
			break;
		case KEY_PARTNERS:
			annex->partners = unpack_bin(&d.r, 0, VB_PARTNERS_MAX_BYTES);
			break;
		case KEY_SETTINGS:
			annex->settings = unpack_bin(&d.r, 0, VB_SETTINGS_MAX_BYTES);
			break;
		default:
			document_unknown(&d);
		}
	}
	err = document_finish(&d, (UINT64_C(1) << KEY_COUNT) - 1);
	if (err != 0)
		return VB_ERR_BAD_BACKUP;
	return format == FORMAT ? 0 : VB_ERR_VERSION;
}

/* Reads the tail; *size is that of the document before it. */
static int tail_read(int fd, struct annex *annex, uint64_t *size, struct hash *document)
{
	uint8_t tail[TAIL_BYTES];
	struct signature signature;
	uint64_t bytes;
	int err = file_bytes(fd, &bytes);

	if (err == 0 && bytes < sizeof(tail))
		err = VB_ERR_BAD_BACKUP;
	if (err == 0)
		err = read_at(fd, bytes - sizeof(tail), tail, sizeof(tail));
	if (err != 0)
		return err;
	annex->store_bytes = get_be64(tail + STORE_BYTES_AT);
	*size = get_be64(tail + DOCUMENT_BYTES_AT);
	bytes -= sizeof(tail);
	if (memcmp(tail, magic, sizeof(magic)) != 0 || *size > DOCUMENT_MAX_BYTES ||
	    annex->store_bytes > bytes || bytes - annex->store_bytes != *size)
		return VB_ERR_BAD_BACKUP;
	memcpy(annex->store.b, tail + STORE_HASH_AT, sizeof(annex->store.b));
	memcpy(document->b, tail + DOCUMENT_HASH_AT, sizeof(document->b));
	memcpy(annex->office.b, tail + OFFICE_AT, sizeof(annex->office.b));
	memcpy(signature.b, tail + SIGNATURE_AT, sizeof(signature.b));
	return crypt_verify(&annex->office, DOMAIN_BACKUP, span_of(tail, SIGNATURE_AT),
	                    &signature) == 0
	               ? 0
	               : VB_ERR_BAD_BACKUP;
}

int annex_read(int fd, struct annex *out)
{
	struct annex annex = { .store_bytes = 0 };
	struct hash wanted, found;
	uint64_t size;
	int err = tail_read(fd, &annex, &size, &wanted);

	buf_init(&annex.bytes, DOCUMENT_MAX_BYTES);
	if (err == 0) {
		uint8_t *to = buf_extend(&annex.bytes, (size_t)size);

		err = to == NULL ? annex.bytes.err
		                 : read_at(fd, annex.store_bytes, to, (size_t)size);
	}
	if (err == 0) {
		crypt_hash(buf_span(&annex.bytes), &found);
		if (memcmp(found.b, wanted.b, sizeof(found.b)) != 0)
			err = VB_ERR_BAD_BACKUP;
	}
	if (err == 0)
		err = hash_store(fd, annex.store_bytes, &found);
	if (err == 0 && memcmp(found.b, annex.store.b, sizeof(found.b)) != 0)
		err = VB_ERR_BAD_BACKUP;
	if (err == 0)
		err = document_decode(&annex);
	if (err != 0) {
		buf_release(&annex.bytes);
		return err;
	}
	*out = annex;
	return 0;
}

void annex_release(struct annex *annex)
{
	buf_release(&annex->bytes);
}
