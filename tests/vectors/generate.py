#!/usr/bin/env python3
"""Golden bytes of every format in SPEC.md: python3 tests/vectors/generate.py writes the .txt files beside it, and each of
the formats as a first input of its fuzz target.

An independent reading of SPEC.md, see world.py. One world: Luebeck founds a committee, the forum is admitted as member, the
ministry as guest, raised and lowered, the forum is removed. Lines are a name and hexadecimal bytes, or text for names that
end in _text.
"""
import base64
import os

from ground import blake, ed25519_public, ed25519_sign, run, sealed_box, varint, xchacha_seal
from world import (ALL, CONTROL, CORE, GUEST, MEMBER, OPEN, STEWARD, DataLog, Entry, Space, cafe, forum, hlc_of, log_id,
                   luebeck, ministry, pack, pad, padded, record_id, sealed, segment, u16, u32, u64)

MS = 1764000000000  # 2025-11-24T16:00:00Z
files, inputs = {}, {}


def put(file, name, value, target=None):
    """Adds a vector; target: the fuzz target that begins with it."""
    files.setdefault(file, []).append(name + " " + (value if isinstance(value, str) else value.hex()))
    if target:
        inputs[target, name] = value.encode() if isinstance(value, str) else value


# ---- cards ----
card_luebeck = luebeck.card(0, "Hansestadt Lübeck", ags="01003000", endpoints=["tcp://192.0.2.1:7300"])
card_luebeck_2 = luebeck.card(0, "Hansestadt Lübeck", version=2, ags="01003000", previous=blake(card_luebeck),
                              endpoints=["tcp://integration.luebeck.example:7300", "tcp://[2001:db8::1]:7300"], issued=MS + 1)
card_forum = forum.card(2, "Forum für Migrantinnen und Migranten")
card_ministry = ministry.card(4, "Ministerium", ags="01", endpoints=["tcp://sh.example:1", "tcp://192.0.2.4:65535"])
card_luebeck_3 = luebeck.card(0, "Hansestadt Lübeck", version=3, ags="01003000", previous=blake(card_luebeck_2), issued=MS + 2,
                              more={12: forum.curve})
card_cafe = cafe.card(3, "Café Zuflucht", endpoints=["tcp://zuflucht.example:7300"])
card_extended = cafe.card(3, "Café Zuflucht", more={11: ["later"], 4000: None, 4001: 7})
for name, card in (("luebeck", card_luebeck), ("luebeck_2", card_luebeck_2), ("luebeck_3", card_luebeck_3), ("forum", card_forum),
                   ("ministry", card_ministry), ("cafe", card_cafe), ("extended", card_extended)):
    put("card", "card_" + name, card, "card")
    put("card", "card_%s_hash" % name, blake(card))
for name, node in (("luebeck", luebeck), ("forum", forum), ("ministry", ministry), ("cafe", cafe)):
    put("card", "id_" + name, node.id)
    put("card", "sign_" + name, node.public)
    put("card", "box_" + name, node.box)
    put("card", "curve_" + name, node.curve)
    digits = base64.b32encode(blake(b"verbund/keys/1" + node.public + node.box + node.curve)).decode().lower()
    put("card", "fingerprint_%s_text" % name, "-".join(digits[i:i + 4] for i in range(0, 24, 4)))
spaces = sorted([run(0x10, 32), run(0x90, 32)])
partners = pack({0: 1, 1: card_luebeck_2, 2: [card_forum], 3: spaces, 4: [card_ministry, card_cafe]})
put("card", "partners", luebeck.sign(b"verbund/partners/1", blake(partners)) + partners, "card")
empty = pack({0: 1, 1: card_cafe, 2: [], 3: [], 4: []})
put("card", "partners_alone", cafe.sign(b"verbund/partners/1", blake(empty)) + empty, "card")

