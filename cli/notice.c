/* notice: days that rules demand; see notice.h; tested by tests/blackbox/20-invite.t */
#include "cli/notice.h"

#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "cli/named.h"
#include "cli/seats.h"

struct page {
	char *organization;
	struct rulebook rules;
};

struct notice_book {
	struct cmd *cmd;
	struct labels *labels;
	struct page *pages;
	size_t count;
};

struct notice_book *notice_book_new(struct cmd *cmd, struct labels *labels)
{
	struct notice_book *book = calloc(1, sizeof(*book));

	if (book == NULL)
		abort();
	book->cmd = cmd;
	book->labels = labels;
	return book;
}

void notice_book_destroy(struct notice_book **book)
{
	if (*book == NULL)
		return;
	for (size_t i = 0; i < (*book)->count; i++)
		free((*book)->pages[i].organization);
	free((*book)->pages);
	free(*book);
	*book = NULL;
}

/* The rules of an organization; one that is not here has none. */
static int rules_of(struct notice_book *book, const char *organization, struct rulebook *out)
{
	char *copy;
	int err;

	for (size_t i = 0; i < book->count; i++) {
		if (strcmp(book->pages[i].organization, organization) == 0) {
			*out = book->pages[i].rules;
			return 0;
		}
	}
	err = rulebook_read(book->cmd, labels_record(book->labels, organization), NULL, out);
	if (err < 0)
		return err;
	copy = strdup(organization);
	book->pages = realloc(book->pages, (book->count + 1) * sizeof(*book->pages));
	if (copy == NULL || book->pages == NULL)
		abort();
	book->pages[book->count].organization = copy;
	book->pages[book->count].rules = *out;
	book->count++;
	return 0;
}

/* The organizations that meet: numbers; without any, that of the committee. The caller destroys it. */
static int bodies_of(struct notice_book *book, const struct json *meeting, struct json **out)
{
	struct json *root = NULL;
	int err = 0;

	*out = json_new_list();
	json_add_all(*out, json_get(json_get(meeting, "fields"), "organization"));
	if (json_count(*out) > 0)
		return 0;
	err = named_root(book->cmd, json_get_text(meeting, "space"), &root);
	if (err == 0 && json_text(root) != NULL)
		json_add(*out, &root);
	json_destroy(&root);
	return err;
}

static void take_stricter(struct notice *notice, const struct profile_notice *answer,
                          const struct profile *profile, const char *body)
{
	if (answer->needed_days == 0)
		return;
	/* Of two that forbid the one that allows nothing shorter is the stricter. */
	if (notice->has_rule &&
	    (answer->needed_days < notice->answer.needed_days ||
	     (answer->needed_days == notice->answer.needed_days && answer->may_be_shorter)))
		return;
	notice->has_rule = true;
	notice->answer = *answer;
	notice->profile = *profile;
	notice->body = seats_id_of(body);
}

int notice_check(struct notice_book *book, const struct sitting *sitting, int32_t invited,
                 struct notice *out)
{
	struct notice notice = { .answer = { .is_kept = true }, .last_day = VB_DAY_MAX };
	struct json *bodies = NULL;
	int err = bodies_of(book, sitting->record, &bodies);

	for (size_t i = 0; i < json_count(bodies) && err == 0 && sitting->has_start; i++) {
		const char *id = json_text(json_at(bodies, i));
		struct profile_notice answer;
		struct rulebook rules;

		err = id != NULL ? rules_of(book, id, &rules) : VB_ERR_MALFORMED;
		if (err < 0)
			break;
		answer = profile_check_notice(&rules.profile, invited, sitting->day);
		take_stricter(&notice, &answer, &rules.profile, id);
	}
	json_destroy(&bodies);
	if (err < 0)
		return err;
	if (notice.has_rule) {
		int64_t last = (int64_t)sitting->day - notice.answer.needed_days - 1;

		notice.last_day = last < VB_DAY_MIN ? VB_DAY_MIN : (int32_t)last;
	}
	*out = notice;
	return 0;
}

int notice_minutes(struct notice_book *book, const struct sitting *sitting, int32_t next,
                   int32_t today, struct profile_minutes *out)
{
	struct json *bodies = NULL;
	bool is_due = sitting->stage == VB_STAGE_CLOSED || sitting->stage == VB_STAGE_ADJOURNED;
	int err = bodies_of(book, sitting->record, &bodies);

	*out = (struct profile_minutes){ .has_due = false };
	for (size_t i = 0; i < json_count(bodies) && err == 0 && sitting->has_start && is_due;
	     i++) {
		const char *id = json_text(json_at(bodies, i));
		struct profile_minutes answer;
		struct rulebook rules;

		err = id != NULL ? rules_of(book, id, &rules) : VB_ERR_MALFORMED;
		if (err < 0)
			break;
		answer = profile_check_minutes(&rules.profile, sitting->day, next, today);
		if (answer.has_due && (!out->has_due || answer.due < out->due))
			*out = answer;
	}
	json_destroy(&bodies);
	return err;
}

/* True if an organization of the one meets in the other, too. */
static bool has_common_body(const struct json *a, const struct json *b)
{
	const struct json *bodies = json_get(json_get(a, "fields"), "organization");
	const struct json *others = json_get(json_get(b, "fields"), "organization");
	bool has = false;

	for (size_t i = 0; i < json_count(bodies); i++) {
		for (size_t j = 0; j < json_count(others) && !has; j++)
			has = strcmp(json_text(json_at(bodies, i)),
			             json_text(json_at(others, j))) == 0;
	}
	return has;
}

int32_t notice_next_day(const struct sitting *sittings, size_t count, const struct sitting *sitting)
{
	int32_t next = VB_DAY_MAX;

	for (size_t i = 0; i < count; i++) {
		const struct sitting *other = &sittings[i];

		if (other->has_start && other->stage != VB_STAGE_CANCELLED &&
		    other->start > sitting->start && other->day < next &&
		    has_common_body(sitting->record, other->record))
			next = other->day;
	}
	return next;
}
