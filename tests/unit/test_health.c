/* health: each cause on its own, at its threshold and just before. */
#include "daemon/control/health.h"

#include <stdio.h>
#include <string.h>

#include "daemon/control/backups.h"
#include "daemon/control/control.h"
#include "daemon/control/file_waits.h"
#include "daemon/core/core.h"
#include "daemon/core/quota.h"
#include "daemon/core/settings.h"
#include "store/forks.h"
#include "store/keyfile.h"
#include "store/keyspace.h"
#include "store/trust.h"
#include "tests/tap.h"
#include "tests/unit/filing.h"
#include "tests/unit/notation.h"

#define MINUTE ((uint64_t)60 * 1000)
#define DAY VB_HEALTH_DAY_MS
#define SMALL_MAP_BYTES (1u << 20)

static const enum audience ALL = VB_AUDIENCE_ALL;

static struct request request_of(struct town *t, uint32_t office)
{
	static const struct control_shell shell;

	return (struct request){ .node = t->nodes[office], .shell = &shell, .now = t->now };
}

/* What is not in order at an office, in notation; lives until the next call. */
static const char *faults(struct town *t, uint32_t office)
{
	static char text[4096];
	struct request q = request_of(t, office);
	struct buf packed, out;
	int err;

	buf_init(&packed, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&out, sizeof(text) - 1);
	q.backups = backups_new(q.node);
	err = health_pack(&q, &packed);
	backups_destroy(&q.backups);
	if (err != 0)
		bail("health: %s", err_name(err));
	notation_write(buf_span(&packed), &out);
	(void)snprintf(text, sizeof(text), "%.*s", (int)out.size, (const char *)out.data);
	buf_release(&packed);
	buf_release(&out);
	return text;
}

static bool has(struct town *t, uint32_t office, const char *part)
{
	bool found = strstr(faults(t, office), part) != NULL;

	if (!found)
		diag("faults: %s", faults(t, office));
	return found;
}

static struct health_waiting waiting(struct town *t, uint32_t office)
{
	struct request q = request_of(t, office);
	struct health_waiting sum = { .held = 0 };

	if (health_waiting(&q, &sum) != 0)
		bail("waiting");
	return sum;
}

static void write_paper(struct town *t, uint32_t office, const struct space_id *space)
{
	struct record_id id;

	if (town_create(t, office, space, ALL, VB_KIND_PAPER, "Vorlage", &id) != 0)
		bail("cannot write");
	town_run(t);
}

static void test_backup(void)
{
	struct town t;
	struct space_id space;

	town_init(&t, 1);
	is_str(faults(&t, 0), "[]", "a new office is in order");
	town_pass(&t, VB_HEALTH_BACKUP_MS + 1);
	is_str(faults(&t, 0), "[]", "one without any entry needs no backup");
	space = town_found(&t, 0);
	write_paper(&t, 0, &space);
	is_str(faults(&t, 0), "[{'word':'backup'}]",
	       "one with entries does, two weeks after its beginning");
	keyspace_put_meta(node_write(t.nodes[0]), VB_META_BACKUP, t.now.wall.v);
	town_run(&t);
	is_str(faults(&t, 0), "[]", "with a backup it is in order");
	town_pass(&t, VB_HEALTH_BACKUP_MS);
	is_str(faults(&t, 0), "[]", "for two weeks");
	town_pass(&t, 1);
	ok(has(&t, 0, "'since':") && has(&t, 0, "'word':'backup'"), "then it is too old");
	town_release(&t);
}

static void keep_backed_up(struct town *t, uint32_t office)
{
	keyspace_put_meta(node_write(t->nodes[office]), VB_META_BACKUP, t->now.wall.v);
	town_run(t);
}

