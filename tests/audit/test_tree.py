import base64
import json
from itertools import pairwise
from pathlib import Path

import pytest

from audit.tree import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parents[2] / "../shared/vectors"
LEAVES = [f"entry {n}".encode() for n in range(40)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def vectors(name):
    if not (VECTORS / name).exists():
        pytest.skip(f"公开测试向量 {name} 不在手边")
    return json.loads((VECTORS / name).read_text())


def test_the_reference_hashes():
    empty, leaf, longer, node = vectors("rfc6962_tree.json")["hasher"]
    assert root([]).hex() == empty["hex"]
    assert leaf_hash(bytes.fromhex(leaf["input_hex"])).hex() == leaf["hex"]
    assert leaf_hash(bytes.fromhex(longer["input_hex"])).hex() == longer["hex"]
    assert node_hash(bytes.fromhex(node["left_hex"]), bytes.fromhex(node["right_hex"])).hex() == node["hex"]


def test_the_reference_roots():
    known = vectors("rfc6962_tree.json")
    leaves = [bytes.fromhex(leaf) for leaf in known["leaf_inputs_hex"]]
    assert [root(leaves[:size]).hex() for size in range(9)] == known["root_by_size_hex"]


def test_the_reference_inclusion_proofs():
    probes = vectors("rfc6962_inclusion_probes.json")["vectors"]
    wrong = [
        probe["file"]
        for probe in probes
        if verify_inclusion(
            base64.b64decode(probe["leafHash"] or ""),
            probe["leafIdx"],
            probe["treeSize"],
            [base64.b64decode(hashed) for hashed in probe["proof"] or []],
            base64.b64decode(probe["root"] or ""),
        )
        == probe["wantErr"]
    ]
    assert (len(probes), wrong) == (98, [])


def test_every_leaf_is_proven_in_every_tree_and_nowhere_else():
    for size in range(1, len(LEAVES) + 1):
        head = root(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(HASHES, index, size)
            assert verify_inclusion(HASHES[index], index, size, proof, head)
            for elsewhere in range(size):
                assert verify_inclusion(HASHES[index], elsewhere, size, proof, head) == (elsewhere == index)


def test_every_tree_is_shown_to_begin_every_later_one():
    heads = [root(LEAVES[:size]) for size in range(len(LEAVES) + 1)]
    for second in range(1, len(LEAVES) + 1):
        for first in range(1, second + 1):
            proof = consistency_proof(HASHES, first, second)
            assert verify_consistency(first, second, heads[first], heads[second], proof)
            assert not verify_consistency(first, second, heads[first], heads[second], [*proof, heads[1]])
            assert not verify_consistency(first, second, heads[first], heads[second - 1], proof)
            if proof:
                assert not verify_consistency(first, second, heads[first], heads[second], proof[:-1])


def test_another_history_is_not_consistent():
    other = [leaf_hash(b"forged"), *HASHES[1:]]
    forged = Frontier()
    for leaf in [b"forged", *LEAVES[1:]]:
        forged.append(leaf)
    for first in range(1, len(LEAVES)):
        proof = consistency_proof(other, first, len(LEAVES))
        assert not verify_consistency(first, len(LEAVES), root(LEAVES[:first]), forged.root(), proof)


def test_a_kept_frontier_grows_on():
    for size in range(len(LEAVES)):
        grown = Frontier()
        for leaf in LEAVES[:size]:
            grown.append(leaf)
        kept = Frontier.from_bytes(size, grown.to_bytes())
        for leaf in LEAVES[size:]:
            kept.append(leaf)
        assert (kept.size, kept.root()) == (len(LEAVES), root(LEAVES))


@pytest.mark.parametrize(("size", "length"), [(3, 32), (4, 64), (0, 32), (-1, 32), (1, 31)])
def test_a_frontier_of_another_size_is_refused(size, length):
    with pytest.raises(ValueError, match="no frontier"):
        Frontier.from_bytes(size, bytes(length))


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (0, 41)])
def test_no_proof_of_what_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(HASHES, index, size)
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(HASHES, size + 1, size)


@pytest.mark.parametrize(("first", "second"), [(-1, 3), (4, 3), (0, 3)])
def test_nothing_is_shown_between_such_trees(first, second):
    assert not verify_consistency(first, second, root(LEAVES[: max(first, 0)]), root(LEAVES[:second]), [])


def test_equal_trees_need_no_proof():
    for head, later in pairwise(root(LEAVES[:size]) for size in range(5)):
        assert verify_consistency(3, 3, head, head, [])
        assert not verify_consistency(3, 3, head, later, [])
        assert not verify_consistency(3, 3, head, head, [head])
