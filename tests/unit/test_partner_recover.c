/* partner: an older copy of the store beside a newer partner list. */
#include "daemon/core/partner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/core/own_card.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

enum { US, THEM, OFFICES };

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char bytes[65536];
	size_t size;

	if (in == NULL || out == NULL)
		bail("cannot copy");
	while ((size = fread(bytes, 1, sizeof(bytes), in)) > 0)
		(void)fwrite(bytes, 1, size, out);
	fclose(in);
	fclose(out);
}

static bool calls_with_newest_key(const struct town *t)
{
	struct node_target target;

	return node_dial_targets(t->nodes[THEM], &target, 1) == 1 &&
	       memcmp(target.curve.b, node_card(t->nodes[US])->curve.b, sizeof(target.curve.b)) ==
	               0;
}

static void new_keys(struct town *t)
{
	is_err(own_card_rotate(t->nodes[US], t->now), 0, "new keys");
	is_err(town_commit(t, US), 0, "kept");
	town_link(t, US, THEM);
	town_run(t);
	town_pass(t, 1000);
	town_run(t);
	ok(!own_card_is_rotating(t->nodes[US]), "the partner holds them: the former ones go");
	town_unlink(t, US, THEM);
}

int main(void)
{
	struct town t;
	char *store, *copy;

	town_init(&t, OFFICES);
	town_set_endpoint(&t, US, "tcp://127.0.0.1:7001");
	town_pair(&t, US, THEM);
	town_close(&t, THEM);
	store = strdup(town_file(&t, THEM, "data.mdb"));
	copy = strdup(town_file(&t, THEM, "copy"));
	copy_file(store, copy);
	town_reopen(&t, THEM);
	new_keys(&t);
	ok(calls_with_newest_key(&t), "it is called by its new key");
	town_close(&t, THEM);
	copy_file(copy, store);
	town_reopen(&t, THEM);
	ok(calls_with_newest_key(&t), "also by an office whose store is from before");
	town_restart(&t, THEM);
	ok(calls_with_newest_key(&t), "which keeps it");
	free(store);
	free(copy);
	town_release(&t);
	return done();
}
