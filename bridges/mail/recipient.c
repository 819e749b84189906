/* recipient: person and wishes put together; see recipient.h; tested by tests/unit/test_planning.c */
#include "bridges/mail/recipient.h"

#include <string.h>

#include "bridges/mail/tables.h"

#define WISHES_MAX_BYTES 1024u

bool recipient_is_address(const char *address)
{
	size_t size = strnlen(address, VB_ADDRESS_MAX_BYTES + 1);
	const char *at = strchr(address, '@');

	if (size > VB_ADDRESS_MAX_BYTES || at == NULL || at == address || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (address[i] <= 0x20 || address[i] >= 0x7f ||
		    strchr("\"(),:;<>[\\]", address[i]) != NULL)
			return false;
	}
	return true;
}

int recipient_wishes(const struct drawer *drawer, const struct record_id *who, enum tongue tongue,
                     struct addressee *out)
{
	struct buf row;
	int err;

	addressee_default(tongue, out);
	buf_init(&row, WISHES_MAX_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_WISHES, span_of(who->b, sizeof(who->b)), &row);
	if (err == 0 && addressee_decode(buf_span(&row), out) != 0)
		addressee_default(tongue, out);
	buf_release(&row);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

void recipient_put(struct drawer_batch *batch, const struct record_id *who,
                   const struct record_id *person, const struct addressee *wishes)
{
	struct buf row;

	buf_init(&row, WISHES_MAX_BYTES);
	addressee_encode(wishes, &row);
	drawer_put(batch, VB_TABLE_WISHES, span_of(who->b, sizeof(who->b)), buf_span(&row),
	           record_id_is_zero(person) ? NULL : person);
	buf_release(&row);
}

/* Appends as much of a text as there is room for, not within a character. */
static void append(char *out, size_t room, const char *text)
{
	size_t used = strlen(out), size = strlen(text);

	if (size > room - 1 - used) {
		size = room - 1 - used;
		while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
			size--;
	}
	memcpy(out + used, text, size);
	out[used + size] = '\0';
}

static void name_of(const struct matter *person, char *out, size_t room)
{
	out[0] = '\0';
	if (person->given_name != NULL)
		append(out, room, person->given_name);
	if (person->given_name != NULL && person->family_name != NULL)
		append(out, room, " ");
	if (person->family_name != NULL)
		append(out, room, person->family_name);
	if (out[0] == '\0' && person->name != NULL)
		append(out, room, person->name);
}

static int find_person(const struct drawer *drawer, const struct record_id *person,
                       struct addressee *out)
{
	struct mailing_matter which = { .subject = MATTER_PERSON, .id = *person };
	struct matter shown;
	int err = drawer_show(drawer, &which, &shown);

	if (err == 0 && (shown.email == NULL || !recipient_is_address(shown.email) ||
	                 (shown.delivery != NULL && strcmp(shown.delivery, "email") != 0)))
		err = VB_ERR_NOT_FOUND;
	if (err == 0) {
		name_of(&shown, out->name, sizeof(out->name));
		memcpy(out->address, shown.email, strlen(shown.email) + 1);
	}
	matter_release(&shown);
	return err;
}

int recipient_find(const struct drawer *drawer, const struct record_id *person, const char *address,
                   enum tongue tongue, struct addressee *out)
{
	struct record_id who;
	int err;

	memset(out, 0, sizeof(*out));
	mailing_who(person, address, &who);
	if (record_id_is_zero(&who) ||
	    (record_id_is_zero(person) && !recipient_is_address(address)))
		return VB_ERR_NOT_FOUND;
	err = recipient_wishes(drawer, &who, tongue, out);
	if (err == 0 && out->is_paused)
		err = VB_ERR_NOT_FOUND;
	if (err != 0)
		return err;
	out->person = *person;
	if (!record_id_is_zero(person))
		return find_person(drawer, person, out);
	memcpy(out->address, address, strlen(address) + 1);
	return 0;
}
