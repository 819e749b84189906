#!/usr/bin/python3
"""A bridge for tests, in the place of verbund-mail: what a test asks goes to the daemon over descriptor 3, and jobs that come over
descriptor 4 are answered from files.

bridge.py --home DIR        as the daemon starts it. Job CALL is answered with what stands in DIR/jobs/CALL (JSON: a result, or
                            {"code": 2001, "detail": "x"}), else with its own {args, call, person, right}; no answer with "silent".
bridge.py call DIR CALL [JSON]    asks as the bridge and prints the result as JSON, or "VB-nnnn detail".
Binary values stand in JSON as "x'00ff'". Not called by the daemon under a name of ours: see stand_in in lib.sh."""
import json
import os
import socket
import struct
import sys
import threading

import msgpack


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


if sys.argv[1] == "--home":
    serve(sys.argv[2])
else:
    call(sys.argv[2], sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else "{}")
