/*
 * node on a bad disk: the power goes at every moment of what an office does in a day, and every call that it makes of the
 * system fails in turn.
 *
 * LMDB's own calls come to the functions below, too, since a program's symbols go before those of libraries.
 * After a loss of power each file is as it was at some moment between what was acknowledged last and the loss: the store by its
 * rows, keys, partner list and backup by their bytes.
 */
#define _GNU_SOURCE /* O_TMPFILE */
#include "daemon/core/node.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/log.h"
#include "tests/tap.h"
#include "tests/unit/aftermath.h"
#include "tests/unit/outage.h"
#include "tests/unit/workday.h"

#define IMAGES_LEAST 2000u /* in make check */
#define RANDOM_COUNT 13u   /* images a moment */
#define SEEN_SLOTS 65536u
#define MOMENTS_MAX 8192u

/* ---- the system's calls; the headers' names are reserved ---- */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return tape_open(path, flags, mode);
}

int close(int fd)
{
	return tape_close(fd);
}

ssize_t write(int fd, const void *data, size_t size)
{
	return tape_write(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	return tape_pwrite(fd, data, size, at);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	return tape_writev(fd, pieces, count);
}

int ftruncate(int fd, off_t size)
{
	return tape_ftruncate(fd, size);
}

int posix_fallocate(int fd, off_t at, off_t size)
{
	return tape_posix_fallocate(fd, at, size);
}

int fsync(int fd)
{
	return tape_fsync(fd);
}

int fdatasync(int fd)
{
	return tape_fsync(fd);
}

int rename(const char *from, const char *to)
{
	return tape_rename(from, to);
}

int unlink(const char *path)
{
	return tape_unlink(path);
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

/* ---- what a disk holds, in short ---- */

#define STORE "home/data.mdb"
static const char *const watched[] = { STORE, "home/node.keys", "home/partners", "copy",
	                               "home/record.keys" };
enum { STORE_AT, WATCHED = sizeof(watched) / sizeof(watched[0]) };

/* Of each watched file what it holds; zero: it is not there. */
struct values {
	uint64_t of[WATCHED];
};

struct look {
	const struct tape *tape;
	char dir[SCRATCH_PATH_BYTES];
	struct {
		uint64_t key;
		struct values values;
	} seen[SEEN_SLOTS]; /* by a hash of the whole image */
	struct aftermath after;
	unsigned distinct, lost;
	struct values full[MOMENTS_MAX]; /* by step of the tape */
	size_t marked;                   /* the step where something was acknowledged last */
	struct hash rows[64];            /* of the open store, at each mark */
	unsigned mark_count, wrong_marks;
};

static uint64_t short_hash(struct span bytes)
{
	struct hash hash;

	crypt_hash(bytes, &hash);
	return get_be64(hash.b) | 1u;
}

static uint64_t image_key(const struct outage_image *image)
{
	struct hasher hasher;
	struct hash hash;

	hasher_init(&hasher, "image");
	for (unsigned i = 0; i < image->count; i++) {
		hasher_put(&hasher, image->files[i].name, strlen(image->files[i].name) + 1);
		hasher_put(&hasher, image->files[i].bytes.data, image->files[i].bytes.size);
	}
	hasher_finish(&hasher, &hash);
	return get_be64(hash.b) | 1u;
}

/* Where an image stands, or would. */
static unsigned slot_of(const struct look *look, uint64_t key)
{
	unsigned slot = (unsigned)(key >> 8) % SEEN_SLOTS;

	while (look->seen[slot].key != 0 && look->seen[slot].key != key)
		slot = (slot + 1) % SEEN_SLOTS;
	return slot;
}

static void image_write(const struct look *look, const struct outage_image *image)
{
	scratch_empty(look->dir);
	if (mkdir(scratch_path(look->dir, "home"), 0700) != 0 ||
	    mkdir(scratch_path(look->dir, "home/blobs"), 0700) != 0)
		bail("no folder for an image");
	for (unsigned i = 0; i < image->count; i++) {
		const char *path = scratch_path(look->dir, image->files[i].name);

		scratch_write(path, image->files[i].bytes);
		if (chmod(path, 0600) != 0)
			bail("no mode for an image");
	}
}

/* ---- whether it is whole ---- */

static void image_look(struct look *look, const struct outage_image *image, struct values *out)
{
	char home[SCRATCH_PATH_BYTES * 2];

	image_write(look, image);
	(void)snprintf(home, sizeof(home), "%s", scratch_path(look->dir, "home"));
	*out = (struct values){ 0 };
	for (unsigned i = 0; i < image->count; i++)
		for (unsigned w = 0; w < WATCHED; w++)
			if (strcmp(image->files[i].name, watched[w]) == 0)
				out->of[w] = short_hash(image->files[i].bytes);
	out->of[STORE_AT] = aftermath_rows(&look->after, home);
	if (out->of[STORE_AT] != 0)
		aftermath_open(&look->after, home);
}

/* ---- whether it is what it may be ---- */

/* True if some full disk between the last acknowledgement and now has this value. */
static bool was_there(const struct look *look, size_t step, unsigned file, uint64_t value)
{
	for (size_t s = look->marked; s <= step; s++)
		if (look->full[s].of[file] == value)
			return true;
	return false;
}

/* The state of the store as it is told by itself and as it stands in the files are the same. */
static void compare_mark(struct look *look, const struct outage_image *image,
                         const struct values *values)
{
	look->marked = image->step;
	if ((get_be64(look->rows[look->mark_count].b) | 1u) != values->of[STORE_AT])
		look->wrong_marks++;
	look->mark_count++;
}

static void on_image(void *ctx, const struct outage_image *image)
{
	struct look *look = ctx;
	uint64_t key = image_key(image);
	unsigned slot = slot_of(look, key);
	const struct values *values;

	if (look->after.is_silent && look->lost + look->after.unreadable > 0)
		return; /* enough is known */
	if (image->step >= MOMENTS_MAX || look->distinct > SEEN_SLOTS / 2)
		bail("too much happens");
	if (look->seen[slot].key == 0) {
		look->seen[slot].key = key;
		image_look(look, image, &look->seen[slot].values);
		look->distinct++;
	}
	values = &look->seen[slot].values;
	if (image->is_full) {
		look->full[image->step] = *values;
		if (look->tape->steps[image->step].what == TAPE_MARK)
			compare_mark(look, image, values);
		return;
	}
	for (unsigned w = 0; w < WATCHED; w++)
		if (!was_there(look, image->step, w, values->of[w])) {
			look->lost++;
			if (!look->after.is_silent)
				diag("step %zu: %s is what it never was", image->step, watched[w]);
		}
}

/* ---- the power goes ---- */

/* Acknowledged: what was answered, and what is on the disk as the store itself tells it. */
static void acknowledge(struct workday *w, struct look *look)
{
	if (look->mark_count == sizeof(look->rows) / sizeof(look->rows[0]))
		bail("too many steps");
	look->rows[look->mark_count++] = workday_rows(w);
	tape_mark();
}

static void record(struct tape *tape, struct look *look)
{
	struct workday *w = calloc(1, sizeof(*w));
	const char *answer;

	if (w == NULL)
		abort();
	workday_open(w);
	clerk_reopen(&w->us);
	look->rows[look->mark_count++] = workday_rows(w);
	node_close(&w->us.node);
	tape_start(w->us.folder);
	clerk_reopen(&w->us);
	for (size_t i = 0; i < workday_step_count; i++) {
		answer = workday_steps[i].run(w);
		if (answer != NULL && strncmp(answer, "VB-", 3) == 0)
			bail("%s: %s", workday_steps[i].name, answer);
		acknowledge(w, look);
		ok(workday_steps[i].is_done(w), "%s", workday_steps[i].name);
	}
	tape_stop(tape);
	workday_close(w);
	free(w);
}

/* So many times a file was put in place of the store. */
static unsigned swaps(const struct tape *tape)
{
	unsigned count = 0;

	for (size_t i = 0; i < tape->count; i++)
		count +=
			tape->steps[i].what == TAPE_RENAME && strcmp(tape->steps[i].to, STORE) == 0;
	return count;
}

static void replay(struct look *look, const struct tape *tape, unsigned random_count)
{
	scratch_make(look->dir);
	look->tape = tape;
	look->mark_count = 0;
	outage_replay(tape, random_count, on_image, look);
	scratch_remove(look->dir);
}

static struct look *look_new(void)
{
	struct look *look = calloc(1, sizeof(*look));

	if (look == NULL)
		abort();
	return look;
}

static void test_power(struct tape *tape)
{
	struct look *look = look_new();

	record(tape, look);
	ok(swaps(tape) > 0, "the store is written anew, too");
	replay(look, tape, RANDOM_COUNT);
	ok(look->distinct >= IMAGES_LEAST, "%u different disks after a loss of power, of %zu steps",
	   look->distinct, tape->count - tape->start);
	is_int(look->after.unreadable, 0, "no store that does not open");
	is_int(look->after.with_findings, 0, "none in which the walk finds anything");
	is_int(look->after.closed, 0, "no office that does not open");
	is_int(look->lost, 0, "nothing acknowledged is lost, and nothing half there");
	is_int(look->wrong_marks, 0, "the tape tells what the store tells, at %u moments",
	       look->mark_count);
	free(look);
}

/* The same of a program that forgets one kind of sync: that shows. */
static void test_forgetful(struct tape *tape, enum tape_what what, const char *name)
{
	struct look *look = look_new();

	for (size_t i = tape->start; i < tape->count; i++)
		if (tape->steps[i].what == what && strncmp(tape->steps[i].name, "home", 4) == 0) {
			tape->steps[i].what = TAPE_SYNC_FOLDER;
			memcpy(tape->steps[i].name, "nowhere", sizeof("nowhere"));
		}
	look->after.is_silent = true;
	replay(look, tape, 1);
	ok(look->after.unreadable + look->lost > 0, "without %s something is lost", name);
	free(look);
}

/* ---- a call fails ---- */

#define CALLS_MAX 400u /* of one step */

struct failing {
	const char *name;
	int number; /* errno */
	bool goes_on;
	/* counted */
	unsigned calls, untold, half, stopped;
	struct aftermath after;
};

static bool is_error(const char *answer)
{
	return answer != NULL && strncmp(answer, "VB-", 3) == 0;
}

/* After a failure: the same again works, at once or when the office was opened anew; never is anything half there. */
static void look_after(struct workday *w, const struct workday_step *step, struct failing *f,
                       bool is_acknowledged)
{
	char home[SCRATCH_PATH_BYTES * 2];

	(void)snprintf(home, sizeof(home), "%s", scratch_path(w->us.folder, "home"));
	/* Where a full disk has room again nothing needs to be opened anew. */
	if (f->goes_on && !is_acknowledged && !step->is_done(w)) {
		const char *again = step->run(w);

		f->stopped += is_error(again) || !step->is_done(w);
	}
	node_close(&w->us.node);
	(void)aftermath_rows(&f->after, home);
	clerk_reopen(&w->us);
	if (step->is_done(w))
		return;
	if (is_acknowledged) {
		diag("%s, %s: acknowledged and lost", step->name, f->name);
		f->half++;
	} else if (is_error(step->run(w)) || !step->is_done(w)) {
		diag("%s, %s: cannot be done any more", step->name, f->name);
		f->half++;
	}
}

static void fail_each(struct workday *w, struct workday_homes *homes,
                      const struct workday_step *step, struct failing *f)
{
	unsigned counted = CALLS_MAX;

	for (unsigned n = 1; n <= counted && n <= CALLS_MAX; n++) {
		const char *answer;
		bool is_acknowledged;

		workday_put_back(w, homes);
		clerk_reopen(&w->us);
		clerk_reopen(&w->other);
		tape_fail(w->us.folder, n, f->number);
		answer = step->run(w);
		counted = tape_calls();
		is_acknowledged = answer != NULL && !is_error(answer);
		if (n > counted)
			break;
		f->calls++;
		look_after(w, step, f, is_acknowledged);
	}
	if (counted >= CALLS_MAX)
		bail("%s: too many calls", step->name);
}

/* Opening fails at each of its calls: it says so, and works the next time. */
static void fail_open(struct workday *w, struct workday_homes *homes, struct failing *f)
{
	struct node_now now = w->us.now;
	struct node *node = NULL;
	unsigned counted = 1;
	int err;

	for (unsigned n = 1; n <= counted; n++) {
		char home[SCRATCH_PATH_BYTES * 2];

		workday_put_back(w, homes);
		(void)snprintf(home, sizeof(home), "%s", scratch_path(w->us.folder, "home"));
		tape_fail(w->us.folder, n, f->number);
		err = aftermath_node(home, 0, now, &node);
		if (err == 0)
			err = node_turn_end(node, now);
		node_close(&node);
		counted = tape_calls();
		f->calls += n <= counted;
		f->untold += err != 0 && err != VB_ERR_IO && err != VB_ERR_DISK_FULL;
		(void)aftermath_rows(&f->after, home);
		aftermath_open(&f->after, home);
	}
	clerk_reopen(&w->us);
}

static void test_calls(int number, const char *name, bool goes_on)
{
	struct workday *w = calloc(1, sizeof(*w));
	struct failing f = { .name = name, .number = number, .goes_on = goes_on };
	struct workday_homes homes;

	if (w == NULL)
		abort();
	workday_open(w);
	workday_keep(w, &homes);
	fail_open(w, &homes, &f);
	for (size_t i = 0; i < workday_step_count; i++)
		fail_each(w, &homes, &workday_steps[i], &f);
	ok(f.calls > 100, "%s in each of %u calls", name, f.calls);
	is_int(f.untold, 0, "%s: opening says so", name);
	is_int(f.after.unreadable + f.after.with_findings + f.after.closed, 0,
	       "%s: each store is whole, and opens", name);
	is_int(f.half, 0, "%s: nothing acknowledged is lost, nothing stays half done", name);
	if (goes_on)
		is_int(f.stopped, 0, "%s: with room again the office goes on as it is", name);
	workday_close(w);
	workday_forget(&homes);
	free(w);
}

int main(void)
{
	struct tape tape;

	tap_timeout(900);
	log_set_level((enum log_level)0);
	if (access("/dev/shm", W_OK) == 0 && setenv("TMPDIR", "/dev/shm", 1) != 0)
		bail("no environment");
	test_power(&tape);
	test_forgetful(&tape, TAPE_SYNC_FOLDER, "syncs of the folder");
	test_forgetful(&tape, TAPE_SYNC, "syncs of files");
	tape_release(&tape);
	test_calls(EIO, "a broken disk", false);
	test_calls(ENOSPC, "a full disk", true);
	return done();
}
