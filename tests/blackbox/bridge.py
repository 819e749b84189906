#!/usr/bin/python3
"""A bridge for tests, in the place of verbund-mail: what a test asks goes to the daemon over descriptor 3, and jobs that come over
descriptor 4 are answered from files.

bridge.py --home DIR        as the daemon starts it. Job CALL is answered with what stands in DIR/jobs/CALL (JSON: a result, or
                            {"code": 2001, "detail": "x"}; "echo": its own {args, call, person, right}; "silent": no answer), else
                            with the example below. DIR/asked gets a line of JSON for each job.
bridge.py --check --home DIR      ends with the number in DIR/jobs/check, else 0.
bridge.py call DIR CALL [JSON]    asks as the bridge and prints the result as JSON, or "VB-nnnn detail".
Binary values stand in JSON as "x'00ff'". Not called by the daemon under a name of ours: see stand_in in lib.sh."""
import json
import os
import socket
import struct
import sys
import threading

import msgpack


PERSON = "0198d7120c9a44be81f2000000000001"
MAIL = {"bytes": 4711, "from": "x@fremd.example", "fromName": "Xaver Fremd", "id": "4f3a91c2000000000000000000000001", "received": 1766000000000,
        "subject": "Frage zu TOP 3\x1b[31m", "targetName": "TOP 3 Bericht", "why": "stranger"}
WISHES = {"address": "anna@verein.example", "language": "uk", "name": "Anna Schmidt", "pace": "daily", "paused": {"score": 4, "since": 1766000000000},
          "person": PERSON, "quiet": [1200, 420], "without": ["newsletter", "reminder"]}
EXAMPLES = {
    "status": {"address": "beirat@koeln.example", "failed": 1, "held": 2, "oldest": 1766000000000, "parts": [
        {"part": "submission", "since": 1766000000000, "state": "failing", "why": "550 5.7.1 not today"},
        {"part": "receive", "state": "ok"}, {"part": "reader", "state": "ok"}, {"part": "web", "state": "off"}],
        "paused": 1, "received": 1766000000000, "sent": 1766000001000, "waiting": 7},
    "queue.list": {"items": [
        {"attempts": 0, "due": 1766000000000, "key": "aa11", "kind": "invitation", "name": "Anna Schmidt", "person": PERSON, "state": "waiting"},
        {"address": "weg@verein.example", "attempts": 3, "due": 1766000000000, "key": "aa22", "kind": "digest", "state": "failed",
         "why": "550 5.1.1 no such user"}]},
    "queue.retry": {"count": 2}, "queue.drop": {"count": 1},
    "held.list": {"items": [dict(MAIL, files=1)]},
    "held.show": dict(MAIL, text="Guten Tag,\nwas heißt das?", items=[
        {"allowed": True, "bytes": 6, "name": "anlage.txt", "number": 1, "type": "text/plain"}]),
    "held.release": {"id": MAIL["id"]}, "held.drop": {"id": MAIL["id"]},
    "wishes.show": WISHES, "wishes.set": WISHES,
    "subscribers.list": {"items": [{"address": "info@verein.example", "language": "tr", "since": 1766000000000, "state": "subscribed"}]},
    "subscribers.add": {"address": "info@verein.example", "state": "asked"}, "subscribers.remove": {"address": "info@verein.example"},
    "resume": {}, "test.start": {"test": "0123"},
    "test.show": {"address": "anna@verein.example", "since": 1766000000000, "steps": [
        {"state": "ok", "step": "submission", "time": 1766000000500}, {"state": "ok", "step": "delivery", "time": 1766000001000},
        {"state": "ok", "step": "return", "time": 1766000002000}, {"state": "ok", "step": "reply", "time": 1766000003000}]},
    "person.about": {"told": [], "wishes": WISHES},
}


def file_piece(at):
    """The attachment in the example, two bytes at a time."""
    piece = b"Anlage"[at : at + 2]
    return dict({"data": piece, "name": "anlage.txt"}, **({"next": at + 2} if at + 2 < 6 else {}))


def plain(value):
    if isinstance(value, bytes):
        return "x'%s'" % value.hex()
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def packed(value):
    if isinstance(value, str) and value.startswith("x'") and value.endswith("'"):
        return bytes.fromhex(value[2:-1])
    if isinstance(value, dict):
        return {key: packed(inner) for key, inner in value.items()}
    return [packed(inner) for inner in value] if isinstance(value, list) else value


class Link:
    def __init__(self, fd):
        self.socket = socket.socket(fileno=fd)
        self.number = 0

    def receive(self, size):
        data = b""
        while len(data) < size:
            piece = self.socket.recv(size - len(data))
            if not piece:
                os._exit(0)
            data += piece
        return data

    def ask(self, call, args):
        self.number += 1
        document = msgpack.packb({"id": self.number, "call": call, "args": args}, use_bin_type=True)
        self.socket.sendall(struct.pack(">I", len(document)) + document)
        (size,) = struct.unpack(">I", self.receive(4))
        return msgpack.unpackb(self.receive(size), raw=False, strict_map_key=False)


def answer_for(home, job):
    try:
        with open(os.path.join(home, "jobs", job["call"])) as file:
            answer = json.load(file)
    except FileNotFoundError:
        answer = EXAMPLES.get(job["call"], "echo")
    if job["call"] == "held.file":
        return {"job": job["job"], "result": file_piece(job["args"].get("at", 0))}
    if answer == "echo":
        return {"job": job["job"], "result": {key: job[key] for key in job if key != "job"}}
    if answer == "silent":
        return None
    if isinstance(answer, dict) and "code" in answer:
        return dict(answer, job=job["job"])
    return {"job": job["job"], "result": packed(answer)}


def work(home):
    link = Link(4)
    while True:
        job = link.ask("bridge.jobs", {"wait": 60000}).get("result")
        answer = answer_for(home, job) if job else None
        if job:
            with open(os.path.join(home, "asked"), "a") as asked:
                asked.write(json.dumps({key: job[key] for key in job if key != "job"}, sort_keys=True, ensure_ascii=False) + "\n")
        if answer:
            link.ask("bridge.done", answer)


def serve(home):
    os.chdir(home)  # the path of a socket is short
    if os.path.exists("bridge.socket"):
        os.remove("bridge.socket")
    link = Link(3)
    door = socket.socket(socket.AF_UNIX)
    door.bind("bridge.socket")
    door.listen(8)
    threading.Thread(target=work, args=(home,), daemon=True).start()
    while True:
        caller = door.accept()[0]
        with caller, caller.makefile("rw") as lines:
            call, args = json.loads(lines.readline())
            lines.write(json.dumps(plain(link.ask(call, packed(args)))) + "\n")


def call(home, name, args):
    os.chdir(home)
    with socket.socket(socket.AF_UNIX) as door:
        door.connect("bridge.socket")
        with door.makefile("rw") as lines:
            lines.write(json.dumps([name, json.loads(args)]) + "\n")
            lines.flush()
            answer = json.loads(lines.readline())
    error = answer.get("error")
    print("VB-%04d %s" % (error["code"], error["detail"]) if error else json.dumps(answer["result"], ensure_ascii=False))


if sys.argv[1] == "--check":
    faults = os.path.join(sys.argv[3], "jobs", "check")
    sys.exit(int(open(faults).read()) if os.path.exists(faults) else 0)
elif sys.argv[1] == "--home":
    serve(sys.argv[2])
else:
    call(sys.argv[2], sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else "{}")
