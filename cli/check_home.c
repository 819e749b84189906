/* check_home: the data directory: whose it is, where it lies, what is in it; see doctor.h;
 * tested by tests/blackbox/10-doctor.t. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cli/amount.h"
#include "cli/doctor.h"
#include "cli/language.h"
#include "cli/reason.h"
#include "protocol/err.h"

#define OTHERS 0077u
#define WRITERS 0022u
#define HALF_MADE_MS ((int64_t)10 * 60 * 1000) /* by then whoever makes a file is done */
#define ROOM_BYTES ((uint64_t)64 << 20)        /* as the daemon: SPEC.md 13, fault disk */
#define ROOM_MAX_BYTES ((uint64_t)1 << 30)
#define FILES_MIN 100u

static const char *login_of(uid_t uid, char out[static 32])
{
	const struct passwd *entry = getpwuid(uid);

	if (entry != NULL)
		return entry->pw_name;
	(void)snprintf(out, 32, "%u", (unsigned)uid);
	return out;
}

/* ---- the directory ---- */

static void check_directory(struct doctor *d)
{
	const char *home = d->cmd->args->home;
	char login[32];
	struct stat st;

	if (stat(home, &st) != 0 && errno != EACCES) {
		doctor_wrong(d, home, N_("There is no data directory %s."), home);
		doctor_now(d,
		           N_("Make it with `verbund init`, or name the right one with --home or "
		              "VERBUND_HOME."));
	} else if (stat(home, &st) == 0 && !S_ISDIR(st.st_mode)) {
		doctor_wrong(d, home, N_("%s is a file and no data directory."), home);
		doctor_now(d, N_("Name the right one with --home or VERBUND_HOME."));
	} else if (!d->has_home) {
		doctor_wrong(d, home, N_("The login %s may not look into the data directory %s."),
		             login_of(geteuid(), login), home);
		doctor_now(d,
		           N_("Ask again as the login whose office it is: sudo -u LOGIN verbund "
		              "doctor --home '%s'"),
		           home);
	} else if (d->look == NULL) {
		doctor_wrong(d, home, N_("The program verbundd cannot be run, or says nothing."));
		doctor_now(d, N_("Install verbund and verbundd together, of the same version."));
	}
}

static void check_link(struct doctor *d)
{
	const char *home = d->cmd->args->home;
	char target[PATH_MAX];
	ssize_t size = readlink(home, target, sizeof(target) - 1);

	if (size < 0)
		return;
	target[size] = '\0';
	doctor_note(d, home, N_("The data directory is a link to %s."), target);
	doctor_now(d, N_("Nothing, if that is wanted and always there when verbundd starts."));
}

static void check_mode(struct doctor *d)
{
	const char *home = d->cmd->args->home;
	struct stat st;

	if (stat(home, &st) != 0 || (st.st_mode & OTHERS) == 0)
		return;
	doctor_wrong(d, home, N_("Others can enter the data directory (mode %03o)."),
	             (unsigned)st.st_mode & 0777u);
	doctor_now(d, "chmod 700 '%s'", home);
}

static void check_owner(struct doctor *d)
{
	static const char *const files[] = { "node.keys", "partners", "data.mdb", "verbundd.conf" };
	const char *home = d->cmd->args->home;
	char login[32], other[32];
	struct stat st, file;

	if (stat(home, &st) != 0)
		return;
	if (geteuid() != 0 && st.st_uid != geteuid()) {
		doctor_wrong(d, home, N_("The data directory belongs to the login %s, not to %s."),
		             login_of(st.st_uid, login), login_of(geteuid(), other));
		doctor_now(d, "sudo -u %s verbund doctor --home '%s'", login_of(st.st_uid, login),
		           home);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (lstat(doctor_path(d, files[i]), &file) != 0 || file.st_uid == st.st_uid)
			continue;
		doctor_wrong(d, files[i],
		             N_("%s does not belong to the login %s, whose office it is."),
		             files[i], login_of(st.st_uid, login));
		doctor_now(d, "sudo chown %s '%s'", login_of(st.st_uid, login),
		           doctor_path(d, files[i]));
	}
}

/* ---- the disk ---- */

