#!/usr/bin/env python3
"""A crowd at the door of a daemon: opens so many connections from several addresses of this machine, as fast as it can.

Usage: crowd.py PORT NUMBER SECONDS. A quarter of them each: silent; a greeting and nothing else; a greeting byte by byte;
sends half of a greeting and no more will come. Each is kept until the daemon ends it or the run is over; one that is refused at once
(the door is shut), or stands before it in vain, counts as come, too. Ends when NUMBER came and SECONDS are over. Prints how many came, how many
of these were let in, and how many were open at the same time at the most.
"""
import select
import socket
import sys
import time

port, number, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"CURVE".ljust(20, b"\0") + bytes(32)
AT_ONCE = 2000  # of ours that are under way or stand
ADDRESSES = 50
PATIENCE = 1.0  # of one who stands before a door that nobody opens


class Stranger:
    def __init__(self, n):
        self.kind = n % 4
        self.is_in = False
        self.said = 0
        self.until = time.monotonic() + PATIENCE
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.bind((f"127.0.1.{1 + n % ADDRESSES}", 0))
        self.socket.connect_ex(("127.0.0.1", port))

    def say(self):
        """What its kind says once it is in, and what it goes on saying."""
        if self.kind == 1 and self.said == 0:
            self.said = self.socket.send(GREETING)
        elif self.kind == 2 and self.said < len(GREETING):
            self.said += self.socket.send(GREETING[self.said : self.said + 1])
        elif self.kind == 3 and self.said == 0:
            self.said = self.socket.send(GREETING[:11])
            self.socket.shutdown(socket.SHUT_WR)


def main():
    start = time.monotonic()
    poller = select.poll()
    here, came, let_in, most = {}, 0, 0, 0

    def end(fd):
        poller.unregister(fd)
        here.pop(fd).socket.close()

    while came < number or time.monotonic() - start < seconds:
        while len(here) < AT_ONCE and (came < number or time.monotonic() - start < seconds):
            try:
                stranger = Stranger(came)
            except OSError:
                break
            came += 1
            here[stranger.socket.fileno()] = stranger
            poller.register(stranger.socket, select.POLLOUT | select.POLLIN)
            if came % 100 == 0:
                break
        for fd, events in poller.poll(10):
            stranger = here[fd]
            try:
                if events & (select.POLLERR | select.POLLHUP):
                    end(fd)
                    continue
                if events & select.POLLOUT and not stranger.is_in:
                    stranger.is_in = True
                    let_in += 1
                    poller.modify(fd, select.POLLIN)
                    stranger.say()
                if events & select.POLLIN and not stranger.socket.recv(4096):
                    end(fd)
            except OSError:
                end(fd)
        for fd in [fd for fd, s in here.items() if s.is_in and s.kind == 2][:50]:
            try:
                here[fd].say()
            except OSError:
                end(fd)
        now = time.monotonic()
        for fd in [fd for fd, s in here.items() if not s.is_in and s.until < now]:
            end(fd)
        most = max(most, sum(s.is_in for s in here.values()))
    print(came, let_in, most)


main()
