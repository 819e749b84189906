/* cmd_node: this office in the network: its card, its keys; tested by tests/blackbox/05-node.t */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/answer.h"
#include "cli/card_text.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/qr.h"
#include "protocol/node_id.h"
#include "protocol/peer/fingerprint.h"

/* A number as text, in the caller's room. */
static const char *number(int64_t value, char out[static 32])
{
	(void)snprintf(out, 32, "%lld", (long long)value);
	return out;
}

/* ---- show ---- */

static int node_show(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *node;
	char text[32];
	int err = client_ask(cmd->client, "node.show", &question, &node);

	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		out_document(cmd->out, "node", "show", &node);
		return 0;
	}
	answer_pair(cmd, N_("Office"), json_get_text(node, "name"));
	answer_pair(cmd, N_("Kind"), field_word(cmd->out, json_get_text(node, "kind")));
	answer_pair(cmd, N_("Number"), json_get_text(node, "id"));
	answer_pair(cmd, N_("Official key"), json_get_text(node, "ags"));
	answer_pair(cmd, N_("Version of the card"),
	            number(json_int(json_get(node, "version"), 0), text));
	for (size_t i = 0; i < json_count(json_get(node, "endpoints")); i++)
		answer_pair(cmd, N_("Address"), json_text(json_at(json_get(node, "endpoints"), i)));
	json_destroy(&node);
	return 0;
}

/* ---- card: writing ---- */

/* Asks for the newest card known of an office (NULL: our own) and appends its bytes. reply (may be NULL): the caller
 * destroys it. Errors: those of client_ask; VB_ERR_MALFORMED. */
static int ask_card(struct cmd *cmd, const char *office, struct buf *bytes, struct json **reply)
{
	struct json *question = json_new_map();
	struct json *result;
	const char *hex;
	size_t size;
	int err;

	json_put_text(question, "peer", office);
	err = client_ask(cmd->client, "node.card", &question, &result);
	if (err < 0)
		return err;
	hex = json_get_text(result, "card");
	size = hex != NULL ? strlen(hex) / 2 : 0;
	if (size == 0 || size > VB_CARD_MAX_BYTES ||
	    hex_parse(hex, 2 * size, buf_extend(bytes, size), size) != 0)
		err = VB_ERR_MALFORMED;
	if (err == 0 && reply != NULL)
		*reply = result;
	else
		json_destroy(&result);
	return err;
}

/* A new file; one that is there is left alone. */
static int write_file(struct cmd *cmd, const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	bool is_written;

	if (file == NULL)
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", path, strerror(errno));
	is_written = fwrite(text->data, 1, text->size, file) == text->size && fflush(file) == 0 &&
	             fsync(fd) == 0;
	if (!is_written)
		(void)out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", path, strerror(errno));
	if (fclose(file) != 0 || !is_written) {
		(void)unlink(path);
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s", path);
	}
	return 0;
}

static int draw_card(struct cmd *cmd, struct span bytes)
{
	struct qr_size needed;
	struct buf line;
	int err = 0;

	buf_init(&line, VB_CARD_TEXT_MAX_BYTES);
	card_text_line(bytes, &line);
	buf_put_u8(&line, '\0');
	if (!cmd->out->style.is_terminal)
		out_value(cmd->out, (const char *)line.data);
	else if (!qr_print((const char *)line.data, &cmd->out->style, cmd->out->data, &needed))
		err = out_fail(cmd->out, VB_ERR_TOO_LARGE,
		               _("the picture needs a window of %zu columns and %zu lines"),
		               needed.columns, needed.lines);
	buf_release(&line);
	return err;
}

