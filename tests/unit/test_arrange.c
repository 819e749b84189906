/* arrange: lists come into order, and equal elements stay as they were. */
#include "cli/arrange.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/tap.h"

/* A list of {"fields": {"name": letters before the dot}, "tag": the rest}. */
static struct json *listed(const char *const *names, size_t count)
{
	struct json *list = json_new_list();

	for (size_t i = 0; i < count; i++) {
		struct json *value = json_new_map();
		struct json *fields = json_new_map();

		json_put_text(fields, "name", names[i]);
		json_put_int(value, "tag", (int64_t)i);
		json_put(value, "fields", &fields);
		json_add(list, &value);
	}
	return list;
}

static void check(const struct json *list, const char *want, const char *name)
{
	char got[400] = "";
	size_t size = 0;

	for (size_t i = 0; i < json_count(list); i++) {
		const char *text = json_get_text(json_get(json_at(list, i), "fields"), "name");

		size += (size_t)snprintf(
			got + size, sizeof(got) - size, "%s%lld ", text != NULL ? text : "-",
			(long long)json_int(json_get(json_at(list, i), "tag"), -1));
	}
	is_str(got, want, "%s", name);
}

static int by_name_length(const struct json *a, const struct json *b)
{
	const char *x = json_get_text(json_get(a, "fields"), "name");
	const char *y = json_get_text(json_get(b, "fields"), "name");
	size_t i = 0;

	while (x[i] != '\0' && y[i] != '\0')
		i++;
	return (x[i] != '\0') - (y[i] != '\0');
}

static void test_lists(void)
{
	static const char *const names[] = { "Zoo", NULL, "Öl", "oll", "Öl", "Ahr", NULL };
	static const char *const lengths[] = { "ccc", "aa", "b", "bb", "a" };
	struct json *list = listed(names, 7);

	arrange_by_name(list, "fields", "name");
	check(list, "Ahr5 Öl2 Öl4 oll3 Zoo0 -1 -6 ", "by name, those without one last");
	arrange_by_name(list, NULL, "name");
	check(list, "Ahr5 Öl2 Öl4 oll3 Zoo0 -1 -6 ", "without names everything stays");
	json_destroy(&list);
	list = listed(lengths, 5);
	arrange(list, by_name_length);
	check(list, "b2 a4 aa1 bb3 ccc0 ", "by a comparison");
	json_destroy(&list);
	list = json_new_list();
	arrange(list, by_name_length);
	arrange_by_name(list, NULL, "name");
	is_int(json_count(list), 0, "nothing to arrange");
	json_destroy(&list);
}

int main(void)
{
	test_lists();
	return done();
}