# ---- the space, its first epoch keys, and the forum's logs ----
space = Space(luebeck, run(0x30, 32))
keys = [run(0x50, 32), run(0x70, 32)]
space.add({0: 1, 1: 0, 2: card_luebeck, 3: space.salt, 4: [], 5: 0,
           6: [[a, space.key_hash(a, keys[a]), sealed(0x11 + a, luebeck, keys[a])] for a in (ALL, CORE)]}, MS)
space.add({0: 2, 1: card_forum, 2: MEMBER, 3: [[a, sealed(0x21 + a, forum, keys[a])] for a in (ALL, CORE)]}, MS + 1000)
space.add({0: 2, 1: card_ministry, 2: GUEST, 3: [[ALL, sealed(0x31, ministry, keys[ALL])]]}, MS + 2000)
cited = space.add({0: 3, 1: ministry.id, 2: MEMBER, 3: [[CORE, sealed(0x32, ministry, keys[CORE])]]}, MS + 3000)
cited_2 = space.add({0: 4, 1: card_luebeck_2}, MS + 4000)

INCARNATION = 0x1122334455667788
logs = {a: DataLog(space.id, forum, INCARNATION, a) for a in (ALL, CORE, OPEN)}
logs[OPEN].add_open(cited, MS + 5000, {0: 1, 1: INCARNATION})
body_keys = [space.body_key(a, keys[a]) for a in (ALL, CORE)]

document_create = pack({3: 6, 4: 1, 5: [[2, 0, "Begrüßung"], [16, 0, run(0x77, 16)], [17, 0, b"\x80\x12\x34"]]})
logs[ALL].add(cited, MS + 6000, "create", document_create, body_keys[ALL], run(0xA1, 24))
first = logs[ALL].entries[0]
document_edit = pack({0: run(0x66, 16), 2: [logs[ALL].id], 3: 6, 4: 2, 5: [[2, 0, "Eröffnung", [[0, 0, first.id[:8], 0]]]]})
logs[ALL].add(cited, MS + 6000, first.record, document_edit, body_keys[ALL], run(0xA2, 24))
document_message = pack({3: 10, 4: 1, 5: [[17, 0, "Wer bringt Kuchen? " * 40]]})
logs[ALL].add(cited_2, MS + 7000, "create", document_message, body_keys[ALL], run(0xA3, 24))
logs[ALL].add(cited_2, MS + 6500, first.record, document_edit, body_keys[ALL], run(0xA4, 24), flags=1)
document_delete = pack({2: [logs[ALL].id], 3: 6, 4: 3, 5: [[0, 3, None, [[0, 1, logs[ALL].entries[1].id[:8], 0]]]]})
logs[ALL].add(cited_2, MS + 8000, first.record, document_delete, body_keys[ALL], run(0xA5, 24))
logs[CORE].add(cited, MS + 9000, "create", document_create, body_keys[CORE], run(0xA6, 24))

# ---- entries ----
put("entry", "space", space.id)
put("entry", "author", forum.id)
put("entry", "incarnation", u64(INCARNATION))
for name, audience in (("all", ALL), ("core", CORE), ("open", OPEN)):
    put("entry", "log_" + name, logs[audience].id)
for name, entry, seal in (("create", first, logs[ALL].seal(0)), ("edit", logs[ALL].entries[1], logs[ALL].seal(1)),
                          ("flagged", logs[ALL].entries[3], logs[ALL].seal(3)),
                          ("begin", logs[OPEN].entries[0], logs[OPEN].seal(0))):
    put("entry", "header_" + name, entry.header, "entry")
    put("entry", "id_" + name, entry.id)
    put("entry", "record_" + name, entry.record)
    put("entry", "seal_" + name, seal)


def boundaries(sizes):
    """SPEC.md 4.2: the sequence numbers n before which a boundary stands."""
    found, count, total = [], 0, 0
    for n, size in enumerate(sizes):
        if count + 1 > 256 or total + 146 + size > 61440:
            found.append(n)
            count = total = 0
        count, total = count + 1, total + 146 + size
    return found


