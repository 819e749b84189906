/* leaflet: from records to documents; see leaflet.h; tested by tests/blackbox/19-handout.t */
#include "cli/leaflet.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/render/html.h"
#include "bridges/render/pages.h"
#include "bridges/render/plain.h"
#include "cli/moment.h"
#include "cli/sittings.h"

static const struct json *fields_of(const struct json *record)
{
	return json_get(record, "fields");
}

/* Keeps a text until the end; NULL where it is empty. Takes it. */
static const char *keep(struct leaflet *leaflet, char *text)
{
	if (text == NULL || text[0] == '\0') {
		free(text);
		return NULL;
	}
	leaflet->texts[leaflet->text_count++] = text;
	return text;
}

bool leaflet_is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience == NULL || strcmp(audience, "all") != 0;
}

/* What a record is called, as far as the readers of the document may know; the caller frees it. */
static char *title_of(const struct leaflet *leaflet, const char *id)
{
	return leaflet->invitation.audience == INVITATION_PUBLIC
	               ? labels_public_title_of(leaflet->labels, id)
	               : labels_title_of(leaflet->labels, id);
}

static unsigned depth_of(const char *number)
{
	unsigned depth = 0;

	for (; number != NULL && *number != '\0'; number++)
		depth += *number == '.' ? 1 : 0;
	return depth;
}

static void set_paper(struct leaflet *leaflet, struct invitation_item *item,
                      struct invitation_paper *paper, const struct json *fields)
{
	const struct json *consultation =
		labels_record(leaflet->labels, json_get_text(fields, "consultation"));
	const struct json *record =
		labels_record(leaflet->labels, json_get_text(fields_of(consultation), "paper"));

	/* What is not public is no paper for the public, whoever names it. */
	if (record == NULL ||
	    (leaflet->invitation.audience == INVITATION_PUBLIC && leaflet_is_internal(record)))
		return;
	paper->reference = json_get_text(fields_of(record), "reference");
	paper->title = json_get_text(fields_of(record), "name");
	item->papers = paper;
	item->paper_count = 1;
}

static void set_items(struct leaflet *leaflet)
{
	size_t count = json_count(leaflet->agenda);

	for (size_t i = 0; i < count; i++) {
		const struct json *record = json_at(leaflet->agenda, i);
		const struct json *fields = fields_of(record);
		struct invitation_item *item = &leaflet->items[leaflet->invitation.item_count];
		int64_t minutes = json_int(json_get(fields, "plannedMinutes"), 0);

		item->number = json_get_text(record, "number");
		/* Proposals and what was declined have no number, and are no items. */
		if (item->number == NULL || item->number[0] == '\0')
			continue;
		item->depth = depth_of(item->number);
		item->title = json_get_text(fields, "name");
		item->kind = json_get_text(fields, "itemType");
		item->note = json_get_text(fields, "description");
		item->minutes = minutes > 0 && minutes < UINT16_MAX ? (unsigned)minutes : 0;
		item->is_internal = leaflet_is_internal(record);
		item->submitter =
			keep(leaflet, title_of(leaflet, json_get_text(fields, "submitter")));
		set_paper(leaflet, item, &leaflet->papers[leaflet->invitation.item_count], fields);
		leaflet->invitation.item_count++;
	}
}

/* Committees of a joint sitting, with commas between; the place, and the room on a line of its own. */
static void set_surroundings(struct leaflet *leaflet, const struct json *fields)
{
	const char *room = json_get_text(fields, "room");
	char *place = title_of(leaflet, json_get_text(fields, "location"));
	const struct json *organizations = json_get(fields, "organization");
	struct buf text;

	/* As many names as there are members of a set, from many entries: more than one text has. */
	buf_init(&text, VB_LEAFLET_MAX_BYTES);
	for (size_t i = 0; i < json_count(organizations); i++) {
		char *name = title_of(leaflet, json_text(json_at(organizations, i)));

		if (text.size > 0 && name != NULL && name[0] != '\0')
			buf_put(&text, ", ", 2);
		if (name != NULL)
			buf_put(&text, name, strlen(name));
		free(name);
	}
	buf_put_u8(&text, '\0');
	leaflet->invitation.committee = keep(leaflet, strdup((const char *)text.data));
	buf_clear(&text);
	if (place != NULL)
		buf_put(&text, place, strlen(place));
	if (room != NULL) {
		buf_put_u8(&text, '\n');
		buf_put(&text, room, strlen(room));
	}
	buf_put_u8(&text, '\0');
	leaflet->invitation.place = keep(leaflet, strdup((const char *)text.data));
	buf_release(&text);
	free(place);
}

