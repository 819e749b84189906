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

static bool is_believed(const struct recalled *recalled, int64_t now_ms)
{
	return !recalled->is_stale && now_ms >= recalled->shown_ms &&
	       now_ms - recalled->shown_ms < VB_RECALL_MS;
}

/* One matter may have a thousand people: what nobody will be given any more does not stay. */
static void drop_old(struct recall *recall, int64_t now_ms)
{
	for (size_t i = 0; i < VB_RECALL_MATTERS; i++) {
		struct recalled *recalled = &recall->list[i];

		if (recalled->is_here && recalled->held == 0 && !is_believed(recalled, now_ms))
			empty(recalled);
	}
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

		if (recalled->is_here && is_same(recalled, which) &&
		    is_believed(recalled, now_ms)) {
			recalled->held++;
			*out = recalled;
			return 0;
		}
	}
	drop_old(recall, now_ms);
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
	if (recalled == NULL || recalled->held == 0)
		return;
	recalled->held--;
	if (recalled->held == 0 && recalled->is_stale)
		empty(recalled);
}

void recall_forget(struct recall *recall)
{
	for (size_t i = 0; i < VB_RECALL_MATTERS; i++) {
		recall->list[i].is_stale = true;
		if (recall->list[i].held == 0)
			empty(&recall->list[i]);
	}
}

void recall_release(struct recall *recall)
{
	for (size_t i = 0; i < VB_RECALL_MATTERS; i++)
		empty(&recall->list[i]);
}
