/* oparl: the vocabulary; see oparl.h. Source: OParl 1.1 specification, schema. */
#include "cli/oparl/oparl.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* clang-format off */
static const struct {
	const char *kind;
	const char *type;
} types[] = {
	{ "body", "Body" },
	{ "organization", "Organization" },
	{ "person", "Person" },
	{ "membership", "Membership" },
	{ "meeting", "Meeting" },
	{ "agendaItem", "AgendaItem" },
	{ "paper", "Paper" },
	{ "consultation", "Consultation" },
	{ "location", "Location" },
};

/* Fields of ours that OParl lacks. */
static const struct {
	const char *kind;
	const char *field;
} own_fields[] = {
	{ "organization", "votingMemberCount" },
	{ "organization", "root" },
	{ "organization", "node" },
	{ "organization", "rules" },
	{ "organization", "ruleProfile" },
	{ "organization", "meetingsPerYear" },
	{ "organization", "cadenceDays" },
	{ "organization", "minGapDays" },
	{ "organization", "mergedInto" },
	{ "organization", "contactEmail" },
	{ "organization", "postalAddress" },
	{ "membership", "substituteFor" },
	{ "membership", "optional" },
	{ "membership", "advisory" },
	{ "membership", "hostTurn" },
	{ "membership", "exOfficio" },
	{ "meeting", "timeZone" },
	{ "meeting", "room" },
	{ "meeting", "number" },
	{ "meeting", "hostOrganization" },
	{ "meeting", "state" },
	{ "meeting", "invitedAt" },
	{ "meeting", "deadline" },
	{ "meeting", "series" },
	{ "meeting", "occurrence" },
	{ "meeting", "adjournedTo" },
	{ "meeting", "reason" },
	{ "meeting", "secondCall" },
	{ "meeting", "extra" },
	{ "agendaItem", "itemType" },
	{ "agendaItem", "submitter" },
	{ "agendaItem", "plannedMinutes" },
	{ "agendaItem", "parent" },
	{ "agendaItem", "description" },
	{ "agendaItem", "state" },
	{ "agendaItem", "carriedFrom" },
	{ "agendaItem", "proposal" },
	{ "paper", "occasion" },
	{ "paper", "reasons" },
	{ "paper", "report" },
	{ "paper", "involved" },
	{ "paper", "involvedResult" },
	{ "paper", "childrenInvolved" },
	{ "paper", "childrenReason" },
	{ "paper", "measureNew" },
	{ "paper", "measureVoluntary" },
	{ "paper", "measurePrescribed" },
	{ "paper", "prescribedBy" },
	{ "paper", "financeEffect" },
	{ "paper", "financeAnnex" },
	{ "paper", "annexes" },
	{ "paper", "signatory" },
	{ "paper", "editor" },
	{ "paper", "replaces" },
	{ "paper", "version" },
	{ "paper", "startDate" },
	{ "paper", "endDate" },
	{ "consultation", "date" },
	{ "consultation", "result" },
	{ "consultation", "resultCode" },
	{ "consultation", "roleCode" },
	{ "consultation", "referredTo" },
	{ "consultation", "state" },
};

static const struct oparl_children children[] = {
	{ "body", "organization", "organization", "body" },
	{ "body", "person", "person", "body" },
	{ "body", "meeting", "meeting", NULL },
	{ "body", "paper", "paper", "body" },
	{ "organization", "membership", "membership", "organization" },
	{ "person", "membership", "membership", "person" },
	{ "meeting", "agendaItem", "agendaItem", "meeting" },
	{ "paper", "consultation", "consultation", "paper" },
};

/* The other sides of references, addresses of lists, and what is computed here. */
static const struct {
	const char *kind; /* NULL: every one */
	const char *property;
} derived[] = {
	{ NULL, "id" }, { NULL, "type" }, { NULL, "created" }, { NULL, "modified" }, { NULL, "deleted" }, { NULL, "@context" },
	{ NULL, "public" },
	{ "body", "system" }, { "body", "agendaItem" }, { "body", "consultation" }, { "body", "file" },
	{ "body", "locationList" }, { "body", "legislativeTermList" }, { "body", "membership" },
	{ "organization", "meeting" }, { "person", "organization" },
	{ "agendaItem", "number" },
	{ "paper", "subordinatedPaper" },
	{ "location", "organizations" }, { "location", "persons" }, { "location", "meetings" }, { "location", "papers" },
};

