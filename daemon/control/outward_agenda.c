/* outward_agenda: items with papers and documents; see outward_agenda.h; tested by tests/unit/test_outward_agenda.c. */
#include "daemon/control/outward_agenda.h"

#include <stdlib.h>

#include "daemon/control/agenda_board.h"
#include "daemon/control/outward_files.h"
#include "protocol/array.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/paper.h"

#define ITEMS_MAX_BYTES (480u << 10)
#define NOTES_MAX_BYTES (200u << 10) /* of all items; those behind have none */
#define ITEM_MAX_BYTES (128u << 10)
#define PAPERS_MAX_BYTES (40u << 10)
#define PAPER_MAX_BYTES (24u << 10)
#define FILES_MAX_BYTES (16u << 10)
#define EDITION_ITEMS_MAX 20000u

/* ---- editions ---- */

void outward_editions_release(struct outward_editions *e)
{
	free(e->editions);
	free(e->items);
	*e = (struct outward_editions){ .editions = NULL };
}

static int edition_add(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct outward_editions *e = ctx;

	e->editions = array_reserve(e->editions, &e->edition_capacity, e->edition_count + 1,
	                            sizeof(*e->editions));
	e->editions[e->edition_count++] = (struct edition){
		.id = ref->id,
		.is_withdrawn = outward_flag(m, VB_AGENDA_EDITION_WITHDRAWN, false),
	};
	return 0;
}

static int invited_add(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct outward_editions *e = ctx;
	int64_t place = 0;

	if (e->item_count == EDITION_ITEMS_MAX)
		return 0;
	(void)outward_number(m, VB_INVITED_ITEM_PLACE, &place);
	e->items = array_reserve(e->items, &e->item_capacity, e->item_count + 1, sizeof(*e->items));
	e->items[e->item_count++] = (struct invited_item){
		.id = ref->id,
		.edition = outward_reference(m, VB_INVITED_ITEM_EDITION),
		.agenda_item = outward_reference(m, VB_INVITED_ITEM_AGENDA_ITEM),
		.place = place < UINT32_MAX ? (uint32_t)place : UINT32_MAX,
	};
	return 0;
}

int outward_editions_read(struct request *q, const struct node_space *space,
                          const struct record_id *meeting, struct outward_editions *out)
{
	const struct outward_walk editions = { out, edition_add };
	const struct outward_walk items = { out, invited_add };
	int err;

	*out = (struct outward_editions){ .editions = NULL };
	err = outward_children(q, space, meeting, VB_KIND_AGENDA_EDITION, VB_AGENDA_EDITION_MEETING,
	                       &editions, NULL);
	for (uint32_t i = 0; err == 0 && i < out->edition_count; i++)
		err = outward_children(q, space, &out->editions[i].id, VB_KIND_INVITED_ITEM,
		                       VB_INVITED_ITEM_EDITION, &items, NULL);
	if (err == 0)
		out->counted = edition_list(out->editions, out->edition_count, out->items,
		                            out->item_count);
	return err;
}

uint32_t outward_editions_count(const struct outward_editions *e)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < e->edition_count; i++)
		count += !e->editions[i].is_withdrawn;
	return count;
}

/* ---- papers ---- */

/* The papers of one item, each once. */
struct papers {
	struct request *q;
	const struct node_space *space;
	struct record_id told[VB_OUTWARD_PAPERS_MAX];
	size_t count;
	struct outward_list list;
	bool is_cut; /* something besides */
};

static bool is_told(const struct papers *p, const struct record_id *paper)
{
	for (size_t i = 0; i < p->count; i++) {
		if (record_id_is_equal(&p->told[i], paper))
			return true;
	}
	return false;
}

static void paper_put(struct papers *p, const struct merged *m, const struct record_ref *ref,
                      const struct outward_list *files)
{
	struct outward_map row;

	outward_map_init(&row, PAPER_MAX_BYTES);
	outward_map_list(&row, "files", files);
	outward_map_id(&row, "id", &ref->id);
	outward_map_text(&row, "reference", outward_text(m, VB_PAPER_REFERENCE));
	outward_map_text(&row, "title", outward_text(m, VB_FIELD_NAME));
	p->is_cut = p->is_cut || files->is_cut;
	if (outward_list_add(&p->list, &row))
		p->told[p->count++] = ref->id;
	outward_map_release(&row);
}

