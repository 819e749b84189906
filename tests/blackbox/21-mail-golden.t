#!/usr/bin/python3
"""The golden messages (tests/data/mail/golden, one of each kind and language) are what compose writes today, and are read by independent
programs: Python's email package for the messages, python3-icalendar and zoneinfo for their calendar objects, html.parser for
the pages. What they must say is written by hand here, from tests/unit/mailbag.c. `MAIL_GOLDEN=write` writes them anew."""
import datetime, email, email.policy, html.parser, os, re, subprocess, sys, tempfile, zoneinfo
import icalendar

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data', 'mail', 'golden')
writer = os.path.join(os.environ['BUILD'], 'blackbox', 'mail_writer')
berlin = zoneinfo.ZoneInfo('Europe/Berlin')
count = failures = 0

def ok(name, passed, *said):
    global count, failures
    count += 1
    failures += not passed
    print(f'{"ok" if passed else "not ok"} {count} - {name}')
    if not passed:
        for line in said: print(f'# {line!r}')

def same(name, got, want): ok(name, got == want, got, want)

kinds = ('invitation', 'change', 'cancellation', 'reminder', 'agenda', 'papers', 'duty', 'request', 'message', 'digest', 'newsletter', 'receipt', 'confirm', 'note', 'test')
answers = ('receipt', 'confirm', 'note')
purpose = {'confirm': 'c', 'test': 't'} # of the address to which answers go; else r
languages = ('de', 'en', 'uk', 'ar', 'fa', 'ru', 'fr', 'tr')
rtl = ('ar', 'fa')
# When the meeting takes place, and until when to answer: 1 December 2026 is a Tuesday; in December clocks show winter time.
when = {
    'de': ('Dienstag, 1. Dezember 2026, 18:00 bis 20:00 Uhr (MEZ)', 'Dienstag, 24. November 2026, 18:00 Uhr (MEZ)'),
    'en': ('Tuesday, 1 December 2026, 18:00 to 20:00 (CET, Berlin time)', 'Tuesday, 24 November 2026, 18:00 (CET, Berlin time)'),
    'uk': ('вівторок, 1 грудня 2026 р., 18:00–20:00 (за берлінським часом)', 'вівторок, 24 листопада 2026 р., 18:00 (за берлінським часом)'),
    'ar': ('الثلاثاء، 1 ديسمبر 2026، من الساعة 18:00 إلى 20:00 (بتوقيت برلين)', 'الثلاثاء، 24 نوفمبر 2026، الساعة 18:00 (بتوقيت برلين)'),
    'fa': ('سه‌شنبه، 1 دسامبر 2026، از ساعت 18:00 تا 20:00 (به وقت برلین)', 'سه‌شنبه، 24 نوامبر 2026، ساعت 18:00 (به وقت برلین)'),
    'ru': ('вторник, 1 декабря 2026 г., 18:00–20:00 (по берлинскому времени)', 'вторник, 24 ноября 2026 г., 18:00 (по берлинскому времени)'),
    'fr': ('mardi 1 décembre 2026, de 18:00 à 20:00 (heure de Berlin)', 'mardi 24 novembre 2026, 18:00 (heure de Berlin)'),
    'tr': ('1 Aralık 2026 Salı, saat 18:00–20:00 (Berlin saati)', '24 Kasım 2026 Salı, saat 18:00 (Berlin saati)'),
}
language_names = {'de': 'Persisch', 'en': 'Persian', 'uk': 'перська', 'ar': 'الفارسية', 'fa': 'فارسی', 'ru': 'персидский', 'fr': 'persan', 'tr': 'Farsça'}
words = { # yes, no, maybe: what the reader of replies knows
    'de': ('ja', 'nein', 'vielleicht'), 'en': ('yes', 'no', 'maybe'), 'uk': ('так', 'ні', 'можливо'), 'ar': ('نعم', 'لا', 'ربما'),
    'fa': ('بله', 'نه', 'شاید'), 'ru': ('да', 'нет', 'возможно'), 'fr': ('oui', 'non', 'peut-être'), 'tr': ('evet', 'hayır', 'belki'),
}
hidden = { # item N 1, which is not public
    'de': 'TOP N 1 (nichtöffentlich)', 'en': 'Item N 1 (not public)', 'uk': 'Пункт N 1 (непублічний)', 'ar': 'البند N 1 (غير علني)',
    'fa': 'مورد N 1 (غیرعلنی)', 'ru': 'Пункт N 1 (непубличный)', 'fr': 'Point N 1 (non public)', 'tr': 'Madde N 1 (kamuya kapalı)',
}
names = {'de': 'Käthe Groß', 'en': 'Grace O’Neil', 'uk': 'Олена Шевченко', 'ar': 'أمينة حداد', 'fa': 'مریم کریمی', 'ru': 'Анна Смирнова', 'fr': 'Zoé Lefèvre', 'tr': 'Işıl Yıldırım'}
# Kind: method, SEQUENCE, day of December, PARTSTAT, RSVP.
calendars = {
    'invitation': ('REQUEST', 0, 1, 'NEEDS-ACTION', 'TRUE'),
    'change': ('REQUEST', 1, 8, 'NEEDS-ACTION', 'TRUE'),   # though the answer was yes
    'cancellation': ('CANCEL', 2, 1, 'NEEDS-ACTION', None),
    'agenda': ('REQUEST', 0, 1, 'ACCEPTED', None),         # a minor update keeps it
}
role, person = 'beirat@stadt.example', 'Volunteer.Person@Forum.example'
turning = re.compile('[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]')
canary = 'canary-5f3a'
marker = '-- Antwort oberhalb dieser Zeile / Reply above this line --'

