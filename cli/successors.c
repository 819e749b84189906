/* successors: chains of organizations; see successors.h. */
#include "cli/successors.h"

#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/seats.h"
#include "protocol/kinds/lineage.h"

struct successors {
	struct json *own; /* records that were asked for; NULL: somebody else's */
	const struct json *records;
	struct lineage *chain;
	size_t *ends; /* of the same index: where the chain from there ends */
	size_t count;
};

/* Each chain is walked up to where its end is known, and back. */
static void ends_find(struct successors *s)
{
	size_t *path = calloc(s->count + 1, sizeof(*path));

	s->ends = calloc(s->count + 1, sizeof(*s->ends));
	if (path == NULL || s->ends == NULL)
		abort();
	for (size_t i = 0; i < s->count; i++)
		s->ends[i] = s->chain[i].above == VB_LINEAGE_NONE ? i : VB_LINEAGE_NONE;
	for (size_t i = 0; i < s->count; i++) {
		size_t length = 0, at = i;

		for (; s->ends[at] == VB_LINEAGE_NONE; at = s->chain[at].above)
			path[length++] = at;
		while (length > 0)
			s->ends[path[--length]] = s->ends[at];
	}
	free(path);
}

struct successors *successors_new(const struct json *organizations, int32_t today)
{
	struct successors *s = calloc(1, sizeof(*s));
	size_t count = json_count(organizations);

	if (s == NULL)
		abort();
	s->records = organizations;
	s->chain = calloc(count + 1, sizeof(*s->chain));
	if (s->chain == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		const struct json *record = json_at(organizations, i);
		struct lineage *link = &s->chain[s->count];

		link->id = seats_id_of(json_get_text(record, "id"));
		if (record_id_is_zero(&link->id))
			continue;
		link->tag = i;
		if (day_of_field(json_get(record, "fields"), "endDate", VB_DAY_MIN) < today)
			link->names = seats_id_of(kept_text(record, "mergedInto"));
		s->count++;
	}
	lineage_find(s->chain, s->count);
	ends_find(s);
	return s;
}

int successors_read(struct cmd *cmd, const char *space, int32_t today, struct successors **out)
{
	struct json *records = NULL;
	int err = kept_list(cmd, "organization", space, &records);

	if (err < 0)
		return err;
	*out = successors_new(records, today);
	(*out)->own = records;
	return 0;
}

void successors_destroy(struct successors **successors)
{
	if (*successors == NULL)
		return;
	json_destroy(&(*successors)->own);
	free((*successors)->chain);
	free((*successors)->ends);
	free(*successors);
	*successors = NULL;
}

static int link_compare(const void *x, const void *y)
{
	const struct lineage *a = x, *b = y;

	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

const char *successors_of(const struct successors *s, const char *id)
{
	const struct lineage *link = NULL;
	struct lineage wanted;
	const struct lineage *end;

	memset(&wanted, 0, sizeof(wanted));
	/* lineage_find left them in the order of their numbers. */
	wanted.id = seats_id_of(id);
	if (s->count > 0)
		link = bsearch(&wanted, s->chain, s->count, sizeof(*s->chain), link_compare);
	if (link == NULL)
		return id;
	end = &s->chain[s->ends[link - s->chain]];
	return json_get_text(json_at(s->records, end->tag), "id");
}

char *successors_name(const struct successors *s, struct labels *labels, const struct out *out,
                      const char *id)
{
	const char *now = successors_of(s, id);
	char *name = labels_title_of(labels, now);
	char *former;
	char *text = NULL;
	size_t size;
	FILE *memory;

	if (now == NULL || strcmp(now, id) == 0 || !out->style.is_terminal)
		return name;
	former = labels_title_of(labels, id);
	memory = open_memstream(&text, &size);
	if (memory == NULL)
		abort();
	(void)fprintf(memory, _("%s (formerly %s)"), name, former);
	if (fclose(memory) != 0)
		abort();
	free(name);
	free(former);
	return text;
}