static const struct {
	unsigned long type; /* statfs(2) */
	const char *name;
	enum doctor_level level;
} file_systems[] = {
	{ 0x6969, "NFS", DOCTOR_WRONG },        { 0x517b, "SMB", DOCTOR_WRONG },
	{ 0xfe534d42, "SMB", DOCTOR_WRONG },    { 0xff534d42, "CIFS", DOCTOR_WRONG },
	{ 0x65735546, "FUSE", DOCTOR_WRONG },   { 0x01021997, "9P", DOCTOR_WRONG },
	{ 0x00c36400, "Ceph", DOCTOR_WRONG },   { 0x5346414f, "AFS", DOCTOR_WRONG },
	{ 0x01021994, "tmpfs", DOCTOR_NOTE },   { 0x858458f6, "ramfs", DOCTOR_NOTE },
	{ 0x794c7630, "overlay", DOCTOR_NOTE },
};

static void check_file_system(struct doctor *d)
{
	struct statfs fs;

	if (statfs(d->cmd->args->home, &fs) != 0)
		return;
	for (size_t i = 0; i < sizeof(file_systems) / sizeof(file_systems[0]); i++) {
		if ((unsigned long)fs.f_type != file_systems[i].type)
			continue;
		if (file_systems[i].level == DOCTOR_WRONG)
			doctor_wrong(
				d, file_systems[i].name,
				N_("The data directory lies on %s, where locks and writes do not "
			           "hold what the store needs."),
				file_systems[i].name);
		else
			doctor_note(d, file_systems[i].name,
			            N_("The data directory lies on %s: it may be gone when the "
			               "computer or container starts anew."),
			            file_systems[i].name);
		doctor_now(d, N_("Stop verbundd, move the directory to a disk of this computer, "
		                 "and name it with --home or VERBUND_HOME."));
	}
}

static void check_room(struct doctor *d)
{
	struct statvfs fs;
	char size[VB_AMOUNT_BYTES];
	uint64_t room, least;

	if (statvfs(d->cmd->args->home, &fs) != 0)
		return;
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	least = (uint64_t)fs.f_blocks * fs.f_frsize / 20;
	least = least < ROOM_MAX_BYTES ? least : ROOM_MAX_BYTES;
	if (room >= (least > ROOM_BYTES ? least : ROOM_BYTES))
		return;
	amount_format_bytes(room, size);
	doctor_wrong(d, NULL, N_("On the disk of the data directory only %s are free."), size);
	doctor_now(d, N_("Make room on that disk; work goes on by itself."));
}

static void check_files(struct doctor *d)
{
	struct statvfs fs;

	if (statvfs(d->cmd->args->home, &fs) != 0 || fs.f_files == 0 || fs.f_favail >= FILES_MIN)
		return;
	doctor_wrong(d, NULL, N_("The disk of the data directory can take only %llu more files."),
	             (unsigned long long)fs.f_favail);
	doctor_now(d, N_("Delete files that are not needed: many small ones, on that disk."));
}

static void check_writable(struct doctor *d)
{
	struct statvfs fs;

	if (statvfs(d->cmd->args->home, &fs) != 0 || (fs.f_flag & ST_RDONLY) == 0)
		return;
	doctor_wrong(d, NULL, N_("The disk of the data directory can only be read."));
	doctor_now(d, N_("Look into the system's log (dmesg) for faults of the disk; then: sudo "
	                 "mount -o remount,rw MOUNTPOINT"));
}

/* ---- the files ---- */

static void tell_damage(struct doctor *d, const char *file, int err)
{
	switch (err) {
	case VB_ERR_TRUNCATED:
	case VB_ERR_MALFORMED:
	case VB_ERR_NOT_CANONICAL:
	case VB_ERR_TRAILING:
	case VB_ERR_BAD_HASH:
	case VB_ERR_BAD_SIGNATURE:
	case VB_ERR_TOO_LARGE:
		doctor_wrong(d, file, N_("The file %s is damaged."), file);
		doctor_now(d, N_("Put the file `%s` back from a copy of the data directory."),
		           file);
		break;
	case VB_ERR_PERMISSIONS:
		doctor_wrong(d, file, N_("Others can read the file %s."), file);
		doctor_now(d, "chmod 600 '%s'", doctor_path(d, file));
		break;
	default:
		doctor_wrong(d, file, "%s", _(err_what(err)));
		doctor_now(d, "%s", _(err_now(err)));
		break;
	}
}

static void check_keys(struct doctor *d)
{
	struct stat st;
	int err;

	if (!doctor_look(d, "keys", &err, NULL) || err == 0)
		return;
	/* Others may enter the directory: that is told already, unless it is the file, too. */
	if (err == VB_ERR_PERMISSIONS && stat(doctor_path(d, "node.keys"), &st) == 0 &&
	    (st.st_mode & OTHERS) == 0)
		return;
	tell_damage(d, "node.keys", err);
}

