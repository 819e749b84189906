/* quota: see quota.h. */
#include "daemon/core/quota.h"

#include <string.h>

#include "daemon/core/core.h"
#include "daemon/log.h"

#define LOGGED_MAX 16u /* refusals at the same time: invented members fill no log */
#define DAY_MS ((uint64_t)24 * 3600 * 1000)

static enum usage_of usage_of(enum audience audience)
{
	return audience == VB_AUDIENCE_OPEN ? VB_USAGE_OPEN : VB_USAGE_DATA;
}

static const struct node_id *founder_of(const struct core_space *space)
{
	return space_count(space->pub.space) > 0 ? space_owner_at(space->pub.space, 0) : NULL;
}

/* What is left of the bucket by now. A clock that was set back empties nothing; see also wind_back. */
static uint64_t level(const struct usage *usage, uint64_t day_bytes, struct wall_ms now)
{
	uint64_t passed = now.v > usage->at.v ? now.v - usage->at.v : 0;
	uint64_t gone;

	if (passed >= DAY_MS)
		return 0;
	gone = day_bytes / DAY_MS * passed + day_bytes % DAY_MS * passed / DAY_MS;
	return usage->day > gone ? usage->day - gone : 0;
}

static bool fits(uint64_t used, uint64_t bytes, uint64_t limit)
{
	return used <= limit && bytes <= limit - used;
}

/* What an account holds in all: entries may fill it, documents leave the last eighth to them. */
static uint64_t room(uint64_t limit, bool is_file)
{
	return is_file ? limit - limit / 8 : limit;
}

/* A document that has no room in an empty bucket of the day: it comes all the same, */
static bool is_long(uint64_t bytes, uint64_t day_bytes)
{
	return bytes > room(day_bytes, true);
}

/* and takes all that documents may have of it, when no more than the part of the entries is taken. */
static uint64_t weight(uint64_t bytes, uint64_t day_bytes, bool is_file)
{
	return is_file && is_long(bytes, day_bytes) ? room(day_bytes, true) : bytes;
}

/* ---- accounts ---- */

/* Whether the bytes fit. Errors: VB_ERR_QUOTA, then *why; those of the store. */
static int look(struct node *node, const struct quota_refusal *claim, bool is_file,
                struct node_now now, enum quota_why *why)
{
	const struct settings *settings = &node->settings;
	uint64_t day = settings->member_day_bytes;
	struct usage own, founded = { .bytes = 0 };
	int err = usage_get(node_view(node), claim->space, claim->of, &claim->author, &own);

	if (err == 0 && !node_id_is_equal(&claim->founder, &node->self))
		err = usage_get(node_view(node), 0, VB_USAGE_FOUNDED, &claim->founder, &founded);
	if (err != 0)
		return err;
	if (!fits(own.bytes, claim->bytes, room(settings->member_bytes, is_file)))
		*why = VB_QUOTA_MEMBER;
	else if (!node_id_is_equal(&claim->founder, &node->self) &&
	         !fits(founded.bytes, claim->bytes, room(settings->founder_bytes, is_file)))
		*why = VB_QUOTA_FOUNDER;
	else if (!fits(level(&own, day, now.wall), weight(claim->bytes, day, is_file),
	               room(day, is_file && !is_long(claim->bytes, day))))
		*why = VB_QUOTA_DAY;
	else
		return 0;
	return VB_ERR_QUOTA;
}

static struct quota_refusal *find(const struct node *node, uint32_t space,
                                  const struct node_id *author, enum usage_of of)
{
	for (uint32_t i = 0; i < node->refusal_count; i++) {
		struct quota_refusal *r = &node->refusals[i];

		if (r->space == space && r->of == of && node_id_is_equal(&r->author, author))
			return r;
	}
	return NULL;
}

static void remove_at(struct node *node, uint32_t at)
{
	node->refusal_count--;
	memmove(&node->refusals[at], &node->refusals[at + 1],
	        (node->refusal_count - at) * sizeof(*node->refusals));
}

