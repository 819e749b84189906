/* indexer: nothing on the way of an entry, everything soon afterwards; changes, deletions, restarts, another generation of the
 * feed, a full disk. */
#include "daemon/core/indexer.h"

#include <stdio.h>
#include <string.h>

#include "store/feed.h"
#include "store/keyspace.h"
#include "store/migrate.h"
#include "store/postings.h"
#include "store/words.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"
#include "tests/unit/wordsum.h"

#define SMALL_MAP_BYTES (1024u * 1024u)

/* How many records have words that begin like this. */
static uint32_t hits(struct clerk *d, const char *beginning)
{
	struct env_txn *txn = node_view(d->node);
	struct words_cursor c;
	struct postings p;
	struct span word, block;
	uint32_t number, count = 0;
	uint8_t weight;

	for (size_t i = 0; i < node_space_count(d->node); i++) {
		words_open(&c, txn, node_space_at(d->node, i)->number, span_of_str(beginning),
		           NULL);
		while (words_next(&c, &word, &block)) {
			postings_open(&p, block);
			while (postings_next(&p, &number, &weight))
				count++;
		}
		if (words_close(&c) != 0)
			bail("the index cannot be read");
	}
	(void)clerk_end(d);
	return count;
}

/* How many confidential records have the word. */
static unsigned locked_hits(struct clerk *d, const char *wanted)
{
	struct env_txn *txn = node_view(d->node);
	struct words_locked_cursor c;
	struct record_ref ref;
	struct cursor list;
	struct span words, word;
	unsigned count = 0;
	uint32_t kind;
	uint8_t weight;

	for (size_t i = 0; i < node_space_count(d->node); i++) {
		words_open_locked(&c, txn, node_space_at(d->node, i)->number, NULL);
		while (words_next_locked(&c, &ref, &kind, &words)) {
			cursor_init(&list, words);
			while (wordlist_next(&list, &weight, &word))
				count += span_is_equal(word, span_of_str(wanted));
		}
		if (words_close_locked(&c) != 0)
			bail("the words of confidential records cannot be read");
	}
	(void)clerk_end(d);
	return count;
}

static uint64_t rows(struct clerk *d)
{
	struct env_txn *txn = node_view(d->node);
	uint64_t count = env_count(txn, VB_TABLE_WORDS) + env_count(txn, VB_TABLE_WORDED) +
	                 env_count(txn, VB_TABLE_NUMBERS);

	(void)clerk_end(d);
	return count;
}

/* Ticks and turns until it is done. Returns the number of turns in which it was due. */
static unsigned settle(struct clerk *d)
{
	unsigned turns = 0;

	clerk_wait(d, 1000);
	for (; indexer_is_due(d->node); turns++) {
		if (!node_has_work(d->node))
			bail("it is due, and nobody is told");
		(void)clerk_end(d);
	}
	return turns;
}

static void test_lazy(struct scene *s)
{
	is_u64(rows(s->d), 0, "nothing is indexed on the way of an entry");
	ok(!indexer_is_due(s->d->node) && !node_has_work(s->d->node), "nor is anything to do yet");
	clerk_wait(s->d, VB_INDEXER_QUIET_MS - 1);
	is_u64(rows(s->d), 0, "shortly after a change neither");
	clerk_wait(s->d, 1);
	is_int(hits(s->d, "sitzung"), 1, "when it is quiet the meeting is found");
	is_int(hits(s->d, "haushalt"), 1, "and the item");
	is_int(hits(s->d, "oz"), 0, "but not the person, who is confidential");
	is_int(locked_hits(s->d, "oz"), 1, "the person's words are kept locked");
	is_int(locked_hits(s->d, "weg"), 0, "but nothing of a person that was deleted");
	ok(!indexer_is_due(s->d->node) && !node_has_work(s->d->node), "then it rests");
	clerk_wait(s->d, 60000);
	ok(!indexer_is_due(s->d->node), "and goes on resting");
}

static void test_changes(struct scene *s)
{
	(void)scene_ask(s, "record.edit", "{'id':'$B','fields':{'name':'Nachtragshaushalt'}}");
	is_int(hits(s->d, "haushalt"), 1, "a change is not indexed at once");
	(void)settle(s->d);
	is_int(hits(s->d, "haushalt"), 0, "but then the old word is gone");
	is_int(hits(s->d, "nachtragshaushalt"), 1, "and the new one there");
	(void)scene_ask(s, "record.delete", "{'id':'$B'}");
	(void)settle(s->d);
	is_int(hits(s->d, "nachtragshaushalt"), 0, "of a deleted record no word stays");
	(void)scene_ask(s, "record.delete", "{'id':'$P'}");
	(void)settle(s->d);
	is_int(locked_hits(s->d, "oz"), 0, "nor of a deleted person");
}

