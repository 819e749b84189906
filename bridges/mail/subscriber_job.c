/* subscriber_job: see subscriber_job.h; tested by tests/unit/test_mail_job.c */
#include "bridges/mail/subscriber_job.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/mail_reason.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/subscriber.h"
#include "bridges/mail/tables.h"
#include "protocol/pack.h"

#define PAGE_ROWS 500u
#define DAY_MS 86400000

static const struct record_id nobody;

/* ---- list ---- */

struct listing {
	struct subscriber list[VB_JOB_LIMIT_MAX];
	uint32_t count, seen;
	struct record_id last;
	bool is_bad;
};

static bool on_subscriber(void *context, struct span key, struct span value)
{
	struct listing *listing = context;

	listing->seen++;
	if (key.size != VB_RECORD_ID_BYTES)
		return true;
	memcpy(listing->last.b, key.data, VB_RECORD_ID_BYTES);
	if (subscriber_decode(value, &listing->list[listing->count]) == 0)
		listing->count++;
	return true;
}

static int pack_one(struct planning *planning, const struct subscriber *subscriber, struct buf *out)
{
	struct addressee wishes;
	struct record_id who;
	int err;

	mailing_who(&nobody, subscriber->address, &who);
	err = recipient_wishes(planning->drawer, &who, subscriber->tongue, &wishes);
	if (err != 0)
		return err;
	pack_map(out, 4);
	pack_cstr(out, "address");
	pack_cstr(out, subscriber->address);
	pack_cstr(out, "language");
	pack_cstr(out, tongue_tag(subscriber->tongue));
	pack_cstr(out, "since");
	pack_int(out, subscriber->since_ms);
	pack_cstr(out, "state");
	pack_cstr(out, wishes.is_paused           ? "paused"
	               : subscriber->is_confirmed ? "subscribed"
	                                          : "asked");
	return 0;
}

int subscriber_job_list(struct planning *planning, const struct job_args *args, struct buf *out,
                        const char **detail)
{
	const struct drawer *drawer = planning->drawer;
	struct listing *listing = calloc(1, sizeof(*listing));
	char hex[2 * VB_RECORD_ID_BYTES + 1];
	size_t after_size = 0;
	int err = 0;

	if (listing == NULL)
		abort();
	if (args->after.size > 0) {
		after_size = VB_RECORD_ID_BYTES;
		if (hex_parse((const char *)args->after.data, args->after.size, listing->last.b,
		              after_size) != 0) {
			*detail = "after is no place in this list";
			err = VB_ERR_BAD_VALUE;
		}
	}
	if (err == 0)
		err = drawer->list(drawer->self, VB_TABLE_SUBSCRIBERS,
		                   span_of(listing->last.b, after_size), args->limit, on_subscriber,
		                   listing);
	if (err == 0) {
		pack_map(out, listing->seen == args->limit ? 2 : 1);
		pack_cstr(out, "items");
		pack_array(out, listing->count);
	}
	for (uint32_t i = 0; i < listing->count && err == 0; i++)
		err = pack_one(planning, &listing->list[i], out);
	if (err == 0 && listing->seen == args->limit) {
		hex_format(listing->last.b, sizeof(listing->last.b), hex);
		pack_cstr(out, "next");
		pack_cstr(out, hex);
	}
	free(listing);
	return err;
}

/* ---- add and remove ---- */

static int read_address(const struct job_args *args, char out[static VB_ADDRESS_MAX_BYTES + 1],
                        const char **detail)
{
	if (args->address.size == 0 || args->address.size > VB_ADDRESS_MAX_BYTES) {
		*detail = "address is missing, or too long";
		return VB_ERR_BAD_VALUE;
	}
	memcpy(out, args->address.data, args->address.size);
	out[args->address.size] = '\0';
	if (!recipient_is_address(out)) {
		*detail = "address is none to which mail can be sent";
		return VB_ERR_BAD_VALUE;
	}
	return 0;
}

struct counting {
	uint32_t count, seen;
	struct record_id last;
};

