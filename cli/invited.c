/* invited: from records to the agenda as invited to; see invited.h. */
#include "cli/invited.h"

#include <stdlib.h>
#include <string.h>

#include "cli/seats.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- reading ---- */

/* The records of a kind in the space of the meeting that refer to this record. */
static int ask(struct cmd *cmd, const struct json *meeting, const char *kind, const char *by,
               const char *id, struct json **records)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();

	json_put_text(where, by, id);
	json_put_text(question, "kind", kind);
	json_put_text(question, "space", json_get_text(meeting, "space"));
	json_put(question, "where", &where);
	return client_list(cmd->client, "record.list", &question, records);
}

static int read_items(struct cmd *cmd, const struct json *meeting, struct invited *out)
{
	int err = 0;

	out->item_records = json_new_list();
	for (size_t i = 0; i < json_count(out->edition_records) && err == 0; i++) {
		struct json *records = NULL;

		err = ask(cmd, meeting, "invitedItem", "edition",
		          json_get_text(json_at(out->edition_records, i), "id"), &records);
		json_add_all(out->item_records, records);
		json_destroy(&records);
	}
	return err;
}

static void *room_for(size_t count, size_t size)
{
	void *room = calloc(count > 0 ? count : 1, size);

	if (room == NULL)
		abort();
	return room;
}

void invited_settle(struct invited *out)
{
	out->edition_count = json_count(out->edition_records);
	out->item_count = json_count(out->item_records);
	out->editions = room_for(out->edition_count, sizeof(*out->editions));
	out->items = room_for(out->item_count, sizeof(*out->items));
	for (size_t i = 0; i < out->edition_count; i++) {
		const struct json *record = json_at(out->edition_records, i);

		out->editions[i] = (struct edition){
			.id = seats_id_of(json_get_text(record, "id")),
			.is_withdrawn =
				json_is_yes(json_get(json_get(record, "fields"), "withdrawn")),
			.tag = i,
		};
	}
	for (size_t i = 0; i < out->item_count; i++) {
		const struct json *record = json_at(out->item_records, i);
		int64_t place = json_int(json_get(json_get(record, "fields"), "place"), 0);

		out->items[i] = (struct invited_item){
			.id = seats_id_of(json_get_text(record, "id")),
			.edition = seats_id_of(field(record, "edition")),
			.agenda_item = seats_id_of(field(record, "agendaItem")),
			.place = place >= 0 && place < UINT32_MAX ? (uint32_t)place : UINT32_MAX,
			.tag = i,
		};
	}
	out->count = edition_list(out->editions, out->edition_count, out->items, out->item_count);
}

static uint32_t number_of_note(const struct invited *invited, const struct json *note)
{
	struct record_id id = seats_id_of(field(note, "edition"));

	return edition_number(invited->editions, invited->edition_count, &id);
}

/* By (edition, seat, index). */
static int place_compare(const void *x, const void *y)
{
	const struct invited_note *a = x, *b = y;
	int by_seat;

	if (a->edition != b->edition)
		return a->edition < b->edition ? -1 : 1;
	by_seat = strcmp(a->seat, b->seat);
	return by_seat != 0 ? by_seat : (a->index > b->index) - (a->index < b->index);
}

void invited_keep_notes(struct invited *out, const struct json *records)
{
	size_t count = 0;

	out->notes = json_new_list();
	out->places = room_for(json_count(records), sizeof(*out->places));
	for (size_t i = 0; i < json_count(records); i++) {
		const struct json *note = json_at(records, i);
		uint32_t number = number_of_note(out, note);
		const char *seat;
		struct json *copy;

		if (number == VB_EDITION_NONE)
			continue;
		copy = json_new_copy(note);
		seat = field(copy, "membership");
		json_add(out->notes, &copy);
		out->places[count] =
			(struct invited_note){ number, seat != NULL ? seat : "", count };
		count++;
	}
	if (count > 0)
		qsort(out->places, count, sizeof(*out->places), place_compare);
}

int invited_read(struct cmd *cmd, const struct json *meeting, struct invited *out)
{
	int err;

	*out = (struct invited){ .count = 0 };
	err = ask(cmd, meeting, "agendaEdition", "meeting", json_get_text(meeting, "id"),
	          &out->edition_records);
	if (err == 0)
		err = read_items(cmd, meeting, out);
	if (err == 0)
		invited_settle(out);
	return err;
}

int invited_read_notes(struct cmd *cmd, const struct json *meeting, struct invited *out)
{
	struct json *records = NULL;
	int err =
		ask(cmd, meeting, "invitation", "meeting", json_get_text(meeting, "id"), &records);

	if (err == 0)
		invited_keep_notes(out, records);
	json_destroy(&records);
	return err;
}

void invited_release(struct invited *invited)
{
	json_destroy(&invited->edition_records);
	json_destroy(&invited->item_records);
	json_destroy(&invited->notes);
	free(invited->places);
	free(invited->editions);
	free(invited->items);
	*invited = (struct invited){ .count = 0 };
}

/* ---- asking ---- */

uint32_t invited_editions(const struct invited *invited)
{
	uint32_t count = 0;

	for (size_t i = 0; i < invited->edition_count; i++)
		count += invited->editions[i].number != VB_EDITION_NONE;
	return count;
}

