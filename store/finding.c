/* finding: what is wrong with a store; see finding.h. */
#include "store/finding.h"

static const char *const names[] = {
#define VB_FINDING_NAME(name, text) [VB_FINDING_##name] = #name,
	VB_FINDING_TABLE(VB_FINDING_NAME)
#undef VB_FINDING_NAME
};

static const char *const texts[] = {
#define VB_FINDING_TEXT(name, text) [VB_FINDING_##name] = (text),
	VB_FINDING_TABLE(VB_FINDING_TEXT)
#undef VB_FINDING_TEXT
};

const char *finding_name(enum finding_code code)
{
	return (unsigned)code < sizeof(names) / sizeof(*names) ? names[code] : "UNKNOWN";
}

const char *finding_text(enum finding_code code)
{
	return (unsigned)code < sizeof(texts) / sizeof(*texts) ? texts[code] : "unknown";
}

void finding_add(struct findings *f, const struct finding *finding)
{
	f->count++;
	f->left_over += finding->code == VB_FINDING_BLOB_EXTRA;
	f->tell(f->ctx, finding);
}
