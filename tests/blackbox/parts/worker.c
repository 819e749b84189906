/* worker: see worker.h. */
#include "tests/blackbox/parts/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "store/annex.h"
#include "tests/blackbox/parts/ledger.h"

#define REMOTE_PAUSE_MS 5u /* the other office only has to write something all the time */

/* What was acknowledged last. */
struct last {
	char id[33];
	char text[LEDGER_TEXT_BYTES];
	bool is_known;
};

static void nap_ms(unsigned ms)
{
	nanosleep(&(struct timespec){ (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 }, NULL);
}

/* ---- one piece of work ---- */

static int erase(struct link *link, const struct worker *w, unsigned n, struct last *last,
                 bool *is_refused)
{
	char id[33], text[LEDGER_TEXT_BYTES];
	int err;

	snprintf(text, sizeof(text), "erased-%u", n);
	err = ledger_post(link, w->space, text, id, is_refused);
	if (err == 0)
		err = ledger_erase(link, id, is_refused);
	if (err == 0)
		memcpy(last->id, id, sizeof(id));
	return err;
}

/* A backup that was acknowledged is whole. */
static int back_up(struct link *link, const struct worker *w, bool *is_refused)
{
	int err = ledger_backup(link, w->backup, is_refused);
	struct annex annex;
	int fd;

	if (err != 0)
		return err;
	fd = open(w->backup, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || annex_read(fd, &annex) != 0) {
		atomic_fetch_add(&w->shared->lost, 1);
		fprintf(stderr, "# the backup is not whole\n");
	} else {
		annex_release(&annex);
	}
	if (fd >= 0)
		(void)close(fd);
	return 0;
}

static void note(int fd, const struct worker *w, unsigned n, const struct last *last)
{
	switch (w->work) {
	case WORK_TEXT:
	case WORK_REMOTE:
		ledger_note(fd, last->id, last->text);
		break;
	case WORK_BATCH:
		ledger_note_batch(fd, n);
		break;
	case WORK_ERASE:
		ledger_note(fd, last->id, LEDGER_GONE);
		break;
	case WORK_FILE:
		ledger_note(fd, last->id, LEDGER_FILE);
		break;
	default:
		break;
	}
}

static int work_once(struct link *link, const struct worker *w, unsigned n, struct last *last,
                     bool *is_refused)
{
	switch (w->work) {
	case WORK_BATCH:
		return ledger_batch(link, w->space, n, is_refused);
	case WORK_ERASE:
		return erase(link, w, n, last, is_refused);
	case WORK_FILE:
		return ledger_file(link, w->space, n, last->id, is_refused);
	case WORK_BACKUP:
		return back_up(link, w, is_refused);
	default:
		snprintf(last->text, sizeof(last->text), "client-%u-%u", w->number, n);
		return ledger_post(link, w->space, last->text, last->id, is_refused);
	}
}

/* ---- over and over ---- */

/* False when the daemon went away before it answered. */
static bool recheck(struct link *link, const struct worker *w, const struct last *last)
{
	int there;

	if (!last->is_known || w->work == WORK_BATCH || w->work == WORK_BACKUP)
		return true;
	there = ledger_is_there(link, last->id);
	if (there < 0)
		return false;
	if ((there == 1) == (w->work == WORK_ERASE)) {
		atomic_fetch_add(&w->shared->lost, 1);
		fprintf(stderr, "# %s: not as it was acknowledged\n", last->id);
	}
	return true;
}

static void count(const struct worker *w, int err, bool is_refused)
{
	if (err == 0)
		atomic_fetch_add(&w->shared->acknowledged[w->office], 1);
	if (err == 0 || !is_refused)
		return;
	atomic_store(&w->shared->refusal, err);
	atomic_fetch_add(&w->shared->refused, 1);
}

static bool connect_to(struct link **link, const struct worker *w, const struct last *last)
{
	if (*link)
		return true;
	if (link_open(w->home, 0, link) != 0)
		return false;
	if (recheck(*link, w, last))
		return true;
	link_close(link);
	return false;
}

/* It is answered before the run begins; the next answer comes when that is over. */
static int run_rarely(struct link *link, const struct worker *w, const struct last *last,
                      bool *is_refused)
{
	int err;

	atomic_store(&w->shared->pending[WORK_RUN], true);
	err = ledger_run(link, is_refused);
	if (err == 0 && !recheck(link, w, last))
		err = VB_ERR_NOT_RUNNING;
	atomic_store(&w->shared->pending[WORK_RUN], false);
	return err;
}

static void work_on(struct link **link, const struct worker *w, int fd)
{
	struct last last = { .is_known = false }, fresh;
	enum work rare = w->work == WORK_ERASE ? WORK_RUN : w->work;
	bool is_refused = false, is_rare;
	int err;

	for (unsigned n = 0; !atomic_load(&w->shared->is_over);) {
		if (!connect_to(link, w, &last)) {
			nap_ms(1);
			continue;
		}
		is_rare = atomic_exchange(&w->shared->wanted[rare], false);
		if (w->work == WORK_BACKUP && !is_rare) {
			nap_ms(1);
			continue;
		}
		fresh = (struct last){ .is_known = true };
		atomic_store(&w->shared->pending[w->work], true);
		err = work_once(*link, w, n, &fresh, &is_refused);
		if (err == 0) {
			note(fd, w, n, &fresh);
			last = fresh;
		}
		n++;
		atomic_store(&w->shared->pending[w->work], false);
		if (err == 0 && w->work == WORK_ERASE && is_rare)
			err = run_rarely(*link, w, &last, &is_refused);
		count(w, err, is_refused);
		if (err != 0)
			link_close(link);
		if (w->work == WORK_REMOTE)
			nap_ms(REMOTE_PAUSE_MS);
	}
}

pid_t worker_start(const struct worker *w)
{
	pid_t pid = fork();
	struct link *link = NULL;
	int fd;

	office_must(pid >= 0, "fork");
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = open(w->ledger, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	office_must(fd >= 0, w->ledger);
	work_on(&link, w, fd);
	link_close(&link);
	_exit(0);
}
