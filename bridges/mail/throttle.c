/* throttle: see throttle.h. */
#include "bridges/mail/throttle.h"

#include <string.h>

#define MINUTE_MS 60000
#define HOUR_MS 3600000
#define DAY_MS 86400000
#define WAYS 4u /* places in which an address can stand */

void throttle_init(struct throttle *throttle, uint32_t rate)
{
	memset(throttle, 0, sizeof(*throttle));
	throttle->rate = rate;
}

/* What nobody can miss. */
static bool is_urgent(enum mailing_kind kind)
{
	return kind == MAILING_INVITATION || kind == MAILING_CHANGE || kind == MAILING_CANCELLATION;
}

/* What two programs would say to each other. */
static bool is_talk(enum mailing_kind kind)
{
	return kind == MAILING_RECEIPT || kind == MAILING_CONFIRM || kind == MAILING_NOTE ||
	       kind == MAILING_MESSAGE;
}

/* The place of an address: its own, else a free one, else the one that was used longest ago. */
static struct throttle_slot *slot_of(struct throttle *throttle, const struct record_id *who,
                                     int64_t now_ms)
{
	uint64_t name = get_be64(who->b) ^ get_be64(who->b + 8);
	size_t first = (size_t)(name % (VB_THROTTLE_SLOTS / WAYS)) * WAYS;
	struct throttle_slot *slot = &throttle->slots[first];

	for (size_t i = first; i < first + WAYS; i++) {
		if (throttle->slots[i].who == name) {
			slot = &throttle->slots[i];
			break;
		}
		if (throttle->slots[i].hour_ms < slot->hour_ms)
			slot = &throttle->slots[i];
	}
	if (slot->who != name || now_ms - slot->hour_ms >= HOUR_MS || now_ms < slot->hour_ms)
		*slot = (struct throttle_slot){ .who = name, .hour_ms = now_ms };
	return slot;
}

static void turn(int64_t *begin_ms, uint32_t *count, int64_t length_ms, int64_t now_ms)
{
	if (now_ms - *begin_ms >= length_ms || now_ms < *begin_ms) {
		*begin_ms = now_ms;
		*count = 0;
	}
}

size_t throttle_room(struct throttle *throttle, int64_t now_ms, size_t room, int64_t *out_next_ms)
{
	size_t left;

	turn(&throttle->minute_ms, &throttle->minute_count, MINUTE_MS, now_ms);
	*out_next_ms = now_ms;
	if (throttle->rate == 0)
		return room;
	left = throttle->minute_count < throttle->rate ? throttle->rate - throttle->minute_count
	                                               : 0;
	if (left == 0)
		*out_next_ms = throttle->minute_ms + MINUTE_MS;
	return left < room ? left : room;
}

int64_t throttle_when(struct throttle *throttle, enum mailing_kind kind,
                      const struct record_id *who, int64_t now_ms)
{
	struct throttle_slot *slot;
	int64_t when = now_ms;

	if (is_urgent(kind)) {
		slot = slot_of(throttle, who, now_ms);
		/* There is one for what was invited to at most. */
		if (kind == MAILING_CANCELLATION)
			return now_ms;
		return slot->urgent < VB_THROTTLE_URGENT_HOUR ? now_ms : slot->hour_ms + HOUR_MS;
	}
	turn(&throttle->day_ms, &throttle->day_count, DAY_MS, now_ms);
	if (throttle->day_count >= VB_THROTTLE_NODE_DAY)
		when = throttle->day_ms + DAY_MS;
	slot = slot_of(throttle, who, now_ms);
	if (slot->count >= VB_THROTTLE_ADDRESS_HOUR && slot->hour_ms + HOUR_MS > when)
		when = slot->hour_ms + HOUR_MS;
	if (is_talk(kind) && throttle_is_open(throttle, now_ms) && throttle->open_until_ms > when)
		when = throttle->open_until_ms;
	return when;
}

/* ---- the breaker ---- */

static size_t minute_slot(struct throttle *throttle, int64_t now_ms)
{
	int64_t minute = now_ms / MINUTE_MS;
	size_t at = (size_t)(minute % VB_THROTTLE_MINUTES);

	if (throttle->minutes[at] != minute) {
		throttle->minutes[at] = minute;
		throttle->in[at] = 0;
		throttle->out[at] = 0;
		throttle->again[at] = 0;
	}
	return at;
}

/* Opens when of the last ten minutes as much came in as went out, give or take a tenth, and two thirds of it to the same ones
 * again: of those who are written to five times an hour at most, four of five are. */
static void watch(struct throttle *throttle, int64_t now_ms)
{
	int64_t minute = now_ms / MINUTE_MS;
	uint64_t in = 0, out = 0, again = 0;

	for (size_t i = 0; i < VB_THROTTLE_MINUTES; i++) {
		if (throttle->minutes[i] > minute - (int64_t)VB_THROTTLE_MINUTES &&
		    throttle->minutes[i] <= minute) {
			in += throttle->in[i];
			out += throttle->out[i];
			again += throttle->again[i];
		}
	}
	if (in < VB_THROTTLE_LOOP_MIN || out < VB_THROTTLE_LOOP_MIN)
		return;
	if (10 * in >= 9 * out && 10 * out >= 9 * in && 3 * again >= 2 * out)
		throttle->open_until_ms = now_ms + VB_THROTTLE_OPEN_MS;
}

void throttle_out(struct throttle *throttle, enum mailing_kind kind, const struct record_id *who,
                  int64_t now_ms)
{
	struct throttle_slot *slot;
	size_t minute;

	turn(&throttle->minute_ms, &throttle->minute_count, MINUTE_MS, now_ms);
	throttle->minute_count++;
	if (is_urgent(kind)) {
		slot_of(throttle, who, now_ms)->urgent++;
		return;
	}
	turn(&throttle->day_ms, &throttle->day_count, DAY_MS, now_ms);
	throttle->day_count++;
	slot = slot_of(throttle, who, now_ms);
	slot->count++;
	if (is_talk(kind)) {
		minute = minute_slot(throttle, now_ms);
		throttle->out[minute]++;
		if (slot->talks++ > 0)
			throttle->again[minute]++;
		watch(throttle, now_ms);
	}
}

void throttle_again(struct throttle *throttle, int64_t now_ms)
{
	turn(&throttle->minute_ms, &throttle->minute_count, MINUTE_MS, now_ms);
	throttle->minute_count++;
}

void throttle_in(struct throttle *throttle, int64_t now_ms)
{
	throttle->in[minute_slot(throttle, now_ms)]++;
	watch(throttle, now_ms);
}

bool throttle_is_open(const struct throttle *throttle, int64_t now_ms)
{
	return throttle->open_until_ms > now_ms;
}