walks = {"small": [32] * 600, "large": [32768, 28380, 1, 32768, 28379, 0, 0] * 5,
         "mixed": [padded(n * 7919 % 5000 + 1) for n in range(700)]}
for name, sizes in walks.items():
    put("entry", "boundary_sizes_" + name, b"".join(map(u32, sizes)))
    put("entry", "boundaries_" + name, b"".join(map(u32, boundaries(sizes))))

# ---- bodies ----
for n in (1, 31, 32, 33, 511, 512, 513, 543, 1023, 1024, 1025, 2048, 2049, 9999, 32255, 32256, 32767, 32768):
    put("body", "padded_%d" % n, u32(padded(n)))
put("body", "padded_digest", blake(b"".join(u32(padded(n)) for n in range(1, 32769))))
put("body", "salt", space.salt)
put("body", "key_hash_all", space.key_hash(ALL, keys[ALL]))
put("body", "key_hash_core", space.key_hash(CORE, keys[CORE]))
put("body", "sealed_all", sealed(0x11, luebeck, keys[ALL]))
put("body", "sealed_core", sealed(0x12, luebeck, keys[CORE]))
for name, log, seq, document in (("create", ALL, 0, document_create), ("edit", ALL, 1, document_edit),
                                 ("message", ALL, 2, document_message), ("delete", ALL, 4, document_delete),
                                 ("core", CORE, 0, document_create)):
    put("body", "document_" + name, document)
    put("body", "header_" + name, logs[log].entries[seq].header)
    put("body", "stored_" + name, logs[log].entries[seq].stored)
put("body", "nonces", b"".join(run(first, 24) for first in (0xA1, 0xA2, 0xA3, 0xA5, 0xA6)))
put("body", "document_extended", pack({3: 700, 4: 9, 5: [1, "x"], 6: {}}))
put("body", "document_logs", pack({2: sorted([logs[ALL].id, run(0, 32), run(0xE0, 32)]), 3: 1, 4: 2, 5: [[2, 0, "x"]]}))

person_seed = run(0x99, 32)
signed = {0: run(0x66, 16), 3: 6, 4: 1, 5: [[2, 0, "unterschrieben"]]}
person_message = space.id + bytes([ALL]) + first.record + blake(pack(signed))
put("body", "person_public", ed25519_public(person_seed))
put("body", "person_message", person_message)
put("body", "person_place", space.id + bytes([ALL]) + first.record)
put("body", "document_unsigned", pack(signed))
signature = ed25519_sign(person_seed, b"verbund/person/1" + person_message)
put("body", "document_signed", pack({0: signed[0], 1: signature, **{k: signed[k] for k in (3, 4, 5)}}))

for name, document in (("create", document_create), ("edit", document_edit), ("message", document_message),
                       ("delete", document_delete), ("signed", pack({0: signed[0], 1: signature, **{k: signed[k] for k in (3, 4, 5)}})),
                       ("extended", pack({3: 700, 4: 9, 5: [1, "x"], 6: {}}))):
    inputs["body", name] = pad(document)

chunks = [run(1, 64), run(2, 40)]
manifest = blake(b"verbund/manifest/1" + u64(49152 + 24) + b"".join(map(blake, chunks)))
blobs = bytes([2]) + manifest + u64(49152 + 24) + run(0x44, 32) + u64(1)
blob_log = DataLog(space.id, forum, 7, ALL)
blob_entry = blob_log.add(cited, MS + 9500, "create", document_create, body_keys[ALL], run(0xA7, 24), blobs, flags=0x10)
put("blob", "list", blobs, "body")
put("blob", "manifest", manifest)
put("blob", "chunk_0", chunks[0])
put("blob", "chunk_1", chunks[1])
put("blob", "file_key", run(0x50, 32))
put("blob", "file_nonce", run(0x70, 16))
put("blob", "plain_1", run(0x90, 24))
put("blob", "sealed_1", xchacha_seal(run(0x50, 32), run(0x70, 16) + u64(1), u64(2) + u64(49152 + 24), run(0x90, 24))[24:])
put("blob", "want", blob_log.id + blob_entry.record + manifest + varint(0) + varint(2))
put("blob", "chunk", manifest + varint(1) + chunks[1])
put("body", "blob_list", blobs)
put("body", "blob_nonce", run(0xA7, 24))
put("body", "header_blob", blob_entry.header)
put("body", "stored_blob", blob_entry.stored)

