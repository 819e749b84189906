/* control_person, persons: people of an office, their logins, who may see what about them; and that nobody else hears of
 * them. */
#include "daemon/control/persons.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/clerk.h"

#define SOMEBODY 5000u

static void be(struct clerk *d, uint32_t uid, const char *login)
{
	d->caller.uid = uid;
	(void)snprintf(d->caller.login, sizeof(d->caller.login), "%s", login);
}

static void keep(char *out, size_t size, const char *id)
{
	(void)snprintf(out, size, "%s", id);
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* ---- adding, changing, removing ---- */

static void test_add(void)
{
	static const struct {
		const char *args;
		const char *want;
		const char *name;
	} rows[] = {
		{ "{'fields':{}}", "VB-3006 name", "without a name" },
		{ "{'fields':{'name':null}}", "VB-3006 name", "with an empty name" },
		{ "{'fields':{'name':'Anna','colour':'red'}}", "VB-3005 person has no field colour",
		  "with a field that there is not" },
		{ "{'fields':{'name':'Anna','delivery':'pigeon'}}",
		  "VB-3005 delivery is none of: email, letter", "reached by pigeon" },
		{ "{'fields':{'name':'Anna','body':'0123456789abcdef'}}", "VB-2001 body",
		  "referring to what nobody can have written yet" },
		{ "{'fields':{'name':'Anna'},'login':'two words'}",
		  "VB-3005 login is not the name of a login", "with no name of a login" },
		{ "{'fields':{'name':'Anna'},'login':'anna','right':'king'}",
		  "VB-3005 right is none of: reader, member, secretary, administrator",
		  "with a right that there is not" },
		{ "{'fields':{'name':'Anna'},'login':'anna','right':'monitor'}",
		  "VB-3005 right is none of: reader, member, secretary, administrator",
		  "with a right that nobody is given" },
		{ "{'fields':{'name':'Anna'},'right':'reader'}", "VB-3006 login",
		  "with a right and no login" },
	};
	struct clerk d;

	clerk_open(&d, "Amt");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(clerk_ask(&d, "person.add", "%s", rows[i].args), rows[i].want, "%s",
		       rows[i].name);
	is_int(node_space_count(d.node), 0, "nothing is left of what was refused");
	ok(clerk_ask(&d, "person.add", "{'fields':{'name':'Anna'},'login':'anna'}")[0] == '{',
	   "a person");
	ok(has(clerk_ask(&d, "person.show", "{'id':'%s'}", clerk_text(&d, "id")),
	       "'login':'anna','office':true,'right':'member'"),
	   "of this office, and without a word about it with the right member");
	is_str(clerk_ask(&d, "person.add", "{'fields':{'name':'Anne'},'login':'anna'}"),
	       "VB-3013 anna", "a login belongs to one person");
	is_int(node_space_count(d.node), 1, "one space holds them");
	ok(clerk_ask(&d, "person.add", "{'fields':{'name':'Anna'}}")[0] == '{',
	   "two may have one name");
	is_int(node_space_count(d.node), 1, "in the same space");
	clerk_close(&d);
}

static void test_edit(void)
{
	char anna[40], bert[40];
	struct clerk d;

	clerk_open(&d, "Amt");
	keep(anna, sizeof(anna),
	     clerk_get(&d, "id", "person.add",
	               "{'fields':{'name':'Anna','email':['a@example.org']},'login':'anna'}"));
	keep(bert, sizeof(bert), clerk_get(&d, "id", "person.add", "{'fields':{'name':'Bert'}}"));
	is_str(clerk_ask(&d, "person.edit", "{'id':'%s','right':'reader'}", bert), "VB-3006 login",
	       "no right without a login");
	is_str(clerk_ask(&d, "person.edit", "{'id':'%s','login':'anna'}", bert), "VB-3013 anna",
	       "nor the login of another");
	is_str(clerk_ask(&d, "person.edit", "{'id':'%s','fields':{'name':null}}", anna),
	       "VB-3006 name", "a name stays");
	(void)clerk_get(&d, "id", "person.edit",
	                "{'id':'%s','right':'secretary','fields':{'email':null,'phone':['112']}}",
	                anna);
	ok(has(clerk_ask(&d, "person.show", "{'id':'%s'}", anna),
	       "'fields':{'name':'Anna','phone':['112']}"),
	   "fields change");
	ok(has(clerk_answer(&d), "'login':'anna','office':true,'right':'secretary'"),
	   "and the right");
	(void)clerk_get(&d, "id", "person.edit", "{'id':'%s','login':'anna2'}", anna);
	ok(has(clerk_ask(&d, "person.show", "{'id':'%s'}", anna),
	       "'login':'anna2','office':true,'right':'secretary'"),
	   "another login keeps the right");
	(void)clerk_get(&d, "id", "person.edit", "{'id':'%s','login':'anna'}", bert);
	ok(has(clerk_ask(&d, "person.show", "{'id':'%s'}", bert),
	       "'login':'anna','office':true,'right':'member'"),
	   "and the old one is free, without it");
	(void)clerk_get(&d, "id", "person.edit", "{'id':'%s','login':null}", anna);
	ok(!has(clerk_ask(&d, "person.show", "{'id':'%s'}", anna), "'login'"), "taken away");
	be(&d, SOMEBODY, "anna2");
	is_str(clerk_ask(&d, "person.list", "{}"), "VB-3002 this login has no right here: anna2",
	       "and of no use any more");
	clerk_close(&d);
}

/* Members correct what stands about themselves, and nothing else. */
static void test_oneself(void)
{
	char anna[40], bert[40];
	struct clerk d;

	clerk_open(&d, "Amt");
	keep(anna, sizeof(anna),
	     clerk_get(&d, "id", "person.add", "{'fields':{'name':'Anna'},'login':'anna'}"));
	keep(bert, sizeof(bert), clerk_get(&d, "id", "person.add", "{'fields':{'name':'Bert'}}"));
	be(&d, SOMEBODY, "anna");
	ok(clerk_ask(&d, "person.edit", "{'id':'%s','fields':{'phone':['110']}}", anna)[0] == '{',
	   "her own number");
	is_str(clerk_ask(&d, "person.edit", "{'id':'%s','fields':{'phone':['110']}}", bert),
	       "VB-3002 this needs the right `administrator`; yours is `member`", "not another's");
	is_str(clerk_ask(&d, "person.edit", "{'id':'%s','right':'administrator'}", anna),
	       "VB-3002 this needs the right `administrator`; yours is `member`",
	       "nor her own right");
	is_str(clerk_ask(&d, "person.edit", "{'id':'%s','login':'annb'}", anna),
	       "VB-3002 this needs the right `administrator`; yours is `member`", "nor her login");
	clerk_close(&d);
}

static void test_remove(void)
{
	char anna[40];
	struct clerk d;

	clerk_open(&d, "Amt");
	keep(anna, sizeof(anna),
	     clerk_get(&d, "id", "person.add",
	               "{'fields':{'name':'Anna','email':['a@example.org']},'login':'anna'}"));
	is_str(clerk_get(&d, "id", "person.remove", "{'id':'%s'}", anna), anna, "removed");
	is_str(clerk_ask(&d, "person.list", "{}"), "{'items':[]}", "in no list");
	is_str(clerk_ask(&d, "record.list", "{'kind':'person'}"), "{'items':[]}",
	       "not there either");
	ok(has(clerk_ask(&d, "person.show", "{'id':'%s'}", anna), "'deleted':true,'fields':{}"),
	   "nothing is shown of her");
	ok(!has(clerk_answer(&d), "anna"), "nor the login");
	is_str(clerk_ask(&d, "person.remove", "{'id':'%s'}", anna), "VB-2001 it was deleted",
	       "once is enough");
	is_str(clerk_ask(&d, "person.edit", "{'id':'%s','login':'anna'}", anna),
	       "VB-2001 it was deleted", "no login for who is not there");
	be(&d, SOMEBODY, "anna");
	is_str(clerk_ask(&d, "status", "{}"), "VB-3002 this login has no right here: anna",
	       "her login opens nothing");
	be(&d, 0, "");
	ok(clerk_ask(&d, "person.add", "{'fields':{'name':'Anna Neu'},'login':'anna'}")[0] == '{',
	   "and is free for another");
	clerk_close(&d);
}

/* ---- seeing ---- */

struct town_hall {
	struct clerk d;
	char space[65];
	char anna[40];
	char mayor[40]; /* a person of a committee's records */
};

static void hall_open(struct town_hall *h)
{
	clerk_open(&h->d, "Amt");
	keep(h->space, sizeof(h->space),
	     clerk_get(&h->d, "id", "committee.create", "{'name':'Rat'}"));
	keep(h->mayor, sizeof(h->mayor),
	     clerk_get(&h->d, "id", "record.create",
	               "{'space':'%s','kind':'person','fields':{'name':'Bürgermeister',"
	               "'email':['bm@example.org'],'status':['Bürgermeister']}}",
	               h->space));
	keep(h->anna, sizeof(h->anna),
	     clerk_get(&h->d, "id", "person.add",
	               "{'fields':{'name':'Anna','email':['a@example.org'],'phone':['116 117'],"
	               "'delivery':'letter','title':['Dr.']},'login':'anna','right':'reader'}"));
}

static void test_list(void)
{
	char first[40];
	struct town_hall h;

	hall_open(&h);
	ok(has(clerk_ask(&h.d, "person.list", "{}"), "'office':false") &&
	           has(clerk_answer(&h.d), "'login':'anna','office':true,'right':'reader'"),
	   "all persons, each told apart");
	ok(!has(clerk_ask(&h.d, "person.list", "{'office':true}"), "Bürgermeister") &&
	           has(clerk_answer(&h.d), "Anna"),
	   "those of the office");
	ok(has(clerk_ask(&h.d, "person.list", "{'space':'%.8s'}", h.space), "Bürgermeister") &&
	           !has(clerk_answer(&h.d), "Anna"),
	   "those of a committee");
	is_str(clerk_ask(&h.d, "person.list", "{'office':true,'space':'%.8s'}", h.space),
	       "VB-3005 either office or space", "not both");
	keep(first, sizeof(first), clerk_get(&h.d, "next", "person.list", "{'limit':1}"));
	ok(has(clerk_ask(&h.d, "person.list", "{'limit':1,'after':'%s'}", first), "Anna"),
	   "page by page");
	ok(has(clerk_ask(&h.d, "person.show", "{'id':'%s'}", h.mayor), "'office':false"),
	   "one of a committee is shown, too");
	is_str(clerk_ask(&h.d, "person.show", "{'id':'%s'}",
	                 clerk_get(&h.d, "id", "message.post", "{'target':'%s','text':'x'}",
	                           h.space)),
	       "VB-3005 id is no person", "a message is no person");
	is_str(clerk_ask(&h.d, "person.edit", "{'id':'%s','login':'bm'}", h.mayor),
	       "VB-3005 id is no person of this office", "but has no login here");
	is_str(clerk_ask(&h.d, "person.remove", "{'id':'%s'}", h.mayor),
	       "VB-3005 id is no person of this office", "and is not removed by this call");
	clerk_close(&h.d);
}

/* Readers see who there is, and not how to reach them; they cannot find it out by asking for it, either. */
static void test_private(void)
{
	static const char *const hidden[] = { "example.org", "116 117", "letter", "'login'",
		                              "'right'" };
	static const char *const calls[] = { "person.list", "record.list", "person.show",
		                             "record.show" };
	char args[100];
	struct town_hall h;

	hall_open(&h);
	be(&h.d, SOMEBODY, "anna");
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		(void)snprintf(args, sizeof(args), has(calls[i], "show") ? "{'id':'%s'}" : "{%s}",
		               has(calls[i], "show")     ? h.anna
		               : has(calls[i], "record") ? "'kind':'person'"
		                                         : "");
		ok(has(clerk_ask(&h.d, calls[i], "%s", args), "Anna") &&
		           has(clerk_answer(&h.d), "Dr."),
		   "%s: a reader sees the name", calls[i]);
		for (size_t j = 0; j < sizeof(hidden) / sizeof(hidden[0]); j++)
			ok(!has(clerk_answer(&h.d), hidden[j]), "%s: not %s", calls[i], hidden[j]);
	}
	is_str(clerk_ask(&h.d, "record.list",
	                 "{'kind':'person','where':{'email':'a@example.org'}}"),
	       "VB-3002 email", "nor asks who has an address");
	be(&h.d, 0, "");
	ok(has(clerk_ask(&h.d, "record.list",
	                 "{'kind':'person','where':{'email':'a@example.org'}}"),
	       "'delivery':'letter','email':['a@example.org'],'name':'Anna','phone':['116 117']"),
	   "the administrator does");
	clerk_close(&h.d);
}

