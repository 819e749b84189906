/* mailroom: rows in one sorted array; see mailroom.h. */
#include "tests/unit/mailroom.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

#define VALUE_MAX 65536u
#define REQUEST_MAX (1u << 20)

/* Where a row is, or would be. */
static uint32_t find(const struct mailroom *room, const char *table, struct span key, bool *is_here)
{
	uint32_t low = 0, high = room->count;

	*is_here = false;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int order = strcmp(room->rows[mid]->table, table);

		if (order == 0)
			order = span_compare(buf_span(&room->rows[mid]->key), key);
		if (order == 0) {
			*is_here = true;
			return mid;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void take(struct mailroom *room, uint32_t at)
{
	buf_release(&room->rows[at]->key);
	buf_release(&room->rows[at]->value);
	free(room->rows[at]);
	memmove(&room->rows[at], &room->rows[at + 1],
	        (room->count - at - 1) * sizeof(struct mailroom_row *));
	room->count--;
}

static struct mailroom_row *insert(struct mailroom *room, uint32_t at, const char *table,
                                   struct span key)
{
	struct mailroom_row *row;

	room->rows = array_reserve(room->rows, &room->capacity, room->count + 1,
	                           sizeof(struct mailroom_row *));
	memmove(&room->rows[at + 1], &room->rows[at],
	        (room->count - at) * sizeof(struct mailroom_row *));
	room->count++;
	row = room->rows[at] = calloc(1, sizeof(*row));
	assert(row != NULL);
	memcpy(row->table, table, strlen(table) + 1);
	buf_init(&row->key, VB_DRAWER_KEY_MAX_BYTES);
	buf_put(&row->key, key.data, key.size);
	buf_init(&row->value, VALUE_MAX);
	return row;
}

static bool knows(const struct mailroom *room, const struct record_id *about)
{
	bool is_known = !room->is_strict || record_id_is_zero(about);

	for (uint32_t i = 0; i < room->matter_count && !is_known; i++)
		is_known = record_id_is_equal(&room->which[i].id, about);
	return is_known;
}

static int room_write(void *self, const struct drawer_batch *batch)
{
	struct mailroom *room = self;
	struct buf request;
	bool is_here;

	room->writes++;
	if (room->fail_write > 0 && --room->fail_write == 0)
		return VB_ERR_NOT_RUNNING;
	buf_init(&request, REQUEST_MAX);
	drawer_encode(batch, &request);
	assert(request.err == 0);
	if (request.size > room->largest)
		room->largest = (uint32_t)request.size;
	buf_release(&request);
	for (uint32_t i = 0; i < batch->count; i++) {
		const struct drawer_row *row = &batch->rows[i];

		(void)find(room, row->table, span_of(row->key, row->key_size), &is_here);
		if (row->is_fresh && is_here)
			return VB_ERR_ROW_EXISTS;
		if (!row->is_gone && !knows(room, &row->about))
			return VB_ERR_ERASED;
	}
	for (uint32_t i = 0; i < batch->count; i++) {
		const struct drawer_row *row = &batch->rows[i];
		struct span key = span_of(row->key, row->key_size), value = drawer_value(batch, i);
		uint32_t at = find(room, row->table, key, &is_here);

		assert(strlen(row->table) <= 16 && value.size <= VALUE_MAX);
		if (row->is_gone) {
			if (is_here)
				take(room, at);
			continue;
		}
		if (!is_here)
			(void)insert(room, at, row->table, key);
		buf_clear(&room->rows[at]->value);
		buf_put(&room->rows[at]->value, value.data, value.size);
		room->rows[at]->about = row->about;
	}
	return 0;
}

static int room_get(void *self, const char *table, struct span key, struct buf *out)
{
	struct mailroom *room = self;
	bool is_here;
	uint32_t at = find(room, table, key, &is_here);

	room->gets++;
	if (!is_here)
		return VB_ERR_NOT_FOUND;
	buf_put(out, room->rows[at]->value.data, room->rows[at]->value.size);
	return 0;
}

static int room_list(void *self, const char *table, struct span after, uint32_t limit,
                     drawer_row_fn *each, void *context)
{
	struct mailroom *room = self;
	bool is_here;
	uint32_t at = find(room, table, after, &is_here);

	room->lists++;
	for (at += is_here ? 1 : 0;
	     at < room->count && strcmp(room->rows[at]->table, table) == 0 && limit > 0;
	     at++, limit--) {
		if (!each(context, buf_span(&room->rows[at]->key),
		          buf_span(&room->rows[at]->value)))
			break;
	}
	return 0;
}

static uint32_t find_matter(const struct mailroom *room, const struct mailing_matter *which)
{
	uint32_t i = 0;

	while (i < room->matter_count &&
	       (room->which[i].subject != which->subject ||
	        !record_id_is_equal(&room->which[i].id, &which->id) ||
	        (record_id_is_zero(&which->id) &&
	         !space_id_is_equal(&room->which[i].space, &which->space))))
		i++;
	return i;
}

static int show_anybody(struct matter *out)
{
	static const char packed[] = "\x82\xa5"
				     "email\xad"
				     "a@example.org\xa7subject\xa6person";

	return matter_decode(span_of(packed, sizeof(packed) - 1), out);
}

static int room_show(void *self, const struct mailing_matter *which, struct matter *out)
{
	struct mailroom *room = self;
	uint32_t at = find_matter(room, which);

	room->shows++;
	memset(out, 0, sizeof(*out));
	if (at == room->matter_count && room->has_everybody && which->subject == MATTER_PERSON)
		return show_anybody(out);
	if (at == room->matter_count)
		return VB_ERR_NOT_FOUND;
	return matter_decode(buf_span(&room->matters[at]), out);
}

void mailroom_open(struct mailroom *room)
{
	memset(room, 0, sizeof(*room));
	room->drawer = (struct drawer){ room, room_show, room_get, room_list, room_write };
}

void mailroom_close(struct mailroom *room)
{
	while (room->count > 0)
		take(room, room->count - 1);
	free(room->rows);
	for (uint32_t i = 0; i < room->matter_count; i++)
		buf_release(&room->matters[i]);
	memset(room, 0, sizeof(*room));
}

void mailroom_put(struct mailroom *room, const struct mailing_matter *which, struct span packed)
{
	uint32_t at = find_matter(room, which);

	assert(at < MAILROOM_MATTERS);
	if (at == room->matter_count) {
		room->matter_count++;
		room->which[at] = *which;
		buf_init(&room->matters[at], 16u << 20);
	}
	buf_clear(&room->matters[at]);
	buf_put(&room->matters[at], packed.data, packed.size);
}

void mailroom_drop(struct mailroom *room, const struct mailing_matter *which)
{
	uint32_t at = find_matter(room, which);

	if (at == room->matter_count)
		return;
	buf_release(&room->matters[at]);
	room->matter_count--;
	room->which[at] = room->which[room->matter_count];
	room->matters[at] = room->matters[room->matter_count];
}

uint32_t mailroom_count(const struct mailroom *room, const char *table)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < room->count; i++)
		count += strcmp(room->rows[i]->table, table) == 0;
	return count;
}

const struct mailroom_row *mailroom_row(const struct mailroom *room, const char *table, uint32_t n)
{
	bool is_here;
	uint32_t at = find(room, table, (struct span){ NULL, 0 }, &is_here);

	if (at + n >= room->count || strcmp(room->rows[at + n]->table, table) != 0)
		return NULL;
	return room->rows[at + n];
}

void mailroom_erase(struct mailroom *room, const struct record_id *about)
{
	for (uint32_t i = room->count; i > 0; i--) {
		if (record_id_is_equal(&room->rows[i - 1]->about, about))
			take(room, i - 1);
	}
}
