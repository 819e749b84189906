/* look: see look.h; tested by tests/blackbox/10-doctor.t. */
#include "daemon/look.h"

#include <string.h>

#include "daemon/conf.h"
#include "protocol/peer/partners.h"
#include "store/home.h"
#include "store/keyfile.h"
#include "store/keyspace.h"
#include "store/migrate.h"

#define CONF_MAX_BYTES 65536u

static void say(FILE *out, const char *what, int err, const char *detail)
{
	(void)fprintf(out, "%s\t%d\t%s\n", what, -err, detail);
}

/* What the partner list holds can be told from damage only with our key. */
static int partners_check(const char *home, const struct node_keys *keys)
{
	struct partners list;
	struct public_key own;
	struct buf file;
	int err;

	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	err = keyfile_get_partners(home, &file);
	if (err == VB_ERR_NOT_FOUND)
		err = VB_ERR_PARTNERS_LOST;
	if (err == 0 && keys != NULL) {
		own = node_keys_sign_public(keys);
		err = partners_decode(buf_span(&file), &own, &list);
	}
	buf_release(&file);
	return err;
}

static void look_at_keys(const char *home, FILE *out)
{
	struct node_keys *keys = NULL;

	say(out, "keys", keyfile_load(home, &keys), "");
	say(out, "partners", partners_check(home, keys), "");
	node_keys_destroy(&keys);
}

static void look_at_conf(const char *conf_path, FILE *out)
{
	struct conf_why why = { "" };
	struct conf conf;
	struct buf text;
	int err = conf_load(conf_path, &conf, &why);

	say(out, "settings", err, why.text);
	if (err != 0)
		return;
	buf_init(&text, CONF_MAX_BYTES);
	conf_format(&conf, &text);
	buf_put_u8(&text, 0);
	for (char *line = (char *)text.data; *line != '\0';) {
		char *end = line + strcspn(line, "\n");
		int name = (int)strcspn(line, " ");

		(void)fprintf(out, "setting\t%.*s\t%.*s\n", name, line,
		              (int)(end - line) - name - 1, line + name + 1);
		line = *end == '\n' ? end + 1 : end;
	}
	buf_release(&text);
}

/* An older store is brought to this version when the daemon starts. */
static int version_check(struct env *env)
{
	struct env_txn *txn;
	uint64_t version = 0;
	int err = env_begin(env, VB_ENV_READ, &txn);

	if (err != 0)
		return err;
	err = keyspace_get_meta(txn, VB_META_VERSION, &version);
	env_abort(&txn);
	if (err == VB_ERR_NOT_FOUND || (err == 0 && version == 0))
		return VB_ERR_STORE_CORRUPT;
	return err == 0 && version > VB_STORE_VERSION ? VB_ERR_STORE_NEWER : err;
}

/* Whoever holds the home has opened the store; another process must not. */
static void look_at_store(const char *home, FILE *out)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY };
	struct env *env = NULL;
	long holder = home_lock_holder(home);
	char number[32];
	int err;

	(void)snprintf(number, sizeof(number), "%ld", holder);
	say(out, "lock", holder == 0 ? 0 : VB_ERR_LOCKED, holder == 0 ? "" : number);
	if (holder != 0)
		return;
	err = keyspace_open(home, &options, &env);
	if (err == 0)
		err = version_check(env);
	env_close(&env);
	say(out, "store", err, "");
}

void look_print(const char *home, const char *conf_path, FILE *out)
{
	int err = crypt_init();

	if (err == 0)
		err = home_check(home);
	say(out, "home", err, home);
	if (err == VB_ERR_NO_HOME)
		return;
	look_at_conf(conf_path, out);
	look_at_keys(home, out);
	look_at_store(home, out);
}
