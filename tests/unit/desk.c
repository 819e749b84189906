/* desk: what a few offices write about one record; see desk.h. */
#include "tests/unit/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"

#define TEXT_MAX_BYTES 4096

static char joined[TEXT_MAX_BYTES];

void desk_init(struct desk *o, uint8_t number, uint32_t kind)
{
	memset(o, 0, sizeof(*o));
	merged_init(&o->m);
	o->kind = kind_by_number(kind);
	memset(o->next.log.id.b, number, sizeof(o->next.log.id.b));
	memset(o->next.log.author.b, number, sizeof(o->next.log.author.b));
	o->next.log.incarnation = number;
	o->next.hlc.v = 1000;
	o->next.role = VB_ROLE_STEWARD;
}

void desk_release(struct desk *o)
{
	merged_release(&o->m);
}

static const struct kind_field *field_of(const struct desk *o, const char *name)
{
	const struct kind_field *field = kind_field_by_name(o->kind, span_of_str(name));

	if (field == NULL)
		bail("%s has no field %s", o->kind->name, name);
	return field;
}

void desk_compose(struct desk *o, uint32_t verb, const struct list *logs,
                  const struct list *changes, struct letter *out)
{
	struct body body = {
		.kind = o->kind->number, .verb = verb, .logs = *logs, .changes = *changes
	};
	struct buf document;
	size_t size;

	buf_init(&document, VB_BODY_MAX_BYTES);
	body_encode(&body, &document);
	size = body_padded_bytes(document.size);
	out->plain = calloc(1, size > 0 ? size : 1);
	if (document.err != 0 || size == 0 || out->plain == NULL)
		bail("no document");
	memcpy(out->plain, document.data, document.size);
	buf_release(&document);
	if (body_decode(span_of(out->plain, size), &out->body) != 0)
		bail("the document is not canonical");
	out->entry = o->next;
	out->entry.is_create = verb == VB_VERB_CREATE;
	memset(out->entry.prefix, (int)(o->next.seq + 1), sizeof(out->entry.prefix));
	o->next.seq++;
	o->next.hlc.v++;
}

void desk_write(struct desk *o, struct edit *e, struct letter *out)
{
	struct body body;
	int err = edit_finish(e, &body);

	if (err != 0)
		bail("edit_finish: %s", err_name(err));
	desk_compose(o, body.verb, &body.logs, &body.changes, out);
	err = desk_receive(o, out);
	if (err != 0)
		bail("our own entry is not applied: %s", err_name(err));
	edit_release(e);
}

static bool is_settled(void *ctx, const struct log_id *log, uint64_t seq,
                       const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	const struct desk *o = ctx;

	(void)prefix;
	for (uint32_t i = 0; i < o->received_count; i++) {
		if (o->received[i].seq == seq && log_id_is_equal(&o->received[i].log, log))
			return true;
	}
	return false;
}

int desk_receive(struct desk *o, const struct letter *letter)
{
	struct merge_view view = { .ctx = o, .is_settled = is_settled };
	int err = merge_apply(&o->m, &letter->entry, &letter->body, &view, &o->wait);

	if (err == VB_ERR_HELD)
		return err;
	if (o->received_count == DESK_MAX_LETTERS)
		bail("too many letters");
	o->received[o->received_count].log = letter->entry.log.id;
	o->received[o->received_count].seq = letter->entry.seq;
	o->received_count++;
	return err;
}

void letter_release(struct letter *letter)
{
	free(letter->plain);
	letter->plain = NULL;
}

void desk_set(struct desk *o, const char *field, const char *text, struct letter *out)
{
	struct edit e;
	struct buf b;
	int err;

	buf_init(&b, VB_BODY_MAX_BYTES);
	if (text != NULL)
		pack_cstr(&b, text);
	edit_init(&e, &o->m, o->kind);
	err = edit_set(&e, field_of(o, field), buf_span(&b));
	if (err != 0)
		bail("%s: %s", field, err_name(err));
	buf_release(&b);
	desk_write(o, &e, out);
}

void desk_members(struct desk *o, const char *field, const char *words, struct letter *out)
{
	struct span values[VB_LIST_MAX_COUNT];
	struct edit e;
	struct buf b;
	size_t count = 0;
	int err;

	buf_init(&b, TEXT_MAX_BYTES);
	(void)buf_extend(&b, TEXT_MAX_BYTES);
	buf_clear(&b);
	while (*words != '\0') {
		size_t size = strcspn(words, " "), start = b.size;

		pack_str(&b, span_of(words, size));
		values[count++] = span_of(b.data + start, b.size - start);
		words += size + (words[size] == ' ');
	}
	edit_init(&e, &o->m, o->kind);
	err = edit_members(&e, field_of(o, field), values, count);
	if (err != 0)
		bail("%s: %s", field, err_name(err));
	buf_release(&b);
	desk_write(o, &e, out);
}

void desk_delete(struct desk *o, struct letter *out)
{
	struct edit e;

	edit_init(&e, &o->m, o->kind);
	(void)edit_delete(&e);
	desk_write(o, &e, out);
}

void desk_undelete(struct desk *o, struct letter *out)
{
	struct edit e;

	edit_init(&e, &o->m, o->kind);
	edit_undelete(&e);
	desk_write(o, &e, out);
}

/* The texts of packed values, joined by blanks. */
static const char *texts_join(const struct span *values, size_t count)
{
	size_t size = 0;

	joined[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		struct pack_reader r;
		struct span word;

		unpack_init(&r, values[i]);
		word = merged_is_nil(values[i]) ? span_of_str("-") : unpack_str(&r, SIZE_MAX);
		size += (size_t)snprintf(joined + size, sizeof(joined) - size, "%s%.*s",
		                         i > 0 ? " " : "", (int)word.size, (const char *)word.data);
	}
	return joined;
}

const char *desk_value(struct desk *o, const char *field)
{
	struct span value;

	if (!merged_value(&o->m, field_of(o, field), &value))
		return "";
	return texts_join(&value, 1);
}

const char *desk_list(struct desk *o, const char *field)
{
	const struct span *values = NULL;
	size_t count = merged_members(&o->m, field_of(o, field), &values);

	return texts_join(values, count);
}

const char *desk_disputes(struct desk *o, const char *field)
{
	const struct span *values = NULL;
	size_t count = merged_disputes(&o->m, field_of(o, field), &values);

	return texts_join(values, count);
}

bool desk_is_equal(struct desk *a, struct desk *b)
{
	struct buf x, y;
	bool is_equal;

	buf_init(&x, VB_MERGED_MAX_BYTES);
	buf_init(&y, VB_MERGED_MAX_BYTES);
	merged_encode(&a->m, &x);
	merged_encode(&b->m, &y);
	is_equal = x.err == 0 && y.err == 0 && span_is_equal(buf_span(&x), buf_span(&y));
	buf_release(&x);
	buf_release(&y);
	return is_equal;
}
