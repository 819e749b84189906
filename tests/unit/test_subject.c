/* subject: which records may be of the same human being. */
#include "cli/subject.h"

#include "tests/tap.h"

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	return value;
}

static void test_likeness(void)
{
	static const struct {
		const char *a, *b, *want, *name;
	} rows[] = {
		{ "{\"name\":\"A\",\"email\":[\"x@y.example\",\"a@b.example\"]}",
		  "{\"name\":\"B\",\"email\":[\"A@B.Example\"]}", "email",
		  "one address in both, capitals apart" },
		{ "{\"name\":\"A\"}", "{\"name\":\"A\",\"email\":[\"a@b.example\"]}", "name",
		  "the same name, one without an address" },
		{ "{\"name\":\"A\"}", "{\"name\":\"A\"}", "name", "the same name, no address" },
		{ "{\"name\":\"A\",\"email\":[\"x@y.example\"]}",
		  "{\"name\":\"A\",\"email\":[\"a@b.example\"]}", "namesake",
		  "the same name, other addresses" },
		{ "{\"familyName\":\"F\",\"givenName\":\"G\"}",
		  "{\"name\":\"G F\",\"familyName\":\"F\",\"givenName\":\"G\"}", "name",
		  "the same parts of a name" },
		{ "{\"familyName\":\"F\"}", "{\"familyName\":\"F\"}", NULL, "a family name alone" },
		{ "{\"name\":\"A\"}", "{\"name\":\"a\"}", NULL, "another name" },
		{ "{\"name\":\"A\",\"email\":[\"a@b.example\"]}",
		  "{\"name\":\"B\",\"email\":[\"b@b.example\"]}", NULL, "nothing the same" },
		{ "{}", "{}", NULL, "nothing at all" },
		{ "{\"email\":[7,null]}", "{\"email\":[7,null]}", NULL, "no texts" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json *a = json_new_map();
		struct json *b = json_new_map();
		struct json *fields = json_of(rows[i].a);
		const char *got;

		json_put(a, "fields", &fields);
		fields = json_of(rows[i].b);
		json_put(b, "fields", &fields);
		got = subject_likeness(a, b);
		is_str(got != NULL ? got : "-", rows[i].want != NULL ? rows[i].want : "-", "%s",
		       rows[i].name);
		got = subject_likeness(b, a);
		is_str(got != NULL ? got : "-", rows[i].want != NULL ? rows[i].want : "-",
		       "and the other way round");
		json_destroy(&a);
		json_destroy(&b);
	}
}

static void test_name(void)
{
	struct json *person = json_of("{\"id\":\"0198\",\"fields\":{\"name\":\"Anna\"}}");
	struct json *other = json_of("{\"id\":\"0198\",\"fields\":{}}");

	is_str(subject_name(person), "Anna", "the name");
	is_str(subject_name(other), "0198", "else the number");
	json_destroy(&person);
	json_destroy(&other);
}

int main(void)
{
	test_likeness();
	test_name();
	return done();
}
