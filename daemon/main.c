/* verbundd: the daemon of one office. See verbundd(8). */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/conf.h"
#include "daemon/init.h"
#include "daemon/look.h"
#include "daemon/loop.h"
#include "daemon/restore.h"
#include "daemon/shell.h"
#include "protocol/node_id.h"
#include "protocol/peer/card.h"
#include "store/check.h"
#include "store/home.h"
#include "store/keyfile.h"
#include "store/record_keys.h"

#define INPUT_BYTES 4096u /* a code and a passphrase are shorter */
#define REPORT_MAX_BYTES (1u << 20)

enum mode {
	MODE_RUN,
	MODE_INIT,
	MODE_CHECK,
	MODE_CONF,
	MODE_LOOK,
	MODE_SHEET,
	MODE_RESTORE,
	MODE_RECORD_KEYS,
};

struct call {
	enum mode mode;
	struct init_options init; /* home is for every mode */
	const char *backup;       /* to be restored */
	const char *keys;         /* copy of the record keys */
	bool keep_logins;
	char default_home[VB_HOME_PATH_MAX_BYTES];
};

static const char usage[] =
	"verbundd [--home DIR]            run the office in the foreground\n"
	"verbundd --init --name NAME --kind city|district|forum|ngo|ministry [--ags DIGITS]\n"
	"         [--listen tcp://HOST:PORT] [--advertise tcp://HOST:PORT] [--home DIR]\n"
	"                                 make the data directory of a new office; prints its id\n"
	"verbundd --check [--home DIR]    look through the whole store while the daemon is "
	"stopped\n"
	"verbundd --look [--home DIR]     a quick look at the data directory, for `verbund "
	"doctor`\n"
	"verbundd --sheet [--home DIR]    print the code of a recovery sheet; its passphrase is "
	"read from the input\n"
	"verbundd --restore FILE [--keys FILE] [--keep-logins] [--home DIR]\n"
	"                                 make the data directory from a backup; code and "
	"passphrase "
	"are read from the\n"
	"                                 input, a line each\n"
	"verbundd --new-record-keys [--keys FILE] [--home DIR]\n"
	"                                 make record.keys anew, from a copy or empty; it must be "
	"missing\n"
	"verbundd -n [--home DIR]         check verbundd.conf\n"
	"verbundd --version | --help\n"
	"DIR is else taken from VERBUND_HOME, else it is ~/.local/share/verbund. See verbundd(8) "
	"and verbundd.conf(5).\n";

/* What went wrong with what, and what to do now. The first line has the stable code, for scripts and the command line. */
static int say_error(int err, const char *detail)
{
	fprintf(stderr, "verbundd: VB-%04d: %s\nverbundd: %s\nverbundd: %s\n", -err, detail,
	        err_what(err), err_now(err));
	return (int)err_exit(err);
}

/* ---- the process ---- */

/* Descriptors 0 to 2 must not become sockets: what is printed would go there, and the loop needs 0 taken. */
static void keep_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* Keys must not end up in a core file, nor be read by a debugger of the same login. */
static void harden(void)
{
	struct rlimit none = { 0, 0 };

	umask(077);
	(void)!setrlimit(RLIMIT_CORE, &none);
	(void)!prctl(PR_SET_DUMPABLE, 0);
}

/* ---- modes ---- */

/* Before the store is open, data in a wrong form can only be that of the files beside it; what to do about it is not what
 * it would be with data that arrived from elsewhere. */
static int say_damage(int err, const char *home)
{
	char detail[VB_HOME_PATH_MAX_BYTES + 80];

	switch (err) {
	case VB_ERR_TRUNCATED:
	case VB_ERR_MALFORMED:
	case VB_ERR_NOT_CANONICAL:
	case VB_ERR_TRAILING:
	case VB_ERR_BAD_HASH:
	case VB_ERR_BAD_SIGNATURE:
		snprintf(detail, sizeof(detail), "node.keys or partners in %s", home);
		return say_error(VB_ERR_STORE_CORRUPT, detail);
	default:
		return say_error(err, home);
	}
}

static int run(const char *home, const char *conf_path)
{
	struct conf_why detail = { "" };
	struct conf conf;
	int err = home_check(home);

	if (err == 0)
		err = conf_load(conf_path, &conf, &detail);
	if (err == 0) {
		log_init(conf.log_level);
		err = shell_run(home, conf_path, &conf, &detail);
	}
	if (err == VB_ERR_LOCKED)
		snprintf(detail.text, sizeof(detail.text), "%.200s, process %ld", home,
		         home_lock_holder(home));
	if (err < 0)
		return detail.text[0] ? say_error(err, detail.text) : say_damage(err, home);
	return 0;
}

