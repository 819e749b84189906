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
