/* bench_text: a text as one author types it. A million single keys, each a change of its own, worked out to the text that
 * people read, once, at the end (the peers work it out after each); then a history of 250,000 keys, saved every 200 as an
 * office would, loaded from the record in which it is stored. Beside it stand Yjs and Automerge with the same 250,000 keys
 * (text_peer.mjs): npm fetches both into $BUILD/peers/text.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/entry.h"
#include "protocol/limits.h"
#include "protocol/merge/edit.h"
#include "protocol/merge/merge.h"
#include "protocol/merge/merged_text.h"
#include "tests/bench/figure.h"
#include "tests/bench/office.h"
#include "tests/bench/typist.h"

#define SINGLE_KEYS 1000000u
#define HISTORY_KEYS 250000u
#define SAVE_KEYS 200u /* key strokes that become one entry */
#define FIELD 900u     /* no kind has a text field yet: a field of an unknown kind */
#define KIND 8192u     /* guests may do anything */
#define LOADS 15u
#define PEERS 2u

/* What a peer said; rate 0: it was not there. */
struct peer {
	char name[32];
	double rate, load_ms, stored_bytes, memory_mib;
};

/* ---- single keys ---- */

/* What the author of single keys knows: what follows each character, and where something hangs on the right. Place 0 is
 * the root, place i + 1 the insert of key i. */
struct author {
	struct text_insert *inserts;
	struct text_cut *cuts;
	uint32_t *next; /* by place: the place that follows, 0: the end */
	bool *has_right;
	uint32_t *number; /* by key: its insert */
	uint32_t insert_count, cut_count;
};

/* A zeroed array of count items. */
static void *many(size_t count, size_t size)
{
	void *p = calloc(count, size);

	office_must(p != NULL, "memory");
	return p;
}

static struct text_place place_of(const struct author *a, uint32_t place)
{
	return place > 0 ? (struct text_place){ a->number[place - 1], 0 }
	                 : (struct text_place){ VB_TEXT_NOWHERE, 0 };
}

/* The change that one key is, by the rule for writers of SPEC.md 8.3. */
static void key_write(struct author *a, const struct typist *t, uint32_t key,
                      const struct typist_key *pressed)
{
	uint32_t left = pressed->other == TYPIST_NOBODY ? 0 : pressed->other + 1;
	struct text_insert insert = { .text = span_of(t->characters + key, 1) };

	if (pressed->character == 0) {
		a->cuts[a->cut_count++] = (struct text_cut){ a->number[pressed->other], 0, 1 };
		return;
	}
	insert.is_left = a->has_right[left];
	insert.right = place_of(a, a->next[left]);
	insert.parent = insert.is_left ? insert.right : place_of(a, left);
	a->has_right[left] = true;
	a->next[key + 1] = a->next[left];
	a->next[left] = key + 1;
	a->number[key] = a->insert_count;
	a->inserts[a->insert_count++] = insert;
}

/* Seconds from all changes to the text. */
static double single_keys_apply(const struct author *a, struct span wanted)
{
	double begun = office_seconds(), seconds;
	struct text t;

	text_init(&t);
	for (uint32_t i = 0; i < a->insert_count; i++)
		text_insert_put(&t, &a->inserts[i]);
	for (uint32_t i = 0; i < a->cut_count; i++)
		text_cut_put(&t, a->cuts[i]);
	text_build(&t);
	seconds = office_seconds() - begun;
	office_must(span_is_equal(text_shown(&t), wanted), "the text of single keys");
	text_release(&t);
	return seconds;
}

/* The median rate of keys a second. */
static double single_keys_rate(void)
{
	struct author a = { many(SINGLE_KEYS, sizeof(*a.inserts)),
		            many(SINGLE_KEYS, sizeof(*a.cuts)),
		            many(SINGLE_KEYS + 1, sizeof(*a.next)),
		            many(SINGLE_KEYS + 1, sizeof(*a.has_right)),
		            many(SINGLE_KEYS, sizeof(*a.number)),
		            0,
		            0 };
	double seconds[5];
	struct buf wanted;
	struct typist t;

	typist_init(&t, SINGLE_KEYS);
	buf_init(&wanted, SINGLE_KEYS);
	for (uint32_t i = 0; i < SINGLE_KEYS; i++) {
		struct typist_key pressed = typist_press(&t);

		key_write(&a, &t, i, &pressed);
	}
	typist_read(&t, &wanted);
	for (size_t i = 0; i < 5; i++)
		seconds[i] = single_keys_apply(&a, buf_span(&wanted));
	free(a.inserts);
	free(a.cuts);
	free(a.next);
	free(a.has_right);
	free(a.number);
	buf_release(&wanted);
	typist_release(&t);
	return SINGLE_KEYS / figure_quantile(seconds, 5, 0.5);
}

