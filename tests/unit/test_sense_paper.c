/* sense_paper: a paper that would be above, before or beside itself is refused, by whatever detour, and changes nothing; what is a
 * chain is written. */
#include "daemon/control/sense.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

#define MAKE(kind, fields) "record.create", "{'space':'$S','kind':'" kind "','fields':{" fields "}}"
#define EDIT(letter, fields) "record.edit", "{'id':'$" letter "','fields':{" fields "}}"

static const struct {
	const char *call;
	const char *args;
	const char *want;
} rows[] = {
	{ EDIT("A", "'superordinatedPaper':['$A']"),
	  "VB-3005 superordinatedPaper leads back to the paper itself" },
	{ EDIT("A", "'replaces':'$A'"), "VB-3005 replaces leads back to the paper itself" },
	{ EDIT("A", "'relatedPaper':['$B','$A']"),
	  "VB-3005 relatedPaper leads back to the paper itself" },
	{ EDIT("A", "'superordinatedPaper':{'add':['$C']}"),
	  "VB-3005 superordinatedPaper leads back to the paper itself" },
	{ EDIT("A", "'superordinatedPaper':['$B']"),
	  "VB-3005 superordinatedPaper leads back to the paper itself" },
	{ EDIT("A", "'replaces':'$C'"), "VB-3005 replaces leads back to the paper itself" },
};

static void test_refused(struct scene *s)
{
	char before[4096];
	char after[4096];

	scene_state(s, before, sizeof(before));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(s, rows[i].call, rows[i].args), rows[i].want, "%s", rows[i].args);
	scene_state(s, after, sizeof(after));
	is_str(after, before, "nothing was written");
}

static void is_written(struct scene *s, const char *call, const char *args)
{
	is_str(strncmp(scene_ask(s, call, args), "{'id':", 6) == 0 ? "written" : "refused",
	       "written", "%s", args);
}

static void test_written(struct scene *s)
{
	is_written(s, EDIT("A", "'relatedPaper':['$B','$C']"));
	is_written(s, EDIT("B", "'relatedPaper':['$A']"));
	is_written(s, EDIT("C", "'superordinatedPaper':['$A','$B']"));
	is_written(s, EDIT("C", "'replaces':'$A'"));
	is_written(s, EDIT("A", "'name':'anders'"));
	is_written(s, EDIT("B", "'superordinatedPaper':null,'replaces':null"));
	is_written(s, EDIT("A", "'superordinatedPaper':['$B'],'replaces':'$B'"));
	is_written(s, "record.delete", "{'id':'$B'}");
}

int main(void)
{
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	scene_make_record(&s, 'A', MAKE("paper", "'name':'2009'"));
	scene_make_record(
		&s, 'B',
		MAKE("paper", "'name':'2017','replaces':'$A','superordinatedPaper':['$A']"));
	scene_make_record(
		&s, 'C',
		MAKE("paper", "'name':'2019','replaces':'$B','superordinatedPaper':['$B']"));
	test_refused(&s);
	test_written(&s);
	clerk_close(&d);
	return done();
}
