/* pairing_address: see pairing_address.h. */
#include "daemon/pairing_address.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/log.h"
#include "protocol/peer/endpoint.h"
#include "store/home.h"

#define FILE_NAME "pairing"
#define SCHEME "tcp://"

/* Splits "tcp://HOST:PORT", where HOST may be the wildcard * that libzmq knows. */
static bool split(const char *address, struct endpoint *out)
{
	static const char wildcard[] = SCHEME "*:";
	char plain[VB_ENDPOINT_MAX_BYTES + 16];

	if (strncmp(address, wildcard, sizeof(wildcard) - 1) == 0) {
		snprintf(plain, sizeof(plain), SCHEME "0.0.0.0:%s", address + sizeof(wildcard) - 1);
		if (endpoint_parse(span_of_str(plain), out) < 0)
			return false;
		out->host = span_of_str("*");
		return true;
	}
	return endpoint_parse(span_of_str(address), out) == 0;
}

static bool is_wildcard(struct span host)
{
	return span_is_equal(host, span_of_str("*")) ||
	       span_is_equal(host, span_of_str("0.0.0.0")) ||
	       span_is_equal(host, span_of_str("[::]"));
}

static void join(struct span host, const char *port, struct pairing_address *out)
{
	snprintf(out->text, sizeof(out->text), SCHEME "%.*s:%s", (int)host.size,
	         (const char *)host.data, port);
}

/* ---- binding ---- */

static bool read_kept(const char *home, struct pairing_address *out)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct endpoint endpoint;
	ssize_t size = -1;
	int fd = -1;

	if (home_path(home, FILE_NAME, path) == 0)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0) {
		size = read(fd, out->text, VB_ENDPOINT_MAX_BYTES);
		close(fd);
	}
	if (size <= 0)
		return false;
	out->text[size] = '\0';
	return endpoint_parse(span_of_str(out->text), &endpoint) == 0;
}

size_t pairing_address_list(const char *home, const char *listen, const char *pairing_listen,
                            struct pairing_address out[static PAIRING_ADDRESS_TRIES])
{
	struct endpoint endpoint;
	char port[8];
	size_t count = 0;

	if (pairing_listen[0] != '\0') {
		snprintf(out[0].text, sizeof(out[0].text), "%s", pairing_listen);
		return 1;
	}
	if (!split(listen, &endpoint))
		return 0;
	if (read_kept(home, &out[0]))
		count++;
	if (endpoint.port < UINT16_MAX) {
		snprintf(port, sizeof(port), "%u", endpoint.port + 1u);
		join(endpoint.host, port, &out[count++]);
	}
	join(endpoint.host, "*", &out[count++]);
	return count;
}

/* ---- telling ---- */

int pairing_address_told(const char *bound, const char *listen, const char *pairing_listen,
                         const char *advertise, char out[static VB_ENDPOINT_MAX_BYTES + 1])
{
	const char *const hosts[] = { advertise, pairing_listen, listen };
	struct endpoint at, endpoint;
	struct pairing_address address;
	char port[8];

	if (!split(bound, &at))
		return VB_ERR_NO_ADDRESS;
	snprintf(port, sizeof(port), "%u", (unsigned)at.port);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		if (!split(hosts[i], &endpoint) || is_wildcard(endpoint.host))
			continue;
		join(endpoint.host, port, &address);
		if (strlen(address.text) > VB_ENDPOINT_MAX_BYTES)
			continue;
		memcpy(out, address.text, strlen(address.text) + 1);
		return 0;
	}
	return VB_ERR_NO_ADDRESS;
}

/* ---- remembering ---- */

void pairing_address_keep(const char *home, const char *bound)
{
	int err = home_replace(home, FILE_NAME, span_of_str(bound));

	if (err < 0)
		log_error("pairing.unkept", err, "endpoint=%s", bound);
}

void pairing_address_forget(const char *home)
{
	char path[VB_HOME_PATH_MAX_BYTES];

	if (home_path(home, FILE_NAME, path) == 0)
		unlink(path);
}
