/* funding: applications with what became of them; see funding.h */
#include "cli/funding.h"

#include <stdlib.h>
#include <string.h>

#include "cli/arrange.h"
#include "cli/language.h"
#include "protocol/kinds/calendar.h"
#include "protocol/node_id.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static uint64_t amount(const struct json *record, const char *name)
{
	int64_t cents = json_int(json_get(json_get(record, "fields"), name), 0);

	return cents > 0 ? (uint64_t)cents : 0;
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- reading ---- */

static int by_id(const struct json *a, const struct json *b)
{
	return strcmp(json_get_text(a, "id"), json_get_text(b, "id"));
}

static int read_kind(struct cmd *cmd, const char *space, const char *kind, struct json **items)
{
	struct json *question = json_new_map();
	int err;

	json_put_text(question, "kind", kind);
	json_put_text(question, "space", space);
	err = client_list(cmd->client, "record.list", &question, items);
	if (err == 0)
		arrange(*items, by_id);
	return err;
}

static void id_read(const char *text, struct record_id *id)
{
	if (text == NULL || hex_parse(text, strlen(text), id->b, sizeof(id->b)) != 0)
		*id = (struct record_id){ { 0 } };
}

static void node_read(const char *text, struct node_id *id)
{
	if (text == NULL || node_id_parse(text, strlen(text), id) != 0)
		*id = (struct node_id){ { 0 } };
}

/* ---- what amends what ---- */

/* The role that the author had when it wrote the record. */
static enum role role_of(const struct json *record)
{
	const char *told = json_get_text(record, "authorRole");
	enum role role;

	return told != NULL && role_parse(told, &role) == 0 ? role : VB_ROLE_NONE;
}

/* Its index in a list in the order of numbers; the count of the list: it is not there. */
static size_t place_of(const struct json *list, const char *id)
{
	size_t from = 0, to = json_count(list);

	while (id != NULL && from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(json_get_text(json_at(list, middle), "id"), id);

		if (order == 0)
			return middle;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return json_count(list);
}

const struct funding_row *funding_find(const struct funding *funding, const char *id)
{
	size_t at = place_of(funding->applications, id);

	return at < funding->count ? &funding->rows[at] : NULL;
}

/* The office that answers for an organization, by the number that its record names; NULL: none. */
static const char *office_of(const struct funding *funding, const char *organization)
{
	const struct json *all = funding->organizations;

	return field(json_at(all, place_of(all, organization)), "node");
}

bool funding_may_add(const struct funding *funding, const struct json *application,
                     const struct json *record)
{
	struct node_id writer, first, office;

	node_read(json_get_text(record, "author"), &writer);
	node_read(json_get_text(application, "author"), &first);
	node_read(office_of(funding, field(application, "organization")), &office);
	return fund_may_amend(&writer, role_of(record), &first, &office);
}

/* ---- what was decided ---- */

static bool is_other(const struct json *a, const struct json *b, const char *name)
{
	return !json_is_same(json_get(json_get(a, "fields"), name),
	                     json_get(json_get(b, "fields"), name));
}

/* Two values for one decision. */
static bool is_disputed(const struct json *recommendation)
{
	const struct json *disputes = json_get(recommendation, "disputes");

	return json_get(disputes, "decision") != NULL || json_get(disputes, "granted") != NULL;
}

/* Another one for the same application decides something else. */
static bool is_against(const struct json *other, const struct json *recommendation)
{
	return field(other, "decision") != NULL && (is_other(other, recommendation, "decision") ||
	                                            is_other(other, recommendation, "granted"));
}

static enum funding_state state_of(const struct funding *funding, size_t index)
{
	static const struct {
		const char *field, *word;
		enum funding_state state;
	} words[] = {
		{ "decision", "granted", FUNDING_GRANTED },
		{ "decision", "refused", FUNDING_REFUSED },
		{ "recommendation", "full", FUNDING_RECOMMENDED },
		{ "recommendation", "partial", FUNDING_PARTLY_RECOMMENDED },
		{ "recommendation", "none", FUNDING_NOT_RECOMMENDED },
		{ "recommendation", "postponed", FUNDING_POSTPONED },
	};
	const struct funding_row *row = &funding->rows[index];
	const struct json *recommendation = row->recommendation;

	if (funding->sums[index].is_withdrawn)
		return FUNDING_WITHDRAWN;
	if (!funding->sums[index].is_counted)
		return FUNDING_AMENDED;
	if (row->is_contested)
		return FUNDING_CONTESTED;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (is_same(field(recommendation, words[i].field), words[i].word))
			return words[i].state;
	}
	if (field(recommendation, "agendaItem") != NULL)
		return FUNDING_ON_AGENDA;
	return is_same(field(row->application, "state"), "complete") ? FUNDING_COMPLETE
	                                                             : FUNDING_RECEIVED;
}

/* ---- all of it ---- */

/* The recommendations stand in the order of their making, so that the first one for an application is the oldest. */
static void put_recommendations(struct funding *funding)
{
	for (size_t i = 0; i < json_count(funding->recommendations); i++) {
		const struct json *record = json_at(funding->recommendations, i);
		size_t at = place_of(funding->applications, field(record, "application"));
		struct funding_row *row = &funding->rows[at];

		if (at == funding->count)
			continue;
		if (row->recommendation == NULL) {
			row->recommendation = record;
			row->is_contested = is_disputed(record);
		} else if (is_against(record, row->recommendation)) {
			row->is_contested = true;
		}
	}
}

void funding_settle(struct funding *funding)
{
	funding->count = json_count(funding->applications);
	funding->sums = calloc(funding->count + 1, sizeof(*funding->sums));
	funding->rows = calloc(funding->count + 1, sizeof(*funding->rows));
	if (funding->sums == NULL || funding->rows == NULL)
		abort();
	for (size_t i = 0; i < funding->count; i++)
		funding->rows[i].application = json_at(funding->applications, i);
	put_recommendations(funding);
	for (size_t i = 0; i < funding->count; i++) {
		const struct json *application = funding->rows[i].application;
		const struct funding_row *first =
			funding_find(funding, field(application, "amends"));
		struct fund_application *sum = &funding->sums[i];

		id_read(json_get_text(application, "id"), &sum->id);
		id_read(field(application, "organization"), &sum->applicant);
		if (first != NULL && funding_may_add(funding, first->application, application))
			id_read(field(application, "amends"), &sum->amends);
		sum->is_withdrawn = is_same(field(application, "state"), "withdrawn");
		sum->asked = amount(application, "amount");
	}
	/* They stand by their numbers already, so that the indexes stay. */
	fund_find_counted(funding->sums, funding->count);
	for (size_t i = 0; i < funding->count; i++) {
		const struct json *recommendation = funding->rows[i].recommendation;
		struct fund_application *sum = &funding->sums[i];

		funding->rows[i].state = state_of(funding, i);
		sum->is_granted = funding->rows[i].state == FUNDING_GRANTED;
		sum->recommended = amount(recommendation, "amount");
		sum->granted = amount(recommendation, "granted");
	}
}

int funding_read(struct cmd *cmd, const char *space, struct funding *out)
{
	struct json *question = json_new_map();
	int err;

	memset(out, 0, sizeof(*out));
	json_put_text(question, "id", space);
	err = client_ask(cmd->client, "committee.show", &question, &out->committee);
	space = json_get_text(out->committee, "id");
	if (err == 0)
		err = read_kind(cmd, space, "fundingApplication", &out->applications);
	if (err == 0)
		err = read_kind(cmd, space, "fundingRecommendation", &out->recommendations);
	if (err == 0)
		err = read_kind(cmd, space, "organization", &out->organizations);
	if (err == 0)
		funding_settle(out);
	return err;
}

void funding_release(struct funding *funding)
{
	json_destroy(&funding->applications);
	json_destroy(&funding->recommendations);
	json_destroy(&funding->organizations);
	json_destroy(&funding->committee);
	free(funding->sums);
	free(funding->rows);
	memset(funding, 0, sizeof(*funding));
}

/* ---- asking ---- */

int32_t funding_year(const struct json *application)
{
	static const char *const names[] = { "startDate", "date" };
	int32_t day;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *text = field(application, names[i]);

		if (text != NULL && calendar_parse(span_of_str(text), &day) == 0)
			return calendar_date(day).year;
	}
	return 0;
}

