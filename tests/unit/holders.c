/* holders: see holders.h. */
#include "tests/unit/holders.h"

#include "daemon/core/author.h"
#include "daemon/core/core.h"
#include "daemon/core/erase.h"
#include "store/check.h"
#include "tests/tap.h"

void holders_link(struct town *t, uint32_t count)
{
	for (uint32_t a = 0; a < count; a++) {
		for (uint32_t b = a + 1; b < count; b++)
			town_link(t, a, b);
	}
	town_run(t);
	for (uint32_t a = 0; a < count; a++) {
		for (uint32_t b = a + 1; b < count; b++)
			town_unlink(t, a, b);
	}
}

/* Owner, member, guest, relay, and a member who is away. */
struct space_id holders_init(struct town *t)
{
	static const enum role roles[] = { VB_ROLE_STEWARD, VB_ROLE_MEMBER, VB_ROLE_GUEST,
		                           VB_ROLE_RELAY, VB_ROLE_MEMBER };
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	space = town_found(t, OWNER);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_admit(t, OWNER, &space, i, roles[i]);
	holders_link(t, OFFICES);
	return space;
}

void holders_commit(struct town *t, uint32_t office)
{
	if (town_commit(t, office) != 0)
		bail("a turn failed");
}

struct record_id holders_create(struct town *t, uint32_t office, const struct space_id *space,
                                uint32_t kind, const char *name)
{
	struct record_id id = { { 0 } };
	int err = town_create(t, office, space, VB_AUDIENCE_ALL, kind, name, &id);

	if (err != 0)
		bail("cannot write \"%s\": %s", name, err_name(err));
	holders_commit(t, office);
	return id;
}

struct entry_id holders_erase(struct town *t, uint32_t office, const struct space_id *space,
                              const struct record_id *record, const struct record_id *replacement)
{
	struct entry_id id = { { 0 } };
	int err = town_erase(t, office, space, VB_AUDIENCE_ALL, record, replacement, &id);

	if (err != 0)
		bail("cannot erase: %s", err_name(err));
	holders_commit(t, office);
	return id;
}

void holders_rename(struct town *t, uint32_t office, const struct space_id *space,
                    const struct record_id *record, const char *name)
{
	int err = town_rename(t, office, space, VB_AUDIENCE_ALL, record, name);

	if (err != 0)
		bail("cannot rename: %s", err_name(err));
	holders_commit(t, office);
}

uint32_t holders_faults(struct town *t, uint32_t office)
{
	struct findings f = { 0 };

	env_abort(&t->nodes[office]->turn.read);
	return check_run(t->nodes[office]->env, &f) == 0 ? (uint32_t)f.count : UINT32_MAX;
}

struct open_erased holders_name(struct town *t, uint32_t office, const struct space_id *space,
                                const struct record_id *record)
{
	struct record_ref ref = { .space = town_space(t, office, space),
		                  .audience = VB_AUDIENCE_ALL,
		                  .id = *record };
	struct open_erased out;

	if (erase_name(t->nodes[office], &ref, &out) != 0)
		bail("no such record");
	return out;
}
