/* forget: from traces to erasures; see forget.h; tested by tests/blackbox/20-persons.t */
#include "cli/forget.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/caption.h"
#include "cli/confirmed.h"
#include "cli/fate.h"
#include "cli/language.h"
#include "cli/subject.h"
#include "cli/trace.h"

#define MENTIONS_MAX 20u /* texts that are told one by one */

/* What is to be done in one committee, or in the office's own records. */
struct part {
	struct json *space;
	struct json *committee; /* NULL: the office's own */
	struct fate_part plan;
};

struct forget {
	struct cmd *cmd;
	struct subject subject;
	struct json *own;      /* what node.show says */
	struct json *mentions; /* items of texts */
	struct part *parts;    /* that of the person who was named first */
	size_t count, capacity;
};

/* ---- planning ---- */

static int part_new(struct forget *f, const char *space, bool is_office, struct part **out)
{
	struct json *question = json_new_map();
	struct json *committee = NULL;
	struct part *part;
	int err = 0;

	json_put_text(question, "id", space);
	if (!is_office)
		err = client_ask(f->cmd->client, "committee.show", &question, &committee);
	json_destroy(&question);
	if (err != 0)
		return err;
	if (f->count == f->capacity) {
		f->capacity = f->capacity * 2 + 8;
		f->parts = realloc(f->parts, f->capacity * sizeof(*f->parts));
		if (f->parts == NULL)
			abort();
	}
	part = &f->parts[f->count++];
	*part = (struct part){ .space = json_new_text(space), .committee = committee };
	fate_init(&part->plan, json_text(part->space),
	          is_office ? VB_ROLE_STEWARD : fate_role(committee), json_get_text(f->own, "id"));
	*out = part;
	return 0;
}

static int part_find(struct forget *f, const char *space, bool is_office, struct part **out)
{
	for (size_t i = 0; i < f->count; i++) {
		if (strcmp(json_text(f->parts[i].space), space) == 0) {
			*out = &f->parts[i];
			return 0;
		}
	}
	return part_new(f, space, is_office, out);
}

static int sort_out(struct forget *f, const struct json *person, const struct trace *trace)
{
	const char *home = json_get_text(person, "space");
	bool is_office = json_is_yes(json_get(person, "office"));
	struct part *part;
	int err = home != NULL ? part_find(f, home, is_office, &part) : 0;

	for (size_t i = 0; err == 0 && i < json_count(trace->items); i++) {
		const struct json *item = json_at(trace->items, i);
		const char *space = json_get_text(item, "space");
		struct json *copy;

		if (strcmp(json_get_text(item, "what"), "mention") == 0) {
			copy = json_new_copy(item);
			json_add(f->mentions, &copy);
			continue;
		}
		if (space == NULL || (home != NULL && strcmp(space, home) == 0))
			space = home;
		if (space == NULL)
			continue;
		err = part_find(f, space, is_office && space == home, &part);
		if (err == 0)
			fate_add(&part->plan, item, args_has(f->cmd->args, "messages"));
	}
	return err;
}

static int plan_person(struct forget *f, const struct json *person)
{
	struct trace trace;
	int err = trace_gather(f->cmd, person, &trace);

	if (err == 0 && json_get(person, "erased") == NULL)
		err = trace_mentions(&trace);
	if (err == 0)
		err = sort_out(f, person, &trace);
	trace_release(&trace);
	return err;
}

static int plan_all(struct forget *f)
{
	struct json *question = NULL;
	int err = client_ask(f->cmd->client, "node.show", &question, &f->own);

	f->mentions = json_new_list();
	for (size_t i = 0; err == 0 && i < json_count(f->subject.persons); i++)
		err = plan_person(f, json_at(f->subject.persons, i));
	for (size_t i = 0; i < f->count; i++)
		fate_settle(&f->parts[i].plan);
	return err;
}

/* ---- telling ---- */

static const char *place_of(const struct part *part)
{
	const char *name = json_get_text(part->committee, "name");

	return name != NULL ? name : _("this office");
}

static void tell_extent(struct forget *f, const struct part *part)
{
	out_note(f->cmd->out,
	         _("%s: erased at all offices that hold it: %zu; seats that become vacant: %zu; "
	           "other "
	           "records that lose the person: %zu; left, with a number in place of the name: "
	           "%zu."),
	         place_of(part), json_count(part->plan.gone), part->plan.vacant, part->plan.changed,
	         json_count(part->plan.stays));
	for (size_t i = 0; i < json_count(part->plan.gone); i++) {
		const char *id = json_text(json_at(part->plan.gone, i));

		out_note(f->cmd->out, _("  goes: %.20s  %s"), id,
		         _(caption_of_kind(json_get_text(part->plan.fates, id))));
	}
}

/* Who may erase what this office may not. */
static void tell_refused(struct forget *f, const struct part *part)
{
	const struct json *members = json_get(part->committee, "members");
	size_t count = json_count(part->plan.refused);
	char text[1000];
	size_t size = 0;

	if (count == 0)
		return;
	text[0] = '\0';
	for (size_t i = 0; i < json_count(members) && size < sizeof(text); i++) {
		const struct json *member = json_at(members, i);

		if (strcmp(json_get_text(member, "role"), "steward") == 0)
			size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s",
			                         size > 0 ? ", " : "",
			                         json_get_text(member, "name"));
	}
	out_note(
		f->cmd->out,
		_("%s: written by others, so that this office may not erase or change it: %zu. Ask "
	          "one of these offices: %s"),
		place_of(part), count, text);
	for (size_t i = 0; i < count; i++) {
		const struct json *item = json_at(part->plan.refused, i);

		out_note(f->cmd->out, "  %.20s  %s", json_get_text(item, "id"),
		         _(caption_of_kind(json_get_text(item, "kind"))));
	}
}