/* ---- a history, saved now and then ---- */

struct history {
	struct kind kind;
	struct merged m;
	struct buf stored, shown;
	uint32_t entries;
	double entry_bytes; /* headers and bodies as they are stored and sent */
	double edit_seconds;
};

static bool is_settled(void *ctx, const struct log_id *log, uint64_t seq,
                       const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	(void)ctx, (void)log, (void)seq, (void)prefix;
	return true;
}

/* Applies a body as the next entry of the one log there is. */
static void entry_apply(struct history *h, struct body *body)
{
	struct merge_view view = { .is_settled = is_settled };
	struct merge_entry entry = { .seq = h->entries,
		                     .hlc = { (uint64_t)h->entries << 26 },
		                     .role = VB_ROLE_STEWARD,
		                     .is_create = h->entries == 0 };
	struct buf document;

	buf_init(&document, VB_BODY_MAX_BYTES);
	body_encode(body, &document);
	office_must(document.err == 0, "a body");
	body->document = buf_span(&document);
	office_must(merge_apply(&h->m, &entry, body, &view, NULL) == 0, "applying an entry");
	h->entry_bytes +=
		VB_HEADER_BYTES + VB_BODY_OVERHEAD_BYTES + (double)body_padded_bytes(document.size);
	h->entries++;
	buf_release(&document);
}

/* Saves what the typist has on the screen. */
static void history_save(struct history *h, const struct typist *t)
{
	double begun = office_seconds();
	struct edit e;
	struct body body;

	buf_clear(&h->shown);
	typist_read(t, &h->shown);
	edit_init(&e, &h->m, &h->kind);
	office_must(edit_text(&e, FIELD, buf_span(&h->shown)) == 0, "comparing");
	if (edit_has_changes(&e)) {
		office_must(edit_finish(&e, &body) == 0, "writing an entry");
		entry_apply(h, &body);
	}
	edit_release(&e);
	h->edit_seconds += office_seconds() - begun;
}

/* Writes the keys and the text for the peers. */
static void history_write(struct history *h, const char *keys_path, const char *text_path)
{
	FILE *keys = fopen(keys_path, "we"), *text;
	struct typist t;

	office_must(keys != NULL, keys_path);
	typist_init(&t, HISTORY_KEYS);
	for (uint32_t i = 0; i < HISTORY_KEYS; i++) {
		struct typist_key pressed = typist_press(&t);

		if (pressed.character != 0)
			fprintf(keys, "%u %c\n", (unsigned)pressed.at, pressed.character);
		else
			fprintf(keys, "%u\n", (unsigned)pressed.at);
		if ((i + 1) % SAVE_KEYS == 0)
			history_save(h, &t);
	}
	merged_encode(&h->m, &h->stored);
	office_must(h->stored.err == 0, "the record");
	text = fopen(text_path, "we");
	office_must(text != NULL, text_path);
	fwrite(h->shown.data, 1, h->shown.size, text);
	office_must(fclose(keys) == 0 && fclose(text) == 0, "the history");
	typist_release(&t);
}

static double memory_used(void)
{
	struct mallinfo2 info = mallinfo2();

	return (double)(info.uordblks + info.hblkhd) / (1 << 20);
}

/* Median milliseconds from the stored record to the text that people read; the memory both take. */
static double history_load(const struct history *h, double *memory_mib)
{
	double ms[LOADS];

	for (size_t i = 0; i < LOADS; i++) {
		double before = memory_used(), begun = office_seconds();
		struct merged m;
		struct text t;

		merged_init(&m);
		text_init(&t);
		office_must(merged_decode(&m, buf_span(&h->stored)) == 0, "reading the record");
		merged_text_read(&m, FIELD, &t);
		ms[i] = (office_seconds() - begun) * 1000;
		office_must(span_is_equal(text_shown(&t), buf_span(&h->shown)), "the text");
		*memory_mib = memory_used() - before;
		text_release(&t);
		merged_release(&m);
	}
	return figure_quantile(ms, LOADS, 0.5);
}

