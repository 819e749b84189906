/* workday: what an office does in a day; see workday.h. */
#include "tests/unit/workday.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/core/author.h"
#include "daemon/core/core.h"
#include "daemon/core/erase.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"
#include "store/keyspace.h"
#include "store/lmdb_file.h"
#include "store/records.h"
#include "tests/tap.h"

#define DOCUMENT_BYTES 9000u
#define DAY_MS (24u * 60u * 60u * 1000u)

/* ---- the offices ---- */

static void note(char *out, size_t size, const char *id)
{
	if (strlen(id) + 1 != size)
		bail("workday: an id like \"%s\"", id);
	memcpy(out, id, size);
}

static void make_records(struct workday *w)
{
	note(w->meeting, sizeof(w->meeting),
	     clerk_get(&w->us, "id", "record.create",
	               "{'space':'%s','kind':'meeting','fields':{'name':'1. Sitzung'}}", w->space));
	note(w->item, sizeof(w->item),
	     clerk_get(&w->us, "id", "agenda.add", "{'meeting':'%s','fields':{'name':'Bericht'}}",
	               w->meeting));
	note(w->second, sizeof(w->second),
	     clerk_get(&w->us, "id", "agenda.add",
	               "{'meeting':'%s','fields':{'name':'Personal'},'internal':true}",
	               w->meeting));
	note(w->paper, sizeof(w->paper),
	     clerk_get(&w->us, "id", "record.create",
	               "{'space':'%s','kind':'paper','fields':{'name':'Konzept'}}", w->space));
	note(w->person, sizeof(w->person),
	     clerk_get(&w->us, "id", "record.create",
	               "{'space':'%s','kind':'person','fields':{'name':'Erna Alt'}}", w->space));
}

void workday_open(struct workday *w)
{
	char theirs[65];

	clerk_open(&w->us, "Stadt");
	clerk_open(&w->other, "Forum");
	clerk_pair(&w->us, &w->other);
	note(w->space, sizeof(w->space),
	     clerk_get(&w->us, "id", "committee.create", "{'name':'Beirat'}"));
	(void)clerk_get(&w->us, "id", "committee.admit",
	                "{'id':'%s','peer':'Forum','role':'member'}", w->space);
	make_records(w);
	clerk_sync(&w->us, &w->other);
	note(theirs, sizeof(theirs),
	     clerk_get(&w->other, "id", "committee.create", "{'name':'Vorstand'}"));
	(void)clerk_get(&w->other, "id", "record.create",
	                "{'space':'%s','kind':'paper','fields':{'name':'Satzung'}}", theirs);
	dossier_export(&w->other, theirs, &w->dossier);
	clerk_part(&w->us, &w->other);
	w->us.is_synced = true;
}

void workday_close(struct workday *w)
{
	dossier_release(&w->dossier);
	clerk_close(&w->us);
	clerk_close(&w->other);
}

/* ---- the steps ---- */

static bool shows(struct workday *w, const char *call, const char *args, const char *text)
{
	return strstr(clerk_ask(&w->us, call, "%s", args), text) != NULL;
}

static bool agenda_shows(struct workday *w, const char *text)
{
	char args[64];

	(void)snprintf(args, sizeof(args), "{'meeting':'%s'}", w->meeting);
	return shows(w, "agenda.list", args, text);
}

static const char *found(struct workday *w)
{
	return clerk_ask(&w->us, "committee.create", "{'name':'Arbeitskreis'}");
}

static bool is_founded(struct workday *w)
{
	return shows(w, "committee.list", "{}", "Arbeitskreis");
}

static const char *create(struct workday *w)
{
	return clerk_ask(&w->us, "agenda.add", "{'meeting':'%s','fields':{'name':'Neues'}}",
	                 w->meeting);
}

static bool is_created(struct workday *w)
{
	return agenda_shows(w, "Neues");
}

static const char *change(struct workday *w)
{
	return clerk_ask(&w->us, "record.edit", "{'id':'%s','fields':{'name':'Anderes'}}", w->item);
}

static bool is_changed(struct workday *w)
{
	return agenda_shows(w, "Anderes");
}

static const char *delete_second(struct workday *w)
{
	return clerk_ask(&w->us, "record.delete", "{'id':'%s'}", w->second);
}

static bool is_deleted(struct workday *w)
{
	return !agenda_shows(w, "Personal");
}

/* Twenty requests in one turn, with texts that take several pages. */
static const char *write_many(struct workday *w)
{
	char args[2600];
	int size;

	buf_clear(&w->us.answer);
	for (int i = 0; i < 20; i++) {
		size = snprintf(args, sizeof(args), "{'target':'%s','text':'Viel %02d %0*d'}",
		                w->space, i, 100 * i + 1, i);
		if (size < 0 || (size_t)size >= sizeof(args))
			bail("workday: too much");
		clerk_hand(&w->us, "message.post", args);
	}
	if (clerk_end(&w->us) != 0)
		diag("the turn failed");
	return clerk_answer(&w->us);
}

