/* stages: from the record of a meeting; see stages.h; tested by tests/unit/test_sense_agenda.c. */
#include "daemon/control/stages.h"

#include "protocol/kinds/meeting.h"
#include "protocol/pack.h"

/* Adds the state that a packed value names, if it is one of ours and not there yet. */
static size_t add(struct span value, enum stage *out, size_t count)
{
	enum stage stage;
	struct pack_reader r;
	struct span word;

	unpack_init(&r, value);
	word = unpack_str(&r, SIZE_MAX);
	if (unpack_finish(&r) != 0 || stage_parse(word, &stage) != 0)
		return count;
	for (size_t i = 0; i < count; i++) {
		if (out[i] == stage)
			return count;
	}
	out[count] = stage;
	return count + 1;
}

size_t stages_own(struct merged *meeting, enum stage out[static VB_STAGE_COUNT])
{
	const struct kind_field *field =
		kind_field_by_number(kind_by_number(VB_KIND_MEETING), VB_MEETING_STATE);
	const struct span *values;
	struct span value;
	size_t given = merged_disputes(meeting, field, &values);
	size_t count = 0;

	for (size_t i = 0; i < given; i++)
		count = add(values[i], out, count);
	if (given == 0 && merged_value(meeting, field, &value))
		count = add(value, out, count);
	return count;
}
