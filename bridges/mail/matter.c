/* matter: what bridge.show answers, read by tables of its keys; see matter.h. */
#include "bridges/mail/matter.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/render/civil.h"
#include "protocol/array.h"
#include "protocol/pack.h"

#define KEYS_MAX 64u /* of one map: more than there are here, so that a later office can say more */
#define POINTS_MAX 500u

enum field_type {
	FIELD_TEXT,
	FIELD_TIME,   /* int64_t of milliseconds */
	FIELD_NUMBER, /* uint32_t */
	FIELD_BYTES,  /* uint64_t */
	FIELD_BOOL,
	FIELD_RECORD,
	FIELD_SPACE,
	FIELD_SUBJECT,
	FIELD_ANSWER,
	FIELD_POINTS, /* of texts */
	FIELD_LIST,   /* of maps */
};

struct shape;

/* One key: where its value goes, and for a list where the number of its elements goes. */
struct field {
	const char *key;
	enum field_type type;
	size_t at, count_at;
	const struct shape *shape;
};

struct shape {
	const struct field *fields;
	size_t count;
	size_t bytes; /* of the struct */
	uint32_t max; /* elements of one list */
};

struct decoder {
	struct pack_reader r;
	struct matter *matter; /* owns what is read */
};

#define KEY(type, owner, key)                                                                      \
	{                                                                                          \
#key, type, offsetof(struct owner, key), 0, NULL                                   \
	}
#define KEY_AT(type, owner, key, member)                                                           \
	{                                                                                          \
		key, type, offsetof(struct owner, member), 0, NULL                                 \
	}
#define LIST(owner, key, counted, of)                                                              \
	{                                                                                          \
#key, FIELD_LIST, offsetof(struct owner, key), offsetof(struct owner, counted), of \
	}
#define SHAPE(fields, owner, max)                                                                  \
	{                                                                                          \
		fields, sizeof(fields) / sizeof(*(fields)), sizeof(struct owner), max              \
	}

static const struct field file_fields[] = {
	KEY(FIELD_RECORD, matter_file, id),    KEY(FIELD_TEXT, matter_file, name),
	KEY(FIELD_TEXT, matter_file, type),    KEY(FIELD_BYTES, matter_file, bytes),
	KEY(FIELD_BOOL, matter_file, is_here),
};
static const struct shape file_shape = SHAPE(file_fields, matter_file, VB_MATTER_FILES_MAX);

static const struct field paper_fields[] = {
	KEY(FIELD_RECORD, matter_paper, id),
	KEY(FIELD_TEXT, matter_paper, reference),
	KEY(FIELD_TEXT, matter_paper, title),
	LIST(matter_paper, files, file_count, &file_shape),
};
static const struct shape paper_shape = SHAPE(paper_fields, matter_paper, VB_MATTER_FILES_MAX);

static const struct field item_fields[] = {
	KEY(FIELD_BOOL, matter_item, is_internal),
	KEY(FIELD_RECORD, matter_item, id),
	KEY(FIELD_TEXT, matter_item, number),
	KEY(FIELD_TEXT, matter_item, title),
	KEY(FIELD_TEXT, matter_item, kind),
	KEY(FIELD_TEXT, matter_item, submitter),
	KEY(FIELD_TEXT, matter_item, note),
	KEY(FIELD_NUMBER, matter_item, depth),
	KEY(FIELD_NUMBER, matter_item, minutes),
	KEY(FIELD_NUMBER, matter_item, edition),
	LIST(matter_item, papers, paper_count, &paper_shape),
	LIST(matter_item, files, file_count, &file_shape),
};
static const struct shape item_shape = SHAPE(item_fields, matter_item, VB_MATTER_ITEMS_MAX);

