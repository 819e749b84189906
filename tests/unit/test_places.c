/* places: spaces and logs are found by number, whatever the order they came in; numbers stand once. */
#include "store/places.h"

#include "tests/tap.h"

int main(void)
{
	struct places p;
	struct space_info space = { .number = 0 };
	struct log_info log = { .handle = 0 };
	unsigned found = 0, added = 0;

	places_init(&p);
	ok(places_space(&p, 1) == NULL && places_log(&p, 1) == NULL, "nothing at first");
	for (uint32_t i = 0; i < 500; i++) {
		space.number = 1 + i * 7 % 500;
		log.handle = 1 + i * 11 % 500;
		space.control_count = space.number;
		log.count = log.handle;
		added += places_add_space(&p, &space) && places_add_log(&p, &log);
	}
	is_int(added, 500, "500 of each, in no order");
	ok(!places_add_space(&p, &space) && !places_add_log(&p, &log), "none twice");
	for (uint32_t n = 1; n <= 500; n++)
		found += places_space(&p, n)->control_count == n && places_log(&p, n)->count == n;
	is_int(found, 500, "each is found by its number");
	ok(places_space(&p, 0) == NULL && places_space(&p, 501) == NULL &&
	           places_log(&p, 0) == NULL && places_log(&p, 501) == NULL,
	   "and no other");
	places_release(&p);
	ok(places_space(&p, 1) == NULL, "released");
	return done();
}
