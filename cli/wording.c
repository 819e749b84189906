/* wording: the words of documents; see wording.h; tested by tests/blackbox/19-handout.t */
#include "cli/wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/language.h"
#include "cli/moment.h"

/* clang-format off */
static const char *const words[CAPTION_COUNT] = {
	[CAPTION_INVITATION] = N_("Invitation: {0}"),
	[CAPTION_AGENDA_OF] = N_("Agenda: {0}"),
	[CAPTION_SUPPLEMENT] = N_("Supplement to the agenda: {0}"),
	[CAPTION_CHANGE] = N_("Change: {0}"),
	[CAPTION_CANCELLATION] = N_("Cancelled: {0}"),
	[CAPTION_IS_CANCELLED] = N_("This meeting does not take place."),
	[CAPTION_COMMITTEE] = N_("Committee"),
	[CAPTION_TIME] = N_("Time"),
	[CAPTION_PLACE] = N_("Place"),
	[CAPTION_REPLY_BY] = N_("Please answer by"),
	[CAPTION_DATE] = N_("Date"),
	[CAPTION_AGENDA] = N_("Agenda"),
	[CAPTION_NO_ITEMS] = N_("There are no items so far."),
	[CAPTION_NUMBER] = N_("Item"),
	[CAPTION_SUBJECT] = N_("Subject"),
	[CAPTION_DURATION] = N_("Min."),
	[CAPTION_SUBMITTED] = N_("submitted by {0}"),
	[CAPTION_PAPER] = N_("Paper {0}: {1}"),
	[CAPTION_CONFIDENTIAL] = N_("Item {0} (not public)"),
	[CAPTION_YES] = N_("Yes"),
	[CAPTION_NO] = N_("No"),
	[CAPTION_PAPER_TITLE] = N_("Paper"),
	[CAPTION_REFERENCE] = N_("Reference"),
	[CAPTION_VERSION] = N_("Version"),
	[CAPTION_PERIOD] = N_("Valid"),
	[CAPTION_RESPONSIBLE] = N_("Responsible divisions"),
	[CAPTION_EDITOR] = N_("Edited by"),
	[CAPTION_WAY] = N_("Way through the committees"),
	[CAPTION_PUBLIC] = N_("public"),
	[CAPTION_NOT_PUBLIC] = N_("not public"),
	[CAPTION_OCCASION] = N_("Occasion"),
	[CAPTION_PROPOSAL] = N_("Proposed decision"),
	[CAPTION_PROCEDURE] = N_("Procedure"),
	[CAPTION_INVOLVED] = N_("Divisions and project groups involved"),
	[CAPTION_INVOLVED_RESULT] = N_("Outcome"),
	[CAPTION_CHILDREN] = N_("Children and young people took part (para 47f of the municipal code)"),
	[CAPTION_CHILDREN_REASON] = N_("Why"),
	[CAPTION_MEASURE] = N_("The measure is"),
	[CAPTION_MEASURE_NEW] = N_("new"),
	[CAPTION_MEASURE_VOLUNTARY] = N_("voluntary"),
	[CAPTION_MEASURE_PRESCRIBED] = N_("prescribed by"),
	[CAPTION_FINANCE] = N_("Financial effects"),
	[CAPTION_REASONS] = N_("Reasons"),
	[CAPTION_REPORT] = N_("Report"),
	[CAPTION_ANNEXES] = N_("Annexes"),
	[CAPTION_PAGE] = N_("Page {0} of {1}"),
	/* TRANSLATORS: {0} day of the week, {1} month, {2} day, {3} year */
	[CAPTION_DAY] = N_("{0}, {2} {1} {3}"),
	/* TRANSLATORS: {0} day, {1} time of day, {2} zone */
	[CAPTION_MOMENT] = N_("{0}, {1} ({2})"),
	/* TRANSLATORS: {0} day, {1} and {2} times of day, {3} zone */
	[CAPTION_SPAN] = N_("{0}, {1} to {2} ({3})"),
	[CAPTION_LONG_SPAN] = N_("{0} to {1}"),
	/* TRANSLATORS: {0} hour, {1} minute */
	[CAPTION_CLOCK] = N_("{0}:{1}"),
	[CAPTION_SUNDAY] = N_("Sunday"), N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"),
	N_("Saturday"),
	[CAPTION_JANUARY] = N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
	N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
};
/* clang-format on */

void wording_fill(struct captions *captions)
{
	/* TRANSLATORS: the tag of your language (BCP 47), as documents name it: de */
	captions->language = _("en");
	captions->is_rtl = false;
	for (size_t i = 0; i < CAPTION_COUNT; i++)
		captions->word[i] = _(words[i]);
}

struct captions_time wording_time(int64_t ms, const char *zone,
                                  char zone_text[static VB_WORDING_ZONE_BYTES])
{
	char offset[VB_MOMENT_TEXT_BYTES];
	char name[VB_MOMENT_TEXT_BYTES];
	long number;

	moment_format(ms, zone, "%z", offset);
	moment_format(ms, zone, "%Z", name);
	number = strtol(offset, NULL, 10);
	if (strcmp(name, "CET") == 0)
		(void)snprintf(zone_text, VB_WORDING_ZONE_BYTES, "%s", _("CET"));
	else if (strcmp(name, "CEST") == 0)
		(void)snprintf(zone_text, VB_WORDING_ZONE_BYTES, "%s", _("CEST"));
	else
		(void)snprintf(zone_text, VB_WORDING_ZONE_BYTES, "%s", name);
	return (struct captions_time){ ms, (int)(number / 100 * 60 + number % 100), zone_text };
}
