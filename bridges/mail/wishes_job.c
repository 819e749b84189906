/* wishes_job: see wishes_job.h; tested by tests/unit/test_mail_job.c */
#include "bridges/mail/wishes_job.h"

#include <string.h>

#include "bridges/mail/failure.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"
#include "bridges/mail/told.h"
#include "protocol/pack.h"

#define TOLD_MAX 2000u /* in one answer: newer ones than that are not of interest */
#define PAGE_ROWS 500u

static const char *const paces[] = { "at-once", "daily", "weekly" };

/* The person as the office tells them; their address may be empty. */
static int find(struct planning *planning, const struct job_args *args, struct addressee *wishes,
                struct matter *person, const char **detail)
{
	struct mailing_matter which = { .subject = MATTER_PERSON, .id = args->person };
	int err;

	memset(person, 0, sizeof(*person));
	memset(wishes, 0, sizeof(*wishes));
	if (record_id_is_zero(&args->person)) {
		*detail = "person is missing";
		return VB_ERR_BAD_VALUE;
	}
	err = drawer_show(planning->drawer, &which, person);
	if (err == VB_ERR_NOT_FOUND)
		*detail = "this office reaches no such person";
	if (err == 0)
		err = recipient_wishes(planning->drawer, &args->person, planning->rules->tongue,
		                       wishes);
	return err;
}

static void pack_wishes(const struct addressee *wishes, const struct matter *person,
                        struct buf *out)
{
	bool has_address = person->email != NULL && recipient_is_address(person->email);
	char hex[2 * VB_RECORD_ID_BYTES + 1];
	uint32_t count = 0;

	for (uint32_t wish = 1; wish <= WISH_NEWSLETTER; wish <<= 1)
		count += (wishes->unwanted & wish) != 0;
	pack_map(out, 5u + (has_address ? 1u : 0u) + (wishes->is_paused ? 1u : 0u) +
	                      (wishes->has_quiet ? 1u : 0u));
	if (has_address) {
		pack_cstr(out, "address");
		pack_cstr(out, person->email);
	}
	pack_cstr(out, "language");
	pack_cstr(out, tongue_tag(wishes->tongue));
	pack_cstr(out, "name");
	pack_cstr(out, person->name != NULL ? person->name : "");
	pack_cstr(out, "pace");
	pack_cstr(out, paces[wishes->pace]);
	if (wishes->is_paused) {
		pack_cstr(out, "paused");
		pack_map(out, 2);
		pack_cstr(out, "score");
		pack_uint(out, wishes->bounce_score);
		pack_cstr(out, "since");
		pack_int(out, wishes->bounced_ms);
	}
	pack_cstr(out, "person");
	hex_format(person->id.b, sizeof(person->id.b), hex);
	pack_cstr(out, hex);
	if (wishes->has_quiet) {
		pack_cstr(out, "quiet");
		pack_array(out, 2);
		pack_uint(out, wishes->quiet_from);
		pack_uint(out, wishes->quiet_to);
	}
	pack_cstr(out, "without");
	pack_array(out, count);
	/* In the order of their names. */
	static const uint32_t order[] = { WISH_AGENDA, WISH_MESSAGES, WISH_NEWSLETTER,
		                          WISH_REMINDER, WISH_REQUESTS };
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		if ((wishes->unwanted & order[i]) != 0)
			pack_cstr(out, job_args_wish(order[i]));
	}
}

int wishes_job_show(struct planning *planning, const struct job_args *args, struct buf *out,
                    const char **detail)
{
	struct addressee wishes;
	struct matter person;
	int err = find(planning, args, &wishes, &person, detail);

	person.id = args->person;
	if (err == 0)
		pack_wishes(&wishes, &person, out);
	matter_release(&person);
	return err;
}

static int apply(const struct job_args *args, struct addressee *wishes, const char **detail)
{
	size_t pace = 0;

	if (args->language.size > 0 && !tongue_parse(args->language, &wishes->tongue)) {
		*detail = "language is none in which mail is written";
		return VB_ERR_BAD_VALUE;
	}
	if (args->pace.size > 0) {
		while (pace < 3 && !span_is_equal(args->pace, span_of_str(paces[pace])))
			pace++;
		if (pace == 3) {
			*detail = "pace is at-once, daily or weekly";
			return VB_ERR_BAD_VALUE;
		}
		wishes->pace = (enum addressee_pace)pace;
	}
	if (args->has_quiet) {
		wishes->has_quiet = !args->is_never_quiet && args->quiet_from != args->quiet_to;
		wishes->quiet_from = args->quiet_from;
		wishes->quiet_to = args->quiet_to;
	}
	if (args->has_without)
		wishes->unwanted = args->without;
	if (args->lift) {
		wishes->is_paused = false;
		wishes->bounce_score = 0;
	}
	return 0;
}

int wishes_job_set(struct planning *planning, const struct job_args *args, struct buf *out,
                   const char **detail)
{
	struct addressee wishes;
	struct matter person;
	int err = find(planning, args, &wishes, &person, detail);

	person.id = args->person;
	if (err == 0)
		err = apply(args, &wishes, detail);
	if (err == 0) {
		recipient_put(&planning->batch, &args->person, &args->person, &wishes);
		pack_wishes(&wishes, &person, out);
	}
	matter_release(&person);
	return err;
}

/* ---- what is kept of a person ---- */

struct about {
	const struct record_id *person;
	struct buf items; /* packed */
	uint32_t count, seen;
	uint8_t last[VB_TOLD_KEY_BYTES];
	size_t last_size;
};

static bool on_told(void *context, struct span key, struct span value)
{
	struct about *about = context;
	char hex[2 * VB_RECORD_ID_BYTES + 1];
	struct told told;

	about->seen++;
	if (key.size != VB_TOLD_KEY_BYTES)
		return true;
	memcpy(about->last, key.data, key.size);
	about->last_size = key.size;
	if (memcmp(key.data + VB_RECORD_ID_BYTES, about->person->b, VB_RECORD_ID_BYTES) != 0 ||
	    told_decode(value, &told) != 0 || told.serial == 0)
		return true;
	pack_map(&about->items, 3);
	pack_cstr(&about->items, "id");
	hex_format(key.data, VB_RECORD_ID_BYTES, hex);
	pack_cstr(&about->items, hex);
	pack_cstr(&about->items, "subject");
	pack_cstr(&about->items, matter_subject_word(MATTER_MEETING));
	pack_cstr(&about->items, "time");
	pack_int(&about->items, told.stamp_ms);
	return ++about->count < TOLD_MAX;
}

int wishes_job_about(struct planning *planning, const struct job_args *args, struct buf *out,
                     const char **detail)
{
	const struct drawer *drawer = planning->drawer;
	struct about about = { .person = &args->person };
	int err = 0;

	if (record_id_is_zero(&args->person)) {
		*detail = "person is missing";
		return VB_ERR_BAD_VALUE;
	}
	buf_init(&about.items, TOLD_MAX * 128);
	do {
		about.seen = 0;
		err = drawer->list(drawer->self, VB_TABLE_TOLD,
		                   span_of(about.last, about.last_size), PAGE_ROWS, on_told,
		                   &about);
	} while (err == 0 && about.seen == PAGE_ROWS && about.count < TOLD_MAX);
	if (err == 0) {
		pack_map(out, 2);
		pack_cstr(out, "told");
		pack_array(out, about.count);
		buf_put(out, about.items.data, about.items.size);
		pack_cstr(out, "wishes");
		err = wishes_job_show(planning, args, out, detail);
	}
	buf_release(&about.items);
	return err;
}
