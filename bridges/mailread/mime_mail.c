/* mime_mail: a mail taken apart; see mime_mail.h. tested by tests/unit/test_reading.c */
#include "bridges/mailread/mime_mail.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *mime_mail_header(const struct mime_mail *mail, const char *name, size_t nth)
{
	for (size_t i = 0; i < mail->header_count; i++) {
		if (strcasecmp(mail->headers[i].name, name) == 0 && nth-- == 0)
			return mail->headers[i].value;
	}
	return NULL;
}

void mime_mail_release(struct mime_mail *mail)
{
	for (size_t i = 0; i < mail->header_count; i++) {
		free(mail->headers[i].name);
		free(mail->headers[i].value);
		free(mail->headers[i].folded);
	}
	free(mail->headers);
	free(mail->subject);
	free(mail->from_address);
	free(mail->from_name);
	buf_release(&mail->plain);
	buf_release(&mail->html);
	buf_release(&mail->calendar);
	buf_release(&mail->report);
	for (size_t i = 0; i < mail->file_count; i++) {
		free(mail->files[i].name);
		free(mail->files[i].type);
		buf_release(&mail->files[i].bytes);
	}
	memset(mail, 0, sizeof(*mail));
}
