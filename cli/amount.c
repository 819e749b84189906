/* amount: numbers with units; see amount.h. */
#include "cli/amount.h"

#include <stdio.h>
#include <time.h>

#include "cli/language.h"

#define MINUTE_MS ((uint64_t)60 * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define WEEK_MS (7 * DAY_MS)
#define HOURS_UP_TO 48u /* from there on days are counted, and from WEEKS_FROM days on weeks */
#define WEEKS_FROM 70u

void amount_format_bytes(uint64_t bytes, char out[static VB_AMOUNT_BYTES])
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB" };
	size_t unit = 0;

	if (bytes < 1000) {
		(void)snprintf(out, VB_AMOUNT_BYTES,
		               ngettext("%llu byte", "%llu bytes", (unsigned long)bytes),
		               (unsigned long long)bytes);
		return;
	}
	for (bytes /= 1000; bytes >= 10000 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++)
		bytes /= 1000;
	(void)snprintf(out, VB_AMOUNT_BYTES, "%llu %s", (unsigned long long)bytes, units[unit]);
}

/* The text for a number of units; both forms have one %llu. */
static void format_count(const char *format, uint64_t count, char *out)
	__attribute__((format(printf, 1, 0)));
static void format_count(const char *format, uint64_t count, char *out)
{
	(void)snprintf(out, VB_AMOUNT_BYTES, format, (unsigned long long)count);
}

void amount_format_span(uint64_t ms, char out[static VB_AMOUNT_BYTES])
{
	uint64_t days = ms / DAY_MS;
	uint64_t hours = ms / HOUR_MS;
	uint64_t minutes = ms / MINUTE_MS;

	if (minutes == 0)
		(void)snprintf(out, VB_AMOUNT_BYTES, "%s", _("less than a minute"));
	else if (hours == 0)
		format_count(ngettext("%llu minute", "%llu minutes", (unsigned long)minutes),
		             minutes, out);
	else if (hours < HOURS_UP_TO)
		format_count(ngettext("%llu hour", "%llu hours", (unsigned long)hours), hours, out);
	else if (days < WEEKS_FROM)
		format_count(ngettext("%llu day", "%llu days", (unsigned long)days), days, out);
	else
		format_count(ngettext("%llu week", "%llu weeks", (unsigned long)(ms / WEEK_MS)),
		             ms / WEEK_MS, out);
}

/* A sentence of its own for each unit: languages bend the unit behind "ago". */
void amount_format_ago(int64_t then_ms, int64_t now_ms, char out[static VB_AMOUNT_BYTES])
{
	uint64_t ms = now_ms > then_ms ? (uint64_t)(now_ms - then_ms) : 0;
	uint64_t days = ms / DAY_MS;
	uint64_t hours = ms / HOUR_MS;
	uint64_t minutes = ms / MINUTE_MS;

	if (minutes == 0)
		(void)snprintf(out, VB_AMOUNT_BYTES, "%s", _("just now"));
	else if (hours == 0)
		format_count(
			ngettext("%llu minute ago", "%llu minutes ago", (unsigned long)minutes),
			minutes, out);
	else if (hours < HOURS_UP_TO)
		format_count(ngettext("%llu hour ago", "%llu hours ago", (unsigned long)hours),
		             hours, out);
	else if (days < WEEKS_FROM)
		format_count(ngettext("%llu day ago", "%llu days ago", (unsigned long)days), days,
		             out);
	else
		format_count(
			ngettext("%llu week ago", "%llu weeks ago", (unsigned long)(ms / WEEK_MS)),
			ms / WEEK_MS, out);
}

int64_t amount_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
