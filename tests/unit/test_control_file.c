/* control_file, transfers: files in and out over the local socket, what is refused, what is shown of them, and how much room
 * they may take. */
#include "daemon/control/transfers.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/core/settings.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

#define CHUNK VB_BLOB_CHUNK_BYTES
#define PIECE (VB_TRANSFER_PIECE_CHUNKS * CHUNK)
#define LARGE (PIECE + CHUNK + 7u)

/* Byte `at` of the one content that is used here. */
static uint8_t byte_at(size_t at)
{
	return (uint8_t)(at * 7 + (at >> 8));
}

/* Gives the daemon the bytes from `at` on. Returns as clerk_ask. */
static const char *put(struct clerk *d, size_t at, size_t size)
{
	uint8_t *bytes = malloc(size > 0 ? size : 1);
	struct buf args, request;
	const char *said;

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
	said = clerk_send(d, buf_span(&request));
	buf_release(&args);
	buf_release(&request);
	free(bytes);
	return said;
}

/* Adds a file of size bytes to a target; its id is kept under the letter. */
static void add(struct scene *s, char letter, const char *target, size_t size)
{
	char args[200];

	(void)snprintf(args, sizeof(args), "{'fields':{'name':'Plan'},'size':%zu,'target':'%s'}",
	               size, target);
	is_str(scene_ask(s, "file.begin", args), "{'piece':786432}", "begun");
	for (size_t at = 0; at < size; at += PIECE)
		(void)put(s->d, at, size - at < PIECE ? size - at : PIECE);
	scene_make_record(s, letter, "file.end", "{}");
}

