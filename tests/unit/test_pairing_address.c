/* pairing_address: what is bound and what stands in a code, for each way to set an office up. */
#include "daemon/pairing_address.h"

#include <string.h>

#include "daemon/log.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

static char home[SCRATCH_PATH_BYTES];

struct row {
	const char *name, *listen, *pairing, *advertise;
	const char *tries[3];
	const char *bound, *told; /* NULL: cannot be reached */
};

static const struct row rows[] = {
	{ "plain",
	  "tcp://10.0.0.1:7447",
	  "",
	  "",
	  { "tcp://10.0.0.1:7448", "tcp://10.0.0.1:*" },
	  "tcp://10.0.0.1:7448",
	  "tcp://10.0.0.1:7448" },
	{ "next port is taken",
	  "tcp://10.0.0.1:7447",
	  "",
	  "",
	  { "tcp://10.0.0.1:7448", "tcp://10.0.0.1:*" },
	  "tcp://10.0.0.1:33001",
	  "tcp://10.0.0.1:33001" },
	{ "last port",
	  "tcp://[::1]:65535",
	  "",
	  "",
	  { "tcp://[::1]:*" },
	  "tcp://[::1]:33001",
	  "tcp://[::1]:33001" },
	{ "every address",
	  "tcp://*:7447",
	  "",
	  "tcp://buero.example:8000",
	  { "tcp://*:7448", "tcp://*:*" },
	  "tcp://[::]:7448",
	  "tcp://buero.example:7448" },
	{ "behind a router",
	  "tcp://192.168.1.10:7447",
	  "tcp://192.168.1.10:9000",
	  "tcp://buero.example:7447",
	  { "tcp://192.168.1.10:9000" },
	  "tcp://192.168.1.10:9000",
	  "tcp://buero.example:9000" },
	{ "pairing only",
	  "",
	  "tcp://10.0.0.1:9000",
	  "",
	  { "tcp://10.0.0.1:9000" },
	  "tcp://10.0.0.1:9000",
	  "tcp://10.0.0.1:9000" },
	{ "pairing everywhere",
	  "tcp://10.0.0.1:7447",
	  "tcp://0.0.0.0:9000",
	  "",
	  { "tcp://0.0.0.0:9000" },
	  "tcp://0.0.0.0:9000",
	  "tcp://10.0.0.1:9000" },
	{ "no host", "", "tcp://*:9000", "", { "tcp://*:9000" }, "tcp://[::]:9000", NULL },
	{ "dials only", "", "", "", { NULL }, NULL, NULL },
};

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct pairing_address tries[PAIRING_ADDRESS_TRIES];
		char told[VB_ENDPOINT_MAX_BYTES + 1] = "";
		size_t count = pairing_address_list(home, row->listen, row->pairing, tries),
		       want = 0;

		while (want < 3 && row->tries[want])
			want++;
		is_int(count, want, "%s: addresses to try", row->name);
		for (size_t t = 0; t < count && t < want; t++)
			is_str(tries[t].text, row->tries[t], "%s: address %zu", row->name, t);
		if (!row->bound)
			continue;
		is_err(pairing_address_told(row->bound, row->listen, row->pairing, row->advertise,
		                            told),
		       row->told ? 0 : VB_ERR_NO_ADDRESS, "%s: is told", row->name);
		is_str(told, row->told ? row->told : "", "%s: as", row->name);
	}
}

static void test_kept(void)
{
	struct pairing_address tries[PAIRING_ADDRESS_TRIES];

	pairing_address_keep(home, "tcp://10.0.0.1:33001");
	is_int(pairing_address_list(home, "tcp://10.0.0.1:7447", "", tries), 3, "with one kept");
	is_str(tries[0].text, "tcp://10.0.0.1:33001", "it comes first");
	is_str(tries[1].text, "tcp://10.0.0.1:7448", "then the usual");
	is_int(pairing_address_list(home, "tcp://10.0.0.1:7447", "tcp://10.0.0.1:9000", tries), 1,
	       "a setting goes before it");
	scratch_write(scratch_path(home, "pairing"), span_of_str("nonsense"));
	is_int(pairing_address_list(home, "tcp://10.0.0.1:7447", "", tries), 2, "nonsense is none");
	pairing_address_forget(home);
	is_int(scratch_size(scratch_path(home, "pairing")), -1, "forgotten");
	pairing_address_forget(home);
	pairing_address_keep("/nonexistent", "tcp://10.0.0.1:33001");
	is_int(scratch_size("/nonexistent/pairing"), -1, "in a home that is gone nothing is kept");
}

int main(void)
{
	log_init(VB_LOG_ERROR);
	scratch_make(home);
	test_rows();
	test_kept();
	scratch_remove(home);
	return done();
}
