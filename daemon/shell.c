/* shell: see shell.h; tested by tests/blackbox/01-start.t. */
#include "daemon/shell.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "daemon/bridges.h"
#include "daemon/control/control.h"
#include "daemon/core/own_card.h"
#include "daemon/core/settings.h"
#include "daemon/local.h"
#include "daemon/notify.h"
#include "daemon/pairing.h"
#include "daemon/wire/wire.h"
#include "daemon/wire/wire_probe.h"
#include "daemon/wire_pairing.h"

#define TICK_MS 1000u
#define STABLE_LINK_MS 10000u
#define CALL_MAX_MS 20000u
#define SOCKETS_A_CALL 3u /* DEALER and both ends of its monitor */
#define SOCKETS_BESIDES 256u
#define FILES_A_LINK                                                                               \
	8u /* one that we called: a descriptor for each of its sockets, and the connection, twice */
#define FILES_BESIDES 4096u /* handshakes, callers in the queue, local clients, the store */

struct shell {
	struct conf *conf;
	const char *conf_path;
	struct loop *loop;
	struct wire_zap *zap;
	struct wire *wire;
	struct wire_pairing *wire_pairing;
	struct pairing *pairing;
	struct local *local;
	struct bridges *bridges;
	struct node *node;
	struct node_target *targets;
	struct buf settings;     /* as a file, for control_facts */
	struct conf_why refused; /* why the file was not taken when it was read last; "": it was */
	struct wall_ms refused_since;
	struct loop_timer tick_timer, work_timer;
	int err; /* why it stopped by itself */
};

static struct node_now now(void)
{
	return (struct node_now){ loop_wall(), loop_mono() };
}

/* ---- what the core says ---- */

static int send_frame(void *ctx, uint32_t link, struct span frame)
{
	struct shell *s = ctx;

	return wire_send(s->wire, link, frame);
}

static void close_link(void *ctx, uint32_t link, int err)
{
	struct shell *s = ctx;

	if (err < 0)
		log_error("link.closed", err, "link=%u", link);
	wire_close_link(s->wire, link);
}

static void answer(void *ctx, uint32_t client, struct span document)
{
	struct shell *s = ctx;

	local_answer(s->local, client, document);
}

static void partners_changed(void *ctx)
{
	struct shell *s = ctx;

	if (s->wire)
		wire_refresh(s->wire);
}

/* ---- what the core hears ---- */

static bool on_known(void *ctx, const struct public_key *curve, struct node_id *out)
{
	return node_known_curve(((struct shell *)ctx)->node, curve, out);
}

static void on_link_up(void *ctx, uint32_t link, const struct node_id *peer,
                       const struct public_key *curve, bool dialled)
{
	node_on_link_up(((struct shell *)ctx)->node, link, peer, curve, dialled, now());
}

static void on_link_down(void *ctx, uint32_t link)
{
	node_on_link_down(((struct shell *)ctx)->node, link, now());
}

static void on_frame(void *ctx, uint32_t link, struct span frame)
{
	node_on_frame(((struct shell *)ctx)->node, link, frame, now());
}

static void on_writable(void *ctx, uint32_t link)
{
	node_on_link_writable(((struct shell *)ctx)->node, link, now());
}

static bool on_is_full(void *ctx)
{
	return node_turn_is_full(((struct shell *)ctx)->node);
}

static size_t on_offices(void *ctx, struct dial_office *out, size_t max)
{
	struct shell *s = ctx;
	size_t count = node_dial_targets(s->node, s->targets, max);

	for (size_t i = 0; i < count; i++) {
		const struct node_target *t = &s->targets[i];

		out[i] = (struct dial_office){ .id = t->id,
			                       .curve = t->curve,
			                       .former = t->former,
			                       .has_former = t->has_former,
			                       .own_keys = t->own_keys,
			                       .endpoint_count = t->endpoint_count,
			                       .later = t->later };
		memcpy(out[i].endpoints, t->endpoints, sizeof(out[i].endpoints));
	}
	return count;
}

