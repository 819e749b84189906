/* signing: entries that wait for the signature of a person; what a signature is worth in the history; and that a wrong one never
 * changes what counts. */
#include "daemon/control/signing.h"

#include <stdio.h>
#include <string.h>

#include "daemon/control/keybook.h"
#include "protocol/kind.h"
#include "protocol/kinds/message.h"
#include "protocol/merge/edit.h"
#include "protocol/peer/person_keys.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"

#define ANNA 5001u
#define BERT 5002u
#define CARLA 5003u
#define CLIENT 77u

struct people {
	struct clerk d;
	char anna[40], group[80];
	struct person_keys *keys; /* of Anna */
};

static void be(struct people *p, uint32_t uid, const char *login)
{
	p->d.caller.uid = uid;
	p->d.caller.client = CLIENT + uid;
	(void)snprintf(p->d.caller.login, sizeof(p->d.caller.login), "%s", login);
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void publish(struct people *p)
{
	char text[2u * VB_PERSON_STATEMENT_MAX_BYTES + 1u];
	struct buf statement;

	buf_init(&statement, VB_PERSON_STATEMENT_MAX_BYTES);
	person_keys_state(p->keys, 0, &statement);
	hex_format(statement.data, statement.size, text);
	buf_release(&statement);
	ok(clerk_ask(&p->d, "person.publish", "{'statement':'%s'}", text)[0] == '{', "keys");
}

/* Anna is a member with keys, Bert reads; whoever opens it is Anna then. */
static void open_office(struct people *p)
{
	struct record_id id = { { 0 } };

	clerk_open(&p->d, "Amt");
	(void)snprintf(p->anna, sizeof(p->anna), "%s",
	               clerk_get(&p->d, "id", "person.add",
	                         "{'fields':{'name':'Anna'},'login':'anna','right':'member'}"));
	clerk_get(&p->d, "id", "person.add",
	          "{'fields':{'name':'Bert'},'login':'bert','right':'reader'}");
	(void)snprintf(p->group, sizeof(p->group), "%s",
	               clerk_get(&p->d, "id", "committee.create", "{'name':'Gruppe'}"));
	if (hex_parse(p->anna, strlen(p->anna), id.b, sizeof(id.b)) != 0)
		bail("no id");
	p->keys = person_keys_new(node_self(p->d.node), &id);
	person_keys_make(p->keys, 1, (struct wall_ms){ 1000 });
	be(p, ANNA, "anna");
	publish(p);
}

static void close_office(struct people *p)
{
	person_keys_destroy(&p->keys);
	clerk_close(&p->d);
}

static const char *post(struct people *p, const char *text)
{
	return clerk_ask(&p->d, "message.post", "{'target':'%s','text':'%s','sign':true}", p->group,
	                 text);
}

/* Reads the digits behind 'key':' of an answer; returns the bytes. */
static size_t digits(const char *answer, const char *key, uint8_t *out, size_t max)
{
	char start[40];
	const char *at;
	size_t size;

	(void)snprintf(start, sizeof(start), "'%s':'", key);
	at = strstr(answer, start);
	if (at == NULL)
		bail("no %s in %s", key, answer);
	at += strlen(start);
	size = strcspn(at, "'");
	if (size / 2 > max || hex_parse(at, size, out, size / 2) != 0)
		bail("no digits");
	return size / 2;
}

/* Signs what an answer asks for; flip: a bit of the signature is wrong. */
static const char *sign(struct people *p, const char *answer, bool flip)
{
	static uint8_t document[VB_BODY_MAX_BYTES];
	uint8_t message[VB_PERSON_MESSAGE_BYTES];
	char text[2 * VB_SIGNATURE_BYTES + 1];
	struct signature signature;
	struct record_id record;
	struct space_id space;
	size_t size = digits(answer, "document", document, sizeof(document));

	(void)digits(answer, "record", record.b, sizeof(record.b));
	(void)digits(answer, "space", space.b, sizeof(space.b));
	if (body_person_message(span_of(document, size), &space, VB_AUDIENCE_ALL, &record,
	                        message) != 0)
		bail("no document");
	person_keys_sign(p->keys, 0, span_of(message, sizeof(message)), &signature);
	signature.b[9] ^= flip;
	hex_format(signature.b, sizeof(signature.b), text);
	return clerk_ask(&p->d, "person.sign", "{'signature':'%s'}", text);
}

static void keep(char *out, size_t size, const char *text)
{
	(void)snprintf(out, size, "%s", text);
}

static bool log_has(struct people *p, const char *record, const char *part)
{
	return has(clerk_ask(&p->d, "record.log", "{'id':'%s'}", record), part);
}

static void test_message(void)
{
	char answer[4096], record[80];
	struct people p;

	open_office(&p);
	keep(answer, sizeof(answer), post(&p, "Hallo"));
	ok(has(answer, "{'sign':{'audience':'all','document':'"), "what is to be signed is shown");
	ok(has(clerk_ask(&p.d, "message.list", "{'target':'%s'}", p.group), "'items':[]"),
	   "and not written so far");
	ok(sign(&p, answer, false)[0] == '{', "signed");
	keep(record, sizeof(record), clerk_text(&p.d, "id"));
	ok(has(answer, record), "it is the record that was shown");
	ok(has(clerk_ask(&p.d, "message.list", "{'target':'%s'}", p.group), "Hallo"), "written");
	ok(log_has(&p, record, "'personName':'Anna','signature':'good'"), "as the person's");
	keep(record, sizeof(record),
	     clerk_get(&p.d, "id", "message.post", "{'target':'%s','text':'ohne'}", p.group));
	ok(!log_has(&p, record, "'signature'"), "another without a signature");
	is_str(sign(&p, answer, false), "VB-2001 nothing waits for a signature", "not twice");
	clerk_reopen(&p.d);
	ok(has(clerk_ask(&p.d, "message.list", "{'target':'%s'}", p.group), "Hallo"), "kept");
	close_office(&p);
}

static void test_refused(void)
{
	char answer[4096];
	struct people p;

	open_office(&p);
	keep(answer, sizeof(answer), post(&p, "eins"));
	is_str(clerk_ask(&p.d, "person.sign", "{'signature':'00'}"), "VB-1101", "half a signature");
	is_str(sign(&p, answer, true), "VB-1101", "a wrong one");
	is_str(sign(&p, answer, false), "VB-2001 nothing waits for a signature", "ends it");
	keep(answer, sizeof(answer), post(&p, "zwei"));
	clerk_get(&p.d, "id", "message.post", "{'target':'%s','text':'dazwischen'}", p.group);
	is_str(sign(&p, answer, false), "VB-2028", "something else was written there");
	keep(answer, sizeof(answer), post(&p, "drei"));
	be(&p, BERT, "bert");
	is_str(sign(&p, answer, false), "VB-3002 this needs the right `member`; yours is `reader`",
	       "who reads only");
	is_str(post(&p, "x"), "VB-3002 this needs the right `member`; yours is `reader`",
	       "has nothing to sign");
	be(&p, 0, "");
	is_str(post(&p, "x"), "VB-3002 this login belongs to no person of this office",
	       "nor has who is no person");
	is_str(sign(&p, answer, false), "VB-2001 nothing waits for a signature", "another client");
	be(&p, ANNA, "anna");
	clerk_wait(&p.d, VB_SIGNING_LIFE_MS);
	is_str(sign(&p, answer, false), "VB-2001 nothing waits for a signature", "much later");
	keep(answer, sizeof(answer), post(&p, "vier"));
	node_on_client_gone(p.d.node, CLIENT + ANNA);
	is_str(sign(&p, answer, false), "VB-2001 nothing waits for a signature",
	       "after hanging up");
	ok(!has(clerk_ask(&p.d, "message.list", "{'target':'%s'}", p.group), "'text':'eins'"),
	   "nothing of it was written");
	is_str(clerk_ask(&p.d, "message.post", "{'target':'%s','text':'x','sign':1}", p.group),
	       "VB-3005 sign is not true or false", "sign is true or false");
	close_office(&p);
}

static void test_withdrawn(void)
{
	char answer[4096], record[80];
	unsigned long long written;
	struct people p;

	open_office(&p);
	keep(answer, sizeof(answer), post(&p, "vorher"));
	ok(sign(&p, answer, false)[0] == '{', "signed");
	keep(record, sizeof(record), clerk_text(&p.d, "id"));
	written = (unsigned long long)p.d.now.wall.v;
	keep(answer, sizeof(answer), post(&p, "nachher"));
	ok(clerk_ask(&p.d, "person.withdraw", "{}")[0] == '{', "the keys are withdrawn");
	is_str(sign(&p, answer, false), "VB-1101", "and sign nothing any more");
	ok(log_has(&p, record, "'signature':'good'"), "what was signed before stays signed");
	ok(clerk_ask(&p.d, "person.withdraw", "{'number':1,'from':%llu}", written - 5)[0] == '{',
	   "but they were lost earlier");
	ok(log_has(&p, record, "'signature':'late'"), "so it may be somebody else's");
	close_office(&p);
}

/* Whoever administers the office can give a login of their own to a person, and add keys. What these sign is not taken for the
 * person's. */
static void test_slipped_in(void)
{
	char answer[4096], record[80];
	struct people p;

	open_office(&p);
	person_keys_make(p.keys, 2, (struct wall_ms){ 2000 });
	publish(&p);
	keep(answer, sizeof(answer), post(&p, "Ich trete aus."));
	ok(sign(&p, answer, false)[0] == '{', "keys that nobody vouches for sign");
	keep(record, sizeof(record), clerk_text(&p.d, "id"));
	ok(log_has(&p, record, "'signature':'alone'"), "but not as the person");
	close_office(&p);
}

/* As many clients can wait as there is room for. Who opens many keeps nobody else from signing. */
static void test_many(void)
{
	char answer[4096];
	struct people p;

	open_office(&p);
	be(&p, 0, "");
	clerk_get(&p.d, "id", "person.add",
	          "{'fields':{'name':'Carla'},'login':'carla','right':'member'}");
	be(&p, CARLA, "carla");
	for (uint32_t i = 0; i < VB_SIGNINGS_MAX; i++) {
		p.d.caller.client = 1000 + i;
		clerk_wait(&p.d, 10);
		if (post(&p, "warten")[0] != '{')
			ok(false, "client %u waits", i);
	}
	be(&p, ANNA, "anna");
	keep(answer, sizeof(answer), post(&p, "Hallo"));
	ok(answer[0] == '{', "another finds room");
	be(&p, CARLA, "carla");
	for (uint32_t i = 0; i < VB_SIGNINGS_MAX; i++) {
		p.d.caller.client = 2000 + i;
		clerk_wait(&p.d, 10);
		ok(post(&p, "warten")[0] == '{', "in place of the oldest of its own, client %u", i);
	}
	be(&p, ANNA, "anna");
	ok(sign(&p, answer, false)[0] == '{', "and is not pushed aside");
	close_office(&p);
}

/* A place for each of many people, and none for one more until a while has passed. */
static void test_crowd(void)
{
	struct people p;

	open_office(&p);
	for (uint32_t i = 0; i < VB_SIGNINGS_MAX; i++) {
		char login[16];

		(void)snprintf(login, sizeof(login), "login%u", i);
		be(&p, 0, "");
		clerk_get(&p.d, "id", "person.add",
		          "{'fields':{'name':'%s'},'login':'%s','right':'member'}", login, login);
		be(&p, 6000 + i, login);
		if (post(&p, "warten")[0] != '{')
			ok(false, "person %u waits", i);
	}
	be(&p, ANNA, "anna");
	is_str(post(&p, "warten"), "VB-1410", "one too many");
	clerk_wait(&p.d, VB_SIGNING_LIFE_MS);
	ok(post(&p, "warten")[0] == '{', "later there is room again");
	close_office(&p);
}

/* An entry as an office with another program could write it: its signature is wrong, or by nobody who is known. Nothing counts
 * differently for that. */
static void test_counts(void)
{
	struct space_id space;
	struct record_id id = { { 0 } };
	struct merged m;
	struct people p;
	struct edit e;
	struct body body;
	char record[80];

	open_office(&p);
	if (hex_parse(p.group, strlen(p.group), space.b, sizeof(space.b)) != 0 ||
	    hex_parse(p.anna, strlen(p.anna), id.b, sizeof(id.b)) != 0)
		bail("no id");
	for (unsigned i = 0; i < 2; i++) {
		merged_init(&m);
		edit_init(&e, &m, kind_by_number(VB_KIND_MESSAGE));
		is_err(edit_set(&e, kind_field_by_number(e.kind, VB_MESSAGE_TEXT),
		                span_of("\xa5untat", 6)),
		       0, "a text");
		is_err(edit_finish(&e, &body), 0, "a body");
		body.has_person = true;
		body.person = id;
		body.person.b[0] ^= (uint8_t)i;
		body.is_person_signed = true;
		memset(body.person_signature.b, 7, sizeof(body.person_signature.b));
		is_err(author_write(p.d.node, &space, VB_AUDIENCE_ALL, NULL, &body, p.d.now,
		                    &body.person),
		       0, "written");
		hex_format(body.person.b, sizeof(body.person.b), record);
		edit_release(&e);
		merged_release(&m);
		is_int(clerk_end(&p.d), 0, "kept");
		ok(has(clerk_ask(&p.d, "record.show", "{'id':'%s'}", record), "'text':'untat'"),
		   "it counts like any");
		ok(log_has(&p, record, i == 0 ? "'signature':'false'" : "'signature':'unknown'"),
		   i == 0 ? "but is told to be wrong" : "but nobody here knows whose it is");
		p.d.now.wall.v += 10;
	}
	close_office(&p);
}

/* The place of a create is taken when something else was written there. */
static void test_place(void)
{
	struct author_place place;
	struct space_id space;
	struct record_id id = { { 0 } };
	struct merged m;
	struct people p;
	struct edit e;
	struct body body;

	open_office(&p);
	if (hex_parse(p.group, strlen(p.group), space.b, sizeof(space.b)) != 0)
		bail("no id");
	merged_init(&m);
	edit_init(&e, &m, kind_by_number(VB_KIND_MESSAGE));
	is_err(edit_set(&e, kind_field_by_number(e.kind, VB_MESSAGE_TEXT), span_of("\xa1x", 2)), 0,
	       "a text");
	is_err(edit_finish(&e, &body), 0, "a body");
	is_err(author_announce(p.d.node, &space, VB_AUDIENCE_ALL, &body, p.d.now, &place), 0,
	       "a place");
	is_err(author_write_there(p.d.node, &space, VB_AUDIENCE_ALL, &place, &body, p.d.now, &id),
	       0, "is written to");
	ok(record_id_is_equal(&id, &place.record), "by the record that it named");
	is_err(author_write_there(p.d.node, &space, VB_AUDIENCE_ALL, &place, &body, p.d.now, &id),
	       VB_ERR_STALE, "and taken then");
	is_int(clerk_end(&p.d), 0, "kept");
	edit_release(&e);
	merged_release(&m);
	close_office(&p);
}

static void test_proposal(void)
{
	char answer[8192], meeting[80];
	struct people p;

	open_office(&p);
	be(&p, 0, "");
	keep(meeting, sizeof(meeting),
	     clerk_get(&p.d, "id", "record.create",
	               "{'space':'%s','kind':'meeting','fields':{'name':'Sitzung'}}", p.group));
	be(&p, ANNA, "anna");
	keep(answer, sizeof(answer),
	     clerk_ask(&p.d, "agenda.add",
	               "{'meeting':'%s','fields':{'name':'Vorschlag','state':'proposed'},'sign':"
	               "true}",
	               meeting));
	ok(sign(&p, answer, false)[0] == '{', "a proposal, whose place on the agenda is random");
	keep(meeting, sizeof(meeting), clerk_text(&p.d, "id"));
	ok(log_has(&p, meeting, "'signature':'good'"), "is signed");
	close_office(&p);
}

int main(void)
{
	test_message();
	test_refused();
	test_withdrawn();
	test_slipped_in();
	test_many();
	test_crowd();
	test_counts();
	test_place();
	test_proposal();
	return done();
}