static void test_silent(void)
{
	struct town t;
	struct space_id space;

	town_init(&t, 2);
	town_pair(&t, 0, 1);
	space = town_found(&t, 0);
	town_admit(&t, 0, &space, 1, VB_ROLE_MEMBER);
	town_link(&t, 0, 1);
	town_run(&t);
	town_pass(&t, 30 * DAY);
	keep_backed_up(&t, 0);
	is_str(faults(&t, 0), "[]",
	       "with a link it does not matter when the other last said something");
	town_unlink(&t, 0, 1);
	town_pass(&t, VB_HEALTH_SILENT_MS);
	town_run(&t);
	keep_backed_up(&t, 0);
	ok(strstr(faults(&t, 0), "silent") != NULL, "it was silent for 44 days before");
	town_link(&t, 0, 1);
	town_run(&t);
	town_unlink(&t, 0, 1);
	town_pass(&t, VB_HEALTH_SILENT_MS - 1);
	keep_backed_up(&t, 0);
	is_str(faults(&t, 0), "[]", "two weeks without a word are the holidays");
	town_pass(&t, 1);
	ok(has(&t, 0, "'word':'silent'") && !strstr(faults(&t, 0), "amount"), "no longer");
	town_link(&t, 0, 1);
	town_run(&t);
	town_unlink(&t, 0, 1);
	write_paper(&t, 0, &space);
	town_pass(&t, VB_HEALTH_SILENT_MS / 2 - 1);
	keep_backed_up(&t, 0);
	is_str(faults(&t, 0), "[]", "a week is fine");
	town_pass(&t, 1);
	ok(has(&t, 0, "{'amount':2,'id':") && has(&t, 0, "'word':'silent'"),
	   "but not where two entries have not arrived");
	town_release(&t);
}

static void test_never_heard(void)
{
	struct town t;

	town_init(&t, 2);
	town_pair(&t, 0, 1);
	is_str(faults(&t, 0), "[]", "a partner that was never heard, at first");
	town_pass(&t, VB_HEALTH_SILENT_MS);
	ok(has(&t, 0, "'word':'silent'"), "counts from the pairing");
	town_release(&t);
}

static void test_keys_and_clock(void)
{
	struct trust changed = { .key_changed = { 77 } };
	struct town t;

	town_init(&t, 2);
	town_pair(&t, 0, 1);
	trust_put(node_write(t.nodes[0]), &t.ids[1], &changed);
	town_run(&t);
	ok(has(&t, 0, "'since':77,'word':'keyChanged'"), "new keys that nobody has confirmed");
	changed.key_changed.v = 0;
	trust_put(node_write(t.nodes[0]), &t.ids[1], &changed);
	town_run(&t);
	town_link(&t, 0, 1);
	town_run(&t);
	is_str(faults(&t, 0), "[]", "confirmed, with equal clocks");
	t.now.wall.v -= 10 * MINUTE;
	is_str(faults(&t, 0), "[]", "ten minutes apart");
	t.now.wall.v -= 1;
	ok(has(&t, 0, "[{'amount':600001,'id':") && has(&t, 0, "'word':'clock'"), "and more");
	t.now.wall.v += 20 * MINUTE + 2;
	ok(has(&t, 0, "[{'amount':-600001,'id':"), "the other way");
	town_release(&t);
}

static void test_committees(void)
{
	struct town t;
	struct space_id space;

	town_init(&t, 2);
	space = town_found(&t, 0);
	write_paper(&t, 0, &space);
	node_space_find(t.nodes[0], &space)->fetching = true;
	ok(has(&t, 0, "'word':'fetching'"), "a committee that is being fetched");
	node_space_find(t.nodes[0], &space)->fetching = false;
	is_str(faults(&t, 0), "[]", "no more");
	forks_put(node_write(t.nodes[0]), town_log(&t, 0, &space, 0, ALL)->handle, 0,
	          span_of_str("x"));
	town_run(&t);
	is_str(faults(&t, 0), "[]", "two histories, one of which was chosen");
	logs_judge(node_logs(t.nodes[0]), node_write(t.nodes[0]),
	           town_log(&t, 0, &space, 0, ALL)->handle, 0, 0, VB_ERR_FORK);
	town_commit(&t, 0);
	ok(has(&t, 0, "'word':'fork'") && has(&t, 0, "'name':'Amt'"),
	   "two histories, by an office that is named");
	forks_del(node_write(t.nodes[0]), town_log(&t, 0, &space, 0, ALL)->handle);
	logs_judge(node_logs(t.nodes[0]), node_write(t.nodes[0]),
	           town_log(&t, 0, &space, 0, ALL)->handle, town_log(&t, 0, &space, 0, ALL)->count,
	           town_log(&t, 0, &space, 0, ALL)->count, 0);
	town_run(&t);
	is_str(faults(&t, 0), "[]", "no more");
	town_release(&t);
}

