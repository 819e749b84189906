/* outward_map: pairs in order, what is absent, lists that are cut at one place. */
#include "daemon/control/outward_map.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/notation.h"

static const char *written(const struct outward_map *map)
{
	static struct buf text;
	struct buf packed;

	if (text.max == 0)
		buf_init(&text, 1u << 20);
	buf_clear(&text);
	buf_init(&packed, 1u << 20);
	outward_map_pack(map, &packed);
	notation_write(buf_span(&packed), &text);
	buf_put_u8(&text, 0);
	buf_release(&packed);
	return (const char *)text.data;
}

static void test_pairs(void)
{
	static const struct record_id none, one = { { 0xab, 1 } };
	struct outward_map map;

	outward_map_init(&map, 4096);
	is_str(written(&map), "{}", "nothing was put");
	outward_map_id(&map, "a", &none);
	outward_map_text(&map, "b", span_of(NULL, 0));
	outward_map_word(&map, "c", NULL);
	outward_map_flag(&map, "d", false);
	is_str(written(&map), "{}", "what is absent makes no pair");
	outward_map_flag(&map, "e", true);
	outward_map_id(&map, "f", &one);
	outward_map_int(&map, "g", -3);
	outward_map_text(&map, "h", span_of_str("Ö"));
	is_str(written(&map), "{'e':true,'f':'ab010000000000000000000000000000','g':-3,'h':'Ö'}",
	       "what is there does");
	outward_map_release(&map);
}

static void test_too_large(void)
{
	struct outward_map map;
	struct buf out;

	outward_map_init(&map, 8);
	outward_map_text(&map, "a", span_of_str("much too long for it"));
	buf_init(&out, 100);
	outward_map_pack(&map, &out);
	is_int(out.err, VB_ERR_TOO_LARGE, "a map that did not hold all says so");
	buf_release(&out);
	outward_map_release(&map);
}

static void test_lists(void)
{
	struct outward_map map, row;
	struct outward_list list;

	outward_map_init(&map, 4096);
	outward_map_init(&row, 100);
	outward_map_int(&row, "n", 1);
	outward_list_init(&list, 4096, 2);
	outward_map_list(&map, "a", &list);
	is_str(written(&map), "{}", "an empty list is absent");
	ok(outward_list_add(&list, &row) && outward_list_add(&list, &row), "two fit");
	ok(!outward_list_add(&list, &row) && list.is_cut, "a third is one too many");
	outward_map_list(&map, "b", &list);
	is_str(written(&map), "{'b':[{'n':1},{'n':1}]}", "the others are there");
	outward_list_release(&list);
	outward_list_init(&list, 12, 100);
	ok(outward_list_add_text(&list, span_of_str("abc")), "a text of three bytes");
	ok(!outward_list_add_text(&list, span_of_str("abcdefgh")), "one that does not fit");
	ok(!outward_list_add_text(&list, span_of_str("a")), "from then on nothing does");
	is_int(list.count, 1, "so it is cut at one place");
	outward_list_release(&list);
	outward_map_release(&row);
	outward_map_release(&map);
}

int main(void)
{
	test_pairs();
	test_too_large();
	test_lists();
	return done();
}