static void check_partners(struct doctor *d)
{
	int keys = 0;
	int err;

	if (!doctor_look(d, "partners", &err, NULL) || err == 0)
		return;
	/* A directory without keys and without a list is none of an office. */
	if (doctor_look(d, "keys", &keys, NULL) && keys == VB_ERR_NO_HOME)
		return;
	tell_damage(d, "partners", err);
}

static void check_settings(struct doctor *d)
{
	const char *detail = NULL;
	char *reason;
	int err;

	if (!doctor_look(d, "settings", &err, &detail) || err == 0)
		return;
	reason = reason_translate(NULL,
	                          detail != NULL && detail[0] != '\0' ? detail : _(err_what(err)));
	doctor_wrong(d, "verbundd.conf", N_("verbundd.conf: %s"), reason);
	doctor_now(d, "%s", _(err_now(err)));
	free(reason);
}

static void check_settings_mode(struct doctor *d)
{
	struct stat st;

	if (stat(doctor_path(d, "verbundd.conf"), &st) != 0 || (st.st_mode & WRITERS) == 0)
		return;
	doctor_wrong(d, "verbundd.conf", N_("Others can change verbundd.conf (mode %03o)."),
	             (unsigned)st.st_mode & 0777u);
	doctor_now(d, "chmod 600 '%s'", doctor_path(d, "verbundd.conf"));
}

static void check_store(struct doctor *d)
{
	int err, keys = 0;

	/* A daemon that runs on it has found it good. */
	if (!doctor_look(d, "store", &err, NULL) || err == 0)
		return;
	(void)doctor_look(d, "keys", &keys, NULL);
	if (err == VB_ERR_NO_HOME && keys == VB_ERR_NO_HOME)
		return;
	if (err == VB_ERR_NO_HOME) {
		doctor_note(d, "data.mdb", N_("The store is missing."));
		doctor_now(d,
		           N_("Start verbundd: it makes a new one and fetches what was shared from "
		              "the other offices. What only this office had is in a backup."));
	} else if (err == VB_ERR_STORE_CORRUPT) {
		doctor_wrong(d, "data.mdb", "%s", _(err_what(err)));
		doctor_now(d,
		           N_("Keep it under another name (mv data.mdb data.mdb.damaged) and start "
		              "verbundd: what was shared is fetched from the other offices, what "
		              "only this office had is in a backup."));
	} else {
		tell_damage(d, "data.mdb", err);
	}
}

static void check_half_made(struct doctor *d)
{
	DIR *folder = opendir(d->cmd->args->home);
	const struct dirent *entry;
	struct stat st;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		size_t size = strlen(entry->d_name);

		if (size < 5 || strcmp(entry->d_name + size - 4, ".new") != 0 ||
		    lstat(doctor_path(d, entry->d_name), &st) != 0 ||
		    d->now_ms - (int64_t)st.st_mtime * 1000 < HALF_MADE_MS)
			continue;
		doctor_note(d, entry->d_name,
		            N_("The file %s was left when something was interrupted."),
		            entry->d_name);
		doctor_now(d, "rm '%s'", doctor_path(d, entry->d_name));
	}
	if (folder != NULL)
		(void)closedir(folder);
}

/* clang-format off */
const struct doctor_check check_home_table[] = {
	{ "home", NEEDS_NOTHING, check_directory, N_("the data directory is there") },
	{ "home-link", NEEDS_HOME, check_link, N_("it is a directory, not a link to one") },
	{ "home-mode", NEEDS_HOME, check_mode, N_("only its owner can enter it") },
	{ "owner", NEEDS_HOME, check_owner, N_("it and its files belong to one login") },
	{ "file-system", NEEDS_HOME, check_file_system, N_("it lies on a disk of this computer") },
	{ "disk-room", NEEDS_HOME, check_room, N_("the disk has room") },
	{ "disk-files", NEEDS_HOME, check_files, N_("the disk can take more files") },
	{ "disk-writable", NEEDS_HOME, check_writable, N_("the disk can be written") },
	{ "keys", NEEDS_LOOK, check_keys, N_("the secret keys are there, whole and hidden") },
	{ "partner-list", NEEDS_LOOK, check_partners, N_("the list of partner offices is there and whole") },
	{ "settings", NEEDS_LOOK, check_settings, N_("verbundd.conf has no errors") },
	{ "settings-mode", NEEDS_HOME, check_settings_mode, N_("only its owner can change it") },
	{ "store", NEEDS_LOOK, check_store, N_("the store is there, not damaged, and of this version") },
	{ "half-made", NEEDS_HOME, check_half_made, N_("nothing interrupted has left files") },
	{ NULL, NEEDS_NOTHING, NULL, NULL },
};
/* clang-format on */