int funding_total(const struct funding *funding, const bool *is_wanted, struct fund_total *out)
{
	struct fund_application *sums = calloc(funding->count + 1, sizeof(*sums));
	size_t count = 0;
	int err;

	if (sums == NULL)
		abort();
	/* Which of them count was found out among all. */
	for (size_t i = 0; i < funding->count; i++) {
		if (!is_wanted[i] || !funding->sums[i].is_counted)
			continue;
		sums[count] = funding->sums[i];
		sums[count++].amends = (struct record_id){ { 0 } };
	}
	err = fund_total(sums, count, out);
	free(sums);
	return err;
}

static const char *const state_words[FUNDING_STATE_COUNT][2] = {
	[FUNDING_RECEIVED] = { "received", N_("received") },
	[FUNDING_COMPLETE] = { "complete", N_("complete") },
	[FUNDING_ON_AGENDA] = { "agenda", N_("on the agenda") },
	[FUNDING_POSTPONED] = { "postponed", N_("postponed") },
	[FUNDING_NOT_RECOMMENDED] = { "none", N_("not recommended") },
	[FUNDING_RECOMMENDED] = { "full", N_("recommended") },
	[FUNDING_PARTLY_RECOMMENDED] = { "partial", N_("recommended in part") },
	[FUNDING_REFUSED] = { "refused", N_("refused") },
	[FUNDING_GRANTED] = { "granted", N_("granted") },
	[FUNDING_CONTESTED] = { "disputed", N_("in dispute") },
	[FUNDING_AMENDED] = { "amended", N_("replaced by a later one") },
	[FUNDING_WITHDRAWN] = { "withdrawn", N_("withdrawn") },
};

const char *funding_state_word(const struct out *out, enum funding_state state)
{
	return out->style.is_terminal && !out->is_json ? funding_state_text(state)
	                                               : state_words[state][0];
}

const char *funding_state_text(enum funding_state state)
{
	return _(state_words[state][1]);
}
