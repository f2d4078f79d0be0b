"""Check the log, trusting nothing but this one file and Python's standard library (3.8 or later).

    python verifier.py BUNDLE [--known CHECKPOINT] [--json]

It shares no line with the program that writes the log: what it checks is said in `docs/log-format.md`.
Ends with 0 ok, 1 tampered or incomplete, 2 unreadable.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import struct
import sys
import unicodedata
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Point = tuple[int, int, int, int]  # X, Y, Z, T = XY/Z

LONGEST_ENTRY = 1 << 20  # bytes of one line
LONGEST_NOTE = 1 << 16  # bytes of a checkpoint, a cosignature, the verifier keys
DEEPEST = 32  # arrays and objects within one another
LARGEST_INTEGER = 2**53 - 1
MOST_MEMBERS = 250_000
LONGEST_NAME = 120
MOST_SIGNATURES = 100
MOST_KEYS = 100
MOST_FINDINGS = 100
CHUNK = 1 << 20

# The guides (VERIFY.txt) that came with the program so far; a bundle's own could be anybody's.
KNOWN_GUIDES = frozenset({"f1c4fb607951deed41b6ac2a848583191cb677a6eac2d7e0a35b0d327f0d5bbf"})

# (state, action) -> next state. An object is in its first state until an entry moves it.
TASK_MOVES = {
    ("open", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "withdraw"): "open",
    ("submitted", "accept"): "accepted",
    ("submitted", "return"): "returned",
    ("open", "waive"): "waived",
    ("returned", "waive"): "waived",
    ("accepted", "reopen"): "returned",
    ("waived", "reopen"): "open",
}
LIST_MOVES = {
    ("draft", "confirm"): "confirmed",
    ("confirmed", "approve"): "approved",
    ("approved", "issue"): "issued",
    ("issued", "amend"): "issued",
    ("issued", "close"): "closed",
}
MOVES = {"task": ("open", TASK_MOVES), "list": ("draft", LIST_MOVES)}
RULES = (
    "已按办理次序核对：任务先提交才能撤回、通过或退回，办结或免除后须重新打开才能再办；"
    "审核人不是提交人；清单依次核定、审定、印发、归档，印发后才能调整。"
)
REVIEWS = {"task.accept", "task.return"}
REMOVED = "evidence.remove"


@dataclass(frozen=True)
class Report:
    """What was found. `root` is hex; `first_bad` is the lowest index that is not vouched for."""

    verdict: str  # "ok", "tampered", "incomplete" or "unreadable"
    size: int
    root: str
    first_bad: int | None
    findings: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return the shape of `xuepu audit verify --json`."""
        return {
            "verdict": self.verdict,
            "size": self.size,
            "root": self.root,
            "first_bad": self.first_bad,
            "findings": self.findings,
        }


def verify(path: Path, *, known: bytes | None = None) -> Report:
    """Check a bundle. `known` is a checkpoint that the auditor kept from an earlier visit.

    Never raises for what is in the file, however it was made.
    """
    findings = _Findings()
    try:
        kept = _kept(known)
        with Path(path).open("rb") as file:
            return _bundle(file, kept, findings)
    except OSError as error:
        return _broken_off("unreadable", [f"打不开审计包：{error.strerror or error}。"])
    except _Broken as broken:
        return _broken_off(broken.verdict, [*findings.lines(), str(broken)])


def verify_entries(
    entries: Iterable[bytes],
    checkpoints: Iterable[tuple[int, bytes]],
    vkeys: Sequence[str],
    *,
    cosignatures: Mapping[str, bytes] | None = None,
    known: bytes | None = None,
) -> Report:
    """Check a log that is no bundle: its entries in order, each without its line feed."""
    findings = _Findings()
    try:
        kept = _kept(known)
    except _Broken as broken:
        return _broken_off(broken.verdict, [str(broken)])
    log = _judge(_Log(entries, list(checkpoints), vkeys, dict(cosignatures or {}), kept), findings)
    if kept is not None and kept.origin != log.origin:
        findings.missing(f"您保存的检查点属于日志「{_shown(kept.origin)}」，不是这个日志。")
    return _report(log, findings)


class _Wrong(Exception):  # noqa: N818
    """Something cannot be read as what it should be; the message is Chinese, a clause without a stop."""


