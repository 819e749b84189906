/* sense_availability, person_office: who is answered for by whom, what is closed, and who entered it. The city is in charge;
 * the association, a member, has one person with a seat ($E) and wrote down a volunteer without one ($F); the forum is a
 * guest with a person ($G) whom the city wrote down; nobody's office is that of $P, whom the city looks after. */
#include "daemon/control/person_office.h"
#include "daemon/control/sense.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

struct town {
	struct scene s;
	struct clerk city, club, forum;
};

#define MAKE(kind, fields) "record.create", "{'space':'$S','kind':'" kind "','fields':{" fields "}}"
#define ANSWER(person, word)                                                                       \
	MAKE("availability", "'request':'$R','person':'$" person "','answer':'" word "'")

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
	for (int i = 0; i < 2; i++) {
		clerk_sync(&t->city, &t->club);
		clerk_part(&t->city, &t->club);
		clerk_sync(&t->city, &t->forum);
		clerk_part(&t->city, &t->forum);
	}
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

static void body_make(struct town *t, char letter, const char *name, struct clerk *office)
{
	char args[300];

	(void)snprintf(args, sizeof(args),
	               "{'space':'$S','kind':'organization','fields':{'name':'%s','node':'%s'}}",
	               name, clerk_get(office, "id", "node.show", "{}"));
	(void)make_at(t, &t->city, letter, "record.create", args);
}

static void town_open(struct town *t)
{
	clerk_open(&t->city, "Amt");
	scene_make(&t->s, &t->city);
	admit(t, &t->club, "Verein", "member");
	admit(t, &t->forum, "Forum", "guest");
	body_make(t, 'W', "Verein", &t->club);
	body_make(t, 'X', "Forum", &t->forum);
	sync(t);
	(void)make_at(t, &t->city, 'E', MAKE("person", "'name':'Frau Esche'"));
	(void)make_at(t, &t->city, 'G', MAKE("person", "'name':'Herr Ginster'"));
	(void)make_at(t, &t->club, 'F', MAKE("person", "'name':'Frau Farn'"));
	/* A seat without an office before the one with it, and a later one of another: the oldest with an office counts. */
	(void)make_at(t, &t->city, 'Y', MAKE("membership", "'person':'$E','organization':'$O'"));
	(void)make_at(t, &t->city, 'Y',
	              MAKE("membership", "'person':'$E','organization':'$O','onBehalfOf':'$W'"));
	(void)make_at(t, &t->city, 'Y',
	              MAKE("membership", "'person':'$E','organization':'$O','onBehalfOf':'$X'"));
	(void)make_at(t, &t->city, 'Y',
	              MAKE("membership", "'person':'$G','organization':'$O','onBehalfOf':'$X'"));
	sync(t);
	(void)make_at(t, &t->city, 'R',
	              MAKE("availabilityRequest", "'role':'interpreter','language':'ar','needed':2,"
	                                          "'asked':['$E','$F','$G','$P']"));
	sync(t);
}

static void town_close(struct town *t)
{
	clerk_close(&t->city);
	clerk_close(&t->club);
	clerk_close(&t->forum);
}

/* ---- whose person ---- */

static void check_answers(struct town *t, struct clerk *d, const char *who, const char *persons)
{
	static const char *const letters[] = { "E", "F", "G", "P" };
	char args[200];

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		const char *got;

		(void)snprintf(args, sizeof(args),
		               "{'space':'$S','kind':'availability','fields':{'request':'$R',"
		               "'person':'$%s','answer':'declined'}}",
		               letters[i]);
		got = ask_at(t, d, "record.create", args);
		if (strchr(persons, letters[i][0]) != NULL)
			ok(strncmp(got, "{'id':", 6) == 0, "%s answers for %s", who, letters[i]);
		else
			is_str(got, "VB-1203 another office answers for this person",
			       "%s does not answer for %s", who, letters[i]);
	}
}

static void test_offices(struct town *t)
{
	check_answers(t, &t->club, "the association", "EF");
	check_answers(t, &t->forum, "the forum", "G");
	check_answers(t, &t->city, "whoever is in charge", "EFGP");
}

/* What one office of the town finds. */
static const char *office_of(struct town *t, const struct clerk *d, char letter)
{
	struct request q = { .node = d->node };
	struct node_id office;
	struct record_id id;
	const char *text = t->s.ids[letter - 'A'];
	struct node_space *space = NULL;
	struct {
		struct clerk *d;
		const char *name;
	} all[] = { { &t->city, "city" }, { &t->club, "association" }, { &t->forum, "forum" } };

	if (hex_parse(text, strlen(text), id.b, sizeof(id.b)) != 0)
		bail("no id under %c", letter);
	for (uint32_t i = 1; space == NULL && i < 20; i++)
		space = node_space_number(d->node, i);
	while (space != NULL && node_space_is_own(d->node, space))
		space = node_space_number(d->node, space->number + 1);
	if (space == NULL || person_office_find(&q, space, &id, &office) != 0)
		return "error";
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (node_id_is_equal(node_self(all[i].d->node), &office))
			return all[i].name;
	}
	return "none";
}

/* ---- what is asked and answered ---- */

