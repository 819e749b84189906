#!/usr/bin/env python3
"""Recovery sheets, made without libsodium: python3 tests/vectors/rescue.py > tests/vectors/rescue.txt

Argon2id by its reference implementation (Debian's libargon2-1), the rest by ground.py. SPEC.md 13.2.
"""
import base64
import ctypes

import ground

argon2 = ctypes.CDLL("libargon2.so.1")
argon2.argon2id_hash_raw.argtypes = [ctypes.c_uint32] * 3 + [ctypes.c_char_p, ctypes.c_size_t] * 3
PASSPHRASE = "vier gute Wörter hier".encode()
COSTS = {1: (2, 64 << 10), 2: (3, 256 << 10)}


def stretch(passphrase, salt, cost, size):
    out = ctypes.create_string_buffer(size)
    passes, kilobytes = COSTS[cost]
    assert argon2.argon2id_hash_raw(passes, kilobytes, 1, passphrase, len(passphrase), salt, len(salt), out, size) == 0
    return out.raw


def code_of(seed, cost, salt):
    head = bytes([1, cost]) + salt + ground.blake(ground.ed25519_public(seed))[:4]
    key = stretch(PASSPHRASE, salt, cost, 48)
    return head + ground.xchacha_seal(key[:32], key[32:] + bytes(8), head, seed)[24:]


def line_of(code, number):
    part = code[10 * number:10 * number + 10]
    check = ground.blake(b"verbund/sheet/1" + bytes([number]) + part)
    return (base64.b32encode(part) + base64.b32encode(check[:5])[:4]).decode()


def main():
    for cost in COSTS:
        code = code_of(ground.run(0x10, 32), cost, ground.run(0x40 + cost, 16))
        lines = [line_of(code, n) for n in range(7)]
        print("code_%d" % cost, code.hex())
        print("picture_%d_text" % cost, "VBS1" + "".join(lines))
        for n, line in enumerate(lines):
            print("line_%d_%d_text" % (cost, n), " ".join(line[i:i + 4] for i in range(0, 20, 4)))
    own = ground.blake(b"verbund/keysafe/1", key=ground.run(0x10, 32))
    keys = ground.run(0x10, 96) + bytes(8) + bytes(1)
    print("locked", ground.xchacha_seal(own, ground.run(0x60, 24), b"", keys).hex())


if __name__ == "__main__":
    main()
