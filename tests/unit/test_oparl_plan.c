/* oparl_plan: objects by their ids, references one by one, references taken out. */
#include "cli/oparl/oparl_plan.h"

#include <string.h>

#include "protocol/err.h"
#include "tests/tap.h"
#include "tests/unit/oparl_file.h"

static void test_add(void)
{
	const struct kind *meeting = kind_by_name(span_of_str("meeting"));
	const struct kind *paper = kind_by_name(span_of_str("paper"));
	struct oparl_plan plan;
	size_t place = 42;
	char id[20];

	oparl_plan_init(&plan);
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(id, sizeof(id), "m%d", i);
		if (oparl_plan_add(&plan, meeting, id, &place) != 0)
			bail("%s", id);
	}
	is_int(plan.count, 1000, "a thousand objects");
	is_int(oparl_plan_find(&plan, "m999"), 999, "found again");
	ok(oparl_plan_find(&plan, "m1000") == VB_OPARL_NONE, "what is not there");
	is_err(oparl_plan_add(&plan, meeting, "m7", &place), 0, "one that is there already");
	is_int(place, 7, "is that one");
	is_err(oparl_plan_add(&plan, paper, "m8", &place), VB_ERR_BAD_INPUT,
	       "another kind, the same id");
	is_int(place, 7, "the result is left alone");
	oparl_plan_release(&plan);
	ok(plan.objects == NULL && plan.count == 0, "released");
}

/* All references of an object as "field=id field=id". */
static const char *references_of(const struct oparl_object *object)
{
	static char text[400];
	struct oparl_reference reference = { .field_index = 0 };

	text[0] = '\0';
	while (oparl_plan_next(object, &reference)) {
		size_t size = strlen(text);

		(void)snprintf(text + size, sizeof(text) - size, "%s%s=%s", size > 0 ? " " : "",
		               reference.field->name, reference.id);
	}
	return text;
}

/* oparl_plan_keep: what does not begin with the letter of the context. */
static bool is_other(void *ctx, const struct oparl_object *object, const struct kind_field *field,
                     const char *id)
{
	const char *letter = ctx;

	return object != NULL && field->type == VB_TYPE_REF && id[0] != *letter;
}

static void test_references(void)
{
	static char x[] = "x";
	static char a[] = "a";
	struct oparl_plan plan;
	struct oparl_object *paper;

	oparl_file_read(
		"{'id':'p','type':'@Paper','name':'n','body':'b','relatedPaper':['x1','a1','x2'],"
		"'originatorOrganization':[],'underDirectionOf':['x3']}",
		&plan);
	paper = oparl_file_object(&plan, "p");
	is_str(references_of(paper),
	       "body=b underDirectionOf=x3 relatedPaper=x1 relatedPaper=a1 relatedPaper=x2",
	       "one after the other, by field");
	oparl_plan_drop(&plan, paper, is_other, x);
	is_str(references_of(paper), "body=b relatedPaper=a1", "those to x are taken out");
	is_int(plan.dropped_count, 3, "and counted");
	ok(json_get(paper->fields, "underDirectionOf") == NULL, "no empty list stays");
	oparl_plan_drop(&plan, paper, is_other, x);
	is_int(plan.dropped_count, 3, "nothing to take out");
	oparl_plan_drop(&plan, paper, is_other, a);
	is_str(references_of(paper), "body=b", "the last of a list");
	is_str(json_get_text(paper->fields, "name"), "n", "other fields stay");
	oparl_plan_release(&plan);
}

static void test_follow(void)
{
	struct oparl_plan plan;

	oparl_file_read("[{'id':'m','type':'@Meeting','organization':['o','q']},{'id':'o','type':'@"
	                "Organization',"
	                "'body':'nowhere'}]",
	                &plan);
	is_int(oparl_plan_follow(&plan, oparl_file_object(&plan, "m"), "organization"), 1,
	       "the first of a list");
	ok(oparl_plan_follow(&plan, oparl_file_object(&plan, "o"), "body") == VB_OPARL_NONE,
	   "out of the plan");
	ok(oparl_plan_follow(&plan, oparl_file_object(&plan, "o"), "root") == VB_OPARL_NONE,
	   "no reference");
	oparl_plan_release(&plan);
}

static void test_unknown(void)
{
	const struct kind *paper = kind_by_name(span_of_str("paper"));
	struct oparl_plan plan;
	static char name[400];

	oparl_plan_init(&plan);
	oparl_plan_count_unknown(&plan, paper, "mainFile");
	oparl_plan_count_unknown(&plan, paper, "mainFile");
	is_int(json_int(json_get(plan.unknown, "Paper.mainFile"), 0), 2,
	       "counted by type and name");
	for (size_t i = 0; i + 2 < sizeof(name); i += 2) {
		name[i] = '\xC3';
		name[i + 1] = '\xA4';
	}
	oparl_plan_count_unknown(&plan, paper, name);
	oparl_plan_count_unknown(&plan, paper, name + 2);
	is_int(json_count(plan.unknown), 2, "a name of any length");
	oparl_plan_release(&plan);
}

int main(void)
{
	test_add();
	test_references();
	test_follow();
	test_unknown();
	return done();
}