/* ---- the peers ---- */

/* Reads a line of text_peer.mjs; false when the text did not come out. */
static bool peer_read(char *line, struct peer *out)
{
	double numbers[5];
	char *at = strchr(line, ' ');

	if (at == NULL)
		return false;
	for (size_t i = 0; i < 5; i++)
		numbers[i] = strtod(at, &at);
	snprintf(out->name, sizeof(out->name), "%.*s", (int)strcspn(line, " "), line);
	out->rate = numbers[0];
	out->load_ms = numbers[1];
	out->stored_bytes = numbers[2];
	out->memory_mib = numbers[3];
	return numbers[4] == 1;
}

static void run_peers(const char *keys, const char *text, struct peer peers[static PEERS])
{
	const char *build = getenv("BUILD");
	char command[1500], line[256];
	size_t count = 0;
	FILE *run;

	snprintf(command, sizeof(command),
	         "source=$PWD && mkdir -p '%s/peers/text' && cd '%s/peers/text' && { test -d "
	         "node_modules/@automerge || "
	         "timeout 300 npm install --no-audit --no-fund yjs@13.6.33 "
	         "@automerge/automerge@3.5.0; } >/dev/null 2>&1 && "
	         "node --expose-gc \"$source/tests/bench/text_peer.mjs\" '%s' '%s'",
	         build ? build : "build", build ? build : "build", keys, text);
	run = popen(command, "r"); /* NOLINT(cert-env33-c): the words are ours */
	while (run && count < PEERS && fgets(line, sizeof(line), run)) {
		if (peer_read(line, &peers[count]))
			count++;
	}
	if (run)
		pclose(run);
	if (count < PEERS)
		fputs("bench_text: peer not available (needs node, npm and once the network)\n",
		      stderr);
}

/* One figure, beside each of the peers that there are. */
static void print(const char *name, const char *unit, double value, bool is_rate, double limit,
                  const double beside[static PEERS], const struct peer peers[static PEERS])
{
	for (size_t i = 0; i < PEERS; i++) {
		if (i > 0 && peers[i].rate <= 0)
			break;
		figure_print(&(struct figure){ .name = name,
		                               .value = value,
		                               .unit = unit,
		                               .is_rate = is_rate,
		                               .beside = peers[i].rate > 0 ? beside[i] : 0,
		                               .of = peers[i].name,
		                               .limit = limit });
	}
}

int main(void)
{
	struct peer peers[PEERS] = { 0 };
	struct history h = { .kind = { .number = KIND, .name = "text" } };
	char keys[256], text[256];
	double memory = 0, load, rate = single_keys_rate();

	snprintf(keys, sizeof(keys), "%s/keys", office_base());
	snprintf(text, sizeof(text), "%s/text", office_base());
	merged_init(&h.m);
	buf_init(&h.stored, VB_MERGED_MAX_BYTES);
	buf_init(&h.shown, HISTORY_KEYS);
	history_write(&h, keys, text);
	load = history_load(&h, &memory);
	run_peers(keys, text, peers);
	print("text, one author: single keys applied", "keys/s", rate, true, 1e6,
	      (double[]){ peers[0].rate, peers[1].rate }, peers);
	print("text of 250,000 keys: loaded", "ms", load, false, 100,
	      (double[]){ peers[0].load_ms, peers[1].load_ms }, peers);
	print("text of 250,000 keys: stored record", "bytes/key",
	      (double)h.stored.size / HISTORY_KEYS, false, 2,
	      (double[]){ peers[0].stored_bytes / HISTORY_KEYS,
	                  peers[1].stored_bytes / HISTORY_KEYS },
	      peers);
	print("text of 250,000 keys: memory when loaded", "MiB", memory, false, 0,
	      (double[]){ peers[0].memory_mib, peers[1].memory_mib }, peers);
	figure_print(&(struct figure){ .name = "text of 250,000 keys: all its entries",
	                               .value = h.entry_bytes / HISTORY_KEYS,
	                               .unit = "bytes/key",
	                               .because = "headers, encryption and padding with it" });
	figure_print(&(struct figure){ .name = "text of 250,000 keys: 200 keys saved",
	                               .value = h.edit_seconds * 1000 / h.entries,
	                               .unit = "ms",
	                               .because = "compared, written and merged" });
	merged_release(&h.m);
	buf_release(&h.stored);
	buf_release(&h.shown);
	return 0;
}
