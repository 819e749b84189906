/* series_book: a series with its meetings; see series_book.h; tested by tests/blackbox/20-series.t */
#include "cli/series_book.h"

#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "cli/language.h"
#include "cli/seats.h"

static int read_meetings(struct cmd *cmd, struct series_book *book)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	int err;

	json_put_text(where, "series", json_get_text(book->record, "id"));
	json_put_text(question, "kind", "meeting");
	json_put_text(question, "space", json_get_text(book->record, "space"));
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, &book->meetings);
	if (err < 0)
		return err;
	book->sittings = calloc(json_count(book->meetings) + 1, sizeof(*book->sittings));
	book->marks = calloc(json_count(book->meetings) + 1, sizeof(*book->marks));
	if (book->sittings == NULL || book->marks == NULL)
		abort();
	return 0;
}

/* A meeting that names no day of the series is none of its days. */
static void mark(struct series_book *book, const char *zone)
{
	for (size_t i = 0; i < json_count(book->meetings); i++) {
		const struct json *meeting = json_at(book->meetings, i);
		const struct json *fields = json_get(meeting, "fields");
		struct sitting sitting = sittings_parse(meeting, zone);
		int32_t day = day_of_field(fields, "occurrence", VB_DAY_MAX);

		if (day == VB_DAY_MAX)
			continue;
		book->marks[book->count++] = (struct occurrence){
			.id = seats_id_of(json_get_text(meeting, "id")),
			.series = seats_id_of(json_get_text(fields, "series")),
			.day = day,
			.stage = sitting.stage,
			.tag = i,
		};
	}
	occurrence_find(book->marks, book->count);
	for (size_t i = 0; i < book->count; i++)
		book->sittings[i] =
			sittings_parse(json_at(book->meetings, book->marks[i].tag), zone);
}

int series_book_read(struct cmd *cmd, const struct json *record, struct series_book *book)
{
	int err;

	memset(book, 0, sizeof(*book));
	book->record = json_new_copy(record);
	series_init(&book->series, book->record, cmd->args->zone);
	err = read_meetings(cmd, book);
	if (err == 0)
		mark(book, book->series.zone);
	return err;
}

int series_book_open(struct cmd *cmd, struct series_book *book)
{
	struct json *record = NULL;
	int err;

	memset(book, 0, sizeof(*book));
	err = client_show(cmd->client, args_get(cmd->args, "SERIES"), "meetingSeries",
	                  _("This is no series of meetings."), &record);
	if (err == 0)
		err = series_book_read(cmd, record, book);
	json_destroy(&record);
	return err;
}

void series_book_release(struct series_book *book)
{
	series_release(&book->series);
	json_destroy(&book->record);
	json_destroy(&book->meetings);
	free(book->sittings);
	free(book->marks);
	memset(book, 0, sizeof(*book));
}

const struct sitting *series_book_find(const struct series_book *book, int32_t day)
{
	for (size_t i = 0; i < book->count; i++) {
		if (book->marks[i].day == day)
			return &book->sittings[i];
	}
	return NULL;
}
