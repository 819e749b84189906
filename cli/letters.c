/* letters: invitations on paper; see letters.h; tested by tests/blackbox/20-invite.t */
#include "cli/letters.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/language.h"
#include "cli/leaflet.h"
#include "cli/target.h"

#define NAME_BYTES 80u /* of a file, of the name of whoever gets the letter */
#define FOLDER_MODE 0777

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

/* ---- the folder ---- */

int letters_check(const struct letters *letters)
{
	struct out *out = letters->cmd->out;
	struct stat there;

	if (!letters->is_internal && leaflet_is_internal(letters->m->meeting))
		return out_fail(
			out, VB_ERR_DENIED, "%s",
			_("The meeting is not public; --internal makes letters for its members."));
	if (mkdir(letters->folder, FOLDER_MODE) < 0 &&
	    (errno != EEXIST || stat(letters->folder, &there) < 0 || !S_ISDIR(there.st_mode)))
		return out_fail(out, VB_ERR_BAD_FILE, "%s: %s", letters->folder,
		                strerror(errno == EEXIST ? ENOTDIR : errno));
	return 0;
}

/* The name of somebody as a part of a file's name: letters and digits, whole characters. */
static void put_name(const char *text, char out[static NAME_BYTES])
{
	size_t used = 0;

	for (; *text != '\0' && used < NAME_BYTES - 5; text++) {
		bool is_kept = (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') ||
		               (*text >= 'a' && *text <= 'z') || (unsigned char)*text >= 0x80;

		if (is_kept)
			out[used++] = *text;
		else if (used > 0 && out[used - 1] != '-')
			out[used++] = '-';
	}
	/* What was cut within a character goes on to its end. */
	while (used < NAME_BYTES - 1 && ((unsigned char)*text & 0xc0) == 0x80)
		out[used++] = *text++;
	while (used > 0 && out[used - 1] == '-')
		used--;
	out[used] = '\0';
}

/* ---- who gets it ---- */

/* All that a letter borrows. */
struct draft_letter {
	const struct letters *letters;
	size_t seat;
	struct invitation_letter letter;
	char *address; /* in lines */
	char *sender;
	char *opening;
	char *closing;
};

static void put_line(struct buf *text, const char *line)
{
	if (line == NULL || line[0] == '\0')
		return;
	if (text->size > 0)
		buf_put_u8(text, '\n');
	buf_put(text, line, strlen(line));
}

static char *taken(struct buf *text)
{
	char *copy;

	buf_put_u8(text, '\0');
	copy = strdup((const char *)text->data);
	if (copy == NULL)
		abort();
	buf_release(text);
	return copy;
}

/* Where a person is reached, else the organization. */
static void put_place(const struct muster *m, const struct json *membership, struct buf *text)
{
	const struct json *person = labels_record(m->labels, field(membership, "person"));
	const struct json *place = labels_record(m->labels, field(person, "location"));
	const struct json *owner = labels_record(m->labels, field(membership, "onBehalfOf"));
	const char *code = field(place, "postalCode");
	const char *town = field(place, "locality");
	char line[VB_LEAFLET_LINE_BYTES];

	if (field(place, "streetAddress") == NULL && town == NULL) {
		put_line(text, field(owner, "postalAddress"));
		return;
	}
	(void)snprintf(line, sizeof(line), "%s%s%s", code != NULL ? code : "",
	               code != NULL && town != NULL ? " " : "", town != NULL ? town : "");
	put_line(text, field(place, "streetAddress"));
	put_line(text, line);
}

/* Parts a text into its lines, in place; of more than there is room for the first one and the last ones, where the town is. */
static void part_lines(char *text, const char *out[static VB_FORM_ADDRESS_LINES])
{
	size_t count = 0;

	while (*text != '\0') {
		size_t size = strcspn(text, "\n");

		if (count == VB_FORM_ADDRESS_LINES) {
			memmove(&out[1], &out[2], (VB_FORM_ADDRESS_LINES - 2) * sizeof(out[0]));
			count--;
		}
		out[count++] = text;
		text += size;
		if (*text != '\0')
			*text++ = '\0';
	}
}

/* From the top: for whom, who, and where. */
static void set_address(struct draft_letter *d)
{
	const struct muster *m = d->letters->m;
	char *office = muster_for(m, d->seat);
	char *who = muster_who(m, d->seat);
	struct buf text;

	buf_init(&text, VB_LEAFLET_MAX_BYTES);
	put_line(&text, office);
	put_line(&text, who);
	put_place(m, m->seats[d->seat].record, &text);
	d->address = taken(&text);
	free(office);
	free(who);
	part_lines(d->address, d->letter.address);
}

/* ---- what it says ---- */

/* The office that writes, with the address of the committee, in one line. */
static void set_sender(struct draft_letter *d, const char *self)
{
	const struct muster *m = d->letters->m;
	const struct json *body = m->body_count > 0 ? m->bodies[0].organization : NULL;
	const char *address = field(body, "postalAddress");
	const char *email = field(body, "contactEmail");
	struct buf text;

	buf_init(&text, VB_LEAFLET_MAX_BYTES);
	put_line(&text, self);
	for (; address != NULL && *address != '\0'; address += strspn(address, "\n")) {
		size_t size = strcspn(address, "\n");

		buf_put(&text, " · ", strlen(" · "));
		buf_put(&text, address, size);
		address += size;
	}
	d->sender = taken(&text);
	d->letter.sender = d->sender;
	if (email != NULL) {
		d->letter.info[0][0] = _("E-mail");
		d->letter.info[0][1] = email;
	}
}

static void set_texts(struct draft_letter *d, uint32_t edition, const char *self)
{
	const struct muster *m = d->letters->m;
	const char *reason = field(m->meeting, "reason");
	char *who = muster_who(m, d->seat);
	char *texts[2] = { NULL, NULL };
	size_t sizes[2];

	for (size_t i = 0; i < 2; i++) {
		FILE *out = open_memstream(&texts[i], &sizes[i]);

		if (out == NULL)
			abort();
		if (i == 0 && who[0] != '\0')
			(void)fprintf(out, _("Dear %s,"), who);
		else if (i == 0)
			(void)fputs(_("Dear Sir or Madam,"), out);
		if (i == 0)
			(void)fprintf(out, "\n\n%s",
			              edition == 0
			                      ? _("you are invited to this meeting.")
			                      : _("the agenda of this meeting was supplemented."));
		if (i == 0 && m->sitting.is_second_call)
			(void)fprintf(
				out, "\n\n%s",
				_("It is the second call on the same matter: where the rules of "
			          "the committee say so, it can decide however few come."));
		if (i == 1 && reason != NULL)
			(void)fprintf(out, "%s %s\n\n", _("Why the notice is short:"), reason);
		if (i == 1)
			(void)fprintf(out, "%s\n\n%s", _("Kind regards"), self);
		if (fclose(out) != 0)
			abort();
	}
	free(who);
	d->opening = texts[0];
	d->closing = texts[1];
}

static void release(struct draft_letter *d)
{
	free(d->address);
	free(d->sender);
	free(d->opening);
	free(d->closing);
}

/* ---- files ---- */

static int write_file(const struct letters *letters, const char *name, const char *ending,
                      const struct buf *bytes)
{
	char path[PATH_MAX];
	struct target target;
	int length = snprintf(path, sizeof(path), "%s/%s.%s", letters->folder, name, ending);
	int err;

	if (length < 0 || (size_t)length >= sizeof(path))
		return VB_ERR_TOO_LARGE;
	err = target_open(letters->cmd, path, &target, false);
	if (err < 0)
		return err;
	if (fwrite(bytes->data, 1, bytes->size, target.file) != bytes->size)
		err = VB_ERR_BAD_FILE;
	return target_close(letters->cmd, &target, err);
}

static int write_forms(const struct letters *letters, const struct leaflet *leaflet,
                       const char *name)
{
	static const char *const forms[][2] = { { "text", "txt" }, { "pdf", "pdf" } };
	int err = 0;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]) && err == 0; i++) {
		struct buf bytes;

		buf_init(&bytes, VB_LEAFLET_MAX_BYTES);
		err = leaflet_write(leaflet, forms[i][0], &bytes);
		if (err == 0)
			err = write_file(letters, name, forms[i][1], &bytes);
		buf_release(&bytes);
	}
	return err;
}

