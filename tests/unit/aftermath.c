/* aftermath: what is left of a home; see aftermath.h. */
#include "tests/unit/aftermath.h"

#include "store/check.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/workday.h"

#define LATER_MS UINT64_C(1800001000000)

static void tell(void *ctx, const struct finding *finding)
{
	const struct aftermath *a = ctx;

	/* Bytes without a record are none that anybody was promised. */
	if (!a->is_silent && finding->code != VB_FINDING_BLOB_EXTRA)
		diag("found: %s", finding_name(finding->code));
}

uint64_t aftermath_rows(struct aftermath *a, const char *home)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY | VB_ENV_WALK };
	struct findings findings = { .tell = tell, .ctx = a };
	struct env_txn *txn = NULL;
	struct env *env = NULL;
	struct hash rows;
	uint64_t value = 0;
	int err = keyspace_open(home, &options, &env);

	if (err == 0)
		err = env_open_tables(env);
	if (err == 0)
		err = check_run(env, &findings);
	if (err == 0)
		err = env_begin(env, VB_ENV_READ, &txn);
	if (err == 0) {
		rows = workday_rows_of(txn);
		value = get_be64(rows.b) | 1u;
	}
	env_abort(&txn);
	env_close(&env);
	a->with_findings += findings.count > findings.left_over;
	a->unreadable += err != 0;
	if (err != 0 && !a->is_silent)
		diag("the store cannot be read: %s", err_name(err));
	return value;
}

/* ---- an office that says nothing ---- */

static int no_frame(void *ctx, uint32_t link, struct span frame)
{
	(void)ctx;
	(void)link;
	(void)frame;
	return 0;
}

static void no_close(void *ctx, uint32_t link, int err)
{
	(void)ctx;
	(void)link;
	(void)err;
}

static void no_answer(void *ctx, uint32_t client, struct span answer)
{
	(void)ctx;
	(void)client;
	(void)answer;
}

static void no_change(void *ctx)
{
	(void)ctx;
}

int aftermath_node(const char *home, uint32_t env_flags, struct node_now now, struct node **out)
{
	struct node_output output = { NULL, no_frame, no_close, no_answer, no_change };
	struct env_options options = { .flags = env_flags };

	return node_open(home, &options, &output, now, out);
}

void aftermath_open(struct aftermath *a, const char *home)
{
	struct node_now now = { { LATER_MS }, { 5000 } };
	struct node *node = NULL;
	int err = aftermath_node(home, VB_ENV_NO_FSYNC, now, &node);

	if (err == 0)
		err = node_turn_end(node, now);
	node_close(&node);
	a->closed += err != 0;
	if (err != 0 && !a->is_silent)
		diag("the office does not open: %s", err_name(err));
}
