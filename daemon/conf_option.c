/* conf_option: see conf_option.h. */
#include "daemon/conf_option.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "daemon/quantity.h"
#include "protocol/kinds/retention.h"
#include "protocol/peer/endpoint.h"

enum option_type {
	OPTION_ADDRESS,  /* to bind: tcp://HOST:PORT, HOST an IP address or * */
	OPTION_ENDPOINT, /* for others: a host that they can reach */
	OPTION_FOLDER,   /* a path from the root */
	OPTION_COUNT,
	OPTION_BYTES,
	OPTION_DURATION,
	OPTION_MONTHS,
	OPTION_LEVEL,
};

struct conf_option {
	const char *name;
	enum option_type type;
	bool is_reloadable;
	size_t offset; /* in struct conf */
	uint64_t min, max, initial;
	const char *text;
};

#define AT(field) offsetof(struct conf, field)
#define SECOND ((uint64_t)1000)
#define HOUR (3600 * SECOND)
#define MIB ((uint64_t)1 << 20)
#define TIB ((uint64_t)1 << 40)

/* clang-format off */
static const struct conf_option options[] = {
	{ "listen", OPTION_ADDRESS, false, AT(listen), 0, 0, 0,
	  "Address that other offices connect to, tcp://ADDRESS:PORT, by the number of one of this computer's addresses; "
	  "0.0.0.0 or * stands for all of them. Without it this office only dials out." },
	{ "pairing-listen", OPTION_ADDRESS, false, AT(pairing_listen), 0, 0, 0,
	  "Address of the pairing socket, bound only while an invitation is open. "
	  "Without it: the host of listen and the next port, or any free port if that one is taken." },
	{ "advertise", OPTION_ENDPOINT, false, AT(advertise), 0, 0, 0,
	  "Address that stands on the card of this office when others reach it by another one than listen. "
	  "May be a name. Needed when listen stands for all addresses." },
	{ "socket-folder", OPTION_FOLDER, false, AT(socket_folder), 0, 0, 0,
	  "Folder in which people with other logins find the daemon, for example /run/verbund/luebeck; it is their VERBUND_HOME. "
	  "It must exist, belong to the daemon's login and be writable for it alone. Whoever has no right is refused. "
	  "Without it only the owner of the data directory and root can ask." },
	{ "map-size", OPTION_BYTES, false, AT(map_bytes), 16 * MIB, 64 * TIB, TIB,
	  "Largest size of the store. It takes address space, not memory or disk." },
	{ "file-space", OPTION_BYTES, true, AT(file_bytes), 0, 64 * TIB, TIB,
	  "Room on the disk for documents. When it is used up none is taken any more, neither from here nor from others. "
	  "Besides, 5 % of the disk or 1 GiB always stays free." },
	{ "max-peers", OPTION_COUNT, false, AT(max_peers), 1, VB_PEERS_MAX_COUNT, 512,
	  "Offices that this one keeps links with at the same time." },
	{ "max-clients", OPTION_COUNT, false, AT(max_clients), 2, VB_IPC_CLIENTS_MAX_COUNT, 64,
	  "Programs connected to the local sockets at the same time." },
	{ "invite-life", OPTION_DURATION, true, AT(invite_life_ms), SECOND, 720 * HOUR, VB_INVITE_LIFE_MS,
	  "How long an invitation is good." },
	{ "retry-min", OPTION_DURATION, false, AT(retry_min_ms), 10, 60 * SECOND, SECOND,
	  "Shortest pause before an office that cannot be reached is called again; it doubles with each attempt." },
	{ "retry-max", OPTION_DURATION, false, AT(retry_max_ms), 10, HOUR, 60 * SECOND,
	  "Longest pause before an office that cannot be reached is called again." },
	{ "second-dial", OPTION_DURATION, false, AT(second_dial_ms), 0, HOUR, 30 * SECOND,
	  "Where both offices can be called, how long the one whose turn it is not waits for the call of the other." },
	{ "arrival-every", OPTION_DURATION, true, AT(arrival_every_ms), SECOND, HOUR, 300 * SECOND,
	  "Shortest time between two reports to the other offices of a committee about what has arrived here." },
	{ "member-quota-day", OPTION_BYTES, true, AT(member_day_bytes), MIB, 64 * TIB, 1024 * MIB,
	  "What another office may leave here of one committee in a day, entries and documents. What is more is fetched later." },
	{ "member-quota", OPTION_BYTES, true, AT(member_bytes), MIB, 64 * TIB, 8 * 1024 * MIB,
	  "Room for what another office wrote in one committee, in all, its documents included. Documents leave the last eighth to entries. "
	  "When it is used up, no more of it is taken until something of it was erased or this is raised." },
	{ "partner-quota", OPTION_BYTES, true, AT(founder_bytes), MIB, 64 * TIB, 32 * 1024 * MIB,
	  "Room for everything in the committees that another office founded, documents included." },
	{ "relay-quota", OPTION_BYTES, true, AT(relay_bytes), MIB, 64 * TIB, 4 * 1024 * MIB,
	  "Room for what this office keeps for others, as a relay, of one committee. When it is used up, what all offices have "
	  "is given up first; then no more is taken." },
	{ "relay-keep", OPTION_DURATION, true, AT(relay_keep_ms), SECOND, 8760 * HOUR, 720 * HOUR,
	  "How long a relay keeps what all offices of the committee have. Who joins later gets it from them." },
	{ "erasure-delay", OPTION_DURATION, true, AT(erasure_delay_ms), 0, 720 * HOUR, 600 * SECOND,
	  "How long after an erasure the store is written anew without what was erased, about 4 seconds a gigabyte in which nobody is answered; "
	  "several erasures in this time need one run. Only then this office confirms them." },
	{ "keep-reply", OPTION_MONTHS, true, AT(keep_reply_months), 1, VB_KEEP_MAX_MONTHS, VB_KEEP_REPLY_MONTHS,
	  "Replies to invitations, with their comments: how long after the meeting they are on the list of what is to be erased (verbund erasure due). Nothing goes by itself." },
	{ "keep-attendance", OPTION_MONTHS, true, AT(keep_attendance_months), 1, VB_KEEP_MAX_MONTHS, VB_KEEP_ATTENDANCE_MONTHS,
	  "Who was present at a meeting: as above, after the meeting." },
	{ "keep-contact", OPTION_MONTHS, true, AT(keep_contact_months), 1, VB_KEEP_MAX_MONTHS, VB_KEEP_CONTACT_MONTHS,
	  "Contact details of persons without a seat: as above, after the end of their last one, or after the last change." },
	{ "keep-removed", OPTION_MONTHS, true, AT(keep_removed_months), 1, VB_KEEP_MAX_MONTHS, VB_KEEP_REMOVED_MONTHS,
	  "Persons that were deleted: as above, after that day. They stay in the files until they are erased." },
	{ "keep-comment", OPTION_MONTHS, true, AT(keep_comment_months), 1, VB_KEEP_MAX_MONTHS, VB_KEEP_COMMENT_MONTHS,
	  "Requests for comment that were answered or closed: as above, after the day on which the answer was due." },
	{ "keep-application", OPTION_MONTHS, true, AT(keep_application_months), 1, VB_KEEP_MAX_MONTHS, VB_KEEP_APPLICATION_MONTHS,
	  "Applications for funding that were refused or withdrawn: as above, after that day." },
	{ "log-level", OPTION_LEVEL, true, AT(log_level), 0, 0, VB_LOG_INFO,
	  "What is logged: error, warning, info or debug." },
};
/* clang-format on */