/* How our calls to an office go, for people. */
static bool on_call(void *ctx, const struct node_id *office, struct control_call *out)
{
	static const char *const words[] = {
		[VB_DIAL_NO_NAME] = "no-name", [VB_DIAL_CLOSED] = "closed",
		[VB_DIAL_SILENT] = "silent",   [VB_DIAL_STRANGER] = "stranger",
		[VB_DIAL_DENIED] = "denied",   [VB_DIAL_HERE] = "here",
	};
	struct shell *s = ctx;
	struct dial_state state;

	if (!wire_calls_to(s->wire, office, &state) || state.trouble == VB_DIAL_FINE)
		return false;
	*out = (struct control_call){ words[state.trouble], state.endpoint, state.since,
		                      state.last };
	return true;
}

static void on_facts(void *ctx, struct control_facts *out)
{
	struct shell *s = ctx;
	struct wire_counts counts = wire_counts(s->wire);

	*out = (struct control_facts){ .listen = wire_listen_endpoint(s->wire),
		                       .refused = s->refused.text,
		                       .refused_since = s->refused_since,
		                       .strangers = counts.handshakes,
		                       .is_shut = counts.is_shut };
	wire_library(out->libzmq);
	buf_clear(&s->settings);
	conf_format(s->conf, &s->settings);
	out->settings = buf_span(&s->settings);
}

static void on_bridge(void *ctx, enum node_bridge bridge, struct control_bridge *out)
{
	struct shell *s = ctx;

	if (s->bridges != NULL)
		bridges_show(s->bridges, bridge, out);
}

static struct node_caller caller_of(const struct local_client *client)
{
	struct node_caller caller = { .client = client->number,
		                      .uid = client->uid,
		                      .read_only = client->read_only,
		                      .bridge = (enum node_bridge)client->bridge };

	memcpy(caller.login, client->login, sizeof(caller.login));
	return caller;
}

static bool on_is_known(void *ctx, const struct local_client *client)
{
	struct node_caller caller = caller_of(client);

	return control_is_known(node_control(((struct shell *)ctx)->node), &caller);
}

static uint32_t on_generation(void *ctx)
{
	return node_link_generation(((struct shell *)ctx)->node);
}

static void on_request(void *ctx, const struct local_client *client, struct span document)
{
	struct node_caller caller = caller_of(client);

	node_on_request(((struct shell *)ctx)->node, &caller, document, now());
}

static void on_gone(void *ctx, uint32_t client)
{
	node_on_client_gone(((struct shell *)ctx)->node, client);
}

/* ---- turns and time ---- */

/* What the core has left over makes a turn of its own. */
static void on_work(void *ctx)
{
	(void)ctx;
}

static void on_turn_end(void *ctx)
{
	struct shell *s = ctx;
	int err = node_turn_end(s->node, now());

	if (err == 0)
		pairing_on_commit(s->pairing);
	else
		pairing_on_failure(s->pairing, err);
	/* After a failed fsync nobody knows what is on the disk: end, and look at it anew. */
	if (err == VB_ERR_IO || err == VB_ERR_STORE_CORRUPT) {
		s->err = err;
		loop_stop(s->loop);
	}
	if (err == 0 && node_has_work(s->node))
		loop_timer_set(s->loop, &s->work_timer, 0, on_work, s);
}

static void on_tick(void *ctx)
{
	struct shell *s = ctx;

	loop_timer_set(s->loop, &s->tick_timer, TICK_MS, on_tick, s);
	node_on_tick(s->node, now());
	pairing_on_tick(s->pairing, now());
	bridges_on_tick(s->bridges);
	if (getenv("WATCHDOG_USEC"))
		notify_send("WATCHDOG=1");
}

/* Who asked sees in the log, and through the service manager, what became of it. */
static void reload_refused(struct shell *s, int err, const struct conf_why *why)
{
	char state[sizeof(why->text) + 100];

	s->refused = *why;
	if (err == VB_ERR_NEEDS_RESTART)
		(void)snprintf(s->refused.text, sizeof(s->refused.text),
		               "a restart is needed for %.*s", (int)sizeof(why->text) / 2,
		               why->text);
	s->refused_since = loop_wall();
	log_error("conf.refused", err, "why=\"%s\"", why->text);
	snprintf(state, sizeof(state),
	         "STATUS=The office is open, with its old settings. VB-%04d: %s", -err, why->text);
	notify_send(state);
}