class Page(html.parser.HTMLParser):
    """Says whether tags are closed in their order, and what is in it besides text."""
    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.documents, self.text, self.isolates, self.isolate = [], [], [], '', [], []
        self.feed(text)
        self.faults += self.open
    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in ('script', 'img', 'a', 'link', 'iframe', 'form', 'object', 'embed', 'base', 'svg'): self.faults.append(tag)
        self.faults += [name for name in attributes if name not in ('lang', 'dir', 'class', 'scope', 'charset', 'name', 'content', 'http-equiv')]
        if tag == 'html': self.root = (attributes['lang'], attributes['dir'])
        if tag == 'div' and 'lang' in attributes: self.documents.append((attributes['lang'], attributes['dir']))
        if tag not in ('meta', 'br', 'hr'): self.open.append(tag)
        if tag == 'bdi': self.isolate.append('')
        if tag == 'br': self.text += '\n'
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.faults.append('/' + tag)
        if tag == 'bdi': self.isolates.append(self.isolate.pop())
    def handle_data(self, data):
        if 'style' in self.open: self.faults += re.findall(r'url|import|http', data)
        elif 'title' not in self.open: self.text += data
        if self.isolate: self.isolate[-1] += data

def text_of(found, type): return found[type].get_content().replace('\r\n', '\n')

def squeezed(text): return re.sub(r'\s+', ' ', re.sub('[\u2066-\u2069]', '', text))

def plain_of(text):
    """RFC 3676: no line flows into the next, and stuffing is taken off."""
    lines = text.split('\n')
    flows = [line for line in lines if line.endswith(' ')]
    stuffed = [line for line in lines if line.startswith((' ', '>', 'From '))]
    return flows, [line for line in stuffed if not line.startswith(' ')], '\n'.join(line[1:] if line.startswith(' ') else line for line in lines)

def judge_bytes(name, data):
    lines = data.split(b'\r\n')
    ok(f'{name}: CR LF, ASCII, short lines', b'\n' not in b''.join(lines) and b'\r' not in b''.join(lines) and max(data) < 128 and max(map(len, lines)) <= 998 and lines[-1] == b'')
    ok(f'{name}: every text that is not ASCII is UTF-8', not re.findall(rb'=\?(?!UTF-8\?)[A-Za-z0-9-]+\?[qbQB]\?|; charset="?(?!utf-8)', data), re.findall(rb'=\?[^?]*\?|charset=[^\s;]*', data))

