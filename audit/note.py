"""Signed notes and checkpoints: C2SP signed-note, tlog-checkpoint and tlog-cosignature, Ed25519 only."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from models.refusals import BadLog, BadSetting

SIGNATURE, COSIGNATURE = b"\x01", b"\x04"  # signature types that C2SP signed-note assigns
MOST_SIGNATURES = 100
LARGEST_SIZE = 2**63 - 1
DASH = "\u2014 "


class Signature(NamedTuple):
    """One signature line. `value` is what follows the four bytes of the key's id."""

    name: str
    key_id: bytes
    value: bytes


class Checkpoint(NamedTuple):
    """What a checkpoint says; that its signatures hold is for `verify` to say."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...]


class Key(NamedTuple):
    """A verifier key. `kind` tells a log's signature from an auditor's timed cosignature."""

    name: str
    key_id: bytes
    kind: bytes
    public: bytes

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(self.kind + self.public)}"

    def holds(self, signature: Signature, text: str) -> bool:
        """Say whether this key made `signature` over `text`."""
        value = signature.value
        signed = text.encode()
        if self.kind == COSIGNATURE:
            signed = _cosigned(text, int.from_bytes(value[:8], "big"))
            value = value[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, signed)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key and the name it signs under. Its PEM text belongs in a file of mode 0400."""

    name: str
    private: Ed25519PrivateKey

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise BadSetting(f"签名用的名称「{self.name}」不能为空，也不能含空格或加号。")

    @classmethod
    def generate(cls, name: str) -> Self:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, name: str, pem: bytes) -> Self:
        """Read the key that `to_pem` wrote.

        Raises:
            BadSetting: it is no Ed25519 key in PKCS#8 without a password.

        """
        try:
            private = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise BadSetting("签名密钥文件读不懂：应当是不带口令的 PEM 私钥。") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise BadSetting("签名密钥不是 Ed25519 私钥。")
        return cls(name, private)

    def to_pem(self) -> bytes:
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def vkey(self) -> str:
        """The verifier key to hand to everyone who checks what this key signs."""
        return self._key(SIGNATURE).vkey

    @property
    def cosigner_vkey(self) -> str:
        """The verifier key of an auditor who cosigns with this key."""
        return self._key(COSIGNATURE).vkey

    def sign(self, text: str) -> bytes:
        """Return `text` as a note with this key's signature.

        Raises:
            BadLog: the text does not end in a line feed, or holds other control characters.

        """
        note = f"{text}\n{self._line(SIGNATURE, self.private.sign(text.encode()))}".encode()
        if _parse(note)[0] != text:
            raise BadLog("待签名的文字应当以换行结尾。")
        return note

    def cosign(self, note: bytes, *, seconds: int) -> bytes:
        """Return the checkpoint with this auditor's cosignature alone, made at Unix time `seconds`.

        Whoever cosigns MUST have checked the log up to this checkpoint against the last one they cosigned.
        """
        text, _ = _parse(note)
        parse_checkpoint(note)
        value = seconds.to_bytes(8, "big") + self.private.sign(_cosigned(text, seconds))
        return f"{text}\n{self._line(COSIGNATURE, value)}".encode()

    def _key(self, kind: bytes) -> Key:
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return Key(self.name, _key_id(self.name, kind + public), kind, public)

    def _line(self, kind: bytes, value: bytes) -> str:
        return f"{DASH}{self.name} {_base64(self._key(kind).key_id + value)}\n"


def checkpoint(signer: Signer, origin: str, size: int, root: bytes) -> bytes:
    """Sign the tree head. The signer's name MUST be the origin.

    Raises:
        BadLog: it is not, or the size or root is none.

    """
    if signer.name != origin or not 0 <= size <= LARGEST_SIZE or len(root) != 32:
        raise BadLog(f"检查点不能这样签：签名者「{signer.name}」，日志「{origin}」，{size} 条。")
    return signer.sign(f"{origin}\n{size}\n{_base64(root)}\n")