/* Where there are too many the oldest is forgotten: what it stood for is refused, and noted, once more. */
static void note(struct node *node, const struct quota_refusal *claim)
{
	if (find(node, claim->space, &claim->author, claim->of) != NULL)
		return;
	if (node->refusal_count == VB_QUOTA_REFUSALS_MAX)
		remove_at(node, 0);
	node->refusals = array_reserve(node->refusals, &node->refusal_capacity,
	                               node->refusal_count + 1u, sizeof(*node->refusals));
	node->refusals[node->refusal_count++] = *claim;
	if (node->refusal_count > LOGGED_MAX)
		return;
	log_warnx("quota.reached", "office=%s space=%u why=%s", log_node(&claim->author).text,
	          (unsigned)claim->space,
	          claim->why == VB_QUOTA_DAY      ? "day"
	          : claim->why == VB_QUOTA_MEMBER ? "member"
	                                          : "founder");
}

/* A bucket that was filled while the clock was ahead empties from now on, and not only when that time has come. */
static int wind_back(struct node *node, const struct quota_refusal *claim, struct node_now now)
{
	struct usage own;
	int err = usage_get(node_view(node), claim->space, claim->of, &claim->author, &own);

	if (err != 0 || own.at.v <= now.wall.v)
		return err;
	own.at = now.wall;
	usage_put(node_write(node), claim->space, claim->of, &claim->author, &own);
	return 0;
}

int quota_check(struct node *node, const struct quota_claim *claim, struct node_now now)
{
	const struct node_id *founder = founder_of(claim->space);
	struct quota_refusal wanted = { .space = claim->space->pub.number,
		                        .of = usage_of(claim->audience),
		                        .author = *claim->author,
		                        .bytes = claim->bytes,
		                        .since = now.wall };
	int err;

	if (founder == NULL || node_id_is_equal(claim->author, &node->self))
		return 0;
	wanted.founder = *founder;
	err = wind_back(node, &wanted, now);
	if (err == 0)
		err = look(node, &wanted, false, now, &wanted.why);
	if (err == VB_ERR_QUOTA)
		note(node, &wanted);
	return err;
}

static void add(struct node *node, uint32_t space, enum usage_of of, const struct node_id *office,
                uint64_t bytes, uint64_t day, struct node_now now)
{
	struct usage usage;

	if (node_id_is_equal(office, &node->self) ||
	    usage_get(node_write(node), space, of, office, &usage) != 0)
		return;
	usage.bytes += bytes;
	if (day > 0 && of != VB_USAGE_FOUNDED) {
		usage.day = level(&usage, node->settings.member_day_bytes, now.wall) + day;
		usage.at = now.wall;
	}
	usage_put(node_write(node), space, of, office, &usage);
}

void quota_charge(struct node *node, const struct quota_claim *claim, bool is_new,
                  struct node_now now)
{
	const struct node_id *founder = founder_of(claim->space);

	if (node_id_is_equal(claim->author, &node->self))
		return;
	add(node, claim->space->pub.number, usage_of(claim->audience), claim->author, claim->bytes,
	    is_new ? claim->bytes : 0, now);
	if (founder != NULL)
		add(node, 0, VB_USAGE_FOUNDED, founder, claim->bytes, 0, now);
}

int quota_check_file(struct node *node, const struct log_info *log, uint64_t bytes,
                     struct node_now now, enum quota_why *why)
{
	const struct core_space *space = core_space_number(node, log->space);
	const struct node_id *founder = space ? founder_of(space) : NULL;
	struct quota_refusal wanted = {
		.space = log->space, .of = VB_USAGE_DATA, .author = log->author, .bytes = bytes
	};

	if (founder == NULL || node_id_is_equal(&log->author, &node->self))
		return 0;
	wanted.founder = *founder;
	return look(node, &wanted, true, now, why);
}

