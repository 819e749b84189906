/* manners: one automatic mail a day to an address; see manners.h; tested by tests/unit/test_acting_confirm.c. */
#include "bridges/mail/manners.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "protocol/pack.h"

#define ROW_MAX_BYTES 65536u

/* What stands in caps. */
struct cap {
	int64_t last_ms;    /* when the last one is due; 0: none so far */
	int64_t receipt_ms; /* when the last receipt is due */
	uint8_t receipt[VB_MAILING_KEY_BYTES];
};

static int get_cap(const struct drawer *drawer, struct span key, struct cap *cap)
{
	struct pack_reader r;
	struct buf value;
	int err;

	*cap = (struct cap){ .last_ms = 0 };
	buf_init(&value, ROW_MAX_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_CAPS, key, &value);
	if (err == 0) {
		unpack_init(&r, buf_span(&value));
		(void)unpack_array(&r, 3);
		cap->last_ms = unpack_int(&r);
		cap->receipt_ms = unpack_int(&r);
		unpack_fixed(&r, cap->receipt, sizeof(cap->receipt));
		unpack_end(&r);
		err = unpack_finish(&r);
	}
	buf_release(&value);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static void put_cap(struct drawer_batch *batch, struct span key, const struct cap *cap,
                    const struct record_id *person)
{
	struct buf value;

	buf_init(&value, ROW_MAX_BYTES);
	pack_array(&value, 3);
	pack_int(&value, cap->last_ms);
	pack_int(&value, cap->receipt_ms);
	pack_bin(&value, cap->receipt, sizeof(cap->receipt));
	drawer_put(batch, VB_TABLE_CAPS, key, buf_span(&value), person);
	buf_release(&value);
}

static void put_mailing(struct drawer_batch *batch, const struct mailing *mailing)
{
	uint8_t place[VB_MAILING_PLACE_BYTES];
	struct buf value;

	mailing_place(mailing->due_ms, mailing->key, place);
	buf_init(&value, ROW_MAX_BYTES);
	mailing_encode(mailing, &value);
	drawer_put(batch, VB_TABLE_QUEUE, span_of(place, sizeof(place)), buf_span(&value),
	           &mailing->person);
	buf_release(&value);
}

static bool has_matter(const struct mailing *mailing, const struct mailing_matter *matter)
{
	for (size_t i = 0; i < mailing->matter_count; i++) {
		if (mailing->matters[i].subject == matter->subject &&
		    record_id_is_equal(&mailing->matters[i].id, &matter->id))
			return true;
	}
	return false;
}

/* Adds the matters of a receipt to the one that waits. What is told of each is written when it goes. */
static int join(const struct drawer *drawer, struct drawer_batch *batch, const struct cap *cap,
                const struct mailing *mailing, bool *is_joined)
{
	struct mailing_matter all[VB_MAILING_MATTERS_MAX];
	uint8_t place[VB_MAILING_PLACE_BYTES];
	struct mailing waiting = { .matters = NULL };
	struct mailing_matter *own;
	struct buf value;
	size_t count;
	int err;

	mailing_place(cap->receipt_ms, cap->receipt, place);
	buf_init(&value, ROW_MAX_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_QUEUE, span_of(place, sizeof(place)), &value);
	if (err == 0)
		err = mailing_read(span_of(place, sizeof(place)), buf_span(&value), &waiting);
	if (err == 0) {
		own = waiting.matters;
		count = waiting.matter_count;
		memcpy(all, own, count * sizeof(*all));
		for (size_t i = 0; i < mailing->matter_count && count < VB_MAILING_MATTERS_MAX;
		     i++) {
			if (!has_matter(&waiting, &mailing->matters[i]))
				all[count++] = mailing->matters[i];
		}
		waiting.matters = all;
		waiting.matter_count = count;
		/* It says what the last answer did; of several matters what each is now. */
		memcpy(waiting.reason, mailing->reason, sizeof(waiting.reason));
		memcpy(waiting.in_reply_to, mailing->in_reply_to, sizeof(waiting.in_reply_to));
		waiting.sequence = mailing->sequence;
		put_mailing(batch, &waiting);
		waiting.matters = own;
		*is_joined = true;
	}
	mailing_release(&waiting);
	buf_release(&value);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

int manners_queue(const struct drawer *drawer, struct drawer_batch *batch, const char *address,
                  int64_t now_ms, struct mailing *mailing, bool *is_queued)
{
	static const struct record_id nobody;
	struct record_id who;
	struct span key = { who.b, sizeof(who.b) };
	bool is_joined = false, is_receipt = mailing->kind == MAILING_RECEIPT;
	struct cap cap;
	int err;

	*is_queued = false;
	mailing_who(&nobody, address, &who);
	err = get_cap(drawer, key, &cap);
	if (err == 0 && is_receipt && cap.receipt_ms > now_ms)
		err = join(drawer, batch, &cap, mailing, &is_joined);
	if (err != 0 || is_joined) {
		*is_queued = is_joined;
		return err;
	}
	mailing->due_ms = now_ms;
	if (cap.last_ms != 0 && cap.last_ms + VB_MANNERS_PAUSE_MS > now_ms)
		mailing->due_ms = cap.last_ms + VB_MANNERS_PAUSE_MS;
	if (mailing->due_ms > now_ms &&
	    (mailing->kind == MAILING_NOTE || (!is_receipt && cap.last_ms > now_ms)))
		return 0;
	put_mailing(batch, mailing);
	cap.last_ms = mailing->due_ms;
	if (is_receipt) {
		cap.receipt_ms = mailing->due_ms;
		memcpy(cap.receipt, mailing->key, sizeof(cap.receipt));
	}
	put_cap(batch, key, &cap, &mailing->person);
	*is_queued = true;
	return 0;
}