def parse_checkpoint(note: bytes) -> Checkpoint:
    """Read a checkpoint without checking its signatures.

    Raises:
        BadLog: it is none.

    """
    text, signatures = _parse(note)
    origin, size, root, *extensions = [*text[:-1].split("\n"), "", ""]
    hashed = _from_base64(root)
    plain = size.isascii() and size.isdecimal() and str(int(size[:20])) == size
    if not origin or not plain or int(size) > LARGEST_SIZE or len(hashed) != 32 or "" in extensions[:-2]:
        raise BadLog("这不是检查点：正文应当依次是日志名称、条数、根值三行。")
    return Checkpoint(origin, int(size), hashed, signatures)


def verify(note: bytes, vkeys: Sequence[str]) -> tuple[Signature, ...]:
    """Return the signatures that hold, one for each known key that signed; there is at least one.

    Signatures of unknown keys say nothing and are passed over.

    Raises:
        BadLog: the note is malformed, a known key's signature is wrong, or no known key signed it.

    """
    text, signatures = _parse(note)
    keys: dict[tuple[str, bytes], list[Key]] = {}
    for key in map(parse_vkey, vkeys):
        keys.setdefault((key.name, key.key_id), []).append(key)
    held: dict[tuple[str, bytes], Signature] = {}
    for signature in signatures:
        maker = (signature.name, signature.key_id)
        if maker not in keys or maker in held:
            continue
        if len(keys[maker]) > 1:
            raise BadLog(f"公钥「{signature.name}」重复给出。")
        if not keys[maker][0].holds(signature, text):
            raise BadLog(f"「{signature.name}」的签名不对：正文或签名被改动过。")
        held[maker] = signature
    if not held:
        raise BadLog("没有一个签名出自给出的公钥。")
    return tuple(held.values())


def parse_vkey(vkey: str) -> Key:
    """Read a verifier key: name, id and key, joined by plus signs.

    Raises:
        BadLog: it is none, or of a kind other than Ed25519.

    """
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    key = _from_base64(encoded)
    if not _is_name(name) or key_id != _key_id(name, key).hex():
        raise BadLog("公钥读不懂：应当是「名称+八位标识+密钥」，且标识与密钥相符。")
    if key[:1] not in {SIGNATURE, COSIGNATURE} or len(key) != 33:
        raise BadLog("公钥不是 Ed25519。")
    return Key(name, bytes.fromhex(key_id), key[:1], key[1:])


def _parse(note: bytes) -> tuple[str, tuple[Signature, ...]]:
    """Split a note into its text and signatures; strict as Go's sumdb/note, and no loose base64."""
    try:
        decoded = note.decode()
    except UnicodeDecodeError as error:
        raise BadLog("签名文书不是 UTF-8 文字。") from error
    text, split, lines = decoded.rpartition("\n\n")
    if any(char < " " and char != "\n" for char in decoded) or not split or not lines.endswith("\n"):
        raise BadLog("签名文书格式不对：应当是正文、一个空行、若干签名行，只用换行符分行。")
    signatures = tuple(map(_parse_line, lines[:-1].split("\n")))
    if len(signatures) > MOST_SIGNATURES:
        raise BadLog(f"签名文书的签名多于 {MOST_SIGNATURES} 个。")
    return text + "\n", signatures


def _parse_line(line: str) -> Signature:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    signed = _from_base64(encoded)
    if not line.startswith(DASH) or not _is_name(name) or len(signed) < 5:
        raise BadLog("签名行格式不对：应当是破折号、名称、Base64 签名。")
    return Signature(name, signed[:4], signed[4:])


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(char.isspace() for char in name)


def _key_id(name: str, key: bytes) -> bytes:
    return hashlib.sha256(f"{name}\n".encode() + key).digest()[:4]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(text: str) -> bytes:
    """Decode, or return nothing where `text` is not exactly what encoding would give."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _base64(data) == text else b""
