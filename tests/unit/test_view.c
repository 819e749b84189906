/* view: records of kinds not known here, names of kinds, records without their fields. Fields, disputes and deleted
 * records: test_control_record.c. */
#include "daemon/control/view.h"

#include <stdio.h>
#include <string.h>

#include "protocol/body.h"
#include "protocol/entry.h"
#include "protocol/merge/change.h"
#include "protocol/merge/merge.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/notation.h"

/* A record of this kind with one register set, made by the first entry of a log of zeros. */
static void record_make(struct merged *m, uint32_t kind, uint32_t field, const char *value)
{
	struct merge_entry entry = { .hlc = { UINT64_C(5678) << 16 | 1 },
		                     .role = VB_ROLE_STEWARD,
		                     .is_create = true };
	struct body body = { .kind = kind, .verb = VB_VERB_CREATE, .changes = { .count = 1 } };
	struct buf change;
	struct buf document;
	int err;

	buf_init(&change, 4096);
	buf_init(&document, 4096);
	pack_array(&change, 3);
	pack_uint(&change, field);
	pack_uint(&change, VB_OP_SET);
	pack_cstr(&change, value);
	body.changes.packed = buf_span(&change);
	body_encode(&body, &document);
	body.document = buf_span(&document);
	err = merge_apply(m, &entry, &body, NULL, NULL);
	if (err != 0)
		bail("making a record: %s", err_name(err));
	buf_release(&change);
	buf_release(&document);
}

static const char *shown(struct merged *m, const char *number, bool is_brief)
{
	static const struct space_id space = { { 0x5a } };
	static const struct record_id id = { { 0, 0, 0, 0, 4, 0xd2, 0xee } };
	static struct buf text;
	struct view_place place = { .space = &space,
		                    .audience = VB_AUDIENCE_CORE,
		                    .id = &id,
		                    .number = number,
		                    .is_brief = is_brief };
	struct buf out;

	buf_release(&text);
	buf_init(&text, 1u << 16);
	buf_init(&out, 1u << 16);
	view_encode(m, &place, &out);
	notation_write(buf_span(&out), &text);
	buf_release(&out);
	return (const char *)text.data;
}

#define SPACE "5a00000000000000000000000000000000000000000000000000000000000000"

/* The number of 32 zero bytes: 52 digits a, and the first 20 bits of BLAKE2b-256("verbund/nodeid/1" || zeros) by
 * python3 hashlib. */
static const char *author(void)
{
	static char text[128];

	(void)snprintf(
		text, sizeof(text),
		"'author':'aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-%s'",
		"eejj");
	return text;
}

static void test_record(void)
{
	struct merged m;
	char want[1024];

	merged_init(&m);
	record_make(&m, VB_KIND_PAPER, VB_FIELD_NAME, "Vorlage");
	(void)snprintf(want, sizeof(want),
	               "{'audience':'core',%s,'changed':5678,'created':1234,'deleted':false,'"
	               "fields':{'name':'Vorlage'},"
	               "'id':'0000000004d2ee000000000000000000','kind':'paper','number':'N "
	               "1','space':'" SPACE "'}",
	               author());
	is_str(shown(&m, "N 1", false), want, "a record with a number");
	(void)snprintf(
		want, sizeof(want),
		"{'audience':'core',%s,'changed':5678,'created':1234,'deleted':false,'fields':{},"
		"'id':'0000000004d2ee000000000000000000','kind':'paper','space':'" SPACE
		"','truncated':true}",
		author());
	is_str(shown(&m, NULL, true), want, "in brief");
	merged_release(&m);
}

static void test_unknown(void)
{
	struct merged m;
	char want[1024];

	merged_init(&m);
	record_make(&m, 64, 17, "fremd");
	(void)snprintf(
		want, sizeof(want),
		"{'audience':'core',%s,'changed':5678,'created':1234,'deleted':false,'fields':{},"
		"'id':'0000000004d2ee000000000000000000','kind':'unknown-64','space':'" SPACE "'}",
		author());
	is_str(shown(&m, NULL, false), want, "a kind of a later version is shown as unknown");
	merged_clear(&m);
	record_make(&m, VB_KIND_PAPER, 60000, "fremd");
	ok(strstr(shown(&m, NULL, false), "'fields':{},") != NULL, "and so is a field: not at all");
	merged_release(&m);
}

static void test_names(void)
{
	char name[VB_VIEW_KIND_BYTES];

	view_kind_name(VB_KIND_AGENDA_ITEM, name);
	is_str(name, "agendaItem", "a kind");
	view_kind_name(UINT32_MAX, name);
	is_str(name, "unknown-4294967295", "one that cannot be");
	is_str(view_audience_name(VB_AUDIENCE_ALL), "all", "the audience of all");
	is_str(view_audience_name(VB_AUDIENCE_CORE), "core", "and of those within");
}

int main(void)
{
	test_record();
	test_unknown();
	test_names();
	return done();
}
