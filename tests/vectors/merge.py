#!/usr/bin/env python3
"""Histories of one record each, and what they merge to by the definition in SPEC.md 8.2, 8.3 and 8.6, without any order
of arrival: python3 tests/vectors/merge.py > tests/vectors/merge.txt

A line is a name and a pack document {0: logs [[log id, author, incarnation]], 1: entries, 2: cases}. An entry is
[log index, seq, prefix, HLC, role, is_create, body document]; a case is [[status of each entry], merged record or
empty]; status 0: here, 1: known never to count (cut off, held, erased), 2: not here yet. Names of entries that are
not listed: seq below 500 is another record's, from 500 on not here yet.
"""
import hashlib
import random
import struct

SET, ADD, REMOVE, DELETE, INSERT, CUT = range(6)
CREATE, EDIT, DEL = 1, 2, 3
HERE, GONE, MISSING = range(3)
GUEST, MEMBER, STEWARD = 2, 3, 4
AGENDA_ITEM = 6
MESSAGE = 10
UNKNOWN = 64 * 3 + 16 * 0 + 4 * 1 + 2  # create guest, edit member, delete steward


# ---- canonical MessagePack ----
def head(size, fix, fix_max, codes):
    if size <= fix_max:
        return bytes([fix | size])
    for code, width in codes:
        if size < 256**width:
            return bytes([code]) + size.to_bytes(width, "big")
    raise ValueError(size)


def pack(value):
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        if value >= 0:
            return head(value, 0, 127, [(0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)])
        if value >= -32:
            return struct.pack(">b", value)
        for code, form in ((0xD0, ">b"), (0xD1, ">h"), (0xD2, ">i"), (0xD3, ">q")):
            try:
                return bytes([code]) + struct.pack(form, value)
            except struct.error:
                pass
    if isinstance(value, bytes):
        return head(len(value), 0, -1, [(0xC4, 1), (0xC5, 2), (0xC6, 4)]) + value
    if isinstance(value, str):
        text = value.encode()
        return head(len(text), 0xA0, 31, [(0xD9, 1), (0xDA, 2), (0xDB, 4)]) + text
    if isinstance(value, list):
        return head(len(value), 0x90, 15, [(0xDC, 2), (0xDD, 4)]) + b"".join(map(pack, value))
    if isinstance(value, dict):
        pairs = b"".join(pack(k) + pack(value[k]) for k in sorted(value))
        return head(len(value), 0x80, 15, [(0xDE, 2), (0xDF, 4)]) + pairs
    raise TypeError(value)


def blake(data):
    return hashlib.blake2b(data, digest_size=32).digest()


# ---- the model ----
class Log:
    def __init__(self, author, incarnation):
        self.id = blake(b"log %d %d" % (author, incarnation))
        self.author = blake(b"author %d" % author)
        self.incarnation = incarnation


class Change:
    """names: list of (log, seq, prefix, index); value of INSERT: (place or None, side, text[, place]), a place being (name, offset), of CUT: [(name, from, count)]"""

    def __init__(self, field, op, value=None, names=()):
        self.field, self.op, self.value, self.names = field, op, value, list(names)

    def all_names(self):
        more = []
        if self.op == INSERT:
            more = [place[0] for place in (self.value[0], *self.value[3:]) if place is not None]
        if self.op == CUT:
            more = [name for name, _, _ in self.value]
        return self.names + more


