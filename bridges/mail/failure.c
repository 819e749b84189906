/* failure: see failure.h. */
#include "bridges/mail/failure.h"

#include <string.h>

#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"

#define HEAD_BYTES 12u
#define PAGE_ROWS 500u

void failure_put(struct drawer_batch *batch, const struct mailing *mailing, unsigned status,
                 int64_t now_ms)
{
	struct buf row;

	buf_init(&row, 65536);
	buf_put_u64(&row, (uint64_t)now_ms);
	buf_put_u32(&row, status);
	mailing_encode(mailing, &row);
	drawer_put(batch, VB_TABLE_FAILED, span_of(mailing->key, sizeof(mailing->key)),
	           buf_span(&row), record_id_is_zero(&mailing->person) ? NULL : &mailing->person);
	buf_release(&row);
}

int failure_decode(struct span in, struct failure *out)
{
	memset(out, 0, sizeof(*out));
	if (in.size < HEAD_BYTES || get_be64(in.data) > INT64_MAX)
		return VB_ERR_MALFORMED;
	out->failed_ms = (int64_t)get_be64(in.data);
	out->status = get_be32(in.data + 8);
	return mailing_decode(span_of(in.data + HEAD_BYTES, in.size - HEAD_BYTES), &out->mailing);
}

void failure_score(struct addressee *wishes, unsigned points, int64_t now_ms)
{
	unsigned score = wishes->bounce_score;

	for (int64_t ms = wishes->bounced_ms + VB_FAILURE_HALF_MS; ms <= now_ms && score > 0;
	     ms += VB_FAILURE_HALF_MS)
		score /= 2;
	score += points;
	wishes->bounce_score = (uint8_t)(score < UINT8_MAX ? score : UINT8_MAX);
	wishes->bounced_ms = now_ms;
	if (score >= VB_FAILURE_PAUSE)
		wishes->is_paused = true;
}

int failure_count(const struct drawer *drawer, struct drawer_batch *batch,
                  const struct record_id *who, const struct record_id *person, unsigned points,
                  int64_t now_ms)
{
	struct addressee wishes;
	int err;

	memset(&wishes, 0, sizeof(wishes));
	err = recipient_wishes(drawer, who, TONGUE_DE, &wishes);
	if (err != 0)
		return err;
	failure_score(&wishes, points, now_ms);
	recipient_put(batch, who, person, &wishes);
	return 0;
}

/* ---- sums ---- */

struct sum {
	int64_t since_ms;
	uint32_t failed, paused, seen;
	uint8_t last[VB_DRAWER_KEY_MAX_BYTES];
	size_t last_size;
};

static void step(struct sum *sum, struct span key)
{
	sum->seen++;
	sum->last_size = key.size < sizeof(sum->last) ? key.size : sizeof(sum->last);
	memcpy(sum->last, key.data, sum->last_size);
}

static bool on_failed(void *context, struct span key, struct span value)
{
	struct sum *sum = context;

	step(sum, key);
	if (value.size >= HEAD_BYTES && get_be64(value.data) >= (uint64_t)sum->since_ms)
		sum->failed++;
	return true;
}

static bool on_wishes(void *context, struct span key, struct span value)
{
	struct addressee wishes = { .is_paused = false };
	struct sum *sum = context;

	step(sum, key);
	if (addressee_decode(value, &wishes) == 0 && wishes.is_paused)
		sum->paused++;
	return true;
}

static int add_table(const struct drawer *drawer, const char *table, drawer_row_fn *each,
                     struct sum *sum)
{
	int err = 0;

	sum->last_size = 0;
	do {
		sum->seen = 0;
		err = drawer->list(drawer->self, table, span_of(sum->last, sum->last_size),
		                   PAGE_ROWS, each, sum);
	} while (err == 0 && sum->seen == PAGE_ROWS);
	return err;
}

int failure_sum(const struct drawer *drawer, int64_t since_ms, uint32_t *out_failed,
                uint32_t *out_paused)
{
	struct sum sum = { .since_ms = since_ms > 0 ? since_ms : 0 };
	int err = add_table(drawer, VB_TABLE_FAILED, on_failed, &sum);

	if (err == 0)
		err = add_table(drawer, VB_TABLE_WISHES, on_wishes, &sum);
	*out_failed = sum.failed;
	*out_paused = sum.paused;
	return err;
}