static int check_conf(const char *conf_path)
{
	struct conf_why why = { "" };
	struct conf conf;
	struct buf text;
	int err = conf_load(conf_path, &conf, &why);

	if (err < 0)
		return say_error(err, why.text[0] ? why.text : conf_path);
	buf_init(&text, 65536);
	conf_format(&conf, &text);
	fwrite(text.data, 1, text.size, stdout);
	buf_release(&text);
	return 0;
}

static int make_home(const struct init_options *options)
{
	char text[VB_NODE_ID_TEXT_BYTES];
	struct conf_why detail;
	struct node_id id;
	int err = init_home(options, loop_wall(), &id, &detail);

	if (err < 0)
		return say_error(err, detail.text[0] ? detail.text : options->home);
	node_id_format(&id, text);
	puts(text);
	return 0;
}

/* ---- recovery sheets ---- */

/* Reads all of the input, which must be short. Errors: VB_ERR_IO, VB_ERR_TOO_LARGE. */
static int read_input(char *out, size_t size, struct span *text)
{
	size_t count = 0;
	ssize_t got = 1;

	while (got > 0 && count < size) {
		got = read(STDIN_FILENO, out + count, size - count);
		if (got > 0)
			count += (size_t)got;
		else if (got < 0 && errno == EINTR)
			got = 1;
	}
	*text = span_of(out, count);
	if (got < 0)
		return VB_ERR_IO;
	return count == size ? VB_ERR_TOO_LARGE : 0;
}

/* The next line of the text, without its end. */
static struct span take_line(struct span *text)
{
	const uint8_t *end = memchr(text->data, '\n', text->size);
	size_t size = end == NULL ? text->size : (size_t)(end - text->data);
	struct span line = span_of(text->data, size);

	size += end != NULL;
	*text = span_of(text->data + size, text->size - size);
	return line;
}

/* Whose sheet it is stands on it: number and name, which the signed partner list tells. */
static int print_office(const char *home, const struct node_keys *keys)
{
	struct public_key sign = node_keys_sign_public(keys);
	char id[VB_NODE_ID_TEXT_BYTES];
	struct partners list;
	struct card card;
	struct buf file;
	int err;

	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	err = keyfile_get_partners(home, &file);
	if (err == 0)
		err = partners_decode(buf_span(&file), &sign, &list);
	if (err == 0)
		err = card_decode(list.own_card, &card);
	if (err == 0) {
		node_id_format(&card.id, id);
		printf("id\t%s\nname\t%.*s\n", id, (int)card.name.size,
		       (const char *)card.name.data);
	}
	buf_release(&file);
	return err == VB_ERR_NOT_FOUND ? VB_ERR_PARTNERS_LOST : err;
}

static int seal_keys(const char *home, struct span passphrase, struct rescue *code)
{
	struct node_keys *keys = NULL;
	int err = crypt_init();

	if (err == 0)
		err = keyfile_load(home, &keys);
	if (err == 0)
		err = rescue_seal(keys, passphrase, VB_COST_MODERATE, code);
	if (err == 0)
		err = print_office(home, keys);
	node_keys_destroy(&keys);
	return err;
}

static int print_sheet(const char *home)
{
	char input[INPUT_BYTES], text[VB_RESCUE_TEXT_BYTES];
	struct rescue code;
	struct span rest;
	int err = read_input(input, sizeof(input), &rest);

	if (err == 0)
		err = seal_keys(home, take_line(&rest), &code);
	crypt_wipe(input, sizeof(input));
	if (err == VB_ERR_BAD_VALUE)
		return say_error(err, "a passphrase has 8 to 1024 bytes");
	if (err < 0)
		return say_damage(err, home);
	rescue_format(&code, text);
	printf("code\t%s\n", text);
	return 0;
}