static bool is_all_written(struct workday *w)
{
	char args[96];

	(void)snprintf(args, sizeof(args), "{'target':'%s'}", w->space);
	return shows(w, "message.list", args, "Viel 19") &&
	       shows(w, "message.list", args, "Viel 00");
}

/* What the other wrote comes in; nobody here is told that it is kept. */
static const char *receive(struct workday *w)
{
	(void)clerk_get(&w->other, "id", "message.post", "{'target':'%s','text':'Von drüben'}",
	                w->space);
	clerk_sync(&w->us, &w->other);
	clerk_part(&w->us, &w->other);
	return NULL;
}

static bool is_received(struct workday *w)
{
	char args[96];

	(void)snprintf(args, sizeof(args), "{'target':'%s'}", w->space);
	return shows(w, "message.list", args, "Von drüben");
}

/* The core gets a new key. */
static const char *demote(struct workday *w)
{
	return clerk_ask(&w->us, "committee.role", "{'id':'%s','peer':'Forum','role':'guest'}",
	                 w->space);
}

static bool is_demoted(struct workday *w)
{
	char args[96];

	(void)snprintf(args, sizeof(args), "{'id':'%s'}", w->space);
	return shows(w, "committee.show", args, "'guest'");
}

static const char *rotate(struct workday *w)
{
	return clerk_ask(&w->us, "node.rotate", "{}");
}

static bool is_rotated(struct workday *w)
{
	return node_keys_count(node_keys(w->us.node)) > 1;
}

static const char *back_up(struct workday *w)
{
	const char *answer =
		clerk_ask(&w->us, "backup", "{'file':'%s'}", scratch_path(w->us.folder, "copy"));

	if (answer[0] != '\0')
		return answer;
	clerk_wait(&w->us, 1000);
	return clerk_answer(&w->us);
}

static bool is_backed_up(struct workday *w)
{
	return lmdb_file_walk(scratch_path(w->us.folder, "copy")) == 0;
}

static const char *import(struct workday *w)
{
	return dossier_import(&w->us, &w->dossier);
}

static bool is_imported(struct workday *w)
{
	char args[96];

	(void)snprintf(args, sizeof(args), "{'space':'%s','kind':'paper'}", w->dossier.space);
	return shows(w, "record.list", args, "Satzung");
}

static bool shows_person(struct workday *w, const char *name)
{
	char args[128];

	(void)snprintf(args, sizeof(args), "{'space':'%s','kind':'person'}", w->space);
	return shows(w, "record.list", args, name);
}

/* Some persons in one step. */
static const char *write_persons(struct workday *w)
{
	const char *answer = "";

	for (unsigned i = 0; i < 2 && strncmp(answer, "VB-", 3) != 0; i++)
		answer = clerk_ask(&w->us, "record.create",
		                   "{'space':'%s','kind':'person','fields':{'name':'Otto %u'}}",
		                   w->space, i);
	return answer;
}

static bool is_person_there(struct workday *w)
{
	return shows_person(w, "'Otto 0'");
}

/* A record is erased, and with the run that follows the store is written anew. */
static const char *erase(struct workday *w, const char *record)
{
	struct open_erased erased = { 0 };
	struct record_ref ref = { .audience = VB_AUDIENCE_ALL };
	struct entry_id id;
	struct space_id space;
	int err;

	if (hex_parse(w->space, 64, space.b, sizeof(space.b)) != 0 ||
	    hex_parse(record, 32, ref.id.b, sizeof(ref.id.b)) != 0)
		bail("workday: ids");
	ref.space = node_space_find(w->us.node, &space)->number;
	err = erase_name(w->us.node, &ref, &erased);
	if (err == 0)
		err = author_erase(w->us.node, &space, &erased, 1, 0, w->us.now, &id);
	if (clerk_end(&w->us) != 0 || err != 0)
		return "VB-";
	clerk_wait(&w->us, 1000);
	clerk_wait(&w->us, DAY_MS);
	clerk_wait(&w->us, 1000);
	return "";
}

static const char *erase_paper(struct workday *w)
{
	return erase(w, w->paper);
}

/* Its key goes, too. */
static const char *erase_person(struct workday *w)
{
	return erase(w, w->person);
}

static bool is_person_erased(struct workday *w)
{
	return strncmp(clerk_ask(&w->us, "record.show", "{'id':'%s'}", w->person), "VB-", 3) == 0;
}

static bool is_erased(struct workday *w)
{
	return strncmp(clerk_ask(&w->us, "record.show", "{'id':'%s'}", w->paper), "VB-", 3) == 0;
}

/* A document of three pages. */
static const char *add_document(struct workday *w)
{
	static uint8_t bytes[DOCUMENT_BYTES];
	struct buf args, request;
	const char *answer = clerk_ask(&w->us, "file.begin",
	                               "{'fields':{'name':'Plan'},'size':%zu,'target':'%s'}",
	                               sizeof(bytes), w->space);

	if (answer[0] != '{')
		return answer;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7 + (i >> 8));
	buf_init(&args, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&request, VB_IPC_FRAME_MAX_BYTES);
	pack_map(&args, 1);
	pack_cstr(&args, "data");
	pack_bin(&args, bytes, sizeof(bytes));
	ipc_request_encode(&request, ++w->us.request, "file.put", buf_span(&args));
	answer = clerk_send(&w->us, buf_span(&request));
	buf_release(&args);
	buf_release(&request);
	return answer[0] == '{' ? clerk_ask(&w->us, "file.end", "{}") : answer;
}

