/* probe_mail: see probe_mail.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/probe_mail.h"

#include <stdio.h>
#include <string.h>

#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"
#include "bridges/mailnet/mail_log.h"
#include "protocol/crypt.h"
#include "protocol/pack.h"

#define KEY_BYTES (VB_MAILING_KEY_BYTES + 1u)
#define VALUE_MAX_BYTES 600u

/* The row of a test: its key and a letter. */
static void make_key(const uint8_t *test, char letter, uint8_t out[static KEY_BYTES])
{
	memcpy(out, test, VB_MAILING_KEY_BYTES);
	out[VB_MAILING_KEY_BYTES] = (uint8_t)letter;
}

/* The mail that comes back to us has the neighbouring key. */
static void make_return(const uint8_t *test, uint8_t out[static VB_MAILING_KEY_BYTES])
{
	memcpy(out, test, VB_MAILING_KEY_BYTES);
	out[VB_MAILING_KEY_BYTES - 1] ^= 1;
}

static void put_row(struct drawer_batch *batch, const uint8_t *test, char letter, int64_t ms,
                    const char *text)
{
	uint8_t key[KEY_BYTES];
	struct buf value;

	make_key(test, letter, key);
	buf_init(&value, VALUE_MAX_BYTES);
	buf_put_u64(&value, (uint64_t)ms);
	buf_put(&value, text, strlen(text));
	drawer_put(batch, VB_TABLE_TESTS, span_of(key, sizeof(key)), buf_span(&value), NULL);
	buf_release(&value);
}

/* Reads one; *ms 0: it is not there. Errors: of the office. */
static int get_row(struct postman *p, const uint8_t *test, char letter, int64_t *ms,
                   char text[static VALUE_MAX_BYTES])
{
	const struct drawer *drawer = &p->office.drawer;
	uint8_t key[KEY_BYTES];
	struct buf value;
	int err;

	make_key(test, letter, key);
	buf_init(&value, VALUE_MAX_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_TESTS, span_of(key, sizeof(key)), &value);
	*ms = err == 0 && value.size >= 8 ? (int64_t)get_be64(value.data) : 0;
	snprintf(text, VALUE_MAX_BYTES, "%.*s", *ms > 0 ? (int)value.size - 8 : 0,
	         *ms > 0 ? (const char *)value.data + 8 : "");
	buf_release(&value);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static bool find_text(struct span map, const char *key, char *out, size_t size)
{
	struct pack_reader r;
	struct span value;

	if (!ipc_map_find(map, key, &value))
		return false;
	unpack_init(&r, value);
	value = unpack_str(&r, size - 1);
	if (unpack_finish(&r) < 0)
		return false;
	memcpy(out, value.data, value.size);
	out[value.size] = '\0';
	return true;
}

/* ---- start ---- */

static int add_mail(struct postman *p, struct drawer_batch *batch, const uint8_t *key,
                    const char *address)
{
	struct mailing mailing = { .kind = MAILING_TEST, .due_ms = p->now_ms };

	memcpy(mailing.key, key, VB_MAILING_KEY_BYTES);
	snprintf(mailing.address, sizeof(mailing.address), "%s", address);
	return queue_add(&p->office.drawer, batch, &mailing, p->now_ms);
}

int probe_mail_begin(struct postman *p, struct span args, struct buf *out, const char **detail)
{
	char address[VB_ADDRESS_MAX_BYTES + 1], own[VB_ADDRESS_MAX_BYTES + 1];
	uint8_t test[VB_MAILING_KEY_BYTES], back[VB_MAILING_KEY_BYTES];
	char hex[2 * VB_MAILING_KEY_BYTES + 1];
	struct drawer_batch batch;
	int err;

	if (!find_text(args, "address", address, sizeof(address)) ||
	    !recipient_is_address(address)) {
		*detail = "address";
		return VB_ERR_BAD_VALUE;
	}
	crypt_random(test, sizeof(test));
	make_return(test, back);
	drawer_begin(&batch);
	put_row(&batch, test, 'a', p->now_ms, address);
	err = add_mail(p, &batch, test, address);
	dispatch_token_address(p->dispatch, back, PURPOSE_BOUNCE, own);
	if (err == 0 && p->conf->receive.way != MAIL_WAY_NONE)
		err = add_mail(p, &batch, back, own);
	if (err == 0)
		err = drawer_commit(&p->office.drawer, &batch);
	drawer_release(&batch);
	hex_format(test, sizeof(test), hex);
	pack_map(out, 1);
	pack_cstr(out, "test");
	pack_cstr(out, hex);
	return err;
}

/* What is wrong, in the words of SPEC.md 13.5. */
static const char *why_of(const char *word)
{
	static const char *const words[][2] = {
		{ "name", "no-name" },    { "connect", "closed" },  { "connection", "closed" },
		{ "timeout", "timeout" }, { "certificate", "tls" }, { "tls", "tls" },
		{ "login", "login" },     { "sender", "sender" },   { "recipient", "recipient" },
	};

	for (size_t i = 0; word && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], word) == 0)
			return words[i][1];
	return "refused";
}

