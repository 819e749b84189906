/* committee: which of several root organizations is the committee, in every order. Its rows: tests/unit/test_kind.c. */
#include "protocol/kinds/committee.h"

#include "tests/tap.h"

int main(void)
{
	static const struct record_id ids[] = { { { 2, 1 } }, { { 1, 9 } }, { { 1, 8, 1 } } };

	for (unsigned i = 0; i < 3; i++) {
		struct record_id turned[] = { ids[i], ids[(i + 1) % 3], ids[(i + 2) % 3] };
		size_t root = committee_root(turned, 3);

		ok(root < 3 && record_id_is_equal(&turned[root], &ids[2]), "the smallest id");
	}
	is_int(committee_root(ids, 1), 0, "only one");
	is_int(committee_root(NULL, 0), 0, "none: the count");
	return done();
}
