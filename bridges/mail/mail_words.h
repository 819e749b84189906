/* mail_words: the words of mails that are no words of documents (captions), in the language of who reads them.
 *
 * A phrase has places {0}, {1}, ... for values, as captions have them, and each language has the same places. The second
 * column is the English text. Each language is one table, tongue_<language>.c; a gap in one is found by test_tongue.
 * Called by tongue and mail_template. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_WORDS_H
#define VB_BRIDGES_MAIL_MAIL_WORDS_H

#include "bridges/render/captions.h"

/* clang-format off */
#define VB_MAIL_WORDS(X)                                                                                       \
	X(GREETING, "Dear {0},")                                                                               \
	X(GREETING_ALL, "Good day,")                                                                           \
	X(REGARDS, "Kind regards")                                                                             \
	X(REMINDER_OF, "Reminder: {0}")             /* titles and subjects */                                  \
	X(PAPERS_OF, "New papers: {0}")                                                                        \
	X(DUE_OF, "Soon due: {0}")                                                                             \
	X(REQUEST_OF, "Can you help? {0}")                                                                     \
	X(DIGEST_OF, "News: {0}")                                                                              \
	X(NEWSLETTER_OF, "Public meetings and papers: {0}")                                                    \
	X(RECEIPT_OF, "Noted: {0}")                                                                            \
	X(CONFIRM_OF, "Was it you? {0}")                                                                       \
	X(NOTE_OF, "About your mail: {0}")                                                                     \
	X(TEST_OF, "Test mail: {0}")                                                                           \
	X(SUBJECT_DATE, "{0}, {1} {2} {3}")         /* name, day, month, year, number of the month */          \
	X(INVITED, "You are invited to this meeting.")                                                         \
	X(INVITED_FOR, "You are invited to this meeting (for: {0}).")                                    \
	X(CHANGED, "The time or place of this meeting has changed. Please answer again.")                      \
	X(WAS, "It was planned for: {0}")                                                                      \
	X(UNINVITED, "You are no longer invited to this meeting.")                                             \
	X(REASON, "Reason: {0}")                                                                               \
	X(REMINDED, "This meeting takes place soon.")                                                          \
	X(HAS_AGENDA, "Here is the agenda of this meeting.")                                                   \
	X(SUPPLEMENTED, "These items have been added to the agenda.")                                          \
	X(NEW_PAPERS, "There are new papers for this meeting.")                                                \
	X(ANSWERED_NOT, "You have not answered yet.")                                                          \
	X(ANSWERED_YES, "Your answer so far: yes, you will come.")                                             \
	X(ANSWERED_NO, "Your answer so far: no, you will not come.")                                           \
	X(ANSWERED_MAYBE, "Your answer so far: maybe.")                                                        \
	X(ANSWERED_OTHER, "Your answer so far: somebody will come for you.")                                   \
	X(HOW_MEETING, "How to answer: reply to this e-mail with \"yes\", \"no\" or \"maybe\". Or use the buttons of your calendar.") \
	X(HOW_REPLY, "How to answer: reply to this e-mail with \"yes\", \"no\" or \"maybe\".")                 \
	X(HOW_REQUEST, "How to answer: reply to this e-mail with \"yes\" or \"no\".")                          \
	X(HOW_CONFIRM, "If it was you, reply to this e-mail with \"yes\". If not, you need not do anything.")  \
	X(QUESTIONS, "Do you have a question? Just reply to this e-mail and write it. All who take part can read what you write ({0}).") \
	X(ASK_OFFICE, "Do you have a question? Just reply to this e-mail and write it.")                       \
	X(DISCUSS, "Reply to this e-mail to join the discussion. All who take part can read what you write ({0}).") \
	X(ATTACHED, "Attached to this e-mail: {0}")                                                            \
	X(NOT_ATTACHED, "Not attached to this e-mail; please ask us for it: {0}")                              \
	X(STOP, "You do not want such e-mails any more? Reply to this e-mail with \"stop\".")                  \
	X(STOP_LINK, "Or open this page: {0}")                                                                 \
	X(WROTE, "{0} wrote – {1}:")                /* a message: who, when */                                 \
	X(WROTE_SOMEBODY, "Somebody wrote – {0}:")                                                             \
	X(DUE, "Due")                               /* facts */                                                \
	X(RESPONSIBLE, "Responsible")                                                                          \
	X(TASK, "Task")                                                                                        \
	X(NEEDED, "Wanted")                                                                                    \
	X(LANGUAGE, "Language")                                                                                \
	X(OBLIGATION, "Obligation") X(COMMENT_REQUEST, "Request for a comment")                                \
	X(AGREEMENT, "Agreement") X(MEASURE, "Measure")                                                        \
	X(DUTY_DUE, "This is due soon. Please see to it in time.")                                             \
	X(INTERPRETER, "Interpreter") X(VOLUNTEER, "Volunteer")                                                \
	X(REQUESTED, "We are looking for support and ask whether you can help.")                               \
	X(NEWS, "This is new since the last e-mail.")                                                          \
	X(NEWSLETTER, "These are public meetings and papers.")                                                 \
	X(NO_NEWS, "There is nothing new.")                                                                    \
	X(DIGEST_HELP, "If you can help with a request, reply to this e-mail and name the request.")           \
	X(LANGUAGE_DE, "German") X(LANGUAGE_EN, "English") X(LANGUAGE_UK, "Ukrainian") X(LANGUAGE_AR, "Arabic") \
	X(LANGUAGE_FA, "Persian") X(LANGUAGE_RU, "Russian") X(LANGUAGE_FR, "French") X(LANGUAGE_TR, "Turkish") \
	X(LANGUAGE_KU, "Kurdish") X(LANGUAGE_PS, "Pashto") X(LANGUAGE_TI, "Tigrinya") X(LANGUAGE_SO, "Somali") \
	X(LANGUAGE_SQ, "Albanian") X(LANGUAGE_SR, "Serbian") X(LANGUAGE_PL, "Polish") X(LANGUAGE_RO, "Romanian") \
	X(LANGUAGE_BG, "Bulgarian") X(LANGUAGE_ES, "Spanish")                                                  \
	X(MEETING, "Meeting") X(MESSAGE, "Message") X(REQUEST, "Request") X(TAKES_PLACE_NOT, "cancelled")      \
	X(MORE, "And {0} more.")                                                                               \
	X(NOTED_YES, "Thank you. We have noted: yes, you will come.")                                          \
	X(NOTED_NO, "Thank you. We have noted: no, you will not come.")                                        \
	X(NOTED_MAYBE, "Thank you. We have noted: maybe.")                                                     \
	X(NOTED_OTHER, "Thank you. We have noted that somebody will come for you. The office will get in touch if anything is unclear.") \
	X(NOTED_OFFER, "Thank you. We have noted: yes, you can help.")                                         \
	X(NOTED_DECLINE, "Thank you. We have noted: no, you cannot help.")                                     \
	X(NOTED_POST, "Thank you. Your message is in the discussion now.")                                     \
	X(NOTED_HELD, "Thank you. Somebody will look at your message first.")                                  \
	X(NOTED_STOP, "You will not get such e-mails any more.")                                               \
	X(STOP_ASK, "Do you not want such e-mails any more?")           /* the page of a link to unsubscribe */   \
	X(STOP_BUTTON, "Unsubscribe")                                                                          \
	X(NOTED_START, "You will get the public meetings and papers by e-mail from now on.")                   \
	X(NOT_YOU, "Was this not you? Then please reply to this e-mail.")                                      \
	X(WAS_YES, "We got an e-mail with your address. It says: yes, you will come.")                         \
	X(WAS_NO, "We got an e-mail with your address. It says: no, you will not come.")                       \
	X(WAS_MAYBE, "We got an e-mail with your address. It says: maybe.")                                    \
	X(WAS_START, "Somebody asked us to send the public meetings and papers to this address.")              \
	X(WAS_OTHER, "We got an e-mail with your address.")                                                    \
	X(NOTE_UNREADABLE, "We could not read your e-mail. Please send it again as plain text.")               \
	X(NOTE_ENCRYPTED, "Your e-mail is encrypted. We cannot read it. Please send it again without encryption.") \
	X(NOTE_TNEF, "Your program sent its answer in a file that only Outlook can read (winmail.dat). Please reply with \"yes\", \"no\" or \"maybe\".") \
	X(NOTE_EMPTY, "We found no text in your e-mail. Please write above the line that begins with \"--\".") \
	X(NOTE_LARGE, "Your e-mail is too large. Please send it again without large attachments.")             \
	X(NOTE_STRANGER, "We do not know your address. Somebody will look at your e-mail first.")              \
	X(NOTE_UNCLEAR, "We are not sure what you mean. Please reply with one word only: \"yes\", \"no\" or \"maybe\".") \
	X(NOTE_COUNTER, "You proposed another time. We have passed it on. The meeting stays as it is for now.") \
	X(NOTE_OVER, "This is over or closed. Your answer came too late.")                                     \
	X(NOTE_OLD, "Meanwhile there is a newer answer of yours. It counts.")                                  \
	X(NOTE_VOTE, "Nobody can vote by e-mail. Your e-mail does not count as a vote.")                       \
	X(TESTED, "This e-mail tests the connection. Please reply to it with any words.")                      \
	X(IN_GERMAN, "In short, in German")                                                                    \
	X(ZONE_WINTER, "CET, Berlin time") X(ZONE_SUMMER, "CEST, Berlin time") X(ZONE_UTC, "UTC, world time")
/* clang-format on */

enum mail_word {
#define VB_MAIL_WORD_NAME(name, english) MAIL_WORD_##name,
	VB_MAIL_WORDS(VB_MAIL_WORD_NAME)
#undef VB_MAIL_WORD_NAME
		MAIL_WORD_COUNT
};

/* One language. */
struct mail_words {
	struct captions captions;
	const char *word[MAIL_WORD_COUNT];
};

extern const struct mail_words mail_words_de, mail_words_en, mail_words_uk, mail_words_ar,
	mail_words_fa, mail_words_ru, mail_words_fr, mail_words_tr;

#endif
