/* reply_cut: single lines that set a reply apart, and limits; whole mails of real programs stand in tests/data/mail/in. */
#include "bridges/mailread/reply_cut.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/mail_scene.h"
#include "bridges/mailread/reply_sign.h"
#include "tests/tap.h"

enum kind { NONE, MARKER, SEPARATOR, RULE, SIGNATURE, HEADER, SENDER, ADDED };

static const struct {
	const char *line;
	enum kind kind;
} signs[] = {
	{ VB_MAIL_MARKER, MARKER },
	{ "-- Antwort oberhalb dieser Zeile /", MARKER },
	{ "Reply above this line --", MARKER },
	{ "*-- Antwort oberhalb dieser Zeile / Reply above this line --*", NONE },
	{ "Bitte oberhalb dieser Zeile unterschreiben", NONE },
	{ "-----Original Message-----", SEPARATOR },
	{ "-------- Ursprüngliche Nachricht --------", SEPARATOR },
	{ "-------- Пересылаемое сообщение --------", SEPARATOR },
	{ "----- رسالة أصلية -----", SEPARATOR },
	{ "--- kurz ---", NONE },
	{ "----------", NONE },
	{ "---- offen", NONE },
	{ "__________", RULE },
	{ "_________", NONE },
	{ "_____x____", NONE },
	{ "--", SIGNATURE },
	{ "-- ", SIGNATURE },
	{ "---", NONE },
	{ "Von: x", SENDER },
	{ "*From:* x", SENDER },
	{ "De : x", SENDER },
	{ "Від: x", SENDER },
	{ "От: x", SENDER },
	{ "Kimden: x", SENDER },
	{ "GÖNDEREN: x", SENDER },
	{ "من: x", SENDER },
	{ "از: x", SENDER },
	{ "Gesendet: x", HEADER },
	{ "Sent: x", HEADER },
	{ "Envoyé : x", HEADER },
	{ "Надіслано: x", HEADER },
	{ "Тема: x", HEADER },
	{ "Alıcı: x", HEADER },
	{ "إلى: x", HEADER },
	{ "ارسال شده: x", HEADER },
	{ "A: x", NONE },
	{ "Frage: x", NONE },
	{ "Von mir aus", NONE },
	{ "Sent from my iPhone", ADDED },
	{ "Von meinem iPad gesendet", ADDED },
	{ "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", ADDED },
	{ "Envoyé de mon iPhone", ADDED },
	{ "iPhone'umdan gönderildi", ADDED },
	{ "Надіслано з iPhone", ADDED },
	{ "Отправлено с iPhone", ADDED },
	{ "أرسلت من الـ iPhone", ADDED },
	{ "Get Outlook for iOS<https://aka.ms/o0ukef>", ADDED },
	{ "Sent to you yesterday", NONE },
	{ "", NONE },
};

/* Who wrote; before_quote: a line with ">" follows. */
static const struct {
	const char *text;
	bool is_alone, is_before_quote;
} attributions[] = {
	{ "Am 01.12.26 um 09:00 schrieb Beirat:", true, true },
	{ "Beirat schrieb am 01.12.2026 09:00:", true, true },
	{ "On 1 Dec 2026, at 09:00, Beirat <beirat@stadt.example> wrote:", true, true },
	{ "Le 1 déc. 2026 à 09:00, Beirat a écrit :", true, true },
	{ "вт, 1 дек. 2026 г. в 09:00, Beirat <beirat@stadt.example>:", true, true },
	{ "Beirat <beirat@stadt.example>, 1 Ara 2026 Sal, 09:00 tarihinde şunu yazdı:", true,
	  true },
	{ "في ٠١‏/١٢‏/٢٠٢٦ ٠٩:٠٠، كتب Beirat:", true, true },
	{ "در تاریخ ۱ دسامبر ۲۰۲۶ نوشت:", true, true },
	{ "Beirat wrote:", false, true },
	{ "Meine Kollegin schrieb:", false, true },
	{ "Bitte antworten an beirat@stadt.example:", false, true },
	{ "Am Dienstag:", false, false },
	{ "On 1 Dec 2026 at 09:00 Beirat <beirat@stadt.example> wrote", false, false },
};

static void test_signs(void)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		struct span line = span_of_str(signs[i].line);
		enum kind kind = signs[i].kind;

		is_int(reply_sign_is_marker(line), kind == MARKER, "marker: %s", signs[i].line);
		is_int(reply_sign_is_separator(line), kind == SEPARATOR, "separator: %s",
		       signs[i].line);
		is_int(reply_sign_is_rule(line), kind == RULE, "rule: %s", signs[i].line);
		is_int(reply_sign_is_signature(line), kind == SIGNATURE, "signature: %s",
		       signs[i].line);
		is_int(reply_sign_is_sender(line), kind == SENDER, "sender: %s", signs[i].line);
		is_int(reply_sign_is_header(line), kind == HEADER || kind == SENDER, "header: %s",
		       signs[i].line);
		is_int(reply_sign_is_added(line), kind == ADDED, "added: %s", signs[i].line);
	}
}

static void test_attributions(void)
{
	for (size_t i = 0; i < sizeof(attributions) / sizeof(attributions[0]); i++) {
		const char *text = attributions[i].text;

		is_int(reply_sign_is_attribution(text, false), attributions[i].is_alone,
		       "alone: %s", text);
		is_int(reply_sign_is_attribution(text, true), attributions[i].is_before_quote,
		       "before a quotation: %s", text);
	}
}

static void is_cut(const char *text, const char *want)
{
	struct buf out;

	buf_init(&out, 1u << 20);
	reply_cut(span_of_str(text), &out);
	buf_put_u8(&out, 0);
	is_str((const char *)out.data, want, "%.40s", want);
	buf_release(&out);
}

static void test_lines(void)
{
	struct buf text, out;

	is_cut("", "");
	is_cut("\n\n a \r\n\n\n\nb\n\n", " a\n\nb");
	is_cut("> a\n>b\n>", "");
	is_cut("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\na\n-----BEGIN PGP "
	       "SIGNATURE-----\nb",
	       "a");
	is_cut("a\n > b\n", "a\n > b");
	is_cut("a\n\n" VB_MAIL_MARKER "\nb", "a");
	is_cut("> " VB_MAIL_MARKER "\n> b\n\na", "a");
	is_cut("Am 01.12.26 um 09:00 schrieb X:\n\n> b\na\n> c\nd", "a\n\nd");
	is_cut("a\nAm 01.12.26 um 09:00 schrieb X:\n\nb", "a");
	buf_init(&text, 1u << 20);
	buf_init(&out, 1u << 20);
	for (unsigned i = 0; i <= VB_REPLY_LINES_MAX; i++)
		buf_put(&text, "a\n", 2);
	reply_cut(buf_span(&text), &out);
	is_int(out.size, 2 * VB_REPLY_LINES_MAX - 1, "of many lines the first twenty thousand");
	buf_release(&text);
	buf_release(&out);
}

int main(void)
{
	test_signs();
	test_attributions();
	test_lines();
	return done();
}