/* It is listed, and opens. */
static bool has_document(struct workday *w)
{
	const char *at =
		strstr(clerk_ask(&w->us, "file.list", "{'target':'%s'}", w->space), "'id':'");
	char id[33];

	if (at == NULL)
		return false;
	(void)snprintf(id, sizeof(id), "%.32s", at + 6);
	return clerk_ask(&w->us, "file.read", "{'id':'%s'}", id)[0] == '{';
}

const struct workday_step workday_steps[] = {
	{ "a committee is founded", found, is_founded },
	{ "a record is made", create, is_created },
	{ "a record is changed", change, is_changed },
	{ "a record is deleted", delete_second, is_deleted },
	{ "twenty in one turn", write_many, is_all_written },
	{ "entries come in", receive, is_received },
	{ "an office loses a right", demote, is_demoted },
	{ "keys change", rotate, is_rotated },
	{ "a backup", back_up, is_backed_up },
	{ "a history is imported", import, is_imported },
	{ "a document is added", add_document, has_document },
	{ "a record is erased", erase_paper, is_erased },
	{ "a person is written down", write_persons, is_person_there },
	{ "a person is erased", erase_person, is_person_erased },
};
const size_t workday_step_count = sizeof(workday_steps) / sizeof(workday_steps[0]);

/* ---- homes ---- */

static const char *const file_names[WORKDAY_FILES] = { "home/data.mdb", "home/node.keys",
	                                               "home/partners", "home/record.keys" };

static void close_both(struct workday *w)
{
	node_close(&w->us.node);
	node_close(&w->other.node);
	w->us.other = w->other.other = NULL;
	buf_clear(&w->us.wire);
	buf_clear(&w->other.wire);
}

void workday_keep(struct workday *w, struct workday_homes *out)
{
	close_both(w);
	for (unsigned i = 0; i < WORKDAY_FILES; i++) {
		scratch_read(scratch_path(w->us.folder, file_names[i]), &out->files[0][i]);
		scratch_read(scratch_path(w->other.folder, file_names[i]), &out->files[1][i]);
	}
}

static void put_home_back(const struct clerk *d, const struct buf files[WORKDAY_FILES])
{
	scratch_empty(d->folder);
	if (mkdir(scratch_path(d->folder, "home"), 0700) != 0)
		bail("workday: no home");
	for (unsigned i = 0; i < WORKDAY_FILES; i++) {
		const char *path = scratch_path(d->folder, file_names[i]);

		scratch_write(path, buf_span(&files[i]));
		if (chmod(path, 0600) != 0)
			bail("workday: no mode for %s", path);
	}
}

void workday_put_back(struct workday *w, const struct workday_homes *homes)
{
	close_both(w);
	put_home_back(&w->us, homes->files[0]);
	put_home_back(&w->other, homes->files[1]);
}

void workday_forget(struct workday_homes *homes)
{
	for (unsigned i = 0; i < WORKDAY_FILES; i++) {
		buf_release(&homes->files[0][i]);
		buf_release(&homes->files[1][i]);
	}
}

/* ---- what it holds ---- */

struct hash workday_rows_of(struct env_txn *txn)
{
	struct hasher hasher;
	struct env_cursor c;
	struct span key, value;
	struct hash out;
	uint8_t sizes[8];

	hasher_init(&hasher, "workday");
	for (uint32_t table = 0; table < VB_TABLE_COUNT; table++) {
		env_cursor_open(&c, txn, table, span_of(NULL, 0), span_of(NULL, 0));
		while (env_cursor_next(&c, &key, &value)) {
			put_be32(sizes, (uint32_t)key.size);
			put_be32(sizes + 4, (uint32_t)value.size);
			hasher_put(&hasher, sizes, sizeof(sizes));
			hasher_put(&hasher, key.data, key.size);
			hasher_put(&hasher, value.data, value.size);
		}
		if (env_cursor_close(&c) != 0)
			bail("workday: table %u cannot be read", table);
		put_be32(sizes, table);
		hasher_put(&hasher, sizes, 4);
	}
	hasher_finish(&hasher, &out);
	return out;
}

struct hash workday_rows(struct workday *w)
{
	struct hash out, before;

	/* With the end of a turn words are indexed, and more. */
	do {
		before = workday_rows_of(node_view(w->us.node));
		if (clerk_end(&w->us) != 0)
			bail("workday: the turn fails");
		out = workday_rows_of(node_view(w->us.node));
		if (clerk_end(&w->us) != 0)
			bail("workday: the turn fails");
	} while (memcmp(out.b, before.b, sizeof(out.b)) != 0);
	return out;
}