class _Broken(Exception):  # noqa: N818
    """What was given cannot be read on."""

    def __init__(self, verdict: str, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


@dataclass
class _Findings:
    """Gathers what was found; remembers the worst, and the lowest bad index."""

    label: str = ""
    verdict: str = "ok"
    first_bad: int | None = None
    faults: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    unsaid: int = 0

    def wrong(self, sentence: str, at: int | None = None) -> None:
        self.verdict = "tampered"
        if at is not None:
            self.first_bad = at if self.first_bad is None else min(at, self.first_bad)
        self._say(sentence)

    def missing(self, sentence: str) -> None:
        if self.verdict == "ok":
            self.verdict = "incomplete"
        self._say(sentence)

    def fact(self, sentence: str) -> None:
        self.facts.append(self.label + sentence)

    def take(self, other: _Findings) -> None:
        if other.verdict != "ok" and self.verdict != "tampered":
            self.verdict = other.verdict
        for sentence in other.faults:
            self._say(sentence)
        self.unsaid += other.unsaid
        self.facts += other.facts

    def lines(self) -> list[str]:
        rest = [f"另有 {self.unsaid} 处问题，不再逐一列出。"] if self.unsaid else []
        return [*self.faults, *rest, *self.facts]

    def _say(self, sentence: str) -> None:
        if len(self.faults) < MOST_FINDINGS:
            self.faults.append(self.label + sentence)
        else:
            self.unsaid += 1


def _shown(text: str) -> str:
    """Make foreign text safe to print: no control characters, no turned direction, not too long."""
    short = text if len(text) <= 80 else text[:80] + "…"
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in short)


def _broken_off(verdict: str, findings: list[str]) -> Report:
    return Report(verdict, 0, "", None, findings)


def _report(log: _Walked, findings: _Findings) -> Report:
    return Report(findings.verdict, log.size, log.roots[log.size].hex(), findings.first_bad, findings.lines())


# ---- Ed25519 (RFC 8032 §5.1.7), strict: one encoding each, no small-order key or R, no cofactor ----

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
ZERO = (0, 1, 1, 0)


def _add(a: Point, b: Point) -> Point:
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    m = (y1 - x1) * (y2 - x2) % P
    n = (y1 + x1) * (y2 + x2) % P
    t = 2 * D * t1 * t2 % P
    z = 2 * z1 * z2 % P
    e, f, g, h = n - m, z - t, z + t, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def _point(encoded: bytes) -> Point | None:
    """Decode, or return None unless `encoded` is the one encoding of a point of more than small order."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(encoded) != 32 or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0:
        x = x * SQRT_MINUS_1 % P
    if (v * x * x - u) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    point = eighth = (x, y, 1, x * y % P)
    for _ in range(3):
        eighth = _add(eighth, eighth)
    return None if eighth[0] == 0 else point


def _rows(point: Point) -> list[list[Point]]:
    """Return, for each hex digit of a scalar, the sixteen multiples that digit can mean."""
    rows = []
    for _ in range(64):
        row = [ZERO]
        for _ in range(15):
            row.append(_add(row[-1], point))
        rows.append(row)
        point = _add(row[-1], point)
    return rows


@lru_cache(maxsize=16)
def _key_rows(public: bytes) -> list[list[Point]] | None:
    point = _point(public)
    if point is None:
        return None
    x, y, z, t = point
    return _rows((P - x, y, z, P - t))


BASE_ROWS = _rows(_point(bytes.fromhex("58" + "66" * 31)) or ZERO)


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether `signature` is the key's over `message`."""
    rows = _key_rows(public)
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    commitment = _point(r)
    if len(signature) != 64 or s >= L or rows is None or commitment is None:
        return False
    challenge = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L
    point = ZERO
    for base, key in zip(BASE_ROWS, rows):  # noqa: B905  (no `strict` before 3.10)
        point = _add(_add(point, base[s & 15]), key[challenge & 15])
        s >>= 4
        challenge >>= 4
    x, y, z, _ = point
    return (x - commitment[0] * z) % P == 0 and (y - commitment[1] * z) % P == 0


# ---- Notes, checkpoints and keys (C2SP signed-note, tlog-checkpoint, tlog-cosignature) ----


class _Signature(NamedTuple):
    name: str
    key_id: bytes
    value: bytes


class _Head(NamedTuple):
    origin: str
    size: int
    root: bytes
    text: str
    signatures: list[_Signature]


class _Key(NamedTuple):
    name: str
    key_id: bytes
    timed: bool  # an auditor's cosignature, not a log's signature
    public: bytes
    vkey: str

    def holds(self, signature: _Signature, text: str) -> bool:
        value, signed = signature.value, text
        if self.timed:
            seconds = int.from_bytes(value[:8], "big")
            value, signed = value[8:], f"cosignature/v1\ntime {seconds}\n{text}"
        return ed25519(self.public, signed.encode(), value)


def _from_base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if base64.b64encode(data).decode() == text else b""


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(char.isspace() for char in name)


def _head(note: bytes) -> _Head:
    try:
        decoded = note[: LONGEST_NOTE + 1].decode()
    except UnicodeDecodeError as error:
        raise _Wrong("不是 UTF-8 文字") from error
    text, blank, lines = decoded.rpartition("\n\n")
    if len(note) > LONGEST_NOTE or not blank or not lines.endswith("\n"):
        raise _Wrong("不是「正文、空行、签名行」的样子")
    if any(char < " " and char != "\n" for char in decoded):
        raise _Wrong("有换行以外的控制字符")
    signatures = [_signature(line) for line in lines[:-1].split("\n")]
    if len(signatures) > MOST_SIGNATURES:
        raise _Wrong(f"签名多于 {MOST_SIGNATURES} 个")
    body = text.split("\n")
    if len(body) != 3 or not body[0] or not re.fullmatch("0|[1-9][0-9]{0,17}", body[1]):
        raise _Wrong("正文不是日志名称、条数、根值三行")
    root = _from_base64(body[2])
    if len(root) != 32:
        raise _Wrong("根值不是 SHA-256 的 Base64")
    return _Head(body[0], int(body[1]), root, text + "\n", signatures)


