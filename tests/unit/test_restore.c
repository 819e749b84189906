/* restore, place: a home from a backup and a sheet: what goes on in it as it was and what does not; where it may be made, and what an
 * earlier try left behind. The way of a whole office: tests/blackbox/16-restore.t. */
#include "daemon/restore.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/place.h"
#include "protocol/peer/card.h"
#include "store/annex.h"
#include "store/drawers.h"
#include "store/feed.h"
#include "store/invites.h"
#include "store/keyfile.h"
#include "store/keyspace.h"
#include "store/logins.h"
#include "store/migrate.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"

#define NOW UINT64_C(1800000005000)

static const char words[] = "vier gute Worte hier";
static char away[SCRATCH_PATH_BYTES];
static struct rescue code;
static struct node_id office;
static uint64_t generation;

static struct env_txn *view(struct env *env)
{
	struct env_txn *txn;

	if (env_begin(env, VB_ENV_READ, &txn) != 0)
		bail("cannot read");
	return txn;
}

/* An office with a committee, a login and an open code, and its backup. */
static void make_backup(void)
{
	struct env_txn *txn;
	struct clerk d;

	clerk_open(&d, "Amt");
	(void)clerk_ask(&d, "committee.create", "{'name':'Beirat'}");
	(void)clerk_ask(&d, "person.add",
	                "{'fields':{'name':'Anna'},'login':'root','right':'reader'}");
	txn = node_write(d.node);
	invites_put(txn, &(struct invite_row){ .tag = { 7 }, .expires = { NOW + 60000 } });
	is_err(clerk_end(&d), 0, "an open code");
	is_err(feed_generation(node_view(d.node), &generation), 0, "a change feed");
	ok(strstr(clerk_ask(&d, "backup", "{'file':'%s'}", scratch_path(away, "backup")),
	          "'file':") != NULL,
	   "a backup");
	is_err(rescue_seal(node_keys(d.node), span_of_str(words), VB_COST_INTERACTIVE, &code), 0,
	       "a sheet");
	office = *node_self(d.node);
	clerk_close(&d);
}

static int restore_to(const char *home, const char *file, const char *passphrase, bool keep,
                      char *said, size_t size)
{
	struct restore_options options = { .home = scratch_path(away, home),
		                           .file = scratch_path(away, file),
		                           .code = code,
		                           .passphrase = span_of_str(passphrase),
		                           .keep_logins = keep };
	struct conf_why why = { "" };
	struct buf report;
	int err;

	buf_init(&report, 4096);
	err = restore_home(&options, (struct wall_ms){ NOW }, &report, &why);
	(void)snprintf(said, size, "%.*s", (int)report.size, (const char *)report.data);
	buf_release(&report);
	return err;
}

static uint32_t login_count(struct env_txn *txn)
{
	return (uint32_t)env_count(txn, VB_TABLE_LOGINS);
}

static void check_card(const char *home, const struct node_keys *keys)
{
	struct public_key sign = node_keys_sign_public(keys);
	struct partners list;
	struct card card;
	struct buf file;

	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	if (keyfile_get_partners(home, &file) != 0 ||
	    partners_decode(buf_span(&file), &sign, &list) != 0 ||
	    card_decode(list.own_card, &card) != 0)
		bail("no card");
	ok(node_id_is_equal(&card.id, &office), "the same office");
	is_u64(card.version, NOW / 1000, "its card is newer than any given out since");
	buf_release(&file);
}

static void test_restored(void)
{
	const char *home = scratch_path(away, "home");
	struct env_options options = { .flags = 0 };
	struct node_keys *keys = NULL;
	struct spaces_cursor cursor;
	struct space_info info;
	uint64_t fresh = 0, told = 0;
	struct env_txn *txn;
	struct env *env;
	struct drawer_row drawer = { .bridge = NODE_BRIDGE_MAIL,
		                     .table = span_of_str("state"),
		                     .key = span_of_str("restored") };
	struct span since = span_of(NULL, 0);
	unsigned spaces = 0, going_on = 0;
	size_t open = 9;
	char said[512];

	is_err(restore_to("home", "backup", words, false, said, sizeof(said)), 0, "restored");
	ok(strstr(said, "name\tAmt\n") != NULL, "it says whom");
	ok(strstr(said, "login\troot\treader\t") != NULL, "and which logins there were");
	is_err(keyfile_load(home, &keys), 0, "with its keys");
	check_card(home, keys);
	is_err(migrate_open(home, &options, &env), 0, "with its store");
	txn = view(env);
	spaces_open(&cursor, txn);
	while (spaces_next(&cursor, &info)) {
		spaces++;
		going_on += (info.flags & VB_SPACE_INCARNATED) != 0 ||
		            (info.flags & VB_SPACE_FETCHING) == 0;
	}
	is_err(spaces_close(&cursor), 0, "its committee and its own space");
	is_int((int)spaces, 2, "are there");
	is_int((int)going_on, 0, "none goes on in its former history");
	is_err(feed_generation(txn, &fresh), 0, "the change feed");
	ok(fresh != generation, "begins anew");
	is_err(feed_last(txn, &told), 0, "what it tells");
	ok(told > 0, "is all that was in it");
	is_err(invites_count_open(txn, (struct wall_ms){ NOW }, &open), 0, "open codes");
	is_int((int)open, 0, "are void");
	is_int((int)login_count(txn), 0, "logins are out");
	is_err(drawers_get(txn, &drawer, &since), 0, "bridges are told that their drawers are old");
	is_u64(since.size == 8 ? get_be64(since.data) : 0, NOW, "since when");
	env_abort(&txn);
	env_close(&env);
	node_keys_destroy(&keys);
	is_err(restore_to("home", "backup", words, false, said, sizeof(said)), VB_ERR_HOME_EXISTS,
	       "not over an office");
}

