/* rights: who may ask what; see rights.h; tested by tests/unit/test_control_rights.c. */
#include "daemon/control/rights.h"

#include <sys/stat.h>

static const char *const names[] = {
	[VB_RIGHT_NONE] = "none",           [VB_RIGHT_MONITOR] = "monitor",
	[VB_RIGHT_READER] = "reader",       [VB_RIGHT_MEMBER] = "member",
	[VB_RIGHT_SECRETARY] = "secretary", [VB_RIGHT_ADMINISTRATOR] = "administrator",
};

struct rights_owner rights_owner(const struct node *node)
{
	struct rights_owner owner = { .is_known = false };
	struct stat home;

	if (stat(node_home(node), &home) == 0)
		owner = (struct rights_owner){ true, home.st_uid };
	return owner;
}

bool rights_is_owner(const struct rights_owner *owner, uint32_t uid)
{
	return uid == 0 || (owner->is_known && uid == owner->uid);
}

int rights_find(struct node *node, const struct rights_owner *owner,
                const struct node_caller *caller, struct rights *out)
{
	struct login login;
	int err;

	if (caller->bridge != NODE_BRIDGE_NONE) {
		*out = (struct rights){ .right = VB_RIGHT_SECRETARY };
		return 0;
	}
	err = logins_get(node_view(node), span_of_str(caller->login), &login);
	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	*out = (struct rights){ .right = caller->read_only ? VB_RIGHT_MONITOR : VB_RIGHT_NONE };
	if (err == 0) {
		out->right = login.right;
		out->has_person = true;
		out->person = login.person;
	}
	if (rights_is_owner(owner, caller->uid))
		out->right = VB_RIGHT_ADMINISTRATOR;
	return 0;
}

const char *rights_name(enum right right)
{
	return names[right];
}

bool rights_parse(struct span name, enum right *out)
{
	for (unsigned i = VB_RIGHT_READER; i <= VB_RIGHT_ADMINISTRATOR; i++) {
		if (span_is_equal(name, span_of_str(names[i]))) {
			*out = (enum right)i;
			return true;
		}
	}
	return false;
}
