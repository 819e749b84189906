/* caption: the words for kinds and fields; see caption.h. */
#include "cli/caption.h"

#include <string.h>

#include "cli/language.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* clang-format off */
static const struct {
	const char *kind;
	const char *text;
} kinds[] = {
	{ "body", N_("Municipality") },
	{ "organization", N_("Organization") },
	{ "person", N_("Person") },
	{ "membership", N_("Seat") },
	{ "meeting", N_("Meeting") },
	{ "agendaItem", N_("Agenda item") },
	{ "paper", N_("Paper") },
	{ "consultation", N_("Consultation") },
	{ "location", N_("Place") },
	{ "message", N_("Message") },
	{ "file", N_("Document") },
	{ "reply", N_("Reply") },
	{ "proposal", N_("Proposed item") },
	{ "attendance", N_("Attendance") },
	{ "invitation", N_("Invitation") },
	{ "obligation", N_("Obligation") },
	{ "measure", N_("Measure") },
	{ "agreement", N_("Agreement") },
	{ "processStep", N_("Process step") },
	{ "commentRequest", N_("Request for comment") },
	{ "fundingApplication", N_("Application") },
	{ "fundingRecommendation", N_("Recommendation") },
	{ "ruleProfile", N_("Rules") },
	{ "meetingSeries", N_("Series of meetings") },
	{ "invitedItem", N_("Item as invited") },
	{ "agendaEdition", N_("Agenda as invited") },
	{ "quorum", N_("Quorum") },
	{ "resolutionPoint", N_("Point of decision") },
	{ "costPosition", N_("Item of cost") },
	{ "availabilityRequest", N_("Request for help") },
	{ "availability", N_("Answer to a request") },
};

