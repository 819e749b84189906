/* control_move, moved_file, copies: agenda items with documents between what all members see and what guests do not: under
 * which key they stand afterwards, who still has bytes of them, and what happens in between. */
#include "daemon/control/copies.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/control/transfers.h"
#include "daemon/core/attachment.h"
#include "daemon/core/settings.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

#define CHUNK VB_BLOB_CHUNK_BYTES
#define PIECE (VB_TRANSFER_PIECE_CHUNKS * CHUNK)
#define SMALL (2u * CHUNK + 7u)
#define LARGE (VB_COPY_CALL_BYTES + 5u * CHUNK + 1u)

/* Byte `at` of the one content that is used here. */
static uint8_t byte_at(size_t at)
{
	return (uint8_t)(at * 11 + (at >> 10));
}

static void put(struct clerk *d, size_t at, size_t size)
{
	uint8_t *bytes = malloc(size);
	struct buf args, request;

	if (bytes == NULL)
		abort();
	for (size_t i = 0; i < size; i++)
		bytes[i] = byte_at(at + i);
	buf_init(&args, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&request, VB_IPC_FRAME_MAX_BYTES);
	pack_map(&args, 1);
	pack_cstr(&args, "data");
	pack_bin(&args, bytes, size);
	ipc_request_encode(&request, ++d->request, "file.put", buf_span(&args));
	if (clerk_send(d, buf_span(&request))[0] != '{')
		bail("%s", clerk_answer(d));
	buf_release(&args);
	buf_release(&request);
	free(bytes);
}

/* Adds a document to a target; its number lives until the eighth text after it. */
static const char *add(struct clerk *d, const char *target, size_t size)
{
	(void)clerk_get(d, "piece", "file.begin",
	                "{'fields':{'name':'Plan'},'size':%zu,'target':'%s'}", size, target);
	for (size_t at = 0; at < size; at += PIECE)
		put(d, at, size - at < PIECE ? size - at : PIECE);
	return clerk_get(d, "id", "file.end", "{}");
}

/* True if a document opens to what was given, from `chunk` on. */
static bool reads(struct clerk *d, const char *id, uint64_t chunk, size_t size)
{
	struct pack_reader r;
	struct span value, data;
	size_t at = (size_t)chunk * CHUNK;

	if (clerk_ask(d, "file.read", "{'chunk':%ju,'id':'%s'}", (uintmax_t)chunk, id)[0] != '{' ||
	    !ipc_map_find(buf_span(&d->result), "data", &value))
		return false;
	unpack_init(&r, value);
	data = unpack_bin(&r, 0, VB_IPC_FRAME_MAX_BYTES);
	if (unpack_finish(&r) != 0 || data.size != size)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (data.data[i] != byte_at(at + i))
			return false;
	}
	return true;
}

/* The first document at a record; "" if there is none. */
static const char *document_of(struct clerk *d, const char *target)
{
	static char id[33];
	const char *at = strstr(clerk_ask(d, "file.list", "{'target':'%s'}", target), "'id':'");

	(void)snprintf(id, sizeof(id), "%.32s", at != NULL ? at + 6 : "");
	return id;
}

/* What the office knows of all bytes of files. */
struct holding {
	uint32_t rows, files;
	struct blob_row row; /* the last one */
};

static struct holding holding_of(struct clerk *d)
{
	struct holding h = { .rows = 0 };
	DIR *dir = opendir(scratch_path(node_home(d->node), VB_BLOBS_FOLDER));
	const struct dirent *entry;
	struct blobs_cursor c;

	if (dir == NULL)
		bail("no folder");
	while ((entry = readdir(dir)) != NULL)
		h.files += entry->d_name[0] != '.';
	closedir(dir);
	blobs_open_rows(&c, node_view(d->node), NULL);
	while (blobs_next_row(&c, &h.row))
		h.rows++;
	if (blobs_close_rows(&c) != 0)
		bail("rows");
	return h;
}

