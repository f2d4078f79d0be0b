import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from audit.note import Signature, Signer, checkpoint, parse_checkpoint, parse_vkey, verify
from audit.tree import root
from models.refusals import BadLog, BadSetting

ORIGIN = "log.xuepu.local/3f9k2m/e1"
TEXT = "第一行\nsecond line\n"
# Seed and verifier key of the example in the documentation of golang.org/x/mod/sumdb/note.
EXAMPLE_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
EXAMPLE_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


@pytest.fixture
def alice():
    return Signer.generate("alice.example/log")


@pytest.fixture
def bob():
    return Signer.generate("bob.example/log")


def line_of(note):
    return note.split(b"\n\n")[-1]


def test_the_public_example_has_the_same_verifier_key():
    example = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(EXAMPLE_SEED))
    assert example.vkey == EXAMPLE_VKEY


def test_no_part_of_a_verifier_key_is_one():
    for start in range(len(EXAMPLE_VKEY)):
        for stop in range(start + 1, len(EXAMPLE_VKEY) + 1):
            if (start, stop) != (0, len(EXAMPLE_VKEY)):
                with pytest.raises(BadLog):
                    parse_vkey(EXAMPLE_VKEY[start:stop])


def test_no_changed_verifier_key_is_one():
    for at, char in enumerate(EXAMPLE_VKEY):
        with pytest.raises(BadLog):
            parse_vkey(EXAMPLE_VKEY[:at] + chr(ord(char) + 1) + EXAMPLE_VKEY[at + 1 :])


@pytest.mark.parametrize(
    "vkey",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long, right id
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # unknown kind, right id
        EXAMPLE_VKEY.replace("c74f20a3", "C74F20A3"),
        EXAMPLE_VKEY + "\n",
        "",
        "学普",
    ],
)
def test_such_a_verifier_key_is_refused(vkey):
    with pytest.raises(BadLog):
        parse_vkey(vkey)


def test_a_key_survives_its_file(alice):
    kept = Signer.from_pem(alice.name, alice.to_pem())
    assert kept.vkey == alice.vkey
    assert verify(kept.sign(TEXT), [alice.vkey])


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n",
        X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
        ),
    ],
)
def test_what_is_no_key_file_is_refused(pem):
    with pytest.raises(BadSetting):
        Signer.from_pem("alice", pem)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "全角\u3000空格", "a\n"])
def test_a_name_that_cannot_sign(name):
    with pytest.raises(BadSetting):
        Signer.generate(name)


def test_the_same_key_and_text_give_the_same_note(alice):
    assert alice.sign(TEXT) == alice.sign(TEXT)
    assert alice.sign(TEXT).startswith(f"{TEXT}\n\u2014 {alice.name} ".encode())


@pytest.mark.parametrize("text", ["", "no line feed", "tab\t\n", "cr\r\n", "nul\0\n"])
def test_a_text_that_cannot_be_signed(alice, text):
    with pytest.raises(BadLog):
        alice.sign(text)


def test_only_known_keys_count(alice, bob):
    note = alice.sign(TEXT) + line_of(bob.sign(TEXT))
    assert [held.name for held in verify(note, [alice.vkey])] == [alice.name]
    assert [held.name for held in verify(note, [bob.vkey, alice.vkey])] == [alice.name, bob.name]
    with pytest.raises(BadLog):
        verify(note, [])


def test_one_wrong_signature_of_a_known_key_spoils_the_note(alice, bob):
    note = alice.sign(TEXT) + line_of(bob.sign("another text\n"))
    assert verify(note, [alice.vkey])
    with pytest.raises(BadLog):
        verify(note, [alice.vkey, bob.vkey])


def test_repeated_signatures_count_once(alice, bob):
    note = alice.sign(TEXT) + line_of(alice.sign(TEXT)) + 2 * line_of(bob.sign(TEXT))
    assert len(verify(note, [alice.vkey])) == 1


def test_a_key_given_twice_is_refused_only_where_it_signed(alice, bob):
    assert verify(alice.sign(TEXT), [bob.vkey, alice.vkey, bob.vkey])
    with pytest.raises(BadLog):
        verify(bob.sign(TEXT), [bob.vkey, alice.vkey, bob.vkey])


def test_a_hundred_signatures_are_enough(alice, bob):
    hundred = alice.sign(TEXT) + 99 * line_of(bob.sign(TEXT))
    assert verify(hundred, [alice.vkey])
    with pytest.raises(BadLog):
        verify(hundred + line_of(bob.sign(TEXT)), [alice.vkey])


