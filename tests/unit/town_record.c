/* town_record: records of the offices of a town, and their logs by hand; see town.h. */
#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/author.h"
#include "daemon/core/erase.h"
#include "protocol/peer/frame.h"
#include "protocol/peer/segment.h"
#include "store/entries.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

/* ---- records ---- */

static struct record_ref ref_of(struct town *t, uint32_t office, const struct space_id *space,
                                enum audience audience, const struct record_id *record)
{
	return (struct record_ref){ .space = town_space(t, office, space),
		                    .audience = audience,
		                    .id = *record };
}

/* The record as it stands; false if there is none. */
static bool load(struct town *t, uint32_t office, const struct record_ref *ref, struct merged *m)
{
	struct span bytes;

	merged_init(m);
	if (records_get(node_view(t->nodes[office]), ref, &bytes) != 0)
		return false;
	must(merged_decode(m, bytes), "merged_decode");
	return true;
}

static int write_edit(struct town *t, uint32_t office, const struct space_id *space,
                      enum audience audience, const struct record_id *record, struct edit *edit,
                      struct record_id *out)
{
	struct body body;
	int err = edit_finish(edit, &body);

	if (err == 0)
		err = author_write(t->nodes[office], space, audience, record, &body, t->now, out);
	return err;
}

/* A message has a text and no name worth having. */
static const struct kind_field *title_of(const struct kind *kind)
{
	return kind->number == VB_KIND_MESSAGE ? kind_field_by_name(kind, span_of_str("text"))
	                                       : kind_field_by_number(kind, VB_FIELD_NAME);
}

static int set_name(struct edit *edit, const struct kind *kind, const char *name)
{
	struct buf value;
	int err;

	buf_init(&value, VB_BODY_MAX_BYTES);
	pack_cstr(&value, name);
	err = edit_set(edit, title_of(kind), buf_span(&value));
	buf_release(&value);
	return err;
}

int town_create(struct town *t, uint32_t office, const struct space_id *space,
                enum audience audience, uint32_t kind_number, const char *name,
                struct record_id *out)
{
	const struct kind *kind = kind_by_number(kind_number);
	struct merged m;
	struct edit edit;
	int err;

	merged_init(&m);
	edit_init(&edit, &m, kind);
	err = set_name(&edit, kind, name);
	if (err == 0)
		err = write_edit(t, office, space, audience, NULL, &edit, out);
	edit_release(&edit);
	merged_release(&m);
	return err;
}

int town_rename(struct town *t, uint32_t office, const struct space_id *space,
                enum audience audience, const struct record_id *record, const char *name)
{
	struct record_ref ref = ref_of(t, office, space, audience, record);
	struct record_id out;
	struct merged m;
	struct edit edit;
	int err = VB_ERR_NOT_FOUND;

	if (load(t, office, &ref, &m)) {
		const struct kind *kind = kind_by_number(m.kind);

		edit_init(&edit, &m, kind);
		err = set_name(&edit, kind, name);
		if (err == 0)
			err = write_edit(t, office, space, audience, record, &edit, &out);
		edit_release(&edit);
	}
	merged_release(&m);
	return err;
}

int town_delete(struct town *t, uint32_t office, const struct space_id *space,
                enum audience audience, const struct record_id *record)
{
	struct record_ref ref = ref_of(t, office, space, audience, record);
	struct record_id out;
	struct merged m;
	struct edit edit;
	int err = VB_ERR_NOT_FOUND;

	if (load(t, office, &ref, &m)) {
		edit_init(&edit, &m, kind_by_number(m.kind));
		if (!edit_delete(&edit))
			bail("more to delete than one entry holds");
		err = write_edit(t, office, space, audience, record, &edit, &out);
		edit_release(&edit);
	}
	merged_release(&m);
	return err;
}

int town_erase(struct town *t, uint32_t office, const struct space_id *space,
               enum audience audience, const struct record_id *record,
               const struct record_id *replacement, struct entry_id *out)
{
	struct record_ref ref = ref_of(t, office, space, audience, record);
	struct open_erased erased;
	int err = erase_name(t->nodes[office], &ref, &erased);

	if (err == 0 && replacement != NULL)
		erased.replacement = *replacement;
	return err == 0 ? author_erase(t->nodes[office], space, &erased, 1, 1, t->now, out) : err;
}

uint32_t town_bodies(struct town *t, uint32_t office, const struct space_id *space,
                     enum audience audience, const struct record_id *record)
{
	struct node *node = t->nodes[office];
	const struct log_info *const *logs;
	struct entries_cursor cursor;
	struct entry_header header;
	struct entry_row row;
	uint32_t bodies = 0;
	size_t count;

	logs = logs_in_stream(node_logs(node), town_space(t, office, space), audience, &count);
	for (size_t i = 0; i < count; i++) {
		entries_open(&cursor, node_view(node), logs[i]->handle, 0);
		while (entries_next(&cursor, &row)) {
			must(entry_header_decode(row.header, &header), "header");
			bodies += record_id_is_equal(&header.record, record) && row.body.size > 0;
		}
		must(entries_close(&cursor), "entries_close");
	}
	return bodies;
}

const char *town_name(struct town *t, uint32_t office, const struct space_id *space,
                      enum audience audience, const struct record_id *record)
{
	static char name[VB_NAME_MAX_BYTES + 1];
	struct record_ref ref = ref_of(t, office, space, audience, record);
	struct pack_reader r;
	struct span value, text;
	struct merged m;
	bool is_there = load(t, office, &ref, &m) && !merged_is_deleted(&m);

