#!/usr/bin/python3
"""A mail program for tests: fetches a mailbox by IMAP, takes mails apart, and answers them as real programs do, with Python's email
package and icalendar alone, so that nothing of ours judges itself.

  mail_client.py fetch ADDRESS FOLDER         all mails of a mailbox into files, the oldest first; prints how many
  mail_client.py wait ADDRESS FOLDER WHAT...  the same until there is a mail of which all WHATs hold; prints the last such file
  mail_client.py show FILE WHAT               one thing that it says: see SHOWN
  mail_client.py accept FILE ADDRESS [--no | --maybe] [--as PROGRAM] [--comment TEXT]   answers an invitation (iMIP)
  mail_client.py each FOLDER COUNT            those of a list, ADDRESS+1 to +COUNT, answer what lies there: each fourth no, the others
                                              yes, each program in turn; prints how many
  mail_client.py reply FILE ADDRESS TEXT [--as PROGRAM] [--file NAME]   answers a mail with a text
  mail_client.py unsubscribe FILE ADDRESS post|mailto     by what its head says (RFC 2369, 8058)

A WHAT is NAME=TEXT (a thing that show shows is that) or NAME~TEXT (has that in it). PROGRAM is thunderbird, outlook, apple or gmail.
The environment says where: MAIL_IMAPS, MAIL_SMTPS (ports), MAIL_CA (file), MAIL_PASSWORD. With --print a mail that would be sent is
printed."""
import argparse
import datetime
import email
import email.policy
import email.utils
import html
import imaplib
import os
import re
import smtplib
import ssl
import sys
import time
import urllib.parse
import urllib.request
from email.message import EmailMessage
from pathlib import Path

import icalendar

HOST = "127.0.0.1"
ANSWERS = {"yes": ("ACCEPTED", "Accepted", "Zugesagt"), "no": ("DECLINED", "Declined", "Abgesagt"),
           "maybe": ("TENTATIVE", "Tentative", "Mit Vorbehalt")}
BREAK = "\r\n"


def context():
    return ssl.create_default_context(cafile=os.environ["MAIL_CA"])


# ---- reading ----

