/* client: questions to the daemon; see client.h; tested by tests/blackbox/05-cli.t */
#include "cli/client.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/language.h"
#include "cli/reason.h"
#include "protocol/link.h"

/* Longer than the daemon needs for anything; a daemon that hangs must not hang the shell of a clerk. */
#define ANSWER_TIMEOUT_MS 60000u
#define LOOK_UP_MS 500u /* to tell a person who waits that work goes on */

struct client {
	const char *home;
	struct link *link; /* NULL until something is asked */
	struct out *out;
	const struct command *command;
	uint32_t timeout_ms;
};

struct client *client_new(const char *home, struct out *out)
{
	struct client *client = calloc(1, sizeof(*client));

	if (client == NULL)
		abort();
	client->home = home;
	client->out = out;
	client->timeout_ms = ANSWER_TIMEOUT_MS;
	return client;
}

void client_speak_of(struct client *client, const struct command *command)
{
	client->command = command;
}

void client_be_quick(struct client *client, uint32_t timeout_ms)
{
	client->timeout_ms = timeout_ms;
}

void client_destroy(struct client **client)
{
	if (*client == NULL)
		return;
	link_close(&(*client)->link);
	free(*client);
	*client = NULL;
}

static void on_wait(void *ctx)
{
	out_progress_wait(ctx);
}

/* True for a folder that only holds the socket, for people with other logins than the daemon's: nobody makes a data
 * directory where everything is gone after a restart, and a home of somebody else cannot even be looked into. */
static bool is_socket_folder(const char *home)
{
	struct stat at;

	if (strncmp(home, "/run/", 5) == 0 || strncmp(home, "/var/run/", 9) == 0)
		return true;
	return stat(home, &at) == 0 && at.st_uid != geteuid();
}

/* Why there is no connection, in words that fit whoever asks. */
static int connect_fail(struct client *client, int err)
{
	struct out *out = client->out;

	out->is_shared = is_socket_folder(client->home);
	if (err == VB_ERR_NO_HOME && out->is_shared)
		return out_fail(out, VB_ERR_NOT_RUNNING, _("%s is not there"), client->home);
	if (err == VB_ERR_DENIED && geteuid() != 0)
		return out_fail(out, err,
		                _("%s is for its owner; others use the folder that "
		                  "`socket-folder` names"),
		                client->home);
	return out_fail(out, err, "%s", client->home);
}

static int connect_daemon(struct client *client)
{
	int err;

	if (client->link != NULL)
		return 0;
	err = link_open(client->home, 0, &client->link);
	if (err < 0)
		return connect_fail(client, err);
	link_on_wait(client->link, LOOK_UP_MS, on_wait, client->out);
	return 0;
}

/* What the daemon says becomes the reason. */
static void fail_with_detail(struct client *client, int err, struct span detail)
{
	char *text = strndup((const char *)detail.data, detail.size);
	char *reason;

	if (text == NULL)
		abort();
	reason = reason_translate(client->command, text);
	(void)out_fail(client->out, err, "%s", reason);
	free(reason);
	free(text);
}

int client_ask_packed(struct client *client, const char *call, struct span args,
                      struct span *result)
{
	struct ipc_answer answer = { .id = 0 };
	int err = connect_daemon(client);

	if (err == 0)
		err = link_call(client->link, call, args, client->timeout_ms, &answer);
	out_progress_wait_end(client->out);
	if (err < 0) {
		link_close(&client->link);
		return err;
	}
	if (answer.err < 0 && answer.detail.size > 0)
		fail_with_detail(client, answer.err, answer.detail);
	if (answer.err == 0)
		*result = answer.result;
	return answer.err;
}

int client_ask(struct client *client, const char *call, struct json **args, struct json **result)
{
	struct span packed_result = { NULL, 0 };
	struct buf packed;
	int err;

	buf_init(&packed, VB_IPC_FRAME_MAX_BYTES);
	if (*args != NULL)
		json_encode(*args, &packed);
	json_destroy(args);
	err = packed.err;
	if (err == 0)
		err = client_ask_packed(client, call, buf_span(&packed), &packed_result);
	if (err == 0 && result != NULL)
		err = json_decode(packed_result, result);
	buf_release(&packed);
	return err;
}

int client_show(struct client *client, const char *id, const char *kind, const char *what,
                struct json **record)
{
	struct json *question = json_new_map();
	struct json *shown = NULL;
	const char *found;
	int err;

	json_put_text(question, "id", id);
	err = client_ask(client, "record.show", &question, &shown);
	if (err < 0)
		return err;
	found = json_get_text(shown, "kind");
	if (kind != NULL && (found == NULL || strcmp(found, kind) != 0)) {
		json_destroy(&shown);
		return out_fail(client->out, VB_ERR_BAD_VALUE, "%s", what);
	}
	*record = shown;
	return 0;
}

int client_pages(struct client *client, const char *call, struct json **args, client_page *on_page,
                 void *ctx)
{
	struct json *cursor = NULL;
	int err;

	if (*args == NULL)
		*args = json_new_map();
	do {
		struct json *question = json_new_copy(*args);
		struct json *page = NULL;

		if (cursor != NULL)
			json_put(question, "after", &cursor);
		err = client_ask(client, call, &question, &page);
		if (err < 0)
			break;
		cursor = json_new_copy(json_get(page, "next"));
		json_remove(page, "next");
		err = on_page(ctx, &page);
		json_destroy(&page);
	} while (err == 0 && cursor != NULL);
	json_destroy(&cursor);
	json_destroy(args);
	return err;
}

/* A list being fetched. */
struct listed {
	struct client *client;
	struct json *all;
};

static int on_items(void *ctx, struct json **page)
{
	struct listed *listed = ctx;

	if (json_form_of(json_get(*page, "items")) != JSON_FORM_LIST)
		return VB_ERR_MALFORMED;
	json_add_all(listed->all, json_get(*page, "items"));
	out_progress(listed->client->out, json_count(listed->all), 0);
	return 0;
}

int client_list(struct client *client, const char *call, struct json **args, struct json **items)
{
	struct listed listed = { client, json_new_list() };
	int err = client_pages(client, call, args, on_items, &listed);

	out_progress_end(client->out);
	if (err == 0)
		*items = listed.all;
	else
		json_destroy(&listed.all);
	return err;
}
