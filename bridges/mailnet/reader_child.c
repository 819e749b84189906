/* reader_child: see reader_child.h. */
#define _GNU_SOURCE /* pipe2, close_range */
#include "bridges/mailnet/reader_child.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bridges/mailnet/mail_log.h"

#define TRIES 2u

struct reader_child {
	char program[4096];
	struct hatch_settings settings;
	pid_t pid;    /* 0: none runs */
	int to, from; /* its descriptors 0 and 1 */
	bool is_ready, is_confined;
	enum hatch_kind asked; /* 0: nothing */
	unsigned tries;
	struct buf question; /* frame, kept until it is answered */
	struct buf out;      /* to be written; written to `sent` */
	size_t sent;
	struct buf in;
	struct mono_ms deadline;
	reader_fn *on_answer;
	void *ctx;
};

struct reader_child *reader_child_new(const char *program, const struct hatch_settings *settings)
{
	struct reader_child *child = calloc(1, sizeof(*child));

	if (!child)
		abort();
	snprintf(child->program, sizeof(child->program), "%s", program);
	child->settings = *settings;
	child->to = child->from = -1;
	buf_init(&child->question, VB_HATCH_FRAME_MAX_BYTES);
	buf_init(&child->out, VB_HATCH_FRAME_MAX_BYTES + 4096);
	buf_init(&child->in, VB_HATCH_FRAME_MAX_BYTES + 65536);
	return child;
}

/* ---- the process ---- */

static void end_process(struct reader_child *child)
{
	if (child->pid > 0) {
		kill(child->pid, SIGKILL);
		while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (child->to >= 0)
		close(child->to);
	if (child->from >= 0)
		close(child->from);
	child->pid = 0;
	child->to = child->from = -1;
	child->is_ready = false;
	child->sent = 0;
	buf_release(&child->out);
	buf_release(&child->in);
}

void reader_child_destroy(struct reader_child **child)
{
	if (!*child)
		return;
	end_process(*child);
	buf_release(&(*child)->question);
	free(*child);
	*child = NULL;
}

/* In the child: two pipes, stderr, nothing else. */
_Noreturn static void become(const char *program, int in, int out)
{
	char *const arguments[] = { (char *)(uintptr_t)program, NULL };
	char *const environment[] = { NULL };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
	    close_range(3, ~0u, 0) == 0)
		execve(program, arguments, environment);
	_exit(127);
}

static bool start_process(struct reader_child *child)
{
	int in[2], out[2] = { -1, -1 };

	if (pipe2(in, O_CLOEXEC) < 0)
		return false;
	if (pipe2(out, O_CLOEXEC) == 0)
		child->pid = fork();
	else
		child->pid = -1;
	if (child->pid == 0)
		become(child->program, in[0], out[1]);
	close(in[0]);
	if (out[1] >= 0)
		close(out[1]);
	child->to = in[1];
	child->from = out[0];
	if (child->pid < 0 || fcntl(in[1], F_SETFL, O_NONBLOCK) < 0 ||
	    fcntl(out[0], F_SETFL, O_NONBLOCK) < 0) {
		end_process(child);
		return false;
	}
	return true;
}

/* Starts it, if need be, and puts the question. */
static bool put_question(struct reader_child *child, struct mono_ms now)
{
	struct buf settings;

	child->deadline = (struct mono_ms){ now.v + VB_READER_TIMEOUT_MS };
	child->tries++;
	if (child->pid == 0) {
		if (!start_process(child))
			return false;
		buf_init(&settings, 2048);
		hatch_settings_encode(&child->settings, &settings);
		hatch_put(&child->out, HATCH_SETTINGS, buf_span(&settings));
		buf_release(&settings);
	}
	buf_put(&child->out, child->question.data, child->question.size);
	return true;
}

/* ---- asking ---- */

bool reader_child_is_free(const struct reader_child *child)
{
	return child->asked == 0;
}

static void answer(struct reader_child *child, enum reader_outcome outcome, struct span body)
{
	reader_fn *fn = child->on_answer;

	child->asked = 0;
	buf_release(&child->question);
	fn(child->ctx, outcome, body);
}

/* What to do with the question when the process went. */
static void on_death(struct reader_child *child, struct mono_ms now, const char *how)
{
	bool was_ready = child->is_ready;

	mail_log("mail.reader_died", "how=%s ready=%d try=%u", how, was_ready, child->tries);
	end_process(child);
	if (child->asked == 0)
		return;
	if (!was_ready)
		answer(child, READER_AWAY, span_of(NULL, 0));
	else if (child->asked != HATCH_MAIL || child->tries >= TRIES)
		answer(child, READER_DIED, span_of(NULL, 0));
	else if (!put_question(child, now))
		answer(child, READER_AWAY, span_of(NULL, 0));
}