static bool on_counted(void *context, struct span key, struct span value)
{
	struct counting *counting = context;

	(void)value;
	counting->seen++;
	counting->count++;
	if (key.size == VB_RECORD_ID_BYTES)
		memcpy(counting->last.b, key.data, VB_RECORD_ID_BYTES);
	return true;
}

static int count_all(const struct drawer *drawer, uint32_t *out)
{
	struct counting counting = { .count = 0 };
	size_t after_size = 0;
	int err = 0;

	do {
		counting.seen = 0;
		err = drawer->list(drawer->self, VB_TABLE_SUBSCRIBERS,
		                   span_of(counting.last.b, after_size), PAGE_ROWS, on_counted,
		                   &counting);
		after_size = sizeof(counting.last.b);
	} while (err == 0 && counting.seen == PAGE_ROWS);
	*out = counting.count;
	return err;
}

static void pack_state(struct buf *out, const struct subscriber *subscriber)
{
	pack_map(out, 2);
	pack_cstr(out, "address");
	pack_cstr(out, subscriber->address);
	pack_cstr(out, "state");
	pack_cstr(out, subscriber->is_confirmed ? "subscribed" : "asked");
}

/* Asks whether they want it; the same question goes once a day at most, whoever asks for it. */
static int ask(struct planning *planning, const struct subscriber *subscriber)
{
	struct mailing mailing = { .kind = MAILING_CONFIRM,
		                   .tongue = subscriber->tongue,
		                   .due_ms = planning->now_ms,
		                   .reason = VB_REASON_START };
	uint8_t now[8];
	struct span key = span_of(mailing.key, sizeof(mailing.key));
	struct record_id who;
	bool is_asked = false;
	int err;

	mailing_who(&nobody, subscriber->address, &who);
	memcpy(mailing.address, subscriber->address, sizeof(mailing.address));
	mailing_key(MAILING_CONFIRM, &nobody, (uint64_t)(planning->now_ms / DAY_MS), &who,
	            mailing.key);
	err = drawer_has(planning->drawer, VB_TABLE_DONE, key, &is_asked);
	if (err != 0 || is_asked)
		return err;
	put_be64(now, (uint64_t)planning->now_ms);
	drawer_queue(&planning->batch, &mailing);
	drawer_put_fresh(&planning->batch, VB_TABLE_DONE, key, span_of(now, sizeof(now)));
	return 0;
}

int subscriber_job_add(struct planning *planning, const struct job_args *args, struct buf *out,
                       const char **detail)
{
	struct subscriber subscriber = { .tongue = TONGUE_DE };
	uint32_t count = 0;
	int err = read_address(args, subscriber.address, detail);

	if (err != 0)
		return err;
	if (args->language.size > 0 && !tongue_parse(args->language, &subscriber.tongue)) {
		*detail = "language is none in which mail is written";
		return VB_ERR_BAD_VALUE;
	}
	struct subscriber there = subscriber;
	err = subscriber_find(planning->drawer, subscriber.address, &there);
	if (err == 0 && there.is_confirmed) {
		pack_state(out, &there);
		return 0;
	}
	if (err == VB_ERR_NOT_FOUND)
		err = count_all(planning->drawer, &count);
	if (err == 0 && count >= VB_SUBSCRIBERS_MAX)
		err = VB_ERR_TOO_MANY;
	if (err == 0)
		err = ask(planning, &subscriber);
	if (err != 0)
		return err;
	subscriber.since_ms = planning->now_ms;
	subscriber_put(&planning->batch, &subscriber);
	pack_state(out, &subscriber);
	return 0;
}

int subscriber_job_remove(struct planning *planning, const struct job_args *args, struct buf *out,
                          const char **detail)
{
	struct subscriber subscriber;
	char address[VB_ADDRESS_MAX_BYTES + 1];
	int err = read_address(args, address, detail);

	if (err == 0)
		err = subscriber_find(planning->drawer, address, &subscriber);
	if (err == VB_ERR_NOT_FOUND)
		*detail = "nobody with this address gets the newsletter";
	if (err != 0)
		return err;
	subscriber_drop(&planning->batch, address);
	pack_map(out, 1);
	pack_cstr(out, "address");
	pack_cstr(out, address);
	return 0;
}
