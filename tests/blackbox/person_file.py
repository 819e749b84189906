#!/usr/bin/python3
"""person_file.py FILE PASSPHRASE: the file of personal keys, read by SPEC.md 13.3 and 12.1 alone, with Debian's libsodium binding:
a line a pair of keys: number, fingerprint, signing seed, box secret, signing key. Exit status 1: the passphrase does not fit."""
import base64
import hashlib
import struct
import sys

import nacl.bindings as sodium
from nacl import pwhash

with open(sys.argv[1], "rb") as file:
    data = file.read()
head, sealed = data[:70], data[70:]
assert head[:5] == b"VBPK\x01", "no such file"
passes, memory = {1: (2, 64 << 20), 2: (3, 256 << 20)}[head[5]]
key = pwhash.argon2id.kdf(48, sys.argv[2].encode(), head[6:22], passes, memory)
try:
    plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, head, key[32:] + bytes(8), key[:32])
except Exception:
    sys.exit(1)
for at in range(1, len(plain), 76):
    number, seed, box = struct.unpack(">I", plain[at:at + 4])[0], plain[at + 4:at + 36], plain[at + 36:at + 68]
    sign = sodium.crypto_sign_seed_keypair(seed)[0]
    print_of = b"verbund/personprint/1" + head[22:70] + sign + sodium.crypto_scalarmult_base(box)
    digits = base64.b32encode(hashlib.blake2b(print_of, digest_size=32).digest()[:15]).decode().lower()
    print(number, "-".join(digits[i:i + 4] for i in range(0, 24, 4)), seed.hex(), box.hex(), sign.hex())
