#!/usr/bin/python3
"""A second reader of a committee's history, written from SPEC.md alone: it shares nothing with the C code, its libraries are Debian's
bindings of libsodium and MessagePack, and of the kinds it knows what the tables of SPEC.md 12 say. It reads the file of
`verbund export json`, which holds the control log, the epoch keys and every segment as they go over a link, and trusts nothing in it:
cards, chain and signatures of the control log, its rights and steps, sealed and wrapped keys, chains, seals, boundaries, cut-offs
and citations of all logs, bodies, padding, form, rights, and at last the merged records, their state hashes and the digests, suspensions
and lifts with them, votes on who is in charge and on the list of those who decide it, erasures and their receipts.

Usage: reader.py SPEC EXPORT               what the records say, one JSON document a line
       reader.py SPEC EXPORT document NAME FILE STORED  nothing, if the chunks in STORED, as they go over a link, one behind the other,
                                           are those of the document NAME and open to FILE
       reader.py SPEC EXPORT against FILE  nothing, if the documents of `verbund record list KIND --json` in FILE say the same; else how they differ

Ends with status 1 and one line at the first thing that is not as SPEC.md says.
"""
import base64
import datetime
import hashlib
import json
import re
import struct
import sys

import msgpack
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import VerifyKey

CREATE, EDIT, DELETE = 1, 2, 3
OP_SET, OP_ADD, OP_REMOVE, OP_DELETE, OP_INSERT, OP_CUT = range(6)
GENESIS, ADMIT, ROLE, CARD, CONFIRMED, LIFT, REMOVE, REKEY, HANDOVER, POLICY = range(1, 11)
RELAY, GUEST, MEMBER, STEWARD = range(1, 5)
ALL, CORE, OPEN = range(3)
BEGIN, PROPOSE, SUSPEND, ERASE, RECEIPT = range(1, 6)  # in an open log
STREAMS = ["all", "core", "open", "control"]


class Wrong(Exception):
    """Something is not as SPEC.md says."""


def must(holds, what):
    if not holds:
        raise Wrong(what)


# ---- 1, 2: notation, identifiers ----
def H(*parts):
    return hashlib.blake2b(b"".join(parts), digest_size=32).digest()


def MAC(key, *parts):
    return hashlib.blake2b(b"".join(parts), digest_size=32, key=key).digest()


def u8(n):
    return struct.pack(">B", n)


def u32(n):
    return struct.pack(">I", n)


def u64(n):
    return struct.pack(">Q", n)


def check_signature(key, signature, message, what):
    try:
        VerifyKey(key).verify(message, signature)
    except (BadSignatureError, ValueError) as error:
        raise Wrong(f"{what}: the signature is false") from error


def ordered(value, depth=0):
    """The same value with the keys of maps in canonical order."""
    if isinstance(value, (list, dict)):
        must(depth < 8, "pack: nested too deep")
    if isinstance(value, list):
        return [ordered(v, depth + 1) for v in value]
    if isinstance(value, dict):
        keys = sorted(value, key=lambda k: (isinstance(k, str), k.encode() if isinstance(k, str) else k))
        return {k: ordered(value[k], depth + 1) for k in keys}
    must(value is None or isinstance(value, (bool, int, bytes, str)), "pack: a type that is never allowed")
    must(not isinstance(value, str) or "\0" not in value, "pack: NUL in a text")
    return value


def pack(value):
    return msgpack.packb(ordered(value), use_bin_type=True)


def unpack(data, what):
    try:
        value = msgpack.unpackb(data, raw=False, strict_map_key=False)
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise Wrong(f"{what}: no MessagePack: {error}") from error
    must(pack(value) == data, f"{what}: not canonical")
    return value


def node_text(node):
    check = H(b"verbund/nodeid/1", node)
    digits = base64.b32encode(node).decode().rstrip("=").lower() + base64.b32encode(check).decode()[:4].lower()
    return "-".join(digits[i:i + 4] for i in range(0, 56, 4))


class Cursor:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        must(self.at + size <= len(self.data), "cut short")
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def varint(self):
        value, shift = 0, 0
        while True:
            byte = self.number(1)
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                must(shift == 7 or byte != 0, "varint: not the shortest form")
                must(value < 2**64, "varint: too large")
                return value


# ---- 3: cards ----
class Card:
    def __init__(self, data):
        must(64 < len(data) <= 2560, "card: size")
        fields = unpack(data[64:], "card")
        must(fields[0] == 1 and fields[1] in range(5) and fields[8] >= 1, "card: form")
        self.signing, self.box, self.curve, self.version = fields[4], fields[5], fields[6], fields[8]
        check_signature(self.signing, data[:64], b"verbund/card/1" + data[64:], "card")
        self.node, self.name = H(self.signing), fields[2]


# ---- 4: headers, bodies ----
class Entry:
    def __init__(self, header, body):
        (self.version, self.flags, self.log, self.seq, self.previous, self.control, self.control_id, self.hlc, self.record, self.length,
         self.body_hash) = struct.unpack(">BB32sQ32sI8sQ16sI32s", header)
        self.header, self.body, self.id = header, body, H(header)
        must(self.version == 1, "entry: version")
        must(self.length <= 32768, "entry: body length")
        must(body is None or H(body) == self.body_hash, "entry: the body has another hash")