static const struct {
	const char *name;
	enum log_level level;
} levels[] = {
	{ "error", VB_LOG_ERROR },
	{ "warning", VB_LOG_WARNING },
	{ "info", VB_LOG_INFO },
	{ "debug", VB_LOG_DEBUG },
};
#define LEVEL_COUNT (sizeof(levels) / sizeof(levels[0]))

size_t conf_option_count(void)
{
	return sizeof(options) / sizeof(options[0]);
}

const struct conf_option *conf_option_at(size_t index)
{
	return &options[index];
}

const char *conf_option_name(const struct conf_option *o)
{
	return o->name;
}

bool conf_option_is_reloadable(const struct conf_option *o)
{
	return o->is_reloadable;
}

/* ---- the fields of struct conf ---- */

static bool is_text(const struct conf_option *o)
{
	return o->type == OPTION_ADDRESS || o->type == OPTION_ENDPOINT || o->type == OPTION_FOLDER;
}

static bool is_number(const struct conf_option *o)
{
	return !is_text(o) && o->type != OPTION_LEVEL;
}

static size_t field_bytes(const struct conf_option *o)
{
	if (is_text(o))
		return VB_ENDPOINT_MAX_BYTES + 1;
	return is_number(o) ? sizeof(uint64_t) : sizeof(enum log_level);
}

static uint64_t number_get(const struct conf_option *o, const struct conf *conf)
{
	uint64_t value;

	memcpy(&value, (const char *)conf + o->offset, sizeof(value));
	return value;
}

static void number_set(const struct conf_option *o, struct conf *conf, uint64_t value)
{
	memcpy((char *)conf + o->offset, &value, sizeof(value));
}

void conf_option_copy(const struct conf_option *o, struct conf *to, const struct conf *from)
{
	memcpy((char *)to + o->offset, (const char *)from + o->offset, field_bytes(o));
}

void conf_option_reset(const struct conf_option *o, struct conf *conf)
{
	memset((char *)conf + o->offset, 0, field_bytes(o));
	if (is_number(o))
		number_set(o, conf, o->initial);
	else if (o->type == OPTION_LEVEL)
		conf->log_level = (enum log_level)o->initial;
}

/* ---- reading ---- */

static enum quantity quantity_of(const struct conf_option *o)
{
	if (o->type == OPTION_BYTES)
		return VB_QUANTITY_BYTES;
	if (o->type == OPTION_MONTHS)
		return VB_QUANTITY_MONTHS;
	return o->type == OPTION_DURATION ? VB_QUANTITY_DURATION : VB_QUANTITY_COUNT;
}

