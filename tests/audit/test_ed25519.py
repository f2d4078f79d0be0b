"""The verifier's own Ed25519 against public edge cases and against OpenSSL."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.verifier import L, P, ed25519

EDGES = Path(__file__).parents[2] / "../shared/vectors/ed25519_edge_cases.json"
# What a strict verifier lets pass: a point with a small part beside its large one is still one point.
HARMLESS = {"low_order_component_A", "low_order_component_R"}


def openssl(public, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signed(seed, message=b"message"):
    private = Ed25519PrivateKey.from_private_bytes(random.Random(seed).randbytes(32))
    return private.public_key().public_bytes_raw(), message, private.sign(message)


def test_the_public_edge_cases():
    if not EDGES.exists():
        pytest.skip("公开测试向量 ed25519_edge_cases.json 不在手边")
    vectors = json.loads(EDGES.read_text())["vectors"]
    seen = Counter()
    for vector in vectors:
        public, signature = bytes.fromhex(vector["key"]), bytes.fromhex(vector["sig"])
        message, flags = vector["msg"].encode(), set(vector["flags"] or [])
        ours, theirs = ed25519(public, message, signature), openssl(public, message, signature)
        assert ours == (flags <= HARMLESS), vector
        assert theirs == (not flags & {"low_order_residue", "non_canonical_R"}), vector
        assert theirs or not ours, vector
        seen[ours, theirs] += 1
    assert seen == {(False, False): 66, (False, True): 29, (True, True): 5}


@pytest.mark.parametrize("seed", range(20))
def test_it_agrees_with_openssl(seed):
    public, message, signature = signed(seed, random.Random(seed).randbytes(seed * 7))
    assert ed25519(public, message, signature)
    changes = random.Random(seed)
    for _ in range(10):
        at, flip = changes.randrange(64), 1 << changes.randrange(8)
        changed = signature[:at] + bytes([signature[at] ^ flip]) + signature[at + 1 :]
        assert not ed25519(public, message, changed)
        at = changes.randrange(32)
        other = public[:at] + bytes([public[at] ^ flip]) + public[at + 1 :]
        assert not ed25519(other, message, signature)
    assert not ed25519(public, message + b"\0", signature)


def test_a_signature_has_one_scalar():
    public, message, signature = signed(1)
    scalar = int.from_bytes(signature[32:], "little")
    assert not ed25519(public, message, signature[:32] + (scalar + L).to_bytes(32, "little"))


@pytest.mark.parametrize("y", [0, 1, P - 1, P, P + 1, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1 << 255])
def test_no_key_of_small_order_or_loose_spelling(y, sign):
    encoded = (y | sign).to_bytes(32, "little")
    assert not ed25519(encoded, b"", encoded + bytes(32))
    assert not ed25519(encoded, b"", (1).to_bytes(32, "little") + bytes(32))


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 63, 65, 128])
def test_another_length_is_no_signature(length):
    public, message, signature = signed(2)
    assert not ed25519(public, message, (signature * 2)[:length])
    assert not ed25519((public * 4)[: length if length != 32 else 34], message, signature)
