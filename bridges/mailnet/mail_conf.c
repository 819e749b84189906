/* mail_conf: see mail_conf.h. */
#include "bridges/mailnet/mail_conf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/crypt.h"
#include "protocol/utf8.h"

#define FILE_MAX_BYTES 65536u
#define LINE_MAX_BYTES 1024u
#define OPTIONS_MAX_COUNT 64u

void mail_conf_init(struct mail_conf *conf)
{
	memset(conf, 0, sizeof(*conf));
	for (size_t i = 0; i < mail_option_count(); i++)
		mail_option_reset(i, conf);
}

void mail_conf_release(struct mail_conf *conf)
{
	crypt_wipe(conf, sizeof(*conf));
}

/* ---- lines ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts a comment and blanks off the line and splits it; an empty line has an empty key. A # inside of a word is none:
 * passwords have some. */
static void line_split(char *line, char **key, char **value)
{
	char *end = line;

	while (*end != '\0' && !(*end == '#' && (end == line || is_blank(end[-1]))))
		end++;
	while (end > line && is_blank(end[-1]))
		end--;
	*end = '\0';
	while (is_blank(*line))
		line++;
	*key = line;
	while (*line != '\0' && !is_blank(*line))
		line++;
	if (*line != '\0')
		*line++ = '\0';
	while (is_blank(*line))
		line++;
	*value = line;
}

static int line_read(char *line, bool seen[OPTIONS_MAX_COUNT], struct mail_conf *conf,
                     struct mail_why *why)
{
	char *key, *value;
	size_t index = 0;

	line_split(line, &key, &value);
	if (*key == '\0')
		return 0;
	while (index < mail_option_count() && strcmp(mail_option_name(index), key) != 0)
		index++;
	if (index == mail_option_count() || index >= OPTIONS_MAX_COUNT) {
		snprintf(why->text, sizeof(why->text),
		         "unknown key `%.60s`; `man mail.conf` has those that there are", key);
		return VB_ERR_CONFIG;
	}
	if (seen[index] || *value == '\0') {
		snprintf(why->text, sizeof(why->text), "`%.60s` %s", key,
		         seen[index] ? "is there twice; leave one out" : "has no value");
		return VB_ERR_CONFIG;
	}
	seen[index] = true;
	return mail_option_read(index, value, conf, why);
}

static int why_at_line(struct mail_why *why, unsigned line)
{
	struct mail_why sentence = *why;

	snprintf(why->text, sizeof(why->text), "line %u: %.280s", line, sentence.text);
	return VB_ERR_CONFIG;
}

/* What no line shows by itself. */
static const char *fault_between(const struct mail_conf *conf)
{
	if (conf->address[0] == '\0')
		return "`address` is missing: the address of the office, like beirat@stadt.example";
	if (conf->submission.way == MAIL_WAY_NONE)
		return "`submission` is missing: the server that takes outgoing mail, like "
		       "smtps://mail.stadt.example:465";
	if (conf->password[0] != '\0' && conf->password_file[0] != '\0')
		return "give `password` or `password-file`, not both";
	if (conf->receive_password[0] != '\0' && conf->receive_password_file[0] != '\0')
		return "give `receive-password` or `receive-password-file`, not both";
	if (conf->user[0] != '\0' && conf->password[0] == '\0' && conf->password_file[0] == '\0')
		return "`user` needs `password-file`";
	if (conf->user[0] == '\0' && (conf->password[0] != '\0' || conf->password_file[0] != '\0'))
		return "a password needs `user`";
	if (conf->receive.is_imap && conf->user[0] == '\0' && conf->receive_user[0] == '\0')
		return "a mailbox needs `receive-user`, or `user`";
	if (conf->receive_user[0] != '\0' && conf->receive_password[0] == '\0' &&
	    conf->receive_password_file[0] == '\0')
		return "`receive-user` needs `receive-password-file`";
	if ((conf->web.way != MAIL_WAY_NONE) != (conf->web_url[0] != '\0'))
		return "`web` and `web-url` need each other";
	return NULL;
}

static bool is_loopback(const struct mail_place *place)
{
	return strncmp(place->host, "127.", 4) == 0 || strcmp(place->host, "::1") == 0;
}

/* No password goes over a line in the clear, and no mail leaves this computer in the clear. */
static void settle_ways(struct mail_conf *conf)
{
	if (conf->submission.way == MAIL_WAY_STARTTLS && is_loopback(&conf->submission) &&
	    conf->user[0] == '\0' && conf->ca_file[0] == '\0')
		conf->submission.way = MAIL_WAY_PLAIN;
	if (!conf->receive.is_imap || conf->receive_user[0] != '\0')
		return;
	memcpy(conf->receive_user, conf->user, sizeof(conf->user));
	memcpy(conf->receive_password, conf->password, sizeof(conf->password));
	memcpy(conf->receive_password_file, conf->password_file, sizeof(conf->password_file));
}