/* What the core wants to know of the settings. */
static void set_node(struct shell *s)
{
	struct settings *settings = node_settings(s->node);

	settings->arrival_every_ms = s->conf->arrival_every_ms;
	settings->file_bytes = s->conf->file_bytes;
	settings->member_day_bytes = s->conf->member_day_bytes;
	settings->member_bytes = s->conf->member_bytes;
	settings->founder_bytes = s->conf->founder_bytes;
	settings->relay_bytes = s->conf->relay_bytes;
	settings->relay_keep_ms = s->conf->relay_keep_ms;
	settings->erasure_delay_ms = s->conf->erasure_delay_ms;
}

static void reload(struct shell *s)
{
	struct conf_why why = { "" };
	struct conf fresh;
	int err = conf_load(s->conf_path, &fresh, &why);

	if (err == 0)
		err = conf_reload(s->conf, &fresh, &why);
	if (err < 0) {
		reload_refused(s, err, &why);
		return;
	}
	s->refused.text[0] = '\0';
	log_set_level(s->conf->log_level);
	pairing_set_life(s->pairing, s->conf->invite_life_ms);
	set_node(s);
	log_info("conf.read", "changed=\"%s\"", why.text);
	notify_send("STATUS=The office is open. Its settings were read again.");
}

static void on_signal(void *ctx, int signo)
{
	struct shell *s = ctx;

	if (signo == SIGCHLD) {
		if (s->bridges != NULL)
			bridges_on_child(s->bridges);
		return;
	}
	if (signo == SIGHUP) {
		reload(s);
		return;
	}
	log_info("stopping", "signal=%d", signo);
	notify_send("STOPPING=1");
	loop_stop(s->loop);
}

/* ---- starting and stopping ---- */

/* As many descriptors as links, calls and strangers can take together: gate.h. */
static void raise_limits(const struct conf *conf)
{
	rlim_t wanted = FILES_BESIDES + FILES_A_LINK * (rlim_t)conf->max_peers;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur < wanted)
		log_warnx("limit.files", "have=%ju wanted=%ju", (uintmax_t)limit.rlim_cur,
		          (uintmax_t)wanted);
}

static int open_node(struct shell *s, const char *home)
{
	struct node_output output = { s, send_frame, close_link, answer, partners_changed };
	struct env_options options = { .map_bytes = s->conf->map_bytes };

	int err = node_open(home, &options, &output, now(), &s->node);

	if (err == 0)
		set_node(s);
	return err;
}

static int open_wire(struct shell *s, struct conf_why *detail)
{
	struct wire_events events = { s,           on_known,   on_link_up, on_link_down, on_frame,
		                      on_writable, on_is_full, on_offices, on_generation };
	const struct conf *conf = s->conf;
	struct wire_settings settings = { .listen = conf->listen,
		                          .offices_max = (uint32_t)conf->max_peers,
		                          .dial = { .retry_min_ms = (uint32_t)conf->retry_min_ms,
		                                    .retry_max_ms = (uint32_t)conf->retry_max_ms,
		                                    .second_dial_ms =
		                                            (uint32_t)conf->second_dial_ms,
		                                    .stable_ms = STABLE_LINK_MS,
		                                    .attempt_ms = CALL_MAX_MS,
		                                    .random_below = crypt_random_below } };
	int err;

	s->targets = calloc(conf->max_peers, sizeof(*s->targets));
	if (!s->targets)
		abort();
	err = wire_open(s->loop, s->zap, node_keys(s->node), &settings, &events, &s->wire);
	if (err < 0)
		snprintf(detail->text, sizeof(detail->text), "%s%s", conf->listen,
		         err == VB_ERR_BAD_VALUE ? ": not an address of this computer" : "");
	return err == VB_ERR_BAD_VALUE ? VB_ERR_CONFIG : err;
}

