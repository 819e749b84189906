/*
 * replay: feeds every file of tests/fuzz/corpus/<x>/ to the fuzz target <x>, one TAP point a file, so that
 * each input that once broke a decoder is tried by plain `make check`, without clang.
 *
 * <x> is the name this program is called by; other folders can be named as arguments. A child process does
 * the feeding and tells after each file that it survived it: when it dies, the file is named, and a new
 * child goes on with the next. After the last file the child ends by exit(), so that leaks count as well.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/tap.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096
#define FILE_TIMEOUT_SECONDS 20

#pragma weak LLVMFuzzerInitialize

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void feed(const char *folder, const char *name)
{
	char path[PATH_MAX_BYTES];
	uint8_t *data;
	size_t size;
	struct stat info;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file || fstat(fileno(file), &info) != 0) {
		perror(path);
		exit(1);
	}
	/* A block of the exact size, so that AddressSanitizer sees the first byte read beyond it. */
	size = (size_t)info.st_size;
	data = malloc(size ? size : 1);
	if (!data || fread(data, 1, size, file) != size) {
		perror(path);
		exit(1);
	}
	fclose(file);
	alarm(FILE_TIMEOUT_SECONDS);
	LLVMFuzzerTestOneInput(data, size);
	alarm(0);
	free(data);
}

/* Feeds the files from `first` on in a child. Returns how many it survived; *status is how it ended. */
static int feed_in_child(const char *folder, struct dirent **files, int first, int count,
                         int *status)
{
	int ends[2], survived = 0;
	char byte = '.';
	pid_t child;

	if (pipe(ends) != 0 || (child = fork()) < 0)
		bail("no pipe or no process");
	if (child == 0) {
		for (int i = first; i < count; i++) {
			feed(folder, files[i]->d_name);
			if (write(ends[1], &byte, 1) != 1)
				_exit(1);
		}
		exit(0);
	}
	close(ends[1]);
	while (read(ends[0], &byte, 1) == 1)
		survived++;
	close(ends[0]);
	if (waitpid(child, status, 0) != child)
		bail("lost the child");
	return survived;
}

static void replay_folder(const char *folder)
{
	struct dirent **files;
	int count = scandir(folder, &files, is_visible, alphasort), next = 0;
	int status = 0;

	if (!ok(count > 0, "%s holds inputs", folder))
		return;
	do {
		int survived = feed_in_child(folder, files, next, count, &status);

		for (; survived > 0; survived--)
			ok(true, "%s", files[next++]->d_name);
		if (next == count)
			break;
		ok(false, "%s/%s", folder, files[next++]->d_name);
	} while (next < count);
	is_int(status, 0, "%s: the last process ended well and leaked nothing", folder);
	while (count > 0)
		free(files[--count]);
	free(files);
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	char folder[PATH_MAX_BYTES];

	tap_timeout(600);
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	if (argc < 2) {
		snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%s",
		         slash ? slash + 1 : argv[0]);
		replay_folder(folder);
	}
	for (int i = 1; i < argc; i++)
		replay_folder(argv[i]);
	return done();
}
