/* space_validity: which data and open entries count, from headers and control log alone; see space.h. */
#include <string.h>

#include "protocol/space/space_state.h"

/* Does the judgement kept from the entry before answer for this one as well? */
static bool is_known(const struct space *space, const struct space_log *log,
                     const struct entry_header *header)
{
	return log->known.is_set && log->known.control_seq == header->control_seq &&
	       memcmp(log->known.prefix, header->control_prefix, VB_ID_PREFIX_BYTES) == 0 &&
	       entry_id_is_equal(&log->known.head, &space->marks[space->count - 1].id);
}

/* Judges what is the same for all entries of the log with this citation. The citation is known. */
static int learn(const struct space *space, struct space_log *log,
                 const struct entry_header *header)
{
	const struct control_mark *mark = &space->marks[header->control_seq];
	const struct member *author = roster_find(&space->roster, &log->author);

	log->known.is_set = false;
	if (memcmp(mark->id.b, header->control_prefix, VB_ID_PREFIX_BYTES) != 0 ||
	    !mark->is_citable)
		return VB_ERR_VOIDED_CONTROL;
	log->known.head = space->marks[space->count - 1].id;
	log->known.control_seq = header->control_seq;
	memcpy(log->known.prefix, header->control_prefix, VB_ID_PREFIX_BYTES);
	log->known.limit = UINT64_MAX;
	log->known.has_role = false;
	if (author != NULL) {
		log->known.limit = member_limit(author, &log->id, header->control_seq);
		log->known.has_role = role_is_entitled(member_role_at(author, header->control_seq),
		                                       log->audience);
	}
	log->known.is_set = true;
	return 0;
}

/* SPEC.md 5, first match wins: 1. citation not known: held; falls within the log, stands inside a step or does not fit:
 * invalid. 2. beyond the cut-off of an entry that took a right from the author and that this one does not cite: invalid.
 * 3. the author's role at the citation is too low for the audience: invalid. */
int space_check_entry(const struct space *space, struct space_log *log,
                      const struct entry_header *header)
{
	int err;

	if (header->control_seq >= space->count)
		return VB_ERR_UNKNOWN_CONTROL;
	if (header->control_seq < log->cited)
		return VB_ERR_VOIDED_CONTROL;
	if (!is_known(space, log, header)) {
		err = learn(space, log, header);
		if (err != 0)
			return err;
	}
	if (header->seq >= log->known.limit)
		return VB_ERR_BEYOND_CUTOFF;
	return log->known.has_role ? 0 : VB_ERR_NOT_MEMBER;
}

uint64_t space_log_valid_count(const struct space *space, const struct node_id *author,
                               const struct log_id *log, uint64_t count, space_cited_fn *cited,
                               void *ctx)
{
	const struct member *member = roster_find(&space->roster, author);

	for (uint32_t i = 0; member != NULL && i < member->removal_count; i++) {
		const struct cutoff *cutoff = member_cutoff(member, i, log);
		uint64_t accepted = cutoff == NULL ? 0 : cutoff->count;

		if (accepted < count && cited(ctx, accepted) < member->removals[i].control_seq)
			count = accepted;
	}
	return count;
}
