/* hold: suspensions that the owner confirmed, and what it lifted; see hold.h. */
#include "protocol/space/hold.h"

#include <stdlib.h>
#include <string.h>

/* Makes room for count elements of size bytes and one more. Few ever come: no slack is kept. */
static void *grow(void *list, size_t count, size_t size)
{
	void *grown = realloc(list, (count + 1) * size);

	if (grown == NULL)
		abort();
	return grown;
}

void hold_release(struct hold *hold)
{
	for (uint32_t i = 0; i < hold->confirmed_count; i++) {
		cut_release(&hold->confirmed[i].cut);
		free(hold->confirmed[i].suspends);
	}
	free(hold->confirmed);
	free(hold->lifted);
	free(hold->kept);
	*hold = (struct hold){ 0 };
}

/* ---- what happened ---- */

bool hold_can_confirm(const struct hold *hold, const struct list *suspends)
{
	struct list at = *suspends;
	struct entry_id suspend;

	while (list_next_id(&at, suspend.b)) {
		if (hold_is_lifted(hold, &suspend) || hold_is_confirmed(hold, &suspend))
			return false;
	}
	return true;
}

void hold_confirm(struct hold *hold, uint32_t control_seq, const struct list *cutoffs,
                  const struct list *suspends)
{
	struct hold_confirmed confirmed = { .suspend_count = 0 };
	struct list at = *suspends;

	cut_init(&confirmed.cut, control_seq, cutoffs);
	confirmed.suspends = grow(NULL, suspends->count, sizeof(*confirmed.suspends));
	while (list_next_id(&at, confirmed.suspends[confirmed.suspend_count].b))
		confirmed.suspend_count++;
	hold->confirmed = grow(hold->confirmed, hold->confirmed_count, sizeof(*hold->confirmed));
	hold->confirmed[hold->confirmed_count++] = confirmed;
}

struct cut *hold_cut(const struct hold *hold, uint32_t control_seq)
{
	for (uint32_t i = 0; i < hold->confirmed_count; i++) {
		if (hold->confirmed[i].cut.control_seq == control_seq)
			return &hold->confirmed[i].cut;
	}
	return NULL;
}

void hold_lift(struct hold *hold, const struct list *suspends)
{
	struct list at = *suspends;

	hold->lifted = grow(hold->lifted, (size_t)hold->lifted_count + suspends->count,
	                    sizeof(*hold->lifted));
	while (list_next_id(&at, hold->lifted[hold->lifted_count].b))
		hold->lifted_count++;
}

void hold_keep(struct hold *hold, uint32_t control_seq, const struct list *incarnations)
{
	struct list at = *incarnations;

	if (incarnations->count == 0)
		return;
	hold->kept = grow(hold->kept, (size_t)hold->kept_count + incarnations->count,
	                  sizeof(*hold->kept));
	while (list_next_uint(&at, &hold->kept[hold->kept_count]))
		hold->kept_count++;
	hold->kept_seq = control_seq;
}

/* ---- questions ---- */

static bool is_among(const struct entry_id *ids, uint32_t count, const struct entry_id *id)
{
	for (uint32_t i = 0; i < count; i++) {
		if (entry_id_is_equal(&ids[i], id))
			return true;
	}
	return false;
}

bool hold_is_lifted(const struct hold *hold, const struct entry_id *suspend)
{
	return is_among(hold->lifted, hold->lifted_count, suspend);
}

bool hold_is_confirmed(const struct hold *hold, const struct entry_id *suspend)
{
	for (uint32_t i = 0; i < hold->confirmed_count; i++) {
		const struct hold_confirmed *confirmed = &hold->confirmed[i];

		if (is_among(confirmed->suspends, confirmed->suspend_count, suspend))
			return true;
	}
	return false;
}

bool hold_is_kept(const struct hold *hold, uint64_t incarnation)
{
	for (uint32_t i = 0; i < hold->kept_count; i++) {
		if (hold->kept[i] == incarnation)
			return true;
	}
	return false;
}

bool hold_stands(const struct hold *hold, uint32_t index)
{
	const struct hold_confirmed *confirmed = &hold->confirmed[index];

	for (uint32_t i = 0; i < confirmed->suspend_count; i++) {
		if (!hold_is_lifted(hold, &confirmed->suspends[i]))
			return true;
	}
	return false;
}
