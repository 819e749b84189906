/* restore: see restore.h. */
#include "daemon/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/control/rights.h"
#include "daemon/place.h"
#include "protocol/array.h"
#include "protocol/node_id.h"
#include "protocol/peer/card.h"
#include "store/annex.h"
#include "store/check.h"
#include "store/drawers.h"
#include "store/feed.h"
#include "store/invites.h"
#include "store/keyfile.h"
#include "store/keyspace.h"
#include "store/logins.h"
#include "store/migrate.h"
#include "store/record_keys.h"
#include "store/spaces.h"

#define BLOCK_BYTES 65536u

struct restore {
	const struct restore_options *options;
	struct wall_ms now;
	struct buf *report;
	int fd; /* the backup */
	struct annex annex;
	struct node_keys *keys;
	struct place place;
};

static void report_line(struct restore *r, const char *word, const char *value)
{
	buf_put(r->report, word, strlen(word));
	buf_put(r->report, "\t", 1);
	buf_put(r->report, value, strlen(value));
	buf_put(r->report, "\n", 1);
}

/* ---- before anything is written ---- */

/* The keys of the backup's office, if the sheet is of that office, too. */
static int open_keys(struct restore *r)
{
	const struct restore_options *o = r->options;
	struct node_keys *sheet = NULL;
	struct public_key found;
	struct node_id office;
	int err;

	crypt_node_id(&r->annex.office, &office);
	if (!rescue_is_of(&o->code, &office))
		return VB_ERR_OTHER_OFFICE;
	err = rescue_open(&o->code, o->passphrase, &sheet);
	if (err < 0)
		return err;
	found = node_keys_sign_public(sheet);
	if (memcmp(found.b, r->annex.office.b, sizeof(found.b)) != 0)
		err = VB_ERR_OTHER_OFFICE;
	else if (rescue_unlock(sheet, r->annex.locked, &r->keys) != 0)
		err = VB_ERR_BAD_BACKUP;
	node_keys_destroy(&sheet);
	return err;
}

/* ---- the store ---- */

static int write_all(int fd, const uint8_t *data, size_t size)
{
	while (size > 0) {
		ssize_t done = write(fd, data, size);

		if (done < 0 && errno != EINTR)
			return home_error(errno);
		if (done > 0) {
			data += done;
			size -= (size_t)done;
		}
	}
	return 0;
}

/* Copies the store's part; it must still be what was checked. */
static int copy_blocks(struct restore *r, int to)
{
	uint8_t block[BLOCK_BYTES];
	uint64_t left = r->annex.store_bytes;
	struct hasher h;
	struct hash found;

	if (lseek(r->fd, 0, SEEK_SET) != 0)
		return VB_ERR_IO;
	hasher_init(&h, NULL);
	while (left > 0) {
		ssize_t got =
			read(r->fd, block, left < sizeof(block) ? (size_t)left : sizeof(block));
		int err;

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 ? VB_ERR_BAD_BACKUP : VB_ERR_IO;
		hasher_put(&h, block, (size_t)got);
		err = write_all(to, block, (size_t)got);
		if (err < 0)
			return err;
		left -= (uint64_t)got;
	}
	hasher_finish(&h, &found);
	return memcmp(found.b, r->annex.store.b, sizeof(found.b)) == 0 ? 0 : VB_ERR_BAD_BACKUP;
}

static int copy_store(struct restore *r)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	int to, err = home_path(r->place.made, "data.mdb", path);

	if (err < 0)
		return err;
	to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (to < 0)
		return home_error(errno);
	err = copy_blocks(r, to);
	if (err == 0 && fsync(to) != 0)
		err = home_error(errno);
	if (close(to) != 0 && err == 0)
		err = home_error(errno);
	return err;
}

/* Counts what a whole backup does not have. The bytes of documents are in none: they are fetched again. */
static void count_finding(void *ctx, const struct finding *finding)
{
	uint64_t *count = ctx;

	*count += finding->code != VB_FINDING_BLOB;
}

