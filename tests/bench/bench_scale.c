/* bench_scale: what things cost in a committee of 10^3 to 10^6 records, as a table with the growth from size to size: what does
 * not depend on the number of records must not grow with it, what is counted a record may grow as a tree does. The limits are
 * generous, because a short time is not measured exactly. SIZES="1000 10000" in the environment says how large.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/bench/figure.h"
#include "tests/bench/traffic.h"

#define REPEATS 15
#define STARTS 3
#define PAGE 200u
#define CONSTANT 1.5 /* may grow at most so much for ten times as many records */
#define TREE 1.5     /* of what is counted a record: trees are deeper, caches miss */

enum {
	WRITTEN,
	FETCHED,
	STORED,
	STARTED,
	CRASHED,
	PRIVATE,
	STATUS,
	FIRST_PAGE,
	LAST_PAGE,
	BY_ID,
	SHOWN,
	FEED,
	POSTED,
	ROWS
};

/* clang-format off */
static struct figure_row rows[ROWS] = {
	[WRITTEN]    = { "written, 1000 a request, a record", "us", .growth = TREE },
	[FETCHED]    = { "fetched by another office, a record", "us", .growth = TREE },
	[STORED]     = { "store of the writer, a record", "bytes", .growth = TREE },
	[STARTED]    = { "start of the daemon until it answers", "ms", .growth = CONSTANT },
	[CRASHED]    = { "the same after kill -9", "ms", .growth = CONSTANT },
	[PRIVATE]    = { "private memory after the start", "MiB", .growth = CONSTANT },
	[STATUS]     = { "status", "ms", .growth = CONSTANT },
	[FIRST_PAGE] = { "record.list, the first page of 200", "ms", .growth = CONSTANT },
	[LAST_PAGE]  = { "record.list, the last page of 200", "ms", .growth = CONSTANT },
	[BY_ID]      = { "record.list by an OParl id", "ms", .growth = CONSTANT },
	[SHOWN]      = { "record.show", "ms", .growth = CONSTANT },
	[FEED]       = { "feed.read, the last page of 200", "ms", .growth = CONSTANT },
	[POSTED]     = { "one message, durable", "ms", .growth = CONSTANT },
};
/* clang-format on */

/* ---- single calls ---- */

struct question {
	struct office *office;
	const char *space;
	char id[64];    /* of the record to show, or to list behind; empty: from the first */
	char oparl[16]; /* OParl id; empty: all */
	struct traffic_place place;
};

static void ask_status(const struct question *q)
{
	struct buf args;

	office_args(&args, 0);
	office_call(q->office, "status", &args);
}

static struct span list(const struct question *q)
{
	bool is_behind = q->id[0] != '\0', is_one = q->oparl[0] != '\0';
	struct buf args;

	office_args(&args, 3u + is_behind + is_one);
	if (is_behind)
		office_put(&args, "after", q->id);
	office_put(&args, "kind", "message");
	pack_cstr(&args, "limit");
	pack_uint(&args, PAGE);
	office_put(&args, "space", q->space);
	if (is_one) {
		pack_cstr(&args, "where");
		pack_map(&args, 1);
		office_put(&args, "id", q->oparl);
	}
	return office_call(q->office, "record.list", &args);
}

static void ask_list(const struct question *q)
{
	list(q);
}

static void ask_show(const struct question *q)
{
	struct buf args;

	office_args(&args, 1);
	office_put(&args, "id", q->id);
	office_call(q->office, "record.show", &args);
}

static void ask_feed(const struct question *q)
{
	traffic_feed(q->office, &q->place);
}

static void ask_post(const struct question *q)
{
	traffic_post(q->office, q->space);
}

/* The least of some calls, in ms: other load only adds to it. */
static double cost_of(void (*ask)(const struct question *q), const struct question *q)
{
	double times[REPEATS];

	for (int i = 0; i < REPEATS; i++) {
		times[i] = office_seconds();
		ask(q);
		times[i] = (office_seconds() - times[i]) * 1e3;
	}
	return figure_quantile(times, REPEATS, 0);
}

