#!/usr/bin/env python3
"""Strangers at the door: raw connections to a daemon's listening port that do what no office would.

Usage: strangers.py PORT WHAT [NUMBER]. Prints one word or number that the test compares. Bytes are those of ZMTP 3.1
(RFC 23): a greeting of 64 bytes, then frames.
"""
import socket
import struct
import sys
import time

port, what = int(sys.argv[1]), sys.argv[2]
number = int(sys.argv[3]) if len(sys.argv) > 3 else 0


def greeting(mechanism=b"CURVE", major=3, signature=b"\xff" + bytes(8) + b"\x7f"):
    return signature + bytes([major, 1 if major == 3 else 0]) + mechanism.ljust(20, b"\0") + bytes(1) + bytes(31)


def call(timeout=10.0):
    s = socket.create_connection(("127.0.0.1", port), 5)
    s.settimeout(timeout)
    return s


def seconds_until_closed(s, limit=15.0):
    """How long the other side keeps the connection; limit if it does not close it."""
    start = time.monotonic()
    s.settimeout(limit)
    try:
        while s.recv(65536):
            if time.monotonic() - start > limit:
                return limit
    except (ConnectionResetError, BrokenPipeError):
        pass
    except socket.timeout:
        return limit
    return time.monotonic() - start


def verdict(seconds):
    """At once, after the three seconds that a handshake may take, or never."""
    return "at-once" if seconds < 2 else "in-time" if seconds < 6 else "never"


def send_and_wait(data):
    s = call()
    try:
        s.sendall(data)
    except OSError:
        pass
    return verdict(seconds_until_closed(s))


def drip(data, pause):
    """Sends byte by byte until it is cut off."""
    s = call()
    start = time.monotonic()
    for i in range(len(data)):
        try:
            s.send(data[i : i + 1])
            time.sleep(pause)
            s.settimeout(0.001)
            if s.recv(65536) == b"":
                break
        except socket.timeout:
            pass
        except OSError:
            break
        if time.monotonic() - start > 12:
            return "never"
    return verdict(max(time.monotonic() - start, seconds_until_closed(s)))


def flood(head):
    """Announces a frame and streams it; how many MiB the other side took before it hung up, rounded up."""
    s = call()
    sent = 0
    block = bytes(65536)
    try:
        s.sendall(greeting() + head)
        while sent < 100 << 20:
            sent += s.send(block)
    except OSError:
        pass
    return (sent + (1 << 20) - 1) >> 20


def silent(count):
    """Opens connections that say nothing, keeps them for eight seconds; how many were open at the most."""
    sockets, most, start = [], 0, time.monotonic()
    while time.monotonic() - start < 8:
        while len(sockets) < count and time.monotonic() - start < 7:
            s = socket.socket()
            s.setblocking(False)
            s.connect_ex(("127.0.0.1", port))
            sockets.append(s)
            if len(sockets) % 100 == 0:
                time.sleep(0.01)
        most = max(most, len(sockets))
        time.sleep(0.1)
    return most


cases = {
    "nothing": lambda: verdict(seconds_until_closed(call())),
    "greeting-only": lambda: send_and_wait(greeting()),
    "half-greeting": lambda: send_and_wait(greeting()[:11]),
    "null": lambda: send_and_wait(greeting(b"NULL") + b"\x04\x06\x05READY"),
    "plain": lambda: send_and_wait(greeting(b"PLAIN") + b"\x04\x0a\x05HELLO\x01a\x01b"),
    "gssapi": lambda: send_and_wait(greeting(b"GSSAPI") + b"\x04\x02\x08INITIATE"),
    "old": lambda: send_and_wait(greeting(major=1)),
    "future": lambda: send_and_wait(greeting(major=99)),
    "http": lambda: send_and_wait(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    "tls": lambda: send_and_wait(bytes.fromhex("16030100c8010000c40303") + bytes(190)),
    "ssh": lambda: send_and_wait(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "zeros": lambda: send_and_wait(bytes(4096)),
    "bad-hello": lambda: send_and_wait(greeting() + b"\x04\xc8\x05HELLO" + bytes(194)),
    "short-hello": lambda: send_and_wait(greeting() + b"\x04\x06\x05HELLO"),
    "message-first": lambda: send_and_wait(greeting() + b"\x00\x05hello"),
    "reserved-flags": lambda: send_and_wait(greeting() + b"\xf8\x05hello"),
    "drip": lambda: drip(greeting() + b"\x04\xc8\x05HELLO" + bytes(194), 0.1),
    "1gib-command": lambda: flood(b"\x06" + struct.pack(">Q", 1 << 30)),
    "1gib-message": lambda: flood(b"\x02" + struct.pack(">Q", 1 << 30)),
    "2e63-message": lambda: flood(b"\x02" + struct.pack(">Q", 1 << 63)),
    "silent": lambda: silent(number),
}
print(cases[what]())