static const struct field person_fields[] = {
	KEY(FIELD_RECORD, matter_person, person),
	KEY(FIELD_TEXT, matter_person, address),
	KEY(FIELD_RECORD, matter_person, seat),
	KEY(FIELD_TEXT, matter_person, for_whom),
	KEY(FIELD_BOOL, matter_person, is_advisory),
	KEY(FIELD_BOOL, matter_person, is_substitute),
	KEY(FIELD_NUMBER, matter_person, edition),
	KEY(FIELD_RECORD, matter_person, note),
	KEY(FIELD_ANSWER, matter_person, answer),
	KEY_AT(FIELD_TIME, matter_person, "answered", answered_ms),
};
static const struct shape person_shape = SHAPE(person_fields, matter_person, VB_MATTER_PEOPLE_MAX);

static const struct field matter_fields[] = {
	KEY(FIELD_SUBJECT, matter, subject),
	KEY(FIELD_RECORD, matter, id),
	KEY(FIELD_SPACE, matter, space),
	KEY(FIELD_TEXT, matter, committee),
	KEY(FIELD_TEXT, matter, name),
	KEY_AT(FIELD_TIME, matter, "changed", changed_ms),
	LIST(matter, people, person_count, &person_shape),
	LIST(matter, files, file_count, &file_shape),
	KEY(FIELD_BOOL, matter, is_public),
	KEY_AT(FIELD_BOOL, matter, "more", is_cut),
	KEY(FIELD_TEXT, matter, state),
	KEY_AT(FIELD_TIME, matter, "start", start_ms),
	KEY_AT(FIELD_TIME, matter, "end", end_ms),
	KEY_AT(FIELD_TIME, matter, "deadline", deadline_ms),
	KEY_AT(FIELD_TIME, matter, "invited", invited_ms),
	KEY(FIELD_TEXT, matter, zone),
	KEY(FIELD_TEXT, matter, place),
	KEY(FIELD_TEXT, matter, reason),
	KEY(FIELD_NUMBER, matter, sequence),
	KEY(FIELD_NUMBER, matter, edition_count),
	LIST(matter, items, item_count, &item_shape),
	KEY(FIELD_TEXT, matter, reference),
	KEY(FIELD_TEXT, matter, paper_type),
	KEY(FIELD_TEXT, matter, date),
	KEY(FIELD_TEXT, matter, occasion),
	{ "points", FIELD_POINTS, offsetof(struct matter, points),
	  offsetof(struct matter, point_count), NULL },
	KEY(FIELD_TEXT, matter, text),
	KEY(FIELD_TEXT, matter, by),
	KEY_AT(FIELD_TIME, matter, "written", written_ms),
	KEY(FIELD_RECORD, matter, in_reply_to),
	KEY(FIELD_SUBJECT, matter, target_subject),
	KEY(FIELD_RECORD, matter, target),
	KEY(FIELD_TEXT, matter, target_name),
	KEY(FIELD_TEXT, matter, duty_kind),
	KEY(FIELD_TEXT, matter, due),
	KEY(FIELD_TEXT, matter, remind_from),
	KEY(FIELD_TEXT, matter, responsible),
	KEY(FIELD_TEXT, matter, role),
	KEY(FIELD_TEXT, matter, language),
	KEY(FIELD_TEXT, matter, description),
	KEY(FIELD_NUMBER, matter, needed),
	KEY(FIELD_TEXT, matter, given_name),
	KEY(FIELD_TEXT, matter, family_name),
	KEY(FIELD_TEXT, matter, form_of_address),
	KEY(FIELD_TEXT, matter, email),
	KEY(FIELD_TEXT, matter, delivery),
};
static const struct shape matter_shape = SHAPE(matter_fields, matter, 1);

static const char *const subject_words[MATTER_SUBJECT_COUNT] = {
	[MATTER_NONE] = "none",           [MATTER_MEETING] = "meeting",
	[MATTER_PAPER] = "paper",         [MATTER_MESSAGE] = "message",
	[MATTER_DUTY] = "duty",           [MATTER_REQUEST] = "request",
	[MATTER_COMMITTEE] = "committee", [MATTER_PERSON] = "person",
};

static const char *const answer_words[] = {
	[MATTER_NO_ANSWER] = "",
	[MATTER_YES] = "yes",
	[MATTER_NO] = "no",
	[MATTER_MAYBE] = "maybe",
	[MATTER_DELEGATED] = "delegated",
};