# ---- the rest of the control log ----
ministry_core = DataLog(space.id, ministry, 5, CORE)
ministry_core.add(cited, MS + 9900, "create", document_create, body_keys[CORE], run(0xA8, 24))
members = sorted((luebeck, forum, ministry), key=lambda node: node.id)
newer = [run(0x58, 32), run(0x78, 32)]
newest = run(0x98, 32)


def rekey(audience, key, previous, entitled, first_byte):
    return {0: 8, 1: audience, 2: space.key_hash(audience, key), 3: space.wrap(audience, key, previous, run(first_byte, 24)),
            4: 0, 5: 1, 6: b"".join(sealed(first_byte + i, node, key) for i, node in enumerate(n for n in members if n in entitled))}


space.add({0: 3, 1: ministry.id, 2: GUEST, 4: [ministry_core.cutoff(1)]}, MS + 10000)
space.add(rekey(CORE, newer[CORE], keys[CORE], (luebeck, forum), 0xB1), MS + 10000)
space.add({0: 7, 1: forum.id, 2: sorted([logs[ALL].cutoff(4), logs[OPEN].cutoff(1)])}, MS + 11000)
space.add(rekey(ALL, newer[ALL], keys[ALL], (luebeck, ministry), 0xC1), MS + 11000)
space.add(rekey(CORE, newest, newer[CORE], (luebeck,), 0xD1), MS + 11000)
late = space.add({0: 2, 1: card_cafe, 2: GUEST, 3: [[ALL, sealed(0x41, cafe, newer[ALL])]]}, MS + 12000)
owner_log = {a: DataLog(space.id, luebeck, 9, a) for a in (ALL, CORE)}
owner_log[ALL].add(late, MS + 13000, "create", document_create, space.body_key(ALL, newer[ALL]), run(0xA9, 24))
owner_log[CORE].add(late, MS + 13000, "create", document_create, space.body_key(CORE, newest), run(0xAA, 24))
put("control", "salt", space.salt)
names = ["genesis", "admit_member", "admit_guest", "role_up", "card", "role_down", "rekey_core", "remove", "rekey_all", "rekey_last", "admit_late"]
for name, entry, signature in zip(names, space.chain, space.signatures):
    put("control", "body_" + name, entry.stored, "controllog")
    put("control", "header_" + name, entry.header)
    put("control", "id_" + name, entry.id)
    put("control", "signature_" + name, signature)
put("control", "card_luebeck", card_luebeck)
for name, log in (("before_all", logs[ALL]), ("before_core", logs[CORE]), ("after_all", owner_log[ALL]), ("after_core", owner_log[CORE])):
    put("control", "data_header_" + name, log.entries[0].header)
    put("control", "data_body_" + name, log.entries[0].stored)
put("control", "data_document", document_create)
for name, node in (("luebeck", luebeck), ("forum", forum), ("ministry", ministry), ("cafe", cafe)):
    put("control", "id_of_" + name, node.id)

nodes = sorted(node.id for node in (luebeck, forum, ministry, cafe))
by_id = {node.id: node for node in (luebeck, forum, ministry, cafe)}
suspends = sorted([run(0x15, 32), run(0x95, 32)])
cutoffs = sorted([logs[ALL].cutoff(4), logs[CORE].cutoff(1)])
point = space.chain[7]
message = space.id + u64(3) + u32(7) + point.id + forum.id
policy = {0: 10, 1: nodes[:3], 2: 2}
policy_message = space.id + u32(0) + blake(pack(policy))  # the list in force is that of the genesis