/* An old copy of node.keys: what is sealed to the new box key cannot be opened. */
static void lose_keys(struct town *t, uint32_t office)
{
	char home[SCRATCH_PATH_BYTES];
	struct node_keys *keys = NULL;

	(void)snprintf(home, sizeof(home), "%s", node_home(t->nodes[office]));
	town_close(t, office);
	if (keyfile_load(home, &keys) != 0)
		bail("no keys");
	node_keys_rotate(keys, (struct wall_ms){ 1 });
	node_keys_forget(keys, 1);
	if (keyfile_replace(home, keys) != 0)
		bail("no new keys");
	node_keys_destroy(&keys);
	town_reopen(t, office);
}

static void test_waiting(void)
{
	struct town t;
	struct space_id space;

	town_init(&t, 3);
	town_pair(&t, 0, 1);
	space = town_found(&t, 0);
	town_admit(&t, 0, &space, 1, VB_ROLE_MEMBER);
	town_link(&t, 0, 1);
	town_run(&t);
	write_paper(&t, 0, &space);
	is_u64(waiting(&t, 1).held + waiting(&t, 1).no_key, 0, "nothing waits");
	town_unlink(&t, 0, 1);
	town_admit(&t, 0, &space, 2, VB_ROLE_MEMBER);
	write_paper(&t, 0, &space);
	is_err(town_offer_log(&t, 1, 0, &space, 0, ALL), 0,
	       "a log comes before the decision it cites");
	town_run(&t);
	is_u64(waiting(&t, 1).held, 1, "its last entry is held");
	is_str(faults(&t, 1), "[]", "which is no fault");
	lose_keys(&t, 1);
	town_link(&t, 0, 1);
	town_run(&t);
	is_u64(waiting(&t, 1).held, 0, "with the decision it is not held any more");
	ok(waiting(&t, 1).no_key > 0, "but cannot be read with other keys than it was sealed to");
	ok(has(&t, 1, "'word':'keys'") && has(&t, 1, "'amount':"), "which is a fault");
	town_release(&t);
}

static void test_full(void)
{
	struct town t;
	struct space_id space;
	struct record_id id;
	int written = 0;
	int err = 0;

	town_init_sized(&t, 1, SMALL_MAP_BYTES);
	space = town_found(&t, 0);
	is_str(faults(&t, 0), "[]", "a small store with room");
	while (err == 0 && strstr(faults(&t, 0), "'word':'store'") == NULL && written++ < 10000) {
		err = town_create(&t, 0, &space, ALL, VB_KIND_PAPER, "Vorlage", &id);
		if (err == 0)
			err = town_commit(&t, 0);
	}
	is_err(err, 0, "is written to");
	ok(has(&t, 0, "[{'amount':8"), "until it is full to more than four fifths");
	t.fails_allowed = 1;
	while (err == 0 && written++ < 20000) {
		err = town_create(&t, 0, &space, ALL, VB_KIND_PAPER, "Vorlage", &id);
		if (err == 0)
			err = town_commit(&t, 0);
	}
	is_err(err, VB_ERR_DISK_FULL, "and full");
	ok(has(&t, 0, "[{'amount':2004,'word':'writing'}"), "what cannot be written is told");
	keep_backed_up(&t, 0);
	ok(has(&t, 0, "'word':'writing'"), "for a minute, though a small turn succeeds");
	town_pass(&t, MINUTE);
	ok(strstr(faults(&t, 0), "writing") == NULL, "and then no more");
	town_release(&t);
}

