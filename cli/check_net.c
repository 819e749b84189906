/* check_net: why two offices do not reach each other; see doctor.h; tested by tests/blackbox/10-doctor.t.
 *
 * Offices with a link need nothing. At the addresses of the others, and at our own, somebody knocks, all at once
 * (probe.h); what only the daemon's keys can tell (let in or not) it says itself (SPEC.md 13, trouble). */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/amount.h"
#include "cli/doctor.h"
#include "cli/language.h"
#include "cli/probe.h"
#include "protocol/limits.h"
#include "protocol/peer/endpoint.h"

#define PROBES_MAX 512u
#define CLOCK_SLACK_MS ((int64_t)2 * 60 * 1000)
#define TIME_MIN_MS 1200u /* for the probes, whatever else took long */

/* A probe, and whose address it is; peer NULL: our own. */
struct place {
	const struct json *peer;
	char endpoint[VB_ENDPOINT_MAX_BYTES + 1];
};

struct partner_probes {
	struct place *places;
	struct probe *probes;
	size_t count;
};

void check_net_release(struct partner_probes **probes)
{
	if (*probes == NULL)
		return;
	free((*probes)->places);
	free((*probes)->probes);
	free(*probes);
	*probes = NULL;
}

/* ---- knocking ---- */

static bool is_linked(const struct json *peer)
{
	return json_is_yes(json_get(peer, "link"));
}

static bool is_state(const struct json *peer, const char *state)
{
	const char *found = json_get_text(peer, "state");

	return found != NULL && strcmp(found, state) == 0;
}

/* Whom we would have a link with. Whose digits are not confirmed here is let in by nobody yet. */
static bool is_missed(const struct json *peer)
{
	return !is_linked(peer) && !is_state(peer, "digits");
}

static void places_add(struct partner_probes *p, const struct json *peer,
                       const struct json *endpoints)
{
	for (size_t i = 0; i < json_count(endpoints) && p->count < PROBES_MAX; i++) {
		struct place *place = &p->places[p->count++];

		place->peer = peer;
		(void)snprintf(place->endpoint, sizeof(place->endpoint), "%s",
		               json_text(json_at(endpoints, i)));
	}
}

/* Knocks at every address, once. */
static const struct partner_probes *knock(struct doctor *d)
{
	struct partner_probes *p;
	uint32_t left = doctor_left_ms(d);

	if (d->probes != NULL)
		return d->probes;
	p = calloc(1, sizeof(*p));
	d->probes = p;
	if (p != NULL)
		p->places = calloc(PROBES_MAX, sizeof(*p->places));
	if (p == NULL || p->places == NULL)
		abort();
	places_add(p, NULL, json_get(d->daemon, "endpoints"));
	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);

		if (is_missed(peer))
			places_add(p, peer, json_get(peer, "endpoints"));
	}
	p->probes = calloc(p->count + 1, sizeof(*p->probes));
	if (p->probes == NULL)
		abort();
	for (size_t i = 0; i < p->count; i++)
		p->probes[i].endpoint = p->places[i].endpoint;
	probe_run(p->probes, p->count, left > TIME_MIN_MS ? left : TIME_MIN_MS);
	return p;
}

/* The best that came of an office's addresses, and of which; NULL: it has none. */
static const struct probe *best_of(const struct partner_probes *p, const struct json *peer)
{
	const struct probe *best = NULL;

	for (size_t i = 0; i < p->count; i++) {
		if (p->places[i].peer == peer &&
		    (best == NULL || best->result < p->probes[i].result))
			best = &p->probes[i];
	}
	return best;
}

/* ---- hosts ---- */

static void split(const char *endpoint, char host[static VB_ENDPOINT_MAX_BYTES + 1], unsigned *port)
{
	struct endpoint parsed;

	host[0] = '\0';
	*port = 0;
	if (endpoint_parse(span_of_str(endpoint), &parsed) != 0)
		return;
	memcpy(host, parsed.host.data, parsed.host.size);
	host[parsed.host.size] = '\0';
	*port = parsed.port;
}