def _kept(known: bytes | None) -> _Head | None:
    try:
        return None if known is None else _head(known)
    except _Wrong as wrong:
        raise _Broken("unreadable", f"您保存的检查点读不懂：{wrong}。") from wrong


def _signature(line: str) -> _Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    signed = _from_base64(encoded)
    if dash != "\u2014" or not _is_name(name) or len(signed) < 5:
        raise _Wrong("签名行不合格式")
    return _Signature(name, signed[:4], signed[4:])


def _key(vkey: str) -> _Key:
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    key = _from_base64(encoded)
    if not _is_name(name) or key_id != hashlib.sha256(f"{name}\n".encode() + key).digest()[:4].hex():
        raise _Wrong(f"公钥「{_shown(vkey)}」读不懂")
    if len(key) != 33 or key[0] not in {1, 4}:
        raise _Wrong(f"公钥「{_shown(vkey)}」不是 Ed25519")
    return _Key(name, bytes.fromhex(key_id), key[0] == 4, key[1:], vkey)


def _signers(head: _Head, keys: Sequence[_Key]) -> set[str]:
    """Return the verifier keys whose signatures hold; unknown keys' signatures say nothing."""
    known = {(key.name, key.key_id): key for key in keys}
    held = set()
    for signature in head.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None or key.vkey in held:
            continue
        if not key.holds(signature, head.text):
            raise _Wrong(f"「{_shown(key.name)}」的签名不对")
        held.add(key.vkey)
    return held


# ---- Entries: canonical JSON (RFC 8785, restricted) and the entry's own form ----

HEX_64 = re.compile("[0-9a-f]{64}")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?\+08:00")
NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])')
TEXTS = ("log", "at", "actor", "role", "action", "object")
FIELDS = {"v", "idx", "detail", "on_behalf", "evidence", "pd", *TEXTS}


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > LARGEST_INTEGER:
        raise ValueError(text)
    return int(text)


DECODE = json.JSONDecoder(parse_float=_no_number, parse_constant=_no_number, parse_int=_integer).decode
ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _spell(value: Any) -> str:
    """Encode with keys ordered by UTF-16, which is not Python's order beyond the basic plane."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{ENCODE(key)}:{_spell(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_spell, value)) + "]"
    return ENCODE(value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _too_deep(line: bytes) -> bool:
    depth = 0
    for match in NESTING.finditer(line):
        depth += (match.group(1) is not None) - (match.group(2) is not None)
        if depth > DEEPEST:
            return True
    return False


def _entry(line: bytes) -> dict[str, Any]:
    """Read one line, which MUST be the canonical spelling of one object."""
    if len(line) > LONGEST_ENTRY:
        raise _Wrong("太长")
    if line.count(b"{") + line.count(b"[") > DEEPEST and _too_deep(line):
        raise _Wrong("嵌套太深")
    try:
        text = line.decode()
        value = DECODE(text)
        wide = re.search(b"[\xf0-\xf4]", line)
        same = (_spell(value) if wide else ENCODE(value)) == text
    except (ValueError, RecursionError) as error:
        raise _Wrong("不是规定的 JSON") from error
    if not isinstance(value, dict):
        raise _Wrong("不是 JSON 对象")
    if not same:
        raise _Wrong("不是规范写法（RFC 8785）")
    if not unicodedata.is_normalized("NFC", text) and not all(
        unicodedata.is_normalized("NFC", string) for string in _strings(value)
    ):
        raise _Wrong("文字不是 NFC 形式")
    return value


def _check_form(entry: dict[str, Any]) -> None:
    """Raise unless the entry has the fields of version 1, each of its type; absent is not null."""
    if entry.get("v") != 1 or entry["v"] is True:
        raise _Wrong("版本号不是 1")
    if not entry.keys() <= FIELDS:
        raise _Wrong(f"有规定之外的栏「{_shown(min(entry.keys() - FIELDS))}」")
    for name in TEXTS:
        if not isinstance(entry.get(name), str) or not entry[name]:
            raise _Wrong(f"缺少「{name}」")
    if not isinstance(entry.get("detail", {}), dict) or not isinstance(entry.get("on_behalf", ""), str):
        raise _Wrong("「detail」或「on_behalf」不合规定")
    try:
        datetime.fromisoformat(entry["at"])
    except ValueError:
        raise _Wrong(f"时间「{_shown(entry['at'])}」不成立") from None
    if not INSTANT.fullmatch(entry["at"]):
        raise _Wrong(f"时间「{_shown(entry['at'])}」不是带 +08:00 的时间")
    if "evidence" in entry and not (
        isinstance(entry["evidence"], list)
        and entry["evidence"]
        and all(map(_is_evidence, entry["evidence"]))
    ):
        raise _Wrong("「evidence」不合规定")
    commitments = entry.get("pd", {"": "0" * 64})
    if not (isinstance(commitments, dict) and commitments and all(map(_is_digest, commitments.values()))):
        raise _Wrong("「pd」不合规定")


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and HEX_64.fullmatch(value) is not None


def _is_evidence(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and item.keys() == {"sha256", "size", "media_type"}
        and _is_digest(item["sha256"])
        and type(item["size"]) is int
        and item["size"] >= 0
        and isinstance(item["media_type"], str)
    )


# ---- The tree (RFC 6962 §2.1) ----


class _Tree:
    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        hashed = hashlib.sha256(b"\0" + leaf).digest()
        full = self.size
        while full & 1:
            hashed = hashlib.sha256(b"\1" + self.peaks.pop() + hashed).digest()
            full >>= 1
        self.peaks.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        hashed = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            hashed = hashlib.sha256(b"\1" + peak + hashed).digest()
        return hashed


# ---- A log: its entries in order, what they did, and the checkpoints over them ----


class _Previous(NamedTuple):
    """What a later origin's first entry says of the origin before it."""

    origin: str
    size: int
    root: str


