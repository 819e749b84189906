/* conf: see conf.h. */
#include "daemon/conf.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/conf_option.h"
#include "daemon/spelling.h"
#include "protocol/peer/endpoint.h"
#include "protocol/utf8.h"

#define FILE_MAX_BYTES 65536u
#define LINE_MAX_BYTES 512u
#define OPTIONS_MAX_COUNT 64u
#define MEANT_DISTANCE_MAX 3u /* a key further off was not meant */

void conf_init(struct conf *conf)
{
	memset(conf, 0, sizeof(*conf));
	for (size_t i = 0; i < conf_option_count(); i++)
		conf_option_reset(conf_option_at(i), conf);
}

/* ---- lines ---- */

static const char *key_suggest(const char *key)
{
	size_t best_distance = MEANT_DISTANCE_MAX + 1;
	const char *best = NULL;

	for (size_t i = 0; i < conf_option_count(); i++) {
		const char *name = conf_option_name(conf_option_at(i));
		size_t distance = spelling_distance(key, name);

		if (distance < best_distance && distance < strlen(key)) {
			best_distance = distance;
			best = name;
		}
	}
	return best;
}

static int key_find(const char *key, size_t *index, struct conf_why *why)
{
	const char *meant;

	for (size_t i = 0; i < conf_option_count(); i++) {
		if (strcmp(conf_option_name(conf_option_at(i)), key) != 0)
			continue;
		*index = i;
		return 0;
	}
	meant = key_suggest(key);
	if (meant)
		snprintf(why->text, sizeof(why->text), "unknown key `%.60s`; did you mean `%s`?",
		         key, meant);
	else
		snprintf(why->text, sizeof(why->text), "unknown key `%.60s`", key);
	return VB_ERR_CONFIG;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts a comment and blanks off the line and splits it; an empty line has an empty key. */
static void line_split(char *line, char **key, char **value)
{
	char *end = line + strcspn(line, "#");

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

static int line_read(char *line, bool seen[OPTIONS_MAX_COUNT], struct conf *conf,
                     struct conf_why *why)
{
	char *key, *value;
	size_t index;
	int err;

	line_split(line, &key, &value);
	if (*key == '\0')
		return 0;
	err = key_find(key, &index, why);
	if (err < 0)
		return err;
	if (seen[index] || *value == '\0') {
		snprintf(why->text, sizeof(why->text), "`%.60s` %s", key,
		         seen[index] ? "is there twice" : "has no value");
		return VB_ERR_CONFIG;
	}
	seen[index] = true;
	return conf_option_read(conf_option_at(index), value, conf, why);
}

static int why_at_line(struct conf_why *why, unsigned line)
{
	struct conf_why sentence = *why;

	snprintf(why->text, sizeof(why->text), "line %u: %.280s", line, sentence.text);
	return VB_ERR_CONFIG;
}

/* ---- files ---- */

static bool is_wildcard(const char *address)
{
	struct endpoint endpoint;

	if (strncmp(address, "tcp://*:", 8) == 0)
		return true;
	return endpoint_parse(span_of_str(address), &endpoint) == 0 &&
	       (span_is_equal(endpoint.host, span_of_str("0.0.0.0")) ||
	        span_is_equal(endpoint.host, span_of_str("[::]")));
}

/* What no line shows by itself. */
static int conf_check(const struct conf *conf, struct conf_why *why)
{
	const char *fault = NULL;

	if (is_wildcard(conf->listen) && conf->advertise[0] == '\0')
		fault = "`listen` is a wildcard, so `advertise` must say how others reach it";
	else if (is_wildcard(conf->advertise))
		fault = "`advertise` cannot be a wildcard";
	else if (conf->advertise[0] != '\0' && conf->listen[0] == '\0')
		fault = "`advertise` needs `listen`";
	else if (conf->retry_min_ms > conf->retry_max_ms)
		fault = "`retry-min` is more than `retry-max`";
	if (!fault)
		return 0;
	snprintf(why->text, sizeof(why->text), "%s", fault);
	return VB_ERR_CONFIG;
}

int conf_parse(struct span text, struct conf *conf, struct conf_why *why)
{
	bool seen[OPTIONS_MAX_COUNT] = { false };
	struct conf fresh;
	unsigned number = 0;
	int err;

	assert(conf_option_count() <= OPTIONS_MAX_COUNT);
	conf_init(&fresh);
	for (size_t at = 0; at < text.size;) {
		const uint8_t *start = text.data + at;
		const uint8_t *feed = memchr(start, '\n', text.size - at);
		size_t size = feed ? (size_t)(feed - start) : text.size - at;
		char line[LINE_MAX_BYTES];

		number++;
		at += size + 1;
		if (size >= sizeof(line) || !utf8_is_valid(span_of(start, size))) {
			snprintf(why->text, sizeof(why->text), "too long, or not UTF-8");
			return why_at_line(why, number);
		}
		memcpy(line, start, size);
		line[size] = '\0';
		if (line_read(line, seen, &fresh, why) < 0)
			return why_at_line(why, number);
	}
	err = conf_check(&fresh, why);
	if (err == 0)
		*conf = fresh;
	return err;
}

int conf_load(const char *path, struct conf *conf, struct conf_why *why)
{
	uint8_t text[FILE_MAX_BYTES + 1];
	size_t size = 0;
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT)
		return VB_ERR_IO;
	while (fd >= 0 && size < sizeof(text)) {
		n = read(fd, text + size, sizeof(text) - size);
		if (n <= 0)
			break;
		size += (size_t)n;
	}
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return VB_ERR_IO;
	if (size > FILE_MAX_BYTES) {
		snprintf(why->text, sizeof(why->text), "the file is larger than %u bytes",
		         FILE_MAX_BYTES);
		return VB_ERR_CONFIG;
	}
	return conf_parse(span_of(text, size), conf, why);
}

void conf_format(const struct conf *conf, struct buf *out)
{
	for (size_t i = 0; i < conf_option_count(); i++) {
		const struct conf_option *o = conf_option_at(i);
		char value[VB_CONF_VALUE_BYTES];

		conf_option_print(o, conf, value);
		if (value[0] == '\0')
			continue;
		buf_put(out, conf_option_name(o), strlen(conf_option_name(o)));
		buf_put(out, " ", 1);
		buf_put(out, value, strlen(value));
		buf_put(out, "\n", 1);
	}
}

static bool is_changed(const struct conf_option *o, const struct conf *conf,
                       const struct conf *fresh)
{
	char now[VB_CONF_VALUE_BYTES], wanted[VB_CONF_VALUE_BYTES];

	conf_option_print(o, conf, now);
	conf_option_print(o, fresh, wanted);
	return strcmp(now, wanted) != 0;
}

/* The names of the options that differ and may, or may not, change now. */
static void list_changed(const struct conf *conf, const struct conf *fresh, bool is_reloadable,
                         struct conf_why *names)
{
	size_t size = 0;

	names->text[0] = '\0';
	for (size_t i = 0; i < conf_option_count(); i++) {
		const struct conf_option *o = conf_option_at(i);

		if (conf_option_is_reloadable(o) != is_reloadable || !is_changed(o, conf, fresh))
			continue;
		snprintf(names->text + size, sizeof(names->text) - size, "%s%s",
		         size > 0 ? ", " : "", conf_option_name(o));
		size = strlen(names->text);
	}
}

int conf_reload(struct conf *conf, const struct conf *fresh, struct conf_why *names)
{
	list_changed(conf, fresh, false, names);
	if (names->text[0] != '\0')
		return VB_ERR_NEEDS_RESTART;
	list_changed(conf, fresh, true, names);
	for (size_t i = 0; i < conf_option_count(); i++) {
		if (conf_option_is_reloadable(conf_option_at(i)))
			conf_option_copy(conf_option_at(i), conf, fresh);
	}
	return 0;
}

bool conf_describe(size_t index, struct conf_help *out)
{
	if (index >= conf_option_count())
		return false;
	conf_option_describe(conf_option_at(index), out);
	return true;
}
