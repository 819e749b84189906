/* erasure_run: after the run no file of a home has a byte of what was erased, and only then there is a receipt; what a crash
 * left is run after the next start. */
#include "daemon/core/erasure_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/entries.h"
#include "store/erases.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, MEMBER, RELAY, OFFICES };

static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	town_pair(t, OWNER, MEMBER);
	town_pair(t, OWNER, RELAY);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, RELAY, VB_ROLE_RELAY);
	town_link(t, OWNER, MEMBER);
	town_link(t, OWNER, RELAY);
	town_run(t);
	return space;
}

static bool is_within(struct span all, struct span wanted)
{
	for (size_t i = 0; i + wanted.size <= all.size; i++) {
		if (memcmp(all.data + i, wanted.data, wanted.size) == 0)
			return true;
	}
	return false;
}

/* True if the file of the office's store holds the bytes. */
static bool is_in_file(struct town *t, uint32_t office, struct span bytes)
{
	FILE *f = fopen(town_file(t, office, "data.mdb"), "rb");
	uint8_t *all;
	long size;
	bool found = false;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0)
		bail("no store");
	rewind(f);
	all = malloc((size_t)size);
	if (all == NULL || fread(all, 1, (size_t)size, f) != (size_t)size)
		bail("cannot read the store");
	found = is_within(span_of(all, (size_t)size), bytes);
	free(all);
	fclose(f);
	return found;
}

/* The first bytes of the encrypted body of the first entry of a log. */
static void ciphertext_of(struct town *t, uint32_t office, const struct log_info *log,
                          uint8_t out[static 32])
{
	struct entry_row row;

	if (entries_get(node_view(t->nodes[office]), log->handle, 0, &row) != 0 ||
	    row.body.size < 32)
		bail("no body");
	memcpy(out, row.body.data, 32);
	env_abort(&t->nodes[office]->turn.read);
}

static uint32_t receipts(struct town *t, uint32_t office, const struct space_id *space,
                         const struct entry_id *erase, uint32_t *dropped)
{
	struct erases_cursor c;
	struct receipt_row row;
	uint32_t count = 0;

	*dropped = 0;
	erases_open_receipts(&c, node_view(t->nodes[office]), town_space(t, office, space), erase);
	while (erases_next_receipt(&c, &row)) {
		count++;
		*dropped += row.dropped;
	}
	return erases_close(&c) == 0 ? count : UINT32_MAX;
}

static struct entry_id erase(struct town *t, const struct space_id *space,
                             const struct record_id *record)
{
	struct entry_id id = { { 0 } };
	int err = town_erase(t, OWNER, space, ALL, record, NULL, &id);

	if (err != 0 || town_commit(t, OWNER) != 0)
		bail("cannot erase: %s", err_name(err));
	return id;
}

static void test_run(void)
{
	static const char name[] = "Geheimnisvoller Name";
	struct span word = span_of_str("geheimnisvoller");
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper = { { 0 } };
	uint8_t body[32];
	struct entry_id id;
	uint32_t dropped, left = 0;

	is_err(town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, name, &paper), 0, "a paper");
	town_run(&t);
	town_pass(&t, 60000); /* words are indexed */
	town_run(&t);
	ciphertext_of(&t, MEMBER, town_log(&t, MEMBER, &space, MEMBER, ALL), body);
	ok(is_in_file(&t, MEMBER, span_of(body, 32)) && is_in_file(&t, RELAY, span_of(body, 32)),
	   "the files of member and relay hold its body");
	ok(is_in_file(&t, OWNER, span_of_str(name)) && is_in_file(&t, OWNER, word),
	   "the owner's its name, and the words in it");
	id = erase(&t, &space, &paper);
	town_run(&t);
	ok(is_in_file(&t, OWNER, span_of_str(name)), "before the run it is in free pages");
	is_int(receipts(&t, OWNER, &space, &id, &dropped), 0, "so nobody has confirmed");
	town_pass(&t, 1000);
	town_run(&t);
	is_int(receipts(&t, OWNER, &space, &id, &dropped), 0, "nor when the run is scheduled");
	town_pass(&t, VB_ERASURE_DELAY_MS);
	town_run(&t);
	for (uint32_t i = 0; i < OFFICES; i++)
		left += is_in_file(&t, i, span_of(body, 32)) ||
		        is_in_file(&t, i, span_of_str(name)) || is_in_file(&t, i, word);
	is_int(left, 0, "after the run no file has a byte of it");
	is_int(receipts(&t, OWNER, &space, &id, &dropped), 3, "and three have confirmed");
	is_int(dropped, 3, "each that it had one record");
	is_int(receipts(&t, RELAY, &space, &id, &dropped), 3, "as everybody can read");
	ok(!t.nodes[OWNER]->erasure.is_pending, "nothing is left to do");
	town_release(&t);
}

/* Between the copy and the receipt the office ends; or before the copy. */
static void test_crash(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper = { { 0 } };
	struct entry_id id;
	uint32_t dropped;
	FILE *half;

	is_err(town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Geheimnis", &paper), 0,
	       "a paper");
	town_run(&t);
	id = erase(&t, &space, &paper);
	half = fopen(town_file(&t, OWNER, "data.mdb.new"), "wb");
	if (half == NULL || fclose(half) != 0)
		bail("no half copy");
	town_restart(&t, OWNER);
	ok(access(town_file(&t, OWNER, "data.mdb.new"), F_OK) != 0, "a half copy is taken away");
	ok(t.nodes[OWNER]->erasure.is_pending, "after a restart the run is still due");
	erasure_run_ask(t.nodes[OWNER], t.now);
	is_err(town_commit(&t, OWNER), 0, "now");
	ok(t.nodes[OWNER]->erasure.is_receipt_due, "the receipt is due");
	is_int(receipts(&t, OWNER, &space, &id, &dropped), 0, "and not written");
	town_restart(&t, OWNER);
	town_run(&t);
	is_int(receipts(&t, OWNER, &space, &id, &dropped), 1, "but after a restart");
	is_err(town_commit(&t, OWNER), 0, "once more");
	is_int(receipts(&t, OWNER, &space, &id, &dropped), 1, "once only");
	town_release(&t);
}

int main(void)
{
	test_run();
	test_crash();
	return done();
}