def votes(voters, signed_message):
    return [[node, by_id[node].sign(b"verbund/recovery/1", signed_message)] for node in voters]


later = {
    "admit_relay": {0: 2, 1: card_cafe, 2: 1, 3: []},
    "genesis_recovery": {0: 1, 1: 2, 2: card_luebeck, 3: space.salt, 4: nodes, 5: 3,
                         6: [[a, space.key_hash(a, keys[a]), sealed(0x11 + a, luebeck, keys[a])] for a in (ALL, CORE)]},
    "remove_all": {0: 7, 1: cafe.id, 2: []},
    "suspend_confirmed": {0: 5, 1: forum.id, 2: cutoffs, 3: suspends},
    "lift_raised": {0: 6, 1: forum.id, 2: cutoffs, 3: 7},
    "lift_kept": {0: 6, 1: forum.id, 4: [1, 300, 2**64 - 1], 5: suspends},
    "handover": {0: 9, 1: forum.id},
    "handover_recovery": {0: 9, 1: forum.id, 2: 3, 3: [7, point.id], 4: votes(nodes[:2], message)},
    "policy": policy,
    "policy_voted": {**policy, 3: votes(nodes[1:], policy_message)},
    "extended": {0: 4, 1: card_luebeck_2, 2: "later"},
}
for name, body in later.items():
    put("control", "body_" + name, pack(body), "controllog")
put("control", "space", space.id)
put("control", "handover_message", message)
put("control", "policy_hash", blake(pack(policy)))
put("control", "policy_message", policy_message)
put("control", "policy_voter", by_id[nodes[1]].public)
put("control", "handover_voter", by_id[nodes[0]].public)
put("control", "cutoff", pack(cutoffs[0]))

# ---- open bodies ----
records = sorted([first.record, record_id(hlc_of(MS), logs[CORE].id, 9)])
erase = pack({0: 4, 1: [[records[0], records[1], INCARNATION, ALL, 0], [records[1], None, 300, CORE, 9]], 2: 3})
open_bodies = {
    "begin": {0: 1, 1: INCARNATION}, "propose": {0: 2, 1: pack(later["handover"])},
    "suspend": {0: 3, 1: ministry.id, 2: [ministry_core.cutoff(1)]}, "suspend_all": {0: 3, 1: ministry.id, 2: []},
    "receipt": {0: 5, 1: blake(erase), 2: 2}, "unknown": {0: 600, 1: [{}], 300: "x"}, "extended": {0: 5, 1: bytes(32), 2: 0, 7: None},
}
put("open", "body_erase", erase, "openlog")
# Which of these the forum may erase without being a steward: what it created, named by its true place.
ninth = record_id(hlc_of(MS), logs[CORE].id, 9)
named = sorted([(first.record, INCARNATION, ALL, 0, 1), (ninth, INCARNATION, CORE, 9, 1),
                (record_id(hlc_of(MS + 1), logs[CORE].id, 9), INCARNATION + 1, CORE, 9, 0), (record_id(hlc_of(MS + 2), logs[CORE].id, 9), INCARNATION, CORE, 10, 0),
                (record_id(hlc_of(MS + 3), logs[CORE].id, 9), INCARNATION, ALL, 9, 0), (record_id(hlc_of(MS + 4), log_id(space.id, ministry, INCARNATION, ALL), 9), INCARNATION, ALL, 9, 0)])
put("open", "body_erase_named", pack({0: 4, 1: [[r, None, i, a, s] for r, i, a, s, _ in named], 2: 1}), "openlog")
put("open", "erase_rights", bytes(right for *_, right in named))
put("open", "erase_space", space.id)
put("open", "erase_author", forum.id)
for name, body in open_bodies.items():
    put("open", "body_" + name, pack(body), "openlog")