/* When the newest of what it shows was changed. */
static int64_t changed_of(const struct leaflet *leaflet)
{
	int64_t newest = json_int(json_get(leaflet->meeting, "changed"), 0);

	for (size_t i = 0; i < json_count(leaflet->agenda); i++) {
		int64_t changed = json_int(json_get(json_at(leaflet->agenda, i), "changed"), 0);

		if (changed > newest)
			newest = changed;
	}
	return newest;
}

static void set_meeting(struct leaflet *leaflet)
{
	const struct json *fields = fields_of(leaflet->meeting);
	struct invitation *invitation = &leaflet->invitation;
	const char *zone = json_get_text(fields, "timeZone");
	int64_t start = json_int(json_get(fields, "start"), INT64_MIN);
	int64_t end = json_int(json_get(fields, "end"), INT64_MIN);

	leaflet->zone =
		zone != NULL && moment_check_zone(zone) == 0 ? zone : leaflet->cmd->args->zone;
	invitation->occasion =
		sittings_parse(leaflet->meeting, leaflet->zone).stage == VB_STAGE_CANCELLED
			? INVITATION_CANCEL
			: INVITATION_AGENDA;
	invitation->name = json_get_text(fields, "name");
	invitation->has_start = start != INT64_MIN;
	invitation->has_end = invitation->has_start && end > start;
	if (invitation->has_start)
		invitation->start = wording_time(start, leaflet->zone, leaflet->start_zone);
	if (invitation->has_end)
		invitation->end = wording_time(end, leaflet->zone, leaflet->end_zone);
	invitation->made_ms = changed_of(leaflet);
	set_surroundings(leaflet, fields);
	set_items(leaflet);
	invitation->items = leaflet->items;
}

void leaflet_init(struct leaflet *leaflet, struct cmd *cmd, struct labels *labels,
                  const struct json *meeting, const struct json *items,
                  enum invitation_audience audience)
{
	/* One more of each, so that none is of no bytes; besides the items, committee and place are made. */
	size_t count = json_count(items) + 1;

	*leaflet = (struct leaflet){
		.cmd = cmd,
		.labels = labels,
		.meeting = meeting,
		.agenda = items,
		.invitation = { .audience = audience },
		.items = calloc(count, sizeof(*leaflet->items)),
		.papers = calloc(count, sizeof(*leaflet->papers)),
		.texts = calloc(count + 2, sizeof(*leaflet->texts)),
	};
	if (leaflet->items == NULL || leaflet->papers == NULL || leaflet->texts == NULL)
		abort();
	wording_fill(&leaflet->captions);
	set_meeting(leaflet);
}

void leaflet_release(struct leaflet *leaflet)
{
	for (size_t i = 0; i < leaflet->text_count; i++)
		free(leaflet->texts[i]);
	free(leaflet->texts);
	free(leaflet->items);
	free(leaflet->papers);
}

int leaflet_write(const struct leaflet *leaflet, const char *format, struct buf *out)
{
	struct form form;
	int err;

	form_init(&form);
	err = invitation_to_form(&leaflet->invitation, &leaflet->captions, &form);
	if (err == 0 && strcmp(format, "text") == 0)
		err = plain_write(&form, out);
	else if (err == 0 && strcmp(format, "html") == 0)
		err = html_write(&form, out);
	else if (err == 0)
		err = pages_write(&form, out);
	form_release(&form);
	return err;
}