/* As verbundd --check does. An older version of the store is looked through after it was brought to this one. */
static int check_store(struct restore *r)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY | VB_ENV_WALK };
	uint64_t faults = 0;
	struct findings seen = { .tell = count_finding, .ctx = &faults };
	struct env *env = NULL;
	int err = keyspace_open(r->place.made, &options, &env);

	if (err == 0)
		err = check_run(env, &seen);
	if (err == 0 && faults > 0)
		err = VB_ERR_STORE_CORRUPT;
	env_close(&env);
	return err;
}

/* Tells of all logins, and takes them out unless they may stay. */
static int settle_logins(struct restore *r, struct env_txn *txn)
{
	struct login *all = NULL;
	uint32_t count = 0, capacity = 0;
	struct logins_cursor cursor;
	struct login login;
	int err;

	logins_open(&cursor, txn);
	while (logins_next(&cursor, &login)) {
		char person[2 * VB_RECORD_ID_BYTES + 1];
		char line[VB_LOGIN_MAX_BYTES + sizeof(person) + 32];

		hex_format(login.person.b, sizeof(login.person.b), person);
		(void)snprintf(line, sizeof(line), "%s\t%s\t%s", login.name,
		               rights_name(login.right), person);
		report_line(r, "login", line);
		all = array_reserve(all, &capacity, count + 1u, sizeof(*all));
		all[count++] = login;
	}
	err = logins_close(&cursor);
	for (uint32_t i = 0; i < count && !r->options->keep_logins; i++)
		logins_del(txn, &all[i]);
	free(all);
	return err;
}

static void report_number(struct restore *r, const char *word, uint64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%ju", (uintmax_t)number);
	report_line(r, word, text);
}

/* Tells how many records stay locked; the daemon takes them out and asks the other offices for them. */
static int count_locked(struct restore *r, struct env *env)
{
	struct record_keys *keys = NULL;
	struct record_keys_cursor cursor;
	struct record_keys_row row;
	struct env_txn *txn;
	uint64_t count = 0;
	int err = record_keys_open(env, r->place.made, r->keys, &keys);

	if (err != 0)
		return err;
	txn = env_start(env, VB_ENV_READ);
	record_keys_open_rows(&cursor, txn);
	while (record_keys_next(&cursor, &row))
		count += !record_keys_has(keys, row.number);
	err = record_keys_close_rows(&cursor);
	env_abort(&txn);
	record_keys_close(&keys);
	report_number(r, "locked", count);
	return err;
}

/* The copy of the record keys, or a file without any. */
static int write_record_keys(struct restore *r)
{
	struct wall_ms time;
	int err = record_keys_restore(r->place.made, r->keys, r->options->keys, r->now, &time);

	if (err == 0)
		report_number(r, "keys", time.v);
	return err;
}

/* What may not go on as it was. */
static int change_store(struct restore *r)
{
	struct env_options options = { .flags = 0 };
	struct env_txn *txn = NULL;
	struct env *env = NULL;
	size_t open;
	int err = migrate_open(r->place.made, &options, &env);

	if (err == 0)
		err = env_begin(env, VB_ENV_WRITE, &txn);
	if (err == 0) {
		spaces_forget_incarnations(txn);
		feed_retell(txn);
		drawers_note_restored(txn, r->now);
		keyspace_put_meta(txn, VB_META_BACKUP, r->annex.time.v);
		err = invites_expire(txn, (struct wall_ms){ UINT64_MAX }, &open);
	}
	if (err == 0)
		err = settle_logins(r, txn);
	if (err == 0)
		err = env_commit(&txn);
	else
		env_abort(&txn);
	if (err == 0)
		err = count_locked(r, env);
	env_close(&env);
	return err;
}

/* ---- the files beside it ---- */

