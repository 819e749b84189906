/* init: see init.h; tested by tests/blackbox/01-start.t. */
#include "daemon/init.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/core/node.h"
#include "daemon/place.h"
#include "protocol/name.h"
#include "store/home.h"
#include "store/keyfile.h"

#define CONF_NAME "verbundd.conf"

/* ---- what is asked for ---- */

static int why_missing(struct conf_why *detail, const char *option)
{
	snprintf(detail->text, sizeof(detail->text), "%s", option);
	return VB_ERR_MISSING_VALUE;
}

static void put_line(struct buf *out, const char *key, const char *value)
{
	if (!value)
		return;
	buf_put(out, key, strlen(key));
	buf_put(out, " ", 1);
	buf_put(out, value, strlen(value));
	buf_put(out, "\n", 1);
}

/* The settings file, read back to see that the daemon will take it. */
static int write_conf(const struct init_options *o, struct buf *text, struct conf *conf,
                      struct conf_why *detail)
{
	put_line(text, "listen", o->listen);
	put_line(text, "advertise", o->advertise);
	if (text->err < 0)
		return text->err;
	return conf_parse(buf_span(text), conf, detail);
}

static int fill_card(const struct init_options *o, const struct conf *conf, struct card *card,
                     struct conf_why *detail)
{
	const char *endpoint = conf->advertise[0] != '\0' ? conf->advertise : conf->listen;
	int err;

	memset(card, 0, sizeof(*card));
	if (!o->name || !o->kind)
		return why_missing(detail, !o->name ? "--name" : "--kind");
	if (node_kind_parse(o->kind, &card->kind) < 0) {
		snprintf(detail->text, sizeof(detail->text), "--kind %.40s", o->kind);
		return VB_ERR_BAD_VALUE;
	}
	err = name_check(span_of_str(o->name));
	if (err < 0) {
		snprintf(detail->text, sizeof(detail->text),
		         "--name must have 1 to 400 bytes and no control characters");
		return err;
	}
	card->name = span_of_str(o->name);
	card->ags = span_of_str(o->ags ? o->ags : "");
	if (endpoint[0] != '\0') {
		card->endpoints[0] = span_of_str(endpoint);
		card->endpoint_count = 1;
	}
	return 0;
}

/* ---- the directory ---- */

static int office_id(const char *home, struct node_id *id)
{
	struct node_keys *keys = NULL;
	struct public_key sign;
	int err = keyfile_load(home, &keys);

	if (err < 0)
		return err;
	sign = node_keys_sign_public(keys);
	crypt_node_id(&sign, id);
	node_keys_destroy(&keys);
	return 0;
}

static int make_in(const char *made, const struct card *card, struct span conf_text,
                   struct wall_ms now, struct node_id *id)
{
	int err = node_create(made, card, now);

	if (err == 0)
		err = home_replace(made, CONF_NAME, conf_text);
	return err == 0 ? office_id(made, id) : err;
}

/* Made beside its place, so that nobody ever sees half of one. */
static int make_beside(const char *home, const struct card *card, struct span conf_text,
                       struct wall_ms now, struct node_id *id)
{
	char made[VB_HOME_PATH_MAX_BYTES];
	size_t size = strlen(home);
	int err;

	while (size > 1 && home[size - 1] == '/')
		size--;
	if (size + sizeof(".init-XXXXXX") > sizeof(made))
		return VB_ERR_TOO_LARGE;
	snprintf(made, sizeof(made), "%.*s.init-XXXXXX", (int)size, home);
	if (!mkdtemp(made))
		return home_error(errno);
	err = make_in(made, card, conf_text, now, id);
	if (err == 0)
		err = place_move(made, home);
	if (err < 0) {
		place_empty(made);
		rmdir(made);
	}
	return err;
}

/* A directory that an administrator prepared, perhaps a disk of its own or in a folder that is not ours, cannot be
 * replaced: it is filled. */
static int make_home(const char *home, const struct card *card, struct span conf_text,
                     struct wall_ms now, struct node_id *id)
{
	struct stat st;
	int err;

	if (place_is_taken(home))
		return VB_ERR_HOME_EXISTS;
	if (stat(home, &st) < 0)
		return make_beside(home, card, conf_text, now, id);
	err = make_in(home, card, conf_text, now, id);
	if (err < 0)
		place_empty(home);
	return err;
}

/* What is left of the reasons, once name and settings are in order, in the words of the one who asked. */
static int why_not_made(const struct init_options *o, struct conf_why *detail, int err)
{
	if (err == VB_ERR_BAD_CARD) {
		snprintf(detail->text, sizeof(detail->text), "--ags must have 2, 3, 5 or 8 digits");
		return VB_ERR_BAD_VALUE;
	}
	if (err == VB_ERR_NO_HOME) {
		snprintf(detail->text, sizeof(detail->text), "the folder above %.200s is not there",
		         o->home);
		return VB_ERR_IO;
	}
	return err;
}

int init_home(const struct init_options *options, struct wall_ms now, struct node_id *id,
              struct conf_why *detail)
{
	struct card card;
	struct conf conf;
	struct buf text;
	int err;

	detail->text[0] = '\0';
	buf_init(&text, 4096);
	err = write_conf(options, &text, &conf, detail);
	if (err == 0)
		err = fill_card(options, &conf, &card, detail);
	if (err == 0)
		err = make_home(options->home, &card, buf_span(&text), now, id);
	buf_release(&text);
	return why_not_made(options, detail, err);
}
