/* verbund-mail-read: reads mails of strangers for verbund-mail, without keys, files or network; hatch.h says how they talk.
 *
 * One mail at a time; the last one stays, so that its files can be asked for. Ends when verbund-mail ends.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bridges/mail/hatch.h"
#include "bridges/mailread/confine.h"
#include "bridges/mailread/reading.h"

struct reader {
	struct hatch_settings settings;
	bool has_settings;
	struct mime_mail mail;
	struct parcel parcel;
	struct buf in, out;
};

static void say(const char *line)
{
	ssize_t done = write(STDERR_FILENO, line, strlen(line));

	(void)done;
}

static bool read_all(struct buf *in, size_t size)
{
	uint8_t *to = buf_extend(in, size);

	while (size > 0) {
		ssize_t got = read(STDIN_FILENO, to, size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		to += got;
		size -= (size_t)got;
	}
	return true;
}

static bool write_all(const struct buf *out)
{
	size_t done = 0;

	while (done < out->size) {
		ssize_t put = write(STDOUT_FILENO, out->data + done, out->size - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		done += (size_t)put;
	}
	return true;
}

static void answer(struct reader *reader, enum hatch_kind kind, struct span body)
{
	buf_clear(&reader->out);
	hatch_put(&reader->out, kind, body);
}

/* ---- questions ---- */

static int on_settings(struct reader *reader, struct span body)
{
	uint8_t is_confined = 1;
	int err;

	if (reader->has_settings)
		return EXIT_FAILURE;
	err = hatch_settings_decode(body, &reader->settings);
	if (err < 0)
		return EXIT_FAILURE;
	reader->has_settings = true;
	if (confine_calls() < 0) {
		is_confined = 0;
		say("event=mail-read-unconfined reason=no-seccomp\n");
		if (!reader->settings.is_unconfined_allowed)
			return VB_HATCH_STATUS_UNCONFINED;
	}
	/* Libraries complain there of what strangers wrote. */
	(void)close(STDERR_FILENO);
	answer(reader, HATCH_READY, span_of(&is_confined, 1));
	return 0;
}

static int on_mail(struct reader *reader, struct span body)
{
	struct buf packed;

	confine_mail();
	mime_mail_release(&reader->mail);
	parcel_release(&reader->parcel);
	if (reading_take(body, &reader->settings, &reader->mail, &reader->parcel) < 0) {
		answer(reader, HATCH_REFUSED, span_of(NULL, 0));
		return 0;
	}
	buf_init(&packed, VB_PARCEL_MAX_BYTES);
	parcel_encode(&reader->parcel, &packed);
	if (packed.err == 0)
		answer(reader, HATCH_PARCEL, buf_span(&packed));
	else
		answer(reader, HATCH_REFUSED, span_of(NULL, 0));
	buf_release(&packed);
	return 0;
}

static int on_piece(struct reader *reader, struct span body)
{
	struct span bytes = { NULL, 0 };
	struct hatch_piece piece;

	if (hatch_piece_decode(body, &piece) < 0)
		return EXIT_FAILURE;
	if (piece.file < reader->mail.file_count)
		bytes = buf_span(&reader->mail.files[piece.file].bytes);
	if (piece.offset >= bytes.size)
		bytes.size = 0;
	else
		bytes = span_of(bytes.data + piece.offset, bytes.size - piece.offset);
	if (bytes.size > VB_HATCH_PIECE_MAX_BYTES)
		bytes.size = VB_HATCH_PIECE_MAX_BYTES;
	answer(reader, HATCH_BYTES, bytes);
	return 0;
}

/* Fills reader->out; a status other than 0 ends the program. */
static int on_frame(struct reader *reader, enum hatch_kind kind, struct span body)
{
	if (kind == HATCH_SETTINGS)
		return on_settings(reader, body);
	if (!reader->has_settings)
		return EXIT_FAILURE;
	if (kind == HATCH_MAIL)
		return on_mail(reader, body);
	return kind == HATCH_PIECE ? on_piece(reader, body) : EXIT_FAILURE;
}

/* One question and its answer. -1: go on, else the status to end with. */
static int serve_one(struct reader *reader)
{
	enum hatch_kind kind;
	struct span body;
	size_t used;
	int status;

	buf_clear(&reader->in);
	if (!read_all(&reader->in, VB_HATCH_HEAD_BYTES))
		return EXIT_SUCCESS;
	if (hatch_take(buf_span(&reader->in), &kind, &body, &used) != VB_ERR_TRUNCATED ||
	    !read_all(&reader->in, get_be32(reader->in.data)) ||
	    hatch_take(buf_span(&reader->in), &kind, &body, &used) < 0)
		return EXIT_FAILURE;
	status = on_frame(reader, kind, body);
	if (status != 0)
		return status;
	return write_all(&reader->out) ? -1 : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	static struct reader reader;
	int status;

	(void)argv;
	if (argc > 1) {
		say("verbund-mail-read is started by verbund-mail and takes no arguments.\n");
		return VB_EXIT_USAGE;
	}
	buf_init(&reader.in, VB_HATCH_FRAME_MAX_BYTES);
	buf_init(&reader.out, VB_HATCH_FRAME_MAX_BYTES);
	confine_begin();
	reading_warm();
	confine_limits();
	do
		status = serve_one(&reader);
	while (status < 0);
	/* The filter leaves nothing of what happens at an orderly end. */
	_exit(status);
}
