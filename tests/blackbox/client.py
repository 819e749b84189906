#!/usr/bin/python3
"""A second client of the local socket, written from SPEC.md 13 and verbund-bridge(7) alone, as an outsider would.

Usage: client.py HOME call NAME [JSON]    the result of one call as JSON, or "VB-nnnn detail" and exit status 1; SOCKET=socket-ro
       client.py HOME list KIND [SPACE]   every record of a kind as JSON, one a line, in pages of PAGE (200)
       client.py HOME follow FOLDER       follows the change feed, for ever, over restarts of both sides
       client.py HOME hostile WHAT        does what no client should; prints what the daemon did about it

`follow` keeps in FOLDER `cursor`, the place up to which it has dealt with the feed, and `told`, a line for each item: generation,
number, id, kind, verb, and the name that the record has; a line "reset GENERATION" where it had to start over. STOP_AFTER=N in the
environment ends it with the Nth item, after it was dealt with and before the cursor is written: the worst moment.
"""
import json
import os
import socket
import struct
import sys
import time

import msgpack

FRAME_MAX_BYTES = 1 << 20


class Refused(Exception):
    """The daemon's answer to one request: an error."""

    def __init__(self, error):
        super().__init__(f"VB-{error['code']} {error['detail']}")
        self.code = error["code"]


class Connection:
    """One connection; requests are numbered, answers found by their number."""

    def __init__(self, home, name="socket"):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(30)
        here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.chdir(home)
            self.socket.connect(name)
        finally:
            os.fchdir(here)
            os.close(here)
        self.last_id = 0

    def send(self, document):
        self.socket.sendall(struct.pack(">I", len(document)) + document)

    def receive_bytes(self, size):
        data = bytearray()
        while len(data) < size:
            piece = self.socket.recv(size - len(data))
            if not piece:
                raise ConnectionError("the daemon hung up")
            data += piece
        return bytes(data)

    def receive(self):
        (size,) = struct.unpack(">I", self.receive_bytes(4))
        if not 0 < size <= FRAME_MAX_BYTES:
            raise ConnectionError(f"a frame of {size} bytes")
        return msgpack.unpackb(self.receive_bytes(size))

    def call(self, what, /, **args):
        self.last_id += 1
        self.send(msgpack.packb({"id": self.last_id, "call": what, "args": args}))
        while True:
            answer = self.receive()
            if answer["id"] == self.last_id or (answer["id"] == 0 and "error" in answer):
                break
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def pages(self, what, /, **args):
        """All items of a list: the list ends where `next` is absent, not where a page is short."""
        while True:
            page = self.call(what, **args)
            yield from page["items"]
            if "next" not in page:
                return
            args["after"] = page["next"]


# ---- following ----


def write_file(path, text):
    """Whole or not at all, and on the disk."""
    with open(path + ".new", "w", encoding="utf-8") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    os.replace(path + ".new", path)


class Follower:
    def __init__(self, home, folder):
        self.home = home
        self.cursor_path = os.path.join(folder, "cursor")
        self.cursor = {}
        if os.path.exists(self.cursor_path):
            with open(self.cursor_path, encoding="utf-8") as file:
                self.cursor = json.load(file)
        self.told = open(os.path.join(folder, "told"), "a+", encoding="utf-8")
        self.told.seek(0)
        # What was dealt with before the cursor was written: the feed tells it again.
        self.seen = {tuple(line.split(" ", 2)[:2]) for line in self.told}
        self.left = int(os.environ.get("STOP_AFTER", 0))

    def tell(self, line):
        self.told.write(line + "\n")
        self.told.flush()

    def deal_with(self, connection, generation, item):
        key = (str(generation), str(item["number"]))
        if key in self.seen:
            return
        try:
            record = connection.call("record.show", id=item["id"])
            name = record["fields"].get("name", record["fields"].get("text"))
        except Refused as refused:
            name = f"VB-{refused.code}"
        self.tell(f"{generation} {item['number']} {item['id']} {item['kind']} {item['verb']} {name}")
        self.seen.add(key)
        self.left -= 1
        if self.left == 0:
            os._exit(0)

    def follow(self):
        connection = Connection(self.home)
        while True:
            page = connection.call("feed.read", wait=20000, limit=50, **self.cursor)
            if page.get("reset"):
                self.tell(f"reset {page['generation']}")
            for item in page["items"]:
                self.deal_with(connection, page["generation"], item)
            self.cursor = {"generation": page["generation"], "after": page["next"]}
            write_file(self.cursor_path, json.dumps(self.cursor))

    def follow_for_ever(self):
        pause = 0.02
        while True:
            start = time.monotonic()
            try:
                self.follow()
            except OSError:
                pause = 0.02 if time.monotonic() - start > 1 else min(2 * pause, 0.5)
                time.sleep(pause)


# ---- what no client should do ----


