#!/usr/bin/env python3
"""Histories of a text that several write at the same time, and how it reads: python3 tests/vectors/text.py > tests/vectors/text.txt

The model is the algorithm FugueMax as its paper gives it ("The Art of the Fugue", 2023), character by character: a tree to which
each character is added when it comes, among its siblings by a look at the list of all characters. It knows no runs.
A line is as in merge.py; a case has a third part, the text of field 900.
"""
import random

from merge import (AGENDA_ITEM, CREATE, CUT, EDIT, GONE, HERE, INSERT, MEMBER, MISSING, SET, STEWARD, Change, Entry, Log, current_changes,
                   merged, pack)

FIELD = 900


class Node:
    def __init__(self, name, char, parent, side, right):
        self.name, self.char, self.parent, self.side, self.right = name, char, parent, side, right
        self.is_cut = False
        self.sides = [], []

    def walk(self):
        for child in self.sides[0]:
            yield from child.walk()
        yield self
        for child in self.sides[1]:
            yield from child.walk()


class Text:
    def __init__(self):
        self.root = Node(None, "", None, 1, None)
        self.nodes = {}  # (name of the insert, offset) -> node

    def add(self, name, parent, side, text, right):
        """parent, right: a node or None."""
        for offset, char in enumerate(text):
            node = Node((name[0].id, name[1], name[3]), char, parent or self.root, side if parent else 1, right)
            self.place(node)
            self.nodes[name, offset] = node
            right = right if side == 1 or offset > 0 else parent
            parent, side = node, 1

    def place(self, node):
        siblings = node.parent.sides[node.side]
        at = {id(n): i for i, n in enumerate(self.root.walk())}
        behind = max(at[id(n)] for n in node.parent.walk())

        def claim(n):
            where = at[id(n.right)] if n.right is not None else -1
            return (-where if node.side == 1 and where > behind else -len(at), n.name)

        before = [n for n in siblings if claim(n) < claim(node)]
        siblings.insert(len(before), node)

    def shown(self):
        return [n for n in self.root.walk() if n is not self.root and not n.is_cut]


def text_of(entries):
    current, changes, lookup = current_changes(entries)
    current = set(current)
    text = Text()

    def node(place):
        target = lookup(place[0]) if place else None
        return text.nodes.get((target, place[1])) if target in current else None

    for wanted in (INSERT, CUT):
        for name, (_, change) in changes.items():
            if name not in current or change.field != FIELD or change.op != wanted:
                continue
            if wanted == INSERT:
                parent, side, string, *right = change.value
                text.add(name, node(parent), side, string, node(right[0]) if right else None)
            else:
                for target, first, count in change.value:
                    for offset in range(first, first + min(count, 99)):
                        if node((target, offset)):
                            node((target, offset)).is_cut = True
    return text


