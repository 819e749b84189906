/* keyfile: written once, replaced, refused when others can read it or a byte is wrong. */
#include "store/keyfile.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define FILE_BYTES 142u /* 13 of magic and NUL, version, 96 of secrets, 32 of hash */

static char dir[SCRATCH_PATH_BYTES];
static struct buf good;

static const char *keys_path(void)
{
	return scratch_path(dir, "node.keys");
}

/* Loads the keys and throws them away. */
static int load(void)
{
	struct node_keys *keys = NULL;
	int err = keyfile_load(dir, &keys);

	node_keys_destroy(&keys);
	return err;
}

static bool is_same_keys(const struct node_keys *a, const struct node_keys *b)
{
	uint8_t x[VB_NODE_KEYS_BYTES], y[VB_NODE_KEYS_BYTES];

	node_keys_export(a, x);
	node_keys_export(b, y);
	return memcmp(x, y, sizeof(x)) == 0;
}

static void test_round(void)
{
	struct node_keys *keys = node_keys_new(), *back = NULL;
	uint8_t secrets[VB_NODE_KEYS_BYTES];
	struct stat st;
	struct hash hash;

	is_err(load(), VB_ERR_NO_HOME, "no keys yet");
	is_err(keyfile_create(dir, keys), 0, "written");
	is_int(stat(keys_path(), &st) == 0 ? (int)(st.st_mode & 07777) : -1, 0600, "mode 0600");
	is_err(keyfile_load(dir, &back), 0, "read");
	ok(is_same_keys(keys, back), "the same keys");
	node_keys_destroy(&back);
	is_err(keyfile_create(dir, keys), VB_ERR_HOME_EXISTS, "keys are not overwritten");
	scratch_read(keys_path(), &good);
	node_keys_export(keys, secrets);
	crypt_hash(span_of(good.data, FILE_BYTES - 32), &hash);
	is_int(good.size, FILE_BYTES, "size of the file");
	is_mem(good.data, "verbund-keys\0\x01", 14, "magic and version");
	is_mem(good.data + 14, secrets, sizeof(secrets), "secrets");
	is_mem(good.data + 110, hash.b, sizeof(hash.b), "hash of all before");
	node_keys_rotate(keys, (struct wall_ms){ 1790000000000u });
	is_err(keyfile_replace(dir, keys), 0, "replaced after a rotation");
	is_err(keyfile_load(dir, &back), 0, "read");
	ok(is_same_keys(keys, back), "the new keys");
	ok(scratch_has(keys_path(), span_of(secrets + 32, 64)), "the old ones are kept");
	node_keys_destroy(&back);
	node_keys_forget(keys, 1);
	is_err(keyfile_replace(dir, keys), 0, "until they are given up");
	ok(!scratch_has(keys_path(), span_of(secrets + 32, 64)), "then they are gone");
	scratch_write(keys_path(), buf_span(&good));
	node_keys_destroy(&keys);
}

/* Version 2: 13 of magic and NUL, version, 96 of secrets, u64 since, u8 count, 72 for each former generation, hash. */
static void test_former(void)
{
	struct node_keys *keys = NULL, *back = NULL;
	struct buf file;
	struct hash hash;
	size_t end;

	buf_init(&file, SIZE_MAX);
	is_err(keyfile_load(dir, &keys), 0, "a file of version 1 opens");
	is_int(node_keys_count(keys), 1, "without former keys");
	for (uint32_t n = 1; n < VB_GENERATIONS_MAX; n++) {
		struct public_key first = node_keys_curve_of(keys, n - 1);

		node_keys_rotate(keys, (struct wall_ms){ 1000u * n });
		is_err(keyfile_replace(dir, keys), 0, "%u former generations written", n);
		is_err(keyfile_load(dir, &back), 0, "and read");
		ok(is_same_keys(keys, back) && node_keys_count(back) == n + 1 &&
		           node_keys_find_curve(back, &first) == n &&
		           node_keys_since(back, 0).v == 1000u * n &&
		           node_keys_since(back, n).v == 0,
		   "all of them, with their times");
		node_keys_destroy(&back);
	}
	scratch_read(keys_path(), &file);
	is_int(file.size, 13 + 1 + 96 + 8 + 1 + 15 * 72 + 32, "size of the file");
	is_mem(file.data, "verbund-keys\0\x02", 14, "magic and version");
	is_mem(file.data + 110, "\0\0\0\0\0\0\x3a\x98\x0f", 9, "since 15,000; 15 former ones");
	end = file.size - 32;
	crypt_hash(span_of(file.data, end), &hash);
	is_mem(file.data + end, hash.b, sizeof(hash.b), "hash of all before");
	for (size_t at = 14; at < file.size; at += 7) {
		file.data[at] ^= 0x10;
		scratch_write(keys_path(), buf_span(&file));
		file.data[at] ^= 0x10;
		if (load() != VB_ERR_BAD_HASH)
			ok(false, "byte %zu changed is found by the hash", at);
	}
	/* What only a program of somebody else's would write: the hash fits, the rest does not. */
	file.data[118] = 16;
	crypt_hash(span_of(file.data, end), &hash);
	memcpy(file.data + end, hash.b, sizeof(hash.b));
	scratch_write(keys_path(), buf_span(&file));
	is_err(load(), VB_ERR_MALFORMED, "more generations than there can be");
	file.data[118] = 14;
	crypt_hash(span_of(file.data, end), &hash);
	memcpy(file.data + end, hash.b, sizeof(hash.b));
	scratch_write(keys_path(), buf_span(&file));
	is_err(load(), VB_ERR_TRAILING, "one less than stand there");
	scratch_write(keys_path(), span_of(file.data, 60));
	is_err(load(), VB_ERR_TRUNCATED, "cut off");
	node_keys_destroy(&keys);
	scratch_write(keys_path(), buf_span(&good));
	buf_release(&file);
}