const struct json *invited_edition(const struct invited *invited, uint32_t number)
{
	for (size_t i = 0; i < invited->edition_count; i++) {
		if (invited->editions[i].number == number)
			return json_at(invited->edition_records, invited->editions[i].tag);
	}
	return NULL;
}

uint32_t invited_number(const struct invited *invited, const char *agenda_item)
{
	struct record_id id = seats_id_of(agenda_item);

	return edition_of(invited->items, invited->count, &id);
}

/* The first of the notes that does not stand before this edition and seat; their count: none. */
static size_t place_find(const struct invited *invited, uint32_t edition, const char *seat)
{
	const struct invited_note wanted = { edition, seat, 0 };
	size_t from = 0, to = json_count(invited->notes);

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (place_compare(&invited->places[middle], &wanted) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct json *invited_note(const struct invited *invited, uint32_t edition, const char *seat)
{
	size_t count = json_count(invited->notes);
	const struct json *best = NULL;

	if (seat == NULL)
		return NULL;
	for (size_t i = place_find(invited, edition, seat); i < count; i++) {
		const struct invited_note *place = &invited->places[i];
		const struct json *note = json_at(invited->notes, place->index);

		if (place->edition != edition || !is_same(place->seat, seat))
			break;
		if (best == NULL || is_same(field(note, "state"), "delivered"))
			best = note;
	}
	return best;
}

struct json *invited_ids(const struct invited *invited, uint32_t edition)
{
	size_t count = json_count(invited->notes);
	struct json *ids = json_new_list();

	json_add_text(ids, json_get_text(invited_edition(invited, edition), "id"));
	for (size_t i = 0; i < invited->count; i++) {
		const struct invited_item *item = &invited->items[i];

		if (item->number == edition)
			json_add_text(ids, json_get_text(json_at(invited->item_records, item->tag),
			                                 "id"));
	}
	for (size_t i = place_find(invited, edition, "");
	     i < count && invited->places[i].edition == edition; i++)
		json_add_text(ids, json_get_text(json_at(invited->notes, invited->places[i].index),
		                                 "id"));
	return ids;
}

/* ---- the agenda ---- */

static const struct json *item_find(const struct json *agenda, const char *id)
{
	for (size_t i = 0; i < json_count(agenda); i++) {
		if (is_same(json_get_text(json_at(agenda, i), "id"), id))
			return json_at(agenda, i);
	}
	return NULL;
}

/* What was frozen for all has nothing of an item that is internal by now. */
static bool is_open(const struct json *record, const struct json *item)
{
	const char *then = json_get_text(record, "audience");
	const char *now = json_get_text(item, "audience");

	return is_same(then, "core") || is_same(now, "all");
}

/* What was frozen, and of the item what is not. */
static struct json *frozen(const struct json *record, uint32_t edition, const struct json *agenda)
{
	static const char *const kept[] = { "name", "itemType", "submitter", "plannedMinutes" };
	static const char *const live[] = { "description", "consultation" };
	const struct json *fields = json_get(record, "fields");
	const struct json *item = item_find(agenda, json_get_text(fields, "agendaItem"));
	const char *number = json_get_text(fields, "number");
	struct json *out = json_new_map();
	struct json *all = json_new_map();

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		struct json *copy = json_new_copy(json_get(fields, kept[i]));

		if (copy != NULL)
			json_put(all, kept[i], &copy);
	}
	for (size_t i = 0; is_open(record, item) && i < sizeof(live) / sizeof(live[0]); i++) {
		struct json *copy = json_new_copy(json_get(json_get(item, "fields"), live[i]));

		if (copy != NULL)
			json_put(all, live[i], &copy);
	}
	json_put_text(out, "id", json_get_text(fields, "agendaItem"));
	json_put_text(out, "audience", json_get_text(record, "audience"));
	json_put_int(out, "changed", json_int(json_get(record, "changed"), 0));
	json_put_text(out, "number", number != NULL ? number : "");
	json_put_int(out, "edition", edition);
	json_put(out, "fields", &all);
	return out;
}

struct json *invited_agenda(const struct invited *invited, uint32_t edition,
                            const struct json *agenda)
{
	struct json *list = json_new_list();

	for (size_t i = 0; i < invited->count; i++) {
		const struct invited_item *item = &invited->items[i];
		struct json *one;

		if (edition != VB_EDITION_NONE && item->number != edition)
			continue;
		one = frozen(json_at(invited->item_records, item->tag), item->number, agenda);
		json_add(list, &one);
	}
	return list;
}

/* ---- writing ---- */

void invited_put(struct json *items, const char *id, const char *kind, bool is_internal,
                 struct json **fields)
{
	struct json *item = json_new_map();

	json_put_text(item, "id", id);
	if (id == NULL) {
		json_put_text(item, "kind", kind);
		json_put_bool(item, "internal", is_internal);
	}
	json_put(item, "fields", fields);
	json_add(items, &item);
}

void invited_withdraw(const struct invited *invited, struct json *items)
{
	for (uint32_t i = 0; i < invited_editions(invited); i++) {
		struct json *fields = json_new_map();

		json_put_bool(fields, "withdrawn", true);
		invited_put(items, json_get_text(invited_edition(invited, i), "id"), NULL, false,
		            &fields);
	}
}
