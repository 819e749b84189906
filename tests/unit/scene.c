/* scene: a committee to try requests on; see scene.h. */
#include "tests/unit/scene.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"

static char *id_of(struct scene *s, char letter)
{
	return s->ids[letter - 'A'];
}

const char *scene_text(struct scene *s, const char *text)
{
	static char room[8][1u << 16];
	static unsigned next;
	char *filled = room[next++ % 8];
	size_t at = 0;

	for (; *text != '\0' && at < sizeof(room[0]) - 65; text++) {
		if (text[0] == '$' && text[1] >= 'A' && text[1] <= 'Z') {
			int size = snprintf(filled + at, sizeof(room[0]) - at, "%s",
			                    id_of(s, text[1]));

			at += (size_t)size;
			text++;
		} else {
			filled[at++] = *text;
		}
	}
	filled[at] = '\0';
	return filled;
}

const char *scene_ask(struct scene *s, const char *call, const char *args)
{
	return clerk_ask(s->d, call, "%s", scene_text(s, args));
}

const char *scene_make_record(struct scene *s, char letter, const char *call, const char *args)
{
	const char *answer = scene_ask(s, call, args);
	const char *id = clerk_text(s->d, "id");

	if (answer[0] == 'V')
		bail("scene: %s: %s", call, answer);
	(void)snprintf(id_of(s, letter), sizeof(s->ids[0]), "%s", id);
	return id_of(s, letter);
}

/* The id of the one organization there is. */
static void root_find(struct scene *s)
{
	const char *list = scene_ask(s, "record.list", "{'kind':'organization','space':'$S'}");
	const char *at = strstr(list, "'id':'");

	if (at == NULL)
		bail("scene: no root organization");
	(void)snprintf(id_of(s, 'O'), sizeof(s->ids[0]), "%.32s", at + strlen("'id':'"));
}

void scene_make(struct scene *s, struct clerk *d)
{
	*s = (struct scene){ .d = d };
	scene_make_record(s, 'S', "committee.create", "{'name':'Rat für Migration'}");
	scene_make_record(s, 'T', "committee.create", "{'name':'Beirat'}");
	root_find(s);
	scene_make_record(
		s, 'M', "record.create",
		"{'space':'$S','kind':'meeting','fields':{'name':'12. Sitzung',"
		"'organization':['$O'],'start':1800003600000,'timeZone':'Europe/Berlin'}}");
	scene_make_record(
		s, 'N', "record.create",
		"{'space':'$S','kind':'meeting','internal':true,'fields':{'name':'Klausur'}}");
	scene_make_record(s, 'A', "agenda.add", "{'meeting':'$M','fields':{'name':'Begrüßung'}}");
	scene_make_record(s, 'B', "agenda.add", "{'meeting':'$M','fields':{'name':'Haushalt'}}");
	scene_make_record(s, 'I', "agenda.add",
	                  "{'meeting':'$M','internal':true,'fields':{'name':'Personal'}}");
	scene_make_record(s, 'P', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Frau Öz'}}");
	scene_make_record(s, 'D', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Herr Weg'}}");
	if (scene_ask(s, "record.delete", "{'id':'$D'}")[0] != '{')
		bail("scene: deleting");
}

void scene_state(struct scene *s, char *out, size_t size)
{
	const char *status = clerk_ask(s->d, "status", "{}");
	const char *spaces = strstr(status, "'spaces':");

	(void)snprintf(out, size, "%s", spaces == NULL ? "" : spaces);
}
