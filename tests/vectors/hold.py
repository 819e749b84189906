#!/usr/bin/env python3
"""What is held, by the definition in SPEC.md 5 ("Held") and without any order of arrival: python3 tests/vectors/hold.py >
tests/vectors/hold.txt

Luebeck founds a committee with the forum and the ministry as stewards and the cafe as member. They suspend each other, the
cafe begins 17 times; the owner confirms, lifts, and keeps. header_<n>, body_<n> and signature_<n> are the control log,
open_<n> the entries of open logs as headers (146 bytes) and bodies behind each other, author_<n> and incarnation_<n> of
their logs. A case is a pack document {0: control entries that are here, 1: open entries that are here, 2: [[node id, log id,
incarnation, first entry that is held or nil], ...], 3: [suspended node, ...]}.
"""
import random

from world import (ALL, CORE, MEMBER, OPEN, STEWARD, DataLog, Space, cafe, forum, log_id, luebeck, ministry, pack, run, sealed,
                   u64)

MS = 1764000000000
NODES = (luebeck, forum, ministry, cafe)
out = []


def put(name, value):
    out.append(name + " " + value.hex())


# ---- who wrote what ----
space = Space(luebeck, run(0x30, 32))
keys = [run(0x50, 32), run(0x70, 32)]
cards = {n.id: n.card(k, name) for n, k, name in ((luebeck, 0, "Lübeck"), (forum, 2, "Forum"), (ministry, 4, "Ministerium"), (cafe, 3, "Café"))}
roles = [{}]  # after each control entry
cited = []


def control(body, role=None):
    cited.append(space.add(body, MS + len(cited) * 1000))
    roles.append({**roles[-1], **(role or {})})


control({0: 1, 1: 0, 2: cards[luebeck.id], 3: space.salt, 4: [], 5: 0,
         6: [[a, space.key_hash(a, keys[a]), sealed(0x11 + a, luebeck, keys[a])] for a in (ALL, CORE)]}, {luebeck.id: STEWARD})
for at, (node, role) in enumerate(((forum, STEWARD), (ministry, STEWARD), (cafe, MEMBER))):
    control({0: 2, 1: cards[node.id], 2: role, 3: [[a, sealed(0x21 + 2 * at + a, node, keys[a])] for a in (ALL, CORE)]}, {node.id: role})

data = {(n.id, i): log_id(space.id, n, i, ALL) for n in NODES for i in range(1, 19)}
opened = []  # (author, incarnation, entry, kind, about, cut-offs)


def cutoff(node, incarnation, count):
    return [data[node.id, incarnation], count, run(count, 32)]


def begin(node, incarnation, seq=3):
    log = DataLog(space.id, node, incarnation, OPEN)
    opened.append((node, incarnation, log.add_open(cited[seq], MS + 9000, {0: 1, 1: incarnation}), "begin", incarnation, None))
    return log


def suspend(log, about, cuts, seq=3):
    entry = log.add_open(cited[seq], MS + 9500, {0: 3, 1: about.id, 2: sorted(cuts)})
    opened.append((log.author, log.incarnation, entry, "suspend", about.id, {c[0]: c[1] for c in cuts}))
    return entry


of_forum, of_ministry, of_cafe = begin(forum, 1), begin(ministry, 1), begin(cafe, 1)
first = suspend(of_forum, cafe, [cutoff(cafe, 1, 2), cutoff(cafe, 2, 7)])
second = suspend(of_forum, ministry, [])
third = suspend(of_ministry, forum, [cutoff(forum, 1, 4)])
fourth = suspend(of_ministry, cafe, [cutoff(cafe, 1, 5)])
suspend(of_ministry, luebeck, [])  # the owner: no effect
suspend(of_cafe, forum, [])  # by a member: no effect
early = begin(ministry, 2, 1)
suspend(early, forum, [], 1)  # where it cites it was no member yet: no effect
for number in range(2, 18):
    begin(cafe, number)