@dataclass
class _Log:
    entries: Iterable[bytes]
    checkpoints: list[tuple[int, bytes]]
    vkeys: Sequence[str]
    cosignatures: dict[str, bytes]
    known: _Head | None = None  # of this log or another
    pinned: _Previous | None = None  # what the origin after this one says of it


@dataclass
class _Walked:
    """What the entries said, once they were read."""

    origin: str
    size: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)
    vkey: str = ""
    previous: _Previous | None = None
    evidence: dict[str, int] = field(default_factory=dict)  # referred to: digest -> size
    removed: set[str] = field(default_factory=set)
    withheld: int = 0
    clock_back: int = 0


def _judge(log: _Log, findings: _Findings) -> _Walked:
    """Check a log; `findings` takes what was found."""
    keys = _keys(log.vkeys, findings)
    heads = _heads(log.checkpoints, findings)
    origin = keys[0].name if keys else next((head.origin for head in heads.values()), "")
    sizes = set(heads)
    sizes |= {log.known.size} if log.known else set()
    sizes |= {log.pinned.size} if log.pinned else set()
    walked = _walk(log.entries, origin, sizes, findings)
    if not keys or keys[0].timed or walked.vkey != keys[0].vkey:
        findings.wrong("日志的公钥与第 0 条记录登记的不一致。", 0)
    _judge_heads(heads, keys, walked, findings)
    _judge_cosignatures(log.cosignatures, heads, keys, findings)
    covered = max(heads, default=-1)
    if log.pinned:
        covered = max(covered, log.pinned.size)
        _judge_pinned(log.pinned, walked, findings)
    if log.known and log.known.origin == origin:
        _judge_known(log.known, keys, walked, findings)
    if covered < walked.size:
        findings.missing(f"第 {max(covered, 0)} 条起没有检查点盖住，改动了也看不出来。")
    findings.fact(f"记录 {walked.size} 条，根值 {walked.roots[walked.size].hex()}；检查点 {len(heads)} 个。")
    if walked.withheld:
        findings.fact(f"{walked.withheld} 处个人信息和文字只留加盐摘要，原文不在日志里。")
    if walked.clock_back:
        findings.fact(f"{walked.clock_back} 条记录的时间早于前一条：办公机的时钟被拨回过。")
    return walked


def _keys(vkeys: Sequence[str], findings: _Findings) -> list[_Key]:
    keys = []
    for vkey in vkeys:
        try:
            keys.append(_key(vkey))
        except _Wrong as wrong:
            findings.wrong(f"{wrong}。")
    if len({(key.name, key.key_id) for key in keys}) != len(vkeys):
        findings.wrong("公钥有重复的或读不懂的。")
    return keys


def _heads(checkpoints: list[tuple[int, bytes]], findings: _Findings) -> dict[int, _Head]:
    heads: dict[int, _Head] = {}
    for size, note in checkpoints:
        try:
            head = _head(note)
        except _Wrong as wrong:
            findings.wrong(f"{size} 条的检查点读不懂：{wrong}。")
            continue
        if head.size != size:
            findings.wrong(f"{size} 条的检查点里写的是 {head.size} 条。")
        if head.size in heads:
            findings.wrong(f"{head.size} 条有两个检查点。")
        heads[head.size] = head
    if not heads:
        findings.missing("没有检查点：没有签名能证明这些记录。")
    return heads