static void test_sense(struct town *t)
{
	char before[8192];
	char after[8192];

	t->s.d = &t->club;
	scene_state(&t->s, before, sizeof(before));
	(void)make_at(t, &t->city, 'Q', MAKE("person", "'name':'Frau Quitte'"));
	is_str(ask_at(t, &t->city, ANSWER("Q", "accepted")), "VB-3005 this person was not asked",
	       "somebody who was not asked");
	is_str(ask_at(t, &t->club, ANSWER("E", "tentative")),
	       "VB-3005 answer is none of: accepted, declined", "yes or no, nothing else");
	is_str(ask_at(t, &t->club, ANSWER("W", "accepted")),
	       "VB-3005 person leads to a record of kind organization, not person",
	       "an organization does not interpret");
	is_str(ask_at(t, &t->club,
	              MAKE("availability", "'request':'$M','person':'$E','answer':'accepted'")),
	       "VB-3005 request leads to a record of kind meeting, not availabilityRequest",
	       "a meeting is no request");
	is_str(ask_at(t, &t->club,
	              MAKE("availability", "'request':'$R','person':'$E','answer':'accepted',"
	                                   "'enteredBy':'$P'")),
	       "VB-3005 enteredBy is what the office itself finds out",
	       "nobody types who entered it");
	is_str(ask_at(t, &t->club, MAKE("availability", "'request':'$R','person':'$E'")),
	       "VB-3006 answer", "an answer says something");
	is_str(ask_at(t, &t->forum, MAKE("availabilityRequest", "'role':'volunteer'")),
	       "VB-1203 create availabilityRequest as guest", "a guest asks nobody");
	is_str(ask_at(t, &t->club, MAKE("availabilityRequest", "'language':'ar'")), "VB-3006 role",
	       "a request says what for");
	is_str(ask_at(t, &t->club, MAKE("availabilityRequest", "'role':'x','start':2,'end':1")),
	       "VB-3005 it ends before it begins", "times");
	is_str(ask_at(t, &t->club, MAKE("availabilityRequest", "'role':'x','needed':0")),
	       "VB-3005 needed is 0: nobody would be asked", "nobody");
	is_str(ask_at(t, &t->club, MAKE("availabilityRequest", "'role':'x','asked':['$O']")),
	       "VB-3005 asked leads to a record of kind organization, not person",
	       "an organization is not asked");
	scene_state(&t->s, after, sizeof(after));
	is_str(after, before, "of that nothing was written");
	ok(strncmp(ask_at(t, &t->club,
	                  MAKE("availabilityRequest", "'role':'x','start':2,'end':2,'needed':1")),
	           "{'id':", 6) == 0,
	   "a member asks, too");
}

static void test_closed(struct town *t)
{
	(void)make_at(t, &t->club, 'U', ANSWER("E", "accepted"));
	(void)ask_at(t, &t->city, "record.edit", "{'id':'$R','fields':{'state':'closed'}}");
	is_str(ask_at(t, &t->city, ANSWER("E", "accepted")), "VB-1316 the request is closed",
	       "who closed it takes no more");
	ok(strncmp(ask_at(t, &t->club, ANSWER("E", "declined")), "{'id':", 6) == 0,
	   "who does not know yet that it is closed writes");
	sync(t);
	is_str(ask_at(t, &t->club, ANSWER("E", "accepted")), "VB-1316 the request is closed",
	       "and afterwards not");
	(void)ask_at(t, &t->city, "record.edit", "{'id':'$R','fields':{'state':'open'}}");
	ok(strncmp(ask_at(t, &t->city, ANSWER("E", "accepted")), "{'id':", 6) == 0,
	   "it can be opened again");
	(void)ask_at(t, &t->city, "record.delete", "{'id':'$R'}");
	is_str(ask_at(t, &t->city, ANSWER("E", "accepted")), "VB-3005 request was deleted",
	       "what was deleted is not answered");
	is_str(ask_at(t, &t->city, "record.edit", "{'id':'$U','fields':{'answer':'declined'}}"),
	       "VB-1316 the request was deleted", "nor is an answer corrected");
}

static void test_enterer(struct town *t)
{
	struct node_caller owner = t->club.caller;

	(void)make_at(t, &t->club, 'Z', "person.add",
	              "{'fields':{'name':'Frau Amt'},'login':'amt','right':'secretary'}");
	t->club.caller.uid = 5000;
	(void)snprintf(t->club.caller.login, sizeof(t->club.caller.login), "amt");
	(void)make_at(t, &t->club, 'V', ANSWER("F", "accepted"));
	ok(strstr(ask_at(t, &t->club, "record.show", "{'id':'$V'}"),
	          scene_text(&t->s, "'enteredBy':'$Z'")) != NULL,
	   "the person of the login is kept");
	t->club.caller = owner;
	ok(strstr(ask_at(t, &t->club, "record.show", "{'id':'$V'}"), "'authorRole':'member'") !=
	           NULL,
	   "and the role that the office had");
	is_str(ask_at(t, &t->club, "record.edit", "{'id':'$V','fields':{'answer':'declined'}}"),
	       "VB-1203 edit availability as member", "what was said stands");
}

int main(void)
{
	struct town t;

	town_open(&t);
	test_offices(&t);
	is_str(office_of(&t, &t.city, 'E'), "association", "the oldest seat with an office counts");
	is_str(office_of(&t, &t.forum, 'E'), "association", "everywhere");
	is_str(office_of(&t, &t.city, 'F'), "association", "without a seat who wrote them down");
	is_str(office_of(&t, &t.club, 'G'), "forum", "a seat counts before who wrote them down");
	is_str(office_of(&t, &t.club, 'P'), "city", "and nobody else");
	is_str(office_of(&t, &t.club, 'R'), "city", "of what is no person who wrote it");
	test_sense(&t);
	test_enterer(&t);
	test_closed(&t);
	town_close(&t);
	return done();
}
