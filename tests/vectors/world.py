"""The offices, keys and helpers that the vectors of generate.py are made of. Nothing here is shared with the C code:
MessagePack, headers and padding are written down once more from SPEC.md, the cryptography is that of ground.py."""
import struct

from ground import blake, ed25519_public, ed25519_sign, run, sealed_box, varint, x25519, xchacha_seal

ALL, CORE, OPEN, CONTROL = 0, 1, 2, 3
RELAY, GUEST, MEMBER, STEWARD = 1, 2, 3, 4
BASE = b"\x09" + bytes(31)


# ---- bytes ----
def u16(n):
    return struct.pack(">H", n)


def u32(n):
    return struct.pack(">I", n)


def u64(n):
    return struct.pack(">Q", n)


def sized(size, short, forms):
    """The head of a value: `short` counts up to its limit in the type byte, `forms` are (type byte, format, limit)."""
    first, limit = short
    if size < limit:
        return bytes([first + size])
    for kind, form, top in forms:
        if size < top:
            return bytes([kind]) + struct.pack(form, size)
    raise ValueError(size)


BYTE, WORD, LONG = 1 << 8, 1 << 16, 1 << 32


def pack(value):
    if value is None:
        return b"\xc0"
    if value is True or value is False:
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return sized(value, (0, 128), ((0xCC, ">B", BYTE), (0xCD, ">H", WORD), (0xCE, ">I", LONG), (0xCF, ">Q", 1 << 64)))
    if isinstance(value, bytes):
        return sized(len(value), (0, 0), ((0xC4, ">B", BYTE), (0xC5, ">H", WORD), (0xC6, ">I", LONG))) + value
    if isinstance(value, str):
        text = value.encode()
        return sized(len(text), (0xA0, 32), ((0xD9, ">B", BYTE), (0xDA, ">H", WORD), (0xDB, ">I", LONG))) + text
    if isinstance(value, list):
        return sized(len(value), (0x90, 16), ((0xDC, ">H", WORD),)) + b"".join(map(pack, value))
    assert list(value) == sorted(value)
    return sized(len(value), (0x80, 16), ((0xDE, ">H", WORD),)) + b"".join(pack(k) + pack(v) for k, v in value.items())


