/* enclosures: see enclosures.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/enclosures.h"

#include <string.h>

void enclosures_init(struct enclosures *e, struct office *office, uint64_t max_bytes)
{
	memset(e, 0, sizeof(*e));
	e->office = office;
	e->max_bytes = max_bytes;
}

static void forget_all(struct enclosures *e)
{
	for (size_t i = 0; i < e->kept_count; i++)
		buf_release(&e->kept[i].bytes);
	e->kept_count = e->kept_bytes = 0;
}

void enclosures_release(struct enclosures *e)
{
	forget_all(e);
}

/* Reads a file, or finds it. NULL data: it cannot be had. Errors: of the link. */
static int fetch(struct enclosures *e, const struct matter_file *file, struct span *out)
{
	size_t n = 0;
	int err;

	*out = span_of(NULL, 0);
	while (n < e->kept_count && !record_id_is_equal(&e->kept[n].id, &file->id))
		n++;
	if (n == e->kept_count) {
		e->kept[n].id = file->id;
		buf_init(&e->kept[n].bytes, (size_t)file->bytes);
		err = office_file(e->office, &file->id, &e->kept[n].bytes);
		if (e->office->lost < 0) {
			buf_release(&e->kept[n].bytes);
			return e->office->lost;
		}
		e->kept[n].is_here = err == 0 && e->kept[n].bytes.size == file->bytes;
		e->kept_bytes += e->kept[n].bytes.size;
		e->kept_count++;
	}
	if (e->kept[n].is_here)
		*out = buf_span(&e->kept[n].bytes);
	return 0;
}

struct gathering {
	struct enclosures *e;
	const struct outgoing *outgoing;
	struct mail_file *out;
	struct record_id ids[VB_ENCLOSURES_MAX];
	size_t count;
	uint64_t bytes;
	int err;
};

static void add(struct gathering *g, const struct matter_item *item,
                const struct matter_file *files, size_t count)
{
	for (size_t i = 0; i < count && g->err == 0 && g->count < VB_ENCLOSURES_MAX; i++) {
		const struct matter_file *file = &files[i];
		struct span bytes = span_of(NULL, 0);
		size_t n = 0;

		while (n < g->count && !record_id_is_equal(&g->ids[n], &file->id))
			n++;
		if (n < g->count || !outgoing_brings(g->outgoing, item, file))
			continue;
		if (file->is_here && file->bytes > 0 && file->bytes <= g->e->max_bytes - g->bytes)
			g->err = fetch(g->e, file, &bytes);
		g->bytes += bytes.size;
		g->ids[g->count] = file->id;
		g->out[g->count++] = (struct mail_file){ file->name, file->type, bytes };
	}
}

static void add_papers(struct gathering *g, const struct matter_item *item)
{
	const struct matter_paper *papers = item->papers;
	size_t count = item->paper_count;

	for (size_t i = 0; i < count; i++)
		add(g, item, papers[i].files, papers[i].file_count);
}

int enclosures_gather(struct enclosures *e, const struct outgoing *outgoing,
                      const struct matter *matter, struct mail_file out[static VB_ENCLOSURES_MAX],
                      size_t *count)
{
	struct gathering g = { .e = e, .outgoing = outgoing, .out = out };

	/* Nothing is handed out now, so all may go. */
	if (e->kept_bytes > VB_ENCLOSURES_KEPT_BYTES ||
	    e->kept_count + VB_ENCLOSURES_MAX > VB_ENCLOSURES_KEPT_MAX)
		forget_all(e);
	add(&g, NULL, matter->files, matter->file_count);
	for (size_t i = 0; i < matter->item_count; i++) {
		add(&g, &matter->items[i], matter->items[i].files, matter->items[i].file_count);
		add_papers(&g, &matter->items[i]);
	}
	*count = g.count;
	return g.err;
}
