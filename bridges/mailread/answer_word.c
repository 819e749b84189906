/* answer_word: the first line of a reply as an answer; see answer_word.h. length: tables */
#include "bridges/mailread/answer_word.h"

#include <string.h>

#include "bridges/mailread/fold_word.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define LINE_BYTES 160

static const char *const yes[] = {
	/* de */
	"ja",
	"jawohl",
	"ja gerne",
	"ja gern",
	"ja klar",
	"ja danke",
	"ja bitte",
	"zusage",
	"zugesagt",
	"ich sage zu",
	"komme",
	"ich komme",
	"ja ich komme",
	"ich komme gerne",
	"bin dabei",
	"ich bin dabei",
	"ja ich bin dabei",
	"nehme teil",
	"ich nehme teil",
	"ja ich nehme teil",
	"ich kann",
	"ja ich kann",
	/* en */
	"yes",
	"yes please",
	"yes I will",
	"yes I'll come",
	"yes I will come",
	"yes I can",
	"I can",
	"accept",
	"accepted",
	"I accept",
	"attending",
	"I will attend",
	"I'll attend",
	"I will come",
	"I'll come",
	"I'll be there",
	"I will be there",
	"I am coming",
	"I'm coming",
	"count me in",
	/* uk */
	"так",
	"так прийду",
	"так я прийду",
	"прийду",
	"я прийду",
	"буду",
	"я буду",
	"так буду",
	"так я буду",
	"так можу",
	"можу",
	"погоджуюсь",
	"погоджуюся",
	/* ru */
	"да",
	"да приду",
	"да я приду",
	"приду",
	"я приду",
	"да буду",
	"да я буду",
	"да могу",
	"могу",
	"согласен",
	"согласна",
	/* fr */
	"oui",
	"oui je viens",
	"oui je viendrai",
	"oui merci",
	"oui avec plaisir",
	"je viens",
	"je viendrai",
	"je participe",
	"je participerai",
	"oui je participe",
	"j'accepte",
	"je serai là",
	"je serai présent",
	"je serai présente",
	"oui je peux",
	"je peux",
	/* tr */
	"evet",
	"evet geliyorum",
	"evet geleceğim",
	"geliyorum",
	"geleceğim",
	"katılıyorum",
	"katılacağım",
	"evet katılıyorum",
	"evet katılacağım",
	"kabul ediyorum",
	"gelebilirim",
	"evet gelebilirim",
	/* ar */
	"نعم",
	"أجل",
	"نعم سأحضر",
	"سأحضر",
	"سوف أحضر",
	"نعم سوف أحضر",
	"موافق",
	"موافقة",
	"نعم موافق",
	"نعم أستطيع",
	/* fa */
	"بله",
	"بلی",
	"آری",
	"آره",
	"بله می‌آیم",
	"می‌آیم",
	"بله شرکت می‌کنم",
	"شرکت می‌کنم",
	"خواهم آمد",
	"می‌پذیرم",
	"بله می‌توانم",
};

static const char *const no[] = {
	/* de */
	"nein",
	"nein danke",
	"nein leider",
	"leider nein",
	"nein leider nicht",
	"leider nicht",
	"absage",
	"abgesagt",
	"ich sage ab",
	"komme nicht",
	"ich komme nicht",
	"ich komme leider nicht",
	"nein ich komme nicht",
	"kann nicht",
	"ich kann nicht",
	"ich kann leider nicht",
	"leider kann ich nicht",
	"nehme nicht teil",
	"ich nehme nicht teil",
	"bin nicht dabei",
	"ich bin nicht dabei",
	"bin verhindert",
	"ich bin verhindert",
	/* en */
	"no",
	"no thanks",
	"no thank you",
	"no sorry",
	"sorry no",
	"decline",
	"declined",
	"I decline",
	"not attending",
	"I will not attend",
	"I won't attend",
	"I will not come",
	"I won't come",
	"I can't come",
	"I cannot come",
	"I can't",
	"I cannot",
	"I can't attend",
	"I cannot attend",
	"no I can't",
	"no I cannot",
	/* uk */
	"ні",
	"ні дякую",
	"ні не прийду",
	"ні я не прийду",
	"не прийду",
	"я не прийду",
	"не буду",
	"я не буду",
	"на жаль ні",
	"ні на жаль",
	"не можу",
	"я не можу",
	"ні не можу",
	/* ru */
	"нет",
	"нет спасибо",
	"нет не приду",
	"нет я не приду",
	"не приду",
	"я не приду",
	"я не буду",
	"к сожалению нет",
	"нет к сожалению",
	"не могу",
	"я не могу",
	"нет не могу",
	/* fr */
	"non",
	"non merci",
	"non désolé",
	"non désolée",
	"désolé non",
	"désolée non",
	"malheureusement non",
	"je ne viens pas",
	"je ne viendrai pas",
	"non je ne viens pas",
	"je ne participe pas",
	"je ne participerai pas",
	"je refuse",
	"je décline",
	"je ne peux pas",
	"non je ne peux pas",
	/* tr */
	"hayır",
	"hayır gelmiyorum",
	"hayır gelemiyorum",
	"hayır gelemem",
	"gelmiyorum",
	"gelemiyorum",
	"gelemem",
	"gelemeyeceğim",
	"gelmeyeceğim",
	"katılmıyorum",
	"katılamıyorum",
	"katılamayacağım",
	"katılmayacağım",
	"maalesef hayır",
	"hayır maalesef",
	/* ar */
	"لا",
	"لا شكرا",
	"كلا",
	"لن أحضر",
	"لا لن أحضر",
	"لا أستطيع",
	"لا أستطيع الحضور",
	"أعتذر",
	"للأسف لا",
	"لا للأسف",
	/* fa */
	"نه",
	"خیر",
	"نخیر",
	"نه ممنون",
	"نه متشکرم",
	"نمی‌آیم",
	"نه نمی‌آیم",
	"شرکت نمی‌کنم",
	"نه شرکت نمی‌کنم",
	"نمی‌توانم",
	"نه نمی‌توانم",
	"متأسفانه نه",
	"نخواهم آمد",
};

