/* follow: the change feed as it grows; see follow.h; tested by tests/blackbox/05-history.t */
#include "cli/follow.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/select.h>
#include <time.h>

#include "cli/language.h"
#include "protocol/link.h"

#define ANSWER_TIMEOUT_MS 60000u
#define LOOK_MS 1u
#define PAUSE_MIN_MS 50u
#define PAUSE_MAX_MS 2000u

struct follow {
	const char *home;
	struct out *out;
	struct link *link; /* NULL: not connected */
	struct follow_place place;
	bool was_connected;
	bool is_lost; /* and the user was told */
	sigset_t blocked, before;
	struct sigaction int_before, term_before;
};

static volatile sig_atomic_t is_interrupted;

static void on_signal(int number)
{
	(void)number;
	is_interrupted = 1;
}

bool follow_is_interrupted(void)
{
	return is_interrupted != 0;
}

/* The signals are let in only while it waits, so that none comes between looking and waiting. */
struct follow *follow_new(const char *home, const struct follow_place *place, struct out *out)
{
	struct follow *follow = calloc(1, sizeof(*follow));
	struct sigaction action = { .sa_handler = on_signal };

	if (follow == NULL)
		abort();
	follow->home = home;
	follow->out = out;
	follow->place = *place;
	(void)sigemptyset(&follow->blocked);
	(void)sigaddset(&follow->blocked, SIGINT);
	(void)sigaddset(&follow->blocked, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &follow->blocked, &follow->before);
	(void)sigaction(SIGINT, &action, &follow->int_before);
	(void)sigaction(SIGTERM, &action, &follow->term_before);
	return follow;
}

void follow_destroy(struct follow **follow)
{
	if (*follow == NULL)
		return;
	link_close(&(*follow)->link);
	(void)sigaction(SIGINT, &(*follow)->int_before, NULL);
	(void)sigaction(SIGTERM, &(*follow)->term_before, NULL);
	(void)sigprocmask(SIG_SETMASK, &(*follow)->before, NULL);
	free(*follow);
	*follow = NULL;
}

const struct follow_place *follow_where(const struct follow *follow)
{
	return &follow->place;
}

/* ---- waiting ---- */

/* Waits until the link can be read, or (link NULL) for a time; a signal ends it. */
static void wait_for(struct follow *follow, uint32_t pause_ms)
{
	struct timespec pause = { pause_ms / 1000, (long)(pause_ms % 1000) * 1000000 };
	int descriptor = follow->link != NULL ? link_descriptor(follow->link) : -1;
	fd_set readable;

	FD_ZERO(&readable);
	if (descriptor >= 0 && descriptor < FD_SETSIZE)
		FD_SET(descriptor, &readable);
	(void)pselect(descriptor + 1, &readable, NULL, NULL, follow->link != NULL ? NULL : &pause,
	              &follow->before);
}

/* ---- connecting ---- */

/* Asks to be told everything behind the place. Errors: those of the link, and of the daemon. */
static int ask(struct follow *follow, struct ipc_answer *answer)
{
	struct json *args = json_new_map();
	struct buf packed;
	int err;

	if (follow->place.after >= 0)
		json_put_int(args, "after", follow->place.after);
	if (follow->place.generation > 0)
		json_put_int(args, "generation", follow->place.generation);
	buf_init(&packed, VB_IPC_FRAME_MAX_BYTES);
	json_encode(args, &packed);
	json_destroy(&args);
	err = packed.err;
	if (err == 0)
		err = link_call(follow->link, "watch", buf_span(&packed), ANSWER_TIMEOUT_MS,
		                answer);
	buf_release(&packed);
	return err;
}

/* What a daemon that stops, or is not there yet, makes of a call. */
static bool is_passing(int err)
{
	return err == VB_ERR_NOT_RUNNING || err == VB_ERR_STOPPING || err == VB_ERR_TIMEOUT ||
	       err == VB_ERR_DISK_FULL || err == VB_ERR_IO;
}

static int connect_once(struct follow *follow, struct ipc_answer *answer)
{
	int err = link_open(follow->home, 0, &follow->link);

	if (err != 0)
		return err;
	err = ask(follow, answer);
	if (err == 0 && answer->err != 0)
		err = answer->err;
	if (err != 0)
		link_close(&follow->link);
	return err;
}

static void note_lost(struct follow *follow)
{
	if (!follow->is_lost)
		out_note(follow->out, _("Verbund does not answer; waiting until it is back."));
	follow->is_lost = true;
}

static void note_back(struct follow *follow)
{
	if (follow->is_lost)
		out_note(follow->out, _("Verbund is back; nothing was missed."));
	follow->is_lost = false;
	follow->was_connected = true;
}

/* Connects, as often as it takes once there was a connection. */
static int connect_daemon(struct follow *follow, struct ipc_answer *answer)
{
	uint32_t pause_ms = PAUSE_MIN_MS;
	int err;

	while (!follow_is_interrupted()) {
		err = connect_once(follow, answer);
		if (err == 0)
			note_back(follow);
		if (err == 0 || !follow->was_connected || !is_passing(err))
			return err == 0 || !follow->was_connected
			               ? err
			               : out_fail(follow->out, err, "%s", follow->home);
		note_lost(follow);
		wait_for(follow, pause_ms);
		pause_ms = pause_ms * 2 < PAUSE_MAX_MS ? pause_ms * 2 : PAUSE_MAX_MS;
	}
	return 0;
}

/* The next answer of a link that stands. What has been read already is not seen by waiting, so it is asked for first.
 * Errors: VB_ERR_TIMEOUT (none is there whole); those of the link and the daemon: it is closed then. */
static int read_answer(struct follow *follow, struct ipc_answer *answer)
{
	int err = link_next(follow->link, LOOK_MS, answer);

	if (err == 0 && answer->err != 0)
		err = answer->err;
	if (err != 0 && err != VB_ERR_TIMEOUT)
		link_close(&follow->link);
	return err;
}

/* ---- one answer after the other ---- */

static int decode(struct follow *follow, const struct ipc_answer *answer, struct json **out)
{
	struct json *page;
	int err = json_decode(answer->result, &page);

	if (err != 0)
		return err;
	follow->place.generation = json_int(json_get(page, "generation"), 0);
	follow->place.after = json_int(json_get(page, "next"), 0);
	*out = page;
	return 0;
}

int follow_next(struct follow *follow, struct json **answer)
{
	struct ipc_answer raw = { .id = 0 };
	int err;

	*answer = NULL;
	while (!follow_is_interrupted()) {
		if (follow->link == NULL) {
			err = connect_daemon(follow, &raw);
			if (err != 0 || follow->link == NULL)
				return err;
			return decode(follow, &raw, answer);
		}
		err = read_answer(follow, &raw);
		if (err == 0)
			return decode(follow, &raw, answer);
		if (err == VB_ERR_TIMEOUT)
			wait_for(follow, 0);
		else if (is_passing(err))
			note_lost(follow);
		else
			return err;
	}
	return 0;
}