static void test_whoami(void)
{
	struct town_hall h;
	char want[200];

	hall_open(&h);
	is_str(clerk_ask(&h.d, "person.whoami", "{}"), "{'right':'administrator'}",
	       "the owner of the home, without a login's name");
	be(&h.d, 0, "root");
	is_str(clerk_ask(&h.d, "person.whoami", "{}"), "{'login':'root','right':'administrator'}",
	       "root");
	be(&h.d, SOMEBODY, "anna");
	(void)snprintf(want, sizeof(want),
	               "{'login':'anna','person':{'id':'%s','name':'Anna'},'right':'reader'}",
	               h.anna);
	is_str(clerk_ask(&h.d, "person.whoami", "{}"), want, "somebody with a login");
	be(&h.d, 0, "anna");
	ok(has(clerk_ask(&h.d, "person.whoami", "{}"), "'right':'administrator'") &&
	           has(clerk_answer(&h.d), "'name':'Anna'"),
	   "the owner as a person keeps every right");
	be(&h.d, SOMEBODY, "mallory");
	h.d.caller.read_only = true;
	is_str(clerk_ask(&h.d, "person.whoami", "{}"), "{'login':'mallory','right':'monitor'}",
	       "who only watches the machine");
	be(&h.d, SOMEBODY, "anna");
	ok(has(clerk_ask(&h.d, "person.whoami", "{}"), "'right':'reader'"),
	   "a login keeps its right on the socket for reading");
	clerk_close(&h.d);
}

