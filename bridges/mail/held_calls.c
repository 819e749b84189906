/* held_calls: see held_calls.h. */
#include "bridges/mail/held_calls.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/acting_case.h"
#include "bridges/mail/held_mail.h"
#include "bridges/mail/tables.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"

#define LIMIT 200u
#define PART_MAX_BYTES 786432u /* 16 pieces, so that an answer fits a frame */
#define ID_DIGITS ((size_t)2 * VB_RECORD_ID_BYTES)
#define ID_DIGITS_MIN 4u

/* ---- args ---- */

static bool text_arg(struct span args, const char *key, size_t max, struct span *out)
{
	struct pack_reader r;
	struct span value;

	if (!ipc_map_find(args, key, &value))
		return false;
	unpack_init(&r, value);
	*out = unpack_str(&r, max);
	return unpack_finish(&r) == 0;
}

static uint64_t number_arg(struct span args, const char *key, uint64_t or_else)
{
	struct pack_reader r;
	struct span value;
	uint64_t number;

	if (!ipc_map_find(args, key, &value))
		return or_else;
	unpack_init(&r, value);
	number = unpack_uint(&r, UINT32_MAX);
	return unpack_finish(&r) == 0 ? number : or_else;
}

/* ---- finding one ---- */

struct match {
	struct span digits; /* the beginning of an id */
	struct record_id id;
	unsigned count;
};

/* Rows come in the order of their ids: those that begin so stand together. */
static bool on_match(void *context, struct span key, struct span value)
{
	struct match *match = context;
	char text[2 * VB_RECORD_ID_BYTES + 1];
	int order;

	(void)value;
	if (key.size != VB_RECORD_ID_BYTES)
		return true;
	hex_format(key.data, key.size, text);
	order = memcmp(text, match->digits.data, match->digits.size);
	if (order != 0)
		return order < 0;
	match->count++;
	memcpy(match->id.b, key.data, key.size);
	return match->count < 2;
}

/* The mail that "id" names, or begins the name of. */
static int find_held(const struct drawer *drawer, struct span args, struct held_mail *out)
{
	struct match match = { .count = 0 };
	uint8_t after[VB_RECORD_ID_BYTES];
	size_t size;
	int err;

	*out = (struct held_mail){ .reason = HELD_NOT };
	if (!text_arg(args, "id", ID_DIGITS, &match.digits))
		return VB_ERR_MALFORMED;
	if (match.digits.size < ID_DIGITS_MIN)
		return VB_ERR_AMBIGUOUS;
	size = match.digits.size / 2;
	if (hex_parse((const char *)match.digits.data, size * 2, after, size) != 0)
		return VB_ERR_NOT_FOUND;
	/* A whole id is found as its own row; its beginning stands before all that begin so. */
	if (size == sizeof(after))
		return held_mail_get(drawer, (const struct record_id *)(const void *)after, out);
	err = drawer->list(drawer->self, VB_TABLE_HELD, span_of(after, size), UINT32_MAX, on_match,
	                   &match);
	if (err == 0 && match.count != 1)
		err = match.count == 0 ? VB_ERR_NOT_FOUND : VB_ERR_AMBIGUOUS;
	return err != 0 ? err : held_mail_get(drawer, &match.id, out);
}

/* ---- telling of one ---- */

static void put_text(struct buf *out, const char *key, const char *text)
{
	pack_cstr(out, key);
	pack_cstr(out, text);
}

static void put_id(struct buf *out, const char *key, const uint8_t *id, size_t size)
{
	char text[2 * VB_HASH_BYTES + 1];

	hex_format(id, size, text);
	put_text(out, key, text);
}

static void put_number(struct buf *out, const char *key, uint64_t number)
{
	pack_cstr(out, key);
	pack_uint(out, number);
}

/* What it is, or would be, about: of what it would do, else of the mail that it answers. */
static struct mailing_matter target_of(const struct held_mail *held)
{
	return held->act_count > 0 ? held->acts[0].target : held->about;
}

static const char *does_word(enum act_kind kind)
{
	return kind == ACT_REPLY ? "reply" : kind == ACT_ANSWER ? "answer" : "post";
}

static const char *answer_word(enum matter_answer answer)
{
	static const char *const words[] = { "", "yes", "no", "maybe", "delegated" };

	return (unsigned)answer < sizeof(words) / sizeof(words[0]) ? words[answer] : "";
}

