/* passwd: names of logins; see passwd.h. */
#include "daemon/passwd.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#define ROW_BYTES 16384u /* of passwd, with room for what directory services put there */

struct name {
	bool is_set;
	bool is_marked; /* has a right here */
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

static bool is_of(const struct name *name, uint32_t uid)
{
	return name->is_set && name->uid == uid;
}

static bool is_fresh(const struct name *name, struct mono_ms now)
{
	return now.v < name->asked.v + VB_PASSWD_KEPT_MS;
}

/* True if a makes room before b: first what is free, then who has no right, then the older. */
static bool goes_before(const struct name *a, const struct name *b)
{
	if (a->is_set != b->is_set)
		return !a->is_set;
	if (a->is_marked != b->is_marked)
		return !a->is_marked;
	return a->asked.v < b->asked.v;
}

/* Where the name of the uid stands, else where it may stand. */
static struct name *place_of(struct passwd_names *names, uint32_t uid)
{
	struct name *first = &names->kept[0];

	for (size_t i = 0; i < VB_PASSWD_KEPT_COUNT; i++) {
		struct name *name = &names->kept[i];

		if (is_of(name, uid))
			return name;
		if (goes_before(name, first))
			first = name;
	}
	return first;
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
	bool is_marked = is_of(name, uid) && name->is_marked;

	*name = (struct name){ .is_set = true, .is_marked = is_marked, .uid = uid, .asked = now };
	if (getpwuid_r(uid, &row, room, sizeof(room), &found) == 0 && found != NULL &&
	    strlen(found->pw_name) < sizeof(name->text))
		memcpy(name->text, found->pw_name, strlen(found->pw_name) + 1);
}

int passwd_name(struct passwd_names *names, uint32_t uid, struct mono_ms now,
                char out[static VB_LOGIN_MAX_BYTES + 1])
{
	struct name *name = place_of(names, uid);

	if (!is_of(name, uid) || !is_fresh(name, now)) {
		if (!(is_of(name, uid) && name->is_marked) && !may_ask(names, now))
			return VB_ERR_BUSY;
		ask(name, uid, now);
	}
	memcpy(out, name->text, sizeof(name->text));
	return 0;
}

void passwd_mark(struct passwd_names *names, uint32_t uid)
{
	struct name *name = place_of(names, uid);

	if (is_of(name, uid))
		name->is_marked = true;
}