/* ---- the space behind it ---- */

static void test_hidden_space(void)
{
	const struct node_space *own;
	char id[65];
	struct town_hall h;

	hall_open(&h);
	own = persons_space(h.d.node);
	ok(own != NULL, "there is a space of the office's own");
	hex_format(own->id.b, sizeof(own->id.b), id);
	ok(!has(clerk_ask(&h.d, "committee.list", "{}"), id), "no committee");
	ok(!has(clerk_ask(&h.d, "status", "{}"), id), "not in the status");
	is_str(clerk_ask(&h.d, "committee.show", "{'id':'%s'}", id) + 8, id, "not to be shown");
	ok(has(clerk_answer(&h.d), "VB-1201"), "unknown");
	ok(has(clerk_ask(&h.d, "committee.admit", "{'id':'%s','peer':'Amt','role':'member'}", id),
	       "VB-1201"),
	   "nobody is admitted");
	ok(has(clerk_ask(&h.d, "peer.invite", "{'space':'%s','role':'member'}", id), "VB-1201"),
	   "nor invited");
	ok(has(clerk_ask(&h.d, "record.create",
	                 "{'space':'%s','kind':'person','fields':{'name':'X'}}", id),
	       "VB-1201"),
	   "nothing is written there");
	is_str(clerk_ask(&h.d, "record.edit", "{'id':'%s','fields':{'name':'X'}}", h.anna),
	       "VB-3005 persons of this office are changed by `verbund person`", "or changed");
	is_str(clerk_ask(&h.d, "record.delete", "{'id':'%s'}", h.anna),
	       "VB-3005 persons of this office are changed by `verbund person`", "or deleted");
	is_str(clerk_ask(&h.d, "message.post", "{'target':'%s','text':'Hallo'}", h.anna),
	       "VB-3005 persons of this office are changed by `verbund person`",
	       "or talked about, but by the calls for persons");
	clerk_reopen(&h.d);
	ok(persons_space(h.d.node) != NULL, "it is known again after a restart");
	clerk_close(&h.d);
}