def _walk(entries: Iterable[bytes], origin: str, sizes: set[int], findings: _Findings) -> _Walked:
    walked = _Walked(origin)
    tree = _Tree()
    order = _Order(findings)
    latest = ""
    for line in entries:
        idx = tree.size
        if idx in sizes:
            walked.roots[idx] = tree.root()
        tree.append(line)
        try:
            entry = _entry(line)
            _check_form(entry)
            _check_place(entry, idx, origin)
        except _Wrong as wrong:
            findings.wrong(f"第 {idx} 条记录{wrong}。", idx)
            continue
        if idx == 0:
            _open(entry, walked, order, findings)
        order.follow(idx, entry)
        _count_evidence(entry, walked, findings)
        walked.withheld += len(entry.get("pd", ()))
        walked.clock_back += entry["at"][:19] < latest
        latest = entry["at"][:19]
    walked.size = tree.size
    walked.roots[tree.size] = tree.root()
    return walked


def _check_place(entry: dict[str, Any], idx: int, origin: str) -> None:
    if entry["log"] != origin:
        raise _Wrong(f"属于另一个日志「{_shown(entry['log'])}」")
    if entry.get("idx") != idx or type(entry["idx"]) is not int:
        raise _Wrong(f"编号是「{_shown(str(entry.get('idx')))}」")
    if (entry["action"] == "log.open") != (idx == 0):
        raise _Wrong("不对：只有第 0 条开启日志")


def _open(entry: dict[str, Any], walked: _Walked, order: _Order, findings: _Findings) -> None:
    """Take from the first entry the log's key and the origin that it continues."""
    detail = entry.get("detail", {})
    walked.vkey = str(detail.get("vkey"))
    if "previous" in detail:
        order.continues = True
        walked.previous = _previous(detail["previous"])
        if walked.previous is None:
            findings.wrong("第 0 条记录没有写清它接续的日志。", 0)


def _previous(said: Any) -> _Previous | None:
    if not isinstance(said, dict) or said.keys() != {"origin", "size", "root"}:
        return None
    origin, size, root = said["origin"], said["size"], said["root"]
    fits = isinstance(origin, str) and type(size) is int and size >= 0 and _is_digest(root)
    return _Previous(origin, size, root) if fits else None


def _count_evidence(entry: dict[str, Any], walked: _Walked, findings: _Findings) -> None:
    for item in entry.get("evidence", ()):
        digest, size = item["sha256"], item["size"]
        if walked.evidence.setdefault(digest, size) != size:
            findings.wrong(f"第 {entry['idx']} 条记录的佐证 {digest[:16]}… 前后大小不一。", entry["idx"])
        if entry["action"] == REMOVED:
            walked.removed.add(digest)
        else:
            walked.removed.discard(digest)


class _Order:
    """What may follow what. Of a log that continues another, earlier states are not known."""

    def __init__(self, findings: _Findings) -> None:
        self.findings = findings
        self.continues = False
        self.states: dict[str, frozenset[str]] = {}
        self.submitters: dict[str, str] = {}

    def follow(self, idx: int, entry: dict[str, Any]) -> None:
        kind, _, verb = entry["action"].partition(".")
        if kind not in MOVES:
            return
        first, moves = MOVES[kind]
        thing = entry["object"]
        before = self.states.get(thing) or frozenset({first})
        if thing not in self.states and self.continues:
            before = frozenset(state for state, _ in moves)
        after = frozenset(state for (start, move), state in moves.items() if move == verb and start in before)
        possible = frozenset(state for (_, move), state in moves.items() if move == verb)
        if not possible:
            return
        if not after:
            self.findings.wrong(
                f"第 {idx} 条记录不合办理次序：{_shown(thing)} 当时不能「{_shown(verb)}」。", idx
            )
        self.states[thing] = after or possible
        self._review(idx, entry)

    def _review(self, idx: int, entry: dict[str, Any]) -> None:
        person = entry.get("on_behalf") or entry["actor"]
        if entry["action"] == "task.submit":
            self.submitters[entry["object"]] = person
        elif entry["action"] in REVIEWS and self.submitters.get(entry["object"]) == person:
            self.findings.wrong(f"第 {idx} 条记录：{_shown(entry['object'])} 由提交人自己审核。", idx)


def _judge_heads(heads: dict[int, _Head], keys: list[_Key], walked: _Walked, findings: _Findings) -> None:
    good = 0  # the entries before this one are as they were signed
    for size, head in sorted(heads.items()):
        if head.origin != walked.origin:
            findings.wrong(f"{size} 条的检查点属于另一个日志「{_shown(head.origin)}」。")
        try:
            if keys and keys[0].vkey not in _signers(head, keys):
                findings.wrong(f"{size} 条的检查点没有日志自己的签名。")
        except _Wrong as wrong:
            findings.wrong(f"{size} 条的检查点：{wrong}。")
        if size > walked.size:
            findings.wrong(f"检查点签了 {size} 条，记录只有 {walked.size} 条：末尾被删掉了。", walked.size)
        elif walked.roots[size] == head.root:
            good = size
        else:
            bad = findings.first_bad
            at = bad if bad is not None and good <= bad < size else good
            findings.wrong(
                f"前 {size} 条的根值与检查点不符：第 {good} 至 {size - 1} 条中有改动、增删或换序。", at
            )


