#include "tests/bench/traffic.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define TEXT_BYTES 285    /* of a message without an OParl id */
#define ID_FIELD_BYTES 14 /* what such an id of 9 digits takes of a body */
#define WORD_MAX_BYTES 64
#define BATCH 1000u
#define PAGE 1000u
#define POLL_NS 5000000

/* A word of two to five syllables: some thousands of them, the first far more frequent than the last, as in a language. */
static size_t put_word(char out[static WORD_MAX_BYTES], uint64_t *random)
{
	static const char *const syllables[] = { "ge",   "ver", "stadt",   "amt", "in",   "te",
		                                 "gra",  "ti",  "on",      "sit", "zung", "rat",
		                                 "haus", "be",  "schluss", "vor", "la",   "ber" };
	const uint64_t count = sizeof(syllables) / sizeof(syllables[0]);
	uint64_t choice;
	size_t size = 0;

	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	choice = (*random >> 33) % 65536;
	choice = choice * choice * choice >> 32; /* below 65536, and mostly far below */
	do {
		size += (size_t)snprintf(out + size, WORD_MAX_BYTES - size, "%s",
		                         syllables[choice % count]);
		choice /= count;
	} while (choice > 0);
	return size;
}

/* A text of so many bytes, another one for each number. */
static struct span text_of(unsigned number, size_t bytes)
{
	static char text[TEXT_BYTES + WORD_MAX_BYTES];
	uint64_t random = number;

	for (size_t at = 0; at < bytes;) {
		at += put_word(text + at, &random);
		text[at++] = ' ';
	}
	text[bytes - 1] = '.';
	return span_of(text, bytes);
}

void traffic_found(struct office *o, char space[static TRAFFIC_SPACE_BYTES])
{
	struct buf args;

	office_args(&args, 1);
	office_put(&args, "name", "Steuerungsgruppe Integration");
	office_text(office_call(o, "committee.create", &args), "id", space, TRAFFIC_SPACE_BYTES);
}

void traffic_admit(struct office *owner, const struct office *member, const char *space)
{
	struct buf args;

	office_args(&args, 3);
	office_put(&args, "id", space);
	office_put(&args, "peer", member->id);
	office_put(&args, "role", "member");
	office_call(owner, "committee.admit", &args);
}

void traffic_post(struct office *o, const char *space)
{
	static unsigned posted;
	struct buf args;

	office_args(&args, 2);
	office_put(&args, "target", space);
	pack_cstr(&args, "text");
	pack_str(&args, text_of(posted++, TEXT_BYTES));
	office_call(o, "message.post", &args);
}

static void put_message(struct buf *args, unsigned number)
{
	char id[16];

	pack_map(args, 2);
	pack_cstr(args, "fields");
	pack_map(args, 2);
	snprintf(id, sizeof(id), "%09u", number);
	office_put(args, "id", id);
	pack_cstr(args, "text");
	pack_str(args, text_of(number, TEXT_BYTES - ID_FIELD_BYTES));
	office_put(args, "kind", "message");
}

void traffic_fill(struct office *o, const char *space, unsigned first, unsigned count)
{
	for (unsigned done = 0; done < count;) {
		unsigned batch = count - done < BATCH ? count - done : BATCH;
		struct buf args;

		office_args(&args, 2);
		pack_cstr(&args, "items");
		pack_array(&args, batch);
		for (unsigned i = 0; i < batch; i++, done++)
			put_message(&args, first + done);
		office_put(&args, "space", space);
		office_call(o, "record.upsert", &args);
	}
}

struct span traffic_feed(struct office *o, const struct traffic_place *place)
{
	struct buf args;

	office_args(&args, place->generation ? 4 : 3);
	pack_cstr(&args, "after");
	pack_uint(&args, place->after);
	if (place->generation) {
		pack_cstr(&args, "generation");
		pack_uint(&args, place->generation);
	}
	pack_cstr(&args, "limit");
	pack_uint(&args, place->limit);
	pack_cstr(&args, "wait");
	pack_uint(&args, place->wait_ms);
	return office_call(o, "feed.read", &args);
}

uint64_t traffic_feed_end(struct office *o, uint64_t *generation)
{
	struct traffic_place place = { .limit = PAGE };
	uint64_t before;

	place.generation = office_number(traffic_feed(o, &place), "generation");
	do {
		before = place.after;
		place.after = office_number(traffic_feed(o, &place), "next");
	} while (place.after != before);
	*generation = place.generation;
	return place.after;
}

/* A place beyond the end is answered with the first item and `reset`: cheap, so that asking does not slow down what is
 * asked for. */
void traffic_await(struct office *o, uint64_t generation, uint64_t number)
{
	struct traffic_place place = { generation, number - 1, 1, 0 };

	while (office_number(traffic_feed(o, &place), "next") < number)
		nanosleep(&(struct timespec){ 0, POLL_NS }, NULL);
}