/* The names of what and who it is about; NULL: not there any more. Released by the caller. */
struct names {
	struct matter target, person;
	bool has_target, has_person;
};

static int find_names(const struct drawer *drawer, const struct held_mail *held,
                      struct names *names)
{
	struct mailing_matter target = target_of(held);
	struct mailing_matter person = { .subject = MATTER_PERSON, .id = held->person };
	int err = 0;

	*names = (struct names){ .has_target = false };
	/* What a thread is about may be an agenda item, which is no subject of its own. */
	if (held->about.subject != MATTER_NONE) {
		target = held->about;
		err = drawer->show(drawer->self, &target, &names->target);
		names->has_target = err == 0 && names->target.name != NULL;
	}
	if ((err == 0 || err == VB_ERR_NOT_FOUND) && !record_id_is_zero(&held->person)) {
		err = drawer->show(drawer->self, &person, &names->person);
		names->has_person = err == 0 && names->person.name != NULL;
	}
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static void release_names(struct names *names)
{
	matter_release(&names->target);
	matter_release(&names->person);
}

static void put_files(struct buf *out, const struct held_mail *held)
{
	pack_cstr(out, "items");
	pack_array(out, (uint32_t)held->file_count);
	for (size_t i = 0; i < held->file_count; i++) {
		const struct held_mail_file *file = &held->files[i];

		pack_map(out, 5);
		pack_cstr(out, "allowed");
		pack_bool(out, file->is_kept);
		put_number(out, "bytes", file->bytes);
		put_text(out, "name", file->name);
		put_number(out, "number", i + 1);
		put_text(out, "type", file->type);
	}
}

static uint64_t bytes_of(const struct held_mail *held)
{
	uint64_t bytes = held->text.size;

	for (size_t i = 0; i < held->file_count; i++)
		bytes += held->files[i].bytes;
	return bytes;
}

/* One mail; with its text and its files, or with how many these are. Keys ascend. */
static void put_held(struct buf *out, const struct held_mail *held, const struct names *names,
                     bool is_whole)
{
	struct mailing_matter target = target_of(held);
	bool has_act = held->act_count > 0;
	bool has_answer = has_act && held->acts[0].kind != ACT_POST;
	bool has_name = held->from_name[0] != '\0', is_known = !record_id_is_zero(&held->person);
	bool has_target = target.subject != MATTER_NONE || !record_id_is_zero(&target.id);
	bool is_space = record_id_is_zero(&target.id);

	pack_map(out, 7u + has_act + has_answer + has_name + is_known + names->has_person +
	                      has_target + names->has_target + is_whole);
	if (has_answer)
		put_text(out, "answer", answer_word(held->acts[0].answer));
	put_number(out, "bytes", bytes_of(held));
	if (has_act)
		put_text(out, "does", does_word(held->acts[0].kind));
	if (!is_whole)
		put_number(out, "files", held->file_count);
	put_text(out, "from", held->from);
	if (has_name)
		put_text(out, "fromName", held->from_name);
	put_id(out, "id", held->id.b, sizeof(held->id.b));
	if (is_whole)
		put_files(out, held);
	if (is_known)
		put_id(out, "person", held->person.b, sizeof(held->person.b));
	if (names->has_person)
		put_text(out, "personName", names->person.name);
	pack_cstr(out, "received");
	pack_int(out, held->at_ms);
	put_text(out, "subject", held->subject);
	if (has_target)
		put_id(out, "target", is_space ? target.space.b : target.id.b,
		       is_space ? sizeof(target.space.b) : sizeof(target.id.b));
	if (names->has_target)
		put_text(out, "targetName", names->target.name);
	if (is_whole) {
		pack_cstr(out, "text");
		pack_str(out, buf_span(&held->text));
	}
	put_text(out, "why", held_mail_reason_word(held->reason));
}

int held_calls_show(const struct drawer *drawer, struct span args, struct buf *out)
{
	struct names names = { .has_target = false };
	struct held_mail held;
	int err = find_held(drawer, args, &held);

	if (err == 0)
		err = find_names(drawer, &held, &names);
	if (err == 0)
		put_held(out, &held, &names, true);
	release_names(&names);
	held_mail_release(&held);
	return err;
}

/* ---- listing ---- */

struct page {
	struct record_id *ids;
	size_t count, max;
};

static bool on_row(void *context, struct span key, struct span value)
{
	struct page *page = context;

	(void)value;
	if (key.size == VB_RECORD_ID_BYTES)
		memcpy(page->ids[page->count++].b, key.data, key.size);
	return page->count < page->max;
}

static int list_one(const struct drawer *drawer, const struct record_id *id, struct buf *items,
                    uint32_t *count)
{
	struct names names = { .has_target = false };
	struct held_mail held;
	int err = held_mail_get(drawer, id, &held);

	if (err == 0)
		err = find_names(drawer, &held, &names);
	if (err == 0) {
		put_held(items, &held, &names, false);
		(*count)++;
	}
	release_names(&names);
	held_mail_release(&held);
	/* What cannot be read, or went meanwhile, keeps nobody from the others. */
	return err == VB_ERR_NOT_FOUND || err == VB_ERR_MALFORMED ? 0 : err;
}

static void put_page(struct buf *out, const struct buf *items, uint32_t count,
                     const struct record_id *next)
{
	pack_map(out, next != NULL ? 2 : 1);
	pack_cstr(out, "items");
	pack_array(out, count);
	buf_put(out, items->data, items->size);
	if (next != NULL)
		put_id(out, "next", next->b, sizeof(next->b));
}

int held_calls_list(const struct drawer *drawer, struct span args, struct buf *out)
{
	struct record_id ids[LIMIT + 1], after;
	uint64_t limit = number_arg(args, "limit", LIMIT);
	struct page page = { ids, 0, 0 };
	struct span text, from = span_of("", 0);
	struct buf items;
	uint32_t count = 0;
	bool has_more;
	int err;

	limit = limit == 0 || limit > LIMIT ? LIMIT : limit;
	page.max = (size_t)limit + 1;
	if (text_arg(args, "after", ID_DIGITS, &text)) {
		if (hex_parse((const char *)text.data, text.size, after.b, sizeof(after.b)) != 0)
			return VB_ERR_MALFORMED;
		from = span_of(after.b, sizeof(after.b));
	}
	buf_init(&items, PART_MAX_BYTES);
	err = drawer->list(drawer->self, VB_TABLE_HELD, from, (uint32_t)page.max, on_row, &page);
	has_more = page.count > limit;
	for (size_t i = 0; i < page.count && i < limit && err == 0; i++)
		err = list_one(drawer, &ids[i], &items, &count);
	if (err == 0)
		err = items.err;
	if (err == 0)
		put_page(out, &items, count, has_more ? &ids[limit - 1] : NULL);
	buf_release(&items);
	return err;
}

static bool on_count(void *context, struct span key, struct span value)
{
	(void)key;
	(void)value;
	(*(uint64_t *)context)++;
	return true;
}

int held_calls_count(const struct drawer *drawer, uint64_t *out)
{
	*out = 0;
	return drawer->list(drawer->self, VB_TABLE_HELD, span_of("", 0), UINT32_MAX, on_count, out);
}

/* ---- attachments ---- */

/* Appends what there is of a file from piece on, at most a part. */
static int read_part(const struct drawer *drawer, const struct held_mail *held, uint32_t number,
                     uint32_t piece, struct buf *data)
{
	uint32_t count = held_mail_piece_count(held->files[number].bytes);
	uint8_t key[VB_HELD_PIECE_KEY_BYTES];
	int err = 0;

	for (; piece < count && err == 0 && data->size + VB_HELD_PIECE_BYTES <= PART_MAX_BYTES;
	     piece++) {
		held_mail_piece_key(&held->id, number, piece, key);
		err = drawer->get(drawer->self, VB_TABLE_QUARANTINE, span_of(key, sizeof(key)),
		                  data);
	}
	return err;
}

int held_calls_file(const struct drawer *drawer, struct span args, struct buf *out)
{
	uint64_t number = number_arg(args, "number", 0), at = number_arg(args, "at", 0);
	struct buf data;
	struct held_mail held;
	bool has_more;
	int err = find_held(drawer, args, &held);

	buf_init(&data, PART_MAX_BYTES);
	if (err == 0 &&
	    (number == 0 || number > held.file_count || !held.files[number - 1].is_kept))
		err = VB_ERR_NOT_FOUND;
	if (err == 0 && at % VB_HELD_PIECE_BYTES != 0)
		err = VB_ERR_OUT_OF_RANGE;
	if (err == 0)
		err = read_part(drawer, &held, (uint32_t)number - 1,
		                (uint32_t)(at / VB_HELD_PIECE_BYTES), &data);
	if (err == 0) {
		has_more = at + data.size < held.files[number - 1].bytes && data.size > 0;
		pack_map(out, 2u + has_more);
		pack_cstr(out, "data");
		pack_bin(out, data.data, data.size);
		put_text(out, "name", held.files[number - 1].name);
		if (has_more)
			put_number(out, "next", at + data.size);
	}
	buf_release(&data);
	held_mail_release(&held);
	return err;
}

/* ---- letting through, taking away ---- */

/* What was said goes where the secretary says, in the name of who says they wrote it: never with their address. */
static int say_there(const struct held_mail *held, struct span target, struct acts *acts)
{
	const char *at = strchr(held->from, '@');
	struct act *act;
	struct hash hash;
	struct hasher h;

	if (held->text.size == 0)
		return VB_ERR_BAD_VALUE;
	act = acts_add(acts, ACT_POST);
	if (target.size == ID_DIGITS) {
		if (hex_parse((const char *)target.data, target.size, act->target.id.b,
		              sizeof(act->target.id.b)) != 0)
			return VB_ERR_BAD_VALUE;
	} else if (target.size != sizeof(act->target.space.b) * 2 ||
	           hex_parse((const char *)target.data, target.size, act->target.space.b,
	                     sizeof(act->target.space.b)) != 0) {
		return VB_ERR_BAD_VALUE;
	} else {
		act->target.subject = MATTER_COMMITTEE;
	}
	hasher_init(&h, "verbund/mailheld/1");
	hasher_put(&h, held->id.b, sizeof(held->id.b));
	hasher_put(&h, target.data, target.size);
	hasher_finish(&h, &hash);
	memcpy(act->once, hash.b, sizeof(act->once));
	if (held->from_name[0] != '\0')
		act->name = strdup(held->from_name);
	else if (at != NULL && at > held->from)
		act->name = strndup(held->from, (size_t)(at - held->from));
	act->text = strndup((const char *)held->text.data, held->text.size);
	return 0;
}

static int let_through(struct acting_case *c, struct held_mail *held, struct span target)
{
	int err;

	if (target.data == NULL && held->act_count == 0)
		return VB_ERR_BAD_VALUE;
	err = acting_person(c, &held->person, held->from);
	if (err != 0)
		return err;
	if (target.data == NULL) {
		c->about = held->about;
		return acting_take_held(c, held);
	}
	err = say_there(held, target, c->acts);
	for (size_t i = 0; i < held->act_count; i++)
		act_release(&held->acts[i]);
	held->act_count = 0;
	return err != 0 ? err : acting_take_held(c, held);
}

int held_calls_release(const struct acting_mail *mail, const struct drawer *drawer,
                       struct span args, struct acts *acts)
{
	struct span target = { NULL, 0 };
	struct acting_case c = { .mail = mail, .drawer = drawer, .acts = acts };
	struct parcel parcel = { .flags = 0 };
	struct held_mail held;
	int err;

	acts_begin(acts);
	c.parcel = &parcel;
	err = find_held(drawer, args, &held);
	if (err == 0 && !text_arg(args, "target", sizeof(c.about.space.b) * 2, &target))
		target = (struct span){ NULL, 0 };
	if (err == 0) {
		c.mark = held.id;
		memcpy(parcel.message_id, held.message_id, sizeof(parcel.message_id));
		err = let_through(&c, &held, target);
	}
	held_mail_release(&held);
	return err;
}

int held_calls_drop(const struct drawer *drawer, struct span args, struct acts *acts,
                    struct buf *out)
{
	struct held_mail held;
	int err;

	acts_begin(acts);
	err = find_held(drawer, args, &held);
	if (err == 0)
		err = held_mail_drop(drawer, &acts->batch, &held);
	if (err == 0) {
		pack_map(out, 1);
		put_id(out, "id", held.id.b, sizeof(held.id.b));
	}
	held_mail_release(&held);
	return err;
}
