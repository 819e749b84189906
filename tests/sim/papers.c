#include "tests/sim/papers.h"

#include "daemon/core/attachment.h"
#include "protocol/pack.h"
#include "store/blobs.h"
#include "tests/sim/ask.h"
#include "tests/sim/secrecy.h"
#include "tests/sim/verdict.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define WORD "Wortlaut der Anlage"
#define LINE_BYTES 32u
#define SIZE_MAX_BYTES 120000u

/* ---- adding ---- */

/* Bytes of the document that request `number` began, from an offset on that is a multiple of LINE_BYTES. */
static void words(uint32_t number, uint32_t offset, uint8_t *out, size_t size)
{
	char line[LINE_BYTES + 16];

	for (size_t at = 0; at < size; at += LINE_BYTES) {
		size_t rest = size - at < LINE_BYTES ? size - at : LINE_BYTES;

		snprintf(line, sizeof(line), WORD " %05u %06x", number & 0xffffu,
		         (uint32_t)(offset + at) / LINE_BYTES);
		memcpy(out + at, line, rest);
	}
}

/* What it is attached to: mostly the committee itself; NULL. */
static const struct write *some_target(struct plan *plan)
{
	const struct write *write = &plan->writes[world_random(&plan->world, plan->write_count)];

	return write->is_create && write->is_acknowledged && !write->is_document ? write : NULL;
}

static bool begin(struct plan *plan, uint32_t node, const struct write *target,
                  const struct write *document)
{
	char id[33];
	struct buf b;

	ask_begin(&b, target ? 3 : 4);
	pack_cstr(&b, "fields");
	pack_map(&b, 1);
	ask_text(&b, "fileName", "anlage.txt");
	if (!target) {
		pack_cstr(&b, "internal");
		pack_bool(&b, document->is_internal);
	}
	pack_cstr(&b, "size");
	pack_uint(&b, document->size);
	if (target)
		hex_format(target->record.b, sizeof(target->record.b), id);
	ask_text(&b, "target", target ? id : plan->space);
	return ask_end(plan, &b, "file.begin", node, &(struct write){ .node = node });
}

void papers_add(struct plan *plan, uint32_t node)
{
	const struct write *target = some_target(plan);
	struct write document = { .node = node,
		                  .is_create = true,
		                  .is_document = true,
		                  .number = plan->write_count,
		                  .size = 1 + world_random(&plan->world, SIZE_MAX_BYTES),
		                  .toll = TOLL_DOCUMENT };
	uint8_t bytes[SIZE_MAX_BYTES + 1];
	struct buf b;

	document.is_internal =
		target ? target->is_internal
		       : plan->roles[node] >= VB_ROLE_MEMBER && world_chance(&plan->world, 30);
	if (!begin(plan, node, target, &document) || !plan->world.nodes[node].node)
		return;
	words(document.number, 0, bytes, document.size);
	ask_begin(&b, 1);
	pack_cstr(&b, "data");
	pack_bin(&b, bytes, document.size);
	if (!ask_end(plan, &b, "file.put", node, &(struct write){ .node = node }))
		return;
	ask_begin(&b, 0);
	(void)ask_end(plan, &b, "file.end", node, &document);
}

/* ---- is it everywhere? ---- */

static struct node_space *space_of(const struct plan *plan, uint32_t index)
{
	struct node *node = plan->world.nodes[index].node;
	struct space_id id;

	if (!node || hex_parse(plan->space, 64, id.b, sizeof(id.b)) != 0)
		return NULL;
	return node_space_find(node, &id);
}

static bool may_read(const struct plan *plan, uint32_t index, enum audience audience)
{
	return plan->roles[index] >=
	               (audience == VB_AUDIENCE_CORE ? VB_ROLE_MEMBER : VB_ROLE_GUEST) &&
	       !plan->world.nodes[index].is_hostile;
}

/* Whether a node has all of the document that another one lacks. */
static bool has_whole(const struct plan *plan, uint32_t index, const struct blob_row *lacked)
{
	struct node_space *space = space_of(plan, index);
	struct record_ref record = lacked->place.record;
	struct blobs_cursor c;
	struct blob_row row;
	bool is_whole = false;

	if (!space)
		return false;
	record.space = space->number;
	blobs_open_rows(&c, node_view(plan->world.nodes[index].node), &record);
	while (blobs_next_row(&c, &row))
		is_whole = is_whole || (row.state == VB_BLOB_WHOLE &&
		                        memcmp(row.place.manifest.b, lacked->place.manifest.b,
		                               sizeof(row.place.manifest.b)) == 0);
	return blobs_close_rows(&c) == 0 && is_whole;
}

static bool can_get(const struct plan *plan, const struct blob_row *lacked)
{
	for (uint32_t i = 0; i < plan->world.node_count; i++)
		if (may_read(plan, i, lacked->place.record.audience) && has_whole(plan, i, lacked))
			return true;
	return false;
}

/* Nobody asks for the bytes of what was deleted. */
static bool is_shown(struct node *node, const struct blob_row *row)
{
	struct file_seal seal;
	int err = attachment_read(node, &row->place.record, &seal);

	return err == 0 && memcmp(seal.blob.manifest.b, row->place.manifest.b,
	                          sizeof(seal.blob.manifest.b)) == 0;
}

