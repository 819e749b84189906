/* paper_file: from records to a document; see paper_file.h; tested by tests/blackbox/20-papers.t */
#include "cli/paper_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/render/docket.h"
#include "bridges/render/html.h"
#include "bridges/render/pages.h"
#include "bridges/render/plain.h"
#include "cli/amount.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/leaflet.h"
#include "cli/moment.h"
#include "cli/points.h"
#include "cli/route.h"
#include "cli/target.h"

/* All that the document borrows. */
struct paper_file {
	struct cmd *cmd;
	struct labels *labels;
	struct json *paper;
	struct json *points;
	struct json *route;
	struct json *files;
	struct json *kept; /* texts made for it */
	struct captions captions;
	struct docket docket;
	struct docket_station *stations;
	struct docket_file *documents;
	const char **texts; /* of the points */
};

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

/* Whether the readers of the document may know of it. */
static bool is_shown(const struct paper_file *p, const struct json *record)
{
	return p->docket.is_for_members || !leaflet_is_internal(record);
}

/* A text that lives until the end; takes it. */
static const char *keep(struct paper_file *p, char *text)
{
	struct json *kept = json_new_text(text != NULL ? text : "");
	const char *out = json_text(kept);

	json_add(p->kept, &kept);
	free(text);
	return out;
}

/* ---- from records ---- */

/* YYYY-MM-DD as people of the user's language write it; NULL of NULL. */
static const char *day_of(struct paper_file *p, const char *date)
{
	char midnight[VB_MOMENT_TEXT_BYTES];
	char text[VB_MOMENT_TEXT_BYTES];
	int64_t ms;

	if (date == NULL)
		return NULL;
	(void)snprintf(midnight, sizeof(midnight), "%.20sT00:00Z", date);
	if (moment_parse(midnight, NULL, &ms, NULL) != 0)
		return date;
	moment_format(ms, "UTC", _("%Y-%m-%d"), text);
	return keep(p, strdup(text));
}

/* The names of records, with commas between. */
static void put_names(struct paper_file *p, const struct json *ids, FILE *out)
{
	for (size_t i = 0; i < json_count(ids); i++) {
		const char *id = json_text(json_at(ids, i));
		char *title = p->docket.is_for_members ? labels_title_of(p->labels, id)
		                                       : labels_public_title_of(p->labels, id);

		if (title[0] != '\0')
			(void)fprintf(out, "%s%s", ftell(out) > 0 ? ", " : "", title);
		free(title);
	}
}

/* The names that two fields of a record lead to; NULL where there are none. */
static const char *names_of(struct paper_file *p, const struct json *record, const char *first,
                            const char *second)
{
	const struct json *fields = json_get(record, "fields");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	put_names(p, json_get(fields, first), out);
	if (second != NULL)
		put_names(p, json_get(fields, second), out);
	if (fclose(out) != 0)
		abort();
	return keep(p, text);
}

static enum docket_tick tick_of(const struct json *fields, const char *name)
{
	int64_t tick = json_int(json_get(fields, name), 0);

	return tick == 1 ? DOCKET_YES : tick == 2 ? DOCKET_NO : DOCKET_UNKNOWN;
}

static void set_way(struct paper_file *p)
{
	for (size_t i = 0; i < json_count(p->route); i++) {
		const struct json *record = json_at(p->route, i);
		const char *sitting = json_get_text(record, "sitting");

		p->stations[i] = (struct docket_station){
			.day = day_of(p, sitting != NULL ? sitting : field(record, "date")),
			.committee = names_of(p, record, "organization", NULL),
			.role = field(record, "role"),
			.result = field(record, "result"),
			.is_internal = leaflet_is_internal(record),
		};
	}
	p->docket.stations = p->stations;
	p->docket.station_count = json_count(p->route);
}

static void set_documents(struct paper_file *p)
{
	for (size_t i = 0; i < json_count(p->files); i++) {
		const struct json *record = json_at(p->files, i);
		const struct json *bytes = json_get(json_get(record, "fields"), "size");
		char size[VB_AMOUNT_BYTES] = "";

		if (json_form_of(bytes) == JSON_FORM_INT)
			amount_format_bytes((uint64_t)json_int(bytes, 0), size);
		p->documents[i] = (struct docket_file){
			.name = field(record, "name"),
			.size = keep(p, strdup(size)),
			.is_internal = leaflet_is_internal(record),
		};
	}
	p->docket.files = p->documents;
	p->docket.file_count = json_count(p->files);
}

static void set_points(struct paper_file *p)
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(p->points); i++) {
		if (is_shown(p, json_at(p->points, i)))
			p->texts[count++] = field(json_at(p->points, i), "text");
	}
	p->docket.points = p->texts;
	p->docket.point_count = count;
}

/* For which time it is, if anybody said so. */
static const char *period_of(struct paper_file *p)
{
	const char *from = day_of(p, field(p->paper, "startDate"));
	const char *to = day_of(p, field(p->paper, "endDate"));

	if (from == NULL && to == NULL)
		return NULL;
	return keep(p, captions_fill(p->captions.word[CAPTION_LONG_SPAN],
	                             (const char *[VB_CAPTIONS_PLACES_MAX]){
					     from != NULL ? from : "", to != NULL ? to : "" }));
}