static const char *const maybe[] = {
	"vielleicht",
	"eventuell",
	"evtl",
	"weiß noch nicht",
	"ich weiß noch nicht",
	"ich weiß es noch nicht",
	"unter vorbehalt",
	"mit vorbehalt",
	"maybe",
	"perhaps",
	"tentative",
	"possibly",
	"not sure",
	"not sure yet",
	"I'm not sure",
	"можливо",
	"може бути",
	"мабуть",
	"ще не знаю",
	"возможно",
	"может быть",
	"пока не знаю",
	"еще не знаю",
	"peut-être",
	"peut etre",
	"je ne sais pas encore",
	"belki",
	"henüz bilmiyorum",
	"ربما",
	"لا أعرف بعد",
	"شاید",
	"هنوز نمی‌دانم",
};

static const char *const unsubscribe[] = {
	"unsubscribe",
	"unsubscribe me",
	"please unsubscribe",
	"please unsubscribe me",
	"remove me",
	"stop",
	"stopp",
	"abmelden",
	"abmeldung",
	"bitte abmelden",
	"abbestellen",
	"bitte abbestellen",
	"newsletter abbestellen",
	"newsletter abmelden",
	"austragen",
	"bitte austragen",
	"keine mails mehr",
	"keine weiteren mails",
	"відписатися",
	"відписатись",
	"відписка",
	"відпишіть мене",
	"отписаться",
	"отписка",
	"отпишите меня",
	"désabonner",
	"se désabonner",
	"me désabonner",
	"désabonnement",
	"désinscription",
	"désinscrire",
	"me désinscrire",
	"désabonnez-moi",
	"abonelikten çık",
	"aboneliği iptal et",
	"aboneliği iptal",
	"abonelikten çıkmak istiyorum",
	"listeden çık",
	"listeden çıkar",
	"إلغاء الاشتراك",
	"ألغ اشتراكي",
	"لغو اشتراک",
	"لغو عضویت",
};

static bool is_in(const char *said, const char *const *table, size_t count)
{
	char known[LINE_BYTES];

	for (size_t i = 0; i < count; i++) {
		fold_word(table[i], known, sizeof(known));
		if (strcmp(said, known) == 0)
			return true;
	}
	return false;
}

/* Who asks back does not answer: "?", the Arabic one, the Greek semicolon not. */
static bool is_question(const char *line)
{
	return strchr(line, '?') != NULL || strstr(line, "\xd8\x9f") != NULL;
}

enum parcel_word answer_word(const char *line)
{
	char said[LINE_BYTES];

	if (is_question(line) || strlen(line) >= LINE_BYTES)
		return PARCEL_NO_WORD;
	fold_word(line, said, sizeof(said));
	if (is_in(said, yes, COUNT(yes)))
		return PARCEL_WORD_YES;
	if (is_in(said, no, COUNT(no)))
		return PARCEL_WORD_NO;
	return is_in(said, maybe, COUNT(maybe)) ? PARCEL_WORD_MAYBE : PARCEL_NO_WORD;
}

bool answer_is_unsubscribe(const char *line)
{
	char said[LINE_BYTES];

	if (is_question(line) || strlen(line) >= LINE_BYTES)
		return false;
	fold_word(line, said, sizeof(said));
	return is_in(said, unsubscribe, COUNT(unsubscribe));
}