bool papers_are_everywhere(struct plan *plan)
{
	for (uint32_t i = 0; i < plan->world.node_count; i++) {
		struct node_space *space = space_of(plan, i);
		struct node *node = plan->world.nodes[i].node;
		struct blob_row row;
		bool is_due = space && blobs_next_due(node_view(node), NULL, &row);

		while (is_due) {
			struct blob_place at = row.place;

			if (row.place.record.space == space->number && is_shown(node, &row) &&
			    may_read(plan, i, row.place.record.audience) && can_get(plan, &row))
				return false;
			is_due = blobs_next_due(node_view(node), &at, &row);
		}
	}
	for (uint32_t i = 0; i < plan->world.node_count; i++)
		world_turn(&plan->world, &plan->world.nodes[i]);
	return true;
}

/* ---- what an office holds ---- */

void papers_on_piece(struct plan *plan, const struct world_node *reader, const struct write *read,
                     int err, struct span result)
{
	struct pack_reader r;
	struct span last = { 0 }, data = { 0 };
	uint8_t bytes[SIZE_MAX_BYTES + 1];

	if (err == VB_ERR_FILE_ABSENT || err == VB_ERR_NOT_FOUND)
		return;
	/* An office that forgot what it wrote may have given the id of a document to what it wrote then. */
	if (err == VB_ERR_BAD_VALUE && plan->is_touched[read->node])
		return;
	unpack_init(&r, result);
	for (uint32_t pairs = err ? 0 : unpack_map(&r, 16); pairs > 0; pairs--)
		if (span_is_equal(unpack_str_key(&r, &last), span_of_str("data")))
			data = unpack_bin(&r, 1, sizeof(bytes));
		else
			(void)unpack_any(&r);
	words(read->number, 0, bytes, read->size);
	if (err || !span_is_equal(data, span_of(bytes, read->size)))
		plan_fail(plan, "node %u: a document of node %u is not what was written (%s)",
		          reader->index, read->node, err_name(err));
}

static void read_one(struct plan *plan, uint32_t index, const struct write *document)
{
	struct write read = { .node = document->node,
		              .is_reading = true,
		              .number = document->number,
		              .size = document->size };
	char id[33];
	struct buf b;

	hex_format(document->record.b, sizeof(document->record.b), id);
	ask_begin(&b, 1);
	ask_text(&b, "id", id);
	(void)ask_end(plan, &b, "file.read", index, &read);
}

/* Rows of the documents of a record. */
static uint32_t rows_of(struct node *node, uint32_t space, enum audience audience,
                        const struct record_id *record)
{
	struct record_ref ref = { .space = space, .audience = audience, .id = *record };
	struct blobs_cursor c;
	struct blob_row row;
	uint32_t rows = 0;

	blobs_open_rows(&c, node_view(node), &ref);
	while (blobs_next_row(&c, &row))
		rows++;
	return blobs_close_rows(&c) == 0 ? rows : 1;
}

/* Of what it may not read a guest has not so much as the name of the bytes. */
static void check_guest(struct plan *plan, uint32_t index)
{
	struct blobs_cursor c;
	struct blob_row row;

	blobs_open_rows(&c, node_view(plan->world.nodes[index].node), NULL);
	while (blobs_next_row(&c, &row))
		if (row.place.record.audience == VB_AUDIENCE_CORE)
			plan_fail(plan, "guest %u has a document of core", index);
	if (blobs_close_rows(&c) != 0)
		plan_fail(plan, "node %u: its documents cannot be listed", index);
}

void papers_check_open(struct plan *plan, uint32_t index)
{
	struct node_space *space = space_of(plan, index);
	uint32_t count = plan->write_count;

	for (uint32_t w = 0; space && w < count; w++) {
		const struct write *write = &plan->writes[w];
		struct node *node = plan->world.nodes[index].node;

		if (write->is_document && write->is_acknowledged &&
		    !verdict_may_be_erased(plan, &write->record) &&
		    may_read(plan, index, write->is_internal ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL))
			read_one(plan, index, write);
		if (write->is_erase && write->is_acknowledged && !plan->is_touched[write->node] &&
		    plan->roles[index] != VB_ROLE_NONE &&
		    rows_of(node, space->number, VB_AUDIENCE_ALL, &write->record) +
		                    rows_of(node, space->number, VB_AUDIENCE_CORE, &write->record) >
		            0)
			plan_fail(plan, "node %u: has a document that node %u erased", index,
			          write->node);
	}
	if (plan->roles[index] == VB_ROLE_GUEST && !plan->is_touched[index])
		check_guest(plan, index);
	world_turn(&plan->world, &plan->world.nodes[index]);
}

void papers_check_files(struct plan *plan, uint32_t index)
{
	char folder[192], path[512];
	struct dirent *entry;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%s/" VB_BLOBS_FOLDER, plan->world.nodes[index].home);
	dir = opendir(folder);
	while (dir && (entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.' && secrecy_file_has(path, WORD))
			plan_fail(plan, "node %u: a document stands in clear on its disk", index);
	}
	if (dir)
		closedir(dir);
}