/* False: it hung up. A pipe whose reader went raises SIGPIPE, which main ignores. */
static bool write_some(struct reader_child *child)
{
	while (child->sent < child->out.size) {
		ssize_t n = write(child->to, child->out.data + child->sent,
		                  child->out.size - child->sent);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (n <= 0)
			return false;
		child->sent += (size_t)n;
	}
	child->sent = 0;
	buf_release(&child->out);
	return true;
}

static void ask(struct reader_child *child, enum hatch_kind kind, struct span body,
                struct mono_ms now, reader_fn *on_answer, void *ctx)
{
	assert(child->asked == 0);
	child->asked = kind;
	child->on_answer = on_answer;
	child->ctx = ctx;
	child->tries = 0;
	hatch_put(&child->question, kind, body);
	/* One that cannot be started is told of in the next step, as all else. */
	if (put_question(child, now))
		(void)write_some(child);
	else
		child->deadline = now;
}

void reader_child_mail(struct reader_child *child, struct span mail, struct mono_ms now,
                       reader_fn *on_answer, void *ctx)
{
	ask(child, HATCH_MAIL, mail, now, on_answer, ctx);
}

void reader_child_piece(struct reader_child *child, struct hatch_piece piece, struct mono_ms now,
                        reader_fn *on_answer, void *ctx)
{
	uint8_t bytes[16];
	struct buf body = { .data = bytes, .capacity = sizeof(bytes), .max = sizeof(bytes) };

	hatch_piece_encode(piece, &body);
	ask(child, HATCH_PIECE, buf_span(&body), now, on_answer, ctx);
}

/* ---- pipes ---- */

size_t reader_child_watch(const struct reader_child *child, struct exchanges_watch *out)
{
	size_t count = 0;

	if (child->pid == 0)
		return 0;
	out[count++] = (struct exchanges_watch){ .fd = child->from, .wants_read = true };
	if (child->sent < child->out.size)
		out[count++] = (struct exchanges_watch){ .fd = child->to, .wants_write = true };
	return count;
}

static bool read_some(struct reader_child *child)
{
	uint8_t piece[65536];

	for (;;) {
		ssize_t n = read(child->from, piece, sizeof(piece));

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (n <= 0)
			return false;
		buf_put(&child->in, piece, (size_t)n);
		if (child->in.err < 0)
			return false;
	}
}

static bool is_answer(const struct reader_child *child, enum hatch_kind kind)
{
	return (child->asked == HATCH_MAIL && (kind == HATCH_PARCEL || kind == HATCH_REFUSED)) ||
	       (child->asked == HATCH_PIECE && kind == HATCH_BYTES);
}

/* Takes the frames that came. False: what came is none, or no answer to what was asked. */
static bool take_frames(struct reader_child *child)
{
	enum hatch_kind kind;
	struct span body;
	size_t used;
	int err;

	for (;;) {
		struct buf whole;

		err = hatch_take(buf_span(&child->in), &kind, &body, &used);
		if (err == VB_ERR_TRUNCATED)
			return true;
		if (err == 0 && kind == HATCH_READY && !child->is_ready && body.size == 1) {
			child->is_ready = true;
			child->is_confined = body.data[0] == 1;
			memmove(child->in.data, child->in.data + used, child->in.size - used);
			child->in.size -= used;
			continue;
		}
		/* One answer to one question: nothing may stand behind it. */
		if (err < 0 || !child->is_ready || !is_answer(child, kind) ||
		    used != child->in.size)
			return false;
		whole = child->in;
		buf_init(&child->in, whole.max);
		answer(child, kind == HATCH_REFUSED ? READER_REFUSED : READER_ANSWERED, body);
		buf_release(&whole);
		return true;
	}
}

void reader_child_step(struct reader_child *child, struct mono_ms now)
{
	bool is_there, is_sound;

	if (child->pid == 0) {
		if (child->asked != 0)
			answer(child, READER_AWAY, span_of(NULL, 0));
		return;
	}
	is_there = write_some(child);
	/* What it said before it went counts. */
	is_there = read_some(child) && is_there;
	is_sound = take_frames(child);
	if (child->pid == 0)
		return;
	if (!is_there || !is_sound)
		on_death(child, now, is_there ? "nonsense" : "ended");
	else if (child->asked != 0 && now.v >= child->deadline.v)
		on_death(child, now, "silent");
}

uint64_t reader_child_deadline(const struct reader_child *child)
{
	return child->asked != 0 ? child->deadline.v : UINT64_MAX;
}

bool reader_child_is_confined(const struct reader_child *child)
{
	return child->is_confined;
}