def _judge_cosignatures(
    notes: dict[str, bytes], heads: dict[int, _Head], keys: list[_Key], findings: _Findings
) -> None:
    for name, note in sorted(notes.items()):
        label = f"见证签名 {_shown(name)}"
        try:
            head = _head(note)
            auditors = [key for key in keys if key.timed]
            held = _signers(head, auditors)
        except _Wrong as wrong:
            findings.wrong(f"{label}：{wrong}。")
            continue
        if head.size not in heads or heads[head.size].text != head.text:
            findings.wrong(f"{label}所见证的检查点不在这里。")
        if not held:
            findings.missing(f"{label}没有可用的公钥，无法核对。")
        for key in auditors:
            if key.vkey in held:
                findings.fact(f"前 {head.size} 条有「{_shown(key.name)}」的见证签名。")


def _judge_pinned(pinned: _Previous, walked: _Walked, findings: _Findings) -> None:
    if pinned.size > walked.size:
        findings.wrong(f"接续的日志说它有 {pinned.size} 条，这里只有 {walked.size} 条。", walked.size)
    elif walked.roots[pinned.size].hex() != pinned.root:
        findings.wrong(f"前 {pinned.size} 条的根值与接续的日志所记的不符。")


def _judge_known(known: _Head, keys: list[_Key], walked: _Walked, findings: _Findings) -> None:
    try:
        if not keys or keys[0].vkey not in _signers(known, keys[:1]):
            findings.wrong("您保存的检查点不是用这个日志的密钥签的：密钥或整个日志被换过。", 0)
            return
    except _Wrong as wrong:
        findings.wrong(f"您保存的检查点：{wrong}。")
        return
    if known.size > walked.size:
        findings.missing(f"您保存的检查点有 {known.size} 条，这里只有 {walked.size} 条：请索取更新的审计包。")
    elif walked.roots[known.size] != known.root:
        findings.wrong(f"前 {known.size} 条与您保存的检查点不符：历史被改写过。", 0)
    else:
        findings.fact(f"前 {known.size} 条与您保存的检查点一致。")


# ---- The archive: every byte of it must be what its members' names and bytes make it ----

NAMES = (
    re.compile(rb"entries\.ndjson"),
    re.compile(rb"checkpoints/([0-9]{8})"),
    re.compile(rb"cosignatures/([0-9a-z][0-9a-z._-]{0,63})"),
    re.compile(rb"origins/e([1-9][0-9]{0,3})/(.+)", re.DOTALL),
    re.compile(rb"vkeys"),
    re.compile(rb"evidence/([0-9a-f]{64})"),
    re.compile(rb"manifest\.sha256"),
    re.compile(rb"VERIFY\.txt"),
)
ORIGINS, OF_EACH_ORIGIN = 3, {0, 1, 2, 4}
LOCAL = struct.Struct("<4s5H3I2H")
FULL_16, FULL_32 = 0xFFFF, 0xFFFFFFFF


class _Member(NamedTuple):
    name: str
    header: int  # where its header starts
    start: int  # where its bytes start
    size: int
    crc: int
    sha256: str


def _place(name: bytes) -> tuple[Any, ...] | None:
    """Return where a name stands in the fixed order, or None where it has no place at all."""
    for rank, pattern in enumerate(NAMES):
        match = pattern.fullmatch(name)
        if match and rank == ORIGINS:
            inner = _place(match[2])
            return (rank, int(match[1]), *inner) if inner and inner[0] in OF_EACH_ORIGIN else None
        if match:
            return (rank, *match.groups())
    return None


def _members(file: BinaryIO, findings: _Findings) -> list[_Member]:
    """Read the archive from its first byte to its last, and let no byte be other than it must be."""
    members: list[_Member] = []
    place: tuple[Any, ...] = ()
    at = 0
    while (header := file.read(LOCAL.size))[:4] == b"PK\3\4":
        if len(header) < LOCAL.size:
            raise _cut(file)
        crc, size, _, length, _ = LOCAL.unpack(header)[6:]
        name = file.read(min(length, LONGEST_NAME))
        if len(name) < min(length, LONGEST_NAME):
            raise _cut(file)
        after = _place(name)
        if after is None or header + name != _local_header(name, crc, size):
            raise _Broken("tampered", f"压缩包第 {at} 字节起的文件头不合规定：{_shown(repr(name))}。")
        if after <= place:
            raise _Broken("tampered", f"压缩包里的文件重复或次序不对：{name.decode()}。")
        if len(members) >= MOST_MEMBERS:
            raise _Broken("unreadable", f"压缩包里的文件多于 {MOST_MEMBERS} 个。")
        found, digest = _sums(file, size)
        members.append(_Member(name.decode(), at, at + len(header) + length, size, found, digest))
        if found != crc:
            findings.wrong(f"{name.decode()} 的校验和（CRC-32）不对：内容被改动过。")
            members[-1] = members[-1]._replace(crc=crc)
        place, at = after, file.tell()
    if not members:
        raise _Broken("unreadable", "这不是审计包：不是压缩包，或开头已经损坏。")
    file.seek(at)
    _check_rest(file, _directory(members, at))
    return members


