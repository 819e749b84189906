/* outage: images of a disk without power; see outage.h. */
#include "tests/unit/outage.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define PAGE_BYTES 4096u
#define SECTOR_BYTES 512u
#define FILES_MAX 1024u
#define PIECES_MAX 4096u
#define NAMES_MAX 256u

/* Something that may or may not have reached the disk; of a file, in order. */
struct piece {
	unsigned file;
	bool is_size; /* it became so long */
	uint64_t at;
	const uint8_t *bytes;
	size_t size;
};

struct content {
	uint8_t *bytes;
	size_t size, room;
};

struct names {
	const char *of[FILES_MAX]; /* NULL: none */
};

struct disk {
	struct content durable[FILES_MAX];
	uint64_t sizes[FILES_MAX]; /* with all that was written */
	unsigned file_count;
	struct piece pieces[PIECES_MAX];
	unsigned piece_count;
	struct names names; /* durable ones */
	const struct tape_step *renames[NAMES_MAX];
	unsigned rename_count;
	/* the image that is being made */
	bool chosen[PIECES_MAX];
	unsigned torn;    /* of this piece only some sectors; PIECES_MAX: none */
	uint64_t sectors; /* these */
	bool is_long;     /* files have their new lengths */
	struct content made[FILES_MAX];
	struct seeded random;
};

/* ---- contents ---- */

static void resize(struct content *c, uint64_t size)
{
	if (size > c->room) {
		c->room = (size_t)size * 2;
		c->bytes = realloc(c->bytes, c->room);
		if (c->bytes == NULL)
			abort();
	}
	if (size > c->size)
		memset(c->bytes + c->size, 0, (size_t)size - c->size);
	c->size = (size_t)size;
}

static void put(struct content *c, uint64_t at, const uint8_t *bytes, size_t size)
{
	if (size == 0)
		return;
	if (at + size > c->size)
		resize(c, at + size);
	memcpy(c->bytes + at, bytes, size);
}

static void put_piece(struct content *c, const struct piece *p)
{
	if (p->is_size)
		resize(c, p->at);
	else
		put(c, p->at, p->bytes, p->size);
}

/* Only some sectors of a piece. */
static void put_torn(struct content *c, const struct piece *p, uint64_t sectors)
{
	size_t done = 0;

	while (done < p->size) {
		size_t left = SECTOR_BYTES - (p->at + done) % SECTOR_BYTES;
		size_t size = left < p->size - done ? left : p->size - done;

		if ((sectors & 1u) != 0)
			put(c, p->at + done, p->bytes + done, size);
		sectors >>= 1;
		done += size;
	}
}

/* ---- what happens ---- */

static struct piece *add_piece(struct disk *d, unsigned file)
{
	if (d->piece_count == PIECES_MAX)
		bail("outage: too much at a time");
	d->pieces[d->piece_count] = (struct piece){ .file = file };
	return &d->pieces[d->piece_count++];
}

static void keep_if(struct disk *d, bool (*keeps)(const struct piece *p, const void *ctx),
                    const void *ctx)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < d->piece_count; i++) {
		const struct piece *p = &d->pieces[i];

		if (keeps(p, ctx))
			d->pieces[kept++] = *p;
		else
			put_piece(&d->durable[p->file], p);
	}
	d->piece_count = kept;
}

static bool is_of_another(const struct piece *p, const void *ctx)
{
	return p->file != *(const unsigned *)ctx;
}

/* What stands on the pages of a synced write goes to the disk with it. */
static bool is_elsewhere(const struct piece *p, const void *ctx)
{
	const struct tape_step *step = ctx;

	return p->file != step->file ||
	       (!p->is_size && (p->at / PAGE_BYTES > (step->at + step->size) / PAGE_BYTES ||
	                        (p->at + p->size) / PAGE_BYTES < step->at / PAGE_BYTES));
}

static void on_write(struct disk *d, const struct tape_step *step)
{
	size_t done = 0;

	if (step->at + step->size > d->sizes[step->file])
		d->sizes[step->file] = step->at + step->size;
	if (step->is_synced) {
		keep_if(d, is_elsewhere, step);
		put(&d->durable[step->file], step->at, step->bytes, step->size);
		return;
	}
	while (done < step->size) {
		struct piece *p = add_piece(d, step->file);
		size_t left = PAGE_BYTES - (step->at + done) % PAGE_BYTES;

		p->at = step->at + done;
		p->bytes = step->bytes + done;
		p->size = left < step->size - done ? left : step->size - done;
		done += p->size;
	}
}

static void set_name(struct names *names, const struct tape_step *step)
{
	const char *name = step->what == TAPE_RENAME ? step->to : step->name;

	for (unsigned i = 0; i < FILES_MAX; i++)
		if (names->of[i] != NULL && strcmp(names->of[i], name) == 0)
			names->of[i] = NULL;
	names->of[step->file] = step->what == TAPE_UNLINK ? NULL : name;
}

/* True if a name stands in a folder, not in one below it. */
static bool stands_in(const char *name, const char *folder)
{
	size_t size = strlen(folder);

	if (size == 0)
		return strchr(name, '/') == NULL;
	return strncmp(name, folder, size) == 0 && name[size] == '/' &&
	       strchr(name + size + 1, '/') == NULL;
}

static void on_sync_folder(struct disk *d, const char *folder)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < d->rename_count; i++) {
		if (stands_in(d->renames[i]->name, folder))
			set_name(&d->names, d->renames[i]);
		else
			d->renames[kept++] = d->renames[i];
	}
	d->rename_count = kept;
}

