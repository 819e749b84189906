/* input: reading the standard input; see input.h; tested by tests/blackbox/05-cli.t and 05-oparl.t */
#include "cli/input.h"

#include <errno.h>
#include <string.h>

#include "protocol/utf8.h"

int input_get(struct cmd *cmd, const char *argument, struct buf *buf, const char **text)
{
	const char *typed = args_get(cmd->args, argument);
	char block[4096];
	size_t size;

	if (strcmp(typed, "-") != 0) {
		*text = typed;
		return 0;
	}
	while ((size = fread(block, 1, sizeof(block), stdin)) > 0)
		buf_put(buf, block, size);
	if (ferror(stdin) != 0)
		return VB_ERR_IO;
	if (buf->err != 0)
		return out_fail(cmd->out, buf->err, "%s", argument);
	if (buf->size > 0 && buf->data[buf->size - 1] == '\n')
		buf->size--;
	if (!utf8_is_valid(buf_span(buf)))
		return out_fail(cmd->out, VB_ERR_BAD_UTF8, "%s", argument);
	buf_put_u8(buf, '\0');
	*text = (const char *)buf->data;
	return buf->err;
}

/* ---- files ---- */

static int read_stream(struct cmd *cmd, const char *path, FILE *file, struct buf *text)
{
	char block[65536];
	size_t size;

	while (text->err == 0 && (size = fread(block, 1, sizeof(block), file)) > 0)
		buf_put(text, block, size);
	if (ferror(file) != 0)
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", path, strerror(errno));
	return text->err == 0 ? 0 : out_fail(cmd->out, text->err, "%s", path);
}

int input_file(struct cmd *cmd, const char *path, struct buf *bytes)
{
	FILE *file;
	int err;

	if (strcmp(path, "-") == 0)
		return read_stream(cmd, path, stdin, bytes);
	file = fopen(path, "rbe");
	if (file == NULL)
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s: %s", path, strerror(errno));
	err = read_stream(cmd, path, file, bytes);
	(void)fclose(file);
	return err;
}
