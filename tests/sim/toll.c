#include "tests/sim/toll.h"

static const struct {
	const char *name;
	uint32_t once_in;
} kinds[TOLL_COUNT] = {
	[TOLL_NONE] = { "", 0 },
	[TOLL_FRAME_LOST] = { "frames lost", 1 },
	[TOLL_FRAME_OVERTAKEN] = { "frames that may overtake others", 1 },
	[TOLL_LINK_FULL] = { "frames that a full link refused", 20 },
	[TOLL_PARTED] = { "partings into islands", 1 },
	[TOLL_CRASHED] = { "crashes in the middle of a turn", 1 },
	[TOLL_CRASHED_MUTE] = { "crashes after a commit of which nobody heard", 1 },
	[TOLL_DISK_LOST] = { "disks lost", 4 },
	[TOLL_DISK_OLDER] = { "disks restored from an older copy", 4 },
	[TOLL_DISK_SET_BACK] = { "disks set back without anybody's notice", 4 },
	[TOLL_CLOCK] = { "jumps of clocks", 1 },
	[TOLL_HOSTILE] = { "members that meant harm", 8 },
	[TOLL_TWISTED] = { "frames that they twisted", 1 },
	[TOLL_LIED] = { "frames in which they lied", 1 },
	[TOLL_FLOODED] = { "floods of such frames", 4 },
	[TOLL_ROLE] = { "changes of roles", 2 },
	[TOLL_DISMISSED] = { "dismissals", 2 },
	[TOLL_GOVERNED_PARTED] = { "changes of members while parted", 4 },
	[TOLL_SUSPENDED] = { "suspensions", 2 },
	[TOLL_LIFTED] = { "suspensions lifted", 4 },
	[TOLL_SUCCESSION] = { "owners lost and replaced by the stewards", 8 },
	[TOLL_FORKED] = { "offices that wrote two histories", 0 },
	[TOLL_SETTLED] = { "of which the owner chose one", 0 },
	[TOLL_ERASED] = { "erasures", 1 },
	[TOLL_ERASED_AWAY] = { "erasures with a holder away", 2 },
	[TOLL_KEYS] = { "changes of keys", 1 },
	[TOLL_DOCUMENT] = { "documents", 1 },
	[TOLL_DOCUMENT_ERASED] = { "documents erased", 10 },
	[TOLL_MEETING] = { "meetings planned", 5 },
	[TOLL_ITEM_MOVED] = { "agenda items moved", 1 },
	[TOLL_PROPOSED] = { "agenda items proposed", 1 },
	[TOLL_ACCEPTED] = { "proposals accepted", 1 },
	[TOLL_ACCEPTED_TWICE] = { "proposals accepted by two offices that did not know", 5 },
	[TOLL_DECLINED] = { "proposals declined", 5 },
	[TOLL_INVITED] = { "agendas invited to", 5 },
	[TOLL_REPLIED] = { "replies to invitations", 1 },
	[TOLL_STATE] = { "changes of a meeting's state", 1 },
	[TOLL_CONTESTED] = { "meetings of which offices set different states", 0 },
};

const char *toll_name(enum toll toll)
{
	return kinds[toll].name;
}

uint32_t toll_once_in(enum toll toll)
{
	return kinds[toll].once_in;
}

bool toll_has_clerks(enum toll toll)
{
	return toll >= TOLL_MEETING;
}
