/* logins: kept, changed, found by name and by person, forgotten; what is no name; damage. */
#include "store/logins.h"

#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;

static struct login login_of(const char *name, uint8_t person, enum right right)
{
	struct login login = { .person = { { person } }, .right = right };

	memcpy(login.name, name, strlen(name) + 1);
	return login;
}

static void put(struct env_txn *txn, const char *name, uint8_t person, enum right right)
{
	struct login login = login_of(name, person, right);

	logins_put(txn, &login);
}

static void test_names(void)
{
	static const char *const good[] = {
		"a",
		"anna.schmidt",
		"CITY\\anna",
		"anna@city",
		"games-2",
		"x$",
		"abcdefghijklmnopqrstuvwxyz012345", /* 32 */
	};
	static const char *const bad[] = {
		"",
		"abcdefghijklmnopqrstuvwxyz0123456",
		"anna schmidt",
		"anna:x",
		"an/na",
		"ann\xc3\xa4",
		"a\x1b[m",
		"a\n",
		"a\x7f",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		ok(logins_is_name(span_of_str(good[i])), "a name: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!logins_is_name(span_of_str(bad[i])), "no name: row %zu", i);
	ok(!logins_is_name(span_of("a\0b", 3)), "no name: a NUL in it");
}

static void test_one(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct login in = login_of("anna", 7, VB_RIGHT_MEMBER), out;

	is_err(logins_get(txn, span_of_str("anna"), &out), VB_ERR_NOT_FOUND, "not known");
	is_err(logins_get(txn, span_of_str(""), &out), VB_ERR_NOT_FOUND, "what is no name neither");
	logins_put(txn, &in);
	is_err(logins_get(txn, span_of_str("anna"), &out), 0, "known");
	is_str(out.name, "anna", "its name");
	is_int(out.right, VB_RIGHT_MEMBER, "its right");
	is_mem(out.person.b, in.person.b, sizeof(in.person.b), "its person");
	is_err(logins_get(txn, span_of_str("ann"), &out), VB_ERR_NOT_FOUND, "no part of a name");
	is_err(logins_get(txn, span_of_str("Anna"), &out), VB_ERR_NOT_FOUND, "nor another case");
	in.right = VB_RIGHT_ADMINISTRATOR;
	logins_put(txn, &in);
	is_err(logins_get(txn, span_of_str("anna"), &out), 0, "written again");
	is_int(out.right, VB_RIGHT_ADMINISTRATOR, "with another right");
	logins_del(txn, &in);
	logins_del(txn, &in);
	is_err(logins_get(txn, span_of_str("anna"), &out), VB_ERR_NOT_FOUND, "forgotten");
	shelf_commit(&shelf, &txn);
}

static void test_list(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_id nobody = { { 99 } }, second = { { 2 } };
	struct logins_cursor c;
	struct login login;

	put(txn, "zoe", 1, VB_RIGHT_READER);
	put(txn, "anna", 2, VB_RIGHT_SECRETARY);
	put(txn, "mehmet", 3, VB_RIGHT_MEMBER);
	logins_open(&c, txn);
	ok(logins_next(&c, &login) && strcmp(login.name, "anna") == 0, "the first by name");
	ok(logins_next(&c, &login) && strcmp(login.name, "mehmet") == 0, "the second");
	ok(logins_next(&c, &login) && strcmp(login.name, "zoe") == 0, "the third");
	ok(!logins_next(&c, &login), "no fourth");
	is_err(logins_close(&c), 0, "listed");
	is_err(logins_of_person(txn, &second, &login), 0, "found by person");
	is_str(login.name, "anna", "hers");
	is_err(logins_of_person(txn, &nobody, &login), VB_ERR_NOT_FOUND, "one without a login");
	shelf_commit(&shelf, &txn);
}

static void test_damage(void)
{
	static const struct {
		const char *name;
		const char *value;
		size_t size;
		const char *what;
	} rows[] = {
		{ "short", "0123456789abcdef", 16, "without a right" },
		{ "long", "0123456789abcdef\x02\x02", 18, "too long" },
		{ "monitor", "0123456789abcdef\x01", 17, "a right that nobody is given" },
		{ "great", "0123456789abcdef\x06", 17, "a right that there is not" },
	};
	struct login login;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);

		env_put(txn, VB_TABLE_LOGINS, span_of_str(rows[i].name),
		        span_of(rows[i].value, rows[i].size));
		is_err(logins_get(txn, span_of_str(rows[i].name), &login), VB_ERR_STORE_CORRUPT,
		       "damaged: %s", rows[i].what);
		env_abort(&txn);
	}
}

int main(void)
{
	shelf_init(&shelf);
	test_names();
	test_one();
	test_list();
	test_damage();
	shelf_release(&shelf);
	return done();
}