/* One letter: line of a seat, with the agenda of its edition. */
static int write_letter(const struct letters *letters, const struct json *line,
                        const struct json *agenda, const char *self, const char *name)
{
	const struct muster *m = letters->m;
	uint32_t edition = (uint32_t)json_int(json_get(line, "edition"), 0);
	const struct json *record = invited_edition(letters->invited, edition);
	int64_t sent = json_int(json_get(json_get(record, "fields"), "invitedAt"),
	                        json_int(json_get(record, "created"), 0));
	struct draft_letter d = { .letters = letters,
		                  .seat = (size_t)json_int(json_get(line, "seat"), 0) };
	struct json *items = invited_agenda(letters->invited, edition, agenda);
	char zone[VB_WORDING_ZONE_BYTES];
	struct leaflet leaflet;
	int err;

	leaflet_init(&leaflet, letters->cmd, m->labels, m->meeting, items,
	             letters->is_internal ? INVITATION_MEMBERS : INVITATION_PUBLIC);
	set_address(&d);
	set_sender(&d, self);
	set_texts(&d, edition, self);
	d.letter.date = wording_time(sent, leaflet.zone, zone);
	leaflet.invitation.letter = &d.letter;
	leaflet.invitation.office = self;
	leaflet.invitation.opening = d.opening;
	leaflet.invitation.closing = d.closing;
	if (leaflet.invitation.occasion != INVITATION_CANCEL)
		leaflet.invitation.occasion =
			edition == 0 ? INVITATION_INVITE : INVITATION_SUPPLEMENT;
	err = write_forms(letters, &leaflet, name);
	leaflet_release(&leaflet);
	release(&d);
	json_destroy(&items);
	return err;
}

