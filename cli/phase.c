/* phase: states of meetings in words; see phase.h; tested by tests/blackbox/20-stage.t */
#include "cli/phase.h"

#include <stdlib.h>
#include <string.h>

#include "cli/field.h"
#include "cli/language.h"
#include "cli/sittings.h"

#define STAGES_MAX 64u /* values of one field; each word counts once */

const char *phase_word(const struct out *out, enum stage stage)
{
	static const char *const words[VB_STAGE_COUNT] = {
		[VB_STAGE_PLANNED] = N_("planned"),
		[VB_STAGE_INVITED] = N_("invited"),
		/* TRANSLATORS: of a meeting: it has begun */
		[VB_STAGE_OPEN] = N_("in session"),
		[VB_STAGE_INTERRUPTED] = N_("interrupted"),
		[VB_STAGE_ADJOURNED] = N_("adjourned"),
		/* TRANSLATORS: of a meeting: it is over */
		[VB_STAGE_CLOSED] = N_("closed"),
		[VB_STAGE_APPROVED] = N_("minutes approved"),
		[VB_STAGE_CANCELLED] = N_("cancelled"),
	};

	return out->style.is_terminal ? _(words[stage]) : stage_word(stage);
}

/* Writes the states that do not count, each once, with commas between. */
static void put_others(const struct out *out, const enum stage *stages, size_t count, FILE *text)
{
	enum stage settled = stage_settle(stages, count);
	bool is_first = true;

	for (unsigned s = 0; s < VB_STAGE_COUNT; s++) {
		bool is_there = false;

		for (size_t i = 0; i < count; i++)
			is_there = is_there || stages[i] == (enum stage)s;
		if (!is_there || s == settled)
			continue;
		(void)fprintf(text, "%s%s", is_first ? "" : ", ", phase_word(out, (enum stage)s));
		is_first = false;
	}
}

static FILE *memory(char **text, size_t *size)
{
	FILE *file = open_memstream(text, size);

	if (file == NULL)
		abort();
	return file;
}

char *phase_format(const struct out *out, const struct json *meeting)
{
	struct sitting sitting = sittings_parse(meeting, "UTC");
	const char *oparl = json_get_text(json_get(meeting, "fields"), "meetingState");
	enum stage stages[STAGES_MAX];
	size_t count = sittings_stages(meeting, stages, STAGES_MAX);
	char *text = NULL;
	size_t size;
	FILE *file = memory(&text, &size);

	(void)fputs(count > 0 || oparl == NULL || sitting.stage == VB_STAGE_CANCELLED
	                    ? phase_word(out, sitting.stage)
	                    : oparl,
	            file);
	if (sitting.is_contested) {
		(void)fprintf(file, ", %s: ", field_word(out, "disputed"));
		put_others(out, stages, count, file);
	} else if (json_get(json_get(meeting, "disputes"), "start") != NULL) {
		(void)fprintf(file, ", %s", field_word(out, "disputed"));
	}
	if (fclose(file) != 0)
		abort();
	return text;
}

/* The command that sets a state in which a meeting can be contested. */
static const char *verb_of(enum stage stage)
{
	switch (stage) {
	case VB_STAGE_OPEN:
		return "open";
	case VB_STAGE_INTERRUPTED:
		return "pause";
	case VB_STAGE_CLOSED:
		return "close";
	case VB_STAGE_APPROVED:
		return "approve";
	case VB_STAGE_PLANNED:
	case VB_STAGE_INVITED:
	case VB_STAGE_ADJOURNED:
	case VB_STAGE_CANCELLED:
	case VB_STAGE_COUNT:
		break;
	}
	return "adjourn";
}

/* The command that ends what counts where the other state is right: what took place is not called off any more, nor is what
 * was adjourned only closed. NULL: it has ended. */
static const char *ending_of(enum stage stage)
{
	if (stage_may_follow(stage, VB_STAGE_CLOSED))
		return "close";
	return stage_may_follow(stage, VB_STAGE_APPROVED) ? "approve" : NULL;
}

void phase_advise(struct out *out, const struct json *meeting)
{
	enum stage stages[STAGES_MAX];
	size_t count = sittings_stages(meeting, stages, STAGES_MAX);
	const char *ending = ending_of(stage_settle(stages, count));
	char *others = NULL;
	size_t size;
	FILE *file;

	if (!stage_is_contested(stages, count))
		return;
	file = memory(&others, &size);
	put_others(out, stages, count, file);
	if (fclose(file) != 0)
		abort();
	out_note(out,
	         _("Offices that did not hear of each other set different states: %s, which "
	           "counts, and %s. "
	           "Ask each other what is right; whoever agrees confirms it:\n  verbund meeting "
	           "%s %.*s"),
	         phase_word(out, stage_settle(stages, count)), others,
	         verb_of(stage_settle(stages, count)), (int)VB_TABLE_SHORT_DIGITS,
	         json_get_text(meeting, "id"));
	if (ending != NULL)
		out_note(out,
		         _("If it is the other one that is right, it ends with:\n  verbund meeting "
		           "%s %.*s"),
		         ending, (int)VB_TABLE_SHORT_DIGITS, json_get_text(meeting, "id"));
	free(others);
}