def judge_headers(name, kind, language, mail, has_calendar):
    heads = [key.lower() for key in mail.keys()]
    same(f'{name}: no header twice', sorted(set(heads)), sorted(heads))
    same(f'{name}: from the role address, by name', [(a.display_name, a.addr_spec) for a in mail['from'].addresses], [('Geschäftsstelle Integrationsbeirat', role)])
    same(f'{name}: to one person, by name', [(a.display_name, a.addr_spec) for a in mail['to'].addresses], [(names[language], person)])
    same(f'{name}: replies go to a token', [a.addr_spec for a in mail['reply-to'].addresses], [f'beirat+{purpose.get(kind, "r")}.replyreplyreplyreplyreply7@stadt.example'])
    ok(f'{name}: nobody else', not {'cc', 'bcc', 'sender', 'resent-to'} & set(heads))
    subject = str(mail['subject'])
    ok(f'{name}: a subject of 60 characters at most, in one line, that turns nothing', 0 < len(subject) <= 60 and not turning.search(subject) and '\n' not in subject, subject)
    same(f'{name}: date', mail['date'].datetime, datetime.datetime(2026, 11, 17, 10, tzinfo=berlin))
    same(f'{name}: language', mail['content-language'], language)
    same(f'{name}: a machine wrote it', mail['auto-submitted'], 'auto-replied' if kind in answers else 'auto-generated')
    same(f'{name}: no absence is told to it, but Exchange takes invitations', mail['x-auto-response-suppress'], None if has_calendar else 'All')
    same(f'{name}: which bridge', mail['x-verbund-origin'], '0123456789abcdef')
    if kind in answers + ('test',):
        ok(f'{name}: of no list', not [key for key in heads if key.startswith('list-')], heads)
    else:
        same(f'{name}: of a list, to be left by a click or a mail', (mail['list-id'], re.sub(r'\s+', ' ', mail['list-unsubscribe']), mail['list-unsubscribe-post']),
            ('<beirat.stadt.example>', '<https://mail.stadt.example/u/unsubunsubunsubunsubunsub7>, <mailto:beirat+u.unsubunsubunsubunsubunsub7@stadt.example?subject=stop>', 'List-Unsubscribe=One-Click'))
    tokens = ('replyreply', 'bounce', 'unsub')
    ok(f'{name}: no token in the id of the message', re.fullmatch(r'<[a-z]+/[0-9a-f/]+@stadt\.example>', mail['message-id']) and not any(token in mail['message-id'] + subject for token in tokens), mail['message-id'])
    root = '<meeting/01935a10203028292a2b2c2d2e2f3031/1d1e1f20@stadt.example>'
    thread = (mail['in-reply-to'], mail['references'] and re.sub(r'\s+', ' ', mail['references']))
    if kind == 'invitation': same(f'{name}: a thread begins', (mail['message-id'],) + thread, (root, None, None))
    elif kind in ('change', 'cancellation', 'reminder', 'agenda', 'papers', 'message'): same(f'{name}: in the thread of the meeting', thread, (root, root))
    elif kind in answers: same(f'{name}: answers a mail', thread, ('<4711.abc@mail.example>', root + ' <4711.abc@mail.example>'))
    else: same(f'{name}: a thread of its own', thread, (None, None))

def judge_structure(name, kind, mail, has_calendar):
    readable = ['multipart/alternative', 'text/plain', 'text/html']
    want = readable
    if has_calendar: want = ['multipart/mixed'] + readable + ['text/calendar', 'application/ics']
    if kind == 'papers': want = ['multipart/mixed'] + readable + ['application/pdf']
    parts = list(mail.walk())
    same(f'{name}: its parts, in order', [part.get_content_type() for part in parts], want)
    for part in parts:
        ok(f'{name}: {part.get_content_type()} is sound', not part.defects, part.defects)
    found = {part.get_content_type(): part for part in parts}
    same(f'{name}: the plain part', (dict(found['text/plain']['content-type'].params), found['text/plain']['content-transfer-encoding'], found['text/plain']['content-disposition']),
        ({'charset': 'utf-8', 'format': 'flowed'}, 'quoted-printable', None))
    same(f'{name}: the HTML part', (dict(found['text/html']['content-type'].params), found['text/html']['content-transfer-encoding']), ({'charset': 'utf-8'}, 'quoted-printable'))
    return found