/* Somebody writes all the time: each 90 ms, from tick to tick. */
static void test_late(struct scene *s)
{
	unsigned waited = 0;

	for (; waited < 100 && hits(s->d, "dauernd") == 0; waited++) {
		(void)scene_ask(s, "message.post", "{'target':'$S','text':'Dauernd'}");
		clerk_wait(s->d, 90);
	}
	/* Each round takes 91 ms. */
	ok(waited * 91 >= VB_INDEXER_LATE_MS - 182 && waited * 91 <= VB_INDEXER_LATE_MS + 182,
	   "while others write there is a batch after %u ms", waited * 91);
	(void)settle(s->d);
	is_int(hits(s->d, "dauernd"), (int)waited, "and all of it when they stop");
}

/* More than one batch. */
static void post_many(struct scene *s, const char *word, int count)
{
	static char args[1u << 19];
	size_t size = 0;

	for (int done = 0; done < count;) {
		size = (size_t)snprintf(args, sizeof(args), "{'space':'%s','items':[",
		                        scene_text(s, "$T"));
		for (int i = 0; i < 1000 && done < count; i++, done++)
			size += (size_t)snprintf(args + size, sizeof(args) - size,
			                         "%s{'kind':'message','fields':{'id':'%s%d',"
			                         "'text':'Viele %s %d'}}",
			                         i > 0 ? "," : "", word, done, word, done);
		(void)snprintf(args + size, sizeof(args) - size, "]}");
		if (clerk_ask(s->d, "record.upsert", "%s", args)[0] != '{')
			bail("cannot fill the store");
	}
}

static void test_batches(struct scene *s)
{
	struct wordsum step, anew;

	post_many(s, "Briefe", 2 * (int)VB_INDEXER_BATCH_COUNT + 500);
	/* One batch with the tick, one a turn, and none left when the last is known to be that. */
	is_int(settle(s->d), 2, "three batches take the tick and two turns more");
	is_int(hits(s->d, "briefe"), 2 * (int)VB_INDEXER_BATCH_COUNT + 500, "all are found");
	step = wordsum_of(s->d->node, &s->d->now);
	anew = wordsum_anew(s->d->node, &s->d->now);
	ok(step.count > 3 * 4500, "the index has something in it");
	ok(wordsum_is_equal(&step, &anew), "and is as one that is made anew");
}

/* Whoever waits for what was written goes first: one batch every two seconds while another office fetches. */
static void test_frames(struct scene *s)
{
	struct clerk other;

	clerk_open(&other, "Forum");
	clerk_pair(s->d, &other);
	post_many(s, "Karten", 2 * (int)VB_INDEXER_BATCH_COUNT);
	clerk_wait(s->d, 1000);
	ok(indexer_is_due(s->d->node), "there is more than one batch to do");
	clerk_sync(s->d, &other);
	ok(!indexer_is_due(s->d->node), "but not while the other office says something");
	clerk_wait(s->d, VB_INDEXER_QUIET_MS - 1);
	ok(!indexer_is_due(s->d->node), "nor directly afterwards");
	(void)settle(s->d);
	is_int(hits(s->d, "karten"), 2 * (int)VB_INDEXER_BATCH_COUNT, "then it goes on");
	clerk_part(s->d, &other);
	clerk_close(&other);
}

static void test_restart(struct scene *s)
{
	uint64_t before = rows(s->d);

	clerk_reopen(s->d);
	clerk_wait(s->d, 1000);
	ok(!indexer_is_due(s->d->node), "after a restart there is nothing to do");
	is_u64(rows(s->d), before, "all is there");
	(void)scene_ask(s, "message.post", "{'target':'$S','text':'Kurz davor'}");
	clerk_reopen(s->d);
	is_int(hits(s->d, "davor"), 0, "what was not indexed before");
	(void)settle(s->d);
	is_int(hits(s->d, "davor"), 1, "is indexed afterwards");
}

/* Opens the store of a closed office as another program would, and changes it. */
static void change_store(struct clerk *d, void (*change)(struct env_txn *txn))
{
	struct env_options options = { .flags = VB_ENV_NO_FSYNC };
	struct env_txn *txn;
	struct env *env;

	node_close(&d->node);
	if (migrate_open(scratch_path(d->folder, "home"), &options, &env) != 0 ||
	    env_begin(env, VB_ENV_WRITE, &txn) != 0)
		bail("cannot open the store");
	change(txn);
	if (env_commit(&txn) != 0)
		bail("cannot change the store");
	env_close(&env);
	clerk_reopen(d);
}

