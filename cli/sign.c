/* sign: writing with a person's signature; see sign.h; tested by tests/blackbox/19-person-key.t */
#include "cli/sign.h"

#include <stdlib.h>
#include <string.h>

#include "cli/language.h"
#include "cli/own_keys.h"
#include "protocol/body.h"
#include "protocol/merge/change.h"

/* What the daemon wants signed. */
struct request {
	struct space_id space;
	struct record_id record;
	enum audience audience;
	uint8_t plain[VB_BODY_MAX_BYTES]; /* the document and the zeros behind it */
	size_t size;
	struct body body;
};

static bool hex_get(const struct json *map, const char *key, uint8_t *out, size_t size)
{
	const char *text = json_get_text(map, key);

	return text != NULL && hex_parse(text, strlen(text), out, size) == 0;
}

static int request_read(const struct json *sign, struct request *r)
{
	const char *text = json_get_text(sign, "document");
	const char *audience = json_get_text(sign, "audience");

	memset(r, 0, sizeof(*r));
	r->size = text != NULL ? strlen(text) / 2 : 0;
	if (audience == NULL || body_padded_bytes(r->size) == 0 ||
	    !hex_get(sign, "document", r->plain, r->size) ||
	    !hex_get(sign, "space", r->space.b, sizeof(r->space.b)) ||
	    !hex_get(sign, "record", r->record.b, sizeof(r->record.b)))
		return VB_ERR_MALFORMED;
	r->audience = strcmp(audience, "core") == 0 ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL;
	return body_decode(span_of(r->plain, body_padded_bytes(r->size)), &r->body);
}

/* True if the number begins as it was typed. */
static bool begins(const uint8_t *id, size_t size, const char *typed)
{
	char text[2 * VB_HASH_BYTES + 1];

	hex_format(id, size, text);
	return strncmp(text, typed, strlen(typed)) == 0;
}

/* Looks at one change: whether it holds the text, or names what it is about. False: it says what was not asked for. */
static bool change_look(const struct change *change, const struct sign_wish *wish, bool *has_text,
                        bool *has_about)
{
	struct pack_reader r;
	struct span value;

	unpack_init(&r, change->value);
	if (change->op != VB_OP_SET)
		return false;
	if (change->field == wish->field) {
		value = unpack_str(&r, VB_TEXT_MAX_BYTES);
		*has_text = unpack_finish(&r) == 0 && span_is_equal(value, span_of_str(wish->text));
		return *has_text;
	}
	/* Else it must be a reference. */
	value = unpack_bin(&r, VB_RECORD_ID_BYTES, VB_RECORD_ID_BYTES);
	if (unpack_finish(&r) != 0)
		return false;
	*has_about |= begins(value.data, value.size, wish->about);
	return true;
}

/* Whether it is what was asked for, by this person. */
static bool is_wanted(const struct request *r, const struct own_keys *own,
                      const struct sign_wish *wish)
{
	bool has_text = false, has_about = begins(r->space.b, sizeof(r->space.b), wish->about);
	struct change_walk walk;
	struct change change;

	if (!r->body.has_person || r->body.is_person_signed || r->body.kind != wish->kind ||
	    r->body.verb != VB_VERB_CREATE || !record_id_is_equal(&r->body.person, &own->id) ||
	    change_check(&r->body) != 0)
		return false;
	change_walk_init(&walk, &r->body);
	while (change_next(&walk, &change)) {
		if (!change_look(&change, wish, &has_text, &has_about))
			return false;
	}
	return has_text && has_about;
}

/* Signs what the daemon shows, if it is what was asked for, and has it written. */
static int sign_and_write(struct cmd *cmd, const struct own_keys *own, uint32_t index,
                          const struct json *sign, const struct sign_wish *wish,
                          struct json **result)
{
	uint8_t message[VB_PERSON_MESSAGE_BYTES];
	char text[2 * VB_SIGNATURE_BYTES + 1];
	struct signature signature;
	struct json *question;
	struct request *r = malloc(sizeof(*r));
	int err;

	if (r == NULL)
		abort();
	err = request_read(sign, r);
	if (err != 0 || !is_wanted(r, own, wish))
		err = out_fail(cmd->out, VB_ERR_MALFORMED, "%s",
		               _("what was to be signed is not what you wrote"));
	if (err == 0)
		err = body_person_message(r->body.document, &r->space, r->audience, &r->record,
		                          message);
	free(r);
	if (err != 0)
		return err;
	person_keys_sign(own->keys, index, span_of(message, sizeof(message)), &signature);
	hex_format(signature.b, sizeof(signature.b), text);
	question = json_new_map();
	json_put_text(question, "signature", text);
	return client_ask(cmd->client, "person.sign", &question, result);
}

static int ask_signed(struct cmd *cmd, const char *call, struct json **question,
                      const struct own_keys *own, const struct sign_wish *wish,
                      struct json **result)
{
	uint32_t index = own_keys_active(own);
	struct json *answer = NULL;
	int err;

	if (index == VB_PERSON_FILE_KEYS_MAX_COUNT)
		return out_fail(cmd->out, VB_ERR_NO_PERSON_KEYS, "%s", own->path);
	json_put_bool(*question, "sign", true);
	err = client_ask(cmd->client, call, question, &answer);
	if (err == 0)
		err = sign_and_write(cmd, own, index, json_get(answer, "sign"), wish, result);
	json_destroy(&answer);
	return err;
}

int sign_ask(struct cmd *cmd, const char *call, struct json **question,
             const struct sign_wish *wish, struct json **result)
{
	struct own_keys own;
	int err;

	if (!args_has(cmd->args, "sign"))
		return client_ask(cmd->client, call, question, result);
	err = own_keys_find(cmd, &own);
	if (err == 0)
		err = own_keys_open(cmd, &own);
	if (err == 0)
		err = ask_signed(cmd, call, question, &own, wish, result);
	json_destroy(question);
	own_keys_release(&own);
	return err;
}
