/* control_keys, keybook: who adds, vouches for and withdraws personal keys, and what is told of them. */
#include "daemon/control/keybook.h"

#include <stdio.h>
#include <string.h>

#include "protocol/peer/person_keys.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"

#define ANNA 5001u
#define BERT 5002u
#define HEX_BYTES (2u * VB_PERSON_STATEMENT_MAX_BYTES + 1u)

struct people {
	struct clerk d;
	char anna[40], bert[40];
	struct person_keys *keys;  /* of Anna */
	struct person_keys *other; /* of a second device of hers */
};

static void be(struct people *p, uint32_t uid, const char *login)
{
	p->d.caller.uid = uid;
	(void)snprintf(p->d.caller.login, sizeof(p->d.caller.login), "%s", login);
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static struct person_keys *keys_of(struct people *p, const char *person)
{
	struct record_id id = { { 0 } };

	if (hex_parse(person, strlen(person), id.b, sizeof(id.b)) != 0)
		bail("no id");
	return person_keys_new(node_self(p->d.node), &id);
}

/* Anna reads only, Bert is a secretary; the owner of the home is neither. */
static void open_office(struct people *p)
{
	clerk_open(&p->d, "Amt");
	(void)snprintf(p->anna, sizeof(p->anna), "%s",
	               clerk_get(&p->d, "id", "person.add",
	                         "{'fields':{'name':'Anna'},'login':'anna','right':'reader'}"));
	(void)snprintf(p->bert, sizeof(p->bert), "%s",
	               clerk_get(&p->d, "id", "person.add",
	                         "{'fields':{'name':'Bert'},'login':'bert','right':'secretary'}"));
	p->keys = keys_of(p, p->anna);
	p->other = keys_of(p, p->anna);
}

static void close_office(struct people *p)
{
	person_keys_destroy(&p->keys);
	person_keys_destroy(&p->other);
	clerk_close(&p->d);
}

static const char *publish(struct people *p, const struct person_keys *keys)
{
	char text[HEX_BYTES];
	struct buf statement;

	buf_init(&statement, VB_PERSON_STATEMENT_MAX_BYTES);
	person_keys_state(keys, 0, &statement);
	hex_format(statement.data, statement.size, text);
	buf_release(&statement);
	return clerk_ask(&p->d, "person.publish", "{'statement':'%s'}", text);
}

static const char *vouch(struct people *p, uint32_t number, uint32_t by)
{
	char text[2 * VB_SIGNATURE_BYTES + 1];
	struct signature signature;
	struct buf statement;

	buf_init(&statement, VB_PERSON_STATEMENT_MAX_BYTES);
	person_keys_state(p->other, 0, &statement);
	person_keys_vouch(p->keys, 0, buf_span(&statement), &signature);
	buf_release(&statement);
	hex_format(signature.b, sizeof(signature.b), text);
	return clerk_ask(&p->d, "person.vouch", "{'number':%u,'by':%u,'signature':'%s'}", number,
	                 by, text);
}

static const char *told(struct people *p)
{
	return clerk_ask(&p->d, "person.keys", "{'id':'%s'}", p->anna);
}

static void test_who(void)
{
	struct people p;
	struct person_keys *strange;
	char text[HEX_BYTES];

	open_office(&p);
	ok(has(told(&p), "'items':[],'nextNumber':1"), "nobody has keys");
	person_keys_make(p.keys, 1, (struct wall_ms){ 1000 });
	is_str(publish(&p, p.keys), "VB-3002 this login belongs to no person of this office",
	       "not the owner of the home");
	be(&p, BERT, "bert");
	is_str(publish(&p, p.keys), "VB-3002 personal keys are published by the person alone",
	       "not another person");
	be(&p, ANNA, "anna");
	ok(has(publish(&p, p.keys), "'number':1"), "but the person, who may only read");
	ok(has(told(&p), "'number':1,'sign':"), "it is told");
	ok(has(told(&p), "'trust':'first'"), "as the first");
	is_str(publish(&p, p.keys), "VB-1304", "not twice");
	strange = person_keys_new(&(struct node_id){ { 3 } }, &(struct record_id){ { 4 } });
	person_keys_make(strange, 2, (struct wall_ms){ 0 });
	is_str(publish(&p, strange), "VB-3002 personal keys are published by the person alone",
	       "nor a person of another office");
	person_keys_destroy(&strange);
	is_str(clerk_ask(&p.d, "person.publish", "{'statement':'zz'}"),
	       "VB-3005 statement is not hexadecimal", "digits");
	is_str(clerk_ask(&p.d, "person.publish", "{'statement':'0102'}"), "VB-1001", "half of one");
	memset(text, 'a', sizeof(text));
	text[2 * (VB_SIGNATURE_BYTES + 2)] = '\0';
	is_str(clerk_ask(&p.d, "person.publish", "{'statement':'%s'}", text), "VB-1001",
	       "something else");
	be(&p, BERT, "bert");
	ok(has(told(&p), "'trust':'first'"), "others are told, too");
	ok(has(clerk_ask(&p.d, "person.keys", "{'id':'%s'}", p.bert), "'items':[]"),
	   "and that another has none");
	ok(has(clerk_ask(&p.d, "record.log", "{'id':'%s'}", p.anna), "'field':'keys','op':'set'"),
	   "the history says that keys came");
	close_office(&p);
}

static void test_devices(void)
{
	struct people p;

	open_office(&p);
	be(&p, ANNA, "anna");
	person_keys_make(p.keys, 1, (struct wall_ms){ 1000 });
	ok(publish(&p, p.keys)[0] == '{', "a first device");
	person_keys_make(p.other, 1, (struct wall_ms){ 2000 });
	is_str(publish(&p, p.other), "VB-2010 other keys were added meanwhile",
	       "not a number that is taken");
	person_keys_destroy(&p.other);
	p.other = keys_of(&p, p.anna);
	person_keys_make(p.other, 2, (struct wall_ms){ 2000 });
	ok(publish(&p, p.other)[0] == '{', "a second device");
	ok(has(told(&p), "'trust':'alone'"), "for which nobody vouches so far");
	is_str(vouch(&p, 2, 2), "VB-3005 only earlier keys vouch for later ones", "not itself");
	is_str(vouch(&p, 3, 1), "VB-2027", "nor for keys that there are not");
	is_str(vouch(&p, 1, 1), "VB-3005 only earlier keys vouch for later ones",
	       "nor for the first");
	is_str(clerk_ask(&p.d, "person.vouch", "{'number':2,'by':1,'signature':'00'}"), "VB-1101",
	       "half a signature");
	be(&p, BERT, "bert");
	is_str(vouch(&p, 2, 1), "VB-2027", "of another person nobody knows them");
	be(&p, ANNA, "anna");
	ok(vouch(&p, 2, 1)[0] == '{', "the first vouches for the second");
	ok(has(told(&p), "'trust':'vouched','vouchedBy':1"), "it is told");
	clerk_reopen(&p.d);
	ok(has(told(&p), "'trust':'vouched','vouchedBy':1"), "and kept");
	close_office(&p);
}

static void test_withdraw(void)
{
	struct people p;

	open_office(&p);
	is_str(clerk_ask(&p.d, "person.withdraw", "{'id':'%s'}", p.anna), "VB-2027",
	       "there are none");
	be(&p, ANNA, "anna");
	person_keys_make(p.keys, 1, (struct wall_ms){ 1000 });
	person_keys_make(p.other, 2, (struct wall_ms){ 2000 });
	ok(publish(&p, p.keys)[0] == '{' && publish(&p, p.other)[0] == '{', "two devices");
	be(&p, BERT, "bert");
	is_str(clerk_ask(&p.d, "person.withdraw", "{'id':'%s'}", p.anna),
	       "VB-3002 this needs the right `administrator`; yours is `secretary`",
	       "not those of others");
	be(&p, ANNA, "anna");
	is_str(clerk_ask(&p.d, "person.withdraw", "{'number':3}"), "VB-2027", "not a third");
	ok(has(clerk_ask(&p.d, "person.withdraw", "{'number':1,'from':99999999999999}"),
	       "VB-1008 from is not from 0 to "),
	   "not in times to come");
	ok(has(clerk_ask(&p.d, "person.withdraw", "{'number':1,'from':1500}"), "'withdrawn':1"),
	   "one device, from an earlier moment");
	ok(has(told(&p), "'trust':'first','withdrawn':1500}"), "it is told");
	is_str(vouch(&p, 2, 1), "VB-3005 one of these keys was withdrawn",
	       "it vouches for nothing");
	ok(has(clerk_ask(&p.d, "person.withdraw", "{'number':1}"), "'withdrawn':0"),
	   "later it changes nothing");
	ok(has(clerk_ask(&p.d, "person.withdraw", "{'number':1,'from':1200}"), "'withdrawn':1"),
	   "but earlier");
	be(&p, 0, "");
	is_str(clerk_ask(&p.d, "person.withdraw", "{'id':'%s','from':1}", p.anna),
	       "VB-3002 only the person itself says that keys were lost earlier",
	       "an administrator undoes no signatures");
	ok(has(clerk_ask(&p.d, "person.withdraw", "{'id':'%s'}", p.anna), "'withdrawn':1"),
	   "but withdraws what is left");
	ok(has(told(&p), "'trust':'alone','withdrawn':") && has(told(&p), "'withdrawn':1200"),
	   "from now on, and leaves the other as it was");
	close_office(&p);
}

static void test_gone(void)
{
	struct people p;

	open_office(&p);
	be(&p, ANNA, "anna");
	person_keys_make(p.keys, 1, (struct wall_ms){ 1000 });
	ok(publish(&p, p.keys)[0] == '{', "keys");
	be(&p, 0, "");
	ok(clerk_ask(&p.d, "person.remove", "{'id':'%s'}", p.anna)[0] == '{', "a person goes");
	is_str(told(&p), "VB-2001", "and the keys with it");
	is_str(clerk_ask(&p.d, "person.keys", "{'id':'0123456789'}"), "VB-2001 0123456789",
	       "nobody");
	close_office(&p);
}

int main(void)
{
	test_who();
	test_devices();
	test_withdraw();
	test_gone();
	return done();
}