def log_id(space, author, incarnation, audience):
    return H(b"verbund/log/1", space, author, u64(incarnation), u8(audience))


def derived_record(log, seq, hlc):
    return (hlc >> 16).to_bytes(6, "big") + H(log, u64(seq))[:10]


def padded_length(size):
    if size <= 512:
        return max(32, -(-size // 32) * 32)
    e = size.bit_length() - 1
    step = 1 << (e - e.bit_length())
    return -(-size // step) * step


def body_open(entry, key, salt, audience):
    """The document of a data body; Wrong if it is not to be read."""
    body, extra = entry.body, b""
    if entry.flags & 0x10:
        extra = body[:1 + 40 * body[0]]
        body = body[len(extra):]
    try:
        plain = aead_open(body[24:], entry.header[:114] + extra, body[:24], MAC(key, b"verbund/bodykey/1", salt, u8(audience)))
    except CryptoError as error:
        raise Wrong("body: authentication failed") from error
    unpacker = msgpack.Unpacker(raw=False, strict_map_key=False)
    unpacker.feed(plain)
    unpacker.skip()
    size = unpacker.tell()
    must(len(plain) == padded_length(size) and not any(plain[size:]), "body: padding")
    return unpack(plain[:size], "body"), size


# ---- 5: the control log ----
def cut_offs(cuts, what):
    must([c[0] for c in cuts] == sorted({c[0] for c in cuts}) and all(c[1] >= 1 for c in cuts), f"{what}: cut-offs")
    return {log: (count, at) for log, count, at in cuts}


class Space:
    def __init__(self):
        self.entries, self.salt, self.id, self.owner = [], None, None, None
        self.cards, self.roles = {}, {}  # newest card; node -> [(seq, role)]
        self.epochs = {ALL: [], CORE: []}  # (seq, key hash, wrapped key of the one before)
        self.keys = {ALL: {}, CORE: {}}  # seq -> key
        self.owners = []  # by seq: who sequences the entry after it
        self.rights_taken = []  # (seq, node, cut-offs)
        self.confirmed = []  # suspensions: (seq, node, cut-offs, suspend ids)
        self.lifted, self.kept, self.kept_since = set(), set(), {}  # (node, suspend id); (node, incarnation); node -> seq
        self.due = []  # the parts of a rekey that must follow
        self.inside = set()  # seqs inside a step
        self.recovery, self.quorum, self.list_seq, self.term = [], 0, 0, 0  # who decides when the owner is gone

    def role(self, node, seq=None):
        return next((r for s, r in reversed(self.roles.get(node, [])) if seq is None or s <= seq), 0)

    def entitled(self, audience):
        return sorted(n for n in self.roles if self.role(n) >= (GUEST if audience == ALL else MEMBER))

    def add(self, payload):
        space, c = payload[:32], Cursor(payload[32:])
        while c.at < len(c.data):
            header = c.take(146)
            entry = Entry(header, c.take(int.from_bytes(header[110:114], "big")))
            self.step(entry, c.take(64))
            must(self.id == space, "control: of another space")

    def step(self, entry, signature):
        last = self.entries[-1] if self.entries else None
        body = unpack(entry.body, "control body")
        must(entry.record == bytes(16) and entry.seq == len(self.entries), "control: record id or seq")
        if last is None:
            must(body[0] == GENESIS and entry.log == bytes(32) and entry.previous == bytes(32) and entry.control == 0
                 and entry.control_id == bytes(8), "genesis: header")
            card = Card(body[2])
            self.id, self.salt, self.owner = entry.id, body[3], card.node
        else:
            must(entry.log == self.id and entry.previous == last.id and entry.control == last.seq and entry.control_id == last.id[:8],
                 f"control {entry.seq}: chain")
            recovered = body[0] == HANDOVER and 2 in body
            must(not recovered or body[1] in self.cards, f"handover {entry.seq}: to nobody known")
            card = self.cards[body[1] if recovered else self.owner]
        check_signature(card.signing, signature, b"verbund/control/1" + entry.id, f"control {entry.seq}")
        must(not self.due or body[0] == REKEY, f"control {entry.seq}: a rekey is due")
        self.entries.append(entry)
        self.apply(entry.seq, body)
        self.owners.append(self.owner)

    def card_put(self, data, is_new_member=False):
        card = Card(data)
        known = self.cards.get(card.node)
        must(known is None or card.version > known.version or (is_new_member and card.version == known.version), "control: an older card")
        self.cards[card.node] = card
        return card.node

    def apply(self, seq, body):
        kind = body[0]
        if kind == GENESIS:
            self.roles[self.card_put(body[2])] = [(seq, STEWARD)]
            must([k[0] for k in body[6]] == [ALL, CORE], "genesis: keys")
            self.list_put(seq, body[4], body[5])
            for audience, key_hash, sealed in body[6]:
                must(len(sealed) == 80, "genesis: sealed key")
                self.epochs[audience].append((seq, key_hash, None))
        elif kind == ADMIT:
            node = self.card_put(body[1], True)
            must(self.role(node) == 0, f"admit {seq}: is a member")
            self.roles.setdefault(node, []).append((seq, body[2]))
            wanted = [ALL] * (body[2] >= GUEST) + [CORE] * (body[2] >= MEMBER)
            must([k[0] for k in body[3]] == wanted and all(len(k[1]) == 80 for k in body[3]), f"admit {seq}: keys")
        elif kind == ROLE:
            self.role_change(seq, body[1], body[2], body)
        elif kind == REMOVE:
            self.role_change(seq, body[1], 0, {4: body[2]})
        elif kind == CARD:
            must(self.role(Card(body[1]).node) > 0, f"card {seq}: of no member")
            self.card_put(body[1])
        elif kind == REKEY:
            self.rekey(seq, body)
        elif kind == CONFIRMED:
            must(self.role(body[1]) > 0 and body[1] != self.owner, f"suspend-confirmed {seq}: of no member, or of the owner")
            self.confirmed.append((seq, body[1], cut_offs(body[2], f"suspend-confirmed {seq}"), body[3]))
        elif kind == LIFT:
            self.lift(seq, body)
        elif kind == HANDOVER:
            must(self.role(body[1]) == STEWARD, f"handover {seq}: to no steward")
            must((2 in body) == (3 in body) == (4 in body), f"handover {seq}: term, point and votes")
            if 2 in body:
                self.recover(seq, body)
            self.owner = body[1]
        elif kind == POLICY:
            without = pack({key: value for key, value in body.items() if key != 3})
            self.votes_check(seq, body.get(3, []), b"verbund/recovery/1" + self.id + u32(self.list_seq) + H(without))
            self.list_put(seq, body[1], body[2])
        else:
            raise Wrong(f"control {seq}: an unknown type {kind}")

    def list_put(self, seq, nodes, quorum):
        must(nodes == sorted(set(nodes)) and len(nodes) <= 64 and all(len(n) == 32 for n in nodes), f"control {seq}: the list of those who decide")
        must(quorum == 0 or len(nodes) < 2 * quorum <= 2 * len(nodes), f"control {seq}: how many decide")
        self.recovery, self.quorum, self.list_seq = nodes, quorum, seq

    def votes_check(self, seq, votes, message):
        """At least k of the list in force (an empty one: the stewards) have signed."""
        electors = self.recovery or [n for n in self.roles if self.role(n) == STEWARD]
        voters = [node for node, _ in votes]
        must(voters == sorted(set(voters)) and len(voters) <= 64, f"control {seq}: votes")
        must(len(voters) >= (self.quorum or len(electors) // 2 + 1), f"control {seq}: not enough votes")
        for node, signature in votes:
            must(node in electors and node in self.cards, f"control {seq}: a vote of one who has none")
            check_signature(self.cards[node].signing, signature, message, f"control {seq}: a vote")

    def recover(self, seq, body):
        """The votes of enough of those who decide; all that stood behind the point before is not in this log."""
        term, (point, at) = body[2], body[3]
        must(point == seq - 1 and at == self.entries[point].id, f"handover {seq}: stands not behind its point")
        must(term > self.term, f"handover {seq}: term {term}")
        self.votes_check(seq, body[4], b"verbund/recovery/1" + self.id + u64(term) + u32(point) + at + body[1])
        self.term = term

    def lift(self, seq, body):
        node = body[1]
        if 2 in body:
            raised = next(c for s, n, c, *_ in self.rights_taken + self.confirmed if s == body[3] and n == node)
            for log, cut in cut_offs(body[2], f"lift {seq}").items():
                must(cut[0] >= raised.get(log, (0,))[0], f"lift {seq}: lowers a cut-off")
                raised[log] = cut
        self.lifted |= {(node, suspend) for suspend in body.get(5, [])}
        if 4 in body:
            self.kept |= {(node, incarnation) for incarnation in body[4]}
            self.kept_since[node] = seq

    def role_change(self, seq, node, role, body):
        old = self.role(node)
        must(old > 0 and old != role, f"role {seq}: no change")
        must((4 in body) == (role < old) and not (3 in body and 4 in body), f"role {seq}: keys and cut-offs")
        self.roles[node].append((seq, role))
        if role < old:
            must(node != self.owner, f"role {seq}: of the owner")
            cuts = body[4]
            self.rights_taken.append((seq, node, cut_offs(cuts, f"role {seq}")))
            for audience, least in ((ALL, GUEST), (CORE, MEMBER)):
                if old >= least > role:
                    parts = max(1, -(-len(self.entitled(audience)) // 256))
                    self.due += [(audience, part, parts) for part in range(parts)]
            if self.due:
                self.inside.add(seq)

    def rekey(self, seq, body):
        audience, part, parts = body[1], body[4], body[5]
        if not self.due:
            must(part == 0, f"rekey {seq}: begins with part {part}")
            self.due = [(audience, p, parts) for p in range(parts)]
        must(self.due.pop(0) == (audience, part, parts), f"rekey {seq}: another is due")
        members = self.entitled(audience)[256 * part:256 * part + 256]
        must(len(body[6]) == 80 * len(members), f"rekey {seq}: sealed keys")
        if part + 1 == parts:
            self.epochs[audience].append((seq, body[2], body[3]))
        if self.due:
            self.inside.add(seq)

    def key_put(self, audience, seq, key):
        key_hash = next((h for s, h, _ in self.epochs[audience] if s == seq), None)
        must(key_hash == H(b"verbund/epochkey/1", self.salt, u8(audience), key), f"key of {STREAMS[audience]} from {seq}: another hash")
        self.keys[audience][seq] = key

    def unwrap(self):
        """Each key opens the one before it, which must be the one that is known."""
        for audience, epochs in self.epochs.items():
            for (before, _, _), (seq, _, wrapped) in reversed(list(zip(epochs, epochs[1:]))):
                if seq not in self.keys[audience]:
                    continue
                key = MAC(self.keys[audience][seq], b"verbund/wrapkey/1", self.salt, u8(audience))
                previous = aead_open(wrapped[24:], self.salt + u8(audience), wrapped[:24], key)
                must(self.keys[audience].get(before, previous) == previous, f"rekey {seq}: wraps another key")
                self.key_put(audience, before, previous)

    def key(self, audience, cited):
        seq = max(s for s, _, _ in self.epochs[audience] if s <= cited)
        return self.keys[audience].get(seq)


# ---- 9: segments; 4: seals and boundaries ----
class Log:
    def __init__(self, log, author, incarnation, audience):
        self.id, self.author, self.incarnation, self.audience = log, author, incarnation, audience
        self.entries, self.sealed = [], set()

    def boundaries(self):
        count = size = 0
        for entry in self.entries:
            if count + 1 > 256 or size + 146 + entry.length > 61440:
                yield entry.seq - 1
                count = size = 0
            count, size = count + 1, size + 146 + entry.length


def segment_add(space, logs, data):
    c = Cursor(data)
    must(len(data) <= 65536, "segment: size")
    sflags = c.number(1)
    audience = sflags >> 2 & 3
    must(sflags < 16 and audience < 3, "segment: flags")
    if sflags & 1:
        of, author, incarnation = c.take(32), c.take(32), c.number(8)
        must(of == space.id, "segment: of another space")
        log = logs.setdefault(log_id(of, author, incarnation, audience), Log(log_id(of, author, incarnation, audience), author, incarnation, audience))
    else:
        log = logs.get(c.take(32))
        must(log is not None and log.audience == audience, "segment: of a log that was not introduced")
    previous = c.take(32) if sflags & 2 else None
    seq, count = c.varint(), c.number(1) + 1
    last = log.entries[-1] if log.entries else None
    must(seq == len(log.entries), f"segment: begins at {seq}, behind {len(log.entries)} entries")
    must(previous is None or (last is not None and previous == last.id), "segment: another predecessor")
    control, control_id, hlc, record = c.number(4), c.take(8), 0, None
    for i in range(count):
        iflags = c.number(1)
        must(iflags < 32, "item: flags")
        flags = c.number(1) if iflags & 1 else 0
        must(not iflags & 1 or flags != 0, "item: flags 0 given")
        if iflags & 2:
            given = c.number(4), c.take(8)
            must(i > 0 and given != (control, control_id), "item: control unchanged")
            control, control_id = given
        hlc = (hlc + c.varint()) % 2**64
        derived, form = derived_record(log.id, seq, hlc), iflags & 12
        read = {0: derived, 4: record, 8: None, 12: bytes(16)}[form]
        if form == 8:
            read = c.take(16)
            must(read not in (bytes(16), derived, record), "item: a record id given that has a shorter form")
        must(form != 4 or (record is not None and read not in (bytes(16), derived)), "item: same record")
        record, length = read, c.varint()
        if iflags & 16:
            body_hash, body = c.take(32), None
        else:
            body = c.take(length + (0 if audience == OPEN else 40))
            body_hash = H(body)
        header = struct.pack(">BB32sQ32sI8sQ16sI32s", 1, flags, log.id, seq, last.id if last else bytes(32), control, control_id, hlc,
                             record, length, body_hash)
        last = Entry(header, body)
        log.entries.append(last)
        seq += 1
    check_signature(space.cards[log.author].signing, c.take(64), b"verbund/seal/1" + last.id, f"seal of entry {last.seq}")
    must(c.at == len(data), "segment: more behind the seal")
    log.sealed.add(last.seq)


# ---- 5, 6: validity ----
def judge(space, log):
    """Sets of each entry whether it is valid: headers and control log alone say so."""
    cited, is_valid = 0, True
    for entry in log.entries:
        known = entry.control < len(space.entries)
        least = {ALL: GUEST, CORE: MEMBER, OPEN: RELAY}[log.audience]
        is_valid = (is_valid and known and entry.control >= cited and entry.control not in space.inside
                    and space.entries[entry.control].id[:8] == entry.control_id
                    and not any(node == log.author and entry.control < seq and entry.seq >= cuts.get(log.id, (0,))[0]
                                for seq, node, cuts in space.rights_taken)
                    and space.role(log.author, entry.control) >= least)
        entry.is_valid, cited = is_valid, max(cited, entry.control)
    if log.audience == OPEN:
        begin = unpack(log.entries[0].body, "begin")
        must(begin == {0: 1, 1: log.incarnation}, "open log: does not start with its begin")
        for entry in log.entries:
            must(entry.record == bytes(16) and not entry.flags & 0x10, "open log: header")
            if entry.body is not None:
                must(isinstance(unpack(entry.body, "open body").get(0), int), "open body: no type")


def hold(space, logs):
    """Sets of each log from which of its entries on it is held."""
    entries = [(log, e, unpack(e.body, "open body")) for log in logs.values() if log.audience == OPEN for e in log.entries if e.is_valid and e.body]
    holds = []  # (node, cut-offs)
    for log, entry, body in entries:
        node = body[1]
        if body[0] == SUSPEND and (space.role(log.author, entry.control) == STEWARD and space.owners[entry.control] != node
                                   and (node, entry.id) not in space.lifted
                                   and not any(n == node and entry.id in ids for _, n, _, ids in space.confirmed)):
            holds.append((node, cut_offs(body[2], "suspend")))
    for _, node, cuts, ids in space.confirmed:
        if any((node, suspend) not in space.lifted for suspend in ids):
            holds.append((node, cuts))
    begins = {}
    for log, entry, body in entries:
        if body[0] == BEGIN and (log.author, log.incarnation) not in space.kept:
            begins.setdefault(log.author, {})[log.incarnation] = entry.control >= space.kept_since.get(log.author, 0)
    begun = {(log.author, log.incarnation) for log, entry, body in entries if body[0] == BEGIN}
    for log in logs.values():
        own = begins.get(log.author, {})
        too_many = log.incarnation in own and (not own[log.incarnation] or sum(own.values()) > 16)
        counts = [cuts.get(log.id, (0,))[0] for node, cuts in holds if node == log.author and node != space.owner]
        log.held_from = 0 if too_many or (log.author, log.incarnation) not in begun else min(counts, default=len(log.entries))


# ---- 6.1: erasures ----
def erasures(space, logs):
    """(audience, record id) -> the strongest state of an erase that counts for it: 0 void, 1 held, 2 in force. Receipts name such erases."""
    states, known = {}, set()
    opened = [(log, e, unpack(e.body, "open body")) for log in logs.values() if log.audience == OPEN for e in log.entries if e.body]
    for log, entry, body in opened:
        if body[0] != ERASE:
            continue
        known.add(entry.id)
        must(1 <= len(body[1]) <= 256 and [r[0] for r in body[1]] == sorted({r[0] for r in body[1]}) and 0 <= body[2] <= 65535, "erase: form")
        role = space.role(log.author, entry.control)
        for record, replacement, incarnation, audience, seq in body[1]:
            must(len(record) == 16 and audience in (ALL, CORE) and (replacement is None or len(replacement) == 16), "erase: form of a record")
            place = log_id(space.id, log.author, incarnation, audience)
            if role == STEWARD or (role >= GUEST and record[6:] == H(place, u64(seq))[:10]):
                state = 0 if not entry.is_valid else 1 if not counts(log, entry) else 2
                states[audience, record] = max(state, states.get((audience, record), 0))
    for log, entry, body in opened:
        must(body[0] != RECEIPT or (body[1] in known and 0 <= body[2] <= 256), "receipt: of no erase")
    for log in logs.values():
        for entry in log.entries if log.audience != OPEN else []:
            state = states.get((log.audience, entry.record))
            must(entry.body is not None or state is not None, "log: a body is missing that nobody erased")
            must(entry.body is None or state != 2, "log: a body is there although its record is erased")
    return states


def counts(log, entry):
    return entry.is_valid and entry.seq < log.held_from


# ---- 12: the table of kinds, read from SPEC.md ----
class Kinds:
    ROLES = {"guest": GUEST, "member": MEMBER, "steward": STEWARD, "nobody": 99}

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        common = re.search(r"^Fields of every kind: (.*)\.$", text, re.M).group(1)
        self.rows = {}
        for row in re.finditer(r"^\| (\d+) (\w+) \| (\w+) (\w+) (\w+) \| (edits|delete) \| (.*) \|$", text, re.M):
            number, name, *roles, wins, fields = row.groups()
            table = {}
            for field in f"{common} · {fields}".split(" · "):
                m = re.match(r"(\d+) (\w+) (\w+)(?: \d+)? ([RSODT])[a-z]*(?: \(.*\))?$", field)
                must(m, f"SPEC.md 12: field {field!r}")
                table[int(m.group(1))] = m.group(2, 3, 4)
            self.rows[int(number)] = name, [self.ROLES[r] for r in roles], wins == "delete", table

    def least(self, kind, verb):
        if kind < 64:
            return self.rows[kind][1][verb - 1] if kind in self.rows else 99
        return [GUEST, MEMBER, STEWARD, 99][kind >> (4, 2, 0)[verb - 1] & 3]

    def name(self, kind):
        return self.rows[kind][0] if kind in self.rows else "unknown"

    def delete_wins(self, kind):
        return kind in self.rows and self.rows[kind][2]


# ---- 8: records ----
class Change:
    def __init__(self, entry, index, field, op, value, names):
        self.entry, self.index, self.field, self.op, self.value, self.names = entry, index, field, op, value, names

    def key(self):
        return self.entry.log, self.entry.seq, self.entry.id[:8], self.index


class Body:
    """A data body that may count: form (8.1) and right (8.5) are good. Wrong if not."""

    def __init__(self, space, kinds, log, entry):
        document, self.size = body_open(entry, space.key(log.audience, entry.control), space.salt, log.audience)
        self.log, self.entry, self.kind, self.verb = log, entry, document[3], document[4]
        logs = document.get(2, [])
        is_create = entry.record == derived_record(log.id, entry.seq, entry.hlc)
        must(self.verb in (CREATE, EDIT, DELETE) and (self.verb == CREATE) == is_create, "body: verb")
        must(1 <= len(document[5]) <= (1 if self.verb == DELETE else 512), "body: number of changes")
        must(space.role(log.author, entry.control) >= kinds.least(self.kind, self.verb), "body: no right")
        must(logs == sorted(set(logs)), "body: logs")
        used = set()

        def name(n):
            used.add(n[0])
            must(len(n) == 4 and n[0] < len(logs) and len(n[2]) == 8 and n[3] < 512, "body: a name")
            return logs[n[0]], n[1], n[2], n[3]

        def place(p):
            return None if p is None else (name(p[0]), p[1])

        self.changes = []
        for index, (field, op, value, *names) in enumerate(document[5]):
            must((op == OP_DELETE) == (self.verb == DELETE) == (field == 0) and op <= OP_CUT, "body: op")
            must(not names or names[0] and [(n[0], n[1], n[3]) for n in names[0]] == sorted({(n[0], n[1], n[3]) for n in names[0]}), "body: order of names")
            names = [name(n) for n in (names[0] if names else [])]
            if op == OP_INSERT:
                value = [place(value[0]), value[1], value[2], *[place(p) for p in value[3:]]]
            elif op == OP_CUT:
                value = [(name(n), start, count) for n, start, count in value]
            elif op in (OP_REMOVE, OP_DELETE):
                must(value is None, "body: a value where none may be")
            self.changes.append(Change(entry, index, field, op, value, names))
        must(used == set(range(len(logs))) and not (used and self.verb == CREATE), "body: logs that are not used, or names in a create")

    def all_names(self):
        for change in self.changes:
            yield from change.names
            if change.op == OP_INSERT:
                yield from (p[0] for p in (change.value[0], *change.value[3:]) if p)
            elif change.op == OP_CUT:
                yield from (n for n, _, _ in change.value)


class Record:
    """All valid entries of one record, merged by the definition of 8.2: which entries are applied, which changes current."""

    def __init__(self, space, kinds, logs, audience, record_id):
        self.space, self.kinds, self.logs, self.audience, self.id = space, kinds, logs, audience, record_id
        self.bodies, self.applied, self.settled = [], [], set()

    def place(self, name):
        """The entry that is named, of this record: None otherwise."""
        log = self.logs.get(name[0])
        entry = log.entries[name[1]] if log is not None and name[1] < len(log.entries) else None
        ours = entry is not None and log.audience == self.audience and entry.record == self.id and entry.id[:8] == name[2] and counts(log, entry)
        return entry if ours else None

    def is_settled(self, name):
        log = self.logs.get(name[0])
        if log is not None and log.audience == self.audience and name[1] >= len(log.entries):
            return False
        entry = self.place(name)
        return entry is None or entry.id in self.settled

    def merge(self):
        waiting = list(self.bodies)
        create = next((b for b in waiting if b.verb == CREATE), None)
        progress = create is not None
        while progress:
            ready = [b for b in waiting if b is create or (create not in waiting and all(map(self.is_settled, b.all_names())))]
            for body in ready:
                waiting.remove(body)
                self.settled.add(body.entry.id)
                if body.kind == create.kind:
                    self.applied.append(body)
            progress = bool(ready)
        changes = {c.key(): c for b in self.applied for c in b.changes}
        replaced = set()
        for c in changes.values():
            for target in (changes[n] for n in c.names if n in changes):
                if target.op == OP_DELETE or target.field == c.field:
                    replaced.add(target)
        self.current = [c for c in changes.values() if c not in replaced and c.op != OP_REMOVE]
        self.by_key, self.create = changes, create
        return create is not None

    def order(self, change):
        log = self.logs[change.entry.log]
        return change.entry.hlc, log.author, log.incarnation, change.entry.seq, change.index

    def document(self):
        """The canonical merged record, 8.6."""
        used = sorted({c.entry.log for c in self.current} | {self.create.log.id})
        rows = sorted(self.current, key=lambda c: (c.field, used.index(c.entry.log), c.entry.seq, c.index))
        at = {c: i for i, c in enumerate(rows)}

        def insert_at(name, field):
            target = self.by_key.get(name)
            return at.get(target) if target is not None and target.op == OP_INSERT and target.field == field else None

        def place(p, field):
            where = insert_at(p[0], field) if p else None
            return None if where is None else [where, p[1]]

        def value(c):
            if c.op == OP_DELETE:
                return sorted(at[t] for t in {self.by_key[n] for n in c.names if n in self.by_key} if t in at and t.op != OP_DELETE)
            if c.op == OP_INSERT:
                return [place(c.value[0], c.field), *c.value[1:3], *[p for p in (place(p, c.field) for p in c.value[3:]) if p]]
            if c.op == OP_CUT:
                return [[insert_at(n, c.field), start, count] for n, start, count in c.value if insert_at(n, c.field) is not None]
            return c.value

        return pack({
            0: self.create.kind,
            1: [[log, self.logs[log].author, self.logs[log].incarnation] for log in used],
            2: [[used.index(c.entry.log), c.entry.seq, c.entry.id[:8], c.index, c.entry.hlc, c.field, c.op, value(c)] for c in rows],
            3: [used.index(self.create.log.id), self.create.entry.seq],
            4: sum(b.size + 256 * len(b.changes) for b in self.applied),
            5: max(b.entry.hlc for b in self.applied),
        })

    def is_deleted(self):
        deletes = [c for c in self.current if c.op == OP_DELETE]
        covered = {self.by_key[n] for d in deletes for n in d.names if n in self.by_key}
        others = [c for c in self.current if c.op != OP_DELETE and c not in covered]
        return bool(deletes) and (self.kinds.delete_wins(self.create.kind) or not others)

    def fields(self):
        table, out = self.kinds.rows[self.create.kind][3], {}
        for number, (name, kind, rule) in table.items():
            current = sorted((c for c in self.current if c.field == number), key=self.order)
            if rule == "S":
                values = sorted({c.value for c in current if c.op == OP_ADD})
                if values:
                    out[name] = [v.hex() if isinstance(v, bytes) else v for v in values]
            else:
                values = [c.value for c in current if c.op == OP_SET]
                if values and values[-1] is not None:
                    out[name] = values[-1].hex() if isinstance(values[-1], bytes) else values[-1]
        return out

    def told(self):
        gone = self.is_deleted()
        return {
            "audience": STREAMS[self.audience], "author": node_text(self.create.log.author), "deleted": gone, "id": self.id.hex(),
            "kind": self.kinds.name(self.create.kind), "space": self.space.id.hex(),
            "created": self.create.entry.hlc >> 16, "changed": max(b.entry.hlc for b in self.applied) >> 16,
            "fields": {} if gone and self.kinds.delete_wins(self.create.kind) else self.fields(),
        }


# ---- 13.1: the file ----
def file_read(path):
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    must(lines.pop() == b"", "file: no line feed at the end")
    before = b"".join(line + b"\n" for line in lines[:-1])
    last = b'{"sum": {"hash": "%s", "lines": %d}}' % (H(before).hex().encode(), len(lines) - 1)
    must(lines[-1] == last, "file: the last line does not fit the others")
    return [json.loads(line) for line in lines[:-1]]


def records_merge(space, kinds, logs):
    records = {}
    for log in logs.values():
        for entry in log.entries if log.audience != OPEN else []:
            if not counts(log, entry):
                continue
            record = records.setdefault((log.audience, entry.record), Record(space, kinds, logs, log.audience, entry.record))
            try:
                must(entry.body is not None, "body: erased")
                record.bodies.append(Body(space, kinds, log, entry))
            except Wrong:
                record.settled.add(entry.id)  # ignored: stored, without effect
    return [records[key] for key in sorted(records) if records[key].merge()]


def digest(space, stream, logs):
    heads = [(log.id, len(log.entries), log.entries[-1].id) for log in logs if log.entries]
    return H(b"verbund/digest/1", space.id, u8(stream), *[log + u64(count) + last for log, count, last in sorted(heads)])


def space_read(kinds, lines):
    """Reads the items of one space up to its end; tells its records."""
    space, logs, end = Space(), {}, None
    for line in lines:
        if "control" in line:
            space.add(bytes.fromhex(line["control"]))
        elif "key" in line:
            key = line["key"]
            space.key_put(STREAMS.index(key["audience"]), key["control"], bytes.fromhex(key["key"]))
        elif "segment" in line:
            segment_add(space, logs, bytes.fromhex(line["segment"]))
        elif "end" in line:
            end = line["end"]
            break
        else:
            must("schema" in line or "kind" in line, "file: an item that is not read here")
    must(end is not None and not space.due, "file: ends too early")
    space.unwrap()
    for log in logs.values():
        must(all(seq in log.sealed for seq in log.boundaries()), "log: a boundary without a seal")
        must(len(log.entries) - 1 in log.sealed, "log: entries behind the last seal")
        judge(space, log)
    hold(space, logs)
    erased = erasures(space, logs)
    records = records_merge(space, kinds, logs)
    sums_check(space, logs, records, end)
    return [record for record in records if erased.get((record.audience, record.id), 0) == 0]


def sums_check(space, logs, records, end):
    must(end["space"] == space.id.hex() and end["control"] == len(space.entries), "end: space or control")
    must(end["entries"] == sum(len(log.entries) for log in logs.values()) and end["logs"] == len(logs), "end: counts")
    control = Log(space.id, None, None, None)
    control.entries = space.entries
    for stream, name in enumerate(STREAMS):
        of = [control] if name == "control" else [log for log in logs.values() if log.audience == stream]
        wanted = digest(space, stream, of).hex() if any(log.entries for log in of) else bytes(32).hex()
        must(end["digests"][name] == wanted, f"end: digest of {name}")
    for audience in (ALL, CORE):
        parts = [record.id + u32(len(record.document())) + record.document() for record in records if record.audience == audience]
        state = H(b"verbund/state/1", space.id, u8(audience), *parts)
        must(end["states"].get(STREAMS[audience], state.hex()) == state.hex(), f"end: state of {STREAMS[audience]}")


# ---- 4.3, 12: the bytes of a document ----
CHUNK, TAG = 49152, 16


def document_check(record, plain, stored):
    seals = sorted((c for c in record.current if c.field == 200 and c.op == OP_SET), key=record.order)
    must(seals and isinstance(seals[-1].value, bytes) and len(seals[-1].value) == 88, "document: no seal")
    length, manifest, key, nonce = struct.unpack(">Q32s32s16s", seals[-1].value)
    entry = seals[-1].entry
    listed = entry.body[1:1 + 40 * entry.body[0]] if entry.flags & 0x10 else b""
    must(manifest + u64(length) in [listed[i:i + 40] for i in range(0, len(listed), 40)], "document: the entry does not list it")
    count = -(-length // CHUNK)
    must(len(stored) == length + TAG * count, "document: size")
    chunks = [stored[i * (CHUNK + TAG):(i + 1) * (CHUNK + TAG)] for i in range(count)]
    must(H(b"verbund/manifest/1", u64(length), *map(H, chunks)) == manifest, "document: another manifest")
    try:
        opened = [aead_open(chunk, u64(count) + u64(length), nonce + u64(i), key) for i, chunk in enumerate(chunks)]
    except CryptoError as error:
        raise Wrong("document: a chunk does not open") from error
    must(b"".join(opened) == plain, "document: it says something else")


def document(records, name, *paths):
    named = [record for record in records if record.told()["fields"].get("fileName") == name]
    must(len(named) == 1, f"document: {len(named)} of this name")
    contents = []
    for path in paths:
        with open(path, "rb") as file:
            contents.append(file.read())
    document_check(named[0], *contents)


# ---- against what the daemon says ----
def milliseconds(value):
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return round(datetime.datetime.fromisoformat(value).timestamp() * 1000)
    return [milliseconds(v) for v in value] if isinstance(value, list) else value


def compare(told, path):
    """The differences between what was read and the documents in the file, one a line."""
    decoder, listed = json.JSONDecoder(), {}
    with open(path, encoding="utf-8") as file:
        text = file.read().lstrip()
    while text:
        document, at = decoder.raw_decode(text)
        text = text[at:].lstrip()
        listed.update((item["id"], item) for item in document["items"])
    ours = {record["id"]: record for record in told}
    for record_id in sorted(ours.keys() | listed.keys()):
        mine, theirs = ours.get(record_id), listed.get(record_id)
        if theirs is None and mine["deleted"]:
            continue  # lists leave out what was deleted
        if mine is None or theirs is None:
            yield f"{record_id}: only {'listed' if mine is None else 'read'}"
            continue
        for key in mine:
            a, b = mine[key], theirs.get(key)
            if key == "fields":
                b = {name: milliseconds(value) for name, value in b.items()}
            elif key in ("created", "changed"):
                b = milliseconds(b)
            if a != b:
                yield f"{record_id}: {key}: read {a!r}, listed {b!r}"


def main():
    kinds, lines = Kinds(sys.argv[1]), iter(file_read(sys.argv[2]))
    records = []
    for first in lines:
        must(first.get("schema") == "verbund/export-json/1", "file: no space begins here")
        records += space_read(kinds, lines)
    if sys.argv[3:4] == ["document"]:
        document(records, *sys.argv[4:])
        return 0
    told = [record.told() for record in records]
    if len(sys.argv) > 4:
        differences = list(compare(told, sys.argv[4]))
        print("\n".join(differences), end="\n" if differences else "")
        return 1 if differences else 0
    for record in told:
        print(json.dumps(record, ensure_ascii=False, sort_keys=True))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as wrong:
        print(f"reader.py: {wrong}", file=sys.stderr)
        sys.exit(1)