/* "03-Café-Zuflucht", of a supplement "03-Café-Zuflucht-1". */
static void name_of(const struct json *line, size_t number, char *out, size_t size)
{
	const char *owner = json_get_text(line, "for");
	const char *who = json_get_text(line, "who");
	int64_t edition = json_int(json_get(line, "edition"), 0);
	char name[NAME_BYTES];
	int used;

	put_name(owner != NULL && owner[0] != '\0' ? owner : who != NULL ? who : "", name);
	used = snprintf(out, size, "%02zu%s%s", number, name[0] != '\0' ? "-" : "", name);
	if (edition > 0 && used > 0 && (size_t)used < size)
		(void)snprintf(out + used, size - (size_t)used, "-%lld", (long long)edition);
}

int letters_write(const struct letters *letters, const struct json *lines, size_t *count)
{
	struct json *question = json_new_map();
	struct json *agenda = NULL;
	struct json *own = NULL;
	int err = letters_check(letters);

	*count = 0;
	json_put_text(question, "meeting", json_get_text(letters->m->meeting, "id"));
	if (err == 0)
		err = client_list(letters->cmd->client, "agenda.list", &question, &agenda);
	json_destroy(&question);
	if (err == 0)
		err = client_ask(letters->cmd->client, "node.show", &question, &own);
	for (size_t i = 0; i < json_count(lines) && err == 0; i++) {
		const struct json *line = json_at(lines, i);
		const char *delivery = json_get_text(line, "delivery");
		char name[NAME_BYTES + 32];

		if (delivery == NULL || strcmp(delivery, "letter") != 0)
			continue;
		name_of(line, ++*count, name, sizeof(name));
		err = write_letter(letters, line, agenda, json_get_text(own, "name"), name);
	}
	json_destroy(&agenda);
	json_destroy(&own);
	return err;
}
