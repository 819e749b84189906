#!/usr/bin/python3
"""A daemon that only repeats: parrot.py HOME FILE answers each call on the local socket of HOME with what FILE, a JSON map of
calls and results, has for it. For what the command line makes of answers that real offices cannot be brought to give."""
import json
import os
import socket
import struct
import sys
import threading

import msgpack

home, file = sys.argv[1:]


def ordered(value):
    """Canonical: keys ascend."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=lambda k: k.encode())}
    return [ordered(item) for item in value] if isinstance(value, list) else value


def exactly(client, size):
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def serve(client):
    try:
        while True:
            request = msgpack.unpackb(exactly(client, struct.unpack(">I", exactly(client, 4))[0]))
            with open(file) as source:
                results = json.load(source)
            answer = {"id": request["id"], "result": ordered(results[request["call"]])} if request["call"] in results \
                else {"error": {"code": 3004, "detail": request["call"], "what": "The request is not known."}, "id": request["id"]}
            packed = msgpack.packb(answer)
            client.sendall(struct.pack(">I", len(packed)) + packed)
    except (EOFError, OSError):
        client.close()


listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
os.chdir(home)  # the path of a socket is short
if os.path.exists("socket"):
    os.unlink("socket")
listener.bind("socket")
listener.listen(16)
print("READY", flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
