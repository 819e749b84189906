/* bench_search: how fast records are indexed, listed, and found by their words, at 10^3 to 10^6 records: a table with the growth from
 * size to size, and beside the 100,000 records SQLite FTS5 with the same texts and queries. A search asks for the best 50.
 * SIZES="1000 10000" in the environment says how many records.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/figure.h"
#include "tests/bench/prose.h"
#include "tests/bench/traffic.h"

#define BATCH 500u
#define QUERIES 200u
#define PEER_SIZE 100000u
#define LIST_PAGE 1000u
#define POLL_NS 200000000 /* each look costs what is looked through besides the index */
#define LINE_BYTES 512
#define TREE                                                                                       \
	2.0 /* for ten times as many records: a batch of words changes more of the index's pages */
#define LINEAR 10.0 /* what is found among ten times as many is ten times as much */

enum query_class { RARE, FREQUENT, TWO, BEGINNING, LETTER, CLASSES };

static const char *const class_names[CLASSES] = { "a rare word", "a frequent word", "two words",
	                                          "three letters", "one letter" };

enum { BUILT, LISTED, FOUND, FOUND_99 = FOUND + CLASSES, ROWS = FOUND_99 + CLASSES };

/* clang-format off */
static struct figure_row rows[ROWS] = {
	[BUILT]                = { "indexed, processor time a record", "us", .growth = TREE },
	[LISTED]               = { "record.list, all, a record", "us", .growth = TREE },
	[FOUND + RARE]         = { "search a rare word, p50", "ms", .growth = LINEAR },
	[FOUND + FREQUENT]     = { "search a frequent word, p50", "ms", .growth = LINEAR },
	[FOUND + TWO]          = { "search two words, p50", "ms", .growth = LINEAR },
	[FOUND + BEGINNING]    = { "search three letters, p50", "ms", .growth = LINEAR },
	[FOUND + LETTER]       = { "search one letter, p50", "ms", .growth = LINEAR },
	[FOUND_99 + RARE]      = { "search a rare word, p99", "ms", .growth = LINEAR },
	[FOUND_99 + FREQUENT]  = { "search a frequent word, p99", "ms", .growth = LINEAR },
	[FOUND_99 + TWO]       = { "search two words, p99", "ms", .growth = LINEAR },
	[FOUND_99 + BEGINNING] = { "search three letters, p99", "ms", .growth = LINEAR },
	[FOUND_99 + LETTER]    = { "search one letter, p99", "ms", .growth = LINEAR },
};
/* clang-format on */

/* ---- records ---- */

static void put_record(struct buf *args, unsigned number)
{
	char title[PROSE_TITLE_MAX_BYTES], text[PROSE_TEXT_MAX_BYTES], id[16];

	prose_title(number, title);
	prose_text(number, text);
	snprintf(id, sizeof(id), "%u", number);
	pack_map(args, 2);
	pack_cstr(args, "fields");
	pack_map(args, 3);
	office_put(args, "description", text);
	office_put(args, "id", id);
	office_put(args, "name", title);
	office_put(args, "kind", "location");
}

static void fill(struct office *o, const char *space, unsigned records)
{
	for (unsigned done = 0; done < records;) {
		unsigned count = records - done < BATCH ? records - done : BATCH;
		struct buf args;

		office_args(&args, 2);
		pack_cstr(&args, "items");
		pack_array(&args, count);
		for (unsigned i = 0; i < count; i++)
			put_record(&args, done++);
		office_put(&args, "space", space);
		office_call(o, "record.upsert", &args);
	}
}

/* ---- queries ---- */

/* The beginning of a word of so many letters. */
static void cut(char *word, unsigned letters)
{
	char *at = word;

	for (; *at != '\0' && letters > 0; letters--)
		for (at++; (*at & 0xc0) == 0x80;)
			at++;
	*at = '\0';
}