static int print_card(struct cmd *cmd, struct span bytes)
{
	const char *path = args_get(cmd->args, "FILE");
	struct card card;
	struct buf text;
	int err = card_decode_stored(bytes, &card);

	if (err != 0)
		return err;
	buf_init(&text, VB_CARD_TEXT_MAX_BYTES);
	card_text_format(bytes, &card, path != NULL || cmd->out->style.is_terminal, &text);
	if (path != NULL) {
		err = write_file(cmd, path, &text);
	} else {
		buf_put_u8(&text, '\0');
		out_text(cmd->out, (const char *)text.data);
	}
	buf_release(&text);
	return err;
}

static int write_card(struct cmd *cmd)
{
	struct json *reply = NULL;
	struct buf bytes;
	int err;

	buf_init(&bytes, VB_CARD_MAX_BYTES);
	err = ask_card(cmd, NULL, &bytes, &reply);
	if (err == 0 && args_has(cmd->args, "qr"))
		err = draw_card(cmd, buf_span(&bytes));
	else if (err == 0 && cmd->args->is_json)
		out_document(cmd->out, "node", "card", &reply);
	else if (err == 0)
		err = print_card(cmd, buf_span(&bytes));
	json_destroy(&reply);
	buf_release(&bytes);
	return err;
}

/* ---- card: reading one that somebody sent ---- */

static int read_stream(struct cmd *cmd, const char *path, FILE *file, struct buf *text)
{
	char block[4096];
	size_t size;

	while (text->err == 0 && (size = fread(block, 1, sizeof(block), file)) > 0)
		buf_put(text, block, size);
	if (ferror(file) != 0)
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", path, strerror(errno));
	return text->err;
}

static int read_text(struct cmd *cmd, const char *path, struct buf *text)
{
	FILE *file;
	int err;

	if (strcmp(path, "-") == 0)
		return read_stream(cmd, path, stdin, text);
	file = fopen(path, "r");
	if (file == NULL)
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", path, strerror(errno));
	err = read_stream(cmd, path, file, text);
	(void)fclose(file);
	return err;
}

/* How the card stands to what is known here: a word for scripts, and for people what it means. */
struct standing {
	const char *word;
	const char *text;
};

static const struct standing standings[] = {
	{ "same", N_("it is the newest one known here") },
	{ "older", N_("a newer one is known here; this one is out of date") },
	{ "newer", N_("newer than the one known here") },
	{ "other", N_("another one of the same version is known here: ask the office") },
	{ "unknown", N_("this office is not known here") },
	{ "unasked", N_("not compared: Verbund is not running here") },
};

static const struct standing *standing_of(struct cmd *cmd, struct span bytes,
                                          const struct card *card)
{
	char id[VB_NODE_ID_TEXT_BYTES];
	struct card known;
	struct buf other;
	int err, found = 3;

	node_id_format(&card->id, id);
	buf_init(&other, VB_CARD_MAX_BYTES);
	err = ask_card(cmd, id, &other, NULL);
	if (err == 0)
		err = card_decode_stored(buf_span(&other), &known);
	if (err != 0) {
		found = err == VB_ERR_NOT_PAIRED ? 4 : 5;
		out_forget(cmd->out);
	} else if (span_is_equal(buf_span(&other), bytes)) {
		found = 0;
	} else if (known.version != card->version) {
		found = known.version > card->version ? 1 : 2;
	}
	buf_release(&other);
	return &standings[found];
}