/* Nobody else has what stood there, so nothing waits for it for ever. */
static void test_lost_store(void)
{
	struct clerk d;

	clerk_open(&d, "Amt");
	(void)clerk_get(&d, "id", "person.add", "{'fields':{'name':'Anna'},'login':'anna'}");
	if (unlink(scratch_path(d.folder, "home/data.mdb")) != 0)
		bail("the store cannot be removed");
	clerk_reopen(&d);
	is_int(node_space_count(d.node), 0, "the store is lost: no space waits for others");
	ok(clerk_ask(&d, "person.add", "{'fields':{'name':'Anna'},'login':'anna'}")[0] == '{',
	   "and persons can be added anew");
	clerk_close(&d);
}

static void test_other_office(void)
{
	struct record_id person;
	struct clerk a, b;
	struct merged m;
	struct span name;
	struct request q = { .node = NULL };
	char space[65], anna[40];

	clerk_open(&a, "Stadt");
	clerk_open(&b, "Forum");
	clerk_pair(&a, &b);
	keep(anna, sizeof(anna),
	     clerk_get(&a, "id", "person.add", "{'fields':{'name':'Anna'},'login':'anna'}"));
	keep(space, sizeof(space), clerk_get(&a, "id", "committee.create", "{'name':'Rat'}"));
	(void)clerk_get(&a, "id", "committee.admit", "{'id':'%s','peer':'Forum','role':'member'}",
	                space);
	be(&a, SOMEBODY, "anna");
	(void)clerk_get(&a, "id", "message.post", "{'target':'%s','text':'Guten Tag'}", space);
	clerk_sync(&a, &b);
	ok(has(clerk_ask(&b, "message.list", "{'target':'%s'}", space), "Guten Tag"),
	   "what she writes arrives");
	is_int(node_space_count(b.node), 1, "with nothing but the committee");
	is_str(clerk_ask(&b, "person.list", "{}"), "{'items':[]}", "no person");
	merged_init(&m);
	if (hex_parse(anna, strlen(anna), person.b, sizeof(person.b)) != 0)
		bail("an id");
	q.node = a.node;
	ok(persons_name(&q, node_self(a.node), &person, &m, &name) &&
	           span_is_equal(name, span_of_str("Anna")),
	   "at home her name is known");
	ok(!persons_name(&q, node_self(b.node), &person, &m, &name),
	   "but not when another office says that it was her");
	q.node = b.node;
	ok(!persons_name(&q, node_self(a.node), &person, &m, &name), "and nowhere else");
	merged_release(&m);
	clerk_close(&a);
	clerk_close(&b);
}