class Entry:
    def __init__(self, log, seq, hlc, role, kind, verb, changes, is_create=None):
        self.log, self.seq, self.hlc, self.role = log, seq, hlc, role
        self.kind, self.verb, self.changes = kind, verb, changes
        self.is_create = verb == CREATE if is_create is None else is_create
        self.status = HERE
        self.form = "good"  # or how it is to be broken
        self.prefix = blake(b"entry %s %d %d" % (log.id, seq, hlc))[:8]

    def name(self, index):
        return (self.log, self.seq, self.prefix, index)

    def document(self):
        logs = {n[0].id for c in self.changes for n in c.all_names()}
        if self.form == "unused log":
            logs.add(b"\xff" * 32)
        logs = sorted(logs)

        def name(n):
            return [logs.index(n[0].id), n[1], n[2], n[3]]

        changes = []
        for c in self.changes:
            value = c.value
            if c.op == INSERT:
                places = [place and [name(place[0]), place[1]] for place in (value[0], *value[3:])]
                value = [places[0], value[1], value[2], *places[1:]]
            elif c.op == CUT:
                value = [[name(n), f, k] for n, f, k in value]
            packed = [c.field, c.op, value]
            if c.names:
                names = sorted(map(name, c.names), key=lambda n: (n[0], n[1], n[3]))
                packed.append(names[::-1] if self.form == "names falling" else names)
            elif self.form == "empty names":
                packed.append([])
            changes.append(packed)
        if self.form == "op 9":
            changes[0][1] = 9
        if self.form == "field 0":
            changes[0][0] = 0
        doc = {3: self.kind, 4: self.verb, 5: changes}
        if logs:
            doc[2] = logs
        return pack(doc)

    def is_formed(self):
        if self.verb not in (CREATE, EDIT, DEL) or self.form != "good":
            return False
        if self.verb == CREATE and any(c.all_names() for c in self.changes):
            return False
        if self.verb == DEL and len(self.changes) != 1:
            return False
        return all((c.op == DELETE) == (self.verb == DEL) == (c.field == 0) for c in self.changes)


TABLE = {AGENDA_ITEM: (MEMBER, MEMBER, MEMBER), MESSAGE: (GUEST, STEWARD, STEWARD)}


def is_allowed(kind, verb, role):
    if kind < 64:
        return kind in TABLE and role >= TABLE[kind][verb - 1]
    least = kind >> (4, 2, 0)[verb - 1] & 3
    return least < 3 and role >= (GUEST, MEMBER, STEWARD)[least]


def applied_entries(entries):
    """The least set that the definition gives."""
    settled = {id(e) for e in entries if e.status == GONE}
    applied = []
    by_place = {(e.log.id, e.seq): e for e in entries}

    def is_settled(name):
        entry = by_place.get((name[0].id, name[1]))
        if entry is None:
            return name[1] < 500
        return entry.prefix != name[2] or id(entry) in settled

    while True:
        progress = False
        create = next((e for e in applied if e.verb == CREATE), None)
        for e in entries:
            if e.status != HERE or id(e) in settled:
                continue
            if not e.is_formed() or e.is_create != (e.verb == CREATE) or not is_allowed(e.kind, e.verb, e.role):
                settled.add(id(e))
            elif e.verb == CREATE:
                settled.add(id(e))
                applied.append(e)
            elif create is None:
                continue
            elif e.kind != create.kind:
                settled.add(id(e))
            elif all(is_settled(n) for c in e.changes for n in c.all_names()):
                settled.add(id(e))
                applied.append(e)
            else:
                continue
            progress = True
        if not progress:
            return applied


def current_changes(entries):
    """What counts and is not replaced: names, {name: (entry, change)} of all that counts, and how to find a name in it."""
    applied = applied_entries(entries)
    changes = {e.name(i): (e, c) for e in applied for i, c in enumerate(e.changes)}
    key = {n: (n[0].id, n[1], n[2], n[3]) for n in changes}
    found = {key[n]: n for n in changes}

    def lookup(name):
        return found.get((name[0].id, name[1], name[2], name[3]))

    replaced = set()
    for e, c in changes.values():
        for name in c.names:
            target = lookup(name)
            if target and (changes[target][1].op == DELETE or changes[target][1].field == c.field):
                replaced.add(target)
    return [n for n in changes if n not in replaced and changes[n][1].op != REMOVE], changes, lookup