static const struct {
	const char *field;
	const char *kind;
} targets[] = {
	{ "body", "body" }, { "bodies", "body" },
	{ "organization", "organization" }, { "subOrganizationOf", "organization" }, { "onBehalfOf", "organization" },
	{ "hostOrganization", "organization" }, { "originatorOrganization", "organization" },
	{ "underDirectionOf", "organization" },
	{ "person", "person" }, { "originatorPerson", "person" },
	{ "substituteFor", "membership" },
	{ "location", "location" },
	{ "meeting", "meeting" },
	{ "agendaItem", "agendaItem" }, { "parent", "agendaItem" }, { "carriedFrom", "agendaItem" },
	{ "consultation", "consultation" },
	{ "paper", "paper" }, { "relatedPaper", "paper" }, { "superordinatedPaper", "paper" }, { "replaces", "paper" },
	{ "answerPaper", "paper" },
	{ "ruleProfile", "ruleProfile" }, { "mergedInto", "organization" }, { "recipient", "organization" },
	{ "group", "organization" }, { "partner", "organization" }, { "decidedBy", "organization" },
	{ "series", "meetingSeries" }, { "adjournedTo", "meeting" },
	{ "proposal", "proposal" }, { "edition", "agendaEdition" },
	{ "membership", "membership" }, { "barred", "membership" },
	{ "request", "availabilityRequest" }, { "asked", "person" },
	{ "substitute", "person" }, { "enteredBy", "person" }, { "responsible", "person" },
	{ "fromItem", "agendaItem" }, { "untilItem", "agendaItem" },
	{ "referredTo", "organization" }, { "next", "processStep" },
	{ "application", "fundingApplication" }, { "amends", "fundingApplication" },
};
/* clang-format on */

static const struct kind *kind_named(const char *name)
{
	return kind_by_name(span_of_str(name));
}

const struct kind *oparl_kind(const char *type)
{
	const char *last = strrchr(type, '/');

	if (last == NULL || strstr(type, "oparl.org/1.") == NULL)
		return NULL;
	for (size_t i = 0; i < COUNT(types); i++) {
		if (strcmp(types[i].type, last + 1) == 0)
			return kind_named(types[i].kind);
	}
	return NULL;
}

const char *oparl_type(const struct kind *kind)
{
	for (size_t i = 0; i < COUNT(types); i++) {
		if (strcmp(types[i].kind, kind->name) == 0)
			return types[i].type;
	}
	return NULL;
}

bool oparl_has_field(const struct kind *kind, const struct kind_field *field)
{
	for (size_t i = 0; i < COUNT(own_fields); i++) {
		if (strcmp(own_fields[i].kind, kind->name) == 0 &&
		    strcmp(own_fields[i].field, field->name) == 0)
			return false;
	}
	return true;
}

const struct kind_field *oparl_field(const struct kind *kind, const char *property)
{
	const size_t vendor_size = strlen(VB_OPARL_VENDOR);
	bool is_vendor = strncmp(property, VB_OPARL_VENDOR, vendor_size) == 0;
	const char *name = is_vendor ? property + vendor_size : property;
	const struct kind_field *field = kind_field_by_name(kind, span_of_str(name));

	if (field == NULL || field->type == VB_TYPE_KEY ||
	    oparl_has_field(kind, field) == is_vendor)
		return NULL;
	return field;
}

const struct oparl_children *oparl_children(const struct kind *kind, const char *property)
{
	for (size_t i = 0; i < COUNT(children); i++) {
		if (strcmp(children[i].kind, kind->name) == 0 &&
		    strcmp(children[i].property, property) == 0)
			return &children[i];
	}
	return NULL;
}

bool oparl_is_derived(const struct kind *kind, const char *property)
{
	for (size_t i = 0; i < COUNT(derived); i++) {
		if ((derived[i].kind == NULL || strcmp(derived[i].kind, kind->name) == 0) &&
		    strcmp(derived[i].property, property) == 0)
			return true;
	}
	return false;
}

const struct kind *oparl_target(const struct kind_field *field)
{
	for (size_t i = 0; i < COUNT(targets); i++) {
		if (strcmp(targets[i].field, field->name) == 0)
			return kind_named(targets[i].kind);
	}
	return NULL;
}
