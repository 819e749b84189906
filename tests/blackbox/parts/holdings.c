/* holdings: see holdings.h. */
#include "tests/blackbox/parts/holdings.h"

#include <stdio.h>
#include <string.h>

/* A guest has no core state. */
static void states_read(struct span item, char out[static HOLDINGS_STATES_BYTES])
{
	char all[72] = "", core[72] = "-";
	struct span states = { 0 }, value;

	office_must(ipc_map_find(item, "states", &states), "states");
	office_text(states, "all", all, sizeof(all));
	if (ipc_map_find(states, "core", &value))
		office_text(states, "core", core, sizeof(core));
	snprintf(out, HOLDINGS_STATES_BYTES, "%s %s", all, core);
}

void holdings_ask(struct office *o, const char *space, struct holdings *out)
{
	struct span status, spaces = { 0 }, store = { 0 };
	struct pack_reader r;
	struct buf args;
	char id[72];

	*out = (struct holdings){ .entries = 0 };
	office_args(&args, 0);
	status = office_call(o, "status", &args);
	office_must(ipc_map_find(status, "spaces", &spaces), "spaces");
	office_must(ipc_map_find(status, "store", &store), "store");
	out->entries = office_number(store, "entries");
	unpack_init(&r, spaces);
	for (uint32_t left = unpack_array(&r, VB_SPACES_MAX_COUNT); left > 0; left--) {
		struct span item = unpack_any(&r);

		office_text(item, "id", id, sizeof(id));
		if (strcmp(id, space) == 0)
			states_read(item, out->states);
	}
}