static void tell_mentions(struct forget *f)
{
	size_t count = json_count(f->mentions);

	if (count > 0)
		out_note(f->cmd->out, "%s",
		         _("The name may stand in these, which stay; look, and erase or write anew "
		           "what "
		           "has to go:"));
	for (size_t i = 0; i < count && i < MENTIONS_MAX; i++) {
		const struct json *item = json_at(f->mentions, i);

		out_note(f->cmd->out, "  %.20s  %s", json_get_text(item, "id"),
		         _(caption_of_kind(json_get_text(item, "kind"))));
	}
	if (count > MENTIONS_MAX)
		out_note(f->cmd->out, _("  and %zu more: verbund search"), count - MENTIONS_MAX);
}

static void tell(struct forget *f)
{
	const struct json *candidates = f->subject.candidates;

	subject_tell(f->cmd, &f->subject);
	for (size_t i = 0; i < f->count; i++) {
		tell_extent(f, &f->parts[i]);
		tell_refused(f, &f->parts[i]);
	}
	tell_mentions(f);
	for (size_t i = 0; i < json_count(candidates); i++) {
		const struct json *record = json_get(json_at(candidates, i), "record");

		out_note(f->cmd->out, _("May be the same, and stays: %.20s  %s"),
		         json_get_text(record, "id"), subject_name(record));
	}
	if (json_count(candidates) > 0)
		out_note(f->cmd->out, "%s", _("To take them in: --also NUMBER, or --everywhere."));
}

/* ---- doing ---- */

static const char *ground_of(const struct forget *f)
{
	const char *ground = args_get(f->cmd->args, "ground");

	return ground != NULL ? ground : "request";
}

static int do_committee(struct forget *f, struct part *part)
{
	struct json *question = json_new_map();

	json_put_text(question, "space", part->plan.space);
	json_put_text(question, "ground", ground_of(f));
	json_put(question, "items", &part->plan.batch);
	return client_ask(f->cmd->client, "record.batch", &question, NULL);
}

static const char *login_of(const struct forget *f, const char *id)
{
	for (size_t i = 0; i < json_count(f->subject.persons); i++) {
		const struct json *person = json_at(f->subject.persons, i);

		if (strcmp(json_get_text(person, "id"), id) == 0)
			return json_get_text(person, "login");
	}
	return NULL;
}

/* A person of the office: nobody asks as them any more, then their record goes. */
static int erase_own(struct forget *f, const char *id)
{
	struct json *question = json_new_map();
	struct json *nil = json_new_nil();
	struct json *edit;
	int err = 0;

	json_put_text(question, "id", id);
	if (login_of(f, id) != NULL) {
		edit = json_new_copy(question);
		json_put(edit, "login", &nil);
		err = client_ask(f->cmd->client, "person.edit", &edit, NULL);
	}
	json_put_text(question, "ground", ground_of(f));
	if (err == 0)
		err = client_ask(f->cmd->client, "record.erase", &question, NULL);
	json_destroy(&question);
	json_destroy(&nil);
	return err;
}

static int do_office(struct forget *f, const struct part *part)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(part->plan.gone); i++)
		err = erase_own(f, json_text(json_at(part->plan.gone, i)));
	return err;
}

/* Goes on with the others where one committee cannot be written to now; the first error is told at the end. */
static int do_all(struct forget *f)
{
	int first = 0;

	for (size_t i = f->count; i > 0; i--) {
		struct part *part = &f->parts[i - 1];
		int err = 0;

		if (json_count(part->plan.batch) == 0)
			continue;
		err = part->committee == NULL ? do_office(f, part) : do_committee(f, part);
		if (first == 0)
			first = err;
	}
	return first;
}

static bool has_work(const struct forget *f)
{
	for (size_t i = 0; i < f->count; i++) {
		if (json_count(f->parts[i].plan.batch) > 0)
			return true;
	}
	return false;
}

/* Which office has confirmed, of all that goes and of what went before. */
static int report(struct forget *f)
{
	struct json *ids = json_new_list();
	struct json *refused = json_new_list();
	int err;

	for (size_t i = 0; i < f->count; i++) {
		json_add_all(ids, f->parts[i].plan.gone);
		json_add_all(refused, f->parts[i].plan.refused);
	}
	for (size_t i = 0; i < json_count(f->subject.persons); i++)
		json_add_text(ids, json_get_text(json_at(f->subject.persons, i), "id"));
	err = confirmed_tell(f->cmd, ids, &refused);
	json_destroy(&ids);
	json_destroy(&refused);
	return err;
}

static void release(struct forget *f)
{
	for (size_t i = 0; i < f->count; i++) {
		json_destroy(&f->parts[i].space);
		json_destroy(&f->parts[i].committee);
		fate_release(&f->parts[i].plan);
	}
	free(f->parts);
	subject_release(&f->subject);
	json_destroy(&f->own);
	json_destroy(&f->mentions);
}

int forget_run(struct cmd *cmd)
{
	struct forget f = { .cmd = cmd };
	bool goes_on = true;
	int err = subject_read(cmd, &f.subject);
	int done = 0;

	if (err == 0)
		err = plan_all(&f);
	if (err == 0)
		tell(&f);
	if (err == 0 && has_work(&f)) {
		err = answer_confirm(cmd, _("this would be erased for good: %s"),
		                     subject_name(json_at(f.subject.persons, 0)), &goes_on);
		if (err == 0 && goes_on)
			done = do_all(&f);
	}
	if (err == 0 && goes_on)
		err = report(&f);
	release(&f);
	return done != 0 ? done : err;
}