static bool is_same_hash(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/* The key of the only document of the store. */
static struct file_key key_of(struct clerk *d)
{
	struct holding h = holding_of(d);
	struct file_seal seal;

	if (attachment_read(d->node, &h.row.place.record, &seal) != 0)
		bail("no seal");
	return seal.key;
}

/* A document of an item goes along, to core under a new key, back to all under the same. */
static void test_there_and_back(void)
{
	char inside[33], outside[33], document[33];
	struct holding before, core, all;
	struct file_key old, new;
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	(void)snprintf(document, sizeof(document), "%s", add(&d, scene_text(&s, "$B"), SMALL));
	before = holding_of(&d);
	old = key_of(&d);
	(void)snprintf(inside, sizeof(inside), "%s",
	               clerk_get(&d, "id", "agenda.readers", "{'id':'%s','internal':true}",
	                         scene_text(&s, "$B")));
	core = holding_of(&d);
	new = key_of(&d);
	is_u64(core.rows * 10 + core.files, 11, "one document, and the bytes of one");
	is_int(core.row.place.record.audience, VB_AUDIENCE_CORE, "for members");
	ok(!is_same_hash(&core.row.place.manifest, &before.row.place.manifest) &&
	           memcmp(&old, &new, sizeof(old)) != 0,
	   "which nobody opens with the key that guests know");
	ok(strlen(document_of(&d, inside)) == 32 && reads(&d, document_of(&d, inside), 0, SMALL),
	   "the same document, at the item");
	ok(reads(&d, document, 0, SMALL), "by its old number, too");
	ok(strstr(clerk_ask(&d, "file.show", "{'id':'%s'}", document), "'size':98311") != NULL,
	   "with all that is known of it");
	(void)snprintf(
		outside, sizeof(outside), "%s",
		clerk_get(&d, "id", "agenda.readers", "{'id':'%s','internal':false}", inside));
	all = holding_of(&d);
	is_u64(all.rows * 10 + all.files, 11, "back again: one document, and the bytes of one");
	is_int(all.row.place.record.audience, VB_AUDIENCE_ALL, "for all");
	ok(is_same_hash(&all.row.place.manifest, &core.row.place.manifest) &&
	           all.row.name == core.row.name,
	   "whoever may read on knows the key: the bytes stay as they are");
	ok(reads(&d, document_of(&d, outside), 0, SMALL), "the same document");
	clerk_reopen(&d);
	ok(reads(&d, document_of(&d, outside), 0, SMALL), "after a restart, too");
	clerk_close(&d);
}

/* What was said in confidence stays so, with its documents. */
static void test_of_message(void)
{
	char inside[33], outside[33], message[33];
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	scene_make_record(&s, 'F', "message.post", "{'target':'$B','text':'eins'}");
	(void)add(&d, scene_text(&s, "$F"), 0);
	(void)snprintf(inside, sizeof(inside), "%s",
	               clerk_get(&d, "id", "agenda.readers", "{'id':'%s','internal':true}",
	                         scene_text(&s, "$B")));
	(void)snprintf(
		message, sizeof(message), "%s",
		strstr(clerk_ask(&d, "message.list", "{'target':'%s'}", inside), "'id':'") + 6);
	ok(reads(&d, document_of(&d, message), 0, 0), "an empty one of a message goes along");
	is_int(holding_of(&d).row.place.record.audience, VB_AUDIENCE_CORE, "for members");
	(void)snprintf(
		outside, sizeof(outside), "%s",
		clerk_get(&d, "id", "agenda.readers", "{'id':'%s','internal':false}", inside));
	is_int(holding_of(&d).row.place.record.audience, VB_AUDIENCE_CORE,
	       "and stays with it when the item comes back");
	is_str(document_of(&d, outside), "", "it does not stand at the item");
	clerk_close(&d);
}

/* A long one takes several calls; who hangs up leaves nothing behind. */
static void test_large(void)
{
	char args[128], item[33], document[33];
	uint64_t used;
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	(void)snprintf(document, sizeof(document), "%s", add(&d, scene_text(&s, "$B"), LARGE));
	(void)snprintf(item, sizeof(item), "%s", scene_text(&s, "$B"));
	(void)snprintf(args, sizeof(args), "{'id':'%s','internal':true}", item);
	used = blobs_used_bytes(node_blobs(d.node));
	/* 342 chunks are the first that are 16 MiB or more. */
	is_str(clerk_ask(&d, "agenda.readers", "%s", args), "{'done':16809984,'total':17022977}",
	       "so much in one call");
	is_u64(holding_of(&d).files, 2, "a second file grows");
	node_on_client_gone(d.node, d.caller.client);
	is_u64(holding_of(&d).files, 1, "it goes with the connection");
	ok(reads(&d, document, 342, LARGE - 342u * CHUNK), "the document is as before");
	node_settings(d.node)->file_bytes = used + 1000;
	ok(strstr(clerk_ask(&d, "agenda.readers", "%s", args), "VB-2020") != NULL,
	   "without room for it twice it is not begun");
	node_settings(d.node)->file_bytes = 4 * used;
	is_str(clerk_ask(&d, "agenda.readers", "%s", args), "{'done':16809984,'total':17022977}",
	       "from the beginning");
	ok(strstr(clerk_ask(&d, "agenda.readers", "%s", args), "'id':") != NULL,
	   "the second call moves it");
	ok(reads(&d, document, 342, LARGE - 342u * CHUNK), "whole");
	is_u64(holding_of(&d).files, 1, "once");
	is_u64(blobs_used_bytes(node_blobs(d.node)), used, "and is counted once");
	clerk_close(&d);
}

/* Its old record would take along what nobody can bring back. */
static void test_not_here(void)
{
	struct holding h;
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	(void)add(&d, scene_text(&s, "$B"), SMALL);
	h = holding_of(&d);
	blobs_restart(node_blobs(d.node), node_write(d.node), &h.row);
	(void)clerk_end(&d);
	is_str(scene_ask(&s, "agenda.readers", "{'id':'$B','internal':true}"),
	       "VB-1221 a document of it is not here as a whole", "what is not here is not moved");
	clerk_close(&d);
}

static void test_damaged(void)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct holding h;
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	(void)add(&d, scene_text(&s, "$B"), SMALL);
	h = holding_of(&d);
	is_int(blobs_path(node_home(d.node), h.row.name, path), 0, "its bytes");
	scratch_poke(path, 3 * 32 + CHUNK + 100, 0x5a);
	is_str(scene_ask(&s, "agenda.readers", "{'id':'$B','internal':true}"), "VB-2022",
	       "what the disk changed is not moved");
	ok(strstr(scene_ask(&s, "record.show", "{'id':'$B'}"), "'audience':'all'") != NULL,
	   "nothing is");
	clerk_close(&d);
}

