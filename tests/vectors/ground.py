#!/usr/bin/env python3
"""Golden bytes for crypt, node_id and bytes, made without libsodium: python3 tests/vectors/ground.py > tests/vectors/ground.txt

Ed25519 after RFC 8032, X25519 after RFC 7748, ChaCha20-Poly1305 after RFC 8439, XChaCha20 after
draft-irtf-cfrg-xchacha-03, Salsa20 and HSalsa20 after Bernstein's papers, sealed boxes after libsodium's manual.
Each line is a name and hexadecimal bytes, or for names that end in _text the text itself.
"""
import base64
import hashlib
import struct

P = 2**255 - 19


def blake(data, key=b"", size=32):
    return hashlib.blake2b(data, key=key, digest_size=size).digest()


# ---- X25519 ----
def x25519(scalar, point):
    k = int.from_bytes(scalar, "little") & ~7 & ~(1 << 255) | 1 << 254
    x1 = int.from_bytes(point, "little") & (1 << 255) - 1
    x2, z2, x3, z3 = 1, 0, x1, 1
    swap = 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a % P, c * b % P, a * a % P, b * b % P
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, x3, z2, z3 = x3, x2, z3, z2
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


# ---- Ed25519 ----
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * I % P
    return P - x if x & 1 != sign else x


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def compress(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


GY = 4 * pow(5, P - 2, P) % P
GX = recover(GY, 0)
G = (GX, GY, 1, GX * GY % P)


def ed25519_expand(seed):
    h = hashlib.sha512(seed).digest()
    return int.from_bytes(h[:32], "little") & ~7 & ~(1 << 255) | 1 << 254, h[32:]


def ed25519_public(seed):
    return compress(times(ed25519_expand(seed)[0], G))


def ed25519_sign(seed, message):
    a, prefix = ed25519_expand(seed)
    public = compress(times(a, G))
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    big_r = compress(times(r, G))
    k = int.from_bytes(hashlib.sha512(big_r + public + message).digest(), "little") % L
    return big_r + ((r + k * a) % L).to_bytes(32, "little")


# ---- stream ciphers and Poly1305 ----
def rotate(x, n):
    x &= 0xFFFFFFFF
    return (x << n | x >> 32 - n) & 0xFFFFFFFF


def chacha_rounds(s):
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            s[a] = s[a] + s[b] & 0xFFFFFFFF
            s[d] = rotate(s[d] ^ s[a], 16)
            s[c] = s[c] + s[d] & 0xFFFFFFFF
            s[b] = rotate(s[b] ^ s[c], 12)
            s[a] = s[a] + s[b] & 0xFFFFFFFF
            s[d] = rotate(s[d] ^ s[a], 8)
            s[c] = s[c] + s[d] & 0xFFFFFFFF
            s[b] = rotate(s[b] ^ s[c], 7)


def salsa_rounds(s):
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
                           (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)):
            s[b] ^= rotate(s[a] + s[d], 7)
            s[c] ^= rotate(s[b] + s[a], 9)
            s[d] ^= rotate(s[c] + s[b], 13)
            s[a] ^= rotate(s[d] + s[c], 18)


SIGMA = struct.unpack("<4I", b"expand 32-byte k")


def chacha_state(key, last):
    return [*SIGMA, *struct.unpack("<8I", key), *struct.unpack("<4I", last)]


def salsa_state(key, middle):
    k, m = struct.unpack("<8I", key), struct.unpack("<4I", middle)
    return [SIGMA[0], *k[:4], SIGMA[1], *m, SIGMA[2], *k[4:], SIGMA[3]]


def hchacha(key, nonce):
    s = chacha_state(key, nonce)
    chacha_rounds(s)
    return struct.pack("<8I", *s[:4], *s[12:])