# ---- segments ----
segments = {
    "introduced": segment(logs[ALL], 0, 1, introduced=True), "run": segment(logs[ALL], 0, 4),
    "middle": segment(logs[ALL], 1, 4, with_prev=True, bare=(2, 4)), "one": segment(logs[ALL], 3, 3),
    "open": segment(logs[OPEN], 0, 0, introduced=True), "core": segment(logs[CORE], 0, 0),
    "blob": segment(blob_log, 0, 0, introduced=True),
}
for name, value in segments.items():
    put("segment", name, value, "segment")
for seq, entry in enumerate(logs[ALL].entries):
    put("segment", "header_%d" % seq, entry.header)
    put("segment", "stored_%d" % seq, entry.stored)
    put("segment", "seal_%d" % seq, logs[ALL].seal(seq))
put("segment", "header_open", logs[OPEN].entries[0].header)
put("segment", "stored_open", logs[OPEN].entries[0].stored)
put("segment", "header_blob", blob_entry.header)
put("segment", "stored_blob", blob_entry.stored)
put("segment", "author_public", forum.public)

# ---- frames ----
head_logs = sorted(logs.values(), key=lambda log: log.id)


def head_item(log):
    return log.id + varint(len(log.entries)) + log.entries[-1].id[:16]


def frame(kind, payload, more=0):
    return bytes([kind, more]) + payload


digest_message = b"verbund/digest/1" + space.id + bytes([ALL])
data_logs = sorted([logs[ALL], blob_log], key=lambda log: log.id)
digest = blake(digest_message + b"".join(log.id + u64(len(log.entries)) + log.entries[-1].id for log in data_logs))
having = {0: space.id, 1: ALL, 2: forum.id, 3: 41, 4: blake(b"".join(log.id for log in data_logs)), 5: varint(5) + varint(300)}
have, have_files = pack(having), pack({**having, 6: varint(5) + varint(299)})
hello = {0: 1, 1: 1, 2: card_forum, 3: 2**64 - 2}
control = space.id + b"".join(e.header + e.stored + s for e, s in list(zip(space.chain, space.signatures))[1:3])
other = Entry(logs[ALL].id, 1, first.id, cited, hlc_of(MS + 6001), first.record, logs[ALL].entries[1].stored,
              logs[ALL].entries[1].size)
fork = DataLog(space.id, forum, INCARNATION, ALL)
fork.entries = [first, other]
halves = [segment(log, 1, 1, with_prev=True) for log in (logs[ALL], fork)]
inner = frame(10, u16(1202))
letter_signature = forum.sign(b"verbund/envelope/1", cafe.id + inner)
letter = pad(forum.id + letter_signature + u32(len(inner)) + inner)
frames = {
    "hello": frame(1, pack(hello)), "hello_clock": frame(1, pack({**hello, 4: MS})),
    "hello_extended": frame(1, pack({**hello, 1: 9, 5: [1]})),
    "digest": frame(2, space.id + bytes([ALL]) + digest + space.id + bytes([CONTROL]) + bytes(32)),
    "heads": frame(3, space.id + bytes([ALL]) + b"".join(map(head_item, data_logs)), 1),
    "heads_none": frame(3, space.id + bytes([CORE])),
    "want": frame(4, space.id + logs[ALL].id + varint(3) + varint(300) + space.id + space.id + varint(0) + varint(1)),
    "segment": frame(5, segments["introduced"]), "control": frame(6, control),
    "control_genesis": frame(6, space.id + space.chain[0].header + space.chain[0].stored + space.signatures[0]),
    "credit": frame(7, u64(0x0102030405060708)), "have": frame(8, forum.signed(b"verbund/have/1", have)),
    "have_files": frame(8, forum.signed(b"verbund/have/1", have_files)),
    "error": frame(9, u16(1201) + space.id), "error_plain": frame(9, u16(1306)), "bye": frame(10, u16(4005)),
    "blob_want": frame(11, blob_log.id + blob_entry.record + manifest + varint(0) + varint(2)),
    "blob": frame(12, manifest + varint(1) + chunks[1]), "blob_absent": frame(12, manifest + varint(1)),
    "envelope": frame(13, cafe.id + sealed_box(run(0xE1, 32), cafe.box, letter)),
    "proof": frame(14, b"".join(u32(len(half)) + half for half in halves)),
    "card": frame(15, card_forum), "held": frame(16, blake(card_forum)),
}
for name, value in frames.items():
    put("frame", name, value, "frame")