/* The time of the newest that is shown, or ms. */
static int64_t newest(const struct paper_file *p, const struct json *records, int64_t ms)
{
	for (size_t i = 0; i < json_count(records); i++) {
		int64_t changed = json_int(json_get(json_at(records, i), "changed"), 0);

		ms = changed > ms && is_shown(p, json_at(records, i)) ? changed : ms;
	}
	return ms;
}

static void set_form(struct paper_file *p)
{
	const struct json *fields = json_get(p->paper, "fields");
	struct docket *docket = &p->docket;

	docket->type = json_get_text(fields, "paperType");
	docket->reference = json_get_text(fields, "reference");
	docket->date = day_of(p, json_get_text(fields, "date"));
	docket->version = json_get_text(fields, "version");
	docket->period = period_of(p);
	docket->responsible = names_of(p, p->paper, "originatorOrganization", "underDirectionOf");
	docket->editor = json_get_text(fields, "editor");
	docket->title = json_get_text(fields, "name");
	docket->occasion = json_get_text(fields, "occasion");
	docket->involved = json_get_text(fields, "involved");
	docket->involved_result = json_get_text(fields, "involvedResult");
	docket->children = tick_of(fields, "childrenInvolved");
	docket->children_reason = json_get_text(fields, "childrenReason");
	docket->is_new = tick_of(fields, "measureNew");
	docket->is_voluntary = tick_of(fields, "measureVoluntary");
	docket->is_prescribed = tick_of(fields, "measurePrescribed");
	docket->prescribed_by = json_get_text(fields, "prescribedBy");
	docket->finance = tick_of(fields, "financeEffect");
	docket->finance_annex = json_get_text(fields, "financeAnnex");
	docket->reasons = json_get_text(fields, "reasons");
	docket->report = json_get_text(fields, "report");
	docket->signatory = json_get_text(fields, "signatory");
	docket->annexes = json_get_text(fields, "annexes");
	docket->made_ms = json_int(json_get(p->paper, "changed"), 0);
	docket->made_ms = newest(p, p->points, docket->made_ms);
	docket->made_ms = newest(p, p->route, docket->made_ms);
	docket->made_ms = newest(p, p->files, docket->made_ms);
}

/* ---- all of it ---- */

static int ask(struct paper_file *p)
{
	struct cmd *cmd = p->cmd;
	struct json *question = json_new_map();
	const char *id;
	int err = client_show(cmd->client, args_get(cmd->args, "PAPER"), "paper",
	                      _("This is no paper."), &p->paper);

	if (err == 0 && leaflet_is_internal(p->paper) && !args_has(cmd->args, "internal"))
		err = out_fail(
			cmd->out, VB_ERR_DENIED, "%s",
			_("The paper is not public; --internal makes a file for its members."));
	id = json_get_text(p->paper, "id");
	json_put_text(question, "target", id);
	if (err == 0)
		err = points_read(cmd, id, &p->points);
	if (err == 0)
		err = route_read(cmd, id, &p->route);
	if (err == 0)
		err = client_list(cmd->client, "file.list", &question, &p->files);
	json_destroy(&question);
	return err;
}

static int write_document(const struct paper_file *p, struct buf *out)
{
	const char *format = args_get(p->cmd->args, "format");
	struct form form;
	int err;

	form_init(&form);
	err = docket_to_form(&p->docket, &p->captions, &form);
	if (err == 0 && strcmp(format, "text") == 0)
		err = plain_write(&form, out);
	else if (err == 0 && strcmp(format, "html") == 0)
		err = html_write(&form, out);
	else if (err == 0)
		err = pages_write(&form, out);
	form_release(&form);
	return err;
}

static int write_file(const struct paper_file *p, const struct buf *bytes)
{
	struct target target;
	int err = target_open(p->cmd, args_get(p->cmd->args, "FILE"), &target, false);

	if (err < 0)
		return err;
	if (fwrite(bytes->data, 1, bytes->size, target.file) != bytes->size)
		err = VB_ERR_BAD_FILE;
	return target_close(p->cmd, &target, err);
}

static void release(struct paper_file *p)
{
	free(p->stations);
	free(p->documents);
	free(p->texts);
	labels_destroy(&p->labels);
	json_destroy(&p->paper);
	json_destroy(&p->points);
	json_destroy(&p->route);
	json_destroy(&p->files);
	json_destroy(&p->kept);
}

int paper_file_export(struct cmd *cmd)
{
	struct paper_file p = { .cmd = cmd };
	struct buf bytes;
	int err;

	buf_init(&bytes, VB_LEAFLET_MAX_BYTES);
	p.labels = labels_new(cmd);
	p.kept = json_new_list();
	wording_fill(&p.captions);
	err = ask(&p);
	if (err < 0)
		goto out;
	p.stations = calloc(json_count(p.route) + 1, sizeof(*p.stations));
	p.documents = calloc(json_count(p.files) + 1, sizeof(*p.documents));
	p.texts = calloc(json_count(p.points) + 1, sizeof(*p.texts));
	if (p.stations == NULL || p.documents == NULL || p.texts == NULL)
		abort();
	p.docket.is_for_members = args_has(cmd->args, "internal");
	set_way(&p);
	set_points(&p);
	set_documents(&p);
	set_form(&p);
	err = write_document(&p, &bytes);
	if (err == 0)
		err = write_file(&p, &bytes);
out:
	release(&p);
	buf_release(&bytes);
	return err;
}