/* What stands on a card. Texts of a stranger: everything passes the output that makes them harmless. */
static struct json *card_json(const struct card *card, bool is_genuine,
                              const struct standing *standing)
{
	char id[VB_NODE_ID_TEXT_BYTES], fingerprint[VB_FINGERPRINT_TEXT_BYTES];
	char text[VB_NAME_MAX_BYTES + 1];
	struct json *body = json_new_map();
	struct json *endpoints = json_new_list();

	node_id_format(&card->id, id);
	fingerprint_format(card, fingerprint);
	(void)snprintf(text, sizeof(text), "%.*s", (int)card->name.size,
	               (const char *)card->name.data);
	json_put_text(body, "name", text);
	json_put_text(body, "kind", node_kind_name(card->kind));
	json_put_text(body, "id", id);
	(void)snprintf(text, sizeof(text), "%.*s", (int)card->ags.size,
	               (const char *)card->ags.data);
	json_put_text(body, "ags", card->ags.size > 0 ? text : NULL);
	json_put_int(body, "version", (int64_t)card->version);
	json_put_int(body, "issued", (int64_t)card->issued.v);
	for (uint32_t i = 0; i < card->endpoint_count; i++) {
		(void)snprintf(text, sizeof(text), "%.*s", (int)card->endpoints[i].size,
		               (const char *)card->endpoints[i].data);
		json_add_text(endpoints, text);
	}
	json_put(body, "endpoints", &endpoints);
	json_put_text(body, "fingerprint", fingerprint);
	json_put_bool(body, "genuine", is_genuine);
	json_put_text(body, "known", standing->word);
	return body;
}

static void print_read_card(struct cmd *cmd, const struct json *card,
                            const struct standing *standing)
{
	bool is_terminal = cmd->out->style.is_terminal;
	char *issued = field_format_time(cmd->out, json_get(card, "issued"), cmd->args->zone);
	char text[32];

	answer_pair(cmd, N_("Office"), json_get_text(card, "name"));
	answer_pair(cmd, N_("Kind"), field_word(cmd->out, json_get_text(card, "kind")));
	answer_pair(cmd, N_("Number"), json_get_text(card, "id"));
	answer_pair(cmd, N_("Official key"), json_get_text(card, "ags"));
	answer_pair(cmd, N_("Version of the card"),
	            number(json_int(json_get(card, "version"), 0), text));
	answer_pair(cmd, N_("Issued"), issued);
	for (size_t i = 0; i < json_count(json_get(card, "endpoints")); i++)
		answer_pair(cmd, N_("Address"), json_text(json_at(json_get(card, "endpoints"), i)));
	answer_pair(cmd, N_("Fingerprint"), json_get_text(card, "fingerprint"));
	answer_pair(cmd, N_("Signature holds"),
	            answer_truth(cmd, json_is_yes(json_get(card, "genuine"))));
	answer_pair(cmd, N_("Known here"), is_terminal ? _(standing->text) : standing->word);
	free(issued);
}

static int show_read_card(struct cmd *cmd, struct span bytes)
{
	const struct standing *standing;
	struct json *body;
	struct card card;
	bool is_genuine;
	int err = crypt_init();

	if (err == 0)
		err = card_decode(bytes, &card);
	is_genuine = err == 0;
	/* Somebody may have altered it: what it says is shown, and then that it is worth nothing. */
	if (err == VB_ERR_BAD_SIGNATURE && card_decode_stored(bytes, &card) != 0)
		return err;
	if (err != 0 && err != VB_ERR_BAD_SIGNATURE)
		return err;
	standing = standing_of(cmd, bytes, &card);
	body = card_json(&card, is_genuine, standing);
	if (cmd->args->is_json) {
		answer_time(cmd, body, "issued");
		out_document(cmd->out, "node", "card", &body);
	} else {
		print_read_card(cmd, body, standing);
		json_destroy(&body);
	}
	return err;
}

static int read_card(struct cmd *cmd, const char *path)
{
	struct buf text, bytes;
	int err;

	if (args_get(cmd->args, "FILE") != NULL || args_has(cmd->args, "qr"))
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, _("--read goes alone"));
	buf_init(&text, VB_CARD_TEXT_MAX_BYTES);
	buf_init(&bytes, VB_CARD_MAX_BYTES);
	err = read_text(cmd, path, &text);
	if (err == 0)
		err = card_text_parse(buf_span(&text), &bytes);
	if (err == 0)
		err = show_read_card(cmd, buf_span(&bytes));
	else
		err = out_fail(cmd->out, err, "%s", path);
	buf_release(&text);
	buf_release(&bytes);
	return err;
}