const char *matter_subject_word(enum matter_subject subject)
{
	return (unsigned)subject < MATTER_SUBJECT_COUNT ? subject_words[subject] : "none";
}

int matter_subject_parse(struct span word, enum matter_subject *out)
{
	for (unsigned i = MATTER_MEETING; i < MATTER_SUBJECT_COUNT; i++) {
		if (span_is_equal(word, span_of_str(subject_words[i]))) {
			*out = (enum matter_subject)i;
			return 0;
		}
	}
	return VB_ERR_BAD_VALUE;
}

/* ---- values ---- */

/* Keeps a text with a NUL behind it. There is room for all of them (see matter_decode), so none moves. */
static const char *read_text(struct decoder *d)
{
	struct span text = unpack_str(&d->r, VB_TEXT_MAX_BYTES);
	const uint8_t *kept;

	if (text.size == 0)
		return NULL;
	assert(d->matter->texts.size + text.size < d->matter->texts.capacity);
	kept = d->matter->texts.data + d->matter->texts.size;
	buf_put(&d->matter->texts, text.data, text.size);
	buf_put_u8(&d->matter->texts, 0);
	return (const char *)kept;
}

static void read_hex(struct decoder *d, uint8_t *out, size_t size)
{
	struct span text = unpack_str(&d->r, 2 * size);

	if (d->r.err == 0 && hex_parse((const char *)text.data, text.size, out, size) != 0)
		unpack_fail(&d->r, VB_ERR_MALFORMED);
}

static int64_t read_time(struct decoder *d)
{
	int64_t ms = unpack_int(&d->r);

	return ms > 0 && ms < VB_CIVIL_MAX_MS ? ms : 0;
}

static enum matter_subject read_subject(struct decoder *d)
{
	struct span word = unpack_str(&d->r, VB_NAME_MAX_BYTES);
	enum matter_subject subject = MATTER_NONE;

	if (matter_subject_parse(word, &subject) != 0)
		unpack_fail(&d->r, VB_ERR_MALFORMED);
	return subject;
}

/* What is no answer of these is none: other offices may know more of them. */
static enum matter_answer read_answer(struct decoder *d)
{
	struct span word = unpack_str(&d->r, VB_NAME_MAX_BYTES);

	for (unsigned i = MATTER_YES; i <= MATTER_DELEGATED; i++) {
		if (span_is_equal(word, span_of_str(answer_words[i])))
			return (enum matter_answer)i;
	}
	return MATTER_NO_ANSWER;
}

/* ---- lists and maps ---- */

/* Room for a list, which goes with the matter. */
static void *read_room(struct decoder *d, uint32_t count, size_t bytes)
{
	struct matter *matter = d->matter;
	uint32_t capacity = 0;
	void *room;

	if (count == 0)
		return NULL;
	room = array_reserve(NULL, &capacity, count, bytes);
	memset(room, 0, count * bytes);
	matter->rooms = array_reserve(matter->rooms, &matter->room_capacity, matter->room_count + 1,
	                              sizeof(*matter->rooms));
	matter->rooms[matter->room_count++] = room;
	return room;
}

static void read_points(struct decoder *d, const char ***out, size_t *out_count)
{
	uint32_t count = unpack_array(&d->r, POINTS_MAX);
	const char **points = (const char **)read_room(d, count, sizeof(*points));

	for (uint32_t i = 0; i < count; i++) {
		const char *text = read_text(d);

		points[i] = text != NULL ? text : "";
	}
	unpack_end(&d->r);
	*out = points;
	*out_count = count;
}

static void read_map(struct decoder *d, const struct shape *shape, uint8_t *out);

