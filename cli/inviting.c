/* inviting: reading, checking, writing; see inviting.h; tested by tests/blackbox/20-invite.t */
#include "cli/inviting.h"

#include <string.h>
#include <time.h>

#include "cli/agenda_ask.h"
#include "cli/day.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/phase.h"
#include "cli/responses.h"

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- what is there ---- */

/* The moment of the invitation: now, or noon of the day that was named, which no change of clocks touches. */
static int find_now(struct inviting *in)
{
	char noon[VB_MOMENT_TEXT_BYTES];
	char day[VB_DAY_TEXT_BYTES];
	int32_t on;
	int err;

	in->now = (int64_t)time(NULL) * 1000;
	if (!args_has(in->cmd->args, "on"))
		return 0;
	err = day_get_today(in->cmd, &on);
	if (err < 0)
		return err;
	calendar_format(on, day);
	(void)snprintf(noon, sizeof(noon), "%sT12:00", day);
	return moment_parse(noon, in->m.sitting.zone, &in->now, NULL);
}

static bool was_sent(const struct inviting *in, const struct json *item)
{
	return invited_number(&in->invited, json_get_text(item, "id")) != VB_EDITION_NONE;
}

/* Whether an item is to be sent: it has a number, and of a supplement neither it was sent nor one for which it stands. */
static int find_news(const struct inviting *in, const struct json *item, bool *is_new)
{
	const char *number = json_get_text(item, "number");
	struct json *twins = NULL;
	int err = 0;

	*is_new = number != NULL && number[0] != '\0';
	if (!*is_new || !in->is_supplement)
		return 0;
	*is_new = !was_sent(in, item);
	if (*is_new && json_get(json_get(item, "fields"), "proposal") != NULL)
		err = agenda_ask_twins(in->cmd, item, &twins);
	for (size_t i = 0; i < json_count(twins); i++)
		*is_new = *is_new && !was_sent(in, json_at(twins, i));
	json_destroy(&twins);
	return err;
}

static int read_news(struct inviting *in)
{
	struct json *question = json_new_map();
	int err;

	json_put_text(question, "meeting", json_get_text(in->m.meeting, "id"));
	err = client_list(in->cmd->client, "agenda.list", &question, &in->agenda);
	in->news = json_new_list();
	for (size_t i = 0; err == 0 && i < json_count(in->agenda); i++) {
		struct json *copy = NULL;
		bool is_new = false;

		err = find_news(in, json_at(in->agenda, i), &is_new);
		if (err == 0 && is_new) {
			copy = json_new_copy(json_at(in->agenda, i));
			json_add(in->news, &copy);
		}
	}
	return err;
}

/* The members of the committee that read what is written: a relay reads nothing, a guest nothing internal. */
static int read_readers(struct inviting *in)
{
	struct json *question = json_new_map();
	struct json *committee = NULL;
	struct json *own = NULL;
	const struct json *members;
	int err;

	json_put_text(question, "id", json_get_text(in->m.meeting, "space"));
	err = client_ask(in->cmd->client, "committee.show", &question, &committee);
	if (err == 0)
		err = client_ask(in->cmd->client, "node.show", &question, &own);
	members = json_get(committee, "members");
	in->readers = json_new_list();
	for (size_t i = 0; i < json_count(members); i++) {
		const char *role = json_get_text(json_at(members, i), "role");
		struct json *copy;

		if (is_same(role, "relay") || (in->is_internal && is_same(role, "guest")))
			continue;
		copy = json_new_copy(json_at(members, i));
		json_add(in->readers, &copy);
	}
	in->self = json_new_copy(json_get(own, "id"));
	json_destroy(&committee);
	json_destroy(&own);
	return err;
}

/* ---- whether it may go out ---- */

static int check_state(const struct inviting *in)
{
	struct out *out = in->cmd->out;
	enum stage_agenda agenda = stage_agenda(in->m.sitting.stage);

	if (agenda == VB_STAGE_AGENDA_ENDED)
		return out_fail(out, VB_ERR_WRONG_STATE, "%s",
		                phase_word(out, in->m.sitting.stage));
	if (agenda == VB_STAGE_AGENDA_FREE && in->is_supplement)
		return out_fail(
			out, VB_ERR_WRONG_STATE, "%s",
			_("Nobody was invited so far; a supplement comes after the invitation."));
	if (agenda == VB_STAGE_AGENDA_SUPPLEMENT && !in->is_supplement)
		return out_fail(
			out, VB_ERR_WRONG_STATE, "%s",
			_("The invitation went out already; --supplement sends what came on "
		          "the agenda since."));
	return 0;
}