/* The row s: the reason, or ok, a blank, and what the server said. */
void probe_mail_on_told(void *ctx, const struct mailing *mailing,
                        const struct submit_result *result)
{
	struct postman *p = ctx;
	struct drawer_batch batch;
	char text[300];
	int err;

	if (mailing->kind != MAILING_TEST || result->outcome == SUBMIT_LATER)
		return;
	snprintf(text, sizeof(text), "%s %s",
	         result->outcome == SUBMIT_TAKEN ? "ok" : why_of(result->word), result->text);
	drawer_begin(&batch);
	put_row(&batch, mailing->key, 's', p->now_ms, text);
	err = drawer_commit(&p->office.drawer, &batch);
	drawer_release(&batch);
	if (err < 0)
		mail_log_error("mail.test_not_noted", err, "%s", "");
}

/* ---- show ---- */

struct step {
	const char *name, *state, *why, *detail;
	int64_t ms;
};

static void put_step(struct buf *b, const struct step *step)
{
	pack_map(b, 2u + (step->detail != NULL) + (step->ms > 0) + (step->why != NULL));
	if (step->detail) {
		pack_cstr(b, "detail");
		pack_cstr(b, step->detail);
	}
	pack_cstr(b, "state");
	pack_cstr(b, step->state);
	pack_cstr(b, "step");
	pack_cstr(b, step->name);
	if (step->ms > 0) {
		pack_cstr(b, "time");
		pack_uint(b, (uint64_t)step->ms);
	}
	if (step->why) {
		pack_cstr(b, "why");
		pack_cstr(b, step->why);
	}
}

static struct step submission_step(const struct postman *p, int64_t said_ms, char *said)
{
	const struct dispatch_state *s = dispatch_state(p->dispatch);
	char *blank = strchr(said, ' ');

	if (said_ms == 0 && s->is_down)
		return (struct step){ "submission", "failed", why_of(s->word), s->said, 0 };
	if (said_ms == 0)
		return (struct step){ .name = "submission", .state = "waiting" };
	if (blank)
		*blank = '\0';
	return (struct step){ "submission", strcmp(said, "ok") == 0 ? "ok" : "failed",
		              strcmp(said, "ok") == 0 ? NULL : said, blank ? blank + 1 : NULL,
		              said_ms };
}

static struct step arrival_step(const struct postman *p, const char *name, int64_t ms)
{
	if (p->conf->receive.way == MAIL_WAY_NONE)
		return (struct step){ .name = name, .state = "off", .why = "no-receive" };
	return (struct step){ .name = name, .state = ms > 0 ? "ok" : "waiting", .ms = ms };
}

int probe_mail_tell(struct postman *p, struct span args, struct buf *out)
{
	uint8_t test[VB_MAILING_KEY_BYTES], back[VB_MAILING_KEY_BYTES];
	char hex[2 * VB_MAILING_KEY_BYTES + 1], address[VALUE_MAX_BYTES], said[VALUE_MAX_BYTES];
	char other[VALUE_MAX_BYTES];
	int64_t since = 0, said_ms = 0, reply_ms = 0, report_ms = 0, back_ms = 0;
	struct step steps[4];
	int err;

	if (!find_text(args, "test", hex, sizeof(hex)) ||
	    hex_parse(hex, strlen(hex), test, sizeof(test)) < 0)
		return VB_ERR_NOT_FOUND;
	make_return(test, back);
	err = get_row(p, test, 'a', &since, address);
	if (err == 0 && since == 0)
		err = VB_ERR_NOT_FOUND;
	if (err == 0)
		err = get_row(p, test, 's', &said_ms, said);
	if (err == 0)
		err = get_row(p, test, 'r', &reply_ms, other);
	if (err == 0)
		err = get_row(p, test, 'b', &report_ms, other);
	if (err == 0)
		err = get_row(p, back, 'r', &back_ms, other);
	if (err < 0)
		return err;
	steps[0] = submission_step(p, said_ms, said);
	steps[1] = (struct step){ .name = "delivery", .state = reply_ms > 0 ? "ok" : "waiting" };
	if (report_ms > 0)
		steps[1] = (struct step){ "delivery", "failed", "bounced", NULL, report_ms };
	steps[2] = arrival_step(p, "return", back_ms);
	steps[3] = arrival_step(p, "reply", reply_ms);
	pack_map(out, 3);
	pack_cstr(out, "address");
	pack_cstr(out, address);
	pack_cstr(out, "since");
	pack_uint(out, (uint64_t)since);
	pack_cstr(out, "steps");
	pack_array(out, 4);
	for (size_t i = 0; i < 4; i++)
		put_step(out, &steps[i]);
	return 0;
}