static int restore(const struct call *call)
{
	struct restore_options options = { .home = call->init.home,
		                           .file = call->backup,
		                           .keep_logins = call->keep_logins,
		                           .keys = call->keys };
	struct conf_why detail = { "" };
	char input[INPUT_BYTES];
	struct buf report;
	struct span rest;
	uint32_t line;
	int err = read_input(input, sizeof(input), &rest);

	buf_init(&report, REPORT_MAX_BYTES);
	if (err == 0)
		err = rescue_parse(take_line(&rest), &options.code, &line);
	options.passphrase = take_line(&rest);
	if (err == 0)
		err = restore_home(&options, loop_wall(), &report, &detail);
	crypt_wipe(input, sizeof(input));
	if (err == 0)
		fwrite(report.data, 1, report.size, stdout);
	buf_release(&report);
	return err < 0 ? say_error(err, detail.text[0] ? detail.text : "the input") : 0;
}

/* ---- record keys ---- */

/* For an office that lost them; what is there is never overwritten. Errors: VB_ERR_HOME_EXISTS. */
static int make_record_keys(const char *home, const char *copy)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct node_keys *keys = NULL;
	struct wall_ms time;
	struct stat st;
	int lock = -1, err = crypt_init();

	if (err == 0)
		err = home_check(home);
	if (err == 0)
		err = home_lock(home, &lock);
	if (err == 0)
		err = home_path(home, VB_RECORD_KEYS_NAME, path);
	if (err == 0 && lstat(path, &st) == 0)
		err = VB_ERR_HOME_EXISTS;
	if (err == 0)
		err = keyfile_load(home, &keys);
	if (err == 0)
		err = record_keys_restore(home, keys, copy, loop_wall(), &time);
	if (lock >= 0)
		close(lock);
	node_keys_destroy(&keys);
	if (err == VB_ERR_BAD_KEYS_BACKUP || err == VB_ERR_KEYS_BACKUP_OLD)
		return say_error(err, copy);
	return err < 0 ? say_damage(err, home) : 0;
}

/* ---- the store ---- */

static void say_finding(void *ctx, const struct finding *finding)
{
	uint64_t *documents = ctx;

	*documents += finding->code == VB_FINDING_BLOB;
	printf("%s\t%s\tspace %u\tlog %u\tseq %ju\t%s\n", finding_name(finding->code),
	       keyspace_table(finding->table)->name, finding->space, finding->log,
	       (uintmax_t)finding->seq, finding_text(finding->code));
}

static int look_through(struct env *env)
{
	uint64_t documents = 0;
	struct findings seen = { .tell = say_finding, .ctx = &documents };
	int err = check_run(env, &seen);

	if (err < 0)
		return err;
	fprintf(stderr,
	        "verbundd: %ju entries in %ju logs of %ju spaces, %ju records, %ju findings\n",
	        (uintmax_t)seen.entries, (uintmax_t)seen.logs, (uintmax_t)seen.spaces,
	        (uintmax_t)seen.records, (uintmax_t)seen.count);
	if (seen.count > seen.left_over + documents)
		return VB_ERR_STORE_CORRUPT;
	/* No backup holds documents: one would not help. */
	return documents > 0 ? VB_ERR_FILE_DAMAGED : 0;
}

/* Keys, then every row of the store. */
static int check_store(const char *home)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY | VB_ENV_WALK };
	struct node_keys *keys = NULL;
	struct env *env = NULL;
	int err = crypt_init();

	if (err == 0)
		err = home_check(home);
	if (err == 0)
		err = keyfile_load(home, &keys);
	if (err == 0)
		err = keyspace_open(home, &options, &env);
	if (err == 0)
		err = look_through(env);
	env_close(&env);
	node_keys_destroy(&keys);
	return err < 0 ? say_damage(err, home) : 0;
}

/* ---- the command line ---- */

enum long_option {
	OPTION_HOME = 256,
	OPTION_INIT,
	OPTION_CHECK,
	OPTION_LOOK,
	OPTION_SHEET,
	OPTION_RESTORE,
	OPTION_KEEP_LOGINS,
	OPTION_KEYS,
	OPTION_NEW_RECORD_KEYS,
	OPTION_NAME,
	OPTION_KIND,
	OPTION_AGS,
	OPTION_LISTEN,
	OPTION_ADVERTISE,
	OPTION_VERSION,
	OPTION_HELP,
};

