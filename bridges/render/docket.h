/* docket: a paper as records have it, and the document made of it: the form of a city council's paper (Vorlage), with its
 * headings in their order.
 *
 * A caller fills it from records; it borrows all texts, and a NULL text is one that is not there: its heading stands all the
 * same, as on the form. Boxes say yes, no or nothing; what nobody ticked stands empty and is never a no.
 * Who reads it decides what is in it: stations and annexes that are not public are left out for others than members.
 * Called by cli and the bridges. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_DOCKET_H
#define VB_BRIDGES_RENDER_DOCKET_H

#include <stddef.h>

#include "bridges/render/captions.h"
#include "bridges/render/form.h"

enum docket_tick { DOCKET_UNKNOWN, DOCKET_YES, DOCKET_NO };

/* One station of its way. */
struct docket_station {
	const char *day; /* "08.10.2014" */
	const char *committee;
	const char *role;   /* "zur Kenntnisnahme" */
	const char *result; /* "einstimmig beschlossen" */
	bool is_internal;
};

/* A document that belongs to it. */
struct docket_file {
	const char *name;
	const char *size; /* "2,1 MB" */
	bool is_internal;
};

struct docket {
	bool is_for_members;
	const char *office;
	const char *type; /* "Bericht"; NULL: just a paper */
	const char *reference;
	const char *date;
	const char *version, *period; /* "Fortschreibung 2019-21"; for which time it is */
	const char *responsible;      /* who submits it and is in the lead */
	const char *editor;
	const char *title;
	const struct docket_station *stations;
	size_t station_count;
	const char *occasion;
	const char *const *points; /* of the proposed decision, in order */
	size_t point_count;
	const char *involved, *involved_result;
	enum docket_tick children;
	const char *children_reason;
	enum docket_tick is_new, is_voluntary, is_prescribed;
	const char *prescribed_by;
	enum docket_tick finance;
	const char *finance_annex;
	const char *reasons; /* this heading stands only where there are any: reports have none */
	const char *report;
	const char *signatory;
	const char *annexes;
	const struct docket_file *files;
	size_t file_count;
	int64_t made_ms; /* since 1970 UTC, noted in the document */
};

/* Writes the document of it into an empty form. Errors: VB_ERR_OUT_OF_RANGE, made_ms outside 1996 to 2999;
 * VB_ERR_TOO_LARGE, as form has it. On failure the form is empty. */
VB_MUST int docket_to_form(const struct docket *docket, const struct captions *captions,
                           struct form *form);

#endif
