// The golden messages (tests/data/mail/golden) as mailparser and ical.js read them, which share no code with GMime, libical
// and what judges in `make check`. Prints TAP. Usage: node judge.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { simpleParser } from 'mailparser';

const folder = process.argv[2];
let count = 0, failures = 0;
function ok(name, passed, said) {
	count++;
	if (!passed) failures++;
	console.log(`${passed ? 'ok' : 'not ok'} ${count} - ${name}`);
	if (!passed) console.log(`# ${JSON.stringify(said)}`);
}
const same = (name, got, want) => ok(name, JSON.stringify(got) === JSON.stringify(want), { got, want });

// Kind: method, SEQUENCE, first hour (UTC), PARTSTAT; by hand from tests/unit/mailbag.c.
const calendars = {
	invitation: ['REQUEST', 0, '2026-12-01T17:00:00.000Z', 'NEEDS-ACTION'],
	change: ['REQUEST', 1, '2026-12-08T17:00:00.000Z', 'NEEDS-ACTION'],
	cancellation: ['CANCEL', 2, '2026-12-01T17:00:00.000Z', 'NEEDS-ACTION'],
	agenda: ['REQUEST', 0, '2026-12-01T17:00:00.000Z', 'ACCEPTED'],
};
const right = new Set(['ar', 'fa']);

function judgeCalendar(name, want, bytes) {
	const calendar = new ICAL.Component(ICAL.parse(bytes.toString('utf8')));
	const events = calendar.getAllSubcomponents('vevent');
	const zone = calendar.getFirstSubcomponent('vtimezone');
	const people = events[0].getAllProperties('attendee');
	ICAL.TimezoneService.register(new ICAL.Timezone(zone));
	const event = new ICAL.Event(events[0]);
	same(`${name}: one entry, its method, number and answer, as ical.js reads them`,
		[events.length, calendar.getFirstPropertyValue('method'), event.sequence, people.length, people[0].getParameter('partstat')],
		[1, want[0], want[1], 1, want[3]]);
	same(`${name}: the zone by its own rule`, [zone.getFirstPropertyValue('tzid'), event.startDate.toJSDate().toISOString(), event.duration.toString()],
		['Europe/Berlin', want[2], 'PT2H']);
	same(`${name}: organizer and attendee`, [event.organizer, people[0].getFirstValue()], ['mailto:beirat@stadt.example', 'mailto:Volunteer.Person@Forum.example']);
	ok(`${name}: an agenda without what is not public`, event.description.includes('Ö 1') && !event.description.includes('canary'), event.description);
}

const files = readdirSync(folder).filter(file => file.endsWith('.eml')).sort();
same('15 kinds in 8 languages', files.length, 120);
for (const file of files) {
	const name = file.replace('.eml', '');
	const [kind, language] = name.split('-');
	const mail = await simpleParser(readFileSync(join(folder, file)), { skipHtmlToText: true, skipTextToHtml: true });
	const want = calendars[kind];
	const calendar = mail.attachments.filter(part => part.contentType === 'text/calendar');
	const copy = mail.attachments.filter(part => part.contentType === 'application/ics');

	same(`${name}: from and to, as mailparser reads them`, [mail.from.value.map(a => a.address), mail.to.value.map(a => a.address), mail.replyTo.value.map(a => a.address)],
		[['beirat@stadt.example'], ['Volunteer.Person@Forum.example'], ['beirat+r.replyreplyreplyreplyreply7@stadt.example']]);
	ok(`${name}: names and subject are text`, mail.from.value[0].name === 'Geschäftsstelle Integrationsbeirat' && !/=\?|\ufffd/.test(mail.subject + mail.to.value[0].name) && [...mail.subject].length <= 60, mail.subject);
	ok(`${name}: both texts begin with the line above which one answers`, mail.text.startsWith('-- Antwort oberhalb dieser Zeile / Reply above this line --') && mail.html.includes('Reply above this line'), mail.text.slice(0, 80));
	ok(`${name}: its language and direction`, mail.headers.get('content-language') === language &&
		mail.html.includes(`<html lang="${language}" dir="${right.has(language) ? 'rtl' : 'ltr'}">`), mail.headers.get('content-language'));
	ok(`${name}: nothing is broken, nobody else is named`, !/\ufffd|canary/.test(mail.text + mail.html), mail.text);
	same(`${name}: the calendar object stands twice, or not at all`, [calendar.length, copy.length], want ? [1, 1] : [0, 0]);
	if (want) {
		ok(`${name}: the same bytes`, calendar[0].content.equals(copy[0].content), null);
		same(`${name}: the name of the file`, [copy[0].filename, copy[0].contentDisposition], ['invite.ics', 'attachment']);
		judgeCalendar(name, want, calendar[0].content);
	}
	if (kind === 'papers')
		same(`${name}: a name with umlauts`, mail.attachments.map(part => part.filename), ['Bericht Übergänge.pdf']);
	if (!['receipt', 'confirm', 'note', 'test'].includes(kind))
		same(`${name}: unsubscribing`, [mail.headers.get('list')['unsubscribe'].url, mail.headers.get('list')['unsubscribe-post'].name],
			['https://mail.stadt.example/u/unsubunsubunsubunsubunsub7', 'List-Unsubscribe=One-Click']);
}
console.log(`1..${count}`);
process.exit(failures > 0 ? 1 : 0);
