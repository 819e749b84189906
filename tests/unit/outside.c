/* outside: offices, seats and persons, asked for by a bridge; see outside.h. */
#include "tests/unit/outside.h"

#include <stdio.h>
#include <string.h>

#include "protocol/node_id.h"
#include "tests/tap.h"

static void make_organization(struct scene *s, char letter, const char *name,
                              const struct node_id *office)
{
	char args[512];
	char node[VB_NODE_ID_TEXT_BYTES] = "";

	if (office != NULL)
		node_id_format(office, node);
	(void)snprintf(args, sizeof(args),
	               "{'space':'$S','kind':'organization','fields':{'name':'%s'%s%s%s}}", name,
	               office != NULL ? ",'node':'" : "", node, office != NULL ? "'" : "");
	scene_make_record(s, letter, "record.create", args);
}

static void make_seat(struct scene *s, char seat, char person, char organization, const char *name)
{
	char args[512];

	(void)snprintf(args, sizeof(args),
	               "{'space':'$S','kind':'person','internal':true,'fields':{'name':'%s',"
	               "'email':['%s@example.org'],'phone':['0431-%s']}}",
	               name, name, name);
	scene_make_record(s, person, "record.create", args);
	(void)snprintf(args, sizeof(args),
	               "{'space':'$S','kind':'membership','internal':true,'fields':{'organization':"
	               "'$O','onBehalfOf':'$%c','person':'$%c'}}",
	               organization, person);
	scene_make_record(s, seat, "record.create", args);
}

void outside_make(struct scene *s, struct clerk *d)
{
	struct node_id other;

	memset(other.b, 7, sizeof(other.b));
	scene_make(s, d);
	make_organization(s, 'V', "Unser Verein", node_self(d->node));
	make_organization(s, 'W', "Anderer Verein", &other);
	make_organization(s, 'X', "Verein ohne Stelle", NULL);
	make_seat(s, 'E', 'P', 'V', "olga");
	make_seat(s, 'F', 'Q', 'W', "peter");
	make_seat(s, 'G', 'R', 'X', "rosa");
}

const char *outside_ask(struct scene *s, const char *call, const char *args)
{
	struct node_caller before = s->d->caller;
	const char *answer;

	s->d->caller = (struct node_caller){ .client = 9, .bridge = NODE_BRIDGE_MAIL };
	answer = scene_ask(s, call, args);
	s->d->caller = before;
	return answer;
}

bool outside_has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}