/* The card that follows the one in the backup, and all that others may have seen since. */
static int next_card(struct restore *r, struct span bytes, struct buf *out)
{
	struct card card;
	char name[VB_NAME_MAX_BYTES + 1];

	if (card_decode(bytes, &card) != 0 ||
	    memcmp(card.sign.b, r->annex.office.b, sizeof(card.sign.b)) != 0)
		return VB_ERR_BAD_BACKUP;
	card.previous = card.hash;
	card.version = card.version + 1 > r->now.v / 1000 ? card.version + 1 : r->now.v / 1000;
	card.issued = r->now;
	(void)snprintf(name, sizeof(name), "%.*s", (int)card.name.size,
	               (const char *)card.name.data);
	report_line(r, "name", name);
	return card_encode(&card, r->keys, out);
}

static int write_partners(struct restore *r)
{
	struct partners list;
	struct buf card, file;
	int err = partners_decode(r->annex.partners, &r->annex.office, &list);

	buf_init(&card, VB_CARD_MAX_BYTES);
	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	if (err < 0)
		err = VB_ERR_BAD_BACKUP;
	if (err == 0)
		err = next_card(r, list.own_card, &card);
	if (err == 0) {
		list.own_card = buf_span(&card);
		partners_encode(&list, r->keys, &file);
		err = file.err;
	}
	if (err == 0)
		err = keyfile_put_partners(r->place.made, buf_span(&file));
	buf_release(&card);
	buf_release(&file);
	return err;
}

static void report_office(struct restore *r)
{
	char id[VB_NODE_ID_TEXT_BYTES];
	struct node_id office;

	crypt_node_id(&r->annex.office, &office);
	node_id_format(&office, id);
	report_line(r, "id", id);
	report_number(r, "time", r->annex.time.v);
}

/* Fills the directory; the keys come last: a home that has them is whole. */
static int fill(struct restore *r)
{
	int err = copy_store(r);

	report_office(r);
	if (err == 0)
		err = write_record_keys(r);
	if (err == 0)
		err = change_store(r);
	if (err == 0)
		err = check_store(r);
	if (err == 0)
		err = write_partners(r);
	if (err == 0)
		err = home_replace(r->place.made, "verbundd.conf", r->annex.settings);
	if (err == 0)
		err = keyfile_create(r->place.made, r->keys);
	return err;
}

static int restore_from(struct restore *r)
{
	int err = place_check(r->options->home);

	if (err == 0)
		err = annex_read(r->fd, &r->annex);
	if (err < 0)
		return err;
	err = open_keys(r);
	if (err == 0)
		err = place_begin(r->options->home, &r->place);
	if (err == 0) {
		err = fill(r);
		if (err == 0)
			err = place_finish(&r->place);
		else
			place_abort(&r->place);
	}
	node_keys_destroy(&r->keys);
	annex_release(&r->annex);
	return err;
}

/* What the error is about: the file, the sheet or the place. */
static void say_why(const struct restore_options *o, int err, struct conf_why *detail)
{
	const char *what = o->home;

	if (err == VB_ERR_BAD_FILE || err == VB_ERR_BAD_BACKUP || err == VB_ERR_OTHER_OFFICE ||
	    err == VB_ERR_STORE_NEWER || err == VB_ERR_STORE_CORRUPT || err == VB_ERR_VERSION)
		what = o->file;
	else if (err == VB_ERR_BAD_KEYS_BACKUP || err == VB_ERR_KEYS_BACKUP_OLD)
		what = o->keys;
	else if (err == VB_ERR_PASSPHRASE || err == VB_ERR_NO_MEMORY)
		what = "recovery sheet";
	(void)snprintf(detail->text, sizeof(detail->text), "%.200s", what);
}

int restore_home(const struct restore_options *options, struct wall_ms now, struct buf *report,
                 struct conf_why *detail)
{
	struct restore r = { .options = options, .now = now, .report = report };
	int err = crypt_init();

	if (err < 0)
		return err;
	r.fd = open(options->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	err = r.fd < 0 ? VB_ERR_BAD_FILE : restore_from(&r);
	if (r.fd >= 0)
		close(r.fd);
	if (err == VB_ERR_NO_HOME) {
		(void)snprintf(detail->text, sizeof(detail->text),
		               "the folder above %.200s is not there", options->home);
		return VB_ERR_IO;
	}
	if (err < 0)
		say_why(options, err, detail);
	return err;
}
