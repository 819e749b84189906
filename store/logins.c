/* logins: logins of this computer and their rights; see logins.h. */
#include "store/logins.h"

#include <string.h>

#include "store/keyspace.h"

#define VALUE_BYTES (VB_RECORD_ID_BYTES + 1u) /* record id, right */

bool logins_is_name(struct span text)
{
	if (text.size == 0 || text.size > VB_LOGIN_MAX_BYTES)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];

		if (c <= ' ' || c > '~' || c == ':' || c == '/')
			return false;
	}
	return true;
}

static int row_decode(struct span key, struct span value, struct login *out)
{
	uint8_t right;

	if (!logins_is_name(key) || value.size != VALUE_BYTES)
		return VB_ERR_STORE_CORRUPT;
	right = value.data[VB_RECORD_ID_BYTES];
	if (right < VB_RIGHT_READER || right > VB_RIGHT_ADMINISTRATOR)
		return VB_ERR_STORE_CORRUPT;
	memcpy(out->name, key.data, key.size);
	out->name[key.size] = '\0';
	memcpy(out->person.b, value.data, sizeof(out->person.b));
	out->right = (enum right)right;
	return 0;
}

int logins_get(struct env_txn *txn, struct span name, struct login *out)
{
	struct span value;
	int err = logins_is_name(name) ? env_get(txn, VB_TABLE_LOGINS, name, &value)
	                               : VB_ERR_NOT_FOUND;

	if (err == VB_ERR_NOT_FOUND)
		return err;
	if (err == 0)
		err = row_decode(name, value, out);
	if (err != 0)
		env_fail(txn, err);
	return err;
}

int logins_of_person(struct env_txn *txn, const struct record_id *person, struct login *out)
{
	struct logins_cursor c;
	struct login login;
	bool is_found = false;
	int err;

	logins_open(&c, txn);
	while (!is_found && logins_next(&c, &login))
		is_found = record_id_is_equal(&login.person, person);
	err = logins_close(&c);
	if (err == 0 && is_found)
		*out = login;
	return err == 0 && !is_found ? VB_ERR_NOT_FOUND : err;
}

void logins_put(struct env_txn *txn, const struct login *login)
{
	uint8_t value[VALUE_BYTES];

	memcpy(value, login->person.b, sizeof(login->person.b));
	value[VB_RECORD_ID_BYTES] = (uint8_t)login->right;
	env_put(txn, VB_TABLE_LOGINS, span_of_str(login->name), span_of(value, sizeof(value)));
}

void logins_del(struct env_txn *txn, const struct login *login)
{
	env_del(txn, VB_TABLE_LOGINS, span_of_str(login->name));
}

void logins_open(struct logins_cursor *c, struct env_txn *txn)
{
	env_cursor_open(&c->c, txn, VB_TABLE_LOGINS, span_of(NULL, 0), span_of(NULL, 0));
}

bool logins_next(struct logins_cursor *c, struct login *out)
{
	struct span key, value;
	int err;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	err = row_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, err);
	return err == 0;
}

int logins_close(struct logins_cursor *c)
{
	return env_cursor_close(&c->c);
}
