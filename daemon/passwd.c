/* passwd: names of logins; see passwd.h. */
#include "daemon/passwd.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#define ROW_BYTES 16384u /* of passwd, with room for what directory services put there */

struct name {
	bool is_set;
	uint32_t uid;
	struct mono_ms asked;
	char text[VB_LOGIN_MAX_BYTES + 1];
};

struct passwd_names {
	struct name kept[VB_PASSWD_KEPT_COUNT];
	struct mono_ms second; /* began then */
	uint32_t asked;        /* in it */
};

struct passwd_names *passwd_new(void)
{
	struct passwd_names *names = calloc(1, sizeof(*names));

	if (names == NULL)
		abort();
	return names;
}

void passwd_destroy(struct passwd_names **names)
{
	free(*names);
	*names = NULL;
}

static bool is_fresh(const struct name *name, struct mono_ms now)
{
	return name->is_set && now.v < name->asked.v + VB_PASSWD_KEPT_MS;
}

/* Where the name of the uid stands, else where it may stand: in place of the oldest. */
static struct name *place_of(struct passwd_names *names, uint32_t uid)
{
	struct name *oldest = &names->kept[0];

	for (size_t i = 0; i < VB_PASSWD_KEPT_COUNT; i++) {
		struct name *name = &names->kept[i];

		if (name->is_set && name->uid == uid)
			return name;
		if (!name->is_set || (oldest->is_set && name->asked.v < oldest->asked.v))
			oldest = name;
	}
	return oldest;
}

static bool may_ask(struct passwd_names *names, struct mono_ms now)
{
	if (names->asked == 0 || now.v >= names->second.v + 1000u) {
		names->second = now;
		names->asked = 0;
	}
	if (names->asked == VB_PASSWD_ASKED_A_SECOND)
		return false;
	names->asked++;
	return true;
}

static void ask(struct name *name, uint32_t uid, struct mono_ms now)
{
	char room[ROW_BYTES];
	struct passwd row;
	struct passwd *found = NULL;

	*name = (struct name){ .is_set = true, .uid = uid, .asked = now };
	if (getpwuid_r(uid, &row, room, sizeof(room), &found) == 0 && found != NULL &&
	    strlen(found->pw_name) < sizeof(name->text))
		memcpy(name->text, found->pw_name, strlen(found->pw_name) + 1);
}

int passwd_name(struct passwd_names *names, uint32_t uid, struct mono_ms now,
                char out[static VB_LOGIN_MAX_BYTES + 1])
{
	struct name *name = place_of(names, uid);

	if (!name->is_set || name->uid != uid || !is_fresh(name, now)) {
		if (!may_ask(names, now))
			return VB_ERR_BUSY;
		ask(name, uid, now);
	}
	memcpy(out, name->text, sizeof(name->text));
	return 0;
}
