/* retention: see retention.h. */
#include "protocol/kinds/retention.h"

#include <assert.h>

#include "protocol/kinds/calendar.h"

#define YEAR_MONTHS 12u

static const struct retention_row rows[VB_RETENTION_COUNT] = {
	[VB_RETENTION_REPLY] = { "reply", "keep-reply", VB_KEEP_REPLY_MONTHS },
	[VB_RETENTION_ATTENDANCE] = { "attendance", "keep-attendance", VB_KEEP_ATTENDANCE_MONTHS },
	[VB_RETENTION_CONTACT] = { "contact", "keep-contact", VB_KEEP_CONTACT_MONTHS },
	[VB_RETENTION_REMOVED] = { "removed", "keep-removed", VB_KEEP_REMOVED_MONTHS },
	[VB_RETENTION_COMMENT] = { "comment", "keep-comment", VB_KEEP_COMMENT_MONTHS },
	[VB_RETENTION_APPLICATION] = { "application", "keep-application",
	                               VB_KEEP_APPLICATION_MONTHS },
};

const struct retention_row *retention_row(enum retention class)
{
	assert(class < VB_RETENTION_COUNT);
	return &rows[class];
}

int32_t retention_last_day(int32_t from, uint32_t months)
{
	return calendar_add_months(from, months);
}

bool retention_is_over(int32_t from, uint32_t months, int32_t today)
{
	return today > retention_last_day(from, months);
}

bool retention_parse(struct span text, uint32_t *months)
{
	static const struct {
		const char *name;
		uint32_t factor;
	} units[] = { { " years", YEAR_MONTHS },
		      { " year", YEAR_MONTHS },
		      { " months", 1 },
		      { " month", 1 } };
	uint32_t number = 0;
	size_t digits = 0;

	while (digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9' &&
	       number <= VB_KEEP_MAX_MONTHS)
		number = number * 10 + (uint32_t)(text.data[digits++] - '0');
	if (digits == 0 || number > VB_KEEP_MAX_MONTHS)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!span_is_equal(span_of(text.data + digits, text.size - digits),
		                   span_of_str(units[i].name)))
			continue;
		if (number * units[i].factor > VB_KEEP_MAX_MONTHS)
			return false;
		*months = number * units[i].factor;
		return true;
	}
	return false;
}
