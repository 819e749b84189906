/* source: a file, piece by piece to the daemon; see source.h; tested by tests/blackbox/14-file.t */
#include "cli/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/language.h"
#include "cli/mime.h"
#include "protocol/ipc.h"
#include "protocol/limits.h"
#include "protocol/pack.h"

static int fail(struct cmd *cmd, const struct source *source)
{
	return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", source->path, strerror(errno));
}

int source_open(struct cmd *cmd, const char *path, struct source *source)
{
	const char *slash = strrchr(path, '/');
	struct stat st;

	source->path = path;
	source->name = slash != NULL ? slash + 1 : path;
	source->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (source->fd < 0 || fstat(source->fd, &st) != 0)
		return fail(cmd, source);
	if (!S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return fail(cmd, source);
	}
	source->size = (uint64_t)st.st_size;
	if (source->size > VB_BLOB_MAX_BYTES)
		return out_fail(cmd->out, VB_ERR_FILE_SIZE, "%s", source->path);
	return 0;
}

void source_close(struct source *source)
{
	if (source->fd >= 0)
		(void)close(source->fd);
	source->fd = -1;
}

/* Fills the buffer with the next bytes. Errors: VB_ERR_BAD_FILE (it became shorter). */
static int read_piece(struct cmd *cmd, const struct source *source, uint8_t *data, size_t size)
{
	while (size > 0) {
		ssize_t got = read(source->fd, data, size);

		if (got == 0)
			return out_fail(cmd->out, VB_ERR_BAD_FILE,
			                _("%s became shorter while it was read"), source->path);
		if (got < 0 && errno != EINTR)
			return fail(cmd, source);
		if (got > 0) {
			data += got;
			size -= (size_t)got;
		}
	}
	return 0;
}

/* Tells the daemon what is to come; *piece: how much it takes at a time. */
static int begin(struct cmd *cmd, const struct source *source, const char *target,
                 const struct json *given, bool is_internal, uint64_t *piece)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *result = NULL;
	int err;

	json_put_text(fields, "name", source->name);
	json_put_text(fields, "mimeType", mime_of(source->name));
	if (given != NULL)
		json_put_all(fields, given);
	json_put_text(fields, "fileName", source->name);
	json_put(question, "fields", &fields);
	if (is_internal)
		json_put_bool(question, "internal", true);
	json_put_int(question, "size", (int64_t)source->size);
	json_put_text(question, "target", target);
	err = client_ask(cmd->client, "file.begin", &question, &result);
	if (err == 0)
		*piece = (uint64_t)json_int(json_get(result, "piece"), 0);
	if (err == 0 && (*piece == 0 || *piece > VB_IPC_FRAME_MAX_BYTES))
		err = VB_ERR_MALFORMED;
	json_destroy(&result);
	return err;
}

static int put_piece(struct cmd *cmd, struct span data)
{
	struct span result;
	struct buf args;
	int err;

	buf_init(&args, VB_IPC_FRAME_MAX_BYTES);
	pack_map(&args, 1);
	pack_cstr(&args, "data");
	pack_bin(&args, data.data, data.size);
	err = client_ask_packed(cmd->client, "file.put", buf_span(&args), &result);
	buf_release(&args);
	return err;
}

static int put_all(struct cmd *cmd, const struct source *source, uint64_t piece)
{
	uint8_t *data = malloc(piece);
	int err = 0;

	if (data == NULL)
		abort();
	for (uint64_t done = 0; err == 0 && done < source->size;) {
		uint64_t left = source->size - done;
		size_t size = (size_t)(left < piece ? left : piece);

		err = read_piece(cmd, source, data, size);
		if (err == 0)
			err = put_piece(cmd, span_of(data, size));
		done += size;
		out_progress_bytes(cmd->out, done, source->size);
	}
	out_progress_end(cmd->out);
	free(data);
	return err;
}

int source_send(struct cmd *cmd, const struct source *source, const char *target,
                const struct json *fields, bool is_internal, struct json **result)
{
	struct json *question = NULL;
	uint64_t piece = 0;
	int err = begin(cmd, source, target, fields, is_internal, &piece);

	if (err == 0)
		err = put_all(cmd, source, piece);
	if (err == 0)
		err = client_ask(cmd->client, "file.end", &question, result);
	return err;
}