/* An address by which only programs of the same computer are reached. */
static bool is_loopback(const char *endpoint)
{
	char host[VB_ENDPOINT_MAX_BYTES + 1];
	unsigned port;

	split(endpoint, host, &port);
	return strncmp(host, "127.", 4) == 0 || strcmp(host, "[::1]") == 0 ||
	       strcmp(host, "localhost") == 0;
}

/* ---- our own address ---- */

static bool has_endpoint(const struct json *office)
{
	return json_count(json_get(office, "endpoints")) > 0;
}

static void check_listen(struct doctor *d)
{
	if (has_endpoint(d->daemon))
		return;
	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);
		const char *name = json_get_text(peer, "name");

		if (!is_missed(peer) || has_endpoint(peer) || is_state(peer, "member"))
			continue;
		doctor_wrong(d, name,
		             N_("Neither %s nor this office has an address: none can call the "
		                "other."),
		             name);
		doctor_now(d,
		           N_("One of the two must be reachable: set `listen` (and `advertise`) in "
		              "verbundd.conf and restart verbundd; or both meet in a committee "
		              "with an office that is."));
	}
}

static void check_loopback(struct doctor *d)
{
	const struct json *endpoints = json_get(d->daemon, "endpoints");
	bool has_outer = false;

	if (json_count(endpoints) == 0)
		return;
	for (size_t i = 0; i < json_count(endpoints); i++)
		has_outer |= !is_loopback(json_text(json_at(endpoints, i)));
	for (size_t i = 0; i < json_count(d->peers) && !has_outer; i++) {
		const struct json *peer = json_at(d->peers, i);
		const char *theirs = json_text(json_at(json_get(peer, "endpoints"), 0));

		if (theirs == NULL || is_loopback(theirs))
			continue;
		doctor_wrong(d, json_get_text(peer, "name"),
		             N_("The address of this office, %s, is one of this computer alone: %s "
		                "cannot call it."),
		             json_text(json_at(endpoints, 0)), json_get_text(peer, "name"));
		doctor_now(d, N_("Set `listen` to 0.0.0.0 or an address of the network and "
		                 "`advertise` to the address by which others reach this computer, "
		                 "and restart verbundd."));
		return;
	}
}

static void check_own_name(struct doctor *d)
{
	const struct partner_probes *p = knock(d);
	char host[VB_ENDPOINT_MAX_BYTES + 1];
	unsigned port;

	for (size_t i = 0; i < p->count; i++) {
		if (p->places[i].peer != NULL || p->probes[i].result != PROBE_NO_NAME)
			continue;
		split(p->places[i].endpoint, host, &port);
		doctor_wrong(d, host, N_("The name %s in this office's own address is not known."),
		             host);
		doctor_now(d,
		           N_("Correct `advertise` in verbundd.conf, or have the name entered in "
		              "the DNS; then restart verbundd."));
	}
}

/* Many a router does not lead its own network back to itself: that nothing comes back means little. */
static void check_own_address(struct doctor *d)
{
	const struct partner_probes *p = knock(d);

	for (size_t i = 0; i < p->count; i++) {
		enum probe_result result = p->probes[i].result;
		const char *endpoint = p->places[i].endpoint;

		if (p->places[i].peer != NULL || result == PROBE_OFFICE ||
		    result == PROBE_NO_NAME || result == PROBE_SLOW_NAME)
			continue;
		if (result == PROBE_OTHER)
			doctor_wrong(d, endpoint,
			             N_("At this office's own address %s another program answers."),
			             endpoint);
		else if (result == PROBE_REFUSED)
			doctor_wrong(d, endpoint,
			             N_("At this office's own address %s nobody takes calls."),
			             endpoint);
		else
			doctor_note(
				d, endpoint,
				N_("From here this office's own address %s does not answer; from "
			           "outside it may."),
				endpoint);
		doctor_now(d,
		           N_("Compare `listen` and `advertise` in verbundd.conf: the port of "
		              "`advertise` must lead to that of `listen`, through the router, too. "
		              "A partner sees with `verbund doctor` whether it does."));
	}
}

