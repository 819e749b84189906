/* sense_meeting: which state of a meeting may be written after which, by SPEC.md 12.3; what two offices wrote at the same
 * time; what belongs to another meeting. */
#include "daemon/control/sense.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* By the table of SPEC.md 12.3; the way there; what may follow, with blanks around. */
static const struct {
	const char *way, *next;
} rows[] = {
	{ "", " invited cancelled " },
	{ "invited", " planned open cancelled " },
	{ "invited open", " interrupted adjourned closed " },
	{ "invited open interrupted", " open adjourned closed " },
	{ "invited open closed", " open approved " },
	{ "invited open adjourned", " approved " },
	{ "invited open closed approved", " " },
	{ "cancelled", " planned " },
};

static const char *const states[] = { "planned",   "invited", "open",     "interrupted",
	                              "adjourned", "closed",  "approved", "cancelled" };

#define REFUSED "VB-1316 "

static bool set(struct clerk *d, const char *meeting, const char *state)
{
	const char *said =
		clerk_ask(d, "record.edit", "{'id':'%s','fields':{'state':'%s'}}", meeting, state);

	return strncmp(said, REFUSED, strlen(REFUSED)) != 0;
}

/* A new meeting that has come this way. */
static const char *made(struct scene *s, const char *way)
{
	const char *meeting =
		scene_make_record(s, 'E', "record.create",
	                          "{'space':'$S','kind':'meeting','fields':{'name':'Sitzung'}}");
	char word[20];

	while (*way != '\0') {
		size_t length = strcspn(way, " ");

		(void)snprintf(word, sizeof(word), "%.*s", (int)length, way);
		if (!set(s->d, meeting, word))
			bail("%s does not follow", word);
		way += length + strspn(way + length, " ");
	}
	return meeting;
}

static void test_table(struct scene *s)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t length = strlen(rows[i].way);
		const char *last = rows[i].way + length;

		while (last > rows[i].way && last[-1] != ' ')
			last--;
		for (size_t j = 0; j < sizeof(states) / sizeof(states[0]); j++) {
			char wanted[24];
			bool may;

			(void)snprintf(wanted, sizeof(wanted), " %s ", states[j]);
			/* As it is already: nothing is written. */
			may = strstr(rows[i].next, wanted) != NULL ||
			      strcmp(last, states[j]) == 0 || (length == 0 && j == 0);
			is_int(set(s->d, made(s, rows[i].way), states[j]), may, "%s: %s",
			       length > 0 ? rows[i].way : "planned", states[j]);
		}
	}
}