put("frame", "space", space.id)
put("frame", "log_all", logs[ALL].id)
put("frame", "digest_hash", digest)
put("frame", "letter", letter)
inputs["frame", "letter"] = frame(13, letter)
put("frame", "letter_frame", inner)
put("frame", "author_public", forum.public)
put("frame", "card_forum", card_forum)
for number, log in enumerate(data_logs):
    put("frame", "log_%d" % number, log.id)
    put("frame", "count_%d" % number, u64(len(log.entries)))
    put("frame", "last_%d" % number, log.entries[-1].id)
for seq in (1, 2):
    put("frame", "control_header_%d" % seq, space.chain[seq].header)
    put("frame", "control_body_%d" % seq, space.chain[seq].stored)
    put("frame", "control_signature_%d" % seq, space.signatures[seq])

# ---- codes and pairing ----
SECRET, EXPIRES = run(0xF0, 16), 1764086400


def code(endpoint, more=b""):
    out = bytes([1, 1 if more else 0]) + blake(card_luebeck) + luebeck.curve + SECRET + u32(EXPIRES)
    out += bytes([len(endpoint)]) + endpoint + more
    return out + blake(b"verbund/code/1" + out)[:4]


def code_text(value):
    digits = base64.b32encode(value).decode().lower().rstrip("=")
    return "VB1-" + "-".join(digits[i:i + 5] for i in range(0, len(digits), 5))


plain = code(b"tcp://192.0.2.1:7301")
admitting = code(b"tcp://[2001:db8::1]:7301", space.id + bytes([MEMBER]) + u32(7) + space.chain[7].id[:8])
put("pairing", "code", plain, "invite")
put("pairing", "code_text", code_text(plain), "invite")
put("pairing", "code_space", admitting, "invite")
put("pairing", "code_space_text", code_text(admitting))
longest = code(b"tcp://" + b"a" * 243 + b":65535", space.id + bytes([STEWARD]) + u32(2**32 - 1) + run(1, 8))
put("pairing", "code_longest_text", code_text(longest), "invite")
inputs["invite", "code_without_checksum"] = admitting[:-4]


def mac(*parts):
    return blake(b"".join(parts), key=SECRET)


nonces = {"J": run(0x03, 32), "I": run(0x83, 32)}
cards = {"J": card_cafe, "I": card_luebeck}
curves = {"J": cafe.curve, "I": luebeck.curve}
commits = {s: blake(b"verbund/pair-commit/1" + s.encode() + blake(cards[s]) + curves[s] + nonces[s]) for s in "JI"}
start = mac(b"verbund/pair-tag/1", blake(card_luebeck))[:16] + commits["J"]
start += mac(b"verbund/pair-proof/1", b"J", commits["J"], blake(card_luebeck))
answer = commits["I"] + mac(b"verbund/pair-proof/1", b"I", commits["I"], commits["J"])
digits = blake(b"verbund/pair-digits/1" + commits["J"] + commits["I"] + blake(cards["J"]) + blake(cards["I"]) +
               nonces["J"] + nonces["I"])
put("pairing", "start", frame(64, start), "frame")
put("pairing", "answer", frame(65, answer), "frame")
put("pairing", "reveal", frame(66, nonces["J"] + card_cafe), "frame")
put("pairing", "show", frame(67, nonces["I"] + card_luebeck))
put("pairing", "refuse", frame(68, u16(1404)), "frame")
put("pairing", "digits_text", "%06d" % (int.from_bytes(digits[:8], "big") % 10**6))
put("pairing", "tag", start[:16])
put("pairing", "card_joiner", card_cafe)
put("pairing", "card_inviter", card_luebeck)
put("pairing", "card_inviter_2", card_luebeck_2)
put("pairing", "card_other", card_forum)
put("pairing", "nonce_joiner", nonces["J"])
put("pairing", "nonce_inviter", nonces["I"])
put("pairing", "space", space.id)
put("pairing", "prefix", space.chain[7].id[:8])

