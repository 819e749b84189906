/* control_doctor: what the shell says of itself, with the settings as a map. */
#include "daemon/control/control_calls.h"

#include <string.h>

#include "daemon/control/control.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"

static void facts(void *ctx, struct control_facts *out)
{
	*out = (struct control_facts){ .listen = "tcp://127.0.0.1:7801",
		                       .libzmq = "4.3.4",
		                       .strangers = 3,
		                       .is_shut = true,
		                       .settings = span_of_str(ctx) };
}

static bool has(const char *answer, const char *part)
{
	bool found = strstr(answer, part) != NULL;

	if (!found)
		diag("answer: %s", answer);
	return found;
}

int main(void)
{
	static char settings[] = "retry-min 1 s\nlisten tcp://127.0.0.1:7801\nmax-peers 512\n";
	struct control_shell shell = { .ctx = settings, .facts = facts };
	const char *answer;
	struct clerk d;

	clerk_open(&d, "Amt");
	answer = clerk_ask(&d, "doctor", "{}");
	ok(has(answer, "{'endpoints':[],'faults':[],'libraries':{'libsodium':'1."),
	   "without a shell the core says what it knows");
	ok(has(answer, "'listen':'','settings':{},'shut':false,'strangers':0,'version':"),
	   "and nothing of the outside");
	ok(has(answer, "'waiting':{'cards':0,'digits':0,"), "and what waits");
	control_set_shell(node_control(d.node), &shell);
	answer = clerk_ask(&d, "doctor", "{}");
	ok(has(answer, "'libzmq':'4.3.4','lmdb':'0."), "the libraries in use");
	ok(has(answer, "'listen':'tcp://127.0.0.1:7801','settings':{'listen':'tcp://"
	               "127.0.0.1:7801','max-peers':'512','retry-min':'1 s'},"),
	   "the settings in force, ascending");
	ok(has(answer, "'shut':true,'strangers':3,"), "and who stands at the door");
	clerk_close(&d);
	return done();
}
