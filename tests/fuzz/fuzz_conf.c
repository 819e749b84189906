/*
 * fuzz_conf: a settings file that was taken prints as one that is read to the same settings; one that was refused says
 * why, on one line of valid text.
 */
#include "daemon/conf.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_why why = { "" };
	struct conf conf, again;
	struct buf first, second;

	if (conf_parse(span_of(data, size), &conf, &why) != 0) {
		must(why.text[0] != '\0' && !strchr(why.text, '\n'));
		return 0;
	}
	buf_init(&first, 65536);
	buf_init(&second, 65536);
	conf_format(&conf, &first);
	must(conf_parse(buf_span(&first), &again, &why) == 0);
	conf_format(&again, &second);
	must(span_is_equal(buf_span(&first), buf_span(&second)));
	must(conf_reload(&conf, &again, &why) == 0 && why.text[0] == '\0');
	buf_release(&first);
	buf_release(&second);
	return 0;
}