static void test_permissions(void)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0601 };

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		chmod(keys_path(), modes[i]);
		is_err(load(), VB_ERR_PERMISSIONS, "a file of mode 0%o", (unsigned)modes[i]);
	}
	chmod(keys_path(), 0400);
	is_err(load(), 0, "a file of mode 0400");
	chmod(keys_path(), 0600);
	chmod(dir, 0755);
	is_err(load(), VB_ERR_PERMISSIONS, "a home that others can enter");
	chmod(dir, 0700);
	is_err(load(), 0, "good again");
}

/* Writes the good file with one byte changed, cut or lengthened. */
static void write_changed(size_t at, uint8_t value, size_t size)
{
	uint8_t file[FILE_BYTES + 1] = { 0 };

	memcpy(file, good.data, FILE_BYTES);
	if (at < FILE_BYTES)
		file[at] = value;
	scratch_write(keys_path(), span_of(file, size));
}

static void test_damage(void)
{
	unsigned wrong = 0, cut = 0;

	write_changed(0, 'V', FILE_BYTES);
	is_err(load(), VB_ERR_MALFORMED, "another magic");
	write_changed(13, 0, FILE_BYTES);
	is_err(load(), VB_ERR_MALFORMED, "version 0");
	write_changed(13, 3, FILE_BYTES);
	is_err(load(), VB_ERR_VERSION, "a newer version");
	write_changed(13, 2, FILE_BYTES);
	is_err(load(), VB_ERR_BAD_HASH, "version 2 with the contents of version 1");
	for (size_t at = 14; at < FILE_BYTES; at++) {
		write_changed(at, good.data[at] ^ 0x40, FILE_BYTES);
		wrong += load() == VB_ERR_BAD_HASH;
	}
	is_int(wrong, FILE_BYTES - 14, "each other byte changed is found by the hash");
	for (size_t size = 0; size < FILE_BYTES; size++) {
		write_changed(FILE_BYTES, 0, size);
		cut += load() == VB_ERR_TRUNCATED;
	}
	is_int(cut, FILE_BYTES, "cut off anywhere");
	write_changed(FILE_BYTES, 0, FILE_BYTES + 1);
	is_err(load(), VB_ERR_TRAILING, "a byte too long");
	write_changed(FILE_BYTES, 0, FILE_BYTES);
	is_err(load(), 0, "unchanged");
}

static void test_partners(void)
{
	struct buf list;
	uint8_t big[100000];

	buf_init(&list, VB_PARTNERS_MAX_BYTES);
	is_err(keyfile_get_partners(dir, &list), VB_ERR_NOT_FOUND, "no list yet");
	memset(big, 'p', sizeof(big));
	is_err(keyfile_put_partners(dir, span_of(big, sizeof(big))), 0, "written");
	is_err(keyfile_get_partners(dir, &list), 0, "read");
	ok(span_is_equal(buf_span(&list), span_of(big, sizeof(big))), "the same list");
	is_err(keyfile_put_partners(dir, span_of_str("short")), 0, "replaced");
	buf_clear(&list);
	is_err(keyfile_get_partners(dir, &list), 0, "read");
	ok(span_is_equal(buf_span(&list), span_of_str("short")), "the new list");
	is_err(rename(keys_path(), scratch_path(dir, "aside")), 0, "the keys are lost");
	is_err(load(), VB_ERR_KEYS_LOST, "a list without keys is a home that lost them");
	is_err(rename(scratch_path(dir, "aside"), keys_path()), 0, "and are put back");
	buf_release(&list);
	buf_init(&list, 4);
	is_err(keyfile_get_partners(dir, &list), VB_ERR_TOO_LARGE, "longer than the caller takes");
	buf_release(&list);
	is_err(truncate(scratch_path(dir, "partners"), VB_PARTNERS_MAX_BYTES + 1), 0, "too long");
	buf_init(&list, SIZE_MAX);
	is_err(keyfile_get_partners(dir, &list), VB_ERR_TOO_LARGE, "longer than any list");
	buf_release(&list);
}

static void test_no_home(void)
{
	struct node_keys *keys = node_keys_new();
	const char *none = scratch_path(dir, "none");

	is_err(keyfile_create(none, keys), VB_ERR_NO_HOME, "no home to write keys to");
	is_err(keyfile_put_partners(none, span_of_str("x")), VB_ERR_NO_HOME, "nor a list");
	chmod(dir, 0750);
	is_err(keyfile_replace(dir, keys), VB_ERR_PERMISSIONS, "nor keys into an open home");
	chmod(dir, 0700);
	node_keys_destroy(&keys);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("libsodium");
	scratch_make(dir);
	test_round();
	test_former();
	test_permissions();
	test_damage();
	test_partners();
	test_no_home();
	buf_release(&good);
	scratch_remove(dir);
	return done();
}
