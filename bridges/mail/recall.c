/* recall: see recall.h. */
#include "bridges/mail/recall.h"

#include <stdlib.h>
#include <string.h>

static bool is_same(const struct recalled *recalled, const struct mailing_matter *which)
{
	return recalled->which.subject == which->subject &&
	       record_id_is_equal(&recalled->which.id, &which->id) &&
	       space_id_is_equal(&recalled->which.space, &which->space);
}

static void empty(struct recalled *recalled)
{
	free(recalled->people);
	matter_release(&recalled->matter);
	memset(recalled, 0, sizeof(*recalled));
}

/* A place that nobody holds: a free one, else that of the oldest. */
static struct recalled *find_place(struct recall *recall)
{
	struct recalled *oldest = NULL;

	for (size_t i = 0; i < VB_RECALL_MATTERS; i++) {
		struct recalled *recalled = &recall->list[i];

		if (!recalled->is_here)
			return recalled;
		if (recalled->held == 0 &&
		    (oldest == NULL || recalled->shown_ms < oldest->shown_ms))
			oldest = recalled;
	}
	return oldest;
}

int recall_get(struct recall *recall, const struct drawer *drawer,
               const struct mailing_matter *which, int64_t now_ms, struct recalled **out)
{
	struct recalled *place;
	int err;

	for (size_t i = 0; i < VB_RECALL_MATTERS; i++) {
		struct recalled *recalled = &recall->list[i];

		if (recalled->is_here && !recalled->is_stale && is_same(recalled, which) &&
		    now_ms >= recalled->shown_ms && now_ms - recalled->shown_ms < VB_RECALL_MS) {
			recalled->held++;
			*out = recalled;
			return 0;
		}
	}
	place = find_place(recall);
	if (place == NULL)
		return VB_ERR_TOO_MANY;
	empty(place);
	err = drawer_show(drawer, which, &place->matter);
	if (err != 0) {
		empty(place);
		return err;
	}
	place->people = told_people(&place->matter, &place->people_count);
	place->which = *which;
	place->shown_ms = now_ms;
	place->held = 1;
	place->is_here = true;
	*out = place;
	return 0;
}

void recall_let_go(struct recalled *recalled)
{
	if (recalled != NULL && recalled->held > 0)
		recalled->held--;
}

void recall_forget(struct recall *recall)
{
	for (size_t i = 0; i < VB_RECALL_MATTERS; i++)
		recall->list[i].is_stale = true;
}

void recall_release(struct recall *recall)
{
	for (size_t i = 0; i < VB_RECALL_MATTERS; i++)
		empty(&recall->list[i]);
}
