/* voters: who votes and who is barred; see voters.h; tested by tests/blackbox/20-funding.t */
#include "cli/voters.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/kinds/fund.h"
#include "protocol/kinds/lineage.h"

/* What organizations became when they were merged. */
struct heirs {
	struct lineage *chain;
	size_t count;
};

static struct heirs heirs_new(const struct json *organizations)
{
	struct heirs heirs = { calloc(json_count(organizations) + 1, sizeof(struct lineage)), 0 };
	const char *id;
	void *iterator = NULL;
	struct json *record;

	if (heirs.chain == NULL)
		abort();
	while (json_next(organizations, &iterator, &id, &record)) {
		struct lineage *link = &heirs.chain[heirs.count++];

		link->id = seats_id_of(id);
		link->names = seats_id_of(json_get_text(json_get(record, "fields"), "mergedInto"));
	}
	lineage_find(heirs.chain, heirs.count);
	return heirs;
}

/* The organization as it is now. Chains have no circles any more. */
static struct record_id heir_of(const struct heirs *heirs, struct record_id id)
{
	size_t at = 0;

	while (at < heirs->count && !record_id_is_equal(&heirs->chain[at].id, &id))
		at++;
	if (at == heirs->count)
		return id;
	while (heirs->chain[at].above != VB_LINEAGE_NONE)
		at = heirs->chain[at].above;
	return heirs->chain[at].id;
}

/* The seat that one stands in for; count: none that is here. */
static size_t stood_for(const struct seats *seats, size_t index)
{
	size_t at = 0;

	while (at < seats->count &&
	       !record_id_is_equal(&seats->items[at].id, &seats->items[index].substitute_for))
		at++;
	return at;
}

static bool is_of(const struct heirs *heirs, const struct seat *seat, const struct record_id *who)
{
	struct record_id organization = heir_of(heirs, seat->organization);

	return fund_is_barred(&organization, who);
}

static enum voters_right right_of(const struct seats *seats, const struct heirs *heirs,
                                  const struct record_id *applicant, int32_t day, size_t index)
{
	const struct seat *seat = &seats->items[index];
	bool is_barred = is_of(heirs, seat, applicant);
	size_t other;

	if (!seating_is_in_force(seat, day))
		return VOTERS_NOT_IN_FORCE;
	if (seating_has_vote(seat))
		return is_barred ? VOTERS_BARRED : VOTERS_VOTES;
	if (record_id_is_zero(&seat->substitute_for))
		return VOTERS_NO_VOTE;
	other = stood_for(seats, index);
	if (other == seats->count || !seating_has_vote(&seats->items[other]))
		return VOTERS_NO_VOTE;
	return is_barred || is_of(heirs, &seats->items[other], applicant) ? VOTERS_SUBSTITUTE_BARRED
	                                                                  : VOTERS_SUBSTITUTE;
}

int voters_read(struct cmd *cmd, const char *space, const char *applicant, int32_t day,
                struct voters *out)
{
	struct record_id who = seats_id_of(applicant);
	struct heirs heirs;
	int err;

	memset(out, 0, sizeof(*out));
	err = seats_read(cmd, space, &out->seats);
	if (err < 0)
		return err;
	out->rights = calloc(out->seats.count + 1, sizeof(*out->rights));
	if (out->rights == NULL)
		abort();
	heirs = heirs_new(out->seats.organizations);
	who = heir_of(&heirs, who);
	for (size_t i = 0; i < out->seats.count; i++) {
		out->rights[i] = right_of(&out->seats, &heirs, &who, day, i);
		out->voting += out->rights[i] == VOTERS_VOTES;
		out->barred += out->rights[i] == VOTERS_BARRED;
	}
	free(heirs.chain);
	return 0;
}

void voters_release(struct voters *voters)
{
	seats_release(&voters->seats);
	free(voters->rights);
	voters->rights = NULL;
}

struct json *voters_barred(const struct voters *voters)
{
	struct json *barred = json_new_list();

	for (size_t i = 0; i < voters->seats.count; i++) {
		if (voters->rights[i] == VOTERS_BARRED ||
		    voters->rights[i] == VOTERS_SUBSTITUTE_BARRED)
			json_add_text(barred,
			              json_get_text(json_at(voters->seats.records, i), "id"));
	}
	return barred;
}