	name[0] = '\0';
	if (is_there && merged_value(&m, title_of(kind_by_number(m.kind)), &value)) {
		unpack_init(&r, value);
		text = unpack_str(&r, VB_NAME_MAX_BYTES);
		memcpy(name, text.data, text.size);
		name[text.size] = '\0';
	}
	merged_release(&m);
	return is_there ? name : NULL;
}

struct hash town_state(struct town *t, uint32_t office, const struct space_id *space,
                       enum audience audience)
{
	struct hash hash = { { 0 } };

	must(records_state_hash(node_view(t->nodes[office]), town_space(t, office, space), space,
	                        audience, &hash),
	     "records_state_hash");
	return hash;
}

bool town_agrees(struct town *t, uint32_t a, uint32_t b, const struct space_id *space,
                 enum audience audience)
{
	struct hash x = town_state(t, a, space, audience);
	struct hash y = town_state(t, b, space, audience);

	return memcmp(x.b, y.b, sizeof(x.b)) == 0;
}

size_t town_records(struct town *t, uint32_t office, const struct space_id *space,
                    enum audience audience)
{
	struct records_cursor cursor;
	struct record_ref ref;
	struct span merged;
	size_t count = 0;

	records_open(&cursor, node_view(t->nodes[office]), town_space(t, office, space), audience,
	             NULL);
	while (records_next(&cursor, &ref, &merged))
		count++;
	must(records_close(&cursor), "records_close");
	return count;
}

/* ---- by hand ---- */

const struct log_info *town_log(struct town *t, uint32_t office, const struct space_id *space,
                                uint32_t author, enum audience audience)
{
	size_t count;
	const struct log_info *const *logs = logs_in_stream(
		node_logs(t->nodes[office]), town_space(t, office, space), audience, &count);
	const struct log_info *best = NULL;

	for (size_t i = 0; i < count; i++) {
		if (node_id_is_equal(&logs[i]->author, &t->ids[author]) &&
		    (best == NULL || logs[i]->count > best->count))
			best = logs[i];
	}
	return best;
}

void town_segment(struct town *t, uint32_t office, const struct log_info *log, uint64_t first,
                  struct buf *out)
{
	struct signature seal;
	uint64_t seal_at;

	must(entries_next_seal(node_view(t->nodes[office]), log->handle, first, &seal_at, &seal),
	     "seal");
	town_segment_to(t, office, log, first, seal_at, out);
}

void town_segment_to(struct town *t, uint32_t office, const struct log_info *log, uint64_t first,
                     uint64_t last, struct buf *out)
{
	struct node *node = t->nodes[office];
	struct segment head = { .audience = log->audience,
		                .is_introduced = true,
		                .space = node_space_number(node, log->space)->id,
		                .author = log->author,
		                .incarnation = log->incarnation,
		                .log = log->id,
		                .first_seq = first };
	struct segment_writer w;
	struct signature seal;
	struct entries_cursor c;
	struct entry_header header;
	struct entry_row row;
	uint64_t seal_at;
	uint32_t count;
	int err = 0;

	must(entries_next_seal(node_view(node), log->handle, last, &seal_at, &seal), "seal");
	if (seal_at != last)
		bail("no seal at the last entry of the segment");
	segment_begin(&w, out, VB_SEGMENT_MAX_BYTES, &head);
	entries_open(&c, node_view(node), log->handle, first);
	while (err == 0 && entries_next(&c, &row) && row.seq <= last) {
		must(entry_header_decode(row.header, &header), "header");
		err = segment_add(&w, &header, row.body);
	}
	must(err, "segment_add");
	must(entries_close(&c), "entries_close");
	segment_seal(&w, &seal);
	must(segment_finish(&w, &count), "segment_finish");
}

int town_offer(struct town *t, uint32_t office, uint32_t from, struct span segment)
{
	struct admit_result result;

	return admit_segment(t->nodes[office], from + 1, &t->ids[from], segment, t->now, &result);
}

int town_offer_log(struct town *t, uint32_t to, uint32_t from, const struct space_id *space,
                   uint32_t author, enum audience audience)
{
	const struct log_info *log = town_log(t, from, space, author, audience);
	struct segment segment;
	struct buf bytes;
	int err = 0;

	buf_init(&bytes, VB_SEGMENT_MAX_BYTES);
	for (uint64_t at = 0; log != NULL && at < log->count; at += segment.count) {
		buf_clear(&bytes);
		town_segment(t, from, log, at, &bytes);
		must(segment_open(buf_span(&bytes), &segment), "segment_open");
		err = town_offer(t, to, from, buf_span(&bytes));
		if (err != 0 && err != VB_ERR_DUPLICATE)
			break;
	}
	buf_release(&bytes);
	return err;
}

int town_offer_control(struct town *t, uint32_t office, uint32_t from, const struct space_id *space,
                       uint32_t first)
{
	struct admit_result result;
	struct control_cursor c;
	struct control_row row;
	struct buf run;
	int err;

	buf_init(&run, VB_FRAME_MAX_BYTES);
	control_run_begin(&run, space);
	spaces_open_control(&c, node_view(t->nodes[from]), town_space(t, from, space), first);
	while (spaces_next_control(&c, &row))
		control_run_add(&run, row.header.data, row.body, &row.signature);
	must(spaces_close_control(&c), "spaces_close_control");
	err = admit_control(t->nodes[office], from + 1, &t->ids[from], buf_span(&run), t->now,
	                    &result);
	buf_release(&run);
	return err;
}
