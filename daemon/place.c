/* place: a directory that becomes a home; see place.h; tested by tests/unit/test_restore.c and tests/blackbox/01-start.t. */
#include "daemon/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "restoring"
#define BESIDE ".restoring"

bool place_is_taken(const char *home)
{
	DIR *dir = opendir(home);
	const struct dirent *entry;
	bool found = false;

	if (!dir)
		return errno != ENOENT;
	while (!found && (entry = readdir(dir)) != NULL)
		found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return found;
}

/* Removes plain files but the one of this name. */
static void empty_but(const char *path, const char *kept)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, kept) != 0)
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	closedir(dir);
}

void place_empty(const char *path)
{
	empty_but(path, "");
}

int place_move(const char *made, const char *home)
{
	char parent[VB_HOME_PATH_MAX_BYTES];
	int err = home_path(home, "..", parent);

	if (err < 0)
		return err;
	if (rename(made, home) < 0)
		return errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
		               ? VB_ERR_HOME_EXISTS
		               : home_error(errno);
	return home_sync(parent);
}

static bool has_file(const char *home, const char *name)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct stat st;

	return home_path(home, name, path) == 0 && lstat(path, &st) == 0;
}

/* A directory with a mark and without keys was given up in the middle. */
static bool is_left_behind(const char *home)
{
	return has_file(home, MARK) && !has_file(home, "node.keys");
}

int place_check(const char *home)
{
	return place_is_taken(home) && !is_left_behind(home) ? VB_ERR_HOME_EXISTS : 0;
}

/* Sets the mark, which is locked for as long as somebody is at work here, and takes away what else is there. */
static int take(struct place *place)
{
	char mark[VB_HOME_PATH_MAX_BYTES];
	int err = home_path(place->made, MARK, mark);

	if (err < 0)
		return err;
	place->lock = open(mark, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (place->lock < 0)
		return home_error(errno);
	if (flock(place->lock, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? VB_ERR_LOCKED : VB_ERR_IO;
	empty_but(place->made, MARK);
	return home_sync(place->made);
}

static int begin_inside(struct place *place)
{
	int err = place_check(place->home);

	if (err < 0)
		return err;
	place->is_inside = true;
	memcpy(place->made, place->home, sizeof(place->made));
	if (chmod(place->made, 0700) != 0)
		return home_error(errno);
	return take(place);
}

static int begin_beside(struct place *place)
{
	if (snprintf(place->made, sizeof(place->made), "%s" BESIDE, place->home) >=
	    (int)sizeof(place->made))
		return VB_ERR_TOO_LARGE;
	if (mkdir(place->made, 0700) != 0 && errno != EEXIST)
		return home_error(errno);
	return take(place);
}

int place_begin(const char *home, struct place *out)
{
	struct place place = { .lock = -1 };
	size_t size = strlen(home);
	struct stat st;
	int err;

	while (size > 1 && home[size - 1] == '/')
		size--;
	if (size >= sizeof(place.home))
		return VB_ERR_TOO_LARGE;
	memcpy(place.home, home, size);
	err = stat(place.home, &st) == 0 ? begin_inside(&place) : begin_beside(&place);
	if (err < 0) {
		if (place.lock >= 0)
			close(place.lock);
		return err;
	}
	*out = place;
	return 0;
}

int place_finish(struct place *place)
{
	char mark[VB_HOME_PATH_MAX_BYTES];
	int err = home_path(place->made, MARK, mark);

	if (err == 0 && unlink(mark) != 0)
		err = home_error(errno);
	if (err == 0)
		err = home_sync(place->made);
	if (err == 0 && !place->is_inside)
		err = place_move(place->made, place->home);
	if (err < 0)
		place_abort(place);
	else
		close(place->lock);
	return err;
}

void place_abort(struct place *place)
{
	place_empty(place->made);
	if (!place->is_inside)
		rmdir(place->made);
	close(place->lock);
}
