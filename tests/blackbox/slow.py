#!/usr/bin/env python3
"""slow.py LISTEN TARGET GATE: passes TCP connections on from one port of this machine to another, and of what comes back
no more bytes in all than the file GATE says at the moment. So a test stops a transfer where it wants to."""
import socket
import sys
import threading
import time

listen, target, gate = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
passed = 0
lock = threading.Lock()


def allowed():
    try:
        with open(gate) as f:
            return int(f.read() or 0)
    except (OSError, ValueError):
        return 0


def forward(source, sink, is_gated):
    global passed
    try:
        while True:
            size = 16384
            if is_gated:
                with lock:
                    size = min(size, allowed() - passed)
                if size <= 0:
                    time.sleep(0.01)
                    continue
            data = source.recv(size)
            if not data:
                break
            if is_gated:
                with lock:
                    passed += len(data)
            sink.sendall(data)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", listen))
server.listen(16)
while True:
    near, _ = server.accept()
    try:
        far = socket.create_connection(("127.0.0.1", target))
    except OSError:
        near.close()
        continue
    threading.Thread(target=forward, args=(near, far, False), daemon=True).start()
    threading.Thread(target=forward, args=(far, near, True), daemon=True).start()