def test_malformed_notes_are_refused(alice):
    note = alice.sign(TEXT)
    line = line_of(note)
    encoded = line.split(b" ")[-1].strip()
    slack = encoded[:-2] + bytes([encoded[-2] + 1]) + encoded[-1:]  # decodes alike: base64 has spare bits
    assert base64.b64decode(slack) == base64.b64decode(encoded)
    for bad in [
        b"",
        TEXT.encode(),
        TEXT.encode() + b"\n",
        note[:-1],
        note + b"\n",
        b"\x01" + note,
        b"\xff" + note,
        note.replace(b"\n", b"\r\n"),
        note.replace(alice.name.encode(), b"Bad Name"),
        note.replace(alice.name.encode(), b"a+b"),
        note.replace(alice.name.encode() + b" ", b""),
        note.replace(encoded, b""),
        note.replace(encoded, b"AAAA"),
        note.replace(encoded, encoded + b" "),
        note.replace(encoded, encoded[:-1]),
        note.replace(encoded, slack),
        note.replace("\u2014 ".encode(), b"- "),
        note + b"Unexpected line.\n",
        note.replace(b"\n\n", b"\n"),
    ]:
        with pytest.raises(BadLog):
            verify(bad, [alice.vkey])


def test_every_changed_byte_of_a_note_is_seen(alice):
    note = alice.sign(TEXT)
    for at in range(len(note)):
        for flip in (1, 0x20, 0x80):
            changed = note[:at] + bytes([note[at] ^ flip]) + note[at + 1 :]
            with pytest.raises(BadLog):
                verify(changed, [alice.vkey])


def test_a_checkpoint_reads_back():
    signer = Signer.generate(ORIGIN)
    head = root([b"one", b"two"])
    note = checkpoint(signer, ORIGIN, 2, head)
    read = parse_checkpoint(note)
    assert read == (ORIGIN, 2, head, verify(note, [signer.vkey]))
    assert isinstance(read.signatures[0], Signature)
    assert note.decode().splitlines()[1:3] == ["2", base64.b64encode(head).decode()]


@pytest.mark.parametrize(
    ("origin", "size", "head"), [("other", 1, bytes(32)), (ORIGIN, -1, bytes(32)), (ORIGIN, 1, bytes(31))]
)
def test_such_a_checkpoint_is_not_signed(origin, size, head):
    with pytest.raises(BadLog):
        checkpoint(Signer.generate(ORIGIN), origin, size, head)


@pytest.mark.parametrize(
    "text",
    [
        "\n1\nAAAA\n",
        "o\n1\n",
        "o\n1\nAAAA\n",
        "o\n01\n{root}\n",
        "o\n-1\n{root}\n",
        "o\n+1\n{root}\n",
        "o\n\n{root}\n",
        "o\n１\n{root}\n",
        "o\n9223372036854775808\n{root}\n",
        "o\n99999999999999999999999999\n{root}\n",
        "o\n1\n{root}\n\n",
        "o\n1\n{root} \n",
        "o\n1\n{root}{root}\n",
    ],
)
def test_what_is_no_checkpoint(alice, text):
    with pytest.raises(BadLog):
        parse_checkpoint(alice.sign(text.replace("{root}", base64.b64encode(bytes(32)).decode())))


def test_extension_lines_are_passed_over(alice):
    head = base64.b64encode(bytes(32)).decode()
    assert parse_checkpoint(alice.sign(f"o\n0\n{head}\nmore\nand more\n"))[:3] == ("o", 0, bytes(32))


def test_an_auditor_cosigns():
    signer, dave = Signer.generate(ORIGIN), Signer.generate("dave.example/witness")
    note = checkpoint(signer, ORIGIN, 1, root([b"one"]))
    cosigned = dave.cosign(note, seconds=1_735_000_000)
    assert [held.name for held in verify(cosigned, [dave.cosigner_vkey])] == [dave.name]
    assert len(verify(note + line_of(cosigned), [signer.vkey, dave.cosigner_vkey])) == 2
    with pytest.raises(BadLog):
        verify(cosigned, [dave.vkey])  # another kind of key, though of the same bytes
    for at in range(len(cosigned)):
        with pytest.raises(BadLog):
            verify(cosigned[:at] + bytes([cosigned[at] ^ 1]) + cosigned[at + 1 :], [dave.cosigner_vkey])


def test_a_short_signature_is_wrong_not_a_crash(alice):
    note = alice.sign(TEXT)
    short = base64.b64encode(parse_vkey(alice.vkey).key_id + b"x")
    with pytest.raises(BadLog):
        verify(note.replace(line_of(note).split(b" ")[-1].strip(), short), [alice.vkey])