int mail_conf_parse(struct span text, struct mail_conf *conf, struct mail_why *why)
{
	bool seen[OPTIONS_MAX_COUNT] = { false };
	char line[LINE_MAX_BYTES];
	const char *fault = NULL;
	struct mail_conf fresh;
	unsigned number = 0;
	int err = 0;

	mail_conf_init(&fresh);
	for (size_t at = 0; err == 0 && at < text.size;) {
		const uint8_t *start = text.data + at;
		const uint8_t *feed = memchr(start, '\n', text.size - at);
		size_t size = feed ? (size_t)(feed - start) : text.size - at;

		number++;
		at += size + 1;
		if (size >= sizeof(line) || !utf8_is_valid(span_of(start, size))) {
			snprintf(why->text, sizeof(why->text), "too long, or not UTF-8");
			err = why_at_line(why, number);
			continue;
		}
		memcpy(line, start, size);
		line[size] = '\0';
		if (line_read(line, seen, &fresh, why) < 0)
			err = why_at_line(why, number);
	}
	if (err == 0)
		fault = fault_between(&fresh);
	if (fault) {
		snprintf(why->text, sizeof(why->text), "%s", fault);
		err = VB_ERR_CONFIG;
	}
	if (err == 0) {
		settle_ways(&fresh);
		*conf = fresh;
	}
	mail_conf_release(&fresh);
	crypt_wipe(line, sizeof(line));
	return err;
}

/* ---- files ---- */

/* Reads a file of at most room bytes; *mode gets who may read it. */
static int file_read(const char *path, uint8_t *out, size_t room, size_t *size, mode_t *mode)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n = 0;

	if (fd < 0)
		return errno == ENOENT ? VB_ERR_NOT_FOUND : VB_ERR_IO;
	*size = 0;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		n = -1;
	while (n >= 0 && *size < room) {
		n = read(fd, out + *size, room - *size);
		if (n <= 0)
			break;
		*size += (size_t)n;
	}
	close(fd);
	*mode = n < 0 ? 0 : st.st_mode;
	return n < 0 ? VB_ERR_IO : 0;
}

static int say(int err, struct mail_why *why, const char *path, const char *what)
{
	snprintf(why->text, sizeof(why->text), "%.200s %s", path, what);
	return err;
}

/* The first line of a file. */
static int password_read(const char *path, char out[static VB_MAIL_TEXT_BYTES],
                         struct mail_why *why)
{
	uint8_t text[VB_MAIL_TEXT_BYTES];
	size_t size, end = 0;
	mode_t mode;
	int err;

	if (path[0] == '\0')
		return 0;
	err = file_read(path, text, sizeof(text), &size, &mode);
	if (err < 0)
		return say(err, why, path, "cannot be read; it should hold the password");
	if (mode & (S_IRWXG | S_IRWXO)) {
		err = say(VB_ERR_PERMISSIONS, why, path,
		          "can be read by others; give the command: chmod 600 on it");
	} else {
		while (end < size && text[end] != '\n' && text[end] != '\r')
			end++;
		if (end == 0 || end >= sizeof(text) || memchr(text, 0, end))
			err = say(VB_ERR_CONFIG, why, path, "has no password in its first line");
	}
	if (err == 0) {
		memcpy(out, text, end);
		out[end] = '\0';
	}
	crypt_wipe(text, sizeof(text));
	return err;
}

int mail_conf_load(const char *path, struct mail_conf *conf, struct mail_why *why)
{
	uint8_t text[FILE_MAX_BYTES + 1];
	size_t size = 0;
	mode_t mode = 0;
	int err = file_read(path, text, sizeof(text), &size, &mode);

	if (err < 0)
		return say(err, why, path, "cannot be read");
	if (size > FILE_MAX_BYTES)
		return say(VB_ERR_CONFIG, why, path, "is larger than 64 KiB");
	err = mail_conf_parse(span_of(text, size), conf, why);
	crypt_wipe(text, sizeof(text));
	if (err < 0)
		return err;
	if ((conf->password[0] != '\0' || conf->receive_password[0] != '\0') &&
	    (mode & (S_IRWXG | S_IRWXO)))
		err = say(VB_ERR_PERMISSIONS, why, path,
		          "holds a password and can be read by others; give the command: chmod 600 "
		          "on it");
	if (err == 0)
		err = password_read(conf->password_file, conf->password, why);
	if (err == 0)
		err = password_read(conf->receive_password_file, conf->receive_password, why);
	if (err == 0 && conf->ca_file[0] != '\0' && access(conf->ca_file, R_OK) < 0)
		err = say(VB_ERR_CONFIG, why, conf->ca_file,
		          "cannot be read; it should hold the certificates of ca-file");
	if (err < 0)
		mail_conf_release(conf);
	return err;
}

/* ---- showing ---- */

void mail_conf_format(const struct mail_conf *conf, struct buf *out)
{
	char value[VB_MAIL_TEXT_BYTES + 32];

	for (size_t i = 0; i < mail_option_count(); i++) {
		const char *name = mail_option_name(i);

		mail_option_print(i, conf, value);
		if (value[0] == '\0')
			continue;
		buf_put(out, name, strlen(name));
		buf_put(out, " ", 1);
		buf_put(out, value, strlen(value));
		buf_put(out, "\n", 1);
	}
}

bool mail_conf_describe(size_t index, struct mail_help *out)
{
	if (index >= mail_option_count())
		return false;
	mail_option_describe(index, out);
	return true;
}