static int node_card(struct cmd *cmd)
{
	const char *path = args_get(cmd->args, "read");

	return path != NULL ? read_card(cmd, path) : write_card(cmd);
}

/* ---- keys ---- */

static int ask_keys(struct cmd *cmd, const char *office, struct json **keys)
{
	struct json *question = json_new_map();

	json_put_text(question, "peer", office);
	return client_ask(cmd->client, "node.keys", &question, keys);
}

static void print_time(struct cmd *cmd, const char *title, const struct json *value)
{
	char *text = field_format_time(cmd->out, value, cmd->args->zone);

	if (value != NULL)
		answer_pair(cmd, title, text);
	free(text);
}

static void print_keys(struct cmd *cmd, const struct json *keys)
{
	const struct json *former = json_get(keys, "former");
	const struct json *waiting = json_get(former, "waiting");
	char text[32];

	answer_pair(cmd, N_("Office"), json_get_text(keys, "name"));
	answer_pair(cmd, N_("Number"), json_get_text(keys, "id"));
	answer_pair(cmd, N_("Fingerprint"), json_get_text(keys, "fingerprint"));
	answer_pair(cmd, N_("Version of the card"),
	            number(json_int(json_get(keys, "version"), 0), text));
	print_time(cmd, N_("Keys made"), json_get(keys, "since"));
	print_time(cmd, N_("Keys not confirmed"), json_get(keys, "keyChanged"));
	answer_pair(cmd, N_("Signing key"), json_get_text(keys, "sign"));
	answer_pair(cmd, N_("Sealing key"), json_get_text(keys, "box"));
	answer_pair(cmd, N_("Connection key"), json_get_text(keys, "curve"));
	answer_pair(cmd, N_("Former one in use"), json_get_text(former, "curve"));
	print_time(cmd, N_("At the latest until"), json_get(former, "until"));
	for (size_t i = 0; i < json_count(waiting); i++)
		answer_pair(cmd, N_("Still without it"),
		            json_get_text(json_at(waiting, i), "name"));
}

static int node_keys(struct cmd *cmd)
{
	const char *office = args_get(cmd->args, "PEER");
	struct json *keys;
	int err = ask_keys(cmd, office, &keys);

	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		answer_time(cmd, keys, "since");
		answer_time(cmd, keys, "keyChanged");
		answer_time(cmd, json_get(keys, "former"), "until");
		out_document(cmd->out, "node", "keys", &keys);
		return 0;
	}
	print_keys(cmd, keys);
	if (office == NULL)
		out_hint(cmd->out, "%s",
		         _("The fingerprint stands for all keys. Whoever is to be sure of them "
		           "hears it from you on the telephone and compares it with:\n"
		           "  verbund node keys OFFICE"));
	json_destroy(&keys);
	return 0;
}

/* ---- rotate ---- */

static int ask_rotate(struct cmd *cmd, bool is_finish)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_bool(question, "finish", is_finish);
	err = client_ask(cmd->client, "node.rotate", &question, &result);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		out_document(cmd->out, "node", "rotate", &result);
		return 0;
	}
	out_value(cmd->out, json_get_text(result, "fingerprint"));
	if (is_finish)
		out_hint(cmd->out, "%s", _("The former keys are given up."));
	else
		out_hint(cmd->out, "%s",
		         _("This is the fingerprint of the new keys. Partner offices get them by "
		           "themselves and are asked to confirm them: read it to them on the "
		           "telephone. Who does not have them yet:\n"
		           "  verbund node keys\n"
		           "Make a backup now: with an older one this office could not be "
		           "reached any more. The recovery sheet stays good."));
	json_destroy(&result);
	return 0;
}

/* Whom it would concern. */
static void tell_waiting(struct cmd *cmd, const struct json *keys)
{
	const struct json *waiting = json_get(json_get(keys, "former"), "waiting");

	for (size_t i = 0; i < json_count(waiting); i++)
		out_note(cmd->out, _("%s does not have the new keys yet."),
		         json_get_text(json_at(waiting, i), "name"));
}