confirmed, lifted, kept = {}, {}, {}  # by control seq
confirmed[4] = (cafe.id, {data[cafe.id, 1]: 3}, {first.id})
control({0: 5, 1: cafe.id, 2: [cutoff(cafe, 1, 3)], 3: [first.id]})
lifted[5] = (ministry.id, {second.id})
control({0: 6, 1: ministry.id, 5: [second.id]})
raised = cutoff(cafe, 1, 6)
control({0: 6, 1: cafe.id, 2: [raised], 3: 4})
kept[7] = (cafe.id, {1, 2, 17})
control({0: 6, 1: cafe.id, 4: [1, 2, 17], 5: sorted([fourth.id])})
lifted[7] = (cafe.id, {fourth.id})
late = begin(cafe, 18, 7)
lifted[8] = (cafe.id, {first.id})
control({0: 6, 1: cafe.id, 5: [first.id]})


# ---- what is held, as SPEC.md 5 says it ----
def is_lifted(node, entry, count):
    return any(seq < count and about == node and entry in ids for seq, (about, ids) in lifted.items())


def confirmations(node, count):
    for seq, (about, cuts, ids) in confirmed.items():
        if seq < count and about == node and node != luebeck.id:
            if seq == 4 and count > 6:
                cuts = {**cuts, raised[0]: raised[1]}
            yield cuts, ids


def suspends(node, known, count):
    for author, _, entry, kind, about, cuts in known:
        if kind == "suspend" and about == node and entry.control[0] < count:
            if roles[entry.control[0] + 1].get(author.id) == STEWARD and node != luebeck.id and not is_lifted(node, entry.id, count):
                yield entry.id, cuts


def holding(node, known, count):
    """The cut-offs of all that holds."""
    named = set()
    for cuts, ids in confirmations(node, count):
        named |= ids
        if any(not is_lifted(node, i, count) for i in ids):
            yield cuts
    for entry, cuts in suspends(node, known, count):
        if entry not in named:
            yield cuts


def is_suspended(node, known, count):
    return any(True for _ in suspends(node, known, count)) or any(
        any(not is_lifted(node, i, count) for i in ids) for _, ids in confirmations(node, count))


def is_given_up(node, incarnation, known, count):
    named = {i for seq, (about, ids) in kept.items() if seq < count and about == node for i in ids}
    newest = max([seq for seq, (about, _) in kept.items() if seq < count and about == node], default=0)
    begins = [(e.control[0], i) for author, i, e, kind, _, _ in known if kind == "begin" and author.id == node]
    if incarnation in named:
        return False
    if any(i == incarnation and seq < newest for seq, i in begins):
        return True
    return sum(seq >= newest and i not in named for seq, i in begins) > 16


def limit(node, incarnation, known, count):
    if is_given_up(node, incarnation, known, count):
        return 0
    return min((cuts.get(data[node, incarnation], 0) for cuts in holding(node, known, count)), default=None)


# ---- cases ----
for at, entry in enumerate(space.chain):
    put("header_%d" % at, entry.header)
    put("body_%d" % at, entry.stored)
    put("signature_%d" % at, space.signatures[at])
for at, (author, incarnation, entry, _, _, _) in enumerate(opened):
    put("open_%d" % at, entry.header + entry.stored)
    put("author_%d" % at, author.id)
    put("incarnation_%d" % at, u64(incarnation))
dice = random.Random(5)
questions = [(luebeck, 1), (forum, 1), (ministry, 1), (ministry, 2), (cafe, 1), (cafe, 2), (cafe, 9), (cafe, 17), (cafe, 18)]
for case in range(120):
    count = dice.randint(4, len(space.chain))
    odds = dice.choice((0.5, 0.9, 1.0))
    here = [i for i, row in enumerate(opened) if row[2].control[0] < count and dice.random() < odds]
    dice.shuffle(here)
    known = [opened[i] for i in here]
    answers = [[n.id, data[n.id, i], i, limit(n.id, i, known, count)] for n, i in questions]
    put("case_%d" % case, pack({0: count, 1: here, 2: answers, 3: [n.id for n in NODES if is_suspended(n.id, known, count)]}))
print("\n".join(out))