def merged(entries):
    applied = applied_entries(entries)
    create = next((e for e in applied if e.verb == CREATE), None)
    if create is None:
        return b""
    current, changes, lookup = current_changes(entries)
    logs = sorted({create.log.id: create.log, **{n[0].id: n[0] for n in current}}.values(), key=lambda l: l.id)
    rank = {log.id: i for i, log in enumerate(logs)}
    current.sort(key=lambda n: (changes[n][1].field, rank[n[0].id], n[1], n[3]))
    position = {n: i for i, n in enumerate(current)}

    def value(n):
        c = changes[n][1]

        def insert_at(name):
            target = lookup(name) if name else None
            if target not in position or changes[target][1].op != INSERT or changes[target][1].field != c.field:
                return None
            return position[target]

        if c.op == DELETE:
            covered = {lookup(name) for name in c.names} & set(current)
            return sorted(position[t] for t in covered if changes[t][1].op != DELETE)
        if c.op == INSERT:
            places = [place and (insert_at(place[0]), place[1]) for place in (c.value[0], *c.value[3:])]
            places = [list(place) if place and place[0] is not None else None for place in places]
            return [places[0], c.value[1], c.value[2], *[place for place in places[1:] if place]]
        if c.op == CUT:
            return [[insert_at(name), f, k] for name, f, k in c.value if insert_at(name) is not None]
        return c.value

    rows = []
    for n in current:
        e, c = changes[n]
        rows.append([rank[n[0].id], n[1], n[2], n[3], e.hlc, c.field, c.op, value(n)])
    weight = sum(len(e.document()) + 256 * len(e.changes) for e in applied)
    return pack({
        0: create.kind,
        1: [[log.id, log.author, log.incarnation] for log in logs],
        2: rows,
        3: [rank[create.log.id], create.seq],
        4: weight,
        5: max(e.hlc for e in applied),
    })


def line(rng, name, entries, cases):
    logs = list({e.log.id: e.log for e in entries}.values())
    index = {log.id: i for i, log in enumerate(logs)}
    rows = [[index[e.log.id], e.seq, e.prefix, e.hlc, e.role, e.is_create, e.document()] for e in entries]
    results = []
    for case in range(cases):
        if case > 0:
            for e in entries:
                e.status = rng.choices([HERE, GONE, MISSING], [7, 3 if e.verb != CREATE else 0, 1])[0]
        results.append([[e.status for e in entries], merged(entries)])
    print(name, pack({0: [[log.id, log.author, log.incarnation] for log in logs], 1: rows, 2: results}).hex())