def fetch(address, folder):
    """Writes all mails as NNNN.eml and returns the files."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with imaplib.IMAP4_SSL(HOST, int(os.environ["MAIL_IMAPS"]), ssl_context=context()) as box:
        box.login(login_of(address), os.environ["MAIL_PASSWORD"])
        box.select(readonly=True)
        numbers = box.uid("search", None, "ALL")[1][0].split()
        files = []
        for number in numbers:
            file = Path(folder) / ("%06d.eml" % int(number))
            files.append(file)
            if not file.exists():
                data = box.uid("fetch", number, "(BODY.PEEK[])")[1][0][1]
                part = file.with_suffix(".part")
                part.write_bytes(data)
                part.rename(file)
    return files


def read(file):
    with open(file, "rb") as data:
        return email.message_from_binary_file(data, policy=email.policy.default)


def parts_of(mail, kind):
    return [part for part in mail.walk() if part.get_content_type() == kind]


def calendar_of(mail):
    """The calendar object that mail programs act on: no attachment."""
    for part in parts_of(mail, "text/calendar"):
        if part.get_content_disposition() is None:
            return part
    return None


def event_of(mail):
    part = calendar_of(mail)
    if part is None:
        return None
    return icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]


def of_event(name):
    def show(mail):
        event = event_of(mail)
        value = event.get(name) if event is not None else None
        if isinstance(value, list):
            return " ".join(str(one) for one in value)
        return value.to_ical().decode() if hasattr(value, "to_ical") else str(value or "")
    return show


def method_of(mail):
    part = calendar_of(mail)
    return part.get_param("method", "") if part is not None else ""


def header(name):
    return lambda mail: str(mail.get(name, ""))


def text_of(kind):
    def show(mail):
        found = parts_of(mail, kind)
        return found[0].get_content() if found else ""
    return show


def attachments_of(mail):
    return " ".join(part.get_filename() or "?" for part in mail.iter_attachments())


def structure_of(mail):
    if mail.is_multipart():
        inner = ",".join(structure_of(part) for part in mail.iter_parts())
        return mail.get_content_type().split("/")[1] + "{" + inner + "}"
    return mail.get_content_type().split("/")[1]


def objects_of(mail):
    """All calendar objects, of attachments, too, unfolded."""
    parts = parts_of(mail, "text/calendar") + parts_of(mail, "application/ics")
    return "\n".join(part.get_payload(decode=True).decode().replace("\r\n ", "") for part in parts)


def unsubscribe_of(scheme):
    return lambda mail: " ".join(re.findall("<(%s[^>]*)>" % scheme, str(mail.get("List-Unsubscribe", ""))))


def addresses_of(mail):
    """All addresses that stand anywhere in it."""
    text = mail.as_string() + "".join(text_of(kind)(mail) for kind in ("text/plain", "text/html"))
    text += objects_of(mail)
    return " ".join(sorted(set(found.lower() for found in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text))))


SHOWN = {
    "subject": header("Subject"), "from": header("From"), "to": header("To"), "reply-to": header("Reply-To"),
    "list-id": header("List-Id"), "auto-submitted": header("Auto-Submitted"), "language": header("Content-Language"),
    "message-id": header("Message-ID"), "in-reply-to": header("In-Reply-To"), "post": header("List-Unsubscribe-Post"),
    "return-path": header("Return-Path"),
    "method": method_of, "uid": of_event("UID"), "sequence": of_event("SEQUENCE"), "start": of_event("DTSTART"),
    "summary": of_event("SUMMARY"), "status": of_event("STATUS"), "location": of_event("LOCATION"),
    "organizer": of_event("ORGANIZER"), "attendee": of_event("ATTENDEE"), "stamp": of_event("DTSTAMP"),
    "plain": text_of("text/plain"), "html": text_of("text/html"), "attachments": attachments_of, "structure": structure_of,
    "calendar": objects_of, "http": unsubscribe_of("http"), "mailto": unsubscribe_of("mailto"), "addresses": addresses_of,
}


def holds(mail, what):
    name, sign, wanted = re.fullmatch("([a-z-]+)([=~])(.*)", what, re.S).groups()
    shown = SHOWN[name](mail)
    return shown == wanted if sign == "=" else wanted in shown


def wait(address, folder, whats):
    patience = 30 * int(os.environ.get("VERBUND_PATIENCE", "1"))
    end = time.monotonic() + patience
    while True:
        found = [file for file in fetch(address, folder) if all(holds(read(file), what) for what in whats)]
        if found:
            return found[-1]
        if time.monotonic() > end:
            raise SystemExit("no such mail for %s: %s" % (address, "; ".join(whats)))
        time.sleep(0.1)


# ---- answering ----

def login_of(address):
    """Whose mailbox it is: the detail behind the + is no part of it."""
    name, domain = address.split("@")
    return name.split("+")[0] + "@" + domain


def send(mail, sender, recipient, is_printed):
    """By the login of the sender, as it is: mail programs make the bytes, not Python."""
    data = mail if isinstance(mail, bytes) else mail.as_bytes(policy=email.policy.SMTP)
    if is_printed:
        sys.stdout.buffer.write(data)
        return
    with smtplib.SMTP_SSL(HOST, int(os.environ["MAIL_SMTPS"]), context=context()) as server:
        server.login(login_of(sender), os.environ["MAIL_PASSWORD"])
        server.sendmail(sender, [recipient], data)


def new_mail(sender, recipient, subject):
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = subject
    mail["Date"] = email.utils.localtime()
    mail["Message-ID"] = email.utils.make_msgid(domain=sender.split("@")[1])
    return mail


def organizer_of(event):
    return re.sub("^mailto:", "", str(event["ORGANIZER"]), flags=re.I)


def reply_object(event, address, answer, program, comment):
    """What a program makes of an event: the same UID, its own ATTENDEE with what it says, now as DTSTAMP."""
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "REPLY")
    calendar.add("PRODID", {"thunderbird": "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
                            "outlook": "Microsoft Exchange Server 2010",
                            "apple": "-//Apple Inc.//macOS 14.5//EN",
                            "gmail": "-//Google Inc//Google Calendar 70.9054//EN"}[program])
    reply = icalendar.Event()
    for name in ("UID", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "RECURRENCE-ID"):
        if name in event:
            reply[name] = event[name]
    # Outlook on the web leaves the organizer out.
    if program != "outlook" and "ORGANIZER" in event:
        reply["ORGANIZER"] = event["ORGANIZER"]
    scheme = "MAILTO:" if program == "outlook" else "mailto:"
    attendee = icalendar.vCalAddress(scheme + address)
    attendee.params["PARTSTAT"] = icalendar.vText(ANSWERS[answer][0])
    if program != "outlook":
        attendee.params["CUTYPE"] = icalendar.vText("INDIVIDUAL")
    reply.add("ATTENDEE", attendee)
    reply.add("DTSTAMP", datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0))
    if comment:
        reply.add("COMMENT", comment)
    if program == "outlook":
        for name in ("DTSTART", "DTEND"):
            if name in reply:
                reply[name].params["TZID"] = "W. Europe Standard Time"
        zone = icalendar.Timezone()
        zone.add("TZID", "W. Europe Standard Time")
        for kind, month, change in ((icalendar.TimezoneStandard, 10, (2, 1)), (icalendar.TimezoneDaylight, 3, (1, 2))):
            part = kind()
            part["DTSTART"] = "16010101T0%d0000" % (3 if month == 10 else 2)
            part.add("TZOFFSETFROM", datetime.timedelta(hours=change[0]))
            part.add("TZOFFSETTO", datetime.timedelta(hours=change[1]))
            part["RRULE"] = icalendar.vRecur(FREQ="YEARLY", INTERVAL=1, BYDAY="-1SU", BYMONTH=month)
            zone.add_component(part)
        calendar.add_component(zone)
        reply["X-MICROSOFT-CDO-BUSYSTATUS"] = "BUSY"
        reply.add("PRIORITY", 5)
    calendar.add_component(reply)
    return calendar.to_ical()


def calendar_part(data, is_base64, name=None):
    part = EmailMessage(policy=email.policy.SMTP)
    part.set_content(data.decode(), subtype="calendar", charset="utf-8", cte="base64" if is_base64 else "quoted-printable")
    part.set_param("method", "REPLY")
    if name is not None:
        part.set_param("name", name)
    return part


def put_parts(mail, kind, parts):
    mail["MIME-Version"] = "1.0"
    mail.add_header("Content-Type", "multipart/" + kind, boundary="=_%d" % time.monotonic_ns())
    mail.set_payload(parts)
    return mail


def text_part(text, subtype="plain", charset="utf-8"):
    part = EmailMessage(policy=email.policy.SMTP)
    part.set_content(text, subtype=subtype, charset=charset, cte="quoted-printable")
    return part


def accept(invitation, address, answer, program, comment):
    """The mail with which a program answers an invitation."""
    event = event_of(invitation)
    data = reply_object(event, address, answer, program, comment)
    summary = str(event["SUMMARY"])
    word = ANSWERS[answer][2 if program == "outlook" else 1]
    mail = new_mail(address, organizer_of(event), "%s: %s" % (word, summary))
    text = "%s %s" % (address, {"yes": "has accepted", "no": "has declined", "maybe": "has tentatively accepted"}[answer])
    if program == "apple":
        mail["MIME-Version"] = "1.0"
        mail["X-Mailer"] = "Apple Mail (2.3774.600.62)"
        mail.set_content(data.decode(), subtype="calendar", charset="utf-8", cte="quoted-printable")
        mail.set_param("method", "REPLY")
        mail.set_param("name", "iCal-20261128.ics")
        return mail
    inner = EmailMessage(policy=email.policy.SMTP)
    if program == "outlook":
        mail["X-MS-Has-Attach"] = ""
        mail["X-MS-TNEF-Correlator"] = ""
        mail["Thread-Topic"] = summary
        return put_parts(mail, "alternative", [
            text_part("", charset="iso-8859-1"), text_part("<html><body></body></html>", "html", "iso-8859-1"),
            calendar_part(data, True)])
    if program == "gmail":
        mail["Reply-To"] = address
        mail["Sender"] = "Google Calendar <calendar-notification@google.com>"
        put_parts(inner, "alternative", [text_part(text), text_part("<p>%s</p>" % html.escape(text), "html"),
                                         calendar_part(data, False)])
    else:
        mail["User-Agent"] = "Mozilla Thunderbird"
        put_parts(inner, "alternative", [text_part(text), calendar_part(data, False)])
    attached = EmailMessage(policy=email.policy.SMTP)
    attached.set_content(data, maintype="application", subtype="ics", cte="base64", disposition="attachment", filename="invite.ics")
    return put_parts(mail, "mixed", [inner, attached])


def quoted(mail):
    return BREAK.join("> " + line for line in text_of("text/plain")(mail).splitlines())


def answer_to(mail):
    """Where an answer goes: Reply-To before From."""
    return email.utils.parseaddr(str(mail.get("Reply-To") or mail["From"]))[1]


def reply(original, address, text, program, file):
    """A mail that answers, above a quotation as the program makes it."""
    subject = str(original["Subject"])
    mail = new_mail(address, answer_to(original), subject if subject.lower().startswith("re:") else
                    ("AW: " if program == "outlook" else "Re: ") + subject)
    if original["Message-ID"]:
        mail["In-Reply-To"] = str(original["Message-ID"])
        mail["References"] = (str(original.get("References", "")) + " " + str(original["Message-ID"])).strip()
    sender = email.utils.parseaddr(str(original["From"]))
    body = html.escape(text).replace("\n", "<br>")
    rest = text_of("text/plain")(original)
    if program == "outlook":
        head = BREAK.join(["Von: %s <%s>" % sender, "Gesendet: Samstag, 28. November 2026 09:00", "An: " + address, "Betreff: " + subject])
        plain = BREAK.join([text, "", "________________________________", head, "", rest])
        rich = ('<html><body><div>%s</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%%">'
                '<div id="divRplyFwdMsg"><b>Von:</b> %s</div><div>%s</div></body></html>' % (body, html.escape(sender[1]), html.escape(rest)))
    elif program == "apple":
        plain = BREAK.join([text, "", "> Am 28.11.2026 um 09:00 schrieb %s <%s>:" % sender, "> ", quoted(original), "", "Von meinem iPhone gesendet"])
        rich = ('<html><body>%s<br><blockquote type="cite">Am 28.11.2026 um 09:00 schrieb %s:<br>%s</blockquote></body></html>'
                % (body, html.escape(sender[1]), html.escape(rest)))
    elif program == "gmail":
        plain = BREAK.join([text, "", "On Sat, Nov 28, 2026 at 9:00 AM %s <%s>" % sender, "wrote:", "", quoted(original)])
        rich = ('<div dir="ltr">%s</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Sat, Nov 28, 2026 %s wrote:<br></div>'
                '<blockquote class="gmail_quote">%s</blockquote></div>' % (body, html.escape(sender[1]), html.escape(rest)))
    else:
        plain = BREAK.join(["Am 28.11.26 um 09:00 schrieb %s:" % sender[0], quoted(original), "", "-- ", address])
        plain = BREAK.join([text, "", plain])
        rich = None
    parts = [text_part(plain.replace(BREAK, "\n"))] + ([text_part(rich, "html")] if rich is not None else [])
    if len(parts) == 1 and file is None:
        mail.set_content(plain.replace(BREAK, "\n"), charset="utf-8", cte="quoted-printable")
        return mail
    if file is None:
        return put_parts(mail, "alternative", parts)
    inner = put_parts(EmailMessage(policy=email.policy.SMTP), "alternative", parts)
    attached = EmailMessage(policy=email.policy.SMTP)
    attached.set_content(Path(file).read_bytes(), maintype="application", subtype="pdf", cte="base64",
                         disposition="attachment", filename=Path(file).name)
    return put_parts(mail, "mixed", [inner, attached])


def each(folder, count):
    programs = ["thunderbird", "outlook", "apple", "gmail"]
    answered = 0
    for file in sorted(Path(folder).glob("*.eml")):
        invitation = read(file)
        address = email.utils.parseaddr(str(invitation["To"]))[1]
        number = int((re.findall(r"\+(\d+)@", address) or ["0"])[0])
        if method_of(invitation) != "REQUEST" or not 1 <= number <= count:
            continue
        mail = accept(invitation, address, "no" if number % 4 == 0 else "yes", programs[number % 4 - 1], None)
        send(mail, address, str(mail["To"]), False)
        answered += 1
    return answered


# ---- unsubscribing ----

def post(url):
    """RFC 8058: a POST of that body, without cookies, logins or redirects."""
    question = urllib.request.Request(url, data=b"List-Unsubscribe=One-Click",
                                      headers={"Content-Type": "application/x-www-form-urlencoded"})
    with urllib.request.urlopen(question, timeout=20) as answer:
        return answer.status


def unsubscribe(mail, address, way, is_printed):
    if way == "post":
        if str(mail.get("List-Unsubscribe-Post", "")).strip() != "List-Unsubscribe=One-Click":
            raise SystemExit("the mail says nothing of one click")
        url = unsubscribe_of("http")(mail).split(" ")[0]
        # Behind the operator's proxy, which the test is itself.
        base = os.environ.get("MAIL_WEB")
        print(post(base + urllib.parse.urlparse(url).path if base else url))
        return
    target = urllib.parse.urlparse(unsubscribe_of("mailto")(mail).split(" ")[0])
    fields = dict(pair.split("=", 1) for pair in target.query.split("&") if "=" in pair)
    wish = new_mail(address, target.path, urllib.parse.unquote(fields.get("subject", "unsubscribe")))
    wish.set_content(urllib.parse.unquote(fields.get("body", "")))
    send(wish, address, target.path, is_printed)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("verb")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--as", dest="program", choices=["thunderbird", "outlook", "apple", "gmail"], default="thunderbird")
    parser.add_argument("--no", dest="answer", action="store_const", const="no", default="yes")
    parser.add_argument("--maybe", dest="answer", action="store_const", const="maybe")
    parser.add_argument("--comment")
    parser.add_argument("--file")
    parser.add_argument("--print", dest="is_printed", action="store_true")
    return parser.parse_args()


def main():
    args = arguments()
    words = args.words
    if args.verb == "fetch":
        print(len(fetch(*words)))
    elif args.verb == "wait":
        print(wait(words[0], words[1], words[2:]))
    elif args.verb == "show":
        print(SHOWN[words[1]](read(words[0])))
    elif args.verb == "accept":
        mail = accept(read(words[0]), words[1], args.answer, args.program, args.comment)
        send(mail, words[1], str(mail["To"]), args.is_printed)
    elif args.verb == "each":
        print(each(words[0], int(words[1])))
    elif args.verb == "reply":
        mail = reply(read(words[0]), words[1], words[2], args.program, args.file)
        send(mail, words[1], str(mail["To"]), args.is_printed)
    elif args.verb == "unsubscribe":
        unsubscribe(read(words[0]), words[1], words[2], args.is_printed)
    else:
        raise SystemExit(__doc__)


main()
