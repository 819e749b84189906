/* finding: each has a name and a sentence; told and counted. */
#include "store/finding.h"

#include <string.h>

#include "tests/tap.h"

static void keep(void *ctx, const struct finding *finding)
{
	*(struct finding *)ctx = *finding;
}

int main(void)
{
	struct finding last = { 0 }, one = { VB_FINDING_CHAIN, VB_TABLE_ENTRIES, 1, 2, 3 };
	struct findings f = { .tell = keep, .ctx = &last };
	unsigned named = 0;

	for (unsigned code = VB_FINDING_VERSION; code <= VB_FINDING_FEED; code++)
		named += strlen(finding_name((enum finding_code)code)) > 2 &&
		         strlen(finding_text((enum finding_code)code)) > 20;
	is_int(named, VB_FINDING_FEED + 1, "all have a name and a sentence");
	is_str(finding_name(VB_FINDING_SEAL_MISSING), "SEAL_MISSING", "a name");
	is_str(finding_name((enum finding_code)99), "UNKNOWN", "a number that is none");
	is_str(finding_text((enum finding_code)99), "unknown", "has no sentence");
	finding_add(&f, &one);
	finding_add(&f, &one);
	is_u64(f.count, 2, "counted");
	ok(last.code == VB_FINDING_CHAIN && last.table == VB_TABLE_ENTRIES && last.space == 1 &&
	           last.log == 2 && last.seq == 3,
	   "and told with its place");
	return done();
}