static void test_keep_logins(void)
{
	struct env_options options = { .flags = 0 };
	struct env_txn *txn;
	struct env *env;
	char said[512];

	is_err(restore_to("second", "backup", words, true, said, sizeof(said)), 0, "once more");
	is_err(migrate_open(scratch_path(away, "second"), &options, &env), 0, "its store");
	txn = view(env);
	is_int((int)login_count(txn), 1, "logins may stay");
	env_abort(&txn);
	env_close(&env);
}

static bool is_there(const char *name)
{
	struct stat st;

	return stat(scratch_path(away, name), &st) == 0;
}

static void test_refused(void)
{
	struct rescue right = code;
	char said[512];

	is_err(restore_to("none", "backup", "vier gute Worte", false, said, sizeof(said)),
	       VB_ERR_PASSPHRASE, "another passphrase");
	is_err(restore_to("none", "missing", words, false, said, sizeof(said)), VB_ERR_BAD_FILE,
	       "no such file");
	scratch_write(scratch_path(away, "letter"), span_of_str("Sehr geehrte Damen und Herren"));
	is_err(restore_to("none", "letter", words, false, said, sizeof(said)), VB_ERR_BAD_BACKUP,
	       "a letter");
	code.b[18] ^= 1;
	is_err(restore_to("none", "backup", words, false, said, sizeof(said)), VB_ERR_OTHER_OFFICE,
	       "another office's sheet");
	code = right;
	is_err(restore_to("none/below", "backup", words, false, said, sizeof(said)), VB_ERR_IO,
	       "no folder above");
	if (mkfifo(scratch_path(away, "pipe"), 0600) != 0)
		bail("no pipe");
	is_err(restore_to("none", "pipe", words, false, said, sizeof(said)), VB_ERR_BAD_BACKUP,
	       "a pipe, for which nobody waits");
	is_str(said, "", "nothing is told");
	ok(!is_there("none") && !is_there("none.restoring"), "nothing is written");
}

/* A later program's store is refused although all else is in order. */
static void test_newer(void)
{
	struct env_options options = { .flags = 0 };
	struct env_txn *txn;
	struct env *env;
	struct node_keys *keys = NULL;
	const char *home = scratch_path(away, "second");
	char said[512];
	int fd;

	if (migrate_open(home, &options, &env) != 0 || env_begin(env, VB_ENV_WRITE, &txn) != 0)
		bail("no store");
	keyspace_put_meta(txn, VB_META_VERSION, VB_STORE_VERSION + 1);
	is_err(env_commit(&txn), 0, "a store of a later version");
	fd = open(scratch_path(away, "newer"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || env_copy(env, fd) != 0 || keyfile_load(home, &keys) != 0 ||
	    annex_append(fd, home, keys, (struct wall_ms){ 1 }) != 0)
		bail("no backup");
	close(fd);
	env_close(&env);
	node_keys_destroy(&keys);
	is_err(restore_to("none", "newer", words, false, said, sizeof(said)), VB_ERR_STORE_NEWER,
	       "is refused");
	ok(!is_there("none") && !is_there("none.restoring"), "and leaves nothing");
}

/* ---- places ---- */

static void test_prepared(void)
{
	char said[512];
	struct stat st;

	if (mkdir(scratch_path(away, "disk"), 0755) != 0)
		bail("no folder");
	is_err(restore_to("disk", "backup", words, false, said, sizeof(said)), 0,
	       "into a folder that was prepared");
	is_int(stat(scratch_path(away, "disk"), &st) == 0 ? (int)(st.st_mode & 0777) : -1, 0700,
	       "which nobody else may enter then");
	ok(is_there("disk/node.keys") && !is_there("disk/restoring"), "it is whole");
}

static void test_left_behind(void)
{
	struct place place;
	char said[512];

	if (mkdir(scratch_path(away, "left"), 0700) != 0 ||
	    mkdir(scratch_path(away, "gone.restoring"), 0700) != 0)
		bail("no folder");
	scratch_write(scratch_path(away, "left/restoring"), span_of_str(""));
	scratch_write(scratch_path(away, "left/data.mdb"), span_of_str("half"));
	scratch_write(scratch_path(away, "gone.restoring/data.mdb"), span_of_str("half"));
	is_err(place_check(scratch_path(away, "left")), 0, "half an office may be made anew");
	is_err(place_begin(scratch_path(away, "left"), &place), 0, "somebody does");
	is_err(restore_to("left", "backup", words, false, said, sizeof(said)), VB_ERR_LOCKED,
	       "and nobody else meanwhile");
	place_abort(&place);
	ok(is_there("left") && !is_there("left/data.mdb"), "gives up, and takes it away");
	is_err(restore_to("left", "backup", words, false, said, sizeof(said)), 0, "the next one");
	is_err(restore_to("gone", "backup", words, false, said, sizeof(said)), 0, "beside it, too");
	ok(!is_there("gone.restoring"), "nothing is left");
	/* A mark beside keys is no half office. */
	scratch_write(scratch_path(away, "left/restoring"), span_of_str(""));
	is_err(place_check(scratch_path(away, "left")), VB_ERR_HOME_EXISTS, "a whole one stays");
}

int main(void)
{
	scratch_make(away);
	make_backup();
	test_restored();
	test_keep_logins();
	test_refused();
	test_newer();
	test_prepared();
	test_left_behind();
	scratch_remove(away);
	return done();
}
