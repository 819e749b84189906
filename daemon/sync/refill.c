/* refill: see refill.h. */
#include "daemon/sync/refill.h"

#include "daemon/core/hollow.h"

void refill_allow(struct sessions *sessions, struct session *s)
{
	uint32_t count;
	const struct hollow *missing = hollows(sessions->node, &count);

	for (uint32_t i = 0; i < count; i++)
		known_at(&s->known, missing[i].log)->is_refilled = false;
	sessions->refill_due = true;
}

static void allow_all(const struct sessions *sessions, uint32_t log)
{
	for (uint32_t i = 0; i < sessions->count; i++)
		known_at(&sessions->items[i]->known, log)->is_refilled = false;
}

/* True if the office has the entries and was not asked for their bodies yet. */
static bool is_to_be_asked(const struct session *s, const struct hollow *missing)
{
	const struct known_log *known = known_find(&s->known, missing->log);

	return s->has_hello && !s->is_spare && known && !known->is_refilled &&
	       known->count >= missing->end;
}

/* The next one to ask, NULL if all were asked. Who reads has more than who relays. */
static struct session *next_to_ask(const struct sessions *sessions, const struct node_space *space,
                                   const struct log_info *log, const struct hollow *missing)
{
	struct session *relay = NULL;

	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[i];

		if (!is_to_be_asked(s, missing))
			continue;
		if (role_is_entitled(space_role(space->space, &s->peer), log->audience))
			return s;
		relay = relay ? relay : s;
	}
	return relay;
}

static void ask(struct sessions *sessions, struct session *s, const struct node_space *space,
                const struct log_info *log, const struct hollow *missing, struct node_now now)
{
	known_at(&s->known, log->handle)->is_refilled = true;
	fetches_add(sessions->fetches,
	            &(struct fetch){ .space = space->id,
	                             .log = log->id,
	                             .space_number = space->number,
	                             .stream = (enum stream)log->audience,
	                             .from = missing->first,
	                             .target = missing->end,
	                             .link = s->link },
	            now.mono);
}

/* Asks for what one log lacks. False: nothing, it is not in the list any more. */
static bool refill(struct sessions *sessions, struct hollow *missing, struct node_now now)
{
	const struct log_info *log = logs_get(node_logs(sessions->node), missing->log);
	const struct node_space *space = log ? node_space_number(sessions->node, log->space) : NULL;
	struct session *s;

	if (!space) {
		hollow_forget(sessions->node, missing->log);
		return false;
	}
	if (fetches_has_log(sessions->fetches, &log->id))
		return true;
	if (missing->is_new)
		allow_all(sessions, missing->log);
	missing->is_new = false;
	if (!next_to_ask(sessions, space, log, missing))
		return true;
	if (!hollow_look(sessions->node, missing))
		return false;
	s = next_to_ask(sessions, space, log, missing);
	if (s)
		ask(sessions, s, space, log, missing, now);
	return true;
}

void refill_on_commit(struct sessions *sessions, struct node_now now)
{
	uint32_t count;
	struct hollow *missing = hollows(sessions->node, &count);

	for (uint32_t i = 0; sessions->refill_due && i < count;) {
		if (refill(sessions, &missing[i], now))
			i++;
		missing = hollows(sessions->node, &count);
	}
	sessions->refill_due = false;
}

void refill_on_answer(struct sessions *sessions, const struct session *s, bool filled)
{
	sessions->refill_due = true;
	for (uint32_t i = 0; filled && i < sessions->count; i++) {
		struct session *other = sessions->items[i];

		if (other != s && other->has_hello && !other->is_spare)
			other->is_digest_due = true;
	}
}