def judge_texts(name, kind, language, found):
    flows, unstuffed, plain = plain_of(text_of(found, 'text/plain'))
    page = Page(text_of(found, 'text/html'))
    direction = 'rtl' if language in rtl else 'ltr'
    ok(f'{name}: flowed lines are fixed and stuffed, and at most 78 wide', not flows and not unstuffed and max(map(len, plain.split('\n'))) <= 78, flows, unstuffed)
    ok(f'{name}: it begins with the line above which one answers', plain.startswith(marker + '\n') and page.text.lstrip().startswith(marker), plain[:80])
    same(f'{name}: language and direction, of the page and of each text in it', (page.root, page.documents),
        ((language, direction), [(language, direction)] + ([('de', 'ltr')] if language != 'de' else [])))
    ok(f'{name}: a page that needs nothing else', not page.faults, page.faults)
    ok(f'{name}: isolates are closed on their line', all(re.fullmatch('[^\u2068\u2069]*(\u2068[^\u2068\u2069]*(\u2068[^\u2068\u2069]*\u2069[^\u2068\u2069]*)*\u2069[^\u2068\u2069]*)*', line) for line in plain.split('\n')), plain)
    if language in rtl:
        # In some mails nobody is greeted by name.
        if kind in ('invitation', 'digest', 'receipt'): ok(f'{name}: a name beside a label of the other direction is isolated', '\u2068Integrationsbeirat\u2069' in plain, plain)
        if kind != 'message': ok(f'{name}: the name is isolated', f'\u2068{names[language]}\u2069' in plain and names[language] in page.isolates, plain)
    both = (squeezed(plain), squeezed(page.text))
    if kind in ('invitation', 'cancellation', 'reminder', 'papers', 'receipt', 'confirm', 'note'):
        ok(f'{name}: when, in words, with the zone', all(when[language][0] in text for text in both), when[language][0], both[0])
        ok(f'{name}: until when to answer', all(when[language][1] in text for text in both), when[language][1], both[0])
    if kind == 'change':
        was = re.sub(r'24\.? \w+', re.search(r'1\.? \w+', when[language][0])[0], when[language][1]) # a Tuesday, too
        ok(f'{name}: when it was to be, and when it is', all(was in text and re.sub(r'\b1(?=\.? \w+ )', '8', when[language][0], count=1) in text for text in both), was, both[0])
    if kind in ('invitation', 'change', 'agenda', 'reminder', 'papers'):
        quoted = all(re.search(f'[«“„"](\u00a0| )?{word}(\u00a0| )?[»”“"]', text) for word in words[language] for text in both)
        ok(f'{name}: which words answer', quoted, both[0])
    if kind == 'request': ok(f'{name}: which words answer', all(re.search(f'[«“„"] ?{word} ?[»”“"]', text) for word in words[language][:2] for text in both), both[0])
    if kind == 'request': ok(f'{name}: the language asked for is named', all(language_names[language] in text for text in both), both[0])
    if kind in ('invitation', 'change'):
        ok(f'{name}: what is not public is a number', all(hidden[language] in text for text in both), both[0])
    if language != 'de' and kind in ('invitation', 'cancellation', 'reminder', 'papers'):
        ok(f'{name}: in short in German', all(when['de'][0] in text for text in both), both[0])
    for text in both:
        ok(f'{name}: nothing of others, nothing internal', canary not in text and not re.findall(r'[\w.+-]+@[\w.-]+', text), re.findall(r'[\w.+-]+@[\w.-]+', text))