def padded(size):
    """SPEC.md 4: multiples of 32 up to 512, then Padme."""
    if size <= 512:
        return -(-size // 32) * 32
    e = size.bit_length() - 1
    s = e.bit_length()
    step = 1 << (e - s)
    return -(-size // step) * step


def pad(data):
    return data + bytes(padded(len(data)) - len(data))


# ---- offices ----
class Node:
    """Keys counted up from `first`, as the C tests import them."""

    def __init__(self, first):
        self.seed, self.box_secret, self.curve_secret = run(first, 32), run(first + 32, 32), run(first + 64, 32)
        self.public = ed25519_public(self.seed)
        self.box, self.curve = x25519(self.box_secret, BASE), x25519(self.curve_secret, BASE)
        self.id = blake(self.public)

    def sign(self, domain, message):
        return ed25519_sign(self.seed, domain + message)

    def signed(self, domain, document):
        return self.sign(domain, document) + document

    def card(self, kind, name, version=1, ags=None, endpoints=(), previous=None, issued=1764000000000, more=None):
        document = {0: 1, 1: kind, 2: name, 3: ags, 4: self.public, 5: self.box, 6: self.curve, 7: list(endpoints),
                    8: version, 9: previous, 10: issued, **(more or {})}
        return self.signed(b"verbund/card/1", pack({k: v for k, v in document.items() if v is not None}))


luebeck, forum, ministry, cafe = Node(0x01), Node(0x41), Node(0x81), Node(0xC1)


# ---- logs and entries ----
def log_id(space, author, incarnation, audience):
    return blake(b"verbund/log/1" + space + author.id + u64(incarnation) + bytes([audience]))


def record_id(hlc, log, seq):
    return u64(hlc)[:6] + blake(log + u64(seq))[:10]


def hlc_of(ms, counter=0):
    return ms << 16 | counter


class Entry:
    """An entry with its stored body; `control` is (seq, entry id) of what it cites."""

    def __init__(self, log, seq, prev, control, hlc, record, stored, size=None, flags=0):
        self.log, self.seq, self.prev, self.control, self.hlc = log, seq, prev, control, hlc
        self.record, self.stored, self.flags = record, stored, flags
        self.size = len(stored) if size is None else size
        self.header = (bytes([1, flags]) + log + u64(seq) + prev + u32(control[0]) + control[1][:8] + u64(hlc) +
                       record + u32(self.size) + blake(stored))
        assert len(self.header) == 146
        self.id = blake(self.header)


class DataLog:
    """One log of one node that is written entry by entry."""

    def __init__(self, space, author, incarnation, audience):
        self.space, self.author, self.incarnation, self.audience = space, author, incarnation, audience
        self.id = log_id(space, author, incarnation, audience)
        self.entries = []

    def begin(self, control, ms, record):
        seq = len(self.entries)
        prev = self.entries[-1].id if seq else bytes(32)
        hlc = hlc_of(ms, seq)
        if record == "create":
            record = record_id(hlc, self.id, seq)
        return seq, prev, control, hlc, record

    def add_open(self, control, ms, body):
        seq, prev, control, hlc, record = self.begin(control, ms, bytes(16))
        self.entries.append(Entry(self.id, seq, prev, control, hlc, record, pack(body)))
        return self.entries[-1]

    def add(self, control, ms, record, document, body_key, nonce, blobs=b"", flags=0):
        seq, prev, control, hlc, record = self.begin(control, ms, record)
        plain = pad(document)
        head = Entry(self.id, seq, prev, control, hlc, record, b"", len(blobs) + len(plain), flags).header[:114]
        stored = blobs + xchacha_seal(body_key, nonce, head + blobs, plain)
        self.entries.append(Entry(self.id, seq, prev, control, hlc, record, stored, len(blobs) + len(plain), flags))
        return self.entries[-1]

    def seal(self, seq):
        return self.author.sign(b"verbund/seal/1", self.entries[seq].id)

    def cutoff(self, count):
        return [self.id, count, self.entries[count - 1].id]


class Space:
    """Epoch keys of a space and its control log."""

    def __init__(self, owner, salt):
        self.owner, self.salt, self.id, self.chain, self.signatures = owner, salt, bytes(32), [], []

    def add(self, body, ms):
        seq = len(self.chain)
        prev = self.chain[-1].id if seq else bytes(32)
        control = (seq - 1, prev) if seq else (0, bytes(8))
        entry = Entry(self.id, seq, prev, control, hlc_of(ms, seq), bytes(16), pack(body))
        if seq == 0:
            self.id = entry.id
        self.chain.append(entry)
        self.signatures.append(self.owner.sign(b"verbund/control/1", entry.id))
        return seq, entry.id

    def scope(self, audience):
        return self.salt + bytes([audience])

    def key_hash(self, audience, key):
        return blake(b"verbund/epochkey/1" + self.scope(audience) + key)

    def body_key(self, audience, key):
        return blake(b"verbund/bodykey/1" + self.scope(audience), key=key)

    def wrap(self, audience, key, previous, nonce):
        return xchacha_seal(blake(b"verbund/wrapkey/1" + self.scope(audience), key=key), nonce, self.scope(audience), previous)


def sealed(first, node, key):
    return sealed_box(run(first, 32), node.box, key)


# ---- segments ----
def record_form(entry, last):
    if entry.record == bytes(16):
        return 12
    if entry.record == record_id(entry.hlc, entry.log, entry.seq):
        return 0
    return 4 if last and last.record == entry.record else 8


def item(entry, last, is_bare):
    new_control = last is not None and last.control != entry.control
    form = record_form(entry, last)
    flags = bool(entry.flags) | new_control << 1 | form | is_bare << 4
    return (bytes([flags]) + (bytes([entry.flags]) if entry.flags else b"") +
            (u32(entry.control[0]) + entry.control[1][:8] if new_control else b"") +
            varint(entry.hlc - (last.hlc if last else 0) & 2**64 - 1) + (entry.record if form == 8 else b"") +
            varint(entry.size) + (blake(entry.stored) if is_bare else entry.stored))


def segment(log, first, last, introduced=False, with_prev=False, bare=()):
    """Entries first to last (included) of a log; the sequence numbers in `bare` travel without body."""
    run_of = log.entries[first:last + 1]
    out = bytes([introduced | with_prev << 1 | log.audience << 2])
    out += log.space + log.author.id + u64(log.incarnation) if introduced else log.id
    out += run_of[0].prev if with_prev else b""
    out += varint(first) + bytes([len(run_of) - 1]) + u32(run_of[0].control[0]) + run_of[0].control[1][:8]
    for at, entry in enumerate(run_of):
        out += item(entry, run_of[at - 1] if at else None, entry.seq in bare)
    return out + log.seal(last)
