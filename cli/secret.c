/* secret: passphrases; see secret.h; tested by tests/blackbox/16-restore.t */
#include "cli/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include "cli/language.h"
#include "cli/prompt.h"

void secret_wipe(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}

/* Reads up to the end of a line, byte by byte: what follows is somebody else's. A longer line is no passphrase. */
static int read_line(int fd, struct secret *out)
{
	char letter = 0;
	ssize_t got;

	for (out->size = 0; (got = read(fd, &letter, 1)) != 0 && letter != '\n';) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return VB_ERR_BAD_FILE;
		if (out->size == VB_PASSPHRASE_MAX_BYTES)
			return VB_ERR_TOO_LARGE;
		out->text[out->size++] = letter;
	}
	if (out->size > 0 && out->text[out->size - 1] == '\r')
		out->size--;
	out->text[out->size] = '\0';
	return got == 0 && out->size == 0 ? VB_ERR_MISSING_VALUE : 0;
}

/* From here on nothing of this program goes into a core dump, or to a debugger of the same login. */
static void guard(void)
{
	struct rlimit none = { 0, 0 };

	(void)!setrlimit(RLIMIT_CORE, &none);
	(void)!prctl(PR_SET_DUMPABLE, 0);
}

static int read_file(struct cmd *cmd, const char *path, struct secret *out)
{
	bool is_input = strcmp(path, "-") == 0;
	int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int err = fd < 0 ? VB_ERR_BAD_FILE : read_line(fd, out);

	if (fd >= 0 && !is_input)
		(void)close(fd);
	return err == 0 ? 0 : out_fail(cmd->out, err, "%s", path);
}

/* What a key does while nothing is shown; the terminal hands over each by itself. */
enum key {
	KEY_INTERRUPT = 0x03,
	KEY_END = 0x04,
	KEY_BACK = 0x08,
	KEY_CLEAR = 0x15,
	KEY_DELETE = 0x7f,
};

/* Takes back one letter, which may be several bytes of UTF-8. */
static void take_back(struct secret *out)
{
	while (out->size > 0 && ((unsigned char)out->text[--out->size] & 0xc0u) == 0x80u)
		;
}

/* Reads what is typed. Errors: VB_ERR_MISSING_VALUE (the input ended), VB_ERR_TOO_LARGE, VB_ERR_NOT_CONFIRMED (interrupt). */
static int read_keys(struct secret *out)
{
	unsigned char key;

	for (out->size = 0;;) {
		ssize_t got = read(STDIN_FILENO, &key, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || (key == KEY_END && out->size == 0))
			return VB_ERR_MISSING_VALUE;
		if (key == KEY_INTERRUPT)
			return VB_ERR_NOT_CONFIRMED;
		if (key == '\n' || key == '\r')
			break;
		if (key == KEY_BACK || key == KEY_DELETE)
			take_back(out);
		else if (key == KEY_CLEAR)
			out->size = 0;
		else if (out->size == VB_PASSPHRASE_MAX_BYTES)
			return VB_ERR_TOO_LARGE;
		else if (key != KEY_END)
			out->text[out->size++] = (char)key;
	}
	out->text[out->size] = '\0';
	return 0;
}

/* Asks without showing what is typed. The terminal is as before when this returns or ends the program. */
static int ask(struct cmd *cmd, const char *question, struct secret *out)
{
	struct termios shown, hidden;
	bool is_hidden = tcgetattr(STDIN_FILENO, &shown) == 0;
	int err;

	(void)fprintf(cmd->out->talk, "%s ", question);
	(void)fflush(cmd->out->talk);
	if (is_hidden) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
		hidden.c_cc[VMIN] = 1;
		hidden.c_cc[VTIME] = 0;
		is_hidden = tcsetattr(STDIN_FILENO, TCSANOW, &hidden) == 0;
	}
	err = read_keys(out);
	if (is_hidden)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &shown);
	(void)fputc('\n', cmd->out->talk);
	if (err != 0)
		secret_wipe(out);
	if (err == VB_ERR_NOT_CONFIRMED)
		(void)raise(SIGINT);
	if (err == VB_ERR_MISSING_VALUE)
		return out_fail(cmd->out, err, "%s", _("The input ended; nothing was made."));
	return err;
}

/* Different letters at least, so that a key that was held down is none. */
#define DIFFERENT_MIN 5u

static bool is_strong(const struct secret *secret)
{
	bool has[256] = { false };
	size_t different = 0;

	for (size_t i = 0; i < secret->size; i++) {
		different += !has[(unsigned char)secret->text[i]];
		has[(unsigned char)secret->text[i]] = true;
	}
	explicit_bzero(has, sizeof(has));
	return secret->size >= VB_PASSPHRASE_MIN_BYTES && different >= DIFFERENT_MIN;
}

static int check_somebody(struct cmd *cmd, const char *option)
{
	return prompt_is_possible(cmd->out)
	               ? 0
	               : out_fail(cmd->out, VB_ERR_MISSING_VALUE, "--%s", option);
}

int secret_read(struct cmd *cmd, const char *question, struct secret *out)
{
	const char *file = args_get(cmd->args, SECRET_FILE);
	int err;

	guard();
	if (file != NULL)
		return read_file(cmd, file, out);
	err = check_somebody(cmd, SECRET_FILE);
	return err == 0 ? ask(cmd, question, out) : err;
}

/* Asks until one is long enough and typed twice alike. */
static int choose(struct cmd *cmd, const char *question, bool may_be_none, struct secret *out)
{
	struct secret again;
	int err;

	while ((err = ask(cmd, question, out)) == 0) {
		bool is_same;

		if (out->size == 0 && may_be_none)
			return 0;
		if (!is_strong(out)) {
			out_note(cmd->out, "%s",
			         _("A passphrase has at least 8 letters, 5 of them different."));
			continue;
		}
		err = ask(cmd, _("Once more:"), &again);
		if (err != 0)
			break;
		is_same = again.size == out->size && memcmp(again.text, out->text, out->size) == 0;
		secret_wipe(&again);
		if (is_same)
			return 0;
		out_note(cmd->out, "%s", _("That was not the same."));
	}
	return err;
}

int secret_choose_by(struct cmd *cmd, const char *option, const char *question, bool may_be_none,
                     struct secret *out)
{
	const char *file = args_get(cmd->args, option);
	int err;

	guard();
	if (file == NULL) {
		err = check_somebody(cmd, option);
		return err == 0 ? choose(cmd, question, may_be_none, out) : err;
	}
	err = read_file(cmd, file, out);
	if (err == 0 && !is_strong(out))
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("A passphrase has at least 8 letters, 5 of them different."));
	return err;
}

int secret_choose(struct cmd *cmd, const char *question, bool may_be_none, struct secret *out)
{
	return secret_choose_by(cmd, SECRET_FILE, question, may_be_none, out);
}