def _check_rest(file: BinaryIO, expected: Iterable[bytes]) -> None:
    for piece in expected:
        there = file.read(len(piece))
        if there == piece:
            continue
        if piece.startswith(there):
            raise _cut(file)
        at = file.tell() - len(there)
        raise _Broken("tampered", f"压缩包目录第 {at} 字节起不合规定：被改动或添加过。")
    if file.read(1):
        raise _Broken("tampered", f"压缩包第 {file.tell() - 1} 字节起多出了内容。")


def _cut(file: BinaryIO) -> _Broken:
    return _Broken("incomplete", f"审计包在第 {file.tell()} 字节处中断。")


def _local_header(name: bytes, crc: int, size: int) -> bytes:
    return LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 0x21, crc, size, size, len(name), 0) + name


def _sums(file: BinaryIO, size: int) -> tuple[int, str]:
    crc, left, digest = 0, size, hashlib.sha256()
    while left:
        chunk = file.read(min(left, CHUNK))
        if not chunk:
            raise _cut(file)
        crc = zlib.crc32(chunk, crc)
        digest.update(chunk)
        left -= len(chunk)
    return crc, digest.hexdigest()


def _directory(members: list[_Member], start: int) -> Iterator[bytes]:
    length = 0
    for member in members:
        far = member.header >= FULL_32
        version, extra = (45, struct.pack("<2HQ", 1, 8, member.header)) if far else (20, b"")
        name = member.name.encode()
        sizes = (member.crc, member.size, member.size, len(name), len(extra))
        dated = (3 << 8 | version, version, 0, 0, 0, 0x21)
        rest = (0, 0, 0, 0o100644 << 16, FULL_32 if far else member.header)
        line = struct.pack("<4s6H3I5H2I", b"PK\1\2", *dated, *sizes, *rest) + name + extra
        length += len(line)
        yield line
    count = len(members)
    if count >= FULL_16 or max(start, length) >= FULL_32:
        made = (3 << 8 | 45, 45, 0, 0)
        yield struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, *made, count, count, length, start)
        yield struct.pack("<4sIQI", b"PK\6\7", 0, start + length, 1)
    few = min(count, FULL_16)
    yield struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, few, few, min(length, FULL_32), min(start, FULL_32), 0)


# ---- The bundle ----


def _bundle(file: BinaryIO, known: _Head | None, findings: _Findings) -> Report:
    members = _members(file, findings)
    there = {member.name: member for member in members}
    for name in ("entries.ndjson", "vkeys", "manifest.sha256", "VERIFY.txt"):
        if name not in there:
            findings.missing(f"审计包里缺少 {name}。")
    _judge_manifest(file, members, there, findings)
    head = _part(file, "", there, findings)
    head.known = known
    walked = _judge(head, findings)
    logs = {walked.origin: walked, **_judge_earlier(file, there, walked, known, findings)}
    if known and known.origin not in logs:
        findings.missing(f"您保存的检查点属于日志「{_shown(known.origin)}」，这个审计包里没有它。")
    _judge_evidence(there, list(logs.values()), findings)
    findings.fact(RULES)
    if "VERIFY.txt" in there and there["VERIFY.txt"].sha256 not in KNOWN_GUIDES:
        findings.fact("包里的 VERIFY.txt 不是本程序认得的版本：请不要运行其中的脚本。")
    return _report(walked, findings)


def _judge_manifest(
    file: BinaryIO, members: list[_Member], there: dict[str, _Member], findings: _Findings
) -> None:
    """Compare every listed digest, and the list itself byte for byte with the one these files make."""
    manifest = there.get("manifest.sha256")
    if manifest is None:
        return
    listed = set()
    for line in _lines(file, manifest, findings):
        digest, _, name = line.decode(errors="replace").partition("  ")
        member = there.get(name)
        listed.add(name)
        if member is None:
            findings.missing(f"清单里的 {_shown(name)} 不在包里。")
        elif member.sha256 != digest:
            findings.wrong(f"{_shown(name)} 与清单里的摘要不符：内容被改动过。")
    expected = [member for member in members if member.name != "manifest.sha256"]
    for member in expected:
        if member.name not in listed:
            findings.wrong(f"{member.name} 不在清单里：是后来添加的。")
    file.seek(manifest.start)
    text = b"".join(f"{member.sha256}  {member.name}\n".encode() for member in expected)
    if findings.verdict == "ok" and (manifest.size != len(text) or file.read(manifest.size) != text):
        findings.wrong("manifest.sha256 的次序或写法不合规定。")


def _lines(file: BinaryIO, member: _Member, findings: _Findings) -> Iterator[bytes]:
    """Yield a member's lines without their line feeds; nothing else may move the file meanwhile."""
    file.seek(member.start)
    left = member.size
    while left:
        line = file.readline(min(LONGEST_ENTRY + 1, left))
        left -= len(line)
        if not line.endswith(b"\n"):
            findings.wrong(f"{member.name} 有太长的行，或不以换行结尾。")
            return
        yield line[:-1]


