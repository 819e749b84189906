/* control_reply, sense_turnout, seat_office, standing: who may say what about the seats of a meeting, and what is kept of who
 * said it. */
#include "daemon/control/control_calls.h"
#include "daemon/control/sense.h"
#include "daemon/control/standing.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* The city is in charge of the scene's committee; the forum is a member, the association a guest. Seats: $E of the forum, $F
 * of the association, $G of nobody's office, $H a substitute of $G, $J of another body, $K of the forum without a vote. */
struct town {
	struct scene s;
	struct clerk city, forum, club;
};

static const char *ask_at(struct town *t, struct clerk *d, const char *call, const char *args)
{
	t->s.d = d;
	return scene_ask(&t->s, call, args);
}

static const char *make_at(struct town *t, struct clerk *d, char letter, const char *call,
                           const char *args)
{
	t->s.d = d;
	return scene_make_record(&t->s, letter, call, args);
}

static void sync(struct town *t)
{
	clerk_sync(&t->city, &t->forum);
	clerk_part(&t->city, &t->forum);
	clerk_sync(&t->city, &t->club);
	clerk_part(&t->city, &t->club);
}

static void admit(struct town *t, struct clerk *d, const char *name, const char *role)
{
	char args[100];

	clerk_open(d, name);
	clerk_pair(&t->city, d);
	(void)snprintf(args, sizeof(args), "{'id':'$S','peer':'%s','role':'%s'}", name, role);
	(void)ask_at(t, &t->city, "committee.admit", args);
	clerk_part(&t->city, d);
}

/* An organization for which this office answers (NULL: none does), under a letter. */
static void body_make(struct town *t, char letter, const char *name, struct clerk *office)
{
	char args[300];

	(void)snprintf(args, sizeof(args),
	               office != NULL
	                       ? "{'space':'$S','kind':'organization','fields':{'name':'%s',"
	                         "'node':'%s'}}"
	                       : "{'space':'$S','kind':'organization','fields':{'name':'%s'}}",
	               name, office != NULL ? clerk_get(office, "id", "node.show", "{}") : "");
	(void)make_at(t, &t->city, letter, "record.create", args);
}

static void seat_make(struct town *t, char letter, const char *fields)
{
	char args[300];

	(void)snprintf(args, sizeof(args), "{'space':'$S','kind':'membership','fields':{%s}}",
	               fields);
	(void)make_at(t, &t->city, letter, "record.create", args);
}

static void town_open(struct town *t)
{
	clerk_open(&t->city, "Amt");
	scene_make(&t->s, &t->city);
	admit(t, &t->forum, "Forum", "member");
	admit(t, &t->club, "Verein", "guest");
	body_make(t, 'W', "Forum", &t->forum);
	body_make(t, 'X', "Verein", &t->club);
	body_make(t, 'Y', "Bürgerinnen", NULL);
	seat_make(t, 'E', "'organization':'$O','onBehalfOf':'$W'");
	seat_make(t, 'F', "'organization':'$O','onBehalfOf':'$X'");
	seat_make(t, 'G', "'organization':'$O','onBehalfOf':'$Y'");
	seat_make(t, 'H', "'organization':'$O','onBehalfOf':'$Y','substituteFor':'$G'");
	seat_make(t, 'J', "'organization':'$Y','onBehalfOf':'$W'");
	seat_make(t, 'K', "'organization':'$O','onBehalfOf':'$W','advisory':true");
	(void)ask_at(t, &t->city, "record.edit", "{'id':'$M','fields':{'organization':['$O']}}");
	sync(t);
}

static void town_close(struct town *t)
{
	clerk_close(&t->city);
	clerk_close(&t->forum);
	clerk_close(&t->club);
}

static bool shows(struct town *t, struct clerk *d, const char *id, const char *words)
{
	char args[40];

	(void)snprintf(args, sizeof(args), "{'id':'%s'}", id);
	return strstr(ask_at(t, d, "record.show", args), scene_text(&t->s, words)) != NULL;
}

/* ---- whose seat ---- */