bool quota_charge_file(struct node *node, const struct log_info *log, uint64_t bytes,
                       struct node_now now)
{
	const struct core_space *space = core_space_number(node, log->space);
	const struct node_id *founder = space ? founder_of(space) : NULL;

	if (founder == NULL || node_id_is_equal(&log->author, &node->self))
		return false;
	add(node, log->space, VB_USAGE_DATA, &log->author, bytes,
	    weight(bytes, node->settings.member_day_bytes, true), now);
	add(node, 0, VB_USAGE_FOUNDED, founder, bytes, 0, now);
	return true;
}

/* Bodies of a log come or go; the day does not change. */
static void change(struct node *node, uint32_t space, enum usage_of of,
                   const struct node_id *office, size_t bytes, bool is_gone)
{
	struct usage usage;

	if (node_id_is_equal(office, &node->self) ||
	    usage_get(node_write(node), space, of, office, &usage) != 0)
		return;
	if (is_gone)
		usage.bytes -= bytes < usage.bytes ? bytes : usage.bytes;
	else
		usage.bytes += bytes;
	usage_put(node_write(node), space, of, office, &usage);
}

static void change_log(struct node *node, uint32_t log, size_t bytes, bool is_gone)
{
	const struct log_info *info = logs_get(node->logs, log);
	const struct core_space *space = info ? core_space_number(node, info->space) : NULL;
	const struct node_id *founder = space ? founder_of(space) : NULL;

	if (bytes == 0 || founder == NULL || node_id_is_equal(&info->author, &node->self))
		return;
	change(node, info->space, usage_of(info->audience), &info->author, bytes, is_gone);
	change(node, 0, VB_USAGE_FOUNDED, founder, bytes, is_gone);
}

int quota_check_control(struct node *node, const struct core_space *space, size_t bytes)
{
	const struct node_id *founder = founder_of(space);
	struct usage usage;
	int err;

	if (founder == NULL || node_id_is_equal(founder, &node->self))
		return 0;
	err = usage_get(node_view(node), 0, VB_USAGE_CONTROL, founder, &usage);
	if (err == 0 && !fits(usage.bytes, bytes, VB_FOUNDER_CONTROL_BYTES))
		err = VB_ERR_QUOTA;
	return err;
}

void quota_charge_control(struct node *node, const struct core_space *space, size_t bytes)
{
	const struct node_id *founder = founder_of(space);

	if (founder != NULL)
		change(node, 0, VB_USAGE_CONTROL, founder, bytes, false);
}

int quota_check_founder(const struct node *node, const struct node_id *founder)
{
	uint32_t count = 0;

	for (size_t i = 0; i < node->space_count; i++) {
		const struct node_id *other = founder_of(node->spaces[i]);

		count += other != NULL && node_id_is_equal(other, founder);
	}
	return count < VB_FOUNDER_SPACES_MAX_COUNT ? 0 : VB_ERR_TOO_MANY;
}

void quota_return(struct node *node, uint32_t log, size_t bytes)
{
	change_log(node, log, bytes, true);
}

void quota_refill(struct node *node, uint32_t log, size_t bytes)
{
	change_log(node, log, bytes, false);
}

/* ---- what was refused ---- */

bool quota_is_refused(const struct node *node, uint32_t space, const struct node_id *author,
                      enum audience audience)
{
	return find(node, space, author, usage_of(audience)) != NULL;
}

const struct quota_refusal *quota_refusals(const struct node *node, uint32_t *count)
{
	*count = node->refusal_count;
	return node->refusals;
}

uint32_t quota_next_free(struct node *node, struct node_now now)
{
	for (uint32_t i = 0; i < node->refusal_count; i++) {
		struct quota_refusal *r = &node->refusals[i];
		uint32_t space = r->space;

		if (look(node, r, false, now, &r->why) != 0)
			continue;
		remove_at(node, i);
		return space;
	}
	return 0;
}
