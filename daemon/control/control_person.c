/* control_person: the people of this office, their logins and rights; see control_calls.h and persons.h.
 *
 * Persons of committees (brought in from a council information system, for example) are listed and shown here, too, but
 * they are records like any and changed as such. */
#include <stdio.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/persons.h"
#include "daemon/control/view.h"
#include "daemon/core/council.h"
#include "store/records.h"

/* ---- logins ---- */

/* What a request says about the login of a person. */
struct wish {
	bool is_given; /* a login, or none, was named */
	bool has_login;
	struct login login;
	bool has_right;
	enum right right;
};

static int login_read(struct request *q, struct wish *wish)
{
	struct span text = span_of(NULL, 0);
	int err;

	wish->is_given = request_find(q, "login", &text);
	wish->has_login = request_has(q, "login");
	if (!wish->has_login)
		return 0;
	err = request_text(q, "login", VB_NAME_MAX_BYTES, &text);
	if (err == 0 && !logins_is_name(text))
		err = request_fail(q, VB_ERR_BAD_VALUE, "login is not the name of a login");
	if (err != 0)
		return err;
	(void)snprintf(wish->login.name, sizeof(wish->login.name), "%.*s", (int)text.size,
	               (const char *)text.data);
	return 0;
}

static int wish_read(struct request *q, struct wish *wish)
{
	struct span text = span_of(NULL, 0);
	int err = login_read(q, wish);

	wish->has_right = request_has(q, "right");
	if (err != 0 || !wish->has_right)
		return err;
	err = request_text(q, "right", VB_NAME_MAX_BYTES, &text);
	if (err == 0 && !rights_parse(text, &wish->right))
		err = request_fail(q, VB_ERR_BAD_VALUE, "%s is none of: %s", "right",
		                   "reader, member, secretary, administrator");
	return err;
}

/* Completes a wish by what the person has, *has_old: old. person: NULL: a new one. */
static int wish_settle(struct request *q, struct wish *wish, const struct record_id *person,
                       struct login *old, bool *has_old)
{
	struct login taken;
	int err = person == NULL ? VB_ERR_NOT_FOUND
	                         : logins_of_person(node_view(q->node), person, old);

	*has_old = err == 0;
	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	if (!wish->is_given && *has_old) {
		wish->login = *old;
		wish->has_login = true;
	}
	if (!wish->has_login)
		return wish->has_right ? request_fail(q, VB_ERR_MISSING_VALUE, "login") : 0;
	err = logins_get(node_view(q->node), span_of_str(wish->login.name), &taken);
	if (err == 0 && (person == NULL || !record_id_is_equal(&taken.person, person)))
		return request_fail(q, VB_ERR_LOGIN_TAKEN, "%s", wish->login.name);
	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	wish->login.right = wish->has_right ? wish->right : *has_old ? old->right : VB_RIGHT_MEMBER;
	return 0;
}

static void wish_write(struct request *q, struct wish *wish, const struct record_id *person,
                       const struct login *old)
{
	if (old != NULL)
		logins_del(node_write(q->node), old);
	wish->login.person = *person;
	if (wish->has_login)
		logins_put(node_write(q->node), &wish->login);
}

/* ---- records ---- */

/* A person must have a name. is_new: it must be among the fields; else it must not be cleared. */
static int name_check(struct request *q, struct span fields, bool is_new)
{
	struct request part = { .node = q->node, .args = fields };
	struct span unused;

	if (request_has(&part, "name") || (!is_new && !request_find(&part, "name", &unused)))
		return 0;
	return request_fail(q, VB_ERR_MISSING_VALUE, "name");
}

/* ---- person.add ---- */

/* Fills the draft of a person with what the request says. */
static int person_fill(struct draft *d, struct span fields)
{
	int err = draft_fields(d, fields);

	return err == 0 ? draft_finish(d) : err;
}

