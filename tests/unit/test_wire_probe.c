/* wire_probe: a sound door passes, again and again; where it cannot even open its sockets it does not pass. */
#include "daemon/wire/wire_probe.h"

#include "daemon/log.h"
#include "tests/tap.h"

static void on_turn_end(void *ctx)
{
	(void)ctx;
}

static bool on_is_full(void *ctx)
{
	(void)ctx;
	return false;
}

static void on_signal(void *ctx, int signo)
{
	(void)ctx;
	(void)signo;
}

int main(void)
{
	struct loop_hooks hooks = { NULL, on_turn_end, on_is_full, on_signal };
	struct wire_zap *zap = NULL;
	struct loop *loop;

	log_init(VB_LOG_WARNING);
	loop = loop_new(&hooks);
	if (crypt_init() < 0 || !loop || wire_zap_open(loop, 32, &zap) < 0)
		bail("no context");
	is_err(wire_probe_run(zap), 0, "a sound door");
	is_err(wire_probe_run(zap), 0, "once more");
	wire_zap_close(&zap);
	if (wire_zap_open(loop, 3, &zap) < 0)
		bail("no context");
	is_err(wire_probe_run(zap), VB_ERR_IO, "no room for the sockets it needs");
	wire_zap_close(&zap);
	loop_destroy(&loop);
	return done();
}