/* True if a piece of a file holds exactly these bytes. */
static bool reads(struct scene *s, const char *args, size_t at, size_t size)
{
	struct pack_reader r;
	struct span value, data;

	if (scene_ask(s, "file.read", args)[0] != '{' ||
	    !ipc_map_find(buf_span(&s->d->result), "data", &value))
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

static void in_and_out(struct scene *s)
{
	add(s, 'F', "$M", LARGE);
	ok(reads(s, "{'id':'$F'}", 0, PIECE), "the first piece");
	ok(strstr(clerk_answer(s->d), "'next':16") != NULL, "says where the next begins");
	ok(reads(s, "{'id':'$F','chunk':16}", PIECE, CHUNK + 7), "the last piece");
	ok(strstr(clerk_answer(s->d), "next") == NULL, "says that it is the last");
	ok(reads(s, "{'id':'$F','chunk':17}", PIECE + CHUNK, 7), "from any chunk on");
	ok(reads(s, "{'id':'$F','chunk':18}", 0, 0), "behind the last is nothing");
	is_str(scene_ask(s, "file.read", "{'id':'$F','chunk':19}"),
	       "VB-1008 chunk is not from 0 to 18", "farther is nothing at all");
	add(s, 'G', "$S", 0);
	ok(reads(s, "{'id':'$G'}", 0, 0), "an empty one");
	clerk_reopen(s->d);
	ok(reads(s, "{'id':'$F','chunk':16}", PIECE, CHUNK + 7), "after a restart");
}

static void shown(struct scene *s)
{
	const char *text = scene_ask(s, "file.show", "{'id':'$F'}");

	ok(strstr(text, "'stored':{'bytes':835591,'state':'whole'}") != NULL, "all of it is here");
	ok(strstr(text, "'size':835591") != NULL, "its size is a field");
	ok(strstr(text, scene_text(s, "'target':'$M'")) != NULL, "and what it belongs to");
	ok(strstr(scene_ask(s, "record.show", "{'id':'$F'}"), "seal") == NULL,
	   "nobody is shown its key");
	ok(strstr(scene_ask(s, "record.log", "{'id':'$F'}"), ":x'") == NULL, "nor by its history");
	ok(strstr(clerk_answer(s->d), "field-200") != NULL, "which only says that there is one");
	ok(strstr(scene_ask(s, "file.list", "{'target':'$M'}"), scene_text(s, "$F")) != NULL,
	   "listed with its record");
	ok(strstr(clerk_answer(s->d), scene_text(s, "$G")) == NULL, "without those of others");
	ok(strstr(scene_ask(s, "file.list", "{'target':'$S'}"), scene_text(s, "$G")) != NULL,
	   "with the committee all of them");
	is_str(scene_ask(s, "file.show", "{'id':'$M'}"), "VB-3005 id is no document", "a meeting");
	is_str(scene_ask(s, "record.create", "{'fields':{'size':5},'kind':'file','space':'$S'}"),
	       "VB-3005 size is what the office itself finds out", "nobody types a size");
	scene_make_record(s, 'H', "record.create",
	                  "{'fields':{'name':'Nur ein Verweis'},'kind':'file','space':'$S'}");
	ok(strstr(scene_ask(s, "file.show", "{'id':'$H'}"),
	          "'stored':{'bytes':0,'state':'none'}") != NULL,
	   "a record without bytes");
	is_str(scene_ask(s, "file.read", "{'id':'$H'}"), "VB-2001 nothing was ever stored with it",
	       "has nothing to read");
}

static void refused(struct scene *s)
{
	is_str(scene_ask(s, "file.begin", "{'fields':{},'size':1073741825,'target':'$S'}"),
	       "VB-2019", "a byte more than 1 GiB");
	is_str(scene_ask(s, "file.begin", "{'fields':{},'size':1073741824,'target':'$S'}"),
	       "{'piece':786432}", "1 GiB");
	is_str(scene_ask(s, "file.end", "{}"), "VB-3006 data", "which does not end before it came");
	is_str(scene_ask(s, "file.begin", "{'fields':{},'internal':true,'size':1,'target':'$M'}"),
	       "VB-3005 internal: a file is as public as its record", "at a record");
	is_str(scene_ask(s, "file.begin", "{'fields':{},'size':1,'target':'$D'}"),
	       "VB-2001 it was deleted", "at what was deleted");
	is_str(scene_ask(s, "file.begin", "{'fields':{'name':''},'size':1,'target':'$S'}"),
	       "VB-3005 name is empty", "a wrong field, at once");
	is_str(scene_ask(s, "file.begin", "{'fields':{},'size':100000,'target':'$S'}"),
	       "{'piece':786432}", "one of 100,000 bytes");
	is_str(put(s->d, 0, 5), "VB-3005 data ends within a chunk, or behind the file",
	       "half a chunk");
	is_str(put(s->d, 0, 100001), "VB-3005 data ends within a chunk, or behind the file",
	       "a byte more than the file");
	is_str(put(s->d, 0, CHUNK), "{'done':1}", "a chunk");
	is_str(put(s->d, CHUNK, 100000 - CHUNK), "{'done':3}", "the rest");
	is_str(put(s->d, 0, 1), "VB-3005 data ends within a chunk, or behind the file",
	       "behind the end");
	node_on_client_gone(s->d->node, s->d->caller.client);
	is_str(scene_ask(s, "file.end", "{}"), "VB-3006 file.begin", "it ends with the connection");
	is_u64(blobs_used_bytes(node_blobs(s->d->node)), blob_file_bytes(LARGE),
	       "and nothing is kept of it");
}

/* The largest file of bytes in the home. */
static void largest(struct scene *s, char path[static 300])
{
	const char *folder = scratch_path(node_home(s->d->node), VB_BLOBS_FOLDER);
	const struct dirent *entry;
	DIR *dir = opendir(folder);
	long most = 0;

	if (dir == NULL)
		bail("no folder");
	while ((entry = readdir(dir)) != NULL) {
		const char *file = scratch_path(folder, entry->d_name);

		if (strlen(entry->d_name) != 16 || scratch_size(file) <= most)
			continue;
		most = scratch_size(file);
		(void)snprintf(path, 300, "%s", file);
	}
	closedir(dir);
}

static void damaged(struct scene *s)
{
	char path[300] = "";

	largest(s, path);
	scratch_poke(path, 18 * 32 + 100, 0x5a);
	is_str(scene_ask(s, "file.read", "{'id':'$F'}"), "VB-2022", "one byte changed on the disk");
	clerk_wait(s->d, 1000);
	is_str(scene_ask(s, "file.read", "{'id':'$F'}"), "VB-2021 0 of 835591 bytes are here",
	       "what is damaged counts as not here");
	ok(strstr(scene_ask(s, "file.show", "{'id':'$F'}"), "'state':'partly'") != NULL,
	   "it says so");
	ok(access(path, F_OK) != 0, "and is gone");
}

static void room(struct scene *s)
{
	node_settings(s->d->node)->file_bytes = 49152 + 48 + 1;
	is_str(scene_ask(s, "file.begin", "{'fields':{},'size':49154,'target':'$S'}"),
	       "VB-2020 file-space is 0 MB", "a byte more than there is room for");
	is_str(scene_ask(s, "file.begin", "{'fields':{},'size':49152,'target':'$S'}"),
	       "{'piece':786432}", "what fits");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	in_and_out(&s);
	shown(&s);
	refused(&s);
	damaged(&s);
	room(&s);
	clerk_close(&d);
	return done();
}