def answer_to(home, data):
    """The error code that some bytes are answered with, and whether the connection goes on."""
    connection = Connection(home)
    connection.socket.settimeout(10)
    connection.socket.sendall(data)
    said = []
    try:
        answer = connection.receive()
        said.append(f"id {answer['id']} {answer['error']['code']}" if "error" in answer else f"id {answer['id']}")
        connection.call("node.show")
        said.append("goes on")
    except (ConnectionError, BrokenPipeError):
        said.append("hung up")
    except socket.timeout:
        said.append("silent")
    return " ".join(said)


def framed(document):
    return struct.pack(">I", len(document)) + document


def half_frames(home):
    """Twenty clients that announce a frame and send half of it, and stay."""
    crowd = [Connection(home) for _ in range(20)]
    for connection in crowd:
        connection.socket.sendall(struct.pack(">I", FRAME_MAX_BYTES) + bytes(FRAME_MAX_BYTES // 2))
    start = time.monotonic()
    Connection(home).call("node.show")
    return "served" if time.monotonic() - start < 5 else "slow"


def deaf(home):
    """A client that asks and never reads; the daemon may hang up on it, and serves the others."""
    connection = Connection(home)
    connection.socket.setblocking(False)
    request = framed(msgpack.packb({"id": 1, "call": "feed.read", "args": {"limit": 1000}}))
    end = time.monotonic() + 2
    while time.monotonic() < end:
        try:
            connection.socket.send(request)
        except BlockingIOError:
            time.sleep(0.01)
        except OSError:
            break
    Connection(home).call("node.show")
    return "served"


def crowd(home):
    """As many connections as the daemon takes; one more is told why not."""
    connections = []
    try:
        while len(connections) < 1000:
            connections.append(Connection(home))
            connections[-1].call("node.show")
    except (Refused, ConnectionError) as refused:
        return f"{len(connections) - 1} {refused}".strip()
    return "no end"


def dying(home):
    """Writes and hangs up before the answer; prints what it wrote."""
    space = next(Connection(home).pages("committee.list"))["id"]
    connection = Connection(home)
    connection.send(msgpack.packb({"id": 1, "call": "message.post", "args": {"target": space, "text": "Letztes Wort"}}))
    connection.socket.close()
    return "gone"


def packed(**request):
    return framed(msgpack.packb(request))


hostile = {
    "empty": lambda home: answer_to(home, struct.pack(">I", 0)),
    "large": lambda home: answer_to(home, struct.pack(">I", FRAME_MAX_BYTES + 1)),
    "huge": lambda home: answer_to(home, b"\xff\xff\xff\xff"),
    "http": lambda home: answer_to(home, b"GET / HTTP/1.1\r\n\r\n"),
    "garbage": lambda home: answer_to(home, framed(b"\xc1" * 100)),
    "list": lambda home: answer_to(home, framed(msgpack.packb([1, 2, 3]))),
    "truncated": lambda home: answer_to(home, framed(msgpack.packb({"id": 7, "call": "status"})[:-3])),
    "deep": lambda home: answer_to(home, framed(b"\x91" * 2000 + b"\x90")),
    "promises": lambda home: answer_to(home, framed(b"\xdf\xff\xff\xff\xff")),
    "no-call": lambda home: answer_to(home, packed(id=7)),
    "no-id": lambda home: answer_to(home, packed(call="status")),
    "unknown": lambda home: answer_to(home, packed(id=7, call="record.destroy")),
    "long-name": lambda home: answer_to(home, packed(id=7, call="x" * 70000)),
    "args-list": lambda home: answer_to(home, packed(id=7, call="status", args=[])),
    "more-args": lambda home: answer_to(home, packed(id=7, call="status", args={"verbose": True})),
    "fewer-args": lambda home: answer_to(home, packed(id=7, call="record.show")),
    "fraction": lambda home: answer_to(home, packed(id=7, call="feed.read", args={"after": 0.5})),
    "negative": lambda home: answer_to(home, packed(id=7, call="feed.read", args={"after": -1})),
    "not-text": lambda home: answer_to(home, framed(b"\x83\xa2id\x07\xa4call\xabrecord.show\xa4args\x81\xa2id\xa2\xc3\x28")),
    "half-frames": half_frames,
    "deaf": deaf,
    "crowd": crowd,
    "dying": dying,
}


def main():
    home, what = sys.argv[1:3]
    rest = sys.argv[3:]
    if what == "call":
        connection = Connection(home, os.environ.get("SOCKET", "socket"))
        print(json.dumps(connection.call(rest[0], **json.loads(rest[1] if len(rest) > 1 else "{}"))))
    elif what == "list":
        args = {"kind": rest[0], "limit": int(os.environ.get("PAGE", 200))}
        if len(rest) > 1:
            args["space"] = rest[1]
        for record in Connection(home).pages("record.list", **args):
            print(json.dumps(record))
    elif what == "follow":
        Follower(home, rest[0]).follow_for_ever()
    else:
        print(hostile[rest[0]](home))


try:
    main()
except Refused as refused_at_last:
    print(refused_at_last)
    sys.exit(1)
