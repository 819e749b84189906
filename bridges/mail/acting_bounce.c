/* acting_bounce: mails that could not be delivered, and people who want no more; tested by tests/unit/test_acting_bounce.c.
 *
 * RFC 3464: 5.x is for good (2 points), 4.x for now (1); a report of a server that does not say counts as for now. With 4 points
 * mail to this person pauses until somebody of the office lifts that; half of the points is gone after 30 days without one. */
#include <string.h>

#include "bridges/mail/acting.h"
#include "bridges/mail/acting_case.h"
#include "bridges/mail/mail_reason.h"
#include "bridges/mail/subscriber.h"
#include "bridges/mail/tables.h"

#define HALF_MS (INT64_C(30) * 86400000)
#define SCORE_HARD 2u
#define SCORE_SOFT 1u
#define SCORE_PAUSE 4u
#define ROW_MAX_BYTES 65536u
#define ACTION_FAILED 1u

static int get_wishes(struct acting_case *c, const struct record_id *who, struct addressee *out,
                      bool *found)
{
	struct buf value;
	int err;

	*out = (struct addressee){ .person = c->token.person, .tongue = c->token.tongue };
	buf_init(&value, ROW_MAX_BYTES);
	err = c->drawer->get(c->drawer->self, VB_TABLE_WISHES, span_of(who->b, sizeof(who->b)),
	                     &value);
	if (err == 0)
		err = addressee_decode(buf_span(&value), out);
	buf_release(&value);
	*found = err == 0;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static void put_wishes(struct acting_case *c, const struct record_id *who,
                       const struct addressee *addressee)
{
	struct buf value;

	buf_init(&value, ROW_MAX_BYTES);
	addressee_encode(addressee, &value);
	drawer_put(&c->acts->batch, VB_TABLE_WISHES, span_of(who->b, sizeof(who->b)),
	           buf_span(&value), &addressee->person);
	buf_release(&value);
}

/* How many points a mail to the address for bounces is; 0: it is no bounce, but an absence, a delay or a success. */
static unsigned score(const struct parcel *parcel)
{
	if ((parcel->flags & PARCEL_REPORT) == 0)
		return (parcel->flags & PARCEL_AUTOMATIC) == 0 &&
		                       (parcel->flags & PARCEL_NO_RETURN) != 0
		               ? SCORE_SOFT
		               : 0;
	if (parcel->bounce_action > ACTION_FAILED || parcel->bounce_class == 2)
		return 0;
	return parcel->bounce_class == 5 ? SCORE_HARD : SCORE_SOFT;
}

/* Each 30 days since the last one take half of it, rounded down. */
static unsigned decayed(const struct addressee *addressee, int64_t now_ms)
{
	unsigned left = addressee->bounce_score;

	for (int64_t at = addressee->bounced_ms + HALF_MS; at <= now_ms && left > 0; at += HALF_MS)
		left /= 2;
	return left;
}

int acting_bounce(struct acting_case *c)
{
	unsigned points = score(c->parcel), sum;
	struct addressee addressee;
	struct record_id who;
	bool found;
	int err;

	if (points == 0)
		return 0;
	mailing_who(&c->token.person, c->token.address, &who);
	err = get_wishes(c, &who, &addressee, &found);
	if (err != 0)
		return err;
	sum = decayed(&addressee, c->mail->now_ms) + points;
	addressee.bounce_score = (uint8_t)(sum < UINT8_MAX ? sum : UINT8_MAX);
	addressee.bounced_ms = c->mail->now_ms;
	addressee.is_paused = addressee.is_paused || sum >= SCORE_PAUSE;
	put_wishes(c, &who, &addressee);
	c->verdict = ACTED_BOUNCE;
	return 0;
}

/* ---- no more, please ---- */

uint32_t acting_unwanted(enum mailing_kind kind)
{
	switch (kind) {
	case MAILING_REMINDER:
	case MAILING_DUTY:
		return WISH_REMINDER;
	case MAILING_AGENDA:
	case MAILING_PAPERS:
		return WISH_AGENDA;
	case MAILING_REQUEST:
		return WISH_REQUESTS;
	case MAILING_MESSAGE:
		return WISH_MESSAGES;
	case MAILING_NEWSLETTER:
		return WISH_NEWSLETTER;
	case MAILING_DIGEST:
		return WISH_MESSAGES | WISH_AGENDA | WISH_REQUESTS;
	case MAILING_INVITATION:
	case MAILING_CHANGE:
	case MAILING_CANCELLATION:
	case MAILING_RECEIPT:
	case MAILING_CONFIRM:
	case MAILING_NOTE:
	case MAILING_TEST:
	case MAILING_KIND_COUNT:
	default:
		return WISH_AGENDA | WISH_REMINDER | WISH_MESSAGES | WISH_REQUESTS |
		       WISH_NEWSLETTER;
	}
}

static int drop_subscriber(struct acting_case *c, const char *address)
{
	subscriber_drop(&c->acts->batch, address);
	c->verdict = ACTED_UNSUBSCRIBED;
	return 0;
}

/* Without a token only a From that the server vouches for says who it is: then subscribers and organizations alone are
 * known by their address. */
int acting_unsubscribe(struct acting_case *c)
{
	struct mailing mailing = { .kind = MAILING_RECEIPT, .reason = VB_REASON_STOP };
	struct addressee addressee;
	struct record_id who;
	bool found;
	int err;

	if (c->token.purpose != PURPOSE_UNSUBSCRIBE && c->token.purpose != PURPOSE_REPLY)
		return c->parcel->from[0] != '\0' ? drop_subscriber(c, c->parcel->from) : 0;
	if (record_id_is_zero(&c->token.person))
		return drop_subscriber(c, c->token.address);
	err = acting_person(c, &c->token.person, c->token.address);
	if (err == 0 && c->token.purpose == PURPOSE_REPLY) {
		err = acting_fits(c, c->parcel->from, &found);
		if (err == 0 && !found) {
			c->reason = HELD_UNCONFIRMED;
			return acting_hold(c);
		}
	}
	if (err != 0 || !c->has_person)
		return err;
	mailing_who(&c->person, NULL, &who);
	err = get_wishes(c, &who, &addressee, &found);
	if (err != 0)
		return err;
	addressee.unwanted |= acting_unwanted(c->token.kind);
	put_wishes(c, &who, &addressee);
	c->verdict = ACTED_UNSUBSCRIBED;
	return acting_mail_to_person(c, &mailing);
}
