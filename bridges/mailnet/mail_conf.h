/* mail_conf: the settings of verbund-mail, from $VERBUND_HOME/mail.conf: flat lines `key value`, `#` begins a comment.
 *
 * An unknown key, a key given twice, a value that is not allowed or settings that do not fit together refuse the whole
 * file, with its line and what to do. A file that holds a password, and every password file, belongs to the login of the
 * daemon and is readable for nobody else. Passwords are never printed, and wiped in the end.
 * Called by main. Thread rule: pure but for mail_conf_load.
 */
#ifndef VB_BRIDGES_MAILNET_MAIL_CONF_H
#define VB_BRIDGES_MAILNET_MAIL_CONF_H

#include "bridges/mailnet/mail_option.h"

/* Sets every option to its default. */
void mail_conf_init(struct mail_conf *conf);

/* Reads the text of a file over the defaults; on error only why is written. Passwords in files of their own are not read.
 * Errors: VB_ERR_CONFIG. */
VB_MUST int mail_conf_parse(struct span text, struct mail_conf *conf, struct mail_why *why);

/* Reads the file at path and the password files that it names. why says what is wrong, and where.
 * Errors: VB_ERR_CONFIG, VB_ERR_PERMISSIONS (others can read a password), VB_ERR_NOT_FOUND (no such file), VB_ERR_IO. */
VB_MUST int mail_conf_load(const char *path, struct mail_conf *conf, struct mail_why *why);

/* Appends every option that is set as a file, without passwords. */
void mail_conf_format(const struct mail_conf *conf, struct buf *out);

/* Describes the option at index; false behind the last one. */
bool mail_conf_describe(size_t index, struct mail_help *out);

/* Wipes it. */
void mail_conf_release(struct mail_conf *conf);

#endif