/* ---- the others ---- */

/* Reports every missed office whose best probe came to this, with host and port in the sentence. */
static void tell_missed(struct doctor *d, enum probe_result result, const char *format,
                        const char *now)
{
	const struct partner_probes *p = knock(d);

	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);
		const char *name = json_get_text(peer, "name");
		const struct probe *best = is_missed(peer) ? best_of(p, peer) : NULL;
		char host[VB_ENDPOINT_MAX_BYTES + 1], text[1024];
		unsigned port;

		if (best == NULL || best->result != result)
			continue;
		split(best->endpoint, host, &port);
		(void)snprintf(text, sizeof(text), _(format), name, host, port);
		doctor_wrong(d, name, "%s", text);
		d->findings[d->count - 1].format = format;
		doctor_now(d, "%s", _(now));
	}
}

static void check_partner_name(struct doctor *d)
{
	tell_missed(d, PROBE_NO_NAME, N_("%s: the name %s in its address is not known (port %u)."),
	            N_("Ask the office for its right address. If that is right: does this computer "
	               "find "
	               "other names (getent hosts NAME)? Else its DNS is wrong."));
	tell_missed(d, PROBE_SLOW_NAME,
	            N_("%s: nobody says whether there is the name %s of its address (port %u)."),
	            N_("This computer reaches no DNS server: check its network connection."));
	tell_missed(d, PROBE_BAD, N_("%s has no usable address (%s, %u)."),
	            N_("Ask the office to correct `listen` and `advertise`."));
}

static void check_partner_port(struct doctor *d)
{
	tell_missed(
		d, PROBE_REFUSED,
		N_("%s: the computer %s answers, but nobody takes calls at port %u."),
		N_("Telephone the office: does verbundd run there, is this the port of its "
	           "`listen`, "
	           "and does its router lead the port on to that computer? `verbund doctor` there "
	           "tells. An address that begins with 127. is always one's own computer."));
}

static void check_partner_silent(struct doctor *d)
{
	tell_missed(
		d, PROBE_SILENT, N_("%s: nothing comes back from %s, port %u."),
		N_("A firewall, here or there, drops it; or the computer is off; or the address is "
	           "wrong. Telephone the office; its firewall must let this port in, and the "
	           "firewall here must let it out."));
}

static void check_partner_route(struct doctor *d)
{
	tell_missed(d, PROBE_NO_ROUTE, N_("%s: there is no way from this computer to %s, port %u."),
	            N_("Check the network connection of this computer (cable, VPN, IPv6)."));
}

static void check_partner_program(struct doctor *d)
{
	tell_missed(
		d, PROBE_OTHER, N_("%s: at %s, port %u, another program answers, not Verbund."),
		N_("Telephone the office: the port in its address is that of another program, or "
	           "its router leads it on to another computer."));
}

/* What the daemon's last call came to, where an office answers at the address. */
static const char *trouble_of(const struct partner_probes *p, const struct json *peer)
{
	const struct probe *best = is_missed(peer) ? best_of(p, peer) : NULL;
	const char *word = json_get_text(json_get(peer, "trouble"), "word");

	if (best == NULL || best->result != PROBE_OFFICE)
		return NULL;
	return word != NULL ? word : "";
}

static void check_partner_keys(struct doctor *d)
{
	const struct partner_probes *p = knock(d);

	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);
		const char *trouble = trouble_of(p, peer);
		const char *name = json_get_text(peer, "name");

		if (trouble == NULL || strcmp(trouble, "stranger") != 0)
			continue;
		doctor_wrong(d, name,
		             N_("%s: an office with other keys answers at its address %s."), name,
		             json_get_text(json_get(peer, "trouble"), "address"));
		doctor_now(
			d,
			N_("Telephone the office: it has been set up anew or lost its keys (then "
		           "end the partnership and pair again), or its address leads to "
		           "another office. Do not go by what an e-mail says."));
	}
}

