/* edition: agendas as invited; see edition.h. */
#include "protocol/kinds/edition.h"

#include <stdlib.h>
#include <string.h>

static int id_compare(const struct record_id *a, const struct record_id *b)
{
	return memcmp(a->b, b->b, sizeof(a->b));
}

static int edition_compare(const void *x, const void *y)
{
	const struct edition *a = x, *b = y;

	return id_compare(&a->id, &b->id);
}

/* By (edition, place, id): where two editions were frozen at one time, and where one has two items at one place. */
static int item_compare(const void *x, const void *y)
{
	const struct invited_item *a = x, *b = y;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return id_compare(&a->id, &b->id);
}

/* By (agenda item, edition, place, id), so that the one that counts stands first. */
static int same_compare(const void *x, const void *y)
{
	const struct invited_item *a = x, *b = y;
	int by_item = id_compare(&a->agenda_item, &b->agenda_item);

	return by_item != 0 ? by_item : item_compare(x, y);
}

uint32_t edition_number(const struct edition *editions, size_t count, const struct record_id *id)
{
	struct edition wanted = { .id = *id };
	const struct edition *found = NULL;

	/* edition_list left them by their ids. */
	if (count > 0)
		found = bsearch(&wanted, editions, count, sizeof(*editions), edition_compare);
	return found != NULL ? found->number : VB_EDITION_NONE;
}

size_t edition_list(struct edition *editions, size_t edition_count, struct invited_item *items,
                    size_t item_count)
{
	uint32_t number = 0;
	size_t count = 0;

	if (edition_count > 0)
		qsort(editions, edition_count, sizeof(*editions), edition_compare);
	for (size_t i = 0; i < edition_count; i++)
		editions[i].number = editions[i].is_withdrawn ? VB_EDITION_NONE : number++;
	if (item_count == 0)
		return 0;
	for (size_t i = 0; i < item_count; i++)
		items[i].number = edition_number(editions, edition_count, &items[i].edition);
	qsort(items, item_count, sizeof(*items), same_compare);
	for (size_t i = item_count; i-- > 1;) {
		if (record_id_is_equal(&items[i].agenda_item, &items[i - 1].agenda_item))
			items[i].number = VB_EDITION_NONE;
	}
	qsort(items, item_count, sizeof(*items), item_compare);
	while (count < item_count && items[count].number != VB_EDITION_NONE)
		count++;
	return count;
}

uint32_t edition_of(const struct invited_item *items, size_t count,
                    const struct record_id *agenda_item)
{
	for (size_t i = 0; i < count; i++) {
		if (record_id_is_equal(&items[i].agenda_item, agenda_item))
			return items[i].number;
	}
	return VB_EDITION_NONE;
}
