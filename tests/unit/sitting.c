/* sitting: an invitation for tests; see sitting.h. */
#include "tests/unit/sitting.h"

#define HOUR_MS 3600000
#define DAY_MS (24 * HOUR_MS)
#define WINTER 60

/* clang-format off */
#define WORDS                                                                                              \
	{ [CAPTION_INVITATION] = "Einladung: {0}", [CAPTION_AGENDA_OF] = "Tagesordnung: {0}",              \
	  [CAPTION_SUPPLEMENT] = "Nachtrag zur Tagesordnung: {0}", [CAPTION_CHANGE] = "Änderung: {0}",     \
	  [CAPTION_CANCELLATION] = "Absage: {0}", [CAPTION_IS_CANCELLED] = "Diese Sitzung findet nicht statt.", \
	  [CAPTION_COMMITTEE] = "Gremium", [CAPTION_TIME] = "Zeit", [CAPTION_PLACE] = "Ort",               \
	  [CAPTION_REPLY_BY] = "Antwort bitte bis", [CAPTION_DATE] = "Datum",                              \
	  [CAPTION_AGENDA] = "Tagesordnung", [CAPTION_NO_ITEMS] = "Noch keine Tagesordnungspunkte.",       \
	  [CAPTION_NUMBER] = "TOP", [CAPTION_SUBJECT] = "Gegenstand", [CAPTION_DURATION] = "Min.",         \
	  [CAPTION_SUBMITTED] = "eingebracht von {0}", [CAPTION_PAPER] = "Vorlage {0}: {1}",                    \
	  [CAPTION_CONFIDENTIAL] = "TOP {0} (nichtöffentlich)", [CAPTION_PAGE] = "Seite {0} von {1}",      \
	  [CAPTION_DAY] = "{0}, {2}. {1} {3}", [CAPTION_MOMENT] = "{0}, {1} Uhr ({2})",                    \
	  [CAPTION_SPAN] = "{0}, {1} bis {2} Uhr ({3})", [CAPTION_LONG_SPAN] = "{0} bis {1}",              \
	  [CAPTION_CLOCK] = "{0}:{1}",                                                                     \
	  [CAPTION_YES] = "Ja", [CAPTION_NO] = "Nein", [CAPTION_PAPER_TITLE] = "Vorlage",                  \
	  [CAPTION_REFERENCE] = "Aktenzeichen", [CAPTION_VERSION] = "Fassung", [CAPTION_PERIOD] = "Gültig", \
	  [CAPTION_RESPONSIBLE] = "Verantwortliche Bereiche", [CAPTION_EDITOR] = "Bearbeitung",            \
	  [CAPTION_WAY] = "Beratungsfolge", [CAPTION_PUBLIC] = "öffentlich",                               \
	  [CAPTION_NOT_PUBLIC] = "nichtöffentlich", [CAPTION_OCCASION] = "Anlass",                         \
	  [CAPTION_PROPOSAL] = "Beschlussvorschlag", [CAPTION_PROCEDURE] = "Verfahren",                    \
	  [CAPTION_INVOLVED] = "Beteiligte Bereiche/Projektgruppen", [CAPTION_INVOLVED_RESULT] = "Ergebnis", \
	  [CAPTION_CHILDREN] = "Beteiligung von Kindern und Jugendlichen gem. § 47 f GO ist erfolgt",      \
	  [CAPTION_CHILDREN_REASON] = "Begründung", [CAPTION_MEASURE] = "Die Maßnahme ist",                \
	  [CAPTION_MEASURE_NEW] = "neu", [CAPTION_MEASURE_VOLUNTARY] = "freiwillig",                       \
	  [CAPTION_MEASURE_PRESCRIBED] = "vorgeschrieben durch",                                           \
	  [CAPTION_FINANCE] = "Finanzielle Auswirkungen", [CAPTION_REASONS] = "Begründung",                \
	  [CAPTION_REPORT] = "Bericht", [CAPTION_ANNEXES] = "Anlagen",                                     \
	  [CAPTION_SUNDAY] = "Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", \
	  [CAPTION_JANUARY] = "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August",      \
	  "September", "Oktober", "November", "Dezember" }
/* clang-format on */

const struct captions sitting_german = { .language = "de", .is_rtl = false, .word = WORDS };
const struct captions sitting_rtl = { .language = "ar", .is_rtl = true, .word = WORDS };

static const struct invitation_paper papers[] = {
	{ "VO/2014/01993", "Bericht zum Kommunalen Integrationskonzept der Hansestadt Lübeck" },
	{ "VO/2014/02166", "Integrationsfonds" },
};