static void forget_version(struct env_txn *txn)
{
	words_clear(txn);
}

static void test_generation(struct scene *s)
{
	struct wordsum before = wordsum_of(s->d->node, &s->d->now), after;

	change_store(s->d, feed_renew);
	after = wordsum_of(s->d->node, &s->d->now);
	ok(wordsum_is_equal(&before, &after), "another generation: the same index, made anew");
	change_store(s->d, forget_version);
	is_u64(rows(s->d), 0, "a store that never had an index");
	after = wordsum_of(s->d->node, &s->d->now);
	ok(wordsum_is_equal(&before, &after), "gets one");
}

/* Puts a row into the index that cannot be read. */
static void damage_index(struct env_txn *txn)
{
	struct env_cursor c;
	struct span key, value;
	struct key first;

	env_cursor_open(&c, txn, VB_TABLE_WORDED, span_of(NULL, 0), span_of(NULL, 0));
	key_init(&first);
	if (env_cursor_next(&c, &key, &value))
		key_bytes(&first, key.data, key.size);
	if (env_cursor_close(&c) != 0 || first.size == 0)
		bail("no row to damage");
	env_put(txn, VB_TABLE_WORDED, key_span(&first), span_of_str("????"));
}

static void test_damage(struct scene *s)
{
	struct wordsum before = wordsum_of(s->d->node, &s->d->now), after;
	char list[400];

	change_store(s->d, damage_index);
	(void)snprintf(list, sizeof(list), "%s",
	               clerk_ask(s->d, "record.list", "{'kind':'organization','limit':1}"));
	ok(strstr(list, "'items':[{") != NULL, "with a damaged index the office works");
	(void)scene_ask(s, "record.edit", "{'id':'$O','fields':{'shortName':'RfM'}}");
	is_int(hits(s->d, "rfm"), 0, "a record that it concerns is changed");
	(void)settle(s->d);
	is_int(hits(s->d, "rfm"), 1, "the index is made anew");
	(void)scene_ask(s, "record.edit", "{'id':'$O','fields':{'shortName':null}}");
	after = wordsum_of(s->d->node, &s->d->now);
	ok(wordsum_is_equal(&before, &after), "and is as it was");
}

/* What is written while all records are gone through is found, too. */
static void test_walking(struct scene *s)
{
	change_store(s->d, forget_version);
	clerk_wait(s->d, 1000);
	ok(indexer_is_due(s->d->node), "the walk over all records takes more than one batch");
	(void)scene_ask(s, "record.edit", "{'id':'$A','fields':{'name':'Zwischendurch'}}");
	(void)scene_ask(s, "message.post", "{'target':'$S','text':'Zwischendurch'}");
	clerk_reopen(s->d);
	(void)settle(s->d);
	is_int(hits(s->d, "zwischendurch"), 2, "changes in between, before and behind it");
	is_int(hits(s->d, "begruss"), 0, "and not what was there before");
	is_int(hits(s->d, "briefe"), 2 * (int)VB_INDEXER_BATCH_COUNT + 500, "nothing is lost");
}

/* A store that is full: people's writes are refused one day, but not because of the index, which waits. */
static void test_full(void)
{
	struct scene s;
	struct clerk d;
	int written = 0;

	clerk_open(&d, "Amt");
	node_close(&d.node);
	d.map_bytes = SMALL_MAP_BYTES;
	clerk_reopen(&d);
	scene_make(&s, &d);
	while (written < 5000 &&
	       scene_ask(&s, "message.post", "{'target':'$S','text':'Randvoll mit Worten'}")[0] ==
	               '{')
		written++;
	ok(written > 10 && written < 5000, "the store is full at some time");
	clerk_wait(&d, 1000);
	for (int i = 0; i < 10 && indexer_is_due(d.node); i++)
		(void)clerk_end(&d);
	ok(!indexer_is_due(d.node), "then the indexer waits");
	clerk_wait(&d, 1000);
	ok(!indexer_is_due(d.node), "for a while");
	d.map_bytes = 0;
	clerk_reopen(&d);
	(void)settle(&d);
	is_int(hits(&d, "randvoll"), written, "and goes on where there is room");
	clerk_close(&d);
}

int main(void)
{
	struct scene s;
	struct clerk d;

	tap_timeout(120);
	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_lazy(&s);
	test_changes(&s);
	test_late(&s);
	test_batches(&s);
	test_frames(&s);
	test_restart(&s);
	test_generation(&s);
	test_damage(&s);
	test_walking(&s);
	clerk_close(&d);
	test_full();
	return done();
}
