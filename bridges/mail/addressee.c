/* addressee: the wishes of a person as a row of the drawer; see addressee.h. */
#include "bridges/mail/addressee.h"

#include "protocol/pack.h"

#define FORM 1u
#define FIELDS 10u
#define WISHES_ALL 31u
#define DAY_MINUTES 1440u

void addressee_default(enum tongue tongue, struct addressee *out)
{
	out->tongue = tongue;
	out->unwanted = WISH_NEWSLETTER;
	out->pace = PACE_AT_ONCE;
	out->has_quiet = false;
	out->quiet_from = 0;
	out->quiet_to = 0;
	out->bounce_score = 0;
	out->bounced_ms = 0;
	out->is_paused = false;
}

void addressee_encode(const struct addressee *addressee, struct buf *out)
{
	pack_array(out, FIELDS);
	pack_uint(out, FORM);
	pack_uint(out, addressee->tongue);
	pack_uint(out, addressee->unwanted);
	pack_uint(out, addressee->pace);
	pack_bool(out, addressee->has_quiet);
	pack_uint(out, addressee->quiet_from);
	pack_uint(out, addressee->quiet_to);
	pack_uint(out, addressee->bounce_score);
	pack_int(out, addressee->bounced_ms);
	pack_bool(out, addressee->is_paused);
}

int addressee_decode(struct span in, struct addressee *out)
{
	struct addressee read = *out;
	struct pack_reader r;

	unpack_init(&r, in);
	if (unpack_array(&r, FIELDS) != FIELDS || unpack_uint(&r, FORM) != FORM)
		return VB_ERR_MALFORMED;
	read.tongue = (enum tongue)unpack_uint(&r, TONGUE_COUNT - 1);
	read.unwanted = (uint32_t)unpack_uint(&r, WISHES_ALL);
	read.pace = (enum addressee_pace)unpack_uint(&r, PACE_WEEKLY);
	read.has_quiet = unpack_bool(&r);
	read.quiet_from = (uint16_t)unpack_uint(&r, DAY_MINUTES - 1);
	read.quiet_to = (uint16_t)unpack_uint(&r, DAY_MINUTES - 1);
	read.bounce_score = (uint8_t)unpack_uint(&r, UINT8_MAX);
	read.bounced_ms = unpack_int(&r);
	read.is_paused = unpack_bool(&r);
	unpack_end(&r);
	if (unpack_finish(&r) != 0)
		return VB_ERR_MALFORMED;
	*out = read;
	return 0;
}