static void test_seats(struct town *t)
{
	char before[8192];
	char after[8192];

	t->s.d = &t->forum;
	scene_state(&t->s, before, sizeof(before));
	is_str(ask_at(t, &t->forum, "meeting.reply",
	              "{'meeting':'$M','seat':'$F','answer':'declined'}"),
	       "VB-1323", "somebody else's seat");
	is_str(ask_at(t, &t->forum, "meeting.reply",
	              "{'meeting':'$M','seat':'$G','answer':'accepted'}"),
	       "VB-1323", "a seat without an office is entered by an office in charge");
	is_str(ask_at(t, &t->forum, "record.create",
	              "{'space':'$S','kind':'reply','fields':{'meeting':'$M','membership':'$F',"
	              "'answer':'declined'}}"),
	       "VB-1323", "nor by another call");
	is_str(ask_at(t, &t->forum, "record.batch",
	              "{'space':'$S','items':[{'kind':'reply','fields':{'meeting':'$M','membership'"
	              ":"
	              "'$F','answer':'declined'}}]}"),
	       "VB-1323 item 1: ", "nor by several at once");
	is_str(ask_at(t, &t->forum, "meeting.reply",
	              "{'meeting':'$M','seat':'$J','answer':'accepted'}"),
	       "VB-3005 the seat belongs to no committee that meets there",
	       "a seat of a body that does not meet");
	is_str(ask_at(t, &t->forum, "meeting.reply",
	              "{'meeting':'$M','seat':'$P','answer':'accepted'}"),
	       "VB-3005 membership leads to a record of kind person, not membership",
	       "a person is no seat");
	is_str(ask_at(t, &t->forum, "meeting.reply",
	              "{'meeting':'$A','seat':'$E','answer':'accepted'}"),
	       "VB-3005 meeting leads to a record of kind agendaItem, not meeting",
	       "an item is no meeting");
	is_str(ask_at(t, &t->forum, "meeting.reply",
	              "{'meeting':'$M','seat':'$E','answer':'gern'}"),
	       "VB-3005 answer is none of: accepted, declined, tentative, delegated",
	       "no such answer");
	scene_state(&t->s, after, sizeof(after));
	is_str(after, before, "of that nothing was written");
	is_str(ask_at(t, &t->city, "meeting.reply",
	              "{'meeting':'$M','seat':'$H','answer':'accepted'}"),
	       "VB-3005 the seat is that of a substitute; name the one it stands in for",
	       "a substitute's seat");

	(void)make_at(t, &t->forum, 'Q', "meeting.reply",
	              "{'meeting':'$M','seat':'$E','answer':'accepted','comment':'gern'}");
	ok(shows(t, &t->forum, "$Q",
	         "'fields':{'answer':'accepted','comment':'gern','meeting':'$M','membership':'$E'"
	         "}"),
	   "the own seat");
	(void)make_at(t, &t->club, 'R', "meeting.reply",
	              "{'meeting':'$M','seat':'$F','answer':'tentative'}");
	ok(shows(t, &t->club, "$R", "'authorRole':'guest'"), "a guest answers for its seat, too");
	(void)make_at(t, &t->city, 'U', "meeting.reply",
	              "{'meeting':'$M','seat':'$G','answer':'declined'}");
	ok(shows(t, &t->city, "$U", "'authorRole':'steward'"),
	   "whoever is in charge answers for whom no office does");
}

/* What an office was counts, not what it is. */
static void test_standing(struct town *t)
{
	(void)ask_at(t, &t->city, "committee.role", "{'id':'$S','peer':'Forum','role':'steward'}");
	sync(t);
	(void)make_at(t, &t->forum, 'V', "meeting.reply",
	              "{'meeting':'$M','seat':'$G','answer':'accepted'}");
	sync(t);
	(void)ask_at(t, &t->city, "committee.role", "{'id':'$S','peer':'Forum','role':'member'}");
	sync(t);
	is_str(ask_at(t, &t->forum, "meeting.reply",
	              "{'meeting':'$M','seat':'$G','answer':'declined'}"),
	       "VB-1323", "who is in charge no more speaks for its own seats only");
	ok(shows(t, &t->city, "$V", "'authorRole':'steward'"), "what it said before stands");
	ok(strstr(ask_at(t, &t->city, "record.list",
	                 "{'kind':'reply','where':{'membership':'$E'}}"),
	          "'authorRole':'member'") != NULL,
	   "lists tell that, too");
	ok(strstr(ask_at(t, &t->city, "record.show", "{'id':'$M'}"), "authorRole") == NULL,
	   "of other kinds it is of no matter");
}

/* ---- who entered it ---- */

static void hire(struct town *t, const char *right, char letter)
{
	char args[150];

	(void)snprintf(args, sizeof(args),
	               "{'fields':{'name':'Frau %s'},'login':'%s','right':'%s'}", right, right,
	               right);
	(void)make_at(t, &t->forum, letter, "person.add", args);
}

static void be(struct town *t, const char *login)
{
	t->forum.caller.uid = 5000;
	(void)snprintf(t->forum.caller.login, sizeof(t->forum.caller.login), "%s", login);
}