/* What there is no room for at office 1, of office 0, which founded the space. */
static void test_quotas(void)
{
	struct town t;
	struct space_id space;
	struct node_id stranger = { { 7 } };
	struct settings *settings;
	struct quota_claim claim = { .audience = ALL, .bytes = 1 };

	town_init(&t, 2);
	town_pair(&t, 0, 1);
	space = town_found(&t, 0);
	town_admit(&t, 0, &space, 1, VB_ROLE_MEMBER);
	town_link(&t, 0, 1);
	town_run(&t);
	settings = node_settings(t.nodes[1]);
	claim.space = core_space_find(t.nodes[1], &space);
	claim.author = &t.ids[0];
	is_err(quota_check(t.nodes[1], &claim, t.now), 0, "there is room");
	ok(!has(&t, 1, "'word':'quota"), "nothing is told");
	settings->member_day_bytes = 0;
	is_err(quota_check(t.nodes[1], &claim, t.now), VB_ERR_QUOTA, "none today");
	ok(has(&t, 1, "'amount':0") && has(&t, 1, "'word':'quotaDay'"), "is told");
	claim.audience = VB_AUDIENCE_OPEN;
	settings->member_bytes = 1;
	claim.bytes = 2;
	is_err(quota_check(t.nodes[1], &claim, t.now), VB_ERR_QUOTA, "none at all");
	ok(has(&t, 1, "'amount':1") && has(&t, 1, "'word':'quota'"), "is told, too");
	settings->member_bytes = UINT64_MAX;
	settings->founder_bytes = 3;
	claim.bytes = 4000;
	claim.author = &stranger;
	is_err(quota_check(t.nodes[1], &claim, t.now), VB_ERR_QUOTA, "an invented member");
	ok(has(&t, 1, "'amount':3") && has(&t, 1, "'name':'Amt'") &&
	           has(&t, 1, "'word':'quotaFounder'"),
	   "is told by the name of who founded the space");
	town_release(&t);
}

/* Why a document of office 0 is not fetched at office 1. */
static const char *waits(struct town *t, const struct filing *f)
{
	struct request q = request_of(t, 1);
	struct blob_row row = filing_row(t, 1, f);
	const char *word = file_waits_why(&q, &row);

	return word ? word : "";
}

/* Documents of office 0 that there is no room for at office 1. */
static void test_documents(void)
{
	struct town t;
	struct space_id space;
	struct settings *settings;
	struct filing f;

	town_init(&t, 2);
	town_pair(&t, 0, 1);
	space = town_found(&t, 0);
	town_admit(&t, 0, &space, 1, VB_ROLE_MEMBER);
	settings = node_settings(t.nodes[1]);
	settings->file_bytes = 100000 + 3 * 48 - 1;
	is_err(filing_add(&t, 0, &space, ALL, 100000, 1, FILING_GOOD, &f), 0, "a document");
	is_err(town_commit(&t, 0), 0, "kept");
	town_link(&t, 0, 1);
	town_run(&t);
	is_u64(filing_row(&t, 1, &f).size, 100000, "is known");
	is_str(waits(&t, &f), "space", "there is a byte too little room for it");
	ok(!has(&t, 1, "'word':'quota"), "which is nobody's account");
	settings->file_bytes++;
	is_str(waits(&t, &f), "", "with a byte more nothing keeps it");
	settings->member_day_bytes = 0;
	is_str(waits(&t, &f), "day", "no room today");
	ok(has(&t, 1, "'amount':0") && has(&t, 1, "'word':'quotaFilesDay'"), "is told");
	settings->founder_bytes = 1;
	is_str(waits(&t, &f), "founder", "none for the founder's spaces");
	ok(has(&t, 1, "'name':'Amt'") && has(&t, 1, "'word':'quotaFilesFounder'"), "is told");
	settings->member_bytes = 2;
	is_str(waits(&t, &f), "member", "none at all");
	ok(has(&t, 1, "'amount':2") && has(&t, 1, "'word':'quotaFiles'"), "is told");
	ok(!has(&t, 0, "'word':'quota"), "its own office has it");
	settings->member_bytes = settings->founder_bytes = settings->member_day_bytes = UINT64_MAX;
	for (int i = 0; i < 8; i++) {
		town_pass(&t, 1000);
		town_run(&t);
	}
	ok(filing_is_whole(&t, 1, &f), "with room it comes");
	is_str(waits(&t, &f), "", "and waits no longer");
	town_release(&t);
}

int main(void)
{
	test_quotas();
	test_documents();
	test_backup();
	test_silent();
	test_never_heard();
	test_keys_and_clock();
	test_committees();
	test_waiting();
	test_full();
	return done();
}
