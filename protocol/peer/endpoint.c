/* endpoint: an address of a node; see endpoint.h. */
#include "protocol/peer/endpoint.h"

#include "protocol/limits.h"

#define PORT_MAX 65535u

static bool is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A name or IPv4 address: starts with a letter or digit. */
static bool is_host_name(struct span host)
{
	if (host.size == 0 || !is_alnum(host.data[0]))
		return false;
	for (size_t i = 1; i < host.size; i++) {
		uint8_t c = host.data[i];

		if (!is_alnum(c) && c != '-' && c != '.' && c != '_')
			return false;
	}
	return true;
}

/* "[...]" with nothing but hexadecimal digits, colons and dots inside, and at least one colon. */
static bool is_bracketed(struct span host)
{
	bool has_colon = false;

	if (host.size < 4 || host.data[0] != '[' || host.data[host.size - 1] != ']')
		return false;
	for (size_t i = 1; i + 1 < host.size; i++) {
		uint8_t c = host.data[i];
		bool is_hex = is_alnum(c) && (c | 0x20) <= 'f';

		if (!is_hex && c != ':' && c != '.')
			return false;
		has_colon = has_colon || c == ':';
	}
	return has_colon;
}

/* The port behind the last colon; 0 when it is none. */
static uint32_t port_read(struct span digits)
{
	uint32_t port = 0;

	if (digits.size == 0 || digits.size > 5 || digits.data[0] == '0')
		return 0;
	for (size_t i = 0; i < digits.size; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return 0;
		port = port * 10 + (digits.data[i] - (uint32_t)'0');
	}
	return port <= PORT_MAX ? port : 0;
}

int endpoint_parse(struct span text, struct endpoint *out)
{
	struct span scheme = span_of_str("tcp://"), host;
	size_t colon = text.size;
	uint32_t port;

	if (text.size > VB_ENDPOINT_MAX_BYTES || text.size < scheme.size ||
	    !span_is_equal(span_of(text.data, scheme.size), scheme))
		return VB_ERR_BAD_VALUE;
	while (colon > scheme.size && text.data[colon - 1] != ':')
		colon--;
	if (colon == scheme.size)
		return VB_ERR_BAD_VALUE;
	host = span_of(text.data + scheme.size, colon - 1 - scheme.size);
	port = port_read(span_of(text.data + colon, text.size - colon));
	if (port == 0 || (!is_host_name(host) && !is_bracketed(host)))
		return VB_ERR_BAD_VALUE;
	*out = (struct endpoint){ host, (uint16_t)port };
	return 0;
}
