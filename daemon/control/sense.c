/* sense: the table of checks; see sense.h; tested by tests/unit/test_control_refused.c. */
#include "daemon/control/sense.h"

#include "daemon/control/title.h"

static const struct {
	uint32_t kind;
	int (*check)(struct draft *d);
} senses[] = {
	{ VB_KIND_ORGANIZATION, sense_organization },
	{ VB_KIND_OBLIGATION, sense_obligation },
	{ VB_KIND_MEASURE, sense_measure },
	{ VB_KIND_AGREEMENT, sense_agreement },
};

int sense_check(struct draft *d)
{
	for (size_t i = 0; d->space != NULL && i < sizeof(senses) / sizeof(senses[0]); i++) {
		if (senses[i].kind == d->kind->number)
			return senses[i].check(d);
	}
	return 0;
}

int sense_organization(struct draft *d)
{
	struct record_ref root;
	struct merged m;
	bool is_found = false;
	int err;

	if (d->edit.verb != VB_VERB_DELETE)
		return sense_merger(d);
	merged_init(&m);
	err = title_root(d->q, d->space, &m, &root, &is_found);
	merged_release(&m);
	if (err == 0 && is_found && record_id_is_equal(&root.id, &d->id))
		err = request_fail(d->q, VB_ERR_BAD_VALUE, "id is the committee itself");
	return err;
}
