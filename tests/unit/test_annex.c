/* annex: what stands behind the store in a backup; every bit of the file counts, and what was cut is not taken. */
#include "store/annex.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define STORE_BYTES 5000u

static char dir[SCRATCH_PATH_BYTES];
static struct node_keys *keys;

static const char *file(void)
{
	return scratch_path(dir, "backup");
}

static int read_it(struct annex *out)
{
	int fd = open(file(), O_RDONLY);
	int err = fd < 0 ? VB_ERR_BAD_FILE : annex_read(fd, out);

	if (fd >= 0)
		close(fd);
	return err;
}

static void write_it(void)
{
	uint8_t store[STORE_BYTES];
	int fd;

	for (size_t i = 0; i < sizeof(store); i++)
		store[i] = (uint8_t)(i * 7);
	scratch_write(file(), span_of(store, sizeof(store)));
	fd = open(file(), O_RDWR);
	is_err(annex_append(fd, dir, keys, (struct wall_ms){ 1234567 }), 0, "written");
	close(fd);
}

static void test_back(void)
{
	struct public_key sign = node_keys_sign_public(keys);
	struct node_keys *all = NULL;
	struct annex annex;

	write_it();
	is_err(read_it(&annex), 0, "read, with no list and no settings");
	is_int((int)(annex.partners.size + annex.settings.size), 0, "which are empty");
	annex_release(&annex);
	scratch_write(scratch_path(dir, "partners"), span_of_str("Liste"));
	scratch_write(scratch_path(dir, "verbundd.conf"), span_of_str("retry-min 50 ms\n"));
	write_it();
	is_err(read_it(&annex), 0, "read");
	is_u64(annex.store_bytes, STORE_BYTES, "where the store ends");
	is_u64(annex.time.v, 1234567, "its time");
	is_mem(annex.office.b, sign.b, sizeof(sign.b), "its office");
	ok(span_is_equal(annex.partners, span_of_str("Liste")), "the partner list");
	ok(span_is_equal(annex.settings, span_of_str("retry-min 50 ms\n")), "the settings");
	is_err(rescue_unlock(keys, annex.locked, &all), 0, "the keys, for who has the signing key");
	node_keys_destroy(&all);
	annex_release(&annex);
}

static void test_altered(void)
{
	struct buf whole;
	struct annex annex;
	unsigned taken = 0;

	scratch_read(file(), &whole);
	for (size_t at = 0; at < whole.size; at += at < STORE_BYTES ? 97 : 1) {
		scratch_poke(file(), at, whole.data[at] ^ (uint8_t)(1u << at % 8));
		taken += read_it(&annex) != VB_ERR_BAD_BACKUP;
		scratch_poke(file(), at, whole.data[at]);
	}
	is_int((int)taken, 0, "a bit that flipped is found wherever it is");
	for (size_t size = 0; size < whole.size; size += size < STORE_BYTES ? 499 : 1) {
		scratch_write(file(), span_of(whole.data, size));
		taken += read_it(&annex) != VB_ERR_BAD_BACKUP;
	}
	is_int((int)taken, 0, "wherever it is cut");
	scratch_write(file(), buf_span(&whole));
	is_err(read_it(&annex), 0, "the whole file is taken");
	annex_release(&annex);
	buf_put_u8(&whole, 0);
	scratch_write(file(), buf_span(&whole));
	is_err(read_it(&annex), VB_ERR_BAD_BACKUP, "not with something behind it");
	buf_release(&whole);
}

/* A tail that names sizes at random, signed by whoever made it. */
static void test_sizes(void)
{
	struct annex annex;
	struct buf whole;
	unsigned taken = 0;

	write_it();
	scratch_read(file(), &whole);
	for (unsigned byte = 16; byte < 32; byte++) {
		size_t at = whole.size - 192 + byte;

		scratch_poke(file(), at, 0xff);
		taken += read_it(&annex) != VB_ERR_BAD_BACKUP;
		scratch_poke(file(), at, whole.data[at]);
	}
	is_int((int)taken, 0, "sizes beyond the file");
	buf_release(&whole);
}

/* What would make it larger than a reader takes is refused by the writer. */
static void test_limits(void)
{
	int fd;

	is_err(truncate(scratch_path(dir, "verbundd.conf"), VB_SETTINGS_MAX_BYTES), 0, "large");
	write_it();
	is_err(truncate(scratch_path(dir, "verbundd.conf"), VB_SETTINGS_MAX_BYTES + 1), 0,
	       "larger");
	fd = open(file(), O_RDWR);
	is_err(annex_append(fd, dir, keys, (struct wall_ms){ 0 }), VB_ERR_TOO_LARGE, "too large");
	close(fd);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("crypt");
	scratch_make(dir);
	keys = node_keys_new();
	test_back();
	test_altered();
	test_sizes();
	test_limits();
	node_keys_destroy(&keys);
	scratch_remove(dir);
	return done();
}