static void check_partner_admits(struct doctor *d)
{
	const struct partner_probes *p = knock(d);

	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);
		const char *trouble = trouble_of(p, peer);
		const char *name = json_get_text(peer, "name");
		const char *digits = json_get_text(peer, "digits");

		if (trouble == NULL || strcmp(trouble, "denied") != 0)
			continue;
		/* One that was heard has confirmed once. */
		if (digits != NULL && json_get(peer, "lastHeard") == NULL)
			doctor_wrong(d, name,
			             N_("%s answers, but does not let this office in: there the "
			                "six digits "
			                "(%s) are not confirmed yet."),
			             name, digits);
		else
			doctor_wrong(d, name,
			             N_("%s answers, but does not let this office in: there the "
			                "partnership was not confirmed, or has ended."),
			             name);
		doctor_now(d,
		           N_("Telephone the office: it sees this one in `verbund peer list` and "
		              "confirms it (verbund peer confirm), or both pair again."));
	}
}

/* Nothing is in the way, and there is no link. */
static void check_partner_link(struct doctor *d)
{
	const struct partner_probes *p = knock(d);

	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);
		const char *trouble = trouble_of(p, peer);
		const char *name = json_get_text(peer, "name");

		if (trouble != NULL && strcmp(trouble, "stranger") != 0 &&
		    strcmp(trouble, "denied") != 0) {
			doctor_note(d, name, N_("%s can be reached now, but is not connected yet."),
			            name);
			doctor_now(d, N_("Wait a minute: it is called again by itself."));
		} else if (is_missed(peer) && !has_endpoint(peer) && has_endpoint(d->daemon) &&
		           !is_state(peer, "member")) {
			doctor_note(
				d, name,
				N_("%s has no address of its own: it has to call this office, and "
			           "does not."),
				name);
			doctor_now(
				d,
				N_("Telephone the office: `verbund doctor` there says what is in "
			           "the way."));
		}
	}
}

static void check_digits(struct doctor *d)
{
	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);
		const char *name = json_get_text(peer, "name");
		const char *digits = json_get_text(peer, "digits");

		if (!is_state(peer, "digits") || digits == NULL)
			continue;
		doctor_wrong(
			d, name,
			N_("%s: the six digits (%s) are not confirmed here; until then no link is "
		           "made."),
			name, digits);
		doctor_now(
			d,
			N_("Compare them by telephone; if they are the same: verbund peer confirm "
		           "\"%s\" %s"),
			name, digits);
	}
}

static void check_key_changed(struct doctor *d)
{
	doctor_faults(d, "keyChanged");
}

static void check_heard(struct doctor *d)
{
	doctor_faults(d, "silent");
}

/* ---- clocks ---- */