/* ---- histories ---- */

static void test_log(void)
{
	char message[40], want[120];
	struct town_hall h;
	struct clerk b;

	hall_open(&h);
	clerk_open(&b, "Forum");
	clerk_pair(&h.d, &b);
	(void)clerk_get(&h.d, "id", "committee.admit", "{'id':'%s','peer':'Forum','role':'member'}",
	                h.space);
	(void)clerk_get(&h.d, "id", "person.edit", "{'id':'%s','right':'member'}", h.anna);
	be(&h.d, SOMEBODY, "anna");
	keep(message, sizeof(message),
	     clerk_get(&h.d, "id", "message.post", "{'target':'%s','text':'Guten Tag'}", h.space));
	clerk_sync(&h.d, &b);
	(void)snprintf(want, sizeof(want), "'person':'%s','personName':'Anna'", h.anna);
	ok(has(clerk_ask(&h.d, "record.log", "{'id':'%s'}", message), want),
	   "who wrote it is named at home");
	ok(has(clerk_ask(&h.d, "record.show", "{'id':'%s'}", message), want), "with the record");
	ok(has(clerk_ask(&h.d, "message.list", "{'target':'%s'}", h.space), want), "in the list");
	ok(!has(clerk_ask(&b, "record.show", "{'id':'%s'}", message), "'person'") &&
	           !has(clerk_ask(&b, "message.list", "{'target':'%s'}", h.space), "'person'"),
	   "and nowhere else");
	(void)clerk_get(&b, "id", "message.post", "{'target':'%s','text':'Danke'}", h.space);
	clerk_sync(&h.d, &b);
	ok(has(clerk_ask(&h.d, "message.list", "{'target':'%s'}", h.space), "'text':'Danke'") &&
	           !has(strstr(clerk_answer(&h.d), "Danke"), "'person'"),
	   "what another office writes has none");
	(void)snprintf(want, sizeof(want), "'person':'%s','state'", h.anna);
	ok(has(clerk_ask(&b, "record.log", "{'id':'%s'}", message), want),
	   "elsewhere it is a number");
	ok(has(clerk_ask(&h.d, "record.log", "{'id':'%s'}", h.anna), "'value':'a@example.org'"),
	   "what stood about her, for members");
	be(&h.d, 0, "");
	(void)clerk_get(&h.d, "id", "person.edit", "{'id':'%s','right':'reader'}", h.anna);
	be(&h.d, SOMEBODY, "anna");
	ok(has(clerk_ask(&h.d, "record.log", "{'id':'%s'}", h.anna), "'value':'Anna'") &&
	           !has(clerk_answer(&h.d), "example.org") && !has(clerk_answer(&h.d), "letter"),
	   "and her name alone for readers");
	be(&h.d, 0, "");
	(void)clerk_get(&h.d, "id", "person.remove", "{'id':'%s'}", h.anna);
	ok(has(clerk_ask(&h.d, "record.log", "{'id':'%s'}", h.anna), "'verb':'delete'") &&
	           !has(clerk_answer(&h.d), "Anna") && !has(clerk_answer(&h.d), "example.org"),
	   "nothing, for nobody, once she is removed");
	ok(!has(clerk_ask(&h.d, "record.log", "{'id':'%s'}", message), "personName"),
	   "then she is a number at home, too");
	clerk_close(&h.d);
	clerk_close(&b);
}

int main(void)
{
	test_add();
	test_edit();
	test_oneself();
	test_remove();
	test_list();
	test_private();
	test_whoami();
	test_hidden_space();
	test_lost_store();
	test_other_office();
	test_log();
	return done();
}
