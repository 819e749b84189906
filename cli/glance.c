/* glance: one screen; see glance.h; tested by tests/blackbox/10-status.t. */
#include "cli/glance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/amount.h"
#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/day.h"
#include "cli/due.h"
#include "cli/fault.h"
#include "cli/field.h"
#include "cli/glyph.h"
#include "cli/language.h"

#define LINES 24u
#define HEAD_LINES 4u  /* office, number, store, backup */
#define FAULT_LINES 4u /* of causes; more are counted */
#define ERROR_LINES 2u /* what main says after these */
#define SPACES_SHOWN 6u
#define TEXT_BYTES 512u
#define LATE_SPACES_MAX 100u /* a dozen questions each */
#define TITLE_COLUMNS 22u    /* answer_pair */

/* ---- the head ---- */

/* Cuts a text to what one line holds behind its title. */
static void cut(const struct cmd *cmd, char *text)
{
	size_t width = cmd->out->style.width;
	size_t room = width > 2 * TITLE_COLUMNS ? width - TITLE_COLUMNS : TITLE_COLUMNS;
	size_t size = strlen(text);

	if (glyph_columns(span_of(text, size)) <= room)
		return;
	while (size > 0 && glyph_columns(span_of(text, size)) >= room - strlen("...")) {
		do
			size--;
		while (size > 0 && ((uint8_t)text[size] & 0xC0u) == 0x80);
	}
	memcpy(text + size, "...", sizeof("..."));
}

/* There are documents that are meant for this office. */
static bool has_files(const struct json *status)
{
	return json_int(json_get(json_get(status, "files"), "total"), 0) > 0;
}

static void print_head(struct cmd *cmd, const struct json *status, int64_t now)
{
	char text[TEXT_BYTES], bytes[VB_AMOUNT_BYTES], room[VB_AMOUNT_BYTES];
	const struct json *backup = json_get(status, "backup");
	const struct json *files = json_get(status, "files");
	const char *id = json_get_text(status, "id");

	(void)snprintf(text, sizeof(text), "%s (%s)", json_get_text(status, "name"),
	               field_word(cmd->out, json_get_text(status, "kind")));
	cut(cmd, text);
	answer_pair(cmd, N_("Office"), text);
	/* Four groups are enough to tell offices apart; `node show` has the whole number. */
	(void)snprintf(text, sizeof(text), "%.19s", id != NULL ? id : "");
	answer_pair(cmd, N_("Number"), text);
	amount_format_bytes((uint64_t)json_int(json_get(json_get(status, "store"), "bytes"), 0),
	                    bytes);
	amount_format_bytes((uint64_t)json_int(json_get(json_get(status, "disk"), "free"), 0),
	                    room);
	(void)snprintf(text, sizeof(text), _("%s; free on this disk: %s"), bytes, room);
	answer_pair(cmd, N_("Stored"), text);
	if (has_files(status)) {
		amount_format_bytes((uint64_t)json_int(json_get(files, "here"), 0), bytes);
		amount_format_bytes((uint64_t)json_int(json_get(files, "total"), 0), room);
		(void)snprintf(text, sizeof(text), _("%s of %s are here"), bytes, room);
		answer_pair(cmd, N_("Documents"), text);
	}
	amount_format_ago(json_int(backup, 0), now, bytes);
	answer_pair(cmd, N_("Last backup"), backup != NULL ? bytes : _("never"));
}

/* ---- committees ---- */