static int compare_clocks(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* What most offices agree on by how much their clocks are ahead of ours; false: too few to tell. */
static bool agreed_clock(const struct doctor *d, int64_t *out)
{
	size_t all = json_count(d->peers);
	int64_t *clocks = calloc(all + 1, sizeof(*clocks));
	size_t count = 0;
	size_t near = 0;

	if (clocks == NULL)
		abort();
	for (size_t i = 0; i < all; i++) {
		const struct json *clock = json_get(json_at(d->peers, i), "clock");

		if (json_form_of(clock) == JSON_FORM_INT)
			clocks[count++] = json_int(clock, 0);
	}
	qsort(clocks, count, sizeof(*clocks), compare_clocks);
	*out = count > 0 ? clocks[count / 2] : 0;
	for (size_t i = 0; i < count; i++)
		near += clocks[i] >= *out - CLOCK_SLACK_MS && clocks[i] <= *out + CLOCK_SLACK_MS;
	free(clocks);
	return count >= 2 && 2 * near > count;
}

static bool is_off(int64_t ms)
{
	return ms > CLOCK_SLACK_MS || ms < -CLOCK_SLACK_MS;
}

static void tell_clock(struct doctor *d, const char *name, int64_t ahead, bool is_sure)
{
	char span[VB_AMOUNT_BYTES];

	amount_format_span((uint64_t)(ahead < 0 ? -ahead : ahead), span);
	doctor_wrong(d, name,
	             ahead < 0 ? N_("The clock of %s is %s behind the one here.")
	                       : N_("The clock of %s is %s ahead of the one here."),
	             name, span);
	doctor_now(
		d,
		is_sure ? N_("Other offices agree with the clock here. Telephone the office: it "
	                     "lets its computer set the clock from the network. It is compared "
	                     "whenever the two connect.")
			: N_("Compare both clocks with a third one, and let the wrong computer set "
	                     "its clock from the network. They are compared whenever the two "
	                     "connect."));
}

static void check_partner_clock(struct doctor *d)
{
	char span[VB_AMOUNT_BYTES];
	int64_t agreed;
	bool is_agreed = agreed_clock(d, &agreed);

	if (is_agreed && is_off(agreed)) {
		amount_format_span((uint64_t)(agreed < 0 ? -agreed : agreed), span);
		doctor_wrong(
			d, NULL,
			agreed > 0 ? N_("The clock here is %s behind those of most other offices.")
				   : N_("The clock here is %s ahead of those of most other "
		                        "offices."),
			span);
		doctor_now(d, N_("Set the clock; best from the network: sudo timedatectl set-ntp "
		                 "true"));
		return;
	}
	for (size_t i = 0; i < json_count(d->peers); i++) {
		const struct json *peer = json_at(d->peers, i);
		int64_t ahead = json_int(json_get(peer, "clock"), 0);

		if (is_off(ahead))
			tell_clock(d, json_get_text(peer, "name"), ahead, is_agreed);
	}
}

/* clang-format off */
const struct doctor_check check_net_table[] = {
	{ "listen", NEEDS_DAEMON, check_listen, N_("one of two partners can be called") },
	{ "loopback", NEEDS_DAEMON, check_loopback, N_("the address of this office leads to it from elsewhere") },
	{ "own-name", NEEDS_DAEMON, check_own_name, N_("the name in it is known") },
	{ "own-address", NEEDS_DAEMON, check_own_address, N_("this office answers at its own address") },
	{ "digits", NEEDS_DAEMON, check_digits, N_("the digits of all pairings are confirmed here") },
	{ "partner-name", NEEDS_DAEMON, check_partner_name, N_("the names in partners' addresses are known") },
	{ "partner-route", NEEDS_DAEMON, check_partner_route, N_("there is a way to their computers") },
	{ "partner-silent", NEEDS_DAEMON, check_partner_silent, N_("no firewall stands before them") },
	{ "partner-port", NEEDS_DAEMON, check_partner_port, N_("they take calls at their port") },
	{ "partner-program", NEEDS_DAEMON, check_partner_program, N_("Verbund answers there, no other program") },
	{ "partner-keys", NEEDS_DAEMON, check_partner_keys, N_("the right office answers there") },
	{ "partner-admits", NEEDS_DAEMON, check_partner_admits, N_("they let this office in") },
	{ "partner-link", NEEDS_DAEMON, check_partner_link, N_("they are connected") },
	{ "partner-clock", NEEDS_DAEMON, check_partner_clock, N_("their clocks and the one here agree") },
	{ "key-changed", NEEDS_DAEMON, check_key_changed, N_("new keys of partners are confirmed") },
	{ "partner-heard", NEEDS_DAEMON, check_heard, N_("all partners were heard lately") },
	{ NULL, NEEDS_NOTHING, NULL, NULL },
};
/* clang-format on */