static void bounds_format(const struct conf_option *o, char out[static VB_CONF_BOUNDS_BYTES])
{
	char min[VB_QUANTITY_TEXT_BYTES], max[VB_QUANTITY_TEXT_BYTES];

	quantity_format(o->min, quantity_of(o), min);
	quantity_format(o->max, quantity_of(o), max);
	snprintf(out, VB_CONF_BOUNDS_BYTES, "%s to %s", min, max);
}

static int number_read(const struct conf_option *o, const char *text, struct conf *conf,
                       struct conf_why *why)
{
	char bounds[VB_CONF_BOUNDS_BYTES];
	uint64_t value;

	if (quantity_parse(text, quantity_of(o), &value) && value >= o->min && value <= o->max) {
		number_set(o, conf, value);
		return 0;
	}
	bounds_format(o, bounds);
	snprintf(why->text, sizeof(why->text), "`%s` must be %s", o->name, bounds);
	return VB_ERR_CONFIG;
}

static int level_read(const struct conf_option *o, const char *text, struct conf *conf,
                      struct conf_why *why)
{
	for (size_t i = 0; i < LEVEL_COUNT; i++) {
		if (strcmp(text, levels[i].name) != 0)
			continue;
		conf->log_level = levels[i].level;
		return 0;
	}
	snprintf(why->text, sizeof(why->text), "`%s` must be error, warning, info or debug",
	         o->name);
	return VB_ERR_CONFIG;
}

/* Whether the host of an endpoint is an IP address, and not a name: ZeroMQ binds no names. */
static bool is_numeric(struct span host)
{
	char text[VB_ENDPOINT_MAX_BYTES + 1];
	struct in6_addr address;
	bool is_six = host.size > 2 && host.data[0] == '[';
	size_t size = is_six ? host.size - 2 : host.size;

	memcpy(text, host.data + (is_six ? 1 : 0), size);
	text[size] = '\0';
	return inet_pton(is_six ? AF_INET6 : AF_INET, text, &address) == 1;
}

/* A wildcard may stand for the host of an address that is bound here, but not on a card. */
static const char *address_fault(const char *text, enum option_type type)
{
	char plain[VB_ENDPOINT_MAX_BYTES + 16];
	struct endpoint endpoint;

	if (type == OPTION_ADDRESS && strncmp(text, "tcp://*:", 8) == 0 &&
	    strlen(text) <= VB_ENDPOINT_MAX_BYTES) {
		snprintf(plain, sizeof(plain), "tcp://0.0.0.0:%s", text + 8);
		text = plain;
	}
	if (strlen(text) > VB_ENDPOINT_MAX_BYTES ||
	    endpoint_parse(span_of_str(text), &endpoint) < 0)
		return "must be like tcp://HOST:PORT";
	if (type == OPTION_ADDRESS && !is_numeric(endpoint.host))
		return "must be an IP address like 0.0.0.0; a name goes to `advertise`";
	return NULL;
}

static const char *folder_fault(const char *text)
{
	if (text[0] != '/' || strlen(text) > VB_ENDPOINT_MAX_BYTES)
		return "must be a path from / of at most 255 bytes";
	return NULL;
}

int conf_option_read(const struct conf_option *o, const char *text, struct conf *conf,
                     struct conf_why *why)
{
	const char *fault;

	if (is_number(o))
		return number_read(o, text, conf, why);
	if (o->type == OPTION_LEVEL)
		return level_read(o, text, conf, why);
	fault = o->type == OPTION_FOLDER ? folder_fault(text) : address_fault(text, o->type);
	if (fault) {
		snprintf(why->text, sizeof(why->text), "`%s` %s", o->name, fault);
		return VB_ERR_CONFIG;
	}
	snprintf((char *)conf + o->offset, field_bytes(o), "%s", text);
	return 0;
}

/* ---- printing ---- */

void conf_option_print(const struct conf_option *o, const struct conf *conf,
                       char out[static VB_CONF_VALUE_BYTES])
{
	out[0] = '\0';
	if (is_text(o)) {
		snprintf(out, VB_CONF_VALUE_BYTES, "%s", (const char *)conf + o->offset);
	} else if (is_number(o)) {
		quantity_format(number_get(o, conf), quantity_of(o), out);
	} else {
		for (size_t i = 0; i < LEVEL_COUNT; i++)
			if (levels[i].level == conf->log_level)
				snprintf(out, VB_CONF_VALUE_BYTES, "%s", levels[i].name);
	}
}

void conf_option_describe(const struct conf_option *o, struct conf_help *out)
{
	struct conf conf;

	*out = (struct conf_help){ .name = o->name,
		                   .text = o->text,
		                   .is_reloadable = o->is_reloadable };
	conf_option_reset(o, &conf);
	conf_option_print(o, &conf, out->initial);
	if (is_number(o))
		bounds_format(o, out->bounds);
}
