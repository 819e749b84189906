/* fate: what becomes of each trace of a person, by the rights of the office in the committee. */
#include "cli/fate.h"

#include <stdio.h>

#include "tests/tap.h"

#define US "office-us"

static struct json *item(const char *what, const char *as, const char *kind, const char *author,
                         bool is_deleted)
{
	static unsigned number;
	struct json *item = json_new_map();
	char id[16];

	(void)snprintf(id, sizeof(id), "%08u", ++number);
	json_put_text(item, "id", id);
	json_put_text(item, "what", what);
	json_put_text(item, "as", as);
	json_put_text(item, "kind", kind);
	json_put_text(item, "author", author);
	json_put_bool(item, "deleted", is_deleted);
	return item;
}

/* What became of one item: gone, vacant, changed, refused, stays; + has_messages. */
static const char *fate(enum role role, const char *what, const char *as, const char *kind,
                        const char *author, bool is_deleted, bool has_messages)
{
	struct json *one = item(what, as, kind, author, is_deleted);
	struct fate_part part;
	const char *out = "nothing";

	fate_init(&part, "space", role, US);
	fate_add(&part, one, has_messages);
	if (json_count(part.gone) == 1 && json_count(part.batch) == 1)
		out = "gone";
	else if (part.vacant == 1 && json_count(part.batch) == 1)
		out = "vacant";
	else if (part.changed == 1 && json_count(part.batch) == 1)
		out = "changed";
	else if (json_count(part.refused) == 1 && json_count(part.batch) == 0)
		out = "refused";
	else if (json_count(part.stays) == 1 && json_count(part.batch) == 0)
		out = "stays";
	fate_release(&part);
	json_destroy(&one);
	return out;
}

