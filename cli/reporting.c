/* reporting: from an obligation to a report; see reporting.h; tested by tests/blackbox/20-duties.t */
#include "cli/reporting.h"

#include "cli/answer.h"
#include "cli/day.h"
#include "cli/due.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/sheaf.h"
#include "cli/successors.h"

/* The paper: by whom it is, what it is about, when. who: its organization; NULL: none. */
static struct json *paper_of(struct cmd *cmd, const struct json *record, const char *who,
                             const char *date)
{
	const char *title = args_get(cmd->args, "name");
	struct json *fields = json_new_map();
	struct json *submitters = json_new_list();

	json_put_text(fields, "name", title != NULL ? title : kept_text(record, "name"));
	json_put_text(fields, "paperType", "Bericht");
	json_put_text(fields, "reference", args_get(cmd->args, "reference"));
	json_put_text(fields, "date", date);
	if (who != NULL) {
		json_add_text(submitters, who);
		json_put(fields, "originatorOrganization", &submitters);
	}
	json_destroy(&submitters);
	return fields;
}

/* The station of the paper in the committee to which the report is owed, on the day on which it is due. */
static struct json *station_of(const char *recipient, const char *date)
{
	struct json *fields = json_new_map();
	struct json *committees = json_new_list();
	struct json *paper = sheaf_reference("paper");

	json_put(fields, "paper", &paper);
	if (recipient != NULL) {
		json_add_text(committees, recipient);
		json_put(fields, "organization", &committees);
	}
	json_destroy(&committees);
	json_put_text(fields, "role", "zur Kenntnisnahme");
	json_put_text(fields, "roleCode", "notice");
	json_put_text(fields, "date", date);
	return fields;
}

/* Paper, station, and that the obligation knows the paper: all or nothing. */
static int write_report(struct cmd *cmd, const struct json *record, const struct successors *now,
                        const char *written, const char *due, struct json **ids)
{
	bool is_internal = kept_is_internal(record);
	struct json *paper = paper_of(
		cmd, record, successors_of(now, kept_text(record, "organization")), written);
	struct json *station = station_of(successors_of(now, kept_text(record, "recipient")), due);
	struct json *fields = json_new_map();
	struct json *change = json_new_map();
	struct json *list = json_new_list();
	struct json *reference = sheaf_reference("paper");
	struct sheaf sheaf;
	int err;

	json_add(list, &reference);
	json_put(change, "add", &list);
	json_put(fields, "paper", &change);
	sheaf_init(&sheaf);
	sheaf_create(&sheaf, "paper", "paper", is_internal, &paper);
	sheaf_create(&sheaf, NULL, "consultation", is_internal, &station);
	sheaf_edit(&sheaf, json_get_text(record, "id"), &fields);
	err = sheaf_send(cmd, json_get_text(record, "space"), &sheaf, ids);
	sheaf_release(&sheaf);
	return err;
}

int reporting_run(struct cmd *cmd, const struct json *record)
{
	struct obligation_due due = { .state = VB_OBLIGATION_NONE };
	struct successors *successors = NULL;
	struct json *known = json_new_map();
	struct json *ids = NULL;
	struct json *result;
	char written[VB_DAY_TEXT_BYTES];
	char day[VB_DAY_TEXT_BYTES];
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = due_of_obligation(cmd, known, record, today, &due);
	if (err == 0)
		err = successors_read(cmd, json_get_text(record, "space"), today, &successors);
	if (err == 0) {
		calendar_format(today, written);
		calendar_format(due.state == VB_OBLIGATION_NONE ? today : due.due, day);
		err = write_report(cmd, record, successors, written, day, &ids);
	}
	if (err == 0) {
		result = json_new_map();
		json_put_text(result, "id", json_text(json_at(ids, 0)));
		json_put_text(result, "consultation", json_text(json_at(ids, 1)));
		answer_made(cmd, &result,
		            _("The paper is on its way. When it was handed in, say so:\n"
		              "  verbund obligation done OBLIGATION --paper %s"));
	}
	successors_destroy(&successors);
	json_destroy(&known);
	json_destroy(&ids);
	return err;
}
