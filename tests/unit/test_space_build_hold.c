/* space_build_hold: what the owner writes about suspensions is what every reader takes. */
#include "tests/tap.h"
#include "tests/unit/assembly.h"

static const struct log_id some_log = { { 0xa } };

/* Enters what was built; the fold that takes it is that of every office. */
static int enter(struct assembly *a, int err, struct buf *body)
{
	if (err == 0)
		err = assembly_enter(a, buf_span(body));
	buf_clear(body);
	return err;
}

static void test_bodies(void)
{
	struct entry_id suspends[] = { { { 9 } }, { { 2 } } };
	struct entry_id lifted[] = { { { 9 } }, { { 2 } } };
	uint64_t kept[] = { 300, 1 };
	struct cutoff cutoff = cutoff_of(&some_log, 4);
	const struct hold *hold;
	struct assembly a;
	struct buf body;

	assembly_init(&a, 2, 3);
	assembly_found(&a);
	is_err(assembly_admit(&a, 1, VB_ROLE_MEMBER), 0, "a member");
	hold = &space_member(a.space, &a.offices[1].id)->hold;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	is_err(enter(&a,
	             space_build_suspend_confirmed(&a.offices[1].id, &cutoff, 1, suspends, 2,
	                                           &body),
	             &body),
	       0, "a suspension is confirmed, its suspends in any order");
	is_u64(cut_left(&hold->confirmed[0].cut, &some_log), 4, "with its cut-off");
	ok(hold_is_confirmed(hold, &lifted[0]) && hold_is_confirmed(hold, &lifted[1]), "both");
	is_err(enter(&a, space_build_lift(&a.offices[1].id, lifted, 1, NULL, 0, &body), &body), 0,
	       "one is lifted");
	ok(hold_stands(hold, 0), "the other stands");
	is_err(enter(&a, space_build_lift(&a.offices[1].id, NULL, 0, kept, 2, &body), &body), 0,
	       "two incarnations are kept, in any order");
	ok(hold_is_kept(hold, 1) && hold_is_kept(hold, 300), "both");
	is_err(enter(&a, space_build_lift(&a.offices[1].id, lifted, 2, kept, 2, &body), &body), 0,
	       "all of it at once, and again");
	ok(!hold_stands(hold, 0), "nothing stands");
	is_err(space_build_suspend_confirmed(&a.offices[1].id, &cutoff, VB_CUTOFFS_MAX_COUNT + 1,
	                                     suspends, 2, &body),
	       VB_ERR_TOO_LARGE, "more cut-offs than an entry takes");
	is_err(space_build_lift(&a.offices[1].id, lifted, VB_CUTOFFS_MAX_COUNT + 1, NULL, 0, &body),
	       VB_ERR_TOO_LARGE, "more suspends than an entry takes");
	buf_release(&body);
	assembly_release(&a);
}

int main(void)
{
	test_bodies();
	return done();
}
