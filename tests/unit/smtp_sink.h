/* smtp_sink: a server of mail for tests: takes everything, notes it, and misbehaves where the recipient's name says so.
 *
 * A child process on a port of loopback that the kernel chose. Each mail that came to its final dot is noted as a line
 * `connection sender recipient Message-ID outcome` in the file, before it is answered. By the local part of the recipient:
 *   later 451 and refused 550 to RCPT; wait 451 and spam 554 to the dot; drop: hangs up in the place of an answer to the dot;
 *   cut: hangs up at DATA; slow: answers the dot after half a second. A sender "nobody" is refused with 550 at MAIL.
 * Used by test_submit, bench_mail and the helper sink of the black-box tests.
 */
#ifndef VB_TESTS_UNIT_SMTP_SINK_H
#define VB_TESTS_UNIT_SMTP_SINK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SMTP_SINK_CLIENTS 64

/* Opens a listener on 127.0.0.1 (port 0: the kernel chooses) and says its port. Ends the run when it cannot. */
int smtp_sink_listen(uint16_t port, uint16_t *out);

/* Serves for ever. file: where mails are noted; NULL: they are only counted. is_keeping: their bytes are noted, too, behind
 * the line. */
_Noreturn void smtp_sink_run(int listener, const char *file, bool is_keeping);

/* The same in a child process. */
pid_t smtp_sink_start(const char *file, bool is_keeping, uint16_t *port);
/* Ends it. */
void smtp_sink_stop(pid_t pid);

#endif