# ---- an owner that is gone: several control logs of one space ----
council = Space(luebeck, run(0x31, 32))
council.add({0: 1, 1: 0, 2: card_luebeck, 3: council.salt, 4: [], 5: 0,
             6: [[a, council.key_hash(a, keys[a]), sealed(0x11 + a, luebeck, keys[a])] for a in (ALL, CORE)]}, MS)
for office, card, role, first in ((forum, card_forum, STEWARD, 0x21), (ministry, card_ministry, STEWARD, 0x31),
                                  (cafe, card_cafe, MEMBER, 0x41)):
    council.add({0: 2, 1: card, 2: role, 3: [[a, sealed(first + a, office, keys[a])] for a in (ALL, CORE)]}, MS + 1000)


def follow(before, signer, body, ms):
    """A control log and its signatures with one more entry, by whoever has to sign it."""
    seq, prev = len(before), before[-1][0].id
    entry = Entry(council.id, seq, prev, (seq - 1, prev), hlc_of(ms, seq), bytes(16), pack(body))
    return before + [(entry, signer.sign(b"verbund/control/1", entry.id))]


def ballot(voters, signed_message):
    return [[node.id, node.sign(b"verbund/recovery/1", signed_message)] for node in sorted(voters, key=lambda n: n.id)]


def recovered(before, term, owner, voters, ms):
    seq, at = len(before) - 1, before[-1][0].id
    signed_message = council.id + u64(term) + u32(seq) + at + owner.id
    return follow(before, owner, {0: 9, 1: owner.id, 2: term, 3: [seq, at], 4: ballot(voters, signed_message)}, ms)


common = list(zip(council.chain, council.signatures))
listed = {0: 10, 1: sorted(node.id for node in (forum, ministry, cafe)), 2: 2}
logs_of = {"first": follow(common, luebeck, {0: 4, 1: card_luebeck_2}, MS + 20000),
           "forked": follow(common, luebeck, {0: 4, 1: card_luebeck_2}, MS + 20001),
           "taken": recovered(common, 1, forum, (forum, ministry), MS + 30000),
           "rival": recovered(common, 1, ministry, (luebeck, ministry), MS + 30000),
           "old_list": recovered(common, 9, forum, (forum, ministry), MS + 40000)}
logs_of["behind"] = recovered(logs_of["first"], 2, ministry, (forum, ministry), MS + 40000)
logs_of["listed"] = follow(common, luebeck, {**listed, 3: ballot(
    (luebeck, forum), council.id + u32(0) + blake(pack(listed)))}, MS + 50000)
logs_of["by_list"] = recovered(logs_of["listed"], 1, forum, (forum, cafe), MS + 60000)
put("recovery", "space", council.id)
for name, log in logs_of.items():
    rank = [0, 0, bytes(32)]  # SPEC.md 5: changes of the list, term, id of the last recovery
    for entry, _ in log:
        kind = entry.stored[2]
        rank[0] += kind == 10
        if kind == 9:
            rank[1:] = [{"taken": 1, "rival": 1, "old_list": 9, "behind": 2, "by_list": 1}[name], entry.id]
    put("recovery", "run_" + name, council.id + b"".join(e.header + e.stored + s for e, s in log))
    put("recovery", "head_" + name, log[-1][0].id)
    put("recovery", "rank_" + name, u32(rank[0]) + u64(rank[1]) + rank[2])

# ---- files ----
here = os.path.dirname(os.path.abspath(__file__))
for file, lines in files.items():
    with open(os.path.join(here, file + ".txt"), "w") as out:
        out.write("\n".join(lines) + "\n")

for (target, name), data in inputs.items():
    folder = os.path.join(here, "..", "fuzz", "corpus", target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(data)
