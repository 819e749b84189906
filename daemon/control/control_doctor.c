/* control_doctor: what only the daemon knows of itself; see control_calls.h; tested by tests/unit/test_control_doctor.c. */
#include <string.h>

#include "daemon/control/control.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/health.h"
#include "daemon/control/view.h"
#include "store/env.h"

#define SETTINGS_MAX_COUNT 64u

/* One line `name value` of the settings; false at their end. */
static bool next_setting(struct span *text, struct span *name, struct span *value)
{
	const uint8_t *feed, *blank;

	if (text->size == 0)
		return false;
	feed = memchr(text->data, '\n', text->size);
	blank = memchr(text->data, ' ', text->size);
	if (feed == NULL || blank == NULL || blank > feed)
		return false;
	*name = span_of(text->data, (size_t)(blank - text->data));
	*value = span_of(blank + 1, (size_t)(feed - blank) - 1);
	*text = span_of(feed + 1, text->size - (size_t)(feed - text->data) - 1);
	return true;
}

static bool is_before(struct span a, struct span b)
{
	int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);

	return order != 0 ? order < 0 : a.size < b.size;
}

/* The keys of a map ascend; the settings stand in the order of their table. */
static void settings_pack(struct span text, struct buf *out)
{
	struct span names[SETTINGS_MAX_COUNT], values[SETTINGS_MAX_COUNT];
	struct span name, value;
	uint32_t count = 0;

	while (count < SETTINGS_MAX_COUNT && next_setting(&text, &name, &value)) {
		uint32_t at = count++;

		for (; at > 0 && is_before(name, names[at - 1]); at--) {
			names[at] = names[at - 1];
			values[at] = values[at - 1];
		}
		names[at] = name;
		values[at] = value;
	}
	pack_map(out, count);
	for (uint32_t i = 0; i < count; i++) {
		pack_str(out, names[i]);
		pack_str(out, values[i]);
	}
}

static void libraries_pack(const struct control_facts *facts, struct buf *out)
{
	char lmdb[VB_ENV_LIBRARY_BYTES];

	env_library(lmdb);
	pack_cstr(out, "libraries");
	pack_map(out, 3);
	pack_cstr(out, "libsodium");
	pack_cstr(out, crypt_library());
	pack_cstr(out, "libzmq");
	pack_cstr(out, facts->libzmq);
	pack_cstr(out, "lmdb");
	pack_cstr(out, lmdb);
}

int control_doctor(struct request *q)
{
	const struct card *card = node_card(q->node);
	struct control_facts facts = { .listen = "" };
	struct health_waiting waiting;
	struct buf *out = &q->result;
	int err = health_waiting(q, &waiting);

	if (err != 0)
		return err;
	if (q->shell->facts != NULL)
		q->shell->facts(q->shell->ctx, &facts);
	pack_map(out, 9);
	view_endpoints(card, out);
	pack_cstr(out, "faults");
	err = health_pack(q, out);
	libraries_pack(&facts, out);
	pack_cstr(out, "listen");
	pack_cstr(out, facts.listen);
	pack_cstr(out, "settings");
	settings_pack(facts.settings, out);
	pack_cstr(out, "shut");
	pack_bool(out, facts.is_shut);
	pack_cstr(out, "strangers");
	pack_uint(out, facts.strangers);
	pack_cstr(out, "version");
	pack_cstr(out, VB_VERSION);
	health_waiting_pack(&waiting, out);
	return err;
}
