/* mailbag: orders of mails; see mailbag.h. */
#include "tests/unit/mailbag.h"

#include <stdio.h>
#include <string.h>

#define HOUR_MS 3600000
#define WEEK_MS 604800000

/* Names of eight places of the world. */
static const char *const names[TONGUE_COUNT] = {
	[TONGUE_DE] = "Käthe Groß",  [TONGUE_EN] = "Grace O’Neil",  [TONGUE_UK] = "Олена Шевченко",
	[TONGUE_AR] = "أمينة حداد",  [TONGUE_FA] = "مریم کریمی",    [TONGUE_RU] = "Анна Смирнова",
	[TONGUE_FR] = "Zoé Lefèvre", [TONGUE_TR] = "Işıl Yıldırım",
};
static const char pdf[] = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\nnot a real one\r\n.\r\n";

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0x01, 0x93, 0x5a, 0x10, 0x20, 0x30 } };

	for (size_t i = 6; i < VB_RECORD_ID_BYTES; i++)
		id.b[i] = (uint8_t)(number * 17 + i);
	return id;
}

static void set_items(struct mailbag *bag)
{
	bag->file = (struct matter_file){ .id = id_of(30),
		                          .name = "Bericht Übergänge.pdf",
		                          .type = "application/pdf",
		                          .bytes = sizeof(pdf) - 1,
		                          .is_here = true };
	bag->paper = (struct matter_paper){ .id = id_of(31),
		                            .reference = "VO/2026/00187",
		                            .title = "Übergänge von der Schule in den Beruf",
		                            .files = &bag->file,
		                            .file_count = 1 };
	bag->items[0] = (struct matter_item){
		.id = id_of(20), .number = "Ö 1", .title = "Begrüßung & Tagesordnung", .minutes = 10
	};
	bag->items[1] = (struct matter_item){ .id = id_of(21),
		                              .number = "Ö 2",
		                              .title = "Sprachkurse – Засідання, اجتماع <2027>",
		                              .kind = "Bericht",
		                              .submitter = "VHS",
		                              .minutes = 45,
		                              .papers = &bag->paper,
		                              .paper_count = 1 };
	/* The daemon never tells more of it than its number; should it, it must not leave. */
	bag->items[2] = (struct matter_item){ .is_internal = true,
		                              .number = "N 1",
		                              .title = VB_MAILBAG_CANARY,
		                              .note = VB_MAILBAG_CANARY,
		                              .submitter = VB_MAILBAG_CANARY,
		                              .papers = &bag->paper,
		                              .paper_count = 1 };
	bag->items[3] = (struct matter_item){
		.id = id_of(23), .number = "Ö 3", .title = "Verschiedenes", .edition = UINT32_MAX
	};
}

static void set_people(struct mailbag *bag)
{
	bag->people[0] = (struct matter_person){ .address = VB_MAILBAG_CANARY "@other.example",
		                                 .seat = id_of(11),
		                                 .for_whom = VB_MAILBAG_CANARY };
	bag->people[1] = (struct matter_person){ .person = id_of(1),
		                                 .seat = id_of(10),
		                                 .for_whom = "Forum für Migration" };
}

static struct matter meeting_of(struct mailbag *bag)
{
	return (struct matter){ .subject = MATTER_MEETING,
		                .id = id_of(2),
		                .space = { { 0xab, 0xcd, 0xef, 1, 2, 3, 4, 5, 6 } },
		                .committee = "Integrationsbeirat",
		                .name = "3. Sitzung",
		                .state = "invited",
		                .start_ms = VB_MAILBAG_START_MS,
		                .end_ms = VB_MAILBAG_START_MS + 2 * HOUR_MS,
		                .deadline_ms = VB_MAILBAG_START_MS - WEEK_MS,
		                .zone = "Europe/Berlin",
		                .place = "Rathaus, Audienzsaal\nBreite Str. 62",
		                .people = bag->people,
		                .person_count = 2,
		                .items = bag->items,
		                .item_count = VB_MAILBAG_ITEMS };
}

static struct matter paper_of(void)
{
	return (struct matter){ .subject = MATTER_PAPER,
		                .id = id_of(31),
		                .committee = "Integrationsbeirat",
		                .name = "Übergänge von der Schule in den Beruf",
		                .reference = "VO/2026/00187",
		                .paper_type = "Bericht",
		                .date = "2026-11-10" };
}

static struct matter message_of(void)
{
	return (struct matter){
		.subject = MATTER_MESSAGE,
		.id = id_of(3),
		.committee = "Integrationsbeirat",
		.text = "Gibt es die Kurse auch am Abend?\n\nIch könnte nur nach 18 Uhr.",
		.by = "Mehmet Öztürk",
		.written_ms = VB_MAILBAG_NOW_MS - HOUR_MS,
		.target_subject = MATTER_MEETING,
		.target = id_of(2),
		.target_name = "Ö 2 Sprachkurse"
	};
}