static size_t print_spaces(struct cmd *cmd, const struct json *spaces, size_t most)
{
	const struct table_column columns[] = {
		{ _("Committee"), 0 },         { _("Rights"), 0 },
		{ _("Records"), TABLE_RIGHT }, { _("Offices"), TABLE_RIGHT },
		{ _("Number"), TABLE_SHORT },  { _("Checksum"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	size_t count = json_count(spaces);
	size_t shown = count <= most ? count : most - 1;

	for (size_t i = 0; i < shown; i++) {
		const struct json *space = json_at(spaces, i);
		char records[32], members[32], id[12], state[12];

		(void)snprintf(records, sizeof(records), "%lld",
		               (long long)json_int(json_get(space, "records"), 0));
		(void)snprintf(members, sizeof(members), "%lld",
		               (long long)json_int(json_get(space, "members"), 0));
		/* Two columns of 20 digits would leave no room for the name. */
		(void)snprintf(id, sizeof(id), "%.6s", json_get_text(space, "id"));
		(void)snprintf(state, sizeof(state), "%.8s",
		               json_get_text(json_get(space, "states"), "all"));
		table_add(table, json_get_text(space, "name"));
		table_add(table, field_word(cmd->out, json_get_text(space, "role")));
		table_add(table, records);
		table_add(table, members);
		table_add(table, id);
		table_add(table, state);
	}
	out_table(cmd->out, &table);
	if (shown < count) {
		char text[TEXT_BYTES];

		(void)snprintf(text, sizeof(text), _("and %zu more: verbund committee list"),
		               count - shown);
		out_value(cmd->out, text);
	}
	return count > 0 ? 1 + (shown < count ? most : count) : 0;
}

/* The committees in which something of ours has not arrived everywhere, on one line; empty: none. */
static void format_on_its_way(const struct cmd *cmd, const struct json *spaces,
                              char out[static TEXT_BYTES])
{
	out[0] = '\0';
	for (size_t i = 0; i < json_count(spaces); i++) {
		const struct json *space = json_at(spaces, i);
		const struct json *delivery = json_get(space, "delivery");
		char arrived[VB_ANSWER_DELIVERY_BYTES];
		size_t size = strlen(out);

		if (json_int(json_get(delivery, "arrived"), 0) ==
		    json_int(json_get(delivery, "offices"), 0))
			continue;
		answer_delivery(delivery, arrived);
		(void)snprintf(out + size, TEXT_BYTES - size, "%s%s: %s", size > 0 ? "; " : "",
		               json_get_text(space, "name"), arrived);
	}
	cut(cmd, out);
}

/* What is kept for others, as a relay, of all committees; empty: nothing. */
static void format_kept(const struct json *spaces, char out[static TEXT_BYTES])
{
	char bytes[VB_AMOUNT_BYTES], quota[VB_AMOUNT_BYTES];
	const struct json *kept = NULL;
	int64_t sum = 0;

	out[0] = '\0';
	for (size_t i = 0; i < json_count(spaces); i++) {
		const struct json *relay = json_get(json_at(spaces, i), "relay");

		sum += json_int(json_get(relay, "bytes"), 0);
		kept = relay != NULL ? relay : kept;
	}
	if (kept == NULL)
		return;
	amount_format_bytes((uint64_t)sum, bytes);
	amount_format_bytes((uint64_t)json_int(json_get(kept, "quota"), 0), quota);
	(void)snprintf(out, TEXT_BYTES, _("%s, unreadable here; at most %s a committee"), bytes,
	               quota);
}

/* ---- offices ---- */

static bool is_linked(const struct json *peer)
{
	return json_is_yes(json_get(peer, "link"));
}

/* Who needs a look stands first: those that were not heard for longest, then those where something is missing. */
static int compare_need(const struct json *a, const struct json *b)
{
	int64_t x = json_int(json_get(a, "lastHeard"), 0);
	int64_t y = json_int(json_get(b, "lastHeard"), 0);

	if (is_linked(a) != is_linked(b))
		return is_linked(a) ? 1 : -1;
	if (!is_linked(a) && x != y)
		return x < y ? -1 : 1;
	x = json_int(json_get(a, "missing"), 0);
	y = json_int(json_get(b, "missing"), 0);
	return x == y ? 0 : x > y ? -1 : 1;
}

static void format_contact(const struct json *peer, int64_t now, char out[static TEXT_BYTES])
{
	const struct json *heard = json_get(peer, "lastHeard");
	const char *trouble = fault_trouble(json_get_text(peer, "trouble"));
	char ago[VB_AMOUNT_BYTES];

	if (is_linked(peer)) {
		(void)snprintf(out, TEXT_BYTES, "%s", _("connected"));
		return;
	}
	amount_format_ago(json_int(heard, 0), now, ago);
	(void)snprintf(out, TEXT_BYTES, "%s%s%s", heard != NULL ? ago : _("never heard"),
	               trouble[0] != '\0' ? "; " : "", trouble);
}

static void format_missing(const struct json *peer, char out[static TEXT_BYTES])
{
	int64_t missing = json_int(json_get(peer, "missing"), 0);

	out[0] = '\0';
	if (missing > 0)
		(void)snprintf(out, TEXT_BYTES,
		               ngettext("%lld entry", "%lld entries", (unsigned long)missing),
		               (long long)missing);
}

static void add_peer(struct table *table, const struct json *peer, int64_t now)
{
	char text[TEXT_BYTES];

	table_add(table, json_get_text(peer, "name"));
	format_missing(peer, text);
	table_add(table, text);
	format_contact(peer, now, text);
	table_add(table, text);
}

/* One line about the offices that were not shown. */
static void sum_up(struct cmd *cmd, const struct json *peers, size_t shown)
{
	size_t count = json_count(peers);
	size_t unlinked = 0;
	char text[TEXT_BYTES];

	for (size_t i = shown; i < count; i++)
		unlinked += !is_linked(json_at(peers, i));
	if (unlinked == 0)
		(void)snprintf(text, sizeof(text), _("and %zu more offices: all connected"),
		               count - shown);
	else
		(void)snprintf(text, sizeof(text),
		               _("and %zu more offices, %zu of them not connected: verbund peer "
		                 "list"),
		               count - shown, unlinked);
	out_value(cmd->out, text);
}

static void print_peers(struct cmd *cmd, struct json *peers, size_t most, int64_t now)
{
	const struct table_column columns[] = {
		{ _("Office"), 0 },
		{ _("Not arrived"), TABLE_FIRM },
		{ _("Last heard"), 0 },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	size_t count = json_count(peers);
	size_t shown = count <= most ? count : most - 1;

	arrange(peers, compare_need);
	for (size_t i = 0; i < shown; i++)
		add_peer(table, json_at(peers, i), now);
	out_table(cmd->out, &table);
	if (shown < count)
		sum_up(cmd, peers, shown);
}

/* ---- what waits ---- */

/* Adds one part to the list; format has one %lld. */
static void add_waiting(char out[static TEXT_BYTES], const char *format, int64_t count)
	__attribute__((format(printf, 2, 0)));
static void add_waiting(char out[static TEXT_BYTES], const char *format, int64_t count)
{
	size_t size = strlen(out);
	char one[128];

	if (count == 0)
		return;
	(void)snprintf(one, sizeof(one), format, (long long)count);
	(void)snprintf(out + size, TEXT_BYTES - size, "%s%s", size > 0 ? "; " : "", one);
}

/* Empty: nothing waits. */
static void format_waiting(const struct json *waiting, char out[static TEXT_BYTES])
{
	int64_t count = json_int(json_get(waiting, "digits"), 0);

	out[0] = '\0';
	add_waiting(out,
	            ngettext("%lld office: compare digits", "%lld offices: compare digits",
	                     (unsigned long)count),
	            count);
	count = json_int(json_get(waiting, "cards"), 0);
	add_waiting(out,
	            ngettext("%lld office, for our new keys", "%lld offices, for our new keys",
	                     (unsigned long)count),
	            count);
	count = json_int(json_get(waiting, "invites"), 0);
	add_waiting(out, ngettext("%lld invitation", "%lld invitations", (unsigned long)count),
	            count);
	count = json_int(json_get(waiting, "fetches"), 0);
	add_waiting(out,
	            ngettext("%lld part being fetched", "%lld parts being fetched",
	                     (unsigned long)count),
	            count);
	count = json_int(json_get(waiting, "held"), 0);
	add_waiting(out,
	            ngettext("%lld entry, for another one", "%lld entries, for others",
	                     (unsigned long)count),
	            count);
	count = json_int(json_get(waiting, "keys"), 0);
	add_waiting(out,
	            ngettext("%lld entry, for its key", "%lld entries, for their key",
	                     (unsigned long)count),
	            count);
}

/* ---- what is not in order ---- */

/* Lines that a text behind a title takes; a word that does not fit any more may leave a fifth of a line. */
static size_t lines_of(const struct cmd *cmd, const char *text)
{
	size_t width = cmd->out->style.width;
	size_t room = width > 2 * TITLE_COLUMNS ? (width - TITLE_COLUMNS) * 4 / 5 : TITLE_COLUMNS;
	size_t columns = glyph_columns(span_of_str(text));

	return columns <= width - TITLE_COLUMNS ? 1 : 1 + columns / room;
}

/* How many causes are shown, and on how many lines. */
static size_t faults_that_fit(const struct cmd *cmd, const struct json *faults, int64_t now,
                              size_t *lines)
{
	size_t count = json_count(faults);
	size_t shown = 0;

	*lines = 0;
	while (shown < count) {
		char *text = fault_format(json_at(faults, shown), now);
		size_t more = lines_of(cmd, text);

		free(text);
		if (shown > 0 && *lines + more + (shown + 1 < count) > FAULT_LINES)
			break;
		*lines += more;
		shown++;
	}
	*lines += shown < count;
	return shown;
}

static void print_faults(struct cmd *cmd, const struct json *faults, size_t shown, int64_t now)
{
	size_t count = json_count(faults);
	char text[TEXT_BYTES];

	if (count == 0)
		out_value(cmd->out, _("Everything is in order."));
	for (size_t i = 0; i < shown; i++) {
		char *cause = fault_format(json_at(faults, i), now);

		answer_pair(cmd, N_("Not in order"), cause);
		free(cause);
	}
	(void)snprintf(text, sizeof(text), _("and %zu more"), count - shown);
	if (shown < count)
		answer_pair(cmd, N_("Not in order"), text);
}

/* ---- what is late ---- */

/* How much of what committees owe is late today. Whoever may not know, or has more committees than can be asked about in
 * passing, is told nothing. */
static size_t count_late(struct cmd *cmd, size_t committees)
{
	struct json *items = NULL;
	size_t count = 0;
	int32_t today = 0;
	int err = day_get_today(cmd, &today);

	if (err == 0 && committees > 0 && committees <= LATE_SPACES_MAX)
		err = due_list(cmd, DUE_ALL, NULL, today, today, &items);
	for (size_t i = 0; err == 0 && i < json_count(items); i++)
		count += due_import(json_at(items, i)).state == VB_OBLIGATION_LATE;
	json_destroy(&items);
	out_forget(cmd->out);
	return count;
}

static void print_late(struct cmd *cmd, size_t count)
{
	char text[TEXT_BYTES];

	(void)snprintf(text, sizeof(text),
	               ngettext("%zu thing: verbund due", "%zu things: verbund due", count), count);
	if (count > 0)
		answer_pair(cmd, N_("Overdue"), text);
}

/* ---- all of it ---- */

static void print_gap(struct cmd *cmd)
{
	(void)fputc('\n', cmd->out->data);
}

void glance_print(struct cmd *cmd, struct json *status)
{
	const struct json *faults = json_get(status, "faults");
	const struct json *spaces = json_get(status, "spaces");
	struct json *peers = json_get(status, "peers");
	int64_t now = amount_now();
	char waiting[TEXT_BYTES], on_its_way[TEXT_BYTES], kept[TEXT_BYTES];
	size_t late = count_late(cmd, json_count(spaces));
	size_t lines, shown;

	shown = faults_that_fit(cmd, faults, now, &lines);
	lines += HEAD_LINES + has_files(status) + 1 + (json_count(faults) > 0 ? ERROR_LINES : 1);
	format_waiting(json_get(status, "waiting"), waiting);
	if (waiting[0] != '\0')
		lines += lines_of(cmd, waiting);
	format_on_its_way(cmd, spaces, on_its_way);
	lines += on_its_way[0] != '\0';
	format_kept(spaces, kept);
	lines += kept[0] != '\0';
	lines += late > 0;
	print_head(cmd, status, now);
	if (json_count(spaces) > 0) {
		print_gap(cmd);
		lines += 1 + print_spaces(cmd, spaces, SPACES_SHOWN);
	}
	if (json_count(peers) > 0) {
		print_gap(cmd);
		print_peers(cmd, peers, LINES - lines - 2, now);
	}
	print_gap(cmd);
	if (waiting[0] != '\0')
		answer_pair(cmd, N_("Waiting"), waiting);
	if (on_its_way[0] != '\0')
		answer_pair(cmd, N_("On its way"), on_its_way);
	if (kept[0] != '\0')
		answer_pair(cmd, N_("Kept for others"), kept);
	print_late(cmd, late);
	print_faults(cmd, faults, shown, now);
}