static void test_refused(struct scene *s)
{
	static const struct {
		const char *call, *args, *want;
	} refused[] = {
		{ "record.create", "{'space':'$S','kind':'meeting','fields':{'state':'invited'}}",
		  "VB-1316 a new meeting is planned first" },
		{ "record.edit", "{'id':'$M','fields':{'state':'open'}}",
		  "VB-1316 the meeting is planned, nobody was invited" },
		{ "record.edit", "{'id':'$M','fields':{'adjournedTo':'$M'}}",
		  "VB-3005 adjournedTo is the meeting itself" },
		{ "record.create",
		  "{'space':'$S','kind':'meeting','fields':{'start':2000,'end':1999}}",
		  "VB-3005 it ends before it begins" },
		{ "record.edit", "{'id':'$T','fields':{'end':1999}}",
		  "VB-3005 it ends before it begins" },
		{ "record.edit", "{'id':'$T','fields':{'start':2001}}",
		  "VB-3005 it ends before it begins" },
		{ "record.edit", "{'id':'$E','fields':{'state':null}}",
		  "VB-1316 a meeting has a state for ever" },
		{ "record.edit", "{'id':'$F','fields':{'state':'invited'}}",
		  "VB-1316 the meeting was called off" },
		{ "record.edit", "{'id':'$G','fields':{'state':'cancelled'}}",
		  "VB-1316 the meeting was closed" },
		{ "record.create",
		  "{'space':'$S','kind':'invitedItem','fields':{'edition':'$H','agendaItem':'$A'}}",
		  "VB-3005 agendaItem is of another meeting" },
		{ "record.create",
		  "{'space':'$S','kind':'invitation','fields':{'meeting':'$M','membership':'$J',"
		  "'state':'letter','edition':'$H'}}",
		  "VB-3005 edition is of another meeting" },
	};
	char before[4096], after[4096];

	(void)made(s, "invited");
	scene_make_record(s, 'T', "record.create",
	                  "{'space':'$S','kind':'meeting','fields':{'start':2000,'end':2000}}");
	scene_make_record(s, 'F', "record.create",
	                  "{'space':'$S','kind':'meeting','fields':{'cancelled':true}}");
	scene_make_record(
		s, 'G', "record.create",
		"{'space':'$S','kind':'meeting','fields':{'meetingState':'durchgeführt'}}");
	scene_make_record(s, 'H', "record.create",
	                  "{'space':'$S','kind':'agendaEdition','fields':{'meeting':'$E'}}");
	scene_make_record(s, 'J', "record.create",
	                  "{'space':'$S','kind':'membership','fields':{'organization':'$O'}}");
	scene_state(s, before, sizeof(before));
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		is_str(scene_ask(s, refused[i].call, refused[i].args), refused[i].want, "%s",
		       refused[i].want);
	scene_state(s, after, sizeof(after));
	is_str(after, before, "nothing has changed");
	scene_make_record(s, 'K', "record.create",
	                  "{'space':'$S','kind':'invitation','fields':{'meeting':'$E','membership':"
	                  "'$J','state':'letter','edition':'$H'}}");
	ok(strstr(scene_ask(s, "record.edit", "{'id':'$K','fields':{'edition':null}}"), "'id'") !=
	           NULL,
	   "an invitation of this meeting, and without an edition");
}

/* Two chairs who do not hear of each other write one state each; then each of the offices is asked. */
static void test_chairs(struct scene *s, struct clerk *other, const char *here, const char *there,
                        const char *counts, const char *refused)
{
	char meeting[65];
	char text[200];

	(void)snprintf(meeting, sizeof(meeting), "%s",
	               made(s, strcmp(counts, "open") == 0 ? "invited" : "invited open"));
	clerk_sync(s->d, other);
	clerk_part(s->d, other);
	ok(set(s->d, meeting, here) && set(other, meeting, there), "%s here, %s there", here,
	   there);
	clerk_sync(s->d, other);
	(void)snprintf(
		text, sizeof(text), "%s",
		strstr(clerk_ask(s->d, "record.show", "{'id':'%s'}", meeting), "'disputes'"));
	ok(strstr(clerk_ask(other, "record.show", "{'id':'%s'}", meeting), text) != NULL,
	   "both see both");
	ok(!set(s->d, meeting, refused) && !set(other, meeting, refused), "%s is refused by both",
	   refused);
	ok(set(other, meeting, counts), "%s may be confirmed", counts);
	ok(strstr(clerk_ask(other, "record.show", "{'id':'%s'}", meeting), "'disputes'") == NULL,
	   "which settles it");
}

int main(void)
{
	struct clerk d, other;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_table(&s);
	test_refused(&s);
	clerk_open(&other, "Kreis");
	clerk_pair(&d, &other);
	(void)scene_ask(&s, "committee.admit", "{'id':'$S','peer':'Kreis','role':'steward'}");
	test_chairs(&s, &other, "open", "cancelled", "open", "cancelled");
	test_chairs(&s, &other, "cancelled", "open", "open", "cancelled");
	test_chairs(&s, &other, "closed", "adjourned", "adjourned", "closed");
	test_chairs(&s, &other, "adjourned", "closed", "adjourned", "closed");
	clerk_close(&other);
	clerk_close(&d);
	return done();
}