/* A row with a kind counts before one without. */
static const struct caption_row rows[] = {
	{ NULL, "id", N_("Id in OParl") },
	{ NULL, "name", N_("Name") },
	{ "agendaItem", "name", N_("Title") },
	{ "paper", "name", N_("Title") },
	{ NULL, "shortName", N_("Short name") },
	{ NULL, "keyword", N_("Keywords") },
	{ NULL, "web", N_("Web page") },
	{ NULL, "license", N_("Licence") },

	{ NULL, "classification", N_("Classification") },
	{ NULL, "ags", N_("Official key") },
	{ NULL, "rgs", N_("Regional key") },
	{ NULL, "contactEmail", N_("E-mail") },
	{ NULL, "contactName", N_("Contact") },

	{ NULL, "body", N_("Municipality") },
	{ NULL, "organizationType", N_("Type") },
	{ NULL, "subOrganizationOf", N_("Part of") },
	{ NULL, "startDate", N_("From") },
	{ NULL, "endDate", N_("Until") },
	{ NULL, "post", N_("Posts") },
	{ NULL, "externalBody", N_("Other municipality") },
	{ NULL, "votingMemberCount", N_("Seats with a vote") },
	{ NULL, "root", N_("Committee itself") },

	{ NULL, "familyName", N_("Family name") },
	{ NULL, "givenName", N_("Given name") },
	{ NULL, "formOfAddress", N_("Form of address") },
	{ NULL, "affix", N_("Affix") },
	{ NULL, "title", N_("Titles") },
	{ NULL, "phone", N_("Telephone") },
	{ NULL, "email", N_("E-mail") },
	{ NULL, "status", N_("Position") },
	{ NULL, "delivery", N_("Wants") },
	{ NULL, "location", N_("Place") },
	{ "person", "location", N_("Address") },

	{ NULL, "person", N_("Person") },
	{ NULL, "organization", N_("Committee") },
	{ NULL, "role", N_("Function") },
	{ "consultation", "role", N_("Responsibility") },
	{ NULL, "votingRight", N_("Right to vote") },
	{ NULL, "onBehalfOf", N_("On behalf of") },
	{ NULL, "substituteFor", N_("Substitute for") },
	{ NULL, "optional", N_("Only if needed") },

	{ NULL, "start", N_("Begin") },
	{ NULL, "end", N_("End") },
	{ NULL, "timeZone", N_("Time zone") },
	{ NULL, "room", N_("Room") },
	{ NULL, "meetingState", N_("State") },
	{ NULL, "cancelled", N_("Called off") },
	{ NULL, "number", N_("Meeting no.") },
	{ NULL, "hostOrganization", N_("Host") },

	{ NULL, "meeting", N_("Meeting") },
	{ NULL, "order", N_("Place in the list") },
	{ NULL, "consultation", N_("Consultation") },
	{ NULL, "result", N_("Result") },
	{ NULL, "resolutionText", N_("Decision") },
	{ NULL, "itemType", N_("Kind of item") },
	{ NULL, "submitter", N_("Submitted by") },
	{ NULL, "plannedMinutes", N_("Planned time") },
	{ NULL, "parent", N_("Part of") },
	{ NULL, "description", N_("Explanation") },
	{ "location", "description", N_("Description") },
	{ NULL, "state", N_("State") },
	{ NULL, "carriedFrom", N_("Carried over from") },

	{ NULL, "reference", N_("Reference") },
	{ NULL, "date", N_("Date") },
	{ NULL, "paperType", N_("Kind of paper") },
	{ NULL, "originatorOrganization", N_("Submitted by") },
	{ NULL, "originatorPerson", N_("Author") },
	{ NULL, "underDirectionOf", N_("In the lead") },
	{ NULL, "relatedPaper", N_("Related papers") },
	{ NULL, "superordinatedPaper", N_("Belongs to") },

	{ NULL, "paper", N_("Paper") },
	{ NULL, "agendaItem", N_("Agenda item") },
	{ NULL, "authoritative", N_("Decides") },
	{ NULL, "position", N_("Place in the list") },

	{ NULL, "streetAddress", N_("Street") },
	{ NULL, "postalCode", N_("Postal code") },
	{ NULL, "subLocality", N_("District") },
	{ NULL, "locality", N_("Town") },
	{ NULL, "bodies", N_("Municipalities") },

	{ NULL, "target", N_("About") },
	{ NULL, "text", N_("Text") },
	{ NULL, "inReplyTo", N_("Answer to") },
	{ NULL, "writtenBy", N_("First written by") },
	{ NULL, "written", N_("First written") },

	{ NULL, "fileName", N_("File name") },
	{ NULL, "mimeType", N_("Format") },
	{ NULL, "size", N_("Size in bytes") },

	{ NULL, "node", N_("Office") },
	{ NULL, "rules", N_("Rules") },
	{ NULL, "ruleProfile", N_("Own rules") },
	{ NULL, "meetingsPerYear", N_("Meetings a year") },
	{ NULL, "cadenceDays", N_("Days at most") },
	{ NULL, "minGapDays", N_("Days at least") },
	{ NULL, "mergedInto", N_("Went over into") },
	{ NULL, "postalAddress", N_("Postal address") },
	{ NULL, "advisory", N_("Advisory") },
	{ NULL, "hostTurn", N_("Turn as host") },
	{ NULL, "exOfficio", N_("By office") },

	{ "meeting", "state", N_("Stage") },
	{ NULL, "invitedAt", N_("Invited at") },
	{ NULL, "deadline", N_("Items until") },
	{ NULL, "series", N_("Series") },
	{ NULL, "occurrence", N_("Day in the series") },
	{ NULL, "adjournedTo", N_("Goes on in") },
	{ NULL, "reason", N_("Reason") },
	{ NULL, "secondCall", N_("Second call") },
	{ NULL, "extra", N_("Extra meeting") },

	{ NULL, "rrule", N_("Repeats") },
	{ NULL, "startMinute", N_("Begins at minute") },
	{ NULL, "durationMinutes", N_("Minutes") },
	{ NULL, "exdate", N_("Not on") },
	{ "meetingSeries", "startDate", N_("First day") },

	{ NULL, "membership", N_("Seat") },
	{ NULL, "channel", N_("Way") },
	{ NULL, "sent", N_("Sent") },
	{ NULL, "delivered", N_("Delivered") },
	{ NULL, "edition", N_("Edition") },
	{ NULL, "editionType", N_("Kind of edition") },
	{ NULL, "withdrawn", N_("Taken back") },
	{ NULL, "place", N_("Place in the list") },
	{ "invitedItem", "number", N_("Number") },

	{ NULL, "answer", N_("Answer") },
	{ NULL, "substitute", N_("Comes instead") },
	{ NULL, "comment", N_("Comment") },
	{ NULL, "enteredBy", N_("Entered by") },
	{ "attendance", "status", N_("Presence") },
	{ NULL, "fromItem", N_("From item") },
	{ NULL, "untilItem", N_("Until item") },
	{ NULL, "event", N_("Event") },
	{ NULL, "time", N_("Time") },
	{ NULL, "statutoryCount", N_("Seats by statute") },
	{ NULL, "presentCount", N_("Votes present") },
	{ NULL, "rule", N_("Rule") },
	{ NULL, "proposal", N_("Proposed as") },
	{ "proposal", "name", N_("Title") },
	{ "invitedItem", "name", N_("Title") },
	{ "proposal", "result", N_("Reason") },

	{ NULL, "occasion", N_("Occasion") },
	{ NULL, "reasons", N_("Reasons") },
	{ NULL, "report", N_("Report") },
	{ NULL, "involved", N_("Involved") },
	{ NULL, "involvedResult", N_("Their result") },
	{ NULL, "childrenInvolved", N_("Children involved") },
	{ NULL, "childrenReason", N_("Why, or why not") },
	{ NULL, "measureNew", N_("New") },
	{ NULL, "measureVoluntary", N_("Voluntary") },
	{ NULL, "measurePrescribed", N_("Prescribed") },
	{ NULL, "prescribedBy", N_("Prescribed by") },
	{ NULL, "financeEffect", N_("Costs") },
	{ NULL, "financeAnnex", N_("Costs in annex") },
	{ NULL, "annexes", N_("Annexes") },
	{ NULL, "signatory", N_("Signed by") },
	{ NULL, "editor", N_("Edited by") },
	{ NULL, "replaces", N_("Replaces") },
	{ NULL, "version", N_("Version") },
	{ NULL, "resultCode", N_("Result in short") },
	{ NULL, "roleCode", N_("Role in short") },
	{ NULL, "referredTo", N_("Referred to") },
	{ "commentRequest", "organization", N_("Asked") },
	{ NULL, "due", N_("Due") },
	{ NULL, "answerPaper", N_("Answers") },

	{ "obligation", "organization", N_("Owed by") },
	{ NULL, "recipient", N_("Owed to") },
	{ NULL, "obligationType", N_("Kind") },
	{ NULL, "every", N_("Every") },
	{ NULL, "unit", N_("Unit") },
	{ "obligation", "startDate", N_("First due") },
	{ NULL, "fulfilled", N_("Fulfilled on") },
	{ NULL, "reminderDays", N_("Reminder, days") },
	{ NULL, "responsible", N_("Responsible") },
	{ NULL, "basis", N_("Basis") },
	{ "measure", "organization", N_("Owner") },
	{ NULL, "area", N_("Area") },
	{ NULL, "group", N_("Group") },
	{ NULL, "goal", N_("Goal") },
	{ NULL, "indicator", N_("Indicator") },
	{ "measure", "target", N_("Target") },
	{ NULL, "actual", N_("Reached") },
	{ "measure", "number", N_("Number") },
	{ NULL, "partner", N_("Partners") },
	{ NULL, "reviewDate", N_("Review on") },
	{ NULL, "task", N_("Tasks") },
	{ NULL, "process", N_("Process") },
	{ NULL, "next", N_("Next steps") },
	{ "processStep", "organization", N_("Office in charge") },

	{ "fundingApplication", "organization", N_("Applicant") },
	{ NULL, "fund", N_("Fund") },
	{ NULL, "amount", N_("Amount in cents") },
	{ NULL, "amends", N_("Amends") },
	{ NULL, "application", N_("Application") },
	{ NULL, "recommendation", N_("Recommendation") },
	{ NULL, "barred", N_("Barred seats") },
	{ NULL, "yesCount", N_("Yes") },
	{ NULL, "noCount", N_("No") },
	{ NULL, "abstainCount", N_("Abstentions") },
	{ NULL, "decision", N_("Decision") },
	{ NULL, "granted", N_("Granted, in cents") },
	{ NULL, "decidedBy", N_("Decided by") },
	{ NULL, "decidedOn", N_("Decided on") },
	{ NULL, "condition", N_("Conditions") },
	{ NULL, "income", N_("Income") },

	{ NULL, "request", N_("Request") },
	{ NULL, "asked", N_("Asked") },
	{ NULL, "language", N_("Language") },
	{ NULL, "needed", N_("Persons needed") },
	{ "availabilityRequest", "organization", N_("Asked by") },
	{ "availabilityRequest", "role", N_("Task") },
	{ "availabilityRequest", "place", N_("Place") },

	{ NULL, "base", N_("Starts from") },
	{ NULL, "noticeDays", N_("Notice in days") },
	{ NULL, "quorumRule", N_("Quorum") },
	{ NULL, "quorumMin", N_("At least present") },
	{ NULL, "majority", N_("Majority") },
	{ NULL, "publicity", N_("Public or not") },
	{ NULL, "minutesDays", N_("Minutes in days") },
	{ NULL, "repeatDays", N_("Second call, days") },
	{ NULL, "source", N_("Source") },
};
/* clang-format on */

const char *caption_of_kind(const char *kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].text;
	}
	return kind;
}

const char *caption_of_field(const char *kind, const char *field)
{
	const char *text = field;

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (strcmp(rows[i].field, field) != 0)
			continue;
		if (rows[i].kind == NULL)
			text = rows[i].text;
		else if (strcmp(rows[i].kind, kind) == 0)
			return rows[i].text;
	}
	return text;
}

const struct caption_row *caption_at(size_t index)
{
	return index < COUNT(rows) ? &rows[index] : NULL;
}