def hsalsa(key, nonce):
    s = salsa_state(key, nonce)
    salsa_rounds(s)
    return struct.pack("<8I", *(s[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def stream(rounds, start, size):
    out = b""
    counter = 0
    while len(out) < size:
        before = start(counter)
        after = before[:]
        rounds(after)
        out += struct.pack("<16I", *(a + b & 0xFFFFFFFF for a, b in zip(before, after)))
        counter += 1
    return out[:size]


def poly1305(key, data):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(data), 16):
        total = (total + int.from_bytes(data[i:i + 16] + b"\1", "little")) * r % (2**130 - 5)
    return (total + int.from_bytes(key[16:], "little") & 2**128 - 1).to_bytes(16, "little")


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def pad16(data):
    return data + bytes(-len(data) % 16)


def xchacha_seal(key, nonce, ad, plain):
    sub, rest = hchacha(key, nonce[:16]), bytes(4) + nonce[16:]
    keys = stream(chacha_rounds, lambda n: chacha_state(sub, struct.pack("<I", n) + rest), 64 + len(plain))
    cipher = xor(plain, keys[64:])
    mac = pad16(ad) + pad16(cipher) + struct.pack("<QQ", len(ad), len(cipher))
    return nonce + cipher + poly1305(keys[:32], mac)


def sealed_box(ephemeral, recipient, plain):
    public = x25519(ephemeral, b"\x09" + bytes(31))
    nonce = blake(public + recipient, size=24)
    sub = hsalsa(hsalsa(x25519(ephemeral, recipient), bytes(16)), nonce[:16])
    keys = stream(salsa_rounds, lambda n: salsa_state(sub, nonce[16:] + struct.pack("<Q", n)), 32 + len(plain))
    cipher = xor(plain, keys[32:])
    return public + poly1305(keys[:32], cipher) + cipher


# ---- the vectors ----
def node_id_text(node_id):
    def digits(data, count):
        return base64.b32encode(data + bytes(-len(data) % 5)).decode().lower()[:count]
    text = digits(node_id, 52) + digits(blake(b"verbund/nodeid/1" + node_id), 4)
    return "-".join(text[i:i + 4] for i in range(0, 56, 4))


def varint(value):
    out = b""
    while value >= 0x80:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def run(start, size):
    return bytes((start + i) & 0xFF for i in range(size))


def main():
    # The independent code is checked against the RFCs before anything is derived from it.
    assert x25519(bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                  bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")).hex() == \
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
    assert ed25519_public(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).hex() == \
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert ed25519_sign(bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"), b"\x72") \
        .hex().startswith("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da")
    assert xchacha_seal(run(0x80, 32), run(0x40, 24), bytes.fromhex("50515253c0c1c2c3c4c5c6c7"),
                        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                        b"future, sunscreen would be it.")[-16:].hex() == "c0875924c1c7987947deafd8780acf49"
    # Bernstein, "Extending the Salsa20 nonce", and the secretbox test of NaCl: HSalsa20 of the shared secret.
    assert hsalsa(bytes.fromhex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"), bytes(16)).hex() \
        == "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389"

    seed, box, curve = run(0, 32), run(0x20, 32), run(0x40, 32)
    base = b"\x09" + bytes(31)
    salt, epoch, older = run(0x60, 32), run(0x80, 32), run(0xA0, 32)
    scope = [salt + bytes([audience]) for audience in (0, 1)]
    body_key = [blake(b"verbund/bodykey/1" + s, key=epoch) for s in scope]
    wrap_key = [blake(b"verbund/wrapkey/1" + s, key=epoch) for s in scope]
    nonce, plain, ad = run(0xC0, 24), run(0, 300), run(7, 114)
    sign_public, long_message = ed25519_public(seed), run(3, 3000)
    lines = {
        "hash_abc": blake(b"abc"),
        "hash_empty": blake(b""),
        "hash_domain_parts": blake(b"verbund/test/1" + run(0, 100) + run(9, 200)),
        "mac_16": blake(b"verbund/test/1" + b"data", key=run(1, 16)),
        "mac_64": blake(b"verbund/test/1", key=run(1, 64)),
        "sign_public": sign_public,
        "box_public": x25519(box, base),
        "curve_public": x25519(curve, base),
        "node_id": blake(sign_public),
        "signature_empty": ed25519_sign(seed, b"verbund/test/1"),
        "signature_short": ed25519_sign(seed, b"verbund/test/1" + b"Beratungsfolge"),
        "signature_long": ed25519_sign(seed, b"verbund/test/1" + long_message),
        "sealed_epoch": sealed_box(run(0xE0, 32), x25519(box, base), epoch),
        "key_hash_all": blake(b"verbund/epochkey/1" + scope[0] + epoch),
        "key_hash_core": blake(b"verbund/epochkey/1" + scope[1] + epoch),
        "key_hash_older_all": blake(b"verbund/epochkey/1" + scope[0] + older),
        "body_all": xchacha_seal(body_key[0], nonce, ad, plain),
        "body_core": xchacha_seal(body_key[1], nonce, ad, plain),
        "body_empty_all": xchacha_seal(body_key[0], nonce, b"", b""),
        "wrapped_older_all": xchacha_seal(wrap_key[0], nonce, scope[0], older),
        "wrapped_older_core": xchacha_seal(wrap_key[1], nonce, scope[1], older),
    }
    for value in (0, 1, 127, 128, 300, 16383, 16384, 2**32 - 1, 2**32, 2**63, 2**64 - 1):
        lines["varint_%d" % value] = varint(value)
    for name, value in lines.items():
        print(name, value.hex())
    for name, value in (("zero", bytes(32)), ("ones", b"\xff" * 32), ("run", run(0, 32)), ("high", run(0x80, 32))):
        print("node_id_%s_text" % name, node_id_text(value))


if __name__ == "__main__":
    main()