class Writer:
    """Sees some entries, and changes what they show."""

    def __init__(self, rng, number):
        self.rng, self.log, self.seq, self.seen = rng, Log(number, rng.randrange(2**64)), 0, []

    def see(self, other):
        self.seen += [e for e in other.seen if e not in self.seen]
        self.seen.sort(key=lambda e: e.hlc)

    def insert(self, text, names, string):
        """As the paper has it: on the right side of the character before, or on the left side of the one behind it."""
        shown, everything = text.shown(), list(text.root.walk())
        at = self.rng.randrange(len(shown) + 1) if self.rng.random() < 0.5 else len(shown) // 2
        left = shown[at - 1] if at > 0 else text.root
        behind = everything[everything.index(left) + 1:]
        following = names[id(behind[0])] if behind else None
        if not left.sides[1]:
            parent = None if left is text.root else names[id(left)]
            return Change(FIELD, INSERT, (parent, 1, string, *([following] if following else [])))
        return Change(FIELD, INSERT, (following, 0, string))

    def cut(self, text, names):
        shown = text.shown()
        at = self.rng.randrange(len(shown))
        runs = []
        for n in shown[at:at + self.rng.choice([1, 2, 4])]:
            name, offset = names[id(n)]
            if runs and runs[-1][0] == name and runs[-1][1] + runs[-1][2] == offset:
                runs[-1][2] += 1
            else:
                runs.append([name, offset, 1])
        return Change(FIELD, CUT, [tuple(run) for run in runs])

    def rival(self, text, names):
        """As if what hangs on the right side of a character had not been seen, nor all of what stands behind that."""
        everything = list(text.root.walk())
        parents = []
        for n in everything:
            behind = everything[max(map(everything.index, n.walk())) + 1:]
            if n is not text.root and behind:
                parents.append((len(n.sides[1]), self.rng.random(), n, behind))
        if not parents:
            return None
        n, behind = max(parents)[2:] if self.rng.random() < 0.7 else self.rng.choice(parents)[2:]
        return Change(FIELD, INSERT, (names[id(n)], 1, self.rng.choice(["pq", "r"]), names[id(self.rng.choice(behind))]))

    def wild(self):
        """What no good writer writes: any parent, any neighbour, characters that are not there, an insert replaced."""
        rng = self.rng
        inserts = [e.name(i) for e in self.seen for i, c in enumerate(e.changes) if c.op == INSERT]
        place = lambda: (rng.choice(inserts), rng.randrange(5))
        pick = rng.random()
        if pick < 0.2:
            return Change(FIELD, SET, 1, [rng.choice(inserts)])
        if pick < 0.4:
            return Change(FIELD, CUT, [(rng.choice(inserts), rng.randrange(4), rng.choice([1, 3, 2**32 - 1]))])
        side = rng.randrange(2)
        right = [place()] if side == 1 and rng.random() < 0.7 else []
        return Change(FIELD, INSERT, (place() if rng.random() < 0.9 else None, side, rng.choice(["xy", "z", ""]), *right))

    def write(self, hlc, is_wild, rivalry, alphabet):
        text = text_of(self.seen)
        names = {id(n): place for place, n in text.nodes.items()}
        pick = self.rng.random()
        change = self.rival(text, names) if pick < rivalry else None
        if change is not None:
            pass
        elif is_wild and pick < 0.6:
            change = self.wild()
        elif pick < 0.75 or not text.shown():
            size = self.rng.choice([1, 1, 2, 3, 4])
            change = self.insert(text, names, "".join(alphabet[(hlc + i) % len(alphabet)] for i in range(size)))
        else:
            change = self.cut(text, names)
        entry = Entry(self.log, self.seq, hlc, MEMBER, AGENDA_ITEM, EDIT, [change])
        self.seq += 1
        self.seen.append(entry)


def history(rng, count, is_wild, rivalry=0):
    writers = [Writer(rng, n) for n in range(3)]
    first = Entry(writers[0].log, 0, 1, STEWARD, AGENDA_ITEM, CREATE, [Change(FIELD, INSERT, (None, 1, rng.choice(["TOP", "ä", "Öl€"])))])
    writers[0].seq = 1
    for w in writers:
        w.seen.append(first)
    alphabets = ["abcdefgh", "ÄÖÜäöüß€", "01234567\U0001f600"]
    for hlc in range(2, count + 1):
        w = rng.choice(writers)
        if rng.random() < 0.35:
            w.see(rng.choice(writers))
        w.write(hlc, is_wild, rivalry, alphabets[writers.index(w)])
    for w in writers:
        writers[0].see(w)
    return writers[0].seen


def line(rng, name, entries, cases):
    logs = list({e.log.id: e.log for e in entries}.values())
    index = {log.id: i for i, log in enumerate(logs)}
    rows = [[index[e.log.id], e.seq, e.prefix, e.hlc, e.role, e.is_create, e.document()] for e in entries]
    results = []
    for case in range(cases):
        for e in entries[1:]:
            e.status = HERE if case == 0 else rng.choices([HERE, GONE, MISSING], [8, 2, 1])[0]
        results.append([[e.status for e in entries], merged(entries), "".join(n.char for n in text_of(entries).shown())])
    print(name, pack({0: [[log.id, log.author, log.incarnation] for log in logs], 1: rows, 2: results}).hex())


def main():
    for seed in range(120):
        rng = random.Random(2000 + seed)
        line(rng, "small_%d" % seed, history(rng, 7 if seed % 40 == 39 else 3 + seed % 4, seed % 3 == 2, seed % 2 * 0.4), 3)
    for seed in range(24):
        rng = random.Random(3000 + seed)
        line(rng, "long_%d" % seed, history(rng, 12 + 2 * seed, seed % 4 == 3, seed % 2 * 0.4), 3)


if __name__ == "__main__":
    main()