static int check_content(const struct inviting *in)
{
	struct out *out = in->cmd->out;

	if (!in->m.sitting.has_start)
		return out_fail(out, VB_ERR_MISSING_VALUE, "%s",
		                _("The meeting has no time yet: verbund meeting edit --start."));
	if (json_get(json_get(in->m.meeting, "disputes"), "start") != NULL)
		return out_fail(
			out, VB_ERR_WRONG_STATE, "%s",
			_("Offices gave different times: set the right one first, by verbund "
		          "meeting edit --start."));
	if (in->m.count == 0)
		return out_fail(out, VB_ERR_MISSING_VALUE, "%s",
		                _("No seat is in force on that day: verbund committee seat add."));
	if (json_count(in->news) == 0 && in->is_supplement)
		return out_fail(out, VB_ERR_WRONG_STATE, "%s",
		                _("Nothing came on the agenda since the invitation."));
	if (json_count(in->news) == 0)
		return out_fail(out, VB_ERR_MISSING_VALUE, "%s",
		                _("There is nothing on its agenda: verbund agenda add."));
	return 0;
}

/* Tells that the notice is short, and how many of those who meet would have to object. */
static void tell_short(const struct inviting *in)
{
	const struct profile_notice *answer = &in->notice.answer;
	uint32_t statutory = 0;
	uint32_t needed = 0;

	out_note(in->cmd->out,
	         ngettext("The notice is %u day short (%s: %u days between).",
	                  "The notice is %u days short (%s: %u days between).",
	                  answer->missing_days),
	         (unsigned)answer->missing_days, rulebook_caption(answer->rule),
	         (unsigned)answer->needed_days);
	for (size_t i = 0; i < in->m.body_count; i++) {
		struct record_id id =
			seats_id_of(json_get_text(in->m.bodies[i].organization, "id"));

		if (record_id_is_equal(&id, &in->notice.body))
			statutory = seats_statutory(&in->m.bodies[i], in->m.day);
	}
	while (needed <= statutory && profile_may_shorten(&in->notice.profile, statutory, needed))
		needed++;
	if (answer->may_be_shorter && statutory > 0)
		out_note(in->cmd->out, _("That stands unless %u of %u members object (%s)."),
		         (unsigned)needed, (unsigned)statutory, rulebook_caption(answer->rule));
}

/* What is too late is refused, unless the rules let it be shorter and somebody says why; of a supplement the committee
 * itself decides whether it takes it. */
static int check_notice(struct inviting *in)
{
	struct notice_book *book = notice_book_new(in->cmd, in->m.labels);
	struct out *out = in->cmd->out;
	const struct profile_notice *answer = &in->notice.answer;
	bool may_be_shorter;
	int err = notice_check(book, &in->m.sitting, day_of_moment(in->now, in->m.sitting.zone),
	                       &in->notice);

	notice_book_destroy(&book);
	if (err < 0 || !in->notice.has_rule || answer->is_kept)
		return err;
	may_be_shorter = answer->may_be_shorter || in->is_supplement;
	if (may_be_shorter && args_has(in->cmd->args, "reason")) {
		tell_short(in);
		return 0;
	}
	return out_fail(out, VB_ERR_NOTICE,
	                may_be_shorter
	                        ? _("%s: %u days must lie between the invitation and the meeting, "
	                            "%u are missing; with --reason it may be shorter")
	                        : _("%s: %u days must lie between the invitation and the meeting, "
	                            "%u are missing"),
	                rulebook_caption(answer->rule), (unsigned)answer->needed_days,
	                (unsigned)answer->missing_days);
}

/* ---- writing ---- */

static void put_meeting(const struct inviting *in, struct json *items)
{
	struct json *fields = json_new_map();

	if (!in->is_supplement) {
		json_put_text(fields, "state", stage_word(VB_STAGE_INVITED));
		json_put_int(fields, "invitedAt", in->now);
	}
	json_put_text(fields, "reason", args_get(in->cmd->args, "reason"));
	if (json_count(fields) > 0)
		invited_put(items, json_get_text(in->m.meeting, "id"), NULL, false, &fields);
	json_destroy(&fields);
}

static struct json *reference_to_edition(void)
{
	struct json *reference = json_new_map();

	json_put_text(reference, "as", "edition");
	return reference;
}

static void put_edition(const struct inviting *in, struct json *items)
{
	struct json *item = json_new_map();
	struct json *fields = json_new_map();

	json_put_text(fields, "meeting", json_get_text(in->m.meeting, "id"));
	json_put_text(fields, "editionType", in->is_supplement ? "supplement" : "invitation");
	json_put_int(fields, "invitedAt", in->now);
	json_put_text(item, "as", "edition");
	json_put_text(item, "kind", "agendaEdition");
	json_put_bool(item, "internal", in->is_internal);
	json_put(item, "fields", &fields);
	json_add(items, &item);
}