def _small(file: BinaryIO, member: _Member) -> bytes:
    file.seek(member.start)
    return file.read(min(member.size, LONGEST_NOTE + 1))


def _part(file: BinaryIO, folder: str, there: dict[str, _Member], findings: _Findings) -> _Log:
    """Gather one origin's part of the bundle."""
    entries, vkeys = there.get(f"{folder}entries.ndjson"), there.get(f"{folder}vkeys")
    lines = _small(file, vkeys).decode(errors="replace").split("\n") if vkeys else [""]
    if lines[-1] or len(lines) > MOST_KEYS:
        findings.wrong(f"{folder}vkeys 应当一行一个公钥，以换行结尾，不超过 {MOST_KEYS} 个。")
    checkpoints, cosignatures = f"{folder}checkpoints/", f"{folder}cosignatures/"
    return _Log(
        _lines(file, entries, findings) if entries else [],
        [
            (int(name[len(checkpoints) :]), _small(file, member))
            for name, member in there.items()
            if name.startswith(checkpoints)
        ],
        lines[:-1][:MOST_KEYS],
        {
            name[len(cosignatures) :]: _small(file, member)
            for name, member in there.items()
            if name.startswith(cosignatures)
        },
    )


def _judge_earlier(
    file: BinaryIO, there: dict[str, _Member], walked: _Walked, known: _Head | None, findings: _Findings
) -> dict[str, _Walked]:
    """Check each earlier origin, from the newest back, against what the one after it says of it."""
    folders = {name.split("/")[1] for name in there if name.startswith("origins/")}
    logs: dict[str, _Walked] = {}
    later = walked
    while later.previous is not None:
        pinned = later.previous
        folder = pinned.origin.rpartition("/")[2]
        if pinned.origin in {walked.origin, *logs}:
            findings.wrong(f"日志「{_shown(pinned.origin)}」接续了它自己。")
            break
        if folder not in folders:
            findings.missing(f"缺少此前的日志「{_shown(pinned.origin)}」。")
            break
        folders.discard(folder)
        part = _Findings(f"【{folder}】")
        log = _part(file, f"origins/{folder}/", there, part)
        log.known, log.pinned = known, pinned
        later = _judge(log, part)
        findings.take(part)
        if later.origin != pinned.origin:
            findings.wrong(f"origins/{folder} 里是另一个日志「{_shown(later.origin)}」。")
        logs[later.origin] = later
    for folder in sorted(folders):
        findings.wrong(f"origins/{folder} 没有被后来的日志提到：是后来添加的。")
    return logs


def _judge_evidence(there: dict[str, _Member], logs: list[_Walked], findings: _Findings) -> None:
    referred = {digest: size for log in logs for digest, size in log.evidence.items()}
    removed = {digest for log in logs for digest in log.removed}
    held = {
        name[len("evidence/") :]: member for name, member in there.items() if name.startswith("evidence/")
    }
    for digest, member in held.items():
        if member.sha256 != digest:
            findings.wrong(f"佐证文件 {digest[:16]}… 的内容与摘要不符。")
        if digest not in referred:
            findings.wrong(f"佐证文件 {digest[:16]}… 没有记录提到它：是后来添加的。")
        elif referred[digest] != member.size:
            findings.wrong(f"佐证文件 {digest[:16]}… 的大小与记录不符。")
    absent = referred.keys() - held.keys() - removed
    if held and absent:
        findings.missing(f"记录提到的佐证文件有 {len(absent)} 个不在包里，例如 {min(absent)[:16]}…。")
    if held:
        findings.fact(f"佐证文件 {len(held)} 个，已逐个核对摘要和大小。")
    elif referred:
        findings.fact(f"包里没有佐证文件：记录提到的 {len(referred)} 个只核对了摘要的登记，未核对内容。")
    else:
        findings.fact("记录没有提到佐证文件。")


# ---- The command ----

WORDS = {
    "ok": "完好：没有发现改动。",
    "tampered": "被改动过！",
    "incomplete": "不完整。",
    "unreadable": "读不懂。",
}


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that the arguments name, and print what was found."""
    words = [word for word in arguments if word != "--json"]
    known = None
    if "--known" in words[:-1]:
        at = words.index("--known")
        try:
            known = Path(words[at + 1]).read_bytes()
        except OSError as error:
            sys.stderr.write(f"打不开检查点 {words[at + 1]}：{error.strerror or error}。\n")
            return 2
        del words[at : at + 2]
    if len(words) != 1 or words[0].startswith("-"):
        sys.stderr.write("用法：python verifier.py 审计包.zip [--known 您保存的检查点] [--json]\n")
        return 2
    report = verify(Path(words[0]), known=known)
    if "--json" in arguments:
        sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join([WORDS[report.verdict], *report.findings]) + "\n")
    return {"ok": 0, "unreadable": 2}.get(report.verdict, 1)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
