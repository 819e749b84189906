/* log_map: a thousand logs added, found, removed, compared with a plain list. */
#include "store/log_map.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define LOGS 1000u

static struct log_info infos[LOGS + 1]; /* by handle */
static bool is_there[LOGS + 1];

static void make_infos(void)
{
	struct seeded s = { .state = 12 };

	for (uint32_t h = 1; h <= LOGS; h++) {
		infos[h].handle = h;
		infos[h].space = 1 + (uint32_t)seeded_below(&s, 5);
		infos[h].audience = (enum audience)seeded_below(&s, VB_LOG_STREAMS);
		seeded_fill(&s, infos[h].id.b, sizeof(infos[h].id.b));
		/* A third of them fall into one bucket. */
		if (h % 3 == 0)
			memset(infos[h].id.b, 0, 8);
	}
}

/* How many of the stream's logs are what the plain list has, in order. */
static bool is_stream_right(const struct log_map *map, uint32_t space, enum audience audience)
{
	const struct log_stream *stream = log_map_stream(map, space, audience);
	size_t wanted = 0;

	for (uint32_t h = 1; h <= LOGS; h++)
		wanted += is_there[h] && infos[h].space == space && infos[h].audience == audience;
	if (stream == NULL || stream->count != wanted)
		return stream == NULL && wanted == 0;
	for (size_t i = 0; i < stream->count; i++) {
		const struct log_info *log = stream->logs[i];

		if (!is_there[log->handle] || log->space != space || log->audience != audience ||
		    (i > 0 && memcmp(stream->logs[i - 1]->id.b, log->id.b, 32) >= 0))
			return false;
	}
	return true;
}

static void check_all(const struct log_map *map, const char *when)
{
	unsigned wrong = 0, streams = 0;

	for (uint32_t h = 1; h <= LOGS; h++) {
		const struct log_slot *found = log_map_find(map, &infos[h].id);

		wrong += (found != NULL) != is_there[h];
		wrong += found != log_map_get(map, h);
		wrong += found != NULL && found->info.handle != h;
	}
	is_int(wrong, 0, "%s: found by id and handle", when);
	for (uint32_t space = 1; space <= 5; space++) {
		for (unsigned a = 0; a < VB_LOG_STREAMS; a++)
			streams += is_stream_right(map, space, (enum audience)a);
	}
	is_int(streams, 15, "%s: all streams, in order", when);
}

static void test_random(void)
{
	struct seeded s = { .state = 13 };
	struct log_map map;
	struct log_id unknown;

	log_map_init(&map);
	check_all(&map, "empty");
	for (unsigned round = 0; round < 6 * LOGS; round++) {
		uint32_t h = 1 + (uint32_t)seeded_below(&s, LOGS);

		if (!is_there[h])
			log_map_add(&map, &infos[h]);
		else if (seeded_below(&s, 3) == 0)
			log_map_remove(&map, log_map_get(&map, h));
		else
			continue;
		is_there[h] = !is_there[h];
	}
	check_all(&map, "after many changes");
	seeded_fill(&s, unknown.b, sizeof(unknown.b));
	ok(log_map_find(&map, &unknown) == NULL, "an unknown id");
	ok(log_map_get(&map, 0) == NULL && log_map_get(&map, 1u << 30) == NULL, "unknown handles");
	ok(log_map_stream(&map, 1u << 20, VB_AUDIENCE_ALL) == NULL, "an unknown space");
	log_map_release(&map);
}

static void test_digest(void)
{
	struct log_map map;
	struct space_id space = { { 1 } };
	struct hash empty, one, kept, two;
	struct log_slot *slot;
	struct log_stream *stream;

	log_map_init(&map);
	slot = log_map_add(&map, &infos[1]);
	stream = log_map_stream(&map, infos[1].space, infos[1].audience);
	log_map_digest(stream, &space, infos[1].audience, &empty);
	ok(memcmp(&empty, &(struct hash){ { 0 } }, sizeof(empty)) == 0, "no entries: zero");
	slot->info.count = 5;
	log_map_touch(&map, &slot->info);
	log_map_digest(stream, &space, infos[1].audience, &one);
	ok(memcmp(&empty, &one, sizeof(one)) != 0, "entries: not zero");
	slot->info.count = 6;
	log_map_digest(stream, &space, infos[1].audience, &kept);
	is_mem(&kept, &one, sizeof(one), "kept until told of a change");
	log_map_touch(&map, &slot->info);
	log_map_digest(stream, &space, infos[1].audience, &two);
	ok(memcmp(&one, &two, sizeof(two)) != 0, "then computed anew");
	log_map_release(&map);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("libsodium");
	make_infos();
	test_random();
	test_digest();
	return done();
}