static void put_items(const struct inviting *in, struct json *items)
{
	static const char *const kept[] = { "name", "itemType", "submitter", "plannedMinutes" };

	for (size_t i = 0; i < json_count(in->news); i++) {
		const struct json *item = json_at(in->news, i);
		bool is_internal = !is_same(json_get_text(item, "audience"), "all");
		struct json *fields = json_new_map();
		struct json *edition = reference_to_edition();

		json_put(fields, "edition", &edition);
		json_put_text(fields, "agendaItem", json_get_text(item, "id"));
		json_put_text(fields, "number", json_get_text(item, "number"));
		json_put_int(fields, "place", (int64_t)i + 1);
		for (size_t j = 0; j < sizeof(kept) / sizeof(kept[0]); j++) {
			struct json *copy =
				json_new_copy(json_get(json_get(item, "fields"), kept[j]));

			if (copy != NULL)
				json_put(fields, kept[j], &copy);
		}
		invited_put(items, NULL, "invitedItem", is_internal, &fields);
	}
}

/* Seats that are invited only if needed are left out, unless somebody says so. */
bool inviting_is_wanted(const struct inviting *in, size_t seat)
{
	return (muster_seat(&in->m, seat)->flags & VB_SEAT_OPTIONAL) == 0 ||
	       args_has(in->cmd->args, "optional");
}

/* This office has what it writes; another one is noted as soon as it says so. */
static void put_seats(const struct inviting *in, struct json *items)
{
	for (size_t i = 0; i < in->m.count; i++) {
		bool is_office = reaching_by_office(&in->m, i, in->readers);
		bool is_own = is_office && reaching_is_own(&in->m, i, json_text(in->self));
		struct json *fields = json_new_map();
		struct json *edition;

		if (!inviting_is_wanted(in, i)) {
			json_destroy(&fields);
			continue;
		}
		edition = reference_to_edition();
		json_put_text(fields, "meeting", json_get_text(in->m.meeting, "id"));
		json_put_text(fields, "membership", json_get_text(in->m.seats[i].record, "id"));
		json_put_text(fields, "state",
		              responses_deliveries[is_own      ? VB_DELIVERY_DELIVERED
		                                   : is_office ? VB_DELIVERY_WAITING
		                                               : VB_DELIVERY_LETTER]);
		json_put_text(fields, "channel", is_office ? "office" : "letter");
		json_put_int(fields, "sent", in->now);
		if (is_own)
			json_put_int(fields, "delivered", in->now);
		json_put(fields, "edition", &edition);
		invited_put(items, NULL, "invitation", in->is_internal, &fields);
	}
}

/* The notes stand last: an office that has them has all of it. Editions of an earlier time, of which nobody knows any
 * more that the meeting was planned anew, count no longer. */
int inviting_write(struct inviting *in)
{
	struct json *question = json_new_map();
	struct json *items = json_new_list();

	put_meeting(in, items);
	if (!in->is_supplement)
		invited_withdraw(&in->invited, items);
	put_edition(in, items);
	put_items(in, items);
	put_seats(in, items);
	json_put_text(question, "space", json_get_text(in->m.meeting, "space"));
	json_put(question, "items", &items);
	return client_ask(in->cmd->client, "record.batch", &question, NULL);
}

/* ---- all of it ---- */

int inviting_read(struct cmd *cmd, struct inviting *in)
{
	int err;

	*in = (struct inviting){ .cmd = cmd };
	err = muster_read(cmd, args_get(cmd->args, "MEETING"), &in->m);

	in->is_supplement = args_has(cmd->args, "supplement");
	if (err == 0) {
		in->is_internal = !is_same(json_get_text(in->m.meeting, "audience"), "all");
		err = find_now(in);
	}
	if (err == 0)
		err = check_state(in);
	if (err == 0)
		err = invited_read(cmd, in->m.meeting, &in->invited);
	if (err == 0)
		err = read_news(in);
	if (err == 0)
		err = check_content(in);
	if (err == 0)
		err = check_notice(in);
	return err == 0 ? read_readers(in) : err;
}

void inviting_release(struct inviting *in)
{
	muster_release(&in->m);
	invited_release(&in->invited);
	json_destroy(&in->agenda);
	json_destroy(&in->news);
	json_destroy(&in->readers);
	json_destroy(&in->self);
}
