/* acts: writes and what goes with them; see acts.h; tested by tests/unit/test_held_mail.c. */
#include "bridges/mail/acts.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"

#define FIELDS 13u

void acts_begin(struct acts *acts)
{
	*acts = (struct acts){ .count = 0 };
	drawer_begin(&acts->batch);
}

struct act *acts_add(struct acts *acts, enum act_kind kind)
{
	struct act *act;

	if (acts->count == VB_ACTS_MAX)
		return NULL;
	act = &acts->list[acts->count++];
	*act = (struct act){ .kind = kind };
	return act;
}

bool acts_take(struct acts *acts, struct act *act)
{
	if (acts->count == VB_ACTS_MAX)
		return false;
	memcpy(&acts->list[acts->count++], act, sizeof(*act));
	memset(act, 0, sizeof(*act));
	return true;
}

void act_release(struct act *act)
{
	free(act->name);
	free(act->text);
	*act = (struct act){ .name = NULL };
}

void acts_release(struct acts *acts)
{
	for (size_t i = 0; i < acts->count; i++)
		act_release(&acts->list[i]);
	drawer_release(&acts->batch);
	acts->count = acts->keep_count = 0;
}

static void pack_text(struct buf *out, const char *text)
{
	if (text != NULL)
		pack_cstr(out, text);
	else
		pack_nil(out);
}

static char *unpack_text(struct pack_reader *r, size_t max)
{
	struct span text;

	if (unpack_peek(r) == VB_PACK_NIL) {
		unpack_nil(r);
		return NULL;
	}
	text = unpack_str(r, max);
	return text.data != NULL ? strndup((const char *)text.data, text.size) : NULL;
}

void act_encode(const struct act *act, struct buf *out)
{
	pack_array(out, FIELDS);
	pack_uint(out, act->kind);
	pack_bin(out, act->once, sizeof(act->once));
	pack_uint(out, act->target.subject);
	pack_bin(out, act->target.id.b, sizeof(act->target.id.b));
	pack_bin(out, act->target.space.b, sizeof(act->target.space.b));
	pack_bin(out, act->seat.b, sizeof(act->seat.b));
	pack_bin(out, act->person.b, sizeof(act->person.b));
	pack_uint(out, act->answer);
	pack_bool(out, act->has_sequence);
	pack_uint(out, act->sequence);
	pack_int(out, act->stamp_ms);
	pack_bin(out, act->in_reply_to.b, sizeof(act->in_reply_to.b));
	pack_array(out, 2);
	pack_text(out, act->name);
	pack_text(out, act->text);
}

void act_decode(struct pack_reader *r, struct act *out)
{
	*out = (struct act){ .name = NULL };
	(void)unpack_array(r, FIELDS);
	out->kind = (enum act_kind)unpack_uint(r, ACT_POST);
	unpack_fixed(r, out->once, sizeof(out->once));
	out->target.subject = (enum matter_subject)unpack_uint(r, MATTER_SUBJECT_COUNT - 1);
	unpack_fixed(r, out->target.id.b, sizeof(out->target.id.b));
	unpack_fixed(r, out->target.space.b, sizeof(out->target.space.b));
	unpack_fixed(r, out->seat.b, sizeof(out->seat.b));
	unpack_fixed(r, out->person.b, sizeof(out->person.b));
	out->answer = (enum matter_answer)unpack_uint(r, MATTER_DELEGATED);
	out->has_sequence = unpack_bool(r);
	out->sequence = (uint32_t)unpack_uint(r, UINT32_MAX);
	out->stamp_ms = unpack_int(r);
	unpack_fixed(r, out->in_reply_to.b, sizeof(out->in_reply_to.b));
	(void)unpack_array(r, 2);
	out->name = unpack_text(r, VB_ADDRESSEE_NAME_MAX_BYTES);
	out->text = unpack_text(r, VB_ACT_TEXT_MAX_BYTES);
	unpack_end(r);
	unpack_end(r);
}