static void test_enterer(struct town *t)
{
	struct node_caller owner = t->forum.caller;

	hire(t, "member", 'Y');
	hire(t, "secretary", 'Z');
	is_str(ask_at(t, &t->forum, "record.create",
	              "{'space':'$S','kind':'reply','fields':{'meeting':'$M','membership':'$E',"
	              "'answer':'declined','enteredBy':'$P'}}"),
	       "VB-3005 enteredBy is what the office itself finds out",
	       "nobody says that somebody else entered it");
	be(t, "member");
	(void)make_at(t, &t->forum, 'Q', "meeting.reply",
	              "{'meeting':'$M','seat':'$E','answer':'accepted'}");
	ok(shows(t, &t->forum, "$Q", "'enteredBy':'$Y'"), "the person of the login is kept");
	is_str(ask_at(t, &t->forum, "meeting.reply",
	              "{'meeting':'$M','seat':'$G','answer':'accepted'}"),
	       "VB-3002 with the right `member` you answer only for the seats of this office",
	       "members answer for the seats of their office");
	ok(strncmp(ask_at(t, &t->forum, "record.create",
	                  "{'space':'$S','kind':'attendance','fields':{'meeting':'$M',"
	                  "'membership':'$E'}}"),
	           "VB-3002", 7) == 0,
	   "who was there is kept by a secretary");
	be(t, "secretary");
	(void)make_at(t, &t->forum, 'R', "record.create",
	              "{'space':'$S','kind':'attendance','fields':{'meeting':'$M','membership':"
	              "'$G','status':'present','start':1000}}");
	ok(shows(t, &t->forum, "$R", "'enteredBy':'$Z'"), "also of who was there");
	(void)ask_at(t, &t->forum, "record.edit", "{'id':'$R','fields':{'end':5000}}");
	ok(shows(t, &t->forum, "$R", "'enteredBy':'$Z'"), "and of who corrected it");
	t->forum.caller = owner;
	(void)ask_at(t, &t->forum, "record.edit", "{'id':'$R','fields':{'end':6000}}");
	ok(!shows(t, &t->forum, "$R", "enteredBy"), "a login without a person is nobody");
	is_str(ask_at(t, &t->forum, "record.edit", "{'id':'$R','fields':{'end':1000}}"),
	       "VB-3005 end is not after start", "nobody goes before they come");
	is_str(ask_at(t, &t->forum, "record.create",
	              "{'space':'$S','kind':'attendance','fields':{'meeting':'$M','membership':"
	              "'$J'}}"),
	       "VB-3005 the seat belongs to no committee that meets there",
	       "nobody is there for a body that does not meet");
}

/* ---- who comes instead ---- */

static void test_substitute(struct town *t)
{
	(void)make_at(
		t, &t->city, 'L', "record.create",
		"{'space':'$S','kind':'person','internal':true,'fields':{'name':'Frau Kurz'}}");
	(void)make_at(t, &t->city, 'U', "meeting.reply",
	              "{'meeting':'$M','seat':'$G','answer':'delegated','substitute':'$P'}");
	ok(shows(t, &t->city, "$U", "'audience':'all'") &&
	           shows(t, &t->city, "$U", "'substitute':'$P'"),
	   "a substitute whom all know is named to all");
	(void)make_at(t, &t->city, 'U', "meeting.reply",
	              "{'meeting':'$M','seat':'$G','answer':'delegated','substitute':'$L'}");
	sync(t);
	ok(shows(t, &t->forum, "$U", "'audience':'core'") &&
	           shows(t, &t->forum, "$U", "'substitute':'$L'"),
	   "one whom guests do not know is named to members");
	ok(strncmp(ask_at(t, &t->club, "record.show", "{'id':'$U'}"), "VB-2001", 7) == 0,
	   "and to no guest");
	ok(strstr(ask_at(t, &t->club, "record.list",
	                 "{'kind':'reply','where':{'membership':'$G','answer':'delegated'}}"),
	          "'fields':{'answer':'delegated','meeting'") != NULL,
	   "who reads that somebody else comes");
	(void)make_at(t, &t->city, 'U', "meeting.reply",
	              "{'meeting':'$N','seat':'$G','answer':'delegated','substitute':'$L'}");
	ok(shows(t, &t->city, "$U", "'audience':'core'"),
	   "a reply to an internal meeting is internal");
	ok(strncmp(ask_at(t, &t->club, "meeting.reply",
	                  "{'meeting':'$M','seat':'$F','answer':'delegated','substitute':'$L'}"),
	           "VB-2001", 7) == 0,
	   "a guest names nobody whom it does not know");
}

/* ---- the quorum ---- */

static void test_quorum(struct town *t)
{
	is_str(ask_at(t, &t->forum, "record.create",
	              "{'space':'$S','kind':'quorum','fields':{'meeting':'$M','event':"
	              "'challenged'}}"),
	       "VB-3006 membership", "a challenge is somebody's");
	is_str(ask_at(t, &t->forum, "record.create",
	              "{'space':'$S','kind':'quorum','fields':{'meeting':'$M','event':"
	              "'challenged','membership':'$F'}}"),
	       "VB-1323", "not somebody else's");
	is_str(ask_at(t, &t->forum, "record.create",
	              "{'space':'$S','kind':'quorum','fields':{'meeting':'$M','event':"
	              "'challenged','membership':'$K'}}"),
	       "VB-1325", "nor that of a seat without a vote");
	(void)make_at(t, &t->forum, 'U', "record.create",
	              "{'space':'$S','kind':'quorum','fields':{'meeting':'$M','event':"
	              "'challenged','membership':'$E'}}");
	ok(shows(t, &t->forum, "$U", "'authorRole':'member'"), "its own");
	(void)make_at(t, &t->forum, 'U', "record.create",
	              "{'space':'$S','kind':'quorum','fields':{'meeting':'$M','event':'stated'}}");
	ok(shows(t, &t->forum, "$U", "'event':'stated'"), "a statement needs no seat");
}

int main(void)
{
	struct town t;

	town_open(&t);
	test_seats(&t);
	test_standing(&t);
	test_enterer(&t);
	test_substitute(&t);
	test_quorum(&t);
	town_close(&t);
	return done();
}
