/* subscriber: see subscriber.h. */
#include "bridges/mail/subscriber.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "protocol/pack.h"

#define FORM 1u
#define FIELDS 5u
#define ROW_MAX_BYTES 1024u

void subscriber_encode(const struct subscriber *subscriber, struct buf *out)
{
	pack_array(out, FIELDS);
	pack_uint(out, FORM);
	pack_cstr(out, subscriber->address);
	pack_uint(out, subscriber->tongue);
	pack_bool(out, subscriber->is_confirmed);
	pack_int(out, subscriber->since_ms);
}

int subscriber_decode(struct span in, struct subscriber *out)
{
	struct subscriber read;
	struct pack_reader r;
	struct span address;

	memset(&read, 0, sizeof(read));
	unpack_init(&r, in);
	if (unpack_array(&r, FIELDS) != FIELDS || unpack_uint(&r, FORM) != FORM)
		return VB_ERR_MALFORMED;
	address = unpack_str(&r, VB_ADDRESS_MAX_BYTES);
	if (address.size > 0)
		memcpy(read.address, address.data, address.size);
	read.tongue = (enum tongue)unpack_uint(&r, TONGUE_COUNT - 1);
	read.is_confirmed = unpack_bool(&r);
	read.since_ms = unpack_int(&r);
	unpack_end(&r);
	if (unpack_finish(&r) != 0 || read.address[0] == '\0')
		return VB_ERR_MALFORMED;
	*out = read;
	return 0;
}

static void key_of(const char *address, struct record_id *out)
{
	struct record_id nobody = { { 0 } };

	mailing_who(&nobody, address, out);
}

int subscriber_find(const struct drawer *drawer, const char *address, struct subscriber *out)
{
	struct record_id who;
	struct buf row;
	int err;

	key_of(address, &who);
	buf_init(&row, ROW_MAX_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_SUBSCRIBERS, span_of(who.b, sizeof(who.b)), &row);
	if (err == 0 && subscriber_decode(buf_span(&row), out) != 0)
		err = VB_ERR_NOT_FOUND;
	buf_release(&row);
	return err;
}

void subscriber_put(struct drawer_batch *batch, const struct subscriber *subscriber)
{
	struct record_id who;
	struct buf row;

	key_of(subscriber->address, &who);
	buf_init(&row, ROW_MAX_BYTES);
	subscriber_encode(subscriber, &row);
	drawer_put(batch, VB_TABLE_SUBSCRIBERS, span_of(who.b, sizeof(who.b)), buf_span(&row),
	           NULL);
	buf_release(&row);
}

int subscriber_confirm(const struct drawer *drawer, struct drawer_batch *batch, const char *address,
                       int64_t now_ms)
{
	struct subscriber subscriber;
	int err = subscriber_find(drawer, address, &subscriber);

	if (err != 0 || subscriber.is_confirmed)
		return err;
	subscriber.is_confirmed = true;
	subscriber.since_ms = now_ms;
	subscriber_put(batch, &subscriber);
	return 0;
}

void subscriber_drop(struct drawer_batch *batch, const char *address)
{
	struct record_id who;

	key_of(address, &who);
	drawer_take(batch, VB_TABLE_SUBSCRIBERS, span_of(who.b, sizeof(who.b)));
}
