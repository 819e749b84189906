/* held_sweep: rows of what came in that nobody needs any more; see held_sweep.h; tested by tests/unit/test_held_calls.c. */
#include "bridges/mail/held_sweep.h"

#include <stdlib.h>

#include "bridges/mail/held_mail.h"
#include "bridges/mail/mail_token.h"
#include "bridges/mail/tables.h"

#define DAY_MS INT64_C(86400000)
#define SEEN_DAYS 60

struct sweep {
	struct drawer_batch *batch;
	int64_t now_ms;
	int64_t keep_ms;
	const char *table;
	uint32_t gone;
	uint64_t kept, waiting; /* bytes of attachments; mails */
	/* Mails that go; their pieces are looked up when the list is at its end. */
	struct record_id ids[VB_HELD_SWEEP_ROWS];
};

static bool take(struct sweep *sweep, struct span key)
{
	drawer_take(sweep->batch, sweep->table, key);
	return ++sweep->gone < VB_HELD_SWEEP_ROWS;
}

static bool on_seen(void *context, struct span key, struct span value)
{
	struct sweep *sweep = context;

	if (value.size != sizeof(uint64_t) ||
	    (int64_t)get_be64(value.data) + SEEN_DAYS * DAY_MS <= sweep->now_ms)
		return take(sweep, key);
	return true;
}

static bool on_token(void *context, struct span key, struct span value)
{
	struct sweep *sweep = context;
	struct mail_token_row row;

	if (mail_token_row_decode(value, &row) != 0 || row.expires_ms <= sweep->now_ms)
		return take(sweep, key);
	return true;
}

static bool on_held(void *context, struct span key, struct span value)
{
	struct sweep *sweep = context;
	struct held_mail held;

	if (held_mail_decode(key, value, &held) == 0) {
		if (held.at_ms + sweep->keep_ms <= sweep->now_ms) {
			sweep->ids[sweep->gone++] = held.id;
		} else {
			sweep->waiting++;
			for (size_t i = 0; i < held.file_count; i++)
				sweep->kept += held.files[i].is_kept ? held.files[i].bytes : 0;
		}
	}
	held_mail_release(&held);
	return sweep->gone < VB_HELD_SWEEP_ROWS;
}

static int sweep_held(const struct drawer *drawer, struct sweep *sweep)
{
	int err = drawer->list(drawer->self, VB_TABLE_HELD, span_of("", 0), UINT32_MAX, on_held,
	                       sweep);

	for (uint32_t i = 0; i < sweep->gone && err == 0; i++) {
		struct held_mail held;

		/* A mail may have hundreds of pieces. */
		if (drawer_is_full(sweep->batch)) {
			sweep->gone = VB_HELD_SWEEP_ROWS;
			return 0;
		}

		err = held_mail_get(drawer, &sweep->ids[i], &held);
		if (err == 0)
			err = held_mail_drop(drawer, sweep->batch, &held);
		held_mail_release(&held);
	}
	/* Erasure takes mails of a person away without counting. */
	if (err == 0 && sweep->gone < VB_HELD_SWEEP_ROWS) {
		drawer_put_u64(sweep->batch, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT), sweep->kept);
		drawer_put_u64(sweep->batch, VB_TABLE_CAPS, span_of_str(VB_HELD_WAITING),
		               sweep->waiting);
	}
	return err;
}

static int sweep_table(const struct drawer *drawer, struct sweep *sweep, const char *table,
                       drawer_row_fn *each)
{
	sweep->table = table;
	if (sweep->gone >= VB_HELD_SWEEP_ROWS)
		return 0;
	return drawer->list(drawer->self, table, span_of("", 0), UINT32_MAX, each, sweep);
}

int held_sweep(const struct drawer *drawer, int64_t now_ms, uint32_t keep_days,
               struct drawer_batch *batch, bool *is_done)
{
	static const struct sweep zero;
	struct sweep *sweep = malloc(sizeof(*sweep));
	int err;

	if (sweep == NULL)
		abort();
	*sweep = zero;
	sweep->batch = batch;
	sweep->now_ms = now_ms;
	sweep->keep_ms = keep_days * DAY_MS;
	err = sweep_held(drawer, sweep);
	if (err == 0)
		err = sweep_table(drawer, sweep, VB_TABLE_SEEN, on_seen);
	if (err == 0)
		err = sweep_table(drawer, sweep, VB_TABLE_TOKENS, on_token);
	*is_done = sweep->gone < VB_HELD_SWEEP_ROWS;
	free(sweep);
	return err;
}