/* The paper of a consultation, where both are for all. */
static int paper_add(struct papers *p, const struct record_ref *consultation,
                     const struct merged *from)
{
	struct record_id paper = outward_reference(from, VB_CONSULTATION_PAPER);
	struct outward_list files = { .count = 0 };
	struct record_ref ref;
	struct merged m;
	int err;

	if (consultation->audience != VB_AUDIENCE_ALL || is_told(p, &paper))
		return 0;
	merged_init(&m);
	err = outward_read(p->q, p->space, &paper, VB_KIND_PAPER, &m, &ref);
	if (err == 0) {
		err = outward_files_list(p->q, p->space, &paper, FILES_MAX_BYTES, &files);
		if (err == 0)
			paper_put(p, &m, &ref, &files);
		outward_list_release(&files);
	}
	merged_release(&m);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static int consultation_look(void *ctx, const struct record_ref *ref, struct merged *m)
{
	return paper_add(ctx, ref, m);
}

/* Those of the consultation that the item names, then of those that name the item. */
static int papers_gather(struct papers *p, const struct record_id *item,
                         const struct record_id *consultation)
{
	const struct outward_walk walk = { p, consultation_look };
	struct record_ref ref;
	struct merged m;
	int err = 0;

	outward_list_init(&p->list, PAPERS_MAX_BYTES, VB_OUTWARD_PAPERS_MAX);
	if (!record_id_is_zero(consultation)) {
		merged_init(&m);
		err = outward_read(p->q, p->space, consultation, VB_KIND_CONSULTATION, &m, &ref);
		if (err == 0)
			err = paper_add(p, &ref, &m);
		merged_release(&m);
	}
	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	return outward_children(p->q, p->space, item, VB_KIND_CONSULTATION,
	                        VB_CONSULTATION_AGENDA_ITEM, &walk, &p->is_cut);
}

/* ---- items ---- */

/* The agenda under way. */
struct agenda {
	struct request *q;
	const struct node_space *space;
	const struct outward_editions *editions;
	struct agenda_board board;
	size_t note_bytes; /* told so far */
	int64_t changed_ms;
	struct outward_list *out;
	bool is_cut; /* something of an item */
};

/* With which edition an item, or one of its proposal for which it stands, was invited to. */
static uint32_t edition_find(const struct agenda *a, const struct agenda_item *item)
{
	const struct outward_editions *e = a->editions;
	uint32_t number = edition_of(e->items, e->counted, &item->id);

	for (uint32_t i = a->board.count; number == VB_EDITION_NONE && i-- > 0;) {
		const struct agenda_item *twin = &a->board.items[i];

		if (agenda_board_shows(twin))
			break;
		if (record_id_is_equal(&twin->twin, &item->id))
			number = edition_of(e->items, e->counted, &twin->id);
	}
	return number;
}

/* What is said of an item for all. m: the item. */
static int item_put(struct agenda *a, const struct agenda_item *item, const char *number,
                    const struct merged *m, struct outward_map *row)
{
	struct record_id consultation = outward_reference(m, VB_AGENDA_ITEM_CONSULTATION);
	struct record_id submitter = outward_reference(m, VB_AGENDA_ITEM_SUBMITTER);
	struct papers papers = { .q = a->q, .space = a->space };
	struct span note = outward_text(m, VB_AGENDA_ITEM_DESCRIPTION);
	uint32_t edition = edition_find(a, item);
	struct outward_list files = { .count = 0 };
	struct buf name;
	int64_t minutes = 0;
	int err = papers_gather(&papers, &item->id, &consultation);

	buf_init(&name, VB_NAME_MAX_BYTES);
	if (err == 0)
		err = outward_files_list(a->q, a->space, &item->id, FILES_MAX_BYTES, &files);
	if (err == 0)
		err = outward_name(a->q, a->space, &submitter, VB_KIND_ORGANIZATION, &name);
	if (a->note_bytes + note.size > NOTES_MAX_BYTES) {
		a->is_cut = true;
		note.size = 0;
	}
	a->note_bytes += note.size;
	(void)outward_number(m, VB_AGENDA_ITEM_MINUTES, &minutes);
	outward_map_int(row, "depth", item->depth - 1);
	if (edition != VB_EDITION_NONE)
		outward_map_int(row, "edition", edition);
	outward_map_list(row, "files", &files);
	outward_map_id(row, "id", &item->id);
	outward_map_text(row, "kind", outward_text(m, VB_AGENDA_ITEM_TYPE));
	if (minutes > 0)
		outward_map_int(row, "minutes",
		                minutes < VB_AGENDA_MINUTES_MAX ? minutes : VB_AGENDA_MINUTES_MAX);
	outward_map_text(row, "note", note);
	outward_map_word(row, "number", number);
	outward_map_list(row, "papers", &papers.list);
	outward_map_text(row, "submitter", buf_span(&name));
	outward_map_text(row, "title", outward_text(m, VB_FIELD_NAME));
	a->is_cut = a->is_cut || files.is_cut || papers.list.is_cut || papers.is_cut;
	outward_list_release(&files);
	outward_list_release(&papers.list);
	buf_release(&name);
	return err;
}

/* Of an item for members only nothing is said but that it is there, and since when. */
static void internal_put(uint32_t edition, const char *number, struct outward_map *row)
{
	if (edition != VB_EDITION_NONE)
		outward_map_int(row, "edition", edition);
	outward_map_flag(row, "is_internal", true);
	outward_map_word(row, "number", number);
}

static int item_add(struct agenda *a, const struct agenda_item *item, struct merged *m)
{
	char number[VB_AGENDA_NUMBER_BYTES];
	struct outward_map row;
	struct record_ref ref;
	bool is_internal = item->audience != VB_AUDIENCE_ALL;
	int err = outward_load(a->q, a->space, &item->id, VB_KIND_AGENDA_ITEM, m, &ref);

	if (err != 0)
		return err == VB_ERR_NOT_FOUND ? 0 : err;
	if (outward_changed(m) > a->changed_ms)
		a->changed_ms = outward_changed(m);
	/* Behind the end of the list nothing is told; it only may have been changed. */
	if (item->depth == 0 || (is_internal && item->depth > 1) || a->out->is_cut)
		return 0;
	agenda_number_format(item, number);
	outward_map_init(&row, ITEM_MAX_BYTES);
	if (is_internal)
		internal_put(edition_find(a, item), number, &row);
	else
		err = item_put(a, item, number, m, &row);
	if (err == 0)
		(void)outward_list_add(a->out, &row);
	outward_map_release(&row);
	return err;
}

int outward_agenda_list(struct request *q, const struct node_space *space,
                        const struct record_ref *meeting, const struct outward_editions *e,
                        int64_t *changed_ms, struct outward_list *out)
{
	struct agenda a = {
		.q = q, .space = space, .editions = e, .changed_ms = *changed_ms, .out = out
	};
	struct merged m;
	int err;

	outward_list_init(out, ITEMS_MAX_BYTES, VB_OUTWARD_ITEMS_MAX);
	merged_init(&m);
	err = agenda_board_read(q, meeting, &m, &a.board);
	/* More than a meeting can have: nobody is told of any. */
	if (err == VB_ERR_TOO_LARGE)
		out->is_cut = true;
	for (uint32_t i = 0; err == 0 && i < a.board.count; i++) {
		if (agenda_board_shows(&a.board.items[i]))
			err = item_add(&a, &a.board.items[i], &m);
	}
	out->is_cut = out->is_cut || a.is_cut;
	*changed_ms = a.changed_ms;
	agenda_board_release(&a.board);
	merged_release(&m);
	return err == VB_ERR_TOO_LARGE ? 0 : err;
}
