/* node_turn: an office that does nothing any more gives back the memory of what it did, and goes on afterwards. */
#include "daemon/core/node.h"

#include <malloc.h>
#include <stdio.h>

#include "tests/tap.h"
#include "tests/unit/clerk.h"

#define ITEMS 8000

static char request[1u << 20];

static const char *upsert(struct clerk *d, const char *space, int from)
{
	int size = snprintf(request, sizeof(request), "{'space':'%s','items':[", space);

	for (int i = 0; i < ITEMS; i++)
		size += snprintf(request + size, sizeof(request) - (size_t)size,
		                 "%s{'kind':'paper','fields':{'id':'urn:%d'}}", i > 0 ? "," : "",
		                 from + i);
	(void)snprintf(request + size, sizeof(request) - (size_t)size, "]}");
	return clerk_ask(d, "record.upsert", "%s", request);
}

static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

int main(void)
{
	char space[80];
	struct clerk d;
	size_t most;

	clerk_open(&d, "Amt");
	(void)snprintf(space, sizeof(space), "%s",
	               clerk_get(&d, "id", "committee.create", "{'name':'Beirat'}"));
	ok(upsert(&d, space, 0)[0] == '{', "many records at once");
	most = allocated();
	for (int i = 0; i < 20; i++)
		clerk_wait(&d, 1000);
#ifndef __SANITIZE_ADDRESS__
	/* A record of this size takes some 700 bytes of pages. */
	ok(most - allocated() >= 4u << 20, "rest gives back what they took: %zu KiB",
	   (most - allocated()) / 1024);
#else
	(void)most;
#endif
	ok(upsert(&d, space, ITEMS)[0] == '{', "the office goes on writing");
	ok(clerk_ask(&d, "record.list", "{'kind':'paper','where':{'id':'urn:7'}}")[0] == '{',
	   "and reading");
	is_str(clerk_text(&d, "next"), "", "what it wrote before");
	clerk_reopen(&d);
	ok(clerk_ask(&d, "record.list", "{'kind':'paper','where':{'id':'urn:%d'}}", ITEMS + 7)[0] ==
	           '{',
	   "and all of it is there after a restart");
	clerk_close(&d);
	return done();
}