/* The office's own space, founded if need be; but only once the person was found good. */
static int own_space(struct request *q, struct draft *d, struct span fields,
                     struct node_space **out)
{
	struct space_id id;
	int err;

	*out = persons_space(q->node);
	if (*out != NULL)
		return 0;
	draft_imagine(d, kind_by_number(VB_KIND_PERSON), VB_AUDIENCE_ALL);
	err = person_fill(d, fields);
	if (err == 0)
		err = council_found(q->node, VB_SPACE_DIRECT, q->now, &id);
	if (err == 0)
		*out = node_space_find(q->node, &id);
	return err;
}

/* Makes the record. */
static int person_write(struct request *q, struct draft *d, struct span fields)
{
	bool is_first = persons_space(q->node) == NULL;
	struct node_space *space;
	int err = own_space(q, d, fields, &space);

	if (err != 0)
		return err;
	err = draft_create(d, space, kind_by_number(VB_KIND_PERSON), VB_AUDIENCE_ALL);
	if (err == 0)
		err = person_fill(d, fields);
	if (err == 0)
		err = draft_write(d);
	return err != 0 && is_first ? draft_abandon(q, err) : err;
}

int control_person_add(struct request *q)
{
	struct wish wish = { .is_given = false };
	struct login old;
	struct span fields;
	struct draft d;
	bool has_old;
	int err = request_map(q, "fields", &fields);

	if (err == 0)
		err = name_check(q, fields, true);
	if (err == 0)
		err = wish_read(q, &wish);
	if (err == 0)
		err = wish_settle(q, &wish, NULL, &old, &has_old);
	if (err != 0)
		return err;
	q->is_for_own = true;
	draft_init(&d, q);
	err = person_write(q, &d, fields);
	if (err == 0) {
		wish_write(q, &wish, &d.id, NULL);
		request_answer_record(q, &d.id);
	}
	draft_release(&d);
	return err;
}

/* ---- person.edit, person.remove ---- */

/* Everybody who may write may correct what stands about themselves; the rest is the administrator's. */
static int edit_check(struct request *q, const struct record_id *person)
{
	struct span unused;
	bool is_own = q->who.has_person && record_id_is_equal(&q->who.person, person);

	if (q->who.right >= VB_RIGHT_ADMINISTRATOR ||
	    (is_own && !request_find(q, "login", &unused) && !request_find(q, "right", &unused)))
		return 0;
	return request_fail(q, VB_ERR_DENIED, "this needs the right `%s`; yours is `%s`",
	                    rights_name(VB_RIGHT_ADMINISTRATOR), rights_name(q->who.right));
}

/* Changes fields of the record, if any were given. */
static int fields_write(struct request *q, struct draft *d)
{
	struct span fields;
	int err = request_map(q, "fields", &fields);

	if (err == 0)
		err = name_check(q, fields, false);
	if (err == 0)
		err = person_fill(d, fields);
	return err == 0 ? draft_write(d) : err;
}

int control_person_edit(struct request *q)
{
	struct wish wish = { .is_given = false };
	struct record_ref ref;
	struct login old;
	struct draft d;
	bool has_old;
	int err = persons_find_own(q, &ref);

	if (err == 0)
		err = edit_check(q, &ref.id);
	if (err == 0)
		err = wish_read(q, &wish);
	if (err == 0)
		err = wish_settle(q, &wish, &ref.id, &old, &has_old);
	if (err != 0)
		return err;
	q->is_for_own = true;
	draft_init(&d, q);
	err = draft_open(&d, &ref, VB_VERB_EDIT);
	if (err == 0 && request_has(q, "fields"))
		err = fields_write(q, &d);
	if (err == 0) {
		wish_write(q, &wish, &ref.id, has_old ? &old : NULL);
		request_answer_record(q, &ref.id);
	}
	draft_release(&d);
	return err;
}

