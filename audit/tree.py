"""The Merkle tree over the log's entries: RFC 6962 §2.1, SHA-256."""

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over `leaves`, in their order."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class Frontier:
    """A tree that only grows: all it remembers is its size and its perfect subtrees' hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # left to right, so by falling size: one for each set bit of `size`

    def append(self, leaf: bytes) -> None:
        hashed = leaf_hash(leaf)
        full = self.size
        while full & 1:
            hashed = node_hash(self._peaks.pop(), hashed)
            full >>= 1
        self._peaks.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        return _fold(self._peaks) if self._peaks else EMPTY_ROOT

    def to_bytes(self) -> bytes:
        return b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> "Frontier":
        """Continue a tree of `size` leaves from what `to_bytes` gave.

        Raises:
            ValueError: `data` is not the hashes of a tree of that size.

        """
        if size < 0 or len(data) != 32 * size.bit_count():
            raise ValueError(f"{len(data)} bytes are no frontier of {size} leaves")
        frontier = cls()
        frontier.size = size
        frontier._peaks = [data[at : at + 32] for at in range(0, len(data), 32)]
        return frontier


def inclusion_proof(hashes: Sequence[bytes], index: int, size: int) -> list[bytes]:
    """Return the path from leaf `index` to the root over the first `size` of the leaf `hashes`.

    Lowest sibling first.

    Raises:
        ValueError: there is no such leaf or no such tree.

    """
    if not 0 <= index < size <= len(hashes):
        raise ValueError(f"no leaf {index} in a tree of {size} out of {len(hashes)}")
    return _path(hashes, 0, size, index)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether `proof` leads from the leaf hash `leaf` at `index` to the `root` of `size` leaves."""
    if not 0 <= index < size or any(len(hashed) != 32 for hashed in (leaf, root, *proof)):
        return False
    inner, border = _path_lengths(index, size)
    if len(proof) != inner + border:
        return False
    hashed = leaf
    for level, sibling in enumerate(proof[:inner]):
        right_child = index >> level & 1
        hashed = node_hash(sibling, hashed) if right_child else node_hash(hashed, sibling)
    return _climb(hashed, proof[inner:]) == root


def consistency_proof(hashes: Sequence[bytes], first: int, second: int) -> list[bytes]:
    """Return why the tree of `first` leaves is the beginning of the tree of `second`.

    Raises:
        ValueError: not `0 < first <= second <= len(hashes)`.

    """
    if not 0 < first <= second <= len(hashes):
        raise ValueError(f"no proof from {first} to {second} out of {len(hashes)}")
    return _consistency(hashes, 0, second, first, known=True)


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether `proof` shows that the tree of `second` leaves begins with the tree of `first`.

    Of an empty first tree nothing can be shown: False, unless both are empty.
    """
    if not 0 <= first <= second or any(len(hashed) != 32 for hashed in (first_root, second_root, *proof)):
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0 or not proof:
        return False
    perfect = (first & -first).bit_length() - 1  # level of the last perfect subtree of the first tree
    inner, border = _path_lengths(first - 1, second)
    inner -= perfect
    seed, path = (first_root, proof) if first == 1 << perfect else (proof[0], proof[1:])
    if len(path) != inner + border:
        return False
    old = new = seed
    for level, sibling in enumerate(path[:inner]):
        if (first - 1) >> (perfect + level) & 1:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    return _climb(old, path[inner:]) == first_root and _climb(new, path[inner:]) == second_root


def _fold(peaks: Sequence[bytes]) -> bytes:
    return _climb(peaks[-1], peaks[-2::-1])


def _climb(hashed: bytes, lefts: Sequence[bytes]) -> bytes:
    for left in lefts:
        hashed = node_hash(left, hashed)
    return hashed


def _path_lengths(index: int, size: int) -> tuple[int, int]:
    """Return how many hashes of a path lie below and above where it leaves the tree's right edge."""
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _split(size: int) -> int:
    """Return the largest power of two below `size`: where RFC 6962 divides a tree."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(hashes: Sequence[bytes], start: int, stop: int) -> bytes:
    level = list(hashes[start:stop])
    while len(level) > 1:
        pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def _path(hashes: Sequence[bytes], start: int, stop: int, index: int) -> list[bytes]:
    if stop - start == 1:
        return []
    middle = start + _split(stop - start)
    if index < middle:
        return [*_path(hashes, start, middle, index), _subtree(hashes, middle, stop)]
    return [*_path(hashes, middle, stop, index), _subtree(hashes, start, middle)]


def _consistency(hashes: Sequence[bytes], start: int, stop: int, first: int, *, known: bool) -> list[bytes]:
    """Prove the leaves `start` to `first`; `known` while their root is the first tree's own."""
    if first == stop:
        return [] if known else [_subtree(hashes, start, stop)]
    middle = start + _split(stop - start)
    if first <= middle:
        return [
            *_consistency(hashes, start, middle, first, known=known),
            _subtree(hashes, middle, stop),
        ]
    return [
        *_consistency(hashes, middle, stop, first, known=False),
        _subtree(hashes, start, middle),
    ]
