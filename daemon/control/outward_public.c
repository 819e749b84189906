/* outward_public: what the rules of a committee say; see outward_public.h; tested by tests/unit/test_outward_paper.c. */
#include "daemon/control/outward_public.h"

#include "daemon/control/title.h"
#include "protocol/kinds/committee.h"
#include "protocol/kinds/profile.h"

/* The place of a word in its list. False: it is none. */
static bool place_of(const char *const *words, struct span word, uint64_t *out)
{
	for (uint64_t i = 0; words[i] != NULL; i++) {
		if (span_is_equal(span_of_str(words[i]), word)) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* The rules of the organization in m, with what it sets itself. */
static int profile_read(struct request *q, const struct node_space *space, const struct merged *m,
                        struct profile *out)
{
	struct record_id id = outward_reference(m, VB_ORGANIZATION_RULE_PROFILE);
	uint64_t base = VB_PROFILE_ROUND_TABLE;
	uint64_t publicity;
	struct record_ref ref;
	struct merged own;
	int err = VB_ERR_NOT_FOUND;

	(void)place_of(rules_words, outward_text(m, VB_ORGANIZATION_RULES), &base);
	merged_init(&own);
	if (!record_id_is_zero(&id))
		err = outward_load(q, space, &id, VB_KIND_RULE_PROFILE, &own, &ref);
	if (err == 0)
		(void)place_of(rules_words, outward_text(&own, VB_RULE_PROFILE_BASE), &base);
	*out = profile_get((enum profile_base)base);
	if (err == 0 && place_of(rules_publicity_words,
	                         outward_text(&own, VB_RULE_PROFILE_PUBLICITY), &publicity))
		out->publicity = (enum profile_publicity)publicity;
	merged_release(&own);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static int look(struct request *q, const struct node_space *space, const struct merged *m,
                bool *is_public)
{
	struct profile profile;
	int err = profile_read(q, space, m, &profile);

	if (err == 0)
		*is_public = profile_check_publicity(&profile).is_so;
	return err;
}

int outward_public_look(struct request *q, const struct node_space *space,
                        const struct record_id *organizations, size_t count, bool *is_public)
{
	struct record_ref ref;
	struct merged m;
	bool is_found = true;
	int err = 0;

	*is_public = false;
	merged_init(&m);
	if (count == 0) {
		err = title_root(q, space, &m, &ref, &is_found);
		if (err == 0 && is_found)
			err = look(q, space, &m, is_public);
	}
	for (size_t i = 0; err == 0 && i < count && (i == 0 || *is_public); i++) {
		err = outward_read(q, space, &organizations[i], VB_KIND_ORGANIZATION, &m, &ref);
		if (err == 0)
			err = look(q, space, &m, is_public);
	}
	merged_release(&m);
	if (err != VB_ERR_NOT_FOUND)
		return err;
	*is_public = false;
	return 0;
}
