/* sink: a server of mail for black-box tests (unit/smtp_sink.h): sink PORT FILE. Says READY once it listens. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/smtp_sink.h"

int main(int argc, char **argv)
{
	uint16_t port;
	int listener;

	if (argc != 3)
		return 2;
	listener = smtp_sink_listen((uint16_t)strtoul(argv[1], NULL, 10), &port);
	puts("READY");
	fflush(stdout);
	smtp_sink_run(listener, argv[2], false);
}
