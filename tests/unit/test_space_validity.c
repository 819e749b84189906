/* space_validity: which entries count, by the three rules of SPEC.md 5 and in their order. */
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"

enum { OWNER, MEMBER, GUEST, RELAY, STRANGER, OFFICES };

/* The control log of these tests:
 *  0 genesis   1 member admitted   2 guest admitted   3 relay admitted
 *  4 member falls to guest (log A: 5 accepted)   5 rekey of core
 *  6 member again
 *  7 member removed (log A: 8 accepted, log B: 2)   8 rekey of all   9 rekey of core
 * 10 admitted again as guest */
static const struct log_id log_a = { { 0xa } }, log_b = { { 0xb } }, log_c = { { 0xc } };

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

static void setup(struct assembly *a)
{
	struct cutoff fall[] = { cutoff_of(&log_a, 5) };
	struct cutoff removal[] = { cutoff_of(&log_a, 8), cutoff_of(&log_b, 2) };

	assembly_init(a, OFFICES, 13);
	assembly_found(a);
	must(assembly_admit(a, MEMBER, VB_ROLE_MEMBER), "admit");
	must(assembly_admit(a, GUEST, VB_ROLE_GUEST), "admit");
	must(assembly_admit(a, RELAY, VB_ROLE_RELAY), "admit");
	must(assembly_role(a, MEMBER, VB_ROLE_GUEST, fall, 1), "fall");
	must(assembly_finish_step(a), "rekey");
	must(assembly_role(a, MEMBER, VB_ROLE_MEMBER, NULL, 0), "rise");
	must(assembly_remove(a, MEMBER, removal, 2), "remove");
	must(assembly_finish_step(a), "rekeys");
	must(assembly_admit(a, MEMBER, VB_ROLE_GUEST), "return");
	if (a->entry_count != 11)
		bail("another control log than described");
}

struct row {
	uint32_t author;
	enum audience audience;
	const struct log_id *log;
	uint64_t seq;
	uint32_t cites;
	uint32_t cited_before;
	int expected;
	const char *name;
};

/* clang-format off */
static const struct row rows[] = {
	{ OWNER, VB_AUDIENCE_CORE, &log_c, 0, 0, 0, 0, "the founder writes from the first entry on" },
	{ OWNER, VB_AUDIENCE_CORE, &log_c, 900, 10, 10, 0, "and may write for good" },
	{ OWNER, VB_AUDIENCE_ALL, &log_c, 1, 11, 0, VB_ERR_UNKNOWN_CONTROL, "1: an entry that is not here" },
	{ OWNER, VB_AUDIENCE_ALL, &log_c, 1, UINT32_MAX, 0, VB_ERR_UNKNOWN_CONTROL, "1: far ahead" },
	{ OWNER, VB_AUDIENCE_ALL, &log_c, 1, 2, 3, VB_ERR_VOIDED_CONTROL, "1: cites less than its predecessor" },
	{ OWNER, VB_AUDIENCE_ALL, &log_c, 1, 3, 3, 0, "1: as much is fine" },
	{ OWNER, VB_AUDIENCE_ALL, &log_c, 1, 4, 0, VB_ERR_VOIDED_CONTROL, "1: cites the fall, inside its step" },
	{ OWNER, VB_AUDIENCE_ALL, &log_c, 1, 5, 0, 0, "1: cites the step's last entry" },
	{ OWNER, VB_AUDIENCE_ALL, &log_c, 1, 8, 0, VB_ERR_VOIDED_CONTROL, "1: cites a rekey inside a step" },
	{ STRANGER, VB_AUDIENCE_OPEN, &log_c, 0, 10, 0, VB_ERR_NOT_MEMBER, "3: a stranger" },
	{ GUEST, VB_AUDIENCE_ALL, &log_c, 0, 1, 0, VB_ERR_NOT_MEMBER, "3: a guest before its admission" },
	{ GUEST, VB_AUDIENCE_ALL, &log_c, 0, 2, 0, 0, "3: a guest in all" },
	{ GUEST, VB_AUDIENCE_CORE, &log_c, 0, 2, 0, VB_ERR_NOT_MEMBER, "3: a guest in core" },
	{ RELAY, VB_AUDIENCE_ALL, &log_c, 0, 10, 0, VB_ERR_NOT_MEMBER, "3: a relay in all" },
	{ RELAY, VB_AUDIENCE_OPEN, &log_c, 0, 10, 0, 0, "3: a relay in open" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_a, 4, 3, 0, 0, "2: below the cut-off of the fall: stays valid" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_a, 5, 3, 0, VB_ERR_BEYOND_CUTOFF, "2: beyond it" },
	{ MEMBER, VB_AUDIENCE_ALL, &log_a, 5, 3, 0, VB_ERR_BEYOND_CUTOFF, "2: whatever the role would allow" },
	{ MEMBER, VB_AUDIENCE_ALL, &log_b, 0, 3, 0, VB_ERR_BEYOND_CUTOFF, "2: the fall does not name this log" },
	{ MEMBER, VB_AUDIENCE_ALL, &log_a, 5, 5, 3, 0, "2: cites the fall: not cut off by it" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_a, 5, 5, 3, VB_ERR_NOT_MEMBER, "3: but a guest only" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_a, 7, 6, 5, 0, "2: below the cut-off of the removal" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_a, 8, 6, 5, VB_ERR_BEYOND_CUTOFF, "2: beyond it, back-dated" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_b, 1, 6, 0, 0, "2: the other log, below" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_b, 2, 6, 0, VB_ERR_BEYOND_CUTOFF, "2: the other log, beyond" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_c, 0, 6, 0, VB_ERR_BEYOND_CUTOFF, "2: a log the removal does not name" },
	{ MEMBER, VB_AUDIENCE_ALL, &log_a, 900, 9, 6, VB_ERR_NOT_MEMBER, "3: removed, and says so" },
	{ MEMBER, VB_AUDIENCE_ALL, &log_c, 0, 10, 0, 0, "back as guest: all" },
	{ MEMBER, VB_AUDIENCE_ALL, &log_a, 8, 10, 6, 0, "back as guest: in the old log too" },
	{ MEMBER, VB_AUDIENCE_CORE, &log_c, 0, 10, 0, VB_ERR_NOT_MEMBER, "back as guest: not core" },
	{ MEMBER, VB_AUDIENCE_ALL, &log_a, 3, 0, 0, VB_ERR_NOT_MEMBER, "3: before its first admission" },
};
/* clang-format on */