static void query_make(enum query_class class, unsigned number, unsigned records,
                       char out[static LINE_BYTES])
{
	char rare[PROSE_WORD_MAX_BYTES];
	unsigned record = (unsigned)((uint64_t)number * 7919u % records);

	prose_rare(record, rare);
	switch (class) {
	case RARE:
		snprintf(out, LINE_BYTES, "%s", rare);
		break;
	case FREQUENT:
		snprintf(out, LINE_BYTES, "%s", prose_noun(number % 20));
		break;
	case TWO:
		snprintf(out, LINE_BYTES, "%s %s", prose_noun(number % 20),
		         prose_noun(20 + number % 30));
		break;
	case BEGINNING:
		cut(rare, 3);
		snprintf(out, LINE_BYTES, "%s", rare);
		break;
	case LETTER:
	case CLASSES:
		snprintf(out, LINE_BYTES, "%c", 'a' + (int)(number % 26));
		break;
	}
}

static struct span ask(struct office *o, const char *words)
{
	struct buf args;

	office_args(&args, 1);
	office_put(&args, "words", words);
	return office_call(o, "search", &args);
}

static void measure_queries(struct office *o, unsigned records, size_t at)
{
	char words[LINE_BYTES];
	double times[QUERIES];

	for (unsigned class = 0; class < CLASSES; class ++) {
		for (unsigned i = 0; i < QUERIES; i++) {
			query_make(class, i, records, words);
			times[i] = office_seconds();
			ask(o, words);
			times[i] = (office_seconds() - times[i]) * 1e3;
		}
		rows[FOUND + class].values[at] = figure_quantile(times, QUERIES, 0.5);
		rows[FOUND_99 + class].values[at] = figure_quantile(times, QUERIES, 0.99);
	}
}

/* ---- lists ---- */

/* All records, page by page. Returns how many. */
static unsigned list_all(struct office *o, const char *space)
{
	char after[64] = "";
	unsigned count = 0;

	do {
		struct span page, items = { 0 }, next = { 0 };
		struct pack_reader r;
		struct buf args;

		office_args(&args, 3u + (after[0] != '\0'));
		if (after[0] != '\0')
			office_put(&args, "after", after);
		office_put(&args, "kind", "location");
		pack_cstr(&args, "limit");
		pack_uint(&args, LIST_PAGE);
		office_put(&args, "space", space);
		page = office_call(o, "record.list", &args);
		office_must(ipc_map_find(page, "items", &items), "items");
		unpack_init(&r, items);
		count += unpack_array(&r, LIST_PAGE);
		after[0] = '\0';
		if (ipc_map_find(page, "next", &next))
			office_text(page, "next", after, sizeof(after));
	} while (after[0] != '\0');
	return count;
}

static void measure_list(struct office *o, const char *space, unsigned records, size_t at)
{
	double start = office_seconds();

	office_must(list_all(o, space) == records, "listing all records");
	rows[LISTED].values[at] = (office_seconds() - start) * 1e6 / records;
}

/* ---- the peer ---- */

static void files_write(const char *records_path, const char *queries_path, unsigned records)
{
	char title[PROSE_TITLE_MAX_BYTES], text[PROSE_TEXT_MAX_BYTES], words[LINE_BYTES];
	FILE *file = fopen(records_path, "we");

	office_must(file != NULL, records_path);
	for (unsigned i = 0; i < records; i++) {
		prose_title(i, title);
		prose_text(i, text);
		fprintf(file, "%s\t%s\n", title, text);
	}
	fclose(file);
	file = fopen(queries_path, "we");
	office_must(file != NULL, queries_path);
	for (unsigned class = 0; class < CLASSES; class ++) {
		for (unsigned i = 0; i < QUERIES; i++) {
			query_make(class, i, records, words);
			fprintf(file, "%s\t%s\n", class_names[class], words);
		}
	}
	fclose(file);
}

/* What SQLite needs. */
struct peer {
	double built;  /* records a second */
	double listed; /* the same */
	double found[CLASSES], found_99[CLASSES];
};