static void test_fates(void)
{
	static const struct {
		enum role role;
		const char *what, *as, *kind, *author, *want;
		bool is_deleted, has_messages;
	} rows[] = {
		{ VB_ROLE_STEWARD, "contact", "id", "person", "other", "gone", false, false },
		{ VB_ROLE_MEMBER, "contact", "id", "person", "other", "refused", false, false },
		{ VB_ROLE_MEMBER, "contact", "id", "person", US, "gone", false, false },
		{ VB_ROLE_MEMBER, "contact", "id", "person", US, "gone", true, false },
		{ VB_ROLE_GUEST, "reply", "membership", "reply", US, "gone", false, false },
		{ VB_ROLE_RELAY, "reply", "membership", "reply", US, "refused", false, false },
		{ VB_ROLE_NONE, "contact", "id", "person", US, "refused", false, false },
		{ VB_ROLE_MEMBER, "seat", "person", "membership", "other", "vacant", false, false },
		{ VB_ROLE_GUEST, "seat", "person", "membership", "other", "refused", false, false },
		{ VB_ROLE_MEMBER, "seat", "person", "membership", "other", "stays", true, false },
		{ VB_ROLE_MEMBER, "attendance", "person", "attendance", "other", "changed", false,
		  false },
		{ VB_ROLE_STEWARD, "attendance", "membership", "attendance", "other", "stays",
		  false, false },
		{ VB_ROLE_STEWARD, "reply", "substitute", "reply", "other", "changed", false,
		  false },
		{ VB_ROLE_MEMBER, "reply", "substitute", "reply", "other", "refused", false,
		  false },
		{ VB_ROLE_MEMBER, "step", "person", "processStep", "other", "changed", false,
		  false },
		{ VB_ROLE_STEWARD, "named", "enteredBy", "reply", "other", "stays", false, false },
		{ VB_ROLE_STEWARD, "thread", "target", "message", "other", "gone", false, false },
		{ VB_ROLE_STEWARD, "address", "location", "location", "other", "gone", false,
		  false },
		{ VB_ROLE_STEWARD, "former-seat", "person", "membership", "other", "stays", false,
		  false },
		{ VB_ROLE_MEMBER, "message", "author", "message", US, "stays", false, false },
		{ VB_ROLE_STEWARD, "message", "author", "message", US, "gone", false, true },
		{ VB_ROLE_STEWARD, "login", "login", NULL, NULL, "nothing", false, false },
		{ VB_ROLE_STEWARD, "key", "keys", NULL, NULL, "nothing", false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(fate(rows[i].role, rows[i].what, rows[i].as, rows[i].kind, rows[i].author,
		            rows[i].is_deleted, rows[i].has_messages),
		       rows[i].want, "%s by %s as role %d", rows[i].what, rows[i].as,
		       (int)rows[i].role);
}

/* Where others live or meet, too, stays. */
static void test_shared(void)
{
	struct json *address = item("address", "location", "location", US, false);
	struct fate_part part;

	json_put_bool(address, "shared", true);
	fate_init(&part, "space", VB_ROLE_STEWARD, US);
	fate_add(&part, address, false);
	fate_settle(&part);
	is_u64(json_count(part.stays), 1, "a shared address stays");
	fate_release(&part);
	json_destroy(&address);
}

/* How many records go of two persons and the address they share, when this office may erase the first, and perhaps the second. */
static size_t gone_of_two(enum role role, const char *second, bool is_second_meant)
{
	struct json *persons[] = { item("contact", "id", "person", US, false),
		                   item("contact", "id", "person", second, false) };
	struct fate_part part;
	size_t count;

	fate_init(&part, "space", role, US);
	for (int i = 0; i < 1 + is_second_meant; i++) {
		struct json *address = item("address", "location", "location", US, false);
		struct json *sharers = json_new_list();

		json_put_text(address, "id", "address");
		json_add_text(sharers, json_get_text(persons[i], "id"));
		json_add_text(sharers, json_get_text(persons[1 - i], "id"));
		json_put_bool(address, "shared", true);
		json_put(address, "sharers", &sharers);
		fate_add(&part, address, false);
		fate_add(&part, persons[i], false);
		json_destroy(&address);
	}
	fate_settle(&part);
	count = json_count(part.gone);
	fate_release(&part);
	json_destroy(&persons[0]);
	json_destroy(&persons[1]);
	return count;
}

static void test_shared_by_those_who_go(void)
{
	is_u64(gone_of_two(VB_ROLE_STEWARD, "other", true), 3, "both go, and their address");
	is_u64(gone_of_two(VB_ROLE_STEWARD, "other", false), 1, "one goes, the address stays");
	is_u64(gone_of_two(VB_ROLE_MEMBER, "other", true), 1,
	       "one may not be erased here and stays, with the address");
}

static void test_address(void)
{
	static const struct {
		const char *kind, *space;
		bool want;
	} rows[] = {
		{ "location", "here", true }, { "paper", "here", false },
		{ "person", "here", false },  { "location", "there", false },
		{ NULL, "here", false },      { "location", NULL, false },
	};
	struct json *person = json_new_map();
	struct json *nowhere = json_new_map();

	json_put_text(person, "space", "here");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json *record = json_new_map();

		json_put_text(record, "kind", rows[i].kind);
		json_put_text(record, "space", rows[i].space);
		is_int(fate_is_address(person, record), rows[i].want, "%s of %s",
		       rows[i].kind != NULL ? rows[i].kind : "no kind",
		       rows[i].space != NULL ? rows[i].space : "nowhere");
		ok(!fate_is_address(nowhere, record), "of a person of no space it is none");
		json_destroy(&record);
	}
	json_destroy(&person);
	json_destroy(&nowhere);
}

static void test_roles(void)
{
	static const char *const words[] = { "relay", "guest", "member", "steward", "archive" };
	static const enum role roles[] = { VB_ROLE_RELAY, VB_ROLE_GUEST, VB_ROLE_MEMBER,
		                           VB_ROLE_STEWARD, VB_ROLE_NONE };

	for (int i = 0; i < 5; i++) {
		struct json *committee = json_new_map();

		json_put_text(committee, "role", words[i]);
		is_int((int)fate_role(committee), (int)roles[i], "%s", words[i]);
		json_destroy(&committee);
	}
	is_int((int)fate_role(NULL), VB_ROLE_NONE, "no committee");
}

/* One record may be found in two ways, and goes once. */
static void test_twice(void)
{
	struct json *one = item("reply", "membership", "reply", US, false);
	struct json *foreign = item("contact", "id", "person", "other", false);
	struct fate_part part;

	fate_init(&part, "space", VB_ROLE_MEMBER, US);
	for (int i = 0; i < 2; i++) {
		fate_add(&part, one, false);
		fate_add(&part, foreign, false);
	}
	is_u64(json_count(part.batch), 1, "erased once");
	is_u64(json_count(part.refused), 1, "and told once");
	fate_release(&part);
	json_destroy(&one);
	json_destroy(&foreign);
}

int main(void)
{
	test_fates();
	test_shared();
	test_shared_by_those_who_go();
	test_address();
	test_roles();
	test_twice();
	return done();
}