static void *read_list(struct decoder *d, const struct shape *shape, size_t *out_count)
{
	uint32_t count = unpack_array(&d->r, shape->max);
	uint8_t *list = (uint8_t *)read_room(d, count, shape->bytes);

	for (uint32_t i = 0; i < count; i++) {
		if (shape == &person_shape)
			((struct matter_person *)(void *)list)[i].edition = VB_MATTER_NOT_INVITED;
		if (shape == &item_shape)
			((struct matter_item *)(void *)list)[i].edition = VB_MATTER_NOT_INVITED;
		read_map(d, shape, list + i * shape->bytes);
	}
	unpack_end(&d->r);
	*out_count = count;
	return list;
}

static void read_field(struct decoder *d, const struct field *field, uint8_t *out)
{
	void *at = out + field->at;

	switch (field->type) {
	case FIELD_TEXT:
		*(const char **)at = read_text(d);
		break;
	case FIELD_TIME:
		*(int64_t *)at = read_time(d);
		break;
	case FIELD_NUMBER:
		*(uint32_t *)at = (uint32_t)unpack_uint(&d->r, UINT32_MAX);
		break;
	case FIELD_BYTES:
		*(uint64_t *)at = unpack_uint(&d->r, UINT64_MAX);
		break;
	case FIELD_BOOL:
		*(bool *)at = unpack_bool(&d->r);
		break;
	case FIELD_RECORD:
		read_hex(d, ((struct record_id *)at)->b, VB_RECORD_ID_BYTES);
		break;
	case FIELD_SPACE:
		read_hex(d, ((struct space_id *)at)->b, VB_HASH_BYTES);
		break;
	case FIELD_SUBJECT:
		*(enum matter_subject *)at = read_subject(d);
		break;
	case FIELD_ANSWER:
		*(enum matter_answer *)at = read_answer(d);
		break;
	case FIELD_POINTS:
		read_points(d, (const char ***)at, (size_t *)(void *)(out + field->count_at));
		break;
	case FIELD_LIST:
		*(void **)at =
			read_list(d, field->shape, (size_t *)(void *)(out + field->count_at));
		break;
	}
}

static void read_map(struct decoder *d, const struct shape *shape, uint8_t *out)
{
	uint32_t pairs = unpack_map(&d->r, KEYS_MAX);
	struct span last = { NULL, 0 };

	for (uint32_t i = 0; i < pairs && d->r.err == 0; i++) {
		struct span key = unpack_str_key(&d->r, &last);
		size_t at = 0;

		while (at < shape->count && !span_is_equal(key, span_of_str(shape->fields[at].key)))
			at++;
		if (at < shape->count)
			read_field(d, &shape->fields[at], out);
		else
			(void)unpack_any(&d->r);
	}
	unpack_end(&d->r);
}

/* ---- whole ---- */

/* Of what is not public nothing stays but its number and its place, even if more was told. */
static void veil_items(struct matter *matter)
{
	for (size_t i = 0; i < matter->item_count; i++) {
		struct matter_item *item = &matter->items[i];

		if (item->is_internal) {
			*item = (struct matter_item){ .is_internal = true,
				                      .number = item->number,
				                      .depth = item->depth,
				                      .edition = item->edition };
		}
	}
}

int matter_decode(struct span in, struct matter *out)
{
	struct decoder d = { .matter = out };
	int err;

	memset(out, 0, sizeof(*out));
	/* A text has a head of a byte at least, so with its NUL it needs no more than it takes in there. */
	buf_init(&out->texts, in.size + 1);
	(void)buf_extend(&out->texts, in.size + 1);
	buf_clear(&out->texts);
	unpack_init(&d.r, in);
	read_map(&d, &matter_shape, (uint8_t *)out);
	err = unpack_finish(&d.r);
	if (err == 0 && out->subject == MATTER_NONE)
		err = VB_ERR_MALFORMED;
	if (err != 0)
		return err == VB_ERR_TOO_LARGE ? err : VB_ERR_MALFORMED;
	veil_items(out);
	return 0;
}

void matter_release(struct matter *matter)
{
	for (uint32_t i = 0; i < matter->room_count; i++)
		free(matter->rooms[i]);
	free(matter->rooms);
	buf_release(&matter->texts);
	memset(matter, 0, sizeof(*matter));
}
