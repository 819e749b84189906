#!/usr/bin/python3
"""verbund-mail-read as verbund-mail starts it: locked in, one answer a question; attachments come in pieces, and for each mail of
tests/data/mail/in Python's email package, which knows nothing of it, finds the same sender, subject and Message-ID, and its icalendar
package the same answers."""
import email
import email.header
import email.utils
import glob
import os
import re
import struct
import subprocess
import sys

import icalendar
import msgpack

SETTINGS, MAIL, PIECE, READY, PARCEL, REFUSED, BYTES = 1, 2, 3, 17, 18, 19, 20
PIECE_BYTES = 256 << 10
PROGRAM = os.environ["BUILD"] + "/verbund-mail-read"
count = 0


def check(passed, name, *more):
    global count
    count += 1
    print(f"{'ok' if passed else 'not ok'} {count} - {name}")
    if not passed:
        for line in more:
            print(f"# {line!r}")


class Reader:
    def __init__(self, settings=True):
        # A descriptor and a variable too many: both must be gone behind the start.
        extra = os.open("/etc/passwd", os.O_RDONLY)
        os.set_inheritable(extra, True)
        self.process = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, close_fds=False,
                                        env={"SECRET": "x", "ASAN_OPTIONS": "quarantine_size_mb=1"})
        os.close(extra)
        if settings:
            self.ready = self.ask(SETTINGS, msgpack.packb(["mx.stadt.example", "stadt.example", False]))

    def send(self, raw):
        try:
            self.process.stdin.write(raw)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def ask(self, kind, body):
        self.send(struct.pack(">IB", len(body) + 1, kind) + body)
        head = self.process.stdout.read(5)
        if len(head) < 5:
            return None, b""
        size, answer = struct.unpack(">IB", head)
        return answer, self.process.stdout.read(size - 1)

    def parcel(self, mail):
        kind, body = self.ask(MAIL, mail)
        return msgpack.unpackb(body, strict_map_key=False) if kind == PARCEL else None

    def file(self, index):
        whole, pieces = b"", 0
        while True:
            kind, piece = self.ask(PIECE, struct.pack(">II", index, len(whole)))
            assert kind == BYTES
            whole += piece
            pieces += 1
            if len(piece) < PIECE_BYTES:
                return whole, pieces

    def end(self):
        self.process.stdin.close()
        return self.process.wait(20)


def status_of(raw, settings=False):
    reader = Reader(settings)
    reader.send(raw)
    return reader.end()


def proc(reader, name):
    with open(f"/proc/{reader.process.pid}/{name}", "rb") as file:
        return file.read()


# ---- what another program finds ----