/* What was there before the tape began is on the disk. */
static void settle_names(struct disk *d)
{
	for (unsigned i = 0; i < d->rename_count; i++)
		set_name(&d->names, d->renames[i]);
	d->rename_count = 0;
}

static void happen(struct disk *d, const struct tape_step *step)
{
	switch (step->what) {
	case TAPE_WRITE:
		on_write(d, step);
		break;
	case TAPE_SIZE: {
		struct piece *p = add_piece(d, step->file);

		p->is_size = true;
		p->at = d->sizes[step->file] = step->at;
		break;
	}
	case TAPE_SYNC:
		keep_if(d, is_of_another, &step->file);
		break;
	case TAPE_CREATE:
		d->file_count = step->file + 1 > d->file_count ? step->file + 1 : d->file_count;
		/* fallthrough */
	case TAPE_RENAME:
	case TAPE_UNLINK:
		if (d->rename_count == NAMES_MAX || step->file >= FILES_MAX)
			bail("outage: too many names at a time");
		d->renames[d->rename_count++] = step;
		break;
	case TAPE_SYNC_FOLDER:
		on_sync_folder(d, step->name);
		break;
	case TAPE_MARK:
		break;
	}
}

/* ---- images ---- */

static void make_file(struct disk *d, unsigned file)
{
	struct content *c = &d->made[file];

	resize(c, 0);
	put(c, 0, d->durable[file].bytes, d->durable[file].size);
	for (unsigned i = 0; i < d->piece_count; i++) {
		if (d->pieces[i].file != file)
			continue;
		if (i == d->torn && !d->pieces[i].is_size)
			put_torn(c, &d->pieces[i], d->sectors);
		else if (d->chosen[i])
			put_piece(c, &d->pieces[i]);
	}
	if (d->is_long && c->size < d->sizes[file])
		resize(c, d->sizes[file]);
}

/* Makes the image of what is chosen, with so many of the names. */
static void make(struct disk *d, struct outage_image *image, unsigned names, outage_fn *on_image,
                 void *ctx)
{
	struct outage_file files[FILES_MAX];
	struct names now = d->names;

	for (unsigned i = 0; i < names; i++)
		set_name(&now, d->renames[i]);
	image->count = 0;
	for (unsigned file = 0; file < d->file_count; file++) {
		if (now.of[file] == NULL)
			continue;
		make_file(d, file);
		files[image->count++] =
			(struct outage_file){ now.of[file],
			                      span_of(d->made[file].bytes, d->made[file].size) };
	}
	image->files = files;
	on_image(ctx, image);
	image->is_full = false;
	d->torn = PIECES_MAX;
	d->is_long = false;
}

static void choose(struct disk *d, bool all)
{
	for (unsigned i = 0; i < d->piece_count; i++)
		d->chosen[i] = all;
}

/* One alone, and all but one. */
static void make_single(struct disk *d, struct outage_image *image, unsigned piece,
                        outage_fn *on_image, void *ctx)
{
	choose(d, false);
	d->chosen[piece] = true;
	make(d, image, d->rename_count, on_image, ctx);
	choose(d, true);
	d->chosen[piece] = false;
	make(d, image, d->rename_count, on_image, ctx);
}

static void make_random(struct disk *d, struct outage_image *image, outage_fn *on_image, void *ctx)
{
	uint64_t odds = 1 + seeded_below(&d->random, 7);

	for (unsigned i = 0; i < d->piece_count; i++)
		d->chosen[i] = seeded_below(&d->random, 8) < odds;
	if (d->piece_count > 0 && seeded_below(&d->random, 2) == 0) {
		d->torn = (unsigned)seeded_below(&d->random, d->piece_count);
		d->sectors = seeded_next(&d->random);
	}
	d->is_long = seeded_below(&d->random, 4) == 0;
	make(d, image, (unsigned)seeded_below(&d->random, d->rename_count + 1), on_image, ctx);
}

static void moment(struct disk *d, const struct tape *tape, size_t step, unsigned random_count,
                   outage_fn *on_image, void *ctx)
{
	struct outage_image image = { .step = step, .is_full = true };
	bool is_last = step + 1 < tape->count && tape->steps[step + 1].what == TAPE_SYNC;

	choose(d, true);
	make(d, &image, d->rename_count, on_image, ctx);
	for (unsigned names = 0; names < d->rename_count; names++) {
		choose(d, true);
		make(d, &image, names, on_image, ctx);
	}
	if (d->piece_count == 0)
		return;
	for (unsigned names = 0; names <= d->rename_count; names++) {
		choose(d, false);
		make(d, &image, names, on_image, ctx);
	}
	for (unsigned i = is_last ? 0 : d->piece_count - 1; i < d->piece_count; i++)
		make_single(d, &image, i, on_image, ctx);
	for (unsigned i = 0; i < random_count; i++)
		make_random(d, &image, on_image, ctx);
}

void outage_replay(const struct tape *tape, unsigned random_count, outage_fn *on_image, void *ctx)
{
	struct disk *d = calloc(1, sizeof(*d));

	if (d == NULL)
		abort();
	d->torn = PIECES_MAX;
	d->random.state = 7;
	for (size_t i = 0; i < tape->count; i++) {
		happen(d, &tape->steps[i]);
		if (i < tape->start)
			settle_names(d);
		if (i >= tape->start)
			moment(d, tape, i, random_count, on_image, ctx);
	}
	for (unsigned i = 0; i < FILES_MAX; i++) {
		free(d->durable[i].bytes);
		free(d->made[i].bytes);
	}
	free(d);
}
