/* err: the one list of errors of Verbund.
 *
 * Every function that can fail returns 0 or one of these negative numbers. The number is stable for ever: it is what
 * a person sees as VB-nnnn, what goes over the local socket and, for VB-1nnn, what a paired partner is told.
 * Texts are English source strings of the message catalogue; cli/ translates them.
 * Thread rule: pure. length: one table.
 */
#ifndef VB_PROTOCOL_ERR_H
#define VB_PROTOCOL_ERR_H

/* Marks results that must not be ignored. */
#define VB_MUST __attribute__((warn_unused_result))

/* What a program tells its caller, the same for all programs of Verbund. */
enum vb_exit {
	VB_EXIT_OK = 0,
	VB_EXIT_ERROR = 1,
	VB_EXIT_USAGE = 2,
	VB_EXIT_NOT_FOUND = 3,
	VB_EXIT_DENIED = 4,
	VB_EXIT_CONFLICT = 5,
	VB_EXIT_NOT_RUNNING = 6,
	VB_EXIT_LOCKED = 7,
	VB_EXIT_UNREACHABLE = 8,
	VB_EXIT_INTEGRITY = 9,
	VB_EXIT_DEGRADED = 10
};

/* clang-format off */
/* name, number, exit status, what happened, what to do now */
#define VB_ERR_TABLE(X)                                                                                                \
	X(TRUNCATED, 1001, ERROR, "The data ends in the middle.", "Send it again, whole.")                             \
	X(MALFORMED, 1002, ERROR, "The data does not have the form it should have.", "Send it again, unchanged.")      \
	X(NOT_CANONICAL, 1003, ERROR, "The data is not in its one allowed form.", "Use a current version of Verbund.") \
	X(TOO_LARGE, 1004, ERROR, "A text, a list or a message is longer than allowed.", "Shorten it.")                \
	X(TOO_DEEP, 1005, ERROR, "The data is nested too deeply.", "Use fewer levels.")                                \
	X(BAD_UTF8, 1006, ERROR, "A text is not valid UTF-8.", "Check the character set of the text.")                 \
	X(TRAILING, 1007, ERROR, "Something follows the end of the data.", "Send it again, unchanged.")                \
	X(OUT_OF_RANGE, 1008, USAGE, "A number is outside its range.", "Check the number.")                            \
	X(VERSION, 1009, ERROR, "This was written by a newer version of Verbund.", "Install the newer version here.")  \
	X(CRITICAL_FLAG, 1010, ERROR, "This uses a feature that this version does not know.",                          \
	  "Install the newer version here.")                                                                           \
	X(BAD_SIGNATURE, 1101, INTEGRITY, "A signature does not fit.", "Ask the sender whether it really sent this.")  \
	X(BAD_HASH, 1102, INTEGRITY, "A checksum does not fit.", "Send it again; if it stays, check the disk.")        \
	X(DECRYPT, 1103, INTEGRITY, "This could not be decrypted.", "Ask the sender to send it again.")                \
	X(BAD_KEY, 1104, ERROR, "A key is not usable.", "Ask the partner office for its current card.")                \
	X(NO_KEY, 1105, DENIED, "The key for this is not here.", "Ask the office in charge to give you access.")       \
	X(CARD_ROLLBACK, 1106, CONFLICT, "An older card of this office was offered.", "Nothing to do; it was refused.")\
	X(BAD_CARD, 1107, ERROR, "The card of this office is not valid.", "Ask the office for its current card.")      \
	X(UNKNOWN_SPACE, 1201, NOT_FOUND, "There is no such committee here.", "Give its number as `verbund committee list` shows it.") \
	X(NOT_MEMBER, 1202, DENIED, "This office does not belong to the committee.", "Ask the office in charge.")      \
	X(NO_RIGHT, 1203, DENIED, "This office may not do that in this committee.", "Ask the office in charge.")       \
	X(NOT_OWNER, 1204, DENIED, "Only the office in charge of the committee can do that.",                          \
	  "Ask the office in charge; `verbund committee show` names it.")                                              \
	X(BEYOND_CUTOFF, 1205, DENIED, "This was written after the office had left.", "Nothing to do; it was refused.")\
	X(UNKNOWN_CONTROL, 1206, CONFLICT, "This rests on a decision that has not arrived here.", "Wait for it.")      \
	X(VOIDED_CONTROL, 1207, CONFLICT, "This rests on a decision that was undone.", "Write it again.")              \
	X(ALREADY_MEMBER, 1209, CONFLICT, "This office already belongs to the committee.", "See `verbund committee show`.") \
	X(NO_BEGIN, 1210, CONFLICT, "The beginning of this history is not here.", "Wait for it.")                      \
	X(HELD, 1211, CONFLICT, "This is held until something else arrives.", "Wait for it.")                          \
	X(SUSPENDED, 1212, DENIED, "This office is suspended in the committee.",                                       \
	  "Speak with the office in charge; `verbund committee show` says who suspended it.")                          \
	X(NOT_SUSPENDED, 1213, CONFLICT, "This office is not suspended in the committee.", "See `verbund committee show`.") \
	X(BEGINS, 1214, CONFLICT, "This office has begun its history in the committee too often.",                     \
	  "The office in charge can confirm what there is: `verbund committee lift`.")                                 \
	X(CONTROL_FORKED, 1215, INTEGRITY, "The office in charge has decided two different things in one place.",      \
	  "`verbund audit show` names both; `verbund committee recover` settles it.")                                  \
	X(VOTED, 1216, CONFLICT, "This office has agreed to something else in this round.",                            \
	  "See `verbund audit show`; a new round begins with `verbund committee recover`.")                            \
	X(NOT_ELECTOR, 1217, DENIED, "This office is not one of those who decide about this.",                         \
	  "`verbund audit show` names them.")                                                                          \
	X(ALREADY_DONE, 1218, CONFLICT, "This was decided already.", "See `verbund audit show`.")                      \
	X(NO_PROPOSAL, 1219, NOT_FOUND, "Nobody has proposed this so far.",                                            \
	  "Propose it yourself; see `verbund help committee`.")                                                        \
	X(NOT_MOVABLE, 1221, CONFLICT, "This cannot be shown to other readers than before.",                            \
	  "Wait until its documents are here as a whole, or remove those that nobody has any more.")                                                  \
	X(BAD_CHAIN, 1301, INTEGRITY, "An entry does not follow its predecessor.", "Nothing to do; it was refused.")   \
	X(GAP, 1302, CONFLICT, "An earlier part is missing.", "Nothing to do; it is fetched.")                         \
	X(FORK, 1303, INTEGRITY, "Two different histories of one office exist.", "Speak with that office.")            \
	X(DUPLICATE, 1304, CONFLICT, "This is already here.", "Nothing to do.")                                        \
	X(BAD_LOG, 1305, ERROR, "This history does not belong to that office.", "Nothing to do; it was refused.")      \
	X(CREDIT, 1306, ERROR, "More was sent than was allowed.", "Nothing to do; it is sent again.")                  \
	X(BAD_SEAL, 1307, ERROR, "A signature is missing where one is due.", "Nothing to do; it was refused.")         \
	X(ERASED, 1308, NOT_FOUND, "This was erased.", "Nothing to do.")                                               \
	X(UNEXPECTED, 1309, ERROR, "This message was not due now.", "Nothing to do; it was refused.")                  \
	X(IGNORED, 1310, DENIED, "This change is not allowed and was ignored.",                                        \
	  "Ask the office in charge whether your office may do that.")                                                 \
	X(WRONG_STATE, 1316, CONFLICT, "The meeting is not in the right state.", "See `verbund meeting show`.")            \
	X(NOTICE, 1320, CONFLICT, "The notice of the meeting is too short.",                                            \
	  "Choose a later day: `verbund meeting edit --start`. Where the rules allow a shorter notice, say why: "           \
	  "`verbund meeting invite --reason`.")                                                                            \
	X(NOT_OUR_SEAT, 1323, DENIED, "Another office answers for this seat.",                                             \
	  "Let that office say it. For a seat without an office an office in charge of the committee enters it.")                               \
	X(NO_QUORUM, 1324, CONFLICT, "Too few are there to decide.", "See `verbund meeting attendance`.")                   \
	X(NO_VOTE, 1325, DENIED, "This seat has no vote.", "See `verbund committee seat list`.")                           \
	X(ON_AGENDA, 1326, CONFLICT, "What was proposed stands on this agenda already.", "See `verbund agenda list`.") \
	X(TOO_MANY_VOTES, 1335, CONFLICT, "More votes than there are seats that may vote.", "See `verbund funding vote`.") \
	X(NO_FONT, 1340, ERROR, "There is no font here to print with.", "Install the package fonts-dejavu-core; then try again.") \
	X(BAD_CODE, 1401, USAGE, "This invitation code is not complete or was altered.", "Type or copy it again.")     \
	X(CODE_EXPIRED, 1402, ERROR, "This invitation has expired.", "Ask for a new invitation.")                      \
	X(CODE_USED, 1403, ERROR, "This invitation has been used already.", "Ask for a new invitation.")               \
	X(PROOF, 1404, DENIED, "The other side did not know the invitation.", "Ask for a new invitation.")             \
	X(COMMITMENT, 1405, INTEGRITY, "The other side changed its card on the way.",                                  \
	  "Somebody may be listening in. Telephone the office and make a new invitation.")                             \
	X(DIGITS, 1406, DENIED, "These are not the six digits.", "Compare the digits by telephone once more.")         \
	X(NOT_PAIRED, 1407, NOT_FOUND, "There is no such partner office.", "See `verbund peer list`.")                 \
	X(SELF, 1408, USAGE, "This is your own office.", "Choose another office.")                                     \
	X(UNREACHABLE, 1409, UNREACHABLE, "The other office cannot be reached.",                                       \
	  "Check its address and that its computer is on; then try again.")                                            \
	X(TOO_MANY, 1410, ERROR, "Too many at the same time.", "Wait a little and try again.")                         \
	X(FINGERPRINT, 1411, DENIED, "This is not the fingerprint of that office's keys.",                              \
	  "Compare it by telephone once more; `verbund node keys` shows the office its own.")                          \
	X(ROTATING, 1412, CONFLICT, "The keys were changed lately, and the former ones are still in use.",              \
	  "See `verbund node keys`; `verbund node rotate --finish` gives them up at once.")                            \
	X(QUOTA, 1413, ERROR, "This office takes no more of that office for now.", "It comes by itself once there is room.")      \
	X(ROW_EXISTS, 1421, CONFLICT, "The bridge has noted this already.", "Nothing to do.")                           \
	X(DRAWER_FULL, 1422, ERROR, "The bridge keeps as much as it may at this office.",                               \
	  "Release or drop what it holds: `verbund bridge mail held`.")                                                \
	X(BRIDGE_OFF, 1423, NOT_RUNNING, "This bridge is not running.", "See `verbund bridge status`.")                 \
	X(MAIL_TEST, 1424, DEGRADED, "The test of the bridge to e-mail has failed.", "Do what stands beside the step that fails, and test once more.") \
	X(NOT_FOUND, 2001, NOT_FOUND, "There is no such thing here.", "Check the number or the name.")                 \
	X(STORE_CORRUPT, 2002, INTEGRITY, "The data store is damaged.", "Go back to the last backup: `verbund restore`.")                    \
	X(STORE_NEWER, 2003, ERROR, "The data store was written by a newer version of Verbund.",                       \
	  "Install the newer version; nothing was changed.")                                                           \
	X(DISK_FULL, 2004, ERROR, "The disk is full. Nothing was lost, but nothing new can be kept.",                  \
	  "Make room on the disk; work goes on by itself.")                                                            \
	X(IO, 2005, ERROR, "The disk or a file cannot be read or written.", "Check the disk and the permissions.")     \
	X(LOCKED, 2006, LOCKED, "Verbund is already running with this data directory.", "Stop the other one first.")   \
	X(PERMISSIONS, 2007, DENIED, "Others can read the secret keys.", "chmod 600 on the file, 700 on its folder.")  \
	X(NO_HOME, 2008, NOT_FOUND, "There is no data directory of Verbund here.", "Run `verbund init` first.")        \
	X(HOME_EXISTS, 2009, CONFLICT, "Something is in this place already.", "Choose another place with --home.") \
	X(BUSY, 2010, ERROR, "Verbund is busy with this already.", "Wait until it is done.")                           \
	X(AMBIGUOUS, 2011, CONFLICT, "The shortened number is too short, or fits more than one.",                              \
	  "Copy it as the lists show it.")                                                                      \
	X(NOTHING_FOUND, 2012, NOT_FOUND, "Nothing was found.", "Use fewer words, or only their beginnings.")          \
	X(STATE_DIFFERS, 2013, INTEGRITY, "The records are not those that the file names.",                            \
	  "Ask for the file again; what was taken over is in the lists.")                                              \
	X(DEGRADED, 2015, DEGRADED, "Something is not in order here.", "`verbund doctor` says what, and what to do.")  \
	X(PARTNERS_LOST, 2016, INTEGRITY, "The list of partner offices is missing from the data directory.",           \
	  "Put the file `partners` back from a copy, or go back to a backup: `verbund restore`.")                      \
	X(KEYS_LOST, 2017, INTEGRITY, "The secret keys of this office are missing from its data directory.",           \
	  "Put the directory aside and go back to a backup: `verbund restore`. If `verbund init` was interrupted, remove it.") \
	X(BACKUP_PLACE, 2018, CONFLICT, "A backup cannot be put there.",                                               \
	  "Name a new file, or an older backup, in a folder outside of the data directory.")                           \
	X(FILE_SIZE, 2019, ERROR, "The file is larger than 1 GiB.", "Divide it into parts.")                           \
	X(FILE_SPACE, 2020, ERROR, "The room that this office has for documents is used up.",                          \
	  "Give it more (file-space in verbundd.conf).")                                                               \
	X(FILE_ABSENT, 2021, NOT_FOUND, "The document has not arrived here as a whole.", "Wait; `verbund file show` says how much of it is here.")                                                    \
	X(FILE_DAMAGED, 2022, INTEGRITY, "What is here of the document does not fit what its sender signed.",          \
	  "Nothing to do where another office has it; else ask the sender to add it again.")                           \
	X(BAD_BACKUP, 2023, INTEGRITY, "This is no whole and unchanged backup of Verbund.", "Take another copy of the backup, or an older one.")                                                         \
	X(OTHER_OFFICE, 2024, CONFLICT, "The backup is of another office than the recovery sheet.", "Take the sheet of the office whose backup it is.")                                                          \
	X(FETCHING, 2025, CONFLICT, "This is a copy from a backup; nothing of it is shown before it is compared.",     \
	  "Wait until an office of the committee can be reached; see `verbund status`.")                               \
	X(NO_MEMORY, 2026, ERROR, "There is not enough free memory.", "End other programs; 300 MB are needed.")        \
	X(NO_PERSON_KEYS, 2027, NOT_FOUND, "There are no such personal keys here.",                                    \
	  "`verbund person key show` shows what there is; `verbund person key new` makes new ones.")                   \
	X(STALE, 2028, CONFLICT, "Something else was written there while this waited to be signed.", "Give the command again.") \
	X(RECORD_KEYS, 2030, INTEGRITY, "The keys of confidential records are missing or damaged.", "Put the file `record.keys` back from a copy; or see `man verbundd` for --new-record-keys.")                 \
	X(KEYS_BACKUP_OLD, 2031, CONFLICT, "This copy of the record keys is older than 30 days.", "Restore without it: what other offices have comes back from them.")                                         \
	X(BAD_KEYS_BACKUP, 2032, INTEGRITY, "This is no whole and unchanged copy of the record keys of this office.", "Take another copy, or restore without it.")                                                                 \
	X(USAGE, 3001, USAGE, "The command is not complete or not known.", "See `verbund help`.")                      \
	X(DENIED, 3002, DENIED, "Your login may not do that here.",                                                      \
	  "Ask the administrator of this office; `verbund person whoami` shows your right.")                           \
	X(NOT_RUNNING, 3003, NOT_RUNNING, "Verbund is not running.", "Start it: verbundd")                             \
	X(UNKNOWN_CALL, 3004, USAGE, "The request is not known.", "Use the same version of verbund and verbundd.")     \
	X(BAD_VALUE, 3005, USAGE, "A value does not fit its field.", "Check the value.")                               \
	X(MISSING_VALUE, 3006, USAGE, "A value is missing.", "Give the missing value.")                                \
	X(BAD_TIME, 3007, USAGE, "This is not a date and time.", "Write it like 2026-12-01T18:00 or 1.12.2026 18:00.") \
	X(BAD_FILE, 3008, ERROR, "The file cannot be read or written.", "Check its name and permissions.")             \
	X(BAD_INPUT, 3009, ERROR, "The file is not in the expected form.", "Check the file.")                          \
	X(LAST_STEWARD, 3010, CONFLICT, "The office in charge cannot leave the committee.",                            \
	  "Hand the committee over first: `verbund committee hand-over`.")                                              \
	X(AMBIGUOUS_TIME, 3011, USAGE, "This hour exists twice or not at all (clock change).",                         \
	  "Add +01:00 or +02:00 to the time.")                                                                         \
	X(TIMEOUT, 3012, ERROR, "Verbund did not answer in time.", "Try again; see `verbund status`.")                 \
	X(LOGIN_TAKEN, 3013, CONFLICT, "This login belongs to another person.",                                        \
	  "See `verbund person list`; take the login from the other person first.")                                    \
	X(UNTRUSTED, 3014, DENIED, "This need not be the daemon of your office: somebody else could have put it there.",     \
	  "Let the folder belong to the daemon's login and be writable for it alone: chmod go-w.")                     \
	X(AMBIGUOUS_NAME, 3015, CONFLICT, "Several have this name.", "Give the number instead, as the lists show it.") \
	X(NO_ADDRESS, 3016, ERROR, "This office has no address at which others can call it.",                          \
	  "Let the other office invite: `verbund peer join`. Or set `listen`; see `man verbundd.conf`.")               \
	X(PASSPHRASE, 3017, DENIED, "The passphrase does not fit.", "Type it again; mind capitals and the keyboard's language.") \
	X(BAD_SHEET, 3018, USAGE, "The code of the recovery sheet is not as it is printed.", "Type it again, line by line.") \
	X(PERSON_FINGERPRINT, 3019, DENIED, "This is not the fingerprint of these keys.",                               \
	  "Type it as the other device shows it: `verbund person key show`.")                                          \
	X(BAD_KEY_FILE, 3020, INTEGRITY, "This is no whole file of your personal keys.",                               \
	  "Put a copy of it in its place; or make new keys: `verbund person key new --forgotten`.")                    \
	X(CONFIG, 4001, USAGE, "The configuration has an error.", "Correct it; see `man verbundd.conf`.")                           \
	X(PORT_IN_USE, 4002, ERROR, "Another program already listens on this port.", "Choose another port.")           \
	X(SELFTEST, 4003, INTEGRITY, "The self-test at the start failed.", "Reinstall Verbund; do not use it.")        \
	X(STOPPING, 4005, NOT_RUNNING, "Verbund is stopping.", "Start it again.")                                      \
	X(NOT_CONFIRMED, 4006, USAGE, "This was not confirmed; nothing was changed.",                                  \
	  "Type the name as it is shown, or give --yes.")                                                              \
	X(NEEDS_RESTART, 4007, CONFLICT, "These settings change only when Verbund starts; nothing was taken over.",    \
	  "Start verbundd again, or take the change back.")
/* clang-format on */

enum vb_err {
#define VB_ERR_ENUM(name, number, exit_status, what, now) VB_ERR_##name = -(number),
	VB_ERR_TABLE(VB_ERR_ENUM)
#undef VB_ERR_ENUM
};

/* The symbolic name, e.g. "TRUNCATED"; "OK" for 0, "UNKNOWN" for a number not in the table. Never NULL. */
const char *err_name(int err);

/* What happened, one English sentence for people (a key of the message catalogue). Never NULL. */
const char *err_what(int err);

/* What to do now, one English sentence for people (a key of the message catalogue). Never NULL. */
const char *err_now(int err);

/* The exit status a program ends with after err. */
enum vb_exit err_exit(int err);

#endif