static int node_rotate(struct cmd *cmd)
{
	bool is_finish = args_has(cmd->args, "finish");
	bool goes_on = false;
	struct json *keys = NULL;
	int err = ask_keys(cmd, NULL, &keys);

	if (err < 0)
		return err;
	if (is_finish) {
		tell_waiting(cmd, keys);
		err = answer_confirm(cmd,
		                     _("%s would give up its former keys; offices that know no "
		                       "others could not call it any more"),
		                     json_get_text(keys, "name"), &goes_on);
	} else if (json_get(keys, "former") != NULL) {
		err = VB_ERR_ROTATING;
	} else {
		err = answer_confirm(cmd,
		                     _("%s would get new keys; open invitation codes would no "
		                       "longer be good"),
		                     json_get_text(keys, "name"), &goes_on);
	}
	json_destroy(&keys);
	return err == 0 && goes_on ? ask_rotate(cmd, is_finish) : err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option card_options[] = {
	{ "read", N_("FILE"), NULL, NULL, N_("look at a card that somebody sent; `-`: from the input"), false },
	{ "qr", NULL, NULL, NULL, N_("draw it as a picture that a telephone reads"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option rotate_options[] = {
	{ "finish", NULL, NULL, NULL, N_("make no new keys, but give up the former ones now"), false },
	{ "yes", NULL, NULL, NULL, N_("do it, without being asked to type the name"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_node_commands[] = {
	{ .noun = "node", .verb = "show",
	  .run = node_show,
	  .help = N_("name, number and addresses of this office"),
	  .examples = { "verbund node show" } },
	{ .noun = "node", .verb = "card",
	  .arguments = { COMMAND_MAYBE(N_("FILE")) },
	  .options = card_options,
	  .run = node_card,
	  .help = N_("the card of this office as text, to be mailed or printed; or a look at another one's"),
	  .about = N_("The card says what an office is called, where it is reached and which keys it has, and is signed by it. There "
	             "is nothing secret in it. Without FILE it is printed.\n\n"
	             "With `--read` nothing is taken over. The signature only says that the card was not altered and that its "
	             "keys made it: whether they are those of the office its fingerprint tells, heard on the telephone."),
	  .examples = { "verbund node card", "verbund node card card.txt", "verbund node card --read card.txt" } },
	{ .noun = "node", .verb = "keys",
	  .arguments = { COMMAND_MAYBE(N_("PEER")) },
	  .run = node_keys,
	  .help = N_("the public keys of this office, or of another one, and their fingerprint"),
	  .about = N_("The fingerprint stands for all keys together: two people who see the same one have the same keys before "
	             "them. After `verbund node rotate` it also stands here which offices do not have the new keys yet."),
	  .examples = { "verbund node keys", "verbund node keys Forum" } },
	{ .noun = "node", .verb = "rotate",
	  .options = rotate_options,
	  .run = node_rotate,
	  .help = N_("make new keys for this office"),
	  .about = N_("Do this once a year, or before a computer or a disk on which this office has been is given away: what is "
	             "written from then on is locked with keys that an old copy does not open. The office stays what it is: its "
	             "number does not change, and everything written before can still be read.\n\n"
	             "Partner offices learn of it by themselves, also those that are switched off now. For connections the former "
	             "key stays good until all of them have the new one, at most 90 days; `--finish` ends that at once. Until then "
	             "keys are not changed again.\n\n"
	             "Who holds a copy of the file `node.keys` has the signing key, too, and can pose as this office whatever other "
	             "keys it has: then end the partnerships and found the office anew."),
	  .examples = { "verbund node rotate --dry-run", "verbund node rotate --yes", "verbund node rotate --finish --yes" } },
	COMMAND_END,
};
/* clang-format on */