static const struct invitation_item items[] = {
	{ .number = "Ö 1",
	  .title = "Begrüßung und Feststellung der Beschlussfähigkeit",
	  .minutes = 5 },
	{ .number = "Ö 2",
	  .title = "Berichte",
	  .kind = "Bericht",
	  .submitter = "Stabsstelle Integration",
	  .minutes = 45,
	  .papers = papers,
	  .paper_count = 2 },
	{ .depth = 1,
	  .number = "Ö 2.1",
	  .title = "Wirtschaftsausschuss und Ausschuss für den \"Kurbetrieb Travemünde (KBT)\"" },
	{ .depth = 1,
	  .number = "Ö 2.2",
	  .title = "Засідання інтеграційної ради",
	  .submitter = "أمينة",
	  .minutes = 10 },
	{ .number = "N 1",
	  .title = "Bewerbung der Frau Geheim",
	  .submitter = "Herr Geheim",
	  .note = "geheim",
	  .is_internal = true,
	  .minutes = 20 },
	{ .depth = 1, .number = "N 1.1", .title = "Geheime Unterlagen" },
	{ .number = "Ö 3", .title = "Verschiedenes" },
};

const struct invitation_letter sitting_letter = {
	.sender = "Hansestadt Lübeck, Stabsstelle Integration, 23539 Lübeck",
	.address = { "Forum für Migrantinnen und Migranten", "Frau أمينة Müller", "Musterstraße 1",
	             "23552 Lübeck" },
	.date = { SITTING_START_MS - 21 * DAY_MS, WINTER, "MEZ" },
	.info = { { "Unser Zeichen", "2.000 / 17" }, { "Telefon", "0451 000-0000" } },
};

static const struct docket_station stations[] = {
	{ .day = "08.10.2014",
	  .committee = "Senat",
	  .role = "zur Senatsberatung",
	  .is_internal = true },
	{ .day = "04.11.2014",
	  .committee = "Ausschuss für Soziales",
	  .role = "zur Kenntnisnahme",
	  .result = "zur Kenntnis genommen" },
	{ .day = "10.11.2014",
	  .committee = "Wirtschaftsausschuss und Ausschuss für den \"Kurbetrieb Travemünde (KBT)\"",
	  .role = "zur Kenntnisnahme" },
	{ .committee = "Bürgerschaft der Hansestadt Lübeck", .role = "zur Kenntnisnahme" },
};

static const char *const points[] = {
	"Das kommunale Integrationskonzept wird beschlossen.",
	"Die Leit- und Teilziele sind den sich wandelnden Bedingungen anzupassen.",
};

static const struct docket_file files[] = {
	{ .name = "Integrationsbericht", .size = "2,1 MB" },
	{ .name = "Geheimer Vermerk", .is_internal = true },
};

struct docket sitting_paper(void)
{
	return (struct docket){
		.office = "Hansestadt Lübeck",
		.type = "Bericht",
		.reference = "VO/2014/01993",
		.date = "29.09.2014",
		.responsible = "2.000 - Fachbereichsleitung",
		.editor = "أمينة Müller, Оксана Коваленко",
		.title = "Bericht zum Kommunalen Integrationskonzept der Hansestadt Lübeck",
		.stations = stations,
		.station_count = sizeof(stations) / sizeof(stations[0]),
		.occasion = "Bürgerschaftsbeschluss vom 23.02.2012",
		.points = points,
		.point_count = sizeof(points) / sizeof(points[0]),
		.involved = "Alle Fachbereiche sowie\nSteuerungsgruppe Integration",
		.children = DOCKET_NO,
		.children_reason = "Es handelt sich um einen Verwaltungsbericht",
		.is_voluntary = DOCKET_YES,
		.is_prescribed = DOCKET_NO,
		.finance = DOCKET_UNKNOWN,
		.report = "s. Anlage",
		.signatory = "Senator",
		.files = files,
		.file_count = sizeof(files) / sizeof(files[0]),
		.made_ms = SITTING_START_MS - 21 * DAY_MS,
	};
}

struct invitation sitting_invitation(void)
{
	return (struct invitation){
		.occasion = INVITATION_INVITE,
		.audience = INVITATION_MEMBERS,
		.office = "Hansestadt Lübeck",
		.committee = "Steuerungsgruppe Integration",
		.name = "3. Sitzung",
		.place = "Rathaus\nAudienzsaal",
		.has_start = true,
		.has_end = true,
		.has_reply_by = true,
		.start = { SITTING_START_MS, WINTER, "MEZ" },
		.end = { SITTING_START_MS + 2 * HOUR_MS, WINTER, "MEZ" },
		.reply_by = { SITTING_START_MS - 7 * DAY_MS, WINTER, "MEZ" },
		.opening =
			"Sehr geehrte Damen und Herren,\n\nzur Sitzung laden wir Sie herzlich ein.",
		.closing = "Mit freundlichen Grüßen\n\nDie Stabsstelle Integration",
		.items = items,
		.item_count = sizeof(items) / sizeof(items[0]),
		.made_ms = SITTING_START_MS - 21 * DAY_MS,
	};
}