static struct matter duty_of(void)
{
	return (struct matter){ .subject = MATTER_DUTY,
		                .id = id_of(4),
		                .committee = "Integrationsbeirat",
		                .name = "Stellungnahme zum Teilhabebericht",
		                .duty_kind = "commentRequest",
		                .due = "2026-12-15",
		                .responsible = "Forum für Migration",
		                .description = "Bitte höchstens zwei Seiten." };
}

static struct matter request_of(struct mailbag *bag)
{
	return (struct matter){ .subject = MATTER_REQUEST,
		                .id = id_of(5),
		                .committee = "Integrationsbeirat",
		                .name = "Begleitung zum Jobcenter",
		                .state = "open",
		                .role = "interpreter",
		                .language = "fa",
		                .needed = 2,
		                .start_ms = VB_MAILBAG_START_MS - 6 * HOUR_MS,
		                .zone = "Europe/Berlin",
		                .place = "Jobcenter, Hans-Böckler-Str. 1",
		                .people = bag->people,
		                .person_count = 2 };
}

static void set_matters(struct mailbag *bag, enum mailing_kind kind)
{
	size_t count = 1;

	bag->matters[0] = meeting_of(bag);
	if (kind == MAILING_DUTY)
		bag->matters[0] = duty_of();
	else if (kind == MAILING_REQUEST)
		bag->matters[0] = request_of(bag);
	else if (kind == MAILING_MESSAGE)
		bag->matters[0] = message_of();
	else if (kind == MAILING_TEST)
		count = 0;
	if (kind == MAILING_DIGEST || kind == MAILING_NEWSLETTER)
		bag->matters[count++] = paper_of();
	if (kind == MAILING_DIGEST) {
		bag->matters[count++] = message_of();
		bag->matters[count++] = duty_of();
		bag->matters[count++] = request_of(bag);
	}
	bag->order.matters = bag->matters;
	bag->order.matter_count = count;
}

static void set_kind(struct mailbag *bag, enum mailing_kind kind)
{
	struct matter *first = &bag->matters[0];

	if (kind == MAILING_CHANGE) {
		bag->mailing.sequence = 1;
		bag->order.was_ms = first->start_ms;
		first->start_ms += WEEK_MS;
		first->end_ms += WEEK_MS;
		bag->people[1].answer = MATTER_YES;
	} else if (kind == MAILING_CANCELLATION) {
		bag->mailing.sequence = 2;
		first->state = "cancelled";
		first->reason = "Der Vorsitz ist erkrankt.";
	} else if (kind == MAILING_REMINDER || kind == MAILING_AGENDA) {
		bag->people[1].answer = MATTER_YES;
	}
	if (kind == MAILING_AGENDA) {
		bag->mailing.edition = 1;
		bag->items[3].edition = 1;
	}
	if (kind == MAILING_PAPERS) {
		bag->files[0] = (struct mail_file){ bag->file.name, bag->file.type,
			                            span_of(pdf, sizeof(pdf) - 1) };
		bag->files[1] = (struct mail_file){ .name = "Plan groß.tif", .type = "image/tiff" };
		bag->order.files = bag->files;
		bag->order.file_count = 2;
	}
	if (kind == MAILING_RECEIPT || kind == MAILING_CONFIRM || kind == MAILING_NOTE) {
		(void)snprintf(bag->mailing.reason, sizeof(bag->mailing.reason), "%s",
		               kind == MAILING_NOTE ? "tnef" : "yes");
		(void)snprintf(bag->mailing.in_reply_to, sizeof(bag->mailing.in_reply_to), "%s",
		               "<4711.abc@mail.example>");
	}
}

void mailbag_fill(struct mailbag *bag, enum mailing_kind kind, enum tongue tongue)
{
	memset(bag, 0, sizeof(*bag));
	set_items(bag);
	set_people(bag);
	bag->mailing = (struct mailing){
		.kind = kind, .person = id_of(1), .seat = id_of(10), .tongue = tongue
	};
	if (kind == MAILING_REQUEST)
		bag->mailing.seat = (struct record_id){ { 0 } };
	for (size_t i = 0; i < VB_MAILING_KEY_BYTES; i++)
		bag->mailing.key[i] = (uint8_t)(kind * 16 + i);
	bag->addressee = (struct addressee){ .person = id_of(1), .tongue = tongue };
	(void)snprintf(bag->addressee.name, sizeof(bag->addressee.name), "%s", names[tongue]);
	(void)snprintf(bag->addressee.address, sizeof(bag->addressee.address), "%s",
	               "Volunteer.Person@Forum.example");
	bag->office = (struct mail_office){ .address = "beirat@stadt.example",
		                            .name = "Geschäftsstelle Integrationsbeirat",
		                            .web_url = "https://mail.stadt.example",
		                            .origin = "0123456789abcdef" };
	bag->order = (struct mail_order){ .mailing = &bag->mailing,
		                          .addressee = &bag->addressee,
		                          .office = &bag->office,
		                          .tokens = { "replyreplyreplyreplyreply7",
		                                      "bouncebouncebouncebounce77",
		                                      "unsubunsubunsubunsubunsub7" },
		                          .now_ms = VB_MAILBAG_NOW_MS };
	set_matters(bag, kind);
	set_kind(bag, kind);
}
