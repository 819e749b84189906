#!/usr/bin/env python3
"""Keys of a person, made without libsodium: python3 tests/vectors/person.py > tests/vectors/person.txt

The person has the keys 1 and 3 on one device and 2 on another; 1 vouches for 2, nobody for 3. With --corpus DIR the inputs of
fuzz_person are written there. SPEC.md 12.1, 13.3.
"""
import base64
import os
import sys

import ground
import rescue
from world import pack, u32, u64

OFFICE = ground.blake(ground.ed25519_public(ground.run(0x10, 32)))
PERSON = ground.run(0xA0, 16)
BASE = b"\x09" + bytes(31)
SINCE = {1: 1_700_000_000_000, 2: 1_710_000_000_000, 3: 1_720_000_000_000}
WITHDRAWN = 1_720_000_000_500


def seed(number):
    return ground.run(0x20 * number, 32)


def box(number):
    return ground.run(0x20 * number + 7, 32)


def statement(number, since=None, more=None, person=PERSON, signer=None):
    document = {0: 1, 1: OFFICE, 2: person, 3: number, 4: ground.ed25519_public(seed(signer or number)),
                5: ground.x25519(box(signer or number), BASE), 6: SINCE[signer or number] if since is None else since}
    document.update(more or {})
    packed = pack(document)
    return ground.ed25519_sign(seed(signer or number), b"verbund/personkey/1" + packed) + packed


def vouch(by, text):
    return ground.ed25519_sign(seed(by), b"verbund/personvouch/1" + ground.blake(text))


def card(*rows):
    return pack({0: 1, 1: [pack(row) for row in rows]})


def fingerprint(number):
    keys = ground.ed25519_public(seed(number)) + ground.x25519(box(number), BASE)
    digits = base64.b32encode(ground.blake(b"verbund/personprint/1" + OFFICE + PERSON + keys)[:15]).decode().lower()
    return "-".join(digits[i:i + 4] for i in range(0, 24, 4))


def sealed_file(cost, numbers, version=1, inside=None):
    head = b"VBPK" + bytes([version, cost]) + ground.run(0x50 + cost, 16) + OFFICE + PERSON
    plain = bytes([len(numbers)]) + b"".join(u32(n) + seed(n) + box(n) + u64(SINCE[n]) for n in numbers)
    key = rescue.stretch(rescue.PASSPHRASE, head[6:22], cost if cost in rescue.COSTS else 1, 48)
    return head + ground.xchacha_seal(key[:32], key[32:] + bytes(8), head, inside or plain)[24:]


def cards():
    one, two, three = (statement(n) for n in (1, 2, 3))
    first = {0: one}
    by_one = {0: two, 1: 1, 2: vouch(1, two)}
    gone = {0: one, 3: WITHDRAWN}
    return {
        "card_one": card(first),
        "card_unvouched": card(first, {0: two}),
        "card_vouched": card(first, by_one),
        "card_all": card(gone, by_one, {0: three}),
        "card_extended": card({0: one, 9: b"later"}),
        "card_later_statement": card({0: statement(1, more={40: "later"})}),
        "bad_none": card(),
        "bad_order": card({0: two}, {0: one}),
        "bad_twice": card(first, first),
        "bad_voucher": card(first, {0: two, 1: 1, 2: vouch(3, two)}),
        "bad_own_voucher": card(first, {0: two, 1: 2, 2: vouch(2, two)}),
        "bad_no_voucher": card(first, {0: two, 1: 7, 2: vouch(1, two)}),
        "bad_half_voucher": card(first, {0: two, 1: 1}),
        "bad_other_person": card(first, {0: statement(2, person=ground.run(0xB0, 16))}),
        "bad_signature": card({0: one[:-1] + bytes([one[-1] ^ 1])}),
        "bad_format": pack({0: 2, 1: [pack(first)]}),
    }


def main():
    if len(sys.argv) == 3:
        inputs = {**cards(), "statement": statement(1), "file": sealed_file(1, [3, 1])}
        inputs["file_one"] = sealed_file(1, [2])
        for name, value in inputs.items():
            with open(os.path.join(sys.argv[2], name), "wb") as file:
                file.write(value)
        return
    for number in SINCE:
        print("statement_%d" % number, statement(number).hex())
        print("fingerprint_%d_text" % number, fingerprint(number))
    print("statement_zero", statement(0, signer=1).hex())
    for name, value in cards().items():
        print(name, value.hex())
    message = ground.run(0, 81)
    print("message", message.hex())
    for number in SINCE:
        print("signature_%d" % number, ground.ed25519_sign(seed(number), b"verbund/person/1" + message).hex())
    print("sealed", ground.sealed_box(ground.run(0xE0, 32), ground.x25519(box(1), BASE), ground.run(0x80, 32)).hex())
    print("file_1", sealed_file(1, [3, 1]).hex())
    print("file_2", sealed_file(2, [2]).hex())
    wrong = {
        "count": bytes([3]) + bytes(2 * 76), "order": bytes([2]) + (u32(1) + bytes(72)) * 2, "zero": bytes([1]) + bytes(76)
    }
    for name, inside in wrong.items():
        print("file_bad_%s" % name, sealed_file(1, [1], inside=inside).hex())


if __name__ == "__main__":
    main()
