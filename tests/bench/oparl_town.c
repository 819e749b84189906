#include "tests/bench/oparl_town.h"

#include <stdio.h>

#include "tests/bench/office.h"

#define ORGANIZATIONS 40u
#define LOCATIONS 100u
#define PERSONS 800u
#define MEMBERSHIPS 1600u
#define MEETINGS 800u
#define ITEMS 12u /* of a meeting */
#define PAPERS 2353u
#define CONSULTATIONS 2u /* of a paper */

_Static_assert(1 + ORGANIZATIONS + LOCATIONS + PERSONS + MEMBERSHIPS + MEETINGS * (1 + ITEMS) +
                               PAPERS * (1 + CONSULTATIONS) ==
                       OPARL_TOWN_OBJECTS,
               "the parts make the whole");

/* One object of a type, up to its own properties. */
static void begin(FILE *out, const char *type, const char *path, unsigned number)
{
	fprintf(out,
	        "{\"id\": \"https://oparl.stadt.example/v1.1/%s/%u\", "
	        "\"type\": \"https://schema.oparl.org/1.1/%s\", "
	        "\"created\": \"2014-09-29T09:00:00+02:00\", \"modified\": "
	        "\"2026-03-0%uT10:%02u:00+01:00\"",
	        path, number, type, 1 + number % 9, number % 60);
}

static void put_reference(FILE *out, const char *name, const char *path, unsigned number)
{
	fprintf(out, ", \"%s\": \"https://oparl.stadt.example/v1.1/%s/%u\"", name, path, number);
}

static void put_references(FILE *out, const char *name, const char *path, unsigned number)
{
	fprintf(out, ", \"%s\": [\"https://oparl.stadt.example/v1.1/%s/%u\"]", name, path, number);
}

static void write_offices(FILE *out)
{
	begin(out, "Body", "body", 1);
	fprintf(out, ", \"name\": \"Große Stadt an der Mündung\", \"ags\": \"01003000\", "
	             "\"classification\": \"Kreisfreie Stadt\"}\n");
	for (unsigned i = 0; i < ORGANIZATIONS; i++) {
		begin(out, "Organization", "organization", i);
		put_reference(out, "body", "body", 1);
		fprintf(out,
		        ", \"name\": \"Ausschuss für Soziales, Integration und Gleichstellung "
		        "%u\", \"shortName\": \"A%u\", \"organizationType\": \"Gremium\"}\n",
		        i, i);
	}
	for (unsigned i = 0; i < LOCATIONS; i++) {
		begin(out, "Location", "location", i);
		fprintf(out,
		        ", \"description\": \"Rathaus, Großer Börsensaal, Zimmer %u\", "
		        "\"streetAddress\": \"Breite Straße %u\", \"postalCode\": \"23552\", "
		        "\"locality\": \"Große Stadt\"}\n",
		        i, i);
	}
}

static void write_people(FILE *out)
{
	for (unsigned i = 0; i < PERSONS; i++) {
		begin(out, "Person", "person", i);
		put_reference(out, "body", "body", 1);
		fprintf(out,
		        ", \"name\": \"Zeynep Öztürk-Lüdemann %u\", \"familyName\": "
		        "\"Öztürk-Lüdemann %u\", \"givenName\": \"Zeynep\", \"formOfAddress\": "
		        "\"Ratsfrau\", \"email\": [\"ratsfrau%u@stadt.example\"], \"phone\": "
		        "[\"+49 451 %06u\"]}\n",
		        i, i, i, i);
	}
	for (unsigned i = 0; i < MEMBERSHIPS; i++) {
		begin(out, "Membership", "membership", i);
		put_reference(out, "person", "person", i % PERSONS);
		put_reference(out, "organization", "organization", i % ORGANIZATIONS);
		fprintf(out, ", \"role\": \"Mitglied\", \"votingRight\": true, \"startDate\": "
		             "\"2023-06-01\"}\n");
	}
}

/* One paper has the consultations 2n and 2n+1, and each of them an item to itself where there are enough. */
static void write_items(FILE *out, unsigned meeting)
{
	for (unsigned i = 0; i < ITEMS; i++) {
		unsigned number = meeting * ITEMS + i;

		fputs(i ? ", " : ", \"agendaItem\": [", out);
		begin(out, "AgendaItem", "agendaItem", number);
		if (number < PAPERS * CONSULTATIONS)
			put_reference(out, "consultation", "consultation", number);
		fprintf(out,
		        ", \"number\": \"%s %u\", \"order\": %u, \"name\": \"Bericht über die "
		        "Umsetzung des Integrationskonzepts, Teil %u\", \"public\": %s, "
		        "\"result\": \"zur Kenntnis genommen\"}",
		        i == 11 ? "N" : "Ö", i + 1, i, number, i == 11 ? "false" : "true");
	}
	fputs("]}\n", out);
}

static void write_meetings(FILE *out)
{
	for (unsigned i = 0; i < MEETINGS; i++) {
		begin(out, "Meeting", "meeting", i);
		put_references(out, "organization", "organization", i % ORGANIZATIONS);
		put_reference(out, "location", "location", i % LOCATIONS);
		fprintf(out,
		        ", \"name\": \"%u. Sitzung des Ausschusses für Soziales\", \"start\": "
		        "\"20%02u-%02u-%02uT17:00:00+01:00\", \"end\": "
		        "\"20%02u-%02u-%02uT19:30:00+01:00\", \"meetingState\": \"durchgeführt\"",
		        i, 14 + i % 12, 1 + i % 12, 1 + i % 28, 14 + i % 12, 1 + i % 12,
		        1 + i % 28);
		write_items(out, i);
	}
}

static void write_papers(FILE *out)
{
	for (unsigned i = 0; i < PAPERS; i++) {
		begin(out, "Paper", "paper", i);
		put_reference(out, "body", "body", 1);
		put_references(out, "originatorOrganization", "organization", i % ORGANIZATIONS);
		fprintf(out,
		        ", \"name\": \"Fortschreibung des Kommunalen Integrationskonzepts und "
		        "Einrichtung eines Runden Tisches (%u)\", \"reference\": \"VO/2026/%05u\", "
		        "\"date\": \"2026-02-%02u\", \"paperType\": \"Berichtsvorlage "
		        "öffentlich\", \"consultation\": [",
		        i, i, 1 + i % 28);
		for (unsigned c = 0; c < CONSULTATIONS; c++) {
			unsigned number = i * CONSULTATIONS + c;

			fputs(c ? ", " : "", out);
			begin(out, "Consultation", "consultation", number);
			put_references(out, "organization", "organization", number % ORGANIZATIONS);
			put_reference(out, "meeting", "meeting", number / ITEMS);
			put_reference(out, "agendaItem", "agendaItem", number);
			fprintf(out, ", \"role\": \"%s\", \"authoritative\": %s}",
			        c ? "Entscheidung" : "Vorberatung", c ? "true" : "false");
		}
		fputs("]}\n", out);
	}
}

void oparl_town_write(const char *path)
{
	FILE *out = fopen(path, "w");

	office_must(out != NULL, path);
	write_offices(out);
	write_people(out);
	write_meetings(out);
	write_papers(out);
	office_must(ferror(out) == 0 && fclose(out) == 0, path);
}