int control_person_remove(struct request *q)
{
	struct record_ref ref;
	struct login login;
	struct draft d;
	int err = persons_find_own(q, &ref);

	if (err != 0)
		return err;
	q->is_for_own = true;
	draft_init(&d, q);
	err = draft_open(&d, &ref, VB_VERB_DELETE);
	if (err == 0)
		err = draft_delete(&d);
	draft_release(&d);
	if (err != 0)
		return err;
	err = logins_of_person(node_write(q->node), &ref.id, &login);
	if (err == 0)
		logins_del(node_write(q->node), &login);
	request_answer_record(q, &ref.id);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* ---- showing ---- */

/* What a view tells of persons besides their records. */
struct telling {
	struct request *q;
	struct login login;
	struct view_person person;
};

/* Readers hear names only, so nothing of logins. What cannot be read makes the transaction fail, and with it the call. */
static void tell(void *ctx, const struct node_space *space, struct merged *m,
                 struct view_place *place)
{
	struct telling *t = ctx;

	(void)m;
	t->person = (struct view_person){ .is_office = node_space_is_own(t->q->node, space) };
	if (t->person.is_office && t->q->who.right >= VB_RIGHT_MEMBER &&
	    logins_of_person(node_view(t->q->node), place->id, &t->login) == 0) {
		t->person.login = t->login.name;
		t->person.right = rights_name(t->login.right);
	}
	place->person = &t->person;
}

int control_person_show(struct request *q)
{
	struct telling t = { .q = q };
	struct view_place place;
	struct node_space *space;
	struct record_ref ref;
	struct merged m;
	struct span bytes;
	int err = persons_find(q, &ref, &space);

	if (err == 0)
		err = records_get(node_view(q->node), &ref, &bytes);
	if (err != 0)
		return err;
	merged_init(&m);
	err = merged_decode(&m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err == 0) {
		place = (struct view_place){ .space = &space->id,
			                     .audience = ref.audience,
			                     .id = &ref.id,
			                     .hides_private = request_hides_private(q) };
		tell(&t, space, &m, &place);
		view_encode(&m, &place, &q->result);
	}
	merged_release(&m);
	return err;
}

int control_person_list(struct request *q)
{
	struct telling t = { .q = q };
	struct listing listing = {
		.kind = VB_KIND_PERSON, .by = VB_LISTING_OF_KIND, .describe = tell, .ctx = &t
	};
	struct node_space *space = NULL;
	bool is_office = false;
	struct span text;
	int err = request_bool(q, "office", &is_office);

	if (err == 0 && request_has(q, "space")) {
		err = request_text(q, "space", 2 * VB_HASH_BYTES, &text);
		if (err == 0)
			err = lookup_shown(q, text, &space);
	}
	if (err == 0 && is_office && space != NULL)
		err = request_fail(q, VB_ERR_BAD_VALUE, "either office or space");
	if (err != 0)
		return err;
	listing.space = is_office ? persons_space(q->node) : space;
	if (is_office && listing.space == NULL) {
		listing_finish(q, NULL, 0, NULL);
		return 0;
	}
	return listing_answer(q, &listing);
}

int control_person_whoami(struct request *q)
{
	struct merged m;
	struct span name;
	bool is_known;

	merged_init(&m);
	is_known =
		q->who.has_person && persons_name(q, node_self(q->node), &q->who.person, &m, &name);
	pack_map(&q->result, 1u + (q->caller->login[0] != '\0') + is_known);
	if (q->caller->login[0] != '\0') {
		pack_cstr(&q->result, "login");
		pack_cstr(&q->result, q->caller->login);
	}
	if (is_known) {
		pack_cstr(&q->result, "person");
		pack_map(&q->result, 2);
		pack_cstr(&q->result, "id");
		view_record_id(&q->who.person, &q->result);
		pack_cstr(&q->result, "name");
		pack_str(&q->result, name);
	}
	pack_cstr(&q->result, "right");
	pack_cstr(&q->result, rights_name(q->who.right));
	merged_release(&m);
	return 0;
}
