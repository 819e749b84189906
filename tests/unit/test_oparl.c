/* oparl: the vocabulary names kinds and fields that exist, and OParl's where OParl has them. Source: OParl 1.1 schema. */
#include "cli/oparl/oparl.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"

static const struct kind *kind_named(const char *name)
{
	return kind_by_name(span_of_str(name));
}

static const char *field_named(const char *kind, const char *property)
{
	const struct kind_field *field = oparl_field(kind_named(kind), property);

	return field != NULL ? field->name : NULL;
}

static void test_types(void)
{
	const struct kind *kind;

	for (size_t i = 0; (kind = kind_at(i)) != NULL; i++) {
		char address[100];
		const char *type = oparl_type(kind);

		if (kind->number >= VB_KIND_MESSAGE) {
			ok(type == NULL, "OParl has no %s, or does not say it so", kind->name);
			continue;
		}
		(void)snprintf(address, sizeof(address), VB_OPARL_SCHEMA "%s", type);
		ok(oparl_kind(address) == kind, "%s and back", address);
	}
	ok(oparl_kind("https://schema.oparl.org/1.0/Meeting") == kind_named("meeting"),
	   "version 1.0");
	ok(oparl_kind("https://schema.oparl.org/2.0/Meeting") == NULL, "no later version");
	ok(oparl_kind("https://schema.oparl.org/1.1/File") == NULL, "a type that is not kept");
	ok(oparl_kind("https://schema.oparl.org/1.1/meeting") == NULL, "case matters");
	ok(oparl_kind("Meeting") == NULL && oparl_kind("") == NULL, "no address");
}

static void test_fields(void)
{
	is_str(field_named("meeting", "start"), "start", "a field of OParl");
	is_str(field_named("meeting", "Verbund:room"), "room", "a field of the vendor");
	ok(field_named("meeting", "room") == NULL, "which OParl does not have");
	ok(field_named("meeting", "Verbund:start") == NULL, "a field of OParl is not the vendor's");
	ok(field_named("agendaItem", "order") == NULL &&
	           field_named("agendaItem", "Verbund:order") == NULL,
	   "order keys are neither read nor written");
	ok(field_named("paper", "mainFile") == NULL, "what is not kept");
	is_str(field_named("paper", "id"), "id", "common to all");
}

static void test_children(void)
{
	const struct oparl_children *row = oparl_children(kind_named("meeting"), "agendaItem");

	ok(row != NULL && strcmp(row->child, "agendaItem") == 0 &&
	           strcmp(row->back, "meeting") == 0,
	   "items of a meeting refer back to it");
	ok(oparl_children(kind_named("paper"), "agendaItem") == NULL, "papers have no items");
	row = oparl_children(kind_named("body"), "meeting");
	ok(row != NULL && row->back == NULL, "meetings of a body do not name it");
}

static void test_derived(void)
{
	ok(oparl_is_derived(kind_named("agendaItem"), "number"), "numbers of items are computed");
	ok(!oparl_is_derived(kind_named("meeting"), "number"), "OParl has no numbers of meetings");
	ok(oparl_is_derived(kind_named("meeting"), "created"), "of every kind");
	ok(!oparl_is_derived(kind_named("meeting"), "invitation"), "an invitation is missed");
}

/* Every reference field of every kind leads to a kind, except those that may lead anywhere. */
static void test_targets(void)
{
	const struct kind *kind;
	const struct kind_field *field;
	size_t without = 0;

	for (size_t i = 0; (kind = kind_at(i)) != NULL; i++) {
		for (size_t j = 0; (field = kind_field_at(kind, j)) != NULL; j++)
			without += field->type == VB_TYPE_REF && oparl_target(field) == NULL;
	}
	is_int(without, 6, "only submitter (3), target (2) and inReplyTo lead anywhere");
	ok(oparl_target(oparl_field(kind_named("consultation"), "agendaItem")) ==
	           kind_named("agendaItem"),
	   "agendaItem leads to an agenda item");
}

int main(void)
{
	test_types();
	test_fields();
	test_children();
	test_derived();
	test_targets();
	return done();
}