def guessed(raw):
    """Bytes beyond ASCII without a name of their set: UTF-8, else windows-1252, as the reader has it."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("windows-1252", "replace")


def decoded(value):
    """As RFC 2047 says."""
    parts = []
    for text, charset in email.header.decode_header(re.sub(r"\r?\n", "", value)):
        raw = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        try:
            parts.append(guessed(raw) if charset is None else raw.decode(charset))
        except (LookupError, UnicodeDecodeError):
            parts.append(guessed(raw))
    return "".join(parts)


def plain(text):
    """Blanks and what has no place in a line, as bridges/render/harmless has it."""
    text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", text)
    return re.sub(r"[\x00-\x20\x7f]+", " ", text).strip()


def found_by_python(raw):
    headers = {}
    for name, value in email.message_from_bytes(raw).raw_items():
        headers.setdefault(name.lower(), []).append(re.sub(r"\r?\n", "", value))
    senders = [value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for value in headers.get("from", [])]
    addresses = email.utils.getaddresses(senders) if len(senders) == 1 else []
    address = addresses[0][1] if len(addresses) == 1 and "@" in addresses[0][1] else ""
    local, _, domain = address.rpartition("@")
    identity = re.search(r"<[^<>\s]+>", headers.get("message-id", [""])[0])
    return {
        "from": f"{local}@{domain.lower()}" if address else "",
        "subject": plain(decoded(headers.get("subject", [""])[0])),
        "id": identity.group(0) if identity else "",
    }


# Where the two differ, and why the reader is right; a name is a file and what differs.
DIFFERENT = {
    "empty.eml": "refused",
    "header-none-text-alone.eml": "refused",
    "header-address-as-own-name.eml": "from",   # the same address as a name, without quotes: Outlook did so
    "header-from-long.eml": "from",             # longer than SMTP can carry
    "header-from-quoted-local.eml": "from",     # nobody has it, and no list of addresses here could hold it
    "header-from-route.eml": "from",            # obsolete since 2001
    "header-id-long.eml": "id",                 # longer than a reference could be
    "header-nul-in-word.eml": "subject",        # NUL is nothing rather than a blank
    "header-subject-long.eml": "subject",       # cut at 400 bytes
}


def judge(reader):
    for path in sorted(glob.glob("tests/data/mail/in/*.eml")):
        with open(path, "rb") as file:
            raw = file.read()
        name = os.path.basename(path)
        parcel = reader.parcel(raw)
        if parcel is None:
            check(DIFFERENT.get(name) == "refused", f"{name} is no mail")
            continue
        got = {"from": parcel[0], "subject": parcel[2], "id": parcel[3]}
        want = found_by_python(raw)
        differs = [key for key in got if got[key] != want[key]]
        expected = DIFFERENT.get(name, "").split()
        check(differs == expected, f"{name}: the same as Python says", got, want)


PARTSTATS = {"ACCEPTED": 1, "DECLINED": 2, "TENTATIVE": 3, "DELEGATED": 4}


def answers_by_icalendar(raw):
    """UID, attendee, answer and sequence of each event of the first calendar object; None: there is none, or it is broken."""
    part = next((part for part in email.message_from_bytes(raw).walk() if part.get_content_type() == "text/calendar"), None)
    if part is None:
        return None
    text = part.get_payload(decode=True).decode(part.get_content_charset("utf-8"), "replace")
    try:
        calendar = icalendar.Calendar.from_ical(text.lstrip("\ufeff"))
    except (ValueError, KeyError, IndexError):
        return None
    if str(calendar.get("METHOD", "")).upper() not in ("REPLY", "COUNTER"):
        return []
    found = []
    for event in calendar.walk("VEVENT"):
        attendees = event.get("ATTENDEE", [])
        for attendee in attendees if isinstance(attendees, list) else [attendees]:
            address = re.sub("^mailto:", "", str(attendee), flags=re.I)
            partstat = str(attendee.params.get("PARTSTAT", "")).upper()
            found.append([str(event.get("UID", "")), address.lower(), PARTSTATS.get(partstat, 0), max(0, int(event.get("SEQUENCE", 0)))])
    return found


# What icalendar takes and the reader leaves out, on purpose.
LEFT_OUT = {
    "itip-attendee-injection.eml": "no address",
    "itip-attendee-not-mail.eml": "no address of mail",
    "itip-forwarded-within.eml": "of a mail within the mail",
    "itip-no-uid.eml": "of no event that could be known",
    "itip-too-many-attendees.eml": "more than there is room for",
    "itip-uid-control.eml": "a control character in the name of an event",
    "itip-uid-long.eml": "a name of an event that would have to be cut",
    "itip-wrong-order.eml": "no calendar object by RFC 5545",
}


def judge_calendars(reader):
    judged = 0
    for path in sorted(glob.glob("tests/data/mail/in/*.eml")):
        with open(path, "rb") as file:
            raw = file.read()
        name = os.path.basename(path)
        want = answers_by_icalendar(raw)
        if want is None:
            continue
        judged += 1
        got = [[answer[0], answer[1].lower(), answer[2], answer[3]] for answer in reader.parcel(raw)[13]]
        check((got == want) != (name in LEFT_OUT), f"{name}: the same answers as icalendar says", got, want)
    check(judged >= 25, f"{judged} calendars")


# ---- replies to our own mails ----

def bodies(raw):
    """The plain text and the page of a mail of ours."""
    plain_text = page = ""
    for part in email.message_from_bytes(raw).walk():
        if part.get_content_type() == "text/plain" and not plain_text:
            plain_text = part.get_payload(decode=True).decode().replace("\r\n", "\n")
        if part.get_content_type() == "text/html" and not page:
            page = part.get_payload(decode=True).decode()
    return plain_text, page


def replies(plain_text, page):
    """As programs answer: what stands above, and what they put below."""
    quoted = "".join(f"> {line}\n" for line in plain_text.split("\n"))
    inner = re.sub(r"(?is)^.*?<body[^>]*>|</body>.*$", "", page)
    who = "Beirat <beirat@stadt.example>"
    yield "Thunderbird", "plain", f"Ja\n\nAm 01.12.26 um 09:00 schrieb {who}:\n{quoted}"
    yield "Thunderbird, below", "plain", f"Am 01.12.26 um 09:00 schrieb {who}:\n{quoted}\nJa\n"
    yield "Gmail", "plain", f"Ja\n\nAm Di., 1. Dez. 2026 um 09:00 Uhr schrieb {who}:\n\n{quoted}"
    yield "Apple Mail", "plain", f"Ja\n\n> Am 01.12.2026 um 09:00 schrieb {who}:\n> \n{quoted}"
    yield "Outlook", "plain", f"Ja\n\nVon: {who}\nGesendet: Dienstag, 1. Dezember 2026 09:00\nAn: Amina\nBetreff: x\n\n{plain_text}"
    yield "a program that says nothing", "plain", f"Ja\n\n{plain_text}"
    yield "Gmail, HTML", "html", (f'<div dir="ltr">Ja</div><br><div class="gmail_quote"><div class="gmail_attr">Am Di., 1. Dez. 2026 um '
                                  f'09:00 Uhr schrieb Beirat:<br></div><blockquote class="gmail_quote">{inner}</blockquote></div>')
    yield "Outlook, HTML", "html", (f"<div>Ja</div><div style='border-top:solid #E1E1E1 1.0pt'><p><b>Von:</b> Beirat<br><b>Gesendet:</b> "
                                    f"Dienstag<br><b>An:</b> Amina</p></div>{inner}")
    yield "Apple Mail, HTML", "html", f'Ja<br><blockquote type="cite">{inner}</blockquote>'
    yield "GMX, HTML", "html", (f'<div>Ja<div name="quote"><div><b>Gesendet:</b>&nbsp;Dienstag<br/><b>Von:</b>&nbsp;Beirat<br/></div>'
                                f'<div name="quoted-content">{inner}</div></div></div>')


def answer_ours(reader):
    paths = sorted(glob.glob("tests/data/mail/golden/*.eml"))
    kinds = {}
    for path in paths:
        with open(path, "rb") as file:
            plain_text, page = bodies(file.read())
        for program, kind, body in replies(plain_text, page):
            if program == "a program that says nothing" and "Reply above this line" not in plain_text:
                continue
            raw = f"From: a@b.example\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{body}".encode()
            parcel = reader.parcel(raw)
            right = parcel[12] == "Ja" and parcel[10] == 1 and parcel[11] is True
            kinds.setdefault(program, []).append((os.path.basename(path), right, parcel[12][:200]))
    for program, results in kinds.items():
        wrong = [(name, text) for name, right, text in results if not right]
        check(not wrong and results, f"an answer of {program} to each of {len(results)} mails of ours", *wrong[:3])
    check(len(paths) >= 8, f"{len(paths)} mails of ours")


def confined(reader):
    status = proc(reader, "status").decode()
    check(reader.ready == (READY, b"\x01"), "ready, behind a filter of system calls", reader.ready)
    check(re.search(r"^Seccomp:\s+2$", status, re.M), "the kernel says so, too", status)
    check(re.search(r"^NoNewPrivs:\s+1$", status, re.M), "no new rights", status)
    check(sorted(os.listdir(f"/proc/{reader.process.pid}/fd")) == ["0", "1"], "its input and its output, nothing else")
    limits = proc(reader, "limits").decode()
    check(re.search(r"^Max open files\s+3\s+3\s", limits, re.M), "no room for another", limits)
    check(re.search(r"^Max processes\s+0\s+0\s", limits, re.M), "no processes", limits)


def frames():
    def settings(*values):
        body = msgpack.packb(list(values))
        return struct.pack(">IB", len(body) + 1, SETTINGS) + body
    good = settings("a", "b", False)
    check(status_of(b"") == 0, "the end of its input is an orderly end")
    check(status_of(good) == 0, "also behind its settings")
    check(status_of(struct.pack(">IB", 3, MAIL) + b"ab") == 1, "a mail before the settings")
    check(status_of(good + good) == 1, "settings twice")
    check(status_of(settings("a", "b")) == 1, "settings that are none")
    check(status_of(struct.pack(">IB", 0xffffffff, MAIL)) == 1, "a frame of 4 GiB")
    check(status_of(struct.pack(">I", 0)) == 1, "a frame of nothing")
    check(status_of(struct.pack(">IB", 1, 99)) == 1, "a kind that there is not")
    check(status_of(good + struct.pack(">IB", 4, PIECE) + b"abc") == 1, "a piece that is none")
    check(status_of(good + struct.pack(">IB", 9, MAIL) + b"abc") == 1, "half a mail")
    check(subprocess.run([PROGRAM, "x"], stderr=subprocess.DEVNULL).returncode == 2, "an argument")


def attachments(reader):
    pdf = b"%PDF-1.4\n" + os.urandom(3 * PIECE_BYTES // 2)
    import base64
    raw = (b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=t\r\n\r\n--t\r\n\r\nHallo\r\n"
           b"--t\r\nContent-Type: application/pdf; name=Plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           base64.encodebytes(pdf) + b"\r\n--t\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1;2\r\n--t--\r\n")
    parcel = reader.parcel(raw)
    check([file[0] for file in parcel[14]] == ["Plan.pdf", "a.csv"], "two files", parcel[14])
    check(parcel[14][0][2] == len(pdf), "of what size")
    check(reader.file(0) == (pdf, 2), "the first in two pieces, decoded")
    check(reader.file(1) == (b"1;2", 1), "the second in one")
    check(reader.ask(PIECE, struct.pack(">II", 0, 0xffffffff)) == (BYTES, b""), "nothing beyond its end")
    check(reader.ask(PIECE, struct.pack(">II", 2, 0)) == (BYTES, b""), "no third")
    reader.parcel(b"From: a@b.example\r\n\r\nx\r\n")
    check(reader.ask(PIECE, struct.pack(">II", 0, 0)) == (BYTES, b""), "the next mail has none")
    check(reader.ask(MAIL, b"") == (REFUSED, b""), "nothing is no mail")
    check(reader.parcel(b"From: a@b.example\r\n\r\nx\r\n")[0] == "a@b.example", "the next one is read")


def memory(reader):
    def kib():
        return int(re.search(r"^VmRSS:\s+(\d+)", proc(reader, "status").decode(), re.M).group(1))
    with open("tests/data/mail/in/itip-gmail.eml", "rb") as file:
        raw = file.read()
    for _ in range(200):
        reader.parcel(raw)
    before = kib()
    for _ in range(3000):
        reader.parcel(raw)
    check(kib() - before < 1024, "three thousand mails later its memory is the same", before, kib())


def main():
    reader = Reader()
    confined(reader)
    judge(reader)
    judge_calendars(reader)
    answer_ours(reader)
    attachments(reader)
    memory(reader)
    check(reader.end() == 0, "ends with its input")
    check(reader.process.stderr.read() == b"", "and says nothing")
    frames()
    print(f"1..{count}")


sys.exit(main())