/* The id of the record with this OParl id. */
static void find_id(struct question *q, unsigned number)
{
	struct span items = { 0 }, first;
	struct pack_reader r;

	q->id[0] = '\0';
	snprintf(q->oparl, sizeof(q->oparl), "%09u", number);
	office_must(ipc_map_find(list(q), "items", &items), "items");
	unpack_init(&r, items);
	office_must(unpack_array(&r, 1) == 1, "one record of an OParl id");
	first = unpack_any(&r);
	office_text(first, "id", q->id, sizeof(q->id));
}

static void measure_calls(struct office *o, const char *space, unsigned records, size_t at)
{
	struct question q = { .office = o, .space = space };
	uint64_t generation, last = traffic_feed_end(o, &generation);

	rows[STATUS].values[at] = cost_of(ask_status, &q);
	rows[FIRST_PAGE].values[at] = cost_of(ask_list, &q);
	find_id(&q, records - PAGE - 1);
	rows[SHOWN].values[at] = cost_of(ask_show, &q);
	q.oparl[0] = '\0';
	rows[LAST_PAGE].values[at] = cost_of(ask_list, &q);
	q.id[0] = '\0';
	snprintf(q.oparl, sizeof(q.oparl), "%09u", records / 2);
	rows[BY_ID].values[at] = cost_of(ask_list, &q);
	q.place = (struct traffic_place){ generation, last - PAGE, PAGE, 0 };
	rows[FEED].values[at] = cost_of(ask_feed, &q);
	rows[POSTED].values[at] = cost_of(ask_post, &q);
}

/* ---- the whole ---- */

/* The least of some starts, each after such an end, in ms. */
static double cost_of_start(struct office *o, void (*end)(struct office *o))
{
	double times[STARTS];

	for (int i = 0; i < STARTS; i++) {
		end(o);
		times[i] = office_serve(o) * 1e3;
	}
	return figure_quantile(times, STARTS, 0);
}

static double file_bytes(const struct office *o)
{
	char path[256];
	struct stat st;

	snprintf(path, sizeof(path), "%s/data.mdb", o->home);
	office_must(stat(path, &st) == 0, path);
	return (double)st.st_size;
}

static void measure(unsigned records, size_t at)
{
	char space[TRAFFIC_SPACE_BYTES];
	uint64_t generation, last;
	struct office a, b;
	long anon, rss;
	double start;

	office_start(&a, "a");
	office_start(&b, "b");
	office_pair(&a, &b);
	traffic_found(&a, space);
	start = office_seconds();
	traffic_fill(&a, space, 0, records);
	rows[WRITTEN].values[at] = (office_seconds() - start) * 1e6 / records;
	office_settle(&a);
	rows[STORED].values[at] = file_bytes(&a) / records;
	last = traffic_feed_end(&b, &generation);
	start = office_seconds();
	traffic_admit(&a, &b, space);
	traffic_await(&b, generation, last + records);
	rows[FETCHED].values[at] = (office_seconds() - start) * 1e6 / records;
	office_remove(&b);
	rows[STARTED].values[at] = cost_of_start(&a, office_stop);
	office_memory(&a, &anon, &rss);
	rows[PRIVATE].values[at] = (double)anon / 1024;
	rows[CRASHED].values[at] = cost_of_start(&a, office_crash);
	measure_calls(&a, space, records, at);
	office_remove(&a);
}

int main(void)
{
	unsigned sizes[VB_FIGURE_SIZES_MAX];
	size_t count = figure_sizes("SIZES", "1000 10000 100000 1000000", sizes);

	for (size_t i = 0; i < count; i++)
		measure(sizes[i], i);
	figure_print_head("records", sizes, count);
	for (size_t i = 0; i < ROWS; i++)
		figure_print_row(&rows[i], count);
	return 0;
}
