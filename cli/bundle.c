/* bundle: see bundle.h; tested by tests/blackbox/10-doctor.t. */
#include "cli/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/language.h"
#include "cli/moment.h"
#include "protocol/limits.h"
#include "protocol/peer/endpoint.h"

/* "office 3" for the third in the list; NULL: it is none of them, and nothing is said. */
static const char *alias_of(const struct doctor *d, const char *subject, char out[static 32])
{
	for (size_t i = 0; subject != NULL && i < json_count(d->peers); i++) {
		const char *name = json_get_text(json_at(d->peers, i), "name");

		if (name == NULL || strcmp(name, subject) != 0)
			continue;
		(void)snprintf(out, 32, "office %zu", i + 1);
		return out;
	}
	return NULL;
}

static void put_findings(const struct doctor *d, struct json *bundle)
{
	static const char *const levels[] = { "ok", "note", "wrong" };
	struct json *items = json_new_list();

	for (size_t i = 0; i < d->count; i++) {
		const struct doctor_finding *finding = &d->findings[i];
		struct json *item = json_new_map();
		char alias[32];

		json_put_text(item, "check", finding->check);
		json_put_text(item, "level", levels[finding->level]);
		json_put_text(item, "subject", alias_of(d, finding->subject, alias));
		json_put_text(item, "what", finding->format);
		json_add(items, &item);
	}
	json_put(bundle, "items", &items);
}

/* Of an address the kind of its host and the port. */
static void put_address(struct json *map, const char *key, const char *address)
{
	struct endpoint parsed;
	char text[64];
	const char *kind = "name";

	if (endpoint_parse(span_of_str(address), &parsed) != 0)
		return;
	if (parsed.host.data[0] == '[')
		kind = "IPv6";
	else if (parsed.host.size > 4 && memcmp(parsed.host.data, "127.", 4) == 0)
		kind = "loopback";
	else if (strspn(address + strlen("tcp://"), "0123456789.") >= parsed.host.size)
		kind = span_is_equal(parsed.host, span_of_str("0.0.0.0")) ? "all" : "IPv4";
	(void)snprintf(text, sizeof(text), "%s:%u", kind, (unsigned)parsed.port);
	json_put_text(map, key, text);
}

static void put_settings(const struct doctor *d, struct json *bundle)
{
	const struct json *from = json_get(d->look, "settings in force");
	struct json *settings = json_new_map();
	void *iterator = NULL;
	const char *name;
	struct json *value;

	while (json_next(from, &iterator, &name, &value)) {
		if (strncmp(json_text(value), "tcp://", 6) == 0)
			put_address(settings, name, json_text(value));
		else if (strcmp(name, "socket-folder") != 0)
			json_put_text(settings, name, json_text(value));
	}
	json_put(bundle, "settings", &settings);
}

static void put_offices(const struct doctor *d, struct json *bundle)
{
	struct json *offices = json_new_list();

	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);
		struct json *office = json_new_map();

		json_put_text(office, "state", json_get_text(peer, "state"));
		json_put_bool(office, "link", json_is_yes(json_get(peer, "link")));
		json_put_text(office, "trouble", json_get_text(json_get(peer, "trouble"), "word"));
		for (size_t n = 0; n < json_count(json_get(peer, "endpoints")); n++)
			put_address(office, "address",
			            json_text(json_at(json_get(peer, "endpoints"), n)));
		json_add(offices, &office);
	}
	json_put(bundle, "offices", &offices);
}

static void put_system(struct json *bundle)
{
	struct json *system = json_new_map();
	struct utsname names;
	char line[200];
	FILE *release = fopen("/etc/os-release", "re");

	while (release != NULL && fgets(line, sizeof(line), release) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "PRETTY_NAME=", 12) == 0)
			json_put_text(system, "release", line + 12);
	}
	if (release != NULL)
		(void)fclose(release);
	if (uname(&names) == 0) {
		json_put_text(system, "kernel", names.release);
		json_put_text(system, "machine", names.machine);
	}
	json_put(bundle, "system", &system);
}

static struct json *bundle_make(const struct doctor *d)
{
	struct json *bundle = json_new_map();
	struct json *libraries = json_new_copy(json_get(d->daemon, "libraries"));
	struct json *waiting = json_new_copy(json_get(d->daemon, "waiting"));
	char now[VB_MOMENT_TEXT_BYTES];

	moment_format_iso(d->now_ms, "UTC", now);
	json_put_text(bundle, "schema", "verbund/bundle/1");
	json_put_text(bundle, "time", now);
	json_put_text(bundle, "version", VB_VERSION);
	json_put_text(bundle, "daemon", json_get_text(d->daemon, "version"));
	put_system(bundle);
	if (libraries != NULL)
		json_put(bundle, "libraries", &libraries);
	put_settings(d, bundle);
	if (waiting != NULL)
		json_put(bundle, "waiting", &waiting);
	put_offices(d, bundle);
	put_findings(d, bundle);
	return bundle;
}

int bundle_write(const struct doctor *d, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct json *bundle;
	FILE *file;
	bool is_broken;

	if (fd < 0)
		return out_fail(d->cmd->out, errno == EEXIST ? VB_ERR_HOME_EXISTS : VB_ERR_BAD_FILE,
		                "%s", path);
	file = fdopen(fd, "w");
	if (file == NULL) {
		(void)close(fd);
		return VB_ERR_IO;
	}
	bundle = bundle_make(d);
	json_print(bundle, false, file);
	json_destroy(&bundle);
	is_broken = ferror(file) != 0;
	return fclose(file) != 0 || is_broken ? VB_ERR_IO : 0;
}
