/* mail_log: what verbund-mail tells the operator, one event a line on stderr: `mail.event key=value ...`.
 *
 * The daemon passes stderr on to its own log. Never an address, a subject or contents: ids, and the first digits of a
 * hash. Control characters and what is not ASCII are escaped, so that nothing a stranger chose begins a line.
 * Called by everything in this folder. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_MAIL_LOG_H
#define VB_BRIDGES_MAILNET_MAIL_LOG_H

/* Writes one line. */
void mail_log(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As mail_log, about an enum vb_err, which is appended as code=VB-nnnn what="...". */
void mail_log_error(const char *event, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