static const struct option long_options[] = {
	{ "home", required_argument, NULL, OPTION_HOME },
	{ "init", no_argument, NULL, OPTION_INIT },
	{ "check", no_argument, NULL, OPTION_CHECK },
	{ "look", no_argument, NULL, OPTION_LOOK },
	{ "sheet", no_argument, NULL, OPTION_SHEET },
	{ "restore", required_argument, NULL, OPTION_RESTORE },
	{ "keep-logins", no_argument, NULL, OPTION_KEEP_LOGINS },
	{ "keys", required_argument, NULL, OPTION_KEYS },
	{ "new-record-keys", no_argument, NULL, OPTION_NEW_RECORD_KEYS },
	{ "name", required_argument, NULL, OPTION_NAME },
	{ "kind", required_argument, NULL, OPTION_KIND },
	{ "ags", required_argument, NULL, OPTION_AGS },
	{ "listen", required_argument, NULL, OPTION_LISTEN },
	{ "advertise", required_argument, NULL, OPTION_ADVERTISE },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

/* Where the value of an option goes; NULL: it has none. */
static const char **value_of(struct call *call, int option)
{
	switch (option) {
	case OPTION_HOME:
		return &call->init.home;
	case OPTION_NAME:
		return &call->init.name;
	case OPTION_KIND:
		return &call->init.kind;
	case OPTION_AGS:
		return &call->init.ags;
	case OPTION_LISTEN:
		return &call->init.listen;
	case OPTION_ADVERTISE:
		return &call->init.advertise;
	case OPTION_RESTORE:
		return &call->backup;
	case OPTION_KEYS:
		return &call->keys;
	default:
		return NULL;
	}
}

/* The same place where the command line looks when nobody names one; NULL: the login has no home either. */
static const char *find_default_home(struct call *call)
{
	const char *user = getenv("HOME");
	int size;

	if (!user || user[0] == '\0')
		return NULL;
	size = snprintf(call->default_home, sizeof(call->default_home), "%s/.local/share/verbund",
	                user);
	return size > 0 && (size_t)size < sizeof(call->default_home) ? call->default_home : NULL;
}

/* Reads the arguments; ends the process where they only ask about the program or cannot be read. */
static void read_arguments(int argc, char **argv, struct call *call)
{
	int option;

	while ((option = getopt_long(argc, argv, "n", long_options, NULL)) != -1) {
		const char **value = value_of(call, option);

		if (value) {
			*value = optarg;
			if (option == OPTION_RESTORE)
				call->mode = MODE_RESTORE;
		} else if (option == 'n') {
			call->mode = MODE_CONF;
		} else if (option == OPTION_INIT) {
			call->mode = MODE_INIT;
		} else if (option == OPTION_CHECK) {
			call->mode = MODE_CHECK;
		} else if (option == OPTION_LOOK) {
			call->mode = MODE_LOOK;
		} else if (option == OPTION_SHEET) {
			call->mode = MODE_SHEET;
		} else if (option == OPTION_NEW_RECORD_KEYS) {
			call->mode = MODE_RECORD_KEYS;
		} else if (option == OPTION_KEEP_LOGINS) {
			call->keep_logins = true;
		} else if (option == OPTION_VERSION) {
			puts("verbundd " VB_VERSION);
			exit(0);
		} else if (option == OPTION_HELP) {
			fputs(usage, stdout);
			exit(0);
		} else {
			exit(say_error(VB_ERR_USAGE, "see verbundd --help"));
		}
	}
	if (optind < argc)
		exit(say_error(VB_ERR_USAGE, argv[optind]));
	if (!call->init.home)
		call->init.home = getenv("VERBUND_HOME");
	if (!call->init.home || call->init.home[0] == '\0')
		call->init.home = find_default_home(call);
	if (!call->init.home)
		exit(say_error(VB_ERR_USAGE, "neither --home nor VERBUND_HOME nor HOME is given"));
}

int main(int argc, char **argv)
{
	struct call call = { .mode = MODE_RUN };
	char conf_path[VB_HOME_PATH_MAX_BYTES];
	int err;

	keep_standard_files();
	harden();
	log_init(VB_LOG_INFO);
	read_arguments(argc, argv, &call);
	err = home_path(call.init.home, "verbundd.conf", conf_path);
	if (err < 0)
		return say_error(err, "--home");
	switch (call.mode) {
	case MODE_INIT:
		return make_home(&call.init);
	case MODE_CHECK:
		return check_store(call.init.home);
	case MODE_CONF:
		return check_conf(conf_path);
	case MODE_SHEET:
		return print_sheet(call.init.home);
	case MODE_RESTORE:
		return restore(&call);
	case MODE_RECORD_KEYS:
		return make_record_keys(call.init.home, call.keys);
	case MODE_LOOK:
		look_print(call.init.home, conf_path, stdout);
		return 0;
	case MODE_RUN:
		break;
	}
	return run(call.init.home, conf_path);
}