/* Lets both tell each other everything, files too. */
static void settle(struct clerk *a, struct clerk *b)
{
	for (int i = 0; i < 3; i++) {
		clerk_sync(a, b);
		clerk_wait(a, 6000);
		clerk_wait(b, 6000);
	}
}

/* Another office, as a guest or a member. */
static void test_other(const char *role, bool is_member)
{
	char space[65], meeting[33], item[33], document[33];
	struct clerk city, other;

	clerk_open(&city, "Stadt");
	clerk_open(&other, "Verein");
	clerk_pair(&city, &other);
	(void)snprintf(space, sizeof(space), "%s",
	               clerk_get(&city, "id", "committee.create", "{'name':'Rat'}"));
	(void)clerk_get(&city, "id", "committee.admit", "{'id':'%s','peer':'Verein','role':'%s'}",
	                space, role);
	(void)snprintf(
		meeting, sizeof(meeting), "%s",
		clerk_get(&city, "id", "record.create",
	                  "{'space':'%s','kind':'meeting','fields':{'name':'1. Sitzung'}}", space));
	(void)snprintf(item, sizeof(item), "%s",
	               clerk_get(&city, "id", "agenda.add",
	                         "{'meeting':'%s','fields':{'name':'Haushalt'}}", meeting));
	(void)snprintf(document, sizeof(document), "%s", add(&city, item, SMALL));
	settle(&city, &other);
	ok(reads(&other, document, 0, SMALL), "a %s gets the document", role);
	(void)snprintf(
		item, sizeof(item), "%s",
		clerk_get(&city, "id", "agenda.readers", "{'id':'%s','internal':true}", item));
	settle(&city, &other);
	is_u64(holding_of(&other).files, is_member, "moved to core, a %s has the bytes of %s", role,
	       is_member ? "one" : "none");
	is_u64(holding_of(&other).rows, is_member, "and knows of as many");
	ok(reads(&other, document, 0, SMALL) == is_member, "%s",
	   is_member ? "and reads them" : "and reads nothing");
	(void)clerk_get(&city, "id", "agenda.readers", "{'id':'%s','internal':false}", item);
	settle(&city, &other);
	ok(reads(&other, document, 0, SMALL), "moved to all, a %s has it", role);
	clerk_close(&city);
	clerk_close(&other);
}

int main(void)
{
	test_there_and_back();
	test_of_message();
	test_large();
	test_not_here();
	test_damaged();
	test_other("member", true);
	test_other("guest", false);
	return done();
}