# ---- random histories ----
class Writer:
    """An office that writes what follows from what it has seen so far, or now and then from thin air."""

    def __init__(self, rng, number):
        self.rng, self.log, self.seq, self.seen = rng, Log(number, rng.randrange(2**64)), rng.randrange(3), []

    def entry(self, hlc, kind, verb, changes, **more):
        role = self.rng.choices([MEMBER, STEWARD, GUEST], [6, 3, 1])[0]
        e = Entry(self.log, self.seq, hlc, role, kind, verb, changes, **more)
        self.seq += self.rng.choice([1, 1, 2])
        self.seen.append(e)
        return e

    def some_changes(self, test):
        return [e.name(i) for e in self.seen for i, c in enumerate(e.changes) if test(c)]

    def odd_name(self):
        seq = self.rng.choice([400, 600, 0])
        name = (self.rng.choice(self.seen).log, seq, self.rng.randbytes(8), 0)
        return name

    def names(self, test, share=0.8):
        names = {(n[0].id, n[1], n[3]): n for n in self.some_changes(test) if self.rng.random() < share}
        if self.rng.random() < 0.08:
            odd = self.odd_name()
            names.setdefault((odd[0].id, odd[1], odd[3]), odd)
        if self.rng.random() < 0.08:
            some = self.rng.choice(self.some_changes(lambda c: True))
            names.setdefault((some[0].id, some[1], some[3]), some)
        return list(names.values())

    def change(self):
        rng = self.rng
        field = rng.choice([2, 2, 16, 900])
        pick = rng.random()
        if pick < 0.4:
            return Change(field, SET, rng.choice(["a", "b", 7, None, -300, [1, [2]]]), self.names(lambda c: c.field == field))
        if pick < 0.6:
            return Change(4, ADD, rng.choice(["x", "y", "z"]), self.names(lambda c: False))
        if pick < 0.75:
            return Change(4, REMOVE, None, self.names(lambda c: c.op == ADD, 0.6))
        inserts = self.some_changes(lambda c: c.op == INSERT and c.field == 901)
        if pick < 0.93 or not inserts:
            place = lambda: (rng.choice(inserts), rng.randrange(6))
            parent = place() if inserts and rng.random() < 0.8 else None
            side = rng.randrange(2)
            right = [place()] if inserts and side == 1 and rng.random() < 0.5 else []
            return Change(901, INSERT, (parent, side, rng.choice(["Punkt", "ä", "€"]), *right), [])
        if rng.random() < 0.2:
            return Change(901, SET, 1, [rng.choice(inserts)])
        return Change(901, CUT, [(n, rng.randrange(3), 1 + rng.randrange(3)) for n in inserts if rng.random() < 0.6] or [(inserts[0], 0, 1)])

    def write(self, hlc, kind):
        if self.rng.random() < 0.2:
            names = self.names(lambda c: True, 0.9)
            return self.entry(hlc, kind, DEL, [Change(0, DELETE, None, names)])
        changes = [self.change() for _ in range(self.rng.choice([1, 1, 2, 3]))]
        if self.rng.random() < 0.3:
            deletes = [n for n in self.some_changes(lambda c: c.op == DELETE) if n not in changes[0].names]
            changes[0].names += deletes
        return self.entry(hlc, kind, EDIT, changes)


def spoil(rng, entries):
    """Makes some entries wrong, and some not count."""
    for e in entries[1:]:
        pick = rng.random()
        if pick < 0.03:
            e.form = rng.choice(["unused log", "empty names", "op 9", "field 0"])
            if e.form == "empty names" and all(c.names for c in e.changes):
                e.form = "op 9"
            if e.form == "field 0" and e.verb == DEL:
                e.form = "op 9"
        elif pick < 0.05:
            e.kind += 1
        elif pick < 0.07:
            e.is_create = True
        elif pick < 0.13:
            e.status = GONE
        elif pick < 0.19:
            e.status = MISSING
    if rng.random() < 0.05:
        entries[0].status = rng.choice([GONE, MISSING])


def history(rng, count):
    writers = [Writer(rng, n) for n in range(3)]
    kind = rng.choice([AGENDA_ITEM, AGENDA_ITEM, UNKNOWN])
    hlc = 1 << 16
    first = writers[0].entry(hlc, kind, CREATE, [Change(2, SET, "n"), Change(4, ADD, "x"), Change(901, INSERT, (None, 1, "TOP"))])
    first.role = STEWARD
    entries = [first]
    for w in writers[1:]:
        w.seen.append(first)
    for _ in range(count - 1):
        hlc += rng.choice([0, 1, 5, 1 << 16])
        w = rng.choice(writers)
        if rng.random() < 0.6:
            other = rng.choice(writers)
            w.seen += [e for e in other.seen if e not in w.seen]
        entries.append(w.write(hlc, kind))
    spoil(rng, entries)
    return entries


def main():
    for seed in range(130):
        rng = random.Random(seed)
        line(rng, "history_%d" % seed, history(rng, 7 if seed % 43 == 42 else 3 + seed % 4), 4)
    for seed in range(4):
        rng = random.Random(1000 + seed)
        line(rng, "long_%d" % seed, history(rng, 40), 6)


if __name__ == "__main__":
    main()