def judge_calendar(name, kind, language, found):
    method, sequence, day, partstat, rsvp = calendars[kind]
    part, copy = found['text/calendar'], found['application/ics']
    same(f'{name}: the calendar part names the method, in base64, with no disposition', (dict(part['content-type'].params), part['content-transfer-encoding'], part['content-disposition'], part['content-id']),
        ({'charset': 'utf-8', 'method': method}, 'base64', None, None))
    same(f'{name}: the same bytes as a file', (copy.get_payload(decode=True), copy.get_filename(), copy.get_content_disposition()), (part.get_payload(decode=True), 'invite.ics', 'attachment'))
    data = part.get_payload(decode=True)
    ok(f'{name}: nobody else in it', canary.encode() not in data and set(re.findall(rb'mailto:([^\s:;]+)', data.replace(b'\r\n ', b''))) == {role.encode(), person.encode()}, data)
    calendar = icalendar.Calendar.from_ical(data)
    event, = calendar.walk('VEVENT')
    same(f'{name}: METHOD, STATUS, SEQUENCE, UID', (str(calendar['METHOD']), str(event['STATUS']), event['SEQUENCE'], str(event['UID'])),
        (method, 'CANCELLED' if method == 'CANCEL' else 'CONFIRMED', sequence, '01935a10203028292a2b2c2d2e2f3031@abcdef0102030405.verbund'))
    same(f'{name}: its time and stamp', (event['DTSTART'].dt, event['DTEND'].dt, event['DTSTAMP'].dt),
        (datetime.datetime(2026, 12, day, 18, tzinfo=berlin), datetime.datetime(2026, 12, day, 20, tzinfo=berlin), datetime.datetime(2026, 11, 17, 9, tzinfo=datetime.timezone.utc)))
    same(f'{name}: the zone, with its rule', (event['DTSTART'].params['TZID'], [str(zone['TZID']) for zone in calendar.walk('VTIMEZONE')]), ('Europe/Berlin', ['Europe/Berlin']))
    same(f'{name}: organizer', (str(event['ORGANIZER']), event['ORGANIZER'].params['CN']), ('mailto:' + role, 'Geschäftsstelle Integrationsbeirat'))
    params = {'CUTYPE': 'INDIVIDUAL', 'ROLE': 'REQ-PARTICIPANT', 'PARTSTAT': partstat, 'CN': names[language]}
    if rsvp: params['RSVP'] = rsvp
    same(f'{name}: attendee, and the answer that counts', (str(event['ATTENDEE']), dict(event['ATTENDEE'].params)), ('mailto:' + person, params))
    same(f'{name}: what and where', (str(event['SUMMARY']), str(event['LOCATION'])), ('Integrationsbeirat: 3. Sitzung', 'Rathaus, Audienzsaal Breite Str. 62'))
    ok(f'{name}: the agenda, and of what is not public a number', hidden[language] in str(event['DESCRIPTION']) and 'Ö 2' in str(event['DESCRIPTION']), str(event['DESCRIPTION']))
    same(f'{name}: it is made once and changed now', (event['LAST-MODIFIED'].dt, event['CREATED'].dt), (event['DTSTAMP'].dt, datetime.datetime.fromtimestamp(0x01935a102030 // 1000, datetime.timezone.utc)))

def judge_file(name, found):
    part = found['application/pdf']
    raw = re.sub(r'\r?\n\s*', ' ', part._headers[[key.lower() for key, _ in part._headers].index('content-disposition')][1])
    same(f'{name}: the name of the file, for all programs', (part.get_filename(), raw), ('Bericht Übergänge.pdf', 'attachment; filename*=UTF-8\'\'Bericht%20%C3%9Cberg%C3%A4nge.pdf; filename="Bericht _berg_nge.pdf"'))
    same(f'{name}: its bytes', part.get_payload(decode=True), b'%PDF-1.4\n%\xe2\xe3\xcf\xd3\nnot a real one\r\n.\r\n')
    ok(f'{name}: what is not attached is named', 'Plan groß.tif' in squeezed(plain_of(text_of(found, 'text/plain'))[2]))

with tempfile.TemporaryDirectory() as made:
    target = folder if os.environ.get('MAIL_GOLDEN') == 'write' else made
    rows = subprocess.run([writer, target], capture_output=True, text=True)
    same('all are written', (rows.returncode, rows.stderr), (0, ''))
    same('the envelope: each bounce has its address, and each mail its recipient', {tuple(row.split('\t')[1:3]) for row in rows.stdout.splitlines()}, {('beirat+b.bouncebouncebouncebounce77@stadt.example', person)})
    same('15 kinds in 8 languages', sorted(os.listdir(folder)), sorted(f'{kind}-{language}.eml' for kind in kinds for language in languages))
    for file in sorted(os.listdir(folder)):
        with open(os.path.join(target, file), 'rb') as now, open(os.path.join(folder, file), 'rb') as golden: ok(f'{file} is what is written today', now.read() == golden.read())

ids = set()
for kind in kinds:
    for language in languages:
        name = f'{kind}-{language}'
        with open(os.path.join(folder, name + '.eml'), 'rb') as file: data = file.read()
        mail = email.message_from_bytes(data, policy=email.policy.default)
        judge_bytes(name, data)
        judge_headers(name, kind, language, mail, kind in calendars)
        found = judge_structure(name, kind, mail, kind in calendars)
        judge_texts(name, kind, language, found)
        if kind in calendars: judge_calendar(name, kind, language, found)
        if kind == 'papers': judge_file(name, found)
        ids.add((kind, mail['message-id']))
same('each kind has an id of its own, the same in every language', len(ids), len(kinds))
same('and no two kinds share one', len({id for _, id in ids}), len(kinds))
print(f'1..{count}')
sys.exit(failures > 0)