/* indexed: records a second here. */
static void print_beside(double indexed, const struct peer *peer, size_t at)
{
	char name[80];

	figure_print(&(struct figure){ .name = "100,000 records, indexed",
	                               .value = indexed,
	                               .unit = "records/s",
	                               .is_rate = true,
	                               .beside = peer->built,
	                               .of = "SQLite FTS5" });
	figure_print(&(struct figure){ .name = "100,000 records, listed",
	                               .value = 1e6 / rows[LISTED].values[at],
	                               .unit = "records/s",
	                               .is_rate = true,
	                               .beside = peer->listed,
	                               .of = "SQLite",
	                               .because = "in pages, through the socket" });
	for (unsigned class = 0; class < CLASSES; class ++) {
		snprintf(name, sizeof(name), "100,000 records, %s, p50", class_names[class]);
		figure_print(&(struct figure){ .name = name,
		                               .value = rows[FOUND + class].values[at],
		                               .unit = "ms",
		                               .beside = peer->found[class],
		                               .of = "SQLite FTS5" });
		snprintf(name, sizeof(name), "100,000 records, %s, p99", class_names[class]);
		figure_print(&(struct figure){ .name = name,
		                               .value = rows[FOUND_99 + class].values[at],
		                               .unit = "ms",
		                               .beside = peer->found_99[class],
		                               .of = "SQLite FTS5" });
	}
}

static void run_peer(unsigned records, double indexed, size_t at)
{
	char records_path[256], queries_path[256], command[1024], line[128];
	char *end;
	struct peer peer = { 0 };
	FILE *python;

	snprintf(records_path, sizeof(records_path), "%s/records", office_base());
	snprintf(queries_path, sizeof(queries_path), "%s/queries", office_base());
	files_write(records_path, queries_path, records);
	snprintf(command, sizeof(command),
	         "/usr/bin/python3 tests/bench/fts_peer.py '%s' '%s' '%s/peer.sqlite'",
	         records_path, queries_path, office_base());
	python = popen(command, "r"); /* NOLINT(cert-env33-c): the words are ours */
	if (python && fgets(line, sizeof(line), python)) {
		peer.built = strtod(line, &end);
		peer.listed = strtod(end, NULL);
	} else {
		fputs("bench_search: without python3 there is no peer\n", stderr);
	}
	for (unsigned class = 0; class < CLASSES && python && fgets(line, sizeof(line), python);
	     class ++) {
		peer.found[class] = strtod(line, &end);
		peer.found_99[class] = strtod(end, NULL);
	}
	if (python)
		pclose(python);
	print_beside(indexed, &peer, at);
}

/* ---- the whole ---- */

static uint64_t pending(struct office *o)
{
	return office_number(ask(o, "nirgends"), "pending");
}

/* What is not indexed when the office is opened is indexed at full speed, as nobody writes. Records a second; 0: there are
 * too few for that. */
static double index_rate(struct office *o)
{
	double start = office_seconds();
	uint64_t first = pending(o);

	if (first == 0)
		return 0;
	while (pending(o) > 0)
		nanosleep(&(struct timespec){ 0, POLL_NS }, NULL);
	return (double)first / (office_seconds() - start);
}

/* The processor time of a start, in which everything is indexed that is not. */
static double start_cost(struct office *o, double *rate)
{
	office_crash(o);
	office_serve(o);
	*rate = index_rate(o);
	office_settle(o);
	return office_cpu_seconds(o);
}

static void measure(unsigned records, size_t at)
{
	char space[TRAFFIC_SPACE_BYTES];
	struct office o;
	double rate, none, cost;

	office_start(&o, "a");
	traffic_found(&o, space);
	fill(&o, space, records);
	cost = start_cost(&o, &rate);
	rows[BUILT].values[at] = (cost - start_cost(&o, &none)) * 1e6 / records;
	measure_list(&o, space, records, at);
	measure_queries(&o, records, at);
	if (records == PEER_SIZE)
		run_peer(records, rate, at);
	office_remove(&o);
}

int main(void)
{
	unsigned sizes[VB_FIGURE_SIZES_MAX];
	size_t count = figure_sizes("SIZES", "1000 10000 100000", sizes);

	prose_load();
	for (size_t i = 0; i < count; i++)
		measure(sizes[i], i);
	figure_print_head("records", sizes, count);
	for (size_t i = 0; i < ROWS; i++)
		figure_print_row(&rows[i], count);
	return 0;
}