static void cite(const struct space *space, uint32_t control_seq, struct entry_header *header)
{
	const struct entry_id *id = space_entry_id(space, control_seq);

	header->control_seq = control_seq;
	if (id != NULL)
		memcpy(header->control_prefix, id->b, VB_ID_PREFIX_BYTES);
}

static struct space_log log_of_row(const struct assembly *a, const struct row *row)
{
	return (struct space_log){ .author = a->offices[row->author].id,
		                   .id = *row->log,
		                   .audience = row->audience,
		                   .cited = row->cited_before };
}

static void test_rows(const struct assembly *a)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct space_log log = log_of_row(a, &rows[i]);
		struct entry_header header = { .seq = rows[i].seq };

		cite(a->space, rows[i].cites, &header);
		is_err(space_check_entry(a->space, &log, &header), rows[i].expected, "%s",
		       rows[i].name);
		is_err(space_check_entry(a->space, &log, &header), rows[i].expected,
		       "%s: asked again", rows[i].name);
		header.control_prefix[7] ^= 1;
		is_err(space_check_entry(a->space, &log, &header),
		       rows[i].expected == VB_ERR_UNKNOWN_CONTROL ? VB_ERR_UNKNOWN_CONTROL
		                                                  : VB_ERR_VOIDED_CONTROL,
		       "%s: by other bytes", rows[i].name);
	}
}

/* The judgement kept in the log must give way when the control log grows. */
static void test_known_is_renewed(void)
{
	struct space_log log = { .audience = VB_AUDIENCE_ALL, .id = log_a };
	struct entry_header header = { .seq = 6 };
	struct cutoff cutoff = cutoff_of(&log_a, 6);
	struct assembly a;

	assembly_init(&a, OFFICES, 14);
	assembly_found(&a);
	must(assembly_admit(&a, MEMBER, VB_ROLE_MEMBER), "admit");
	log.author = a.offices[MEMBER].id;
	cite(a.space, 1, &header);
	is_err(space_check_entry(a.space, &log, &header), 0, "valid while a member");
	must(assembly_remove(&a, MEMBER, &cutoff, 1), "remove");
	is_err(space_check_entry(a.space, &log, &header), VB_ERR_BEYOND_CUTOFF, "then cut off");
	header.seq = 5;
	is_err(space_check_entry(a.space, &log, &header), 0, "but for what was accepted");
	assembly_release(&a);
}

/* ---- how much of a log stands ---- */

/* A log whose entries up to `first_new` cite `old`, the others `now`. */
struct citing {
	uint64_t first_new;
	uint32_t old;
	uint32_t now;
	uint64_t count;
};

static uint32_t cited_of(void *ctx, uint64_t seq)
{
	const struct citing *citing = ctx;

	if (seq >= citing->count)
		bail("asked for entry %u behind the end", (unsigned)seq);
	return seq < citing->first_new ? citing->old : citing->now;
}

static uint64_t valid_count(const struct assembly *a, const struct log_id *log,
                            struct citing *citing)
{
	return space_log_valid_count(a->space, &a->offices[MEMBER].id, log, citing->count, cited_of,
	                             citing);
}

static void test_valid_count(const struct assembly *a)
{
	struct citing before = { 20, 3, 3, 20 }, short_log = { 5, 3, 3, 5 },
		      between = { 5, 3, 5, 20 }, late = { 7, 3, 5, 20 }, after = { 5, 3, 10, 20 },
		      anew = { 0, 0, 10, 20 };

	is_u64(valid_count(a, &log_a, &before), 5, "all before the fall: 5 accepted");
	is_u64(valid_count(a, &log_a, &short_log), 5, "not longer than that: all of it");
	is_u64(valid_count(a, &log_a, &between), 8, "5, then citing the fall: the removal's 8");
	is_u64(valid_count(a, &log_a, &late), 5, "7 before the fall: 5, with the followers");
	is_u64(valid_count(a, &log_a, &after), 20, "5, then citing the return: all");
	is_u64(valid_count(a, &log_b, &before), 0, "a log that the fall does not name: nothing");
	is_u64(valid_count(a, &log_c, &anew), 20, "a log begun after the return: all");
	is_u64(space_log_valid_count(a->space, &a->offices[STRANGER].id, &log_a, 20, cited_of,
	                             &before),
	       20, "who never was a member has no cut-offs");
}

int main(void)
{
	struct assembly a;

	setup(&a);
	test_rows(&a);
	test_valid_count(&a);
	assembly_release(&a);
	test_known_is_renewed();
	return done();
}