static void open_pairing(struct shell *s, const char *home)
{
	struct wire_pairing_settings settings = { home, s->conf->listen, s->conf->pairing_listen,
		                                  s->conf->advertise };
	struct pairing_output output;

	s->wire_pairing = wire_pairing_new(s->loop, s->zap, node_keys(s->node), &settings);
	wire_pairing_output(s->wire_pairing, &output);
	s->pairing = pairing_new(s->node, &output, s->conf->invite_life_ms);
	wire_pairing_attach(s->wire_pairing, s->pairing);
}

static int open_local(struct shell *s, const char *home, struct conf_why *detail)
{
	struct local_events events = { s, on_request, on_gone, on_is_full, on_is_known };
	struct local_settings settings = { home, s->conf->socket_folder,
		                           (uint32_t)s->conf->max_clients };

	return local_open(s->loop, &settings, &events, detail, &s->local);
}

/* The card must say where this office is reached now. */
static int refresh_card(struct shell *s)
{
	const char *endpoint = s->conf->advertise[0] != '\0' ? s->conf->advertise : s->conf->listen;
	int err = own_card_set_endpoints(s->node, &endpoint, endpoint[0] != '\0', now());

	if (err == 0)
		err = node_turn_end(s->node, now());
	return err;
}

static int shell_open(struct shell *s, const char *home, struct conf_why *detail)
{
	struct loop_hooks hooks = { s, on_turn_end, on_is_full, on_signal };
	uint32_t sockets = SOCKETS_A_CALL * ((uint32_t)s->conf->max_peers + 1) + SOCKETS_BESIDES;
	int err = open_node(s, home);

	if (err < 0)
		return err;
	s->loop = loop_new(&hooks);
	if (!s->loop)
		return VB_ERR_IO;
	err = wire_zap_open(s->loop, sockets, &s->zap);
	if (err == 0)
		err = wire_probe_run(s->zap);
	if (err == 0)
		err = open_wire(s, detail);
	if (err < 0)
		return err;
	open_pairing(s, home);
	control_set_shell(node_control(s->node),
	                  &(struct control_shell){ s, on_call, on_facts, on_bridge });
	err = open_local(s, home, detail);
	if (err == 0)
		err = refresh_card(s);
	return err;
}

static void shell_close(struct shell *s)
{
	if (s->loop) {
		loop_timer_clear(s->loop, &s->tick_timer);
		loop_timer_clear(s->loop, &s->work_timer);
	}
	local_close(&s->local);
	bridges_destroy(&s->bridges);
	wire_pairing_destroy(&s->wire_pairing);
	pairing_destroy(&s->pairing);
	wire_close(&s->wire);
	wire_zap_close(&s->zap);
	loop_destroy(&s->loop);
	node_close(&s->node);
	free(s->targets);
	buf_release(&s->settings);
}

/* One line for people and scripts, in front of nothing else. */
static void say_ready(const struct shell *s)
{
	const struct card *card = node_card(s->node);

	log_info("start", "version=%s office=%s listen=%s", VB_VERSION,
	         log_node(node_self(s->node)).text, wire_listen_endpoint(s->wire));
	log_info("READY", "name=\"%.*s\"", (int)card->name.size, (const char *)card->name.data);
	notify_send("READY=1\nSTATUS=The office is open.");
}

int shell_run(const char *home, const char *conf_path, struct conf *conf, struct conf_why *detail)
{
	struct shell s = { .conf = conf, .conf_path = conf_path };
	int err;

	detail->text[0] = '\0';
	buf_init(&s.settings, 65536);
	raise_limits(conf);
	err = shell_open(&s, home, detail);
	if (err == 0) {
		say_ready(&s);
		s.bridges = bridges_new(s.loop, s.local, home);
		loop_timer_set(s.loop, &s.tick_timer, 0, on_tick, &s);
		loop_run(s.loop);
		err = s.err;
		if (err == 0) {
			node_on_stop(s.node, now());
			(void)node_turn_end(s.node, now());
		}
	}
	shell_close(&s);
	if (err == 0)
		log_info("stopped", "%s", "");
	return err;
}
