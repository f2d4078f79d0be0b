"""The writer's spelling of an entry and the verifier's own, against the public vectors and each other."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from audit.verifier import _entry, _spell, _Wrong
from rules.canonical import commitment, encode

VECTORS = Path(__file__).parents[2] / "../shared/vectors/jcs_rfc8785.json"
OUTSIDE = {"french", "unicode", "values", "weird", "structures"}  # other keys, not NFC, or floats
WITH_FLOATS = {"values", "structures"}


def vectors():
    if not VECTORS.exists():
        pytest.skip("公开测试向量 jcs_rfc8785.json 不在手边")
    return json.loads(VECTORS.read_text())


def test_the_public_vectors_are_spelled_alike_or_refused():
    refused = set()
    for vector in vectors()["vectors"]:
        try:
            assert encode(json.loads(base64.b64decode(vector["input_base64"]))).hex() == vector["output_hex"]
        except ValueError:
            refused.add(vector["name"])
    assert refused <= OUTSIDE


def test_the_verifier_spells_the_public_vectors_alike():
    spelled = 0
    for vector in vectors()["vectors"]:
        value = json.loads(base64.b64decode(vector["input_base64"]))
        if vector["name"] not in WITH_FLOATS:
            assert _spell(value).encode().hex() == vector["output_hex"]
            spelled += 1
    assert spelled == 4


def test_no_float_of_the_public_vectors_gets_in():
    for _, text in vectors()["number_vectors_rfc8785_appendix_b"]:
        if text is not None and set(text) & set(".e"):
            with pytest.raises(ValueError, match="float"):
                encode({"n": float(text)})
            with pytest.raises(_Wrong):
                _entry(f'{{"n":{text}}}'.encode())


TEXT = some.text(max_size=20)
KEY = some.text(some.characters(min_codepoint=0, max_codepoint=127), max_size=5)
VALUE = some.recursive(
    some.none() | some.booleans() | some.integers() | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(KEY, inner, max_size=4),
    max_leaves=12,
)


@given(some.dictionaries(KEY, VALUE, max_size=4))
def test_what_the_writer_spells_the_verifier_reads_back(value):
    try:
        line = encode(value)
    except ValueError:
        assume(False)  # outside the profile
    assert _entry(line) == value


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), "e\u0301", "\ud800", b"bytes", {1: 2}, {None: 1}, {1, 2}, object()],
)
def test_what_is_outside_the_profile_is_refused(value):
    for wrapped in (value, [value], {"k": [value]}):
        with pytest.raises(ValueError, match=r"."):
            encode(wrapped)


def test_a_commitment_is_the_digest_of_salt_and_value():
    salt = bytes(range(16))
    assert commitment(salt, "张三") == hashlib.sha256(salt + "张三".encode()).hexdigest()
    assert commitment(salt, "张三") != commitment(bytes(16), "张三")
    with pytest.raises(ValueError, match="16"):
        commitment(b"", "张三")
