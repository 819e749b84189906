/* sense: what this office does not write although rights and form allow it: what would make no sense for the kind.
 *
 * A check a kind, asked when a draft is finished, so that no command, script or bridge gets round it. It judges only what
 * is written here: what other offices wrote counts by the rules of protocol/kinds, whatever it is. While several records
 * are tried together (record.batch), one may refer to another that has no true id yet: a reference that leads to
 * nothing that is here is nothing to complain about.
 * Called by draft_write. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_SENSE_H
#define VB_DAEMON_CONTROL_SENSE_H

#include "daemon/control/draft.h"

/* Whether the draft, with anything to write, makes sense. Errors: those of its kind's check. */
VB_MUST int sense_check(struct draft *d);

/* Whether a field of the record that is named, of those that this names, and so on, leads back to the record of the draft, or
 * is it. Errors: those of the store. */
VB_MUST int sense_leads_back(struct draft *d, const struct kind_field *field, struct span packed,
                             bool *is_back);

/* Says who enters it: the person of the login, else nobody, so that nobody stays who entered it before. Errors: as draft_set. */
VB_MUST int sense_fill_enterer(struct draft *d, uint32_t field);

/* The committee's own organization is not deleted: everybody would be left with a committee without a name. None is merged
 * into itself, a part of itself by whatever detour, answered for by what is no office, or to meet more often than every day.
 * Errors: VB_ERR_BAD_VALUE, VB_ERR_OUT_OF_RANGE, those of the store. */
VB_MUST int sense_organization(struct draft *d);

/* An organization does not go over into itself, by no detour, nor into one that was gone by then.
 * Errors: VB_ERR_BAD_VALUE, those of the store. */
VB_MUST int sense_merger(struct draft *d);
/* It does not end before it begins; how often it is due has a number of at least 1 and a unit.
 * Errors: VB_ERR_BAD_VALUE, VB_ERR_MISSING_VALUE. */
VB_MUST int sense_obligation(struct draft *d);
/* It does not end before it begins. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int sense_measure(struct draft *d);
/* It neither ends nor is reviewed before it begins. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int sense_agreement(struct draft *d);
/* No step comes next after itself. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int sense_process_step(struct draft *d);
/* A substitute stands in for a seat of the same committee and of another person that is no substitute itself.
 * Errors: VB_ERR_BAD_VALUE, those of the store. */
VB_MUST int sense_membership(struct draft *d);
/* An item comes onto no agenda of a meeting that is over or called off (VB_ERR_WRONG_STATE), stands under no item of another
 * agenda nor under itself (VB_ERR_BAD_VALUE), and a proposal stands on an agenda once (VB_ERR_ON_AGENDA). Errors: these, those
 * of the store. */
VB_MUST int sense_agenda_item(struct draft *d);
/* Nothing is proposed for a meeting that is over or called off. Errors: VB_ERR_WRONG_STATE, those of the store. */
VB_MUST int sense_proposal(struct draft *d);
/* A meeting's state follows the one that it has, it does not end before it begins, and it is not its own next sitting.
 * Errors: VB_ERR_WRONG_STATE, VB_ERR_BAD_VALUE. */
VB_MUST int sense_meeting(struct draft *d);
/* An item as invited to is of the meeting to which its edition belongs. Errors: VB_ERR_BAD_VALUE, those of the store. */
VB_MUST int sense_invited_item(struct draft *d);
/* So is the edition that was sent to a seat. Errors: as above. */
VB_MUST int sense_invitation(struct draft *d);
/* A paper is neither above, before nor beside itself, by no detour. Errors: VB_ERR_BAD_VALUE, those of the store. */
VB_MUST int sense_paper(struct draft *d);
/* What came of a station is said by the office of its committee, if that names one, or by one in charge.
 * Errors: VB_ERR_NO_RIGHT, those of the store. */
VB_MUST int sense_consultation(struct draft *d);
/* A request for a comment is answered by the office of the organization that was asked, if that names one, or by one in
 * charge. Errors: VB_ERR_NO_RIGHT, those of the store. */
VB_MUST int sense_comment_request(struct draft *d);

/* The numbers of own rules are such as rules can have. Errors: VB_ERR_OUT_OF_RANGE. */
VB_MUST int sense_rules(struct draft *d);

/* A reply is about a seat of the meeting, and this office may speak for that: sense_turnout.c. Fills in who entered it.
 * Errors: VB_ERR_NOT_OUR_SEAT, VB_ERR_BAD_VALUE (a seat of another committee, or of a substitute), those of the store. */
VB_MUST int sense_reply(struct draft *d);

/* Who was there sat on a seat of the meeting, and came before they went. Fills in who entered it. Errors: VB_ERR_BAD_VALUE,
 * those of the store. */
VB_MUST int sense_attendance(struct draft *d);

/* A quorum is challenged for a seat with a vote for which this office may speak. Errors: VB_ERR_MISSING_VALUE (no seat),
 * VB_ERR_NO_VOTE, VB_ERR_NOT_OUR_SEAT, VB_ERR_BAD_VALUE, those of the store. */
VB_MUST int sense_quorum(struct draft *d);
/* A series has a rule that can be read, a time of day, and at least one day. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int sense_series(struct draft *d);
/* An application asks for something, does not end before it begins, and amends only one of the same applicant, for which this
 * office may speak. Errors: VB_ERR_BAD_VALUE, VB_ERR_NO_RIGHT, those of the store. */
VB_MUST int sense_application(struct draft *d);
/* No more is recommended than was asked for. Errors: VB_ERR_BAD_VALUE, those of the store. */
VB_MUST int sense_recommendation(struct draft *d);
/* A position belongs to an application for which this office may speak. Errors: VB_ERR_NO_RIGHT, those of the store. */
VB_MUST int sense_cost_position(struct draft *d);
/* A request for help does not end before it begins, and needs somebody. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int sense_availability_request(struct draft *d);
/* An open request is answered for somebody who is asked, by the office that answers for them or one in charge. Fills in who
 * entered it. Errors: VB_ERR_WRONG_STATE (closed, or deleted), VB_ERR_BAD_VALUE (not asked), VB_ERR_NO_RIGHT, those of the store. */
VB_MUST int sense_availability(struct draft *d);

#endif
