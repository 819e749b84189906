/* delivery: see delivery.h; tested by tests/unit/test_delivery.c. */
#include "daemon/control/delivery.h"

#include "daemon/core/node.h"

void delivery_release(struct delivery *d)
{
	for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++)
		reach_destroy(&d->reach[a]);
}

const struct reach *delivery_reach(struct delivery *d, const struct request *q,
                                   const struct node_space *space, enum audience audience)
{
	if (d->reach[audience] == NULL)
		d->reach[audience] = reach_new(node_sessions(q->node), space, audience);
	return d->reach[audience];
}

bool delivery_look(struct delivery *d, const struct request *q, const struct node_space *space,
                   enum audience audience, const struct merged *m, struct view_arrival *out)
{
	const struct merged_log *creator = merged_creator(m);
	struct arrival_count count;

	if (space->archive || !node_id_is_equal(&creator->author, node_self(q->node)))
		return false;
	count = reach_of(delivery_reach(d, q, space, audience), &creator->id, m->create_seq);
	*out = (struct view_arrival){ .offices = count.offices, .arrived = count.arrived };
	return count.offices > 0;
}

/* Whether an office has all that we wrote for one audience. */
static bool has_all(const struct request *q, const struct node_space *space, enum audience audience,
                    const struct reach *reach, uint32_t reader)
{
	size_t count;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(q->node), space->number, audience, &count);

	for (size_t i = 0; i < count; i++) {
		if (logs[i]->count > 0 && node_id_is_equal(&logs[i]->author, node_self(q->node)) &&
		    !reach_has(reach, reader, &logs[i]->id, logs[i]->count - 1))
			return false;
	}
	return true;
}

static bool wrote_any(const struct request *q, const struct node_space *space,
                      enum audience audience)
{
	size_t count;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(q->node), space->number, audience, &count);

	for (size_t i = 0; i < count; i++) {
		if (logs[i]->count > 0 && node_id_is_equal(&logs[i]->author, node_self(q->node)))
			return true;
	}
	return false;
}

/* Readers of core are readers of all. */
static bool has_core(const struct request *q, const struct node_space *space,
                     const struct reach *core, const struct node_id *office)
{
	for (uint32_t i = 0; i < reach_count(core); i++) {
		if (node_id_is_equal(reach_office(core, i), office))
			return has_all(q, space, VB_AUDIENCE_CORE, core, i);
	}
	return true;
}

bool delivery_look_all(const struct request *q, const struct node_space *space,
                       struct view_arrival *out)
{
	bool has_written_all = wrote_any(q, space, VB_AUDIENCE_ALL);
	bool has_written_core = wrote_any(q, space, VB_AUDIENCE_CORE);
	const struct reach *all, *core;
	struct delivery d = { { NULL } };

	*out = (struct view_arrival){ .offices = 0 };
	if (space->archive || (!has_written_all && !has_written_core))
		return false;
	all = delivery_reach(&d, q, space, VB_AUDIENCE_ALL);
	core = delivery_reach(&d, q, space, VB_AUDIENCE_CORE);
	for (uint32_t i = 0; i < reach_count(all); i++) {
		const struct node_id *office = reach_office(all, i);

		if (node_id_is_equal(office, node_self(q->node)))
			continue;
		out->offices++;
		out->arrived += has_all(q, space, VB_AUDIENCE_ALL, all, i) &&
		                has_core(q, space, core, office);
	}
	delivery_release(&d);
	return out->offices > 0;
}
