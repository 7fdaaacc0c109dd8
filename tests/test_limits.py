import ast
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import fields
from attrs.exceptions import FrozenInstanceError

from sdpsig import limits
from sdpsig.limits import Limits

NAMES = [field.name for field in fields(Limits)]
LAW = {
    "sdp_bytes": 262_144,
    "line_bytes": 8_192,
    "lines": 10_000,
    "sections": 128,
    "section_attributes": 1_024,
    "section_extmaps": 256,
    "section_ssrcs": 256,
    "section_rids": 16,
    "section_fingerprints": 8,
    "formats": 128,
    "fragment_bytes": 32_768,
    "candidate_bytes": 1_024,
    "candidate_extensions": 16,
    "remote_candidates": 100,
    "transport_candidates": 50,
    "address_candidates": 8,
    "candidate_names": 4,
    "pending_candidates": 64,
    "warnings": 100,
    "json_bytes": 393_216,
    "json_depth": 16,
    "json_values": 10_000,
    "metadata_bytes": 4_096,
    "metadata_depth": 4,
    "metadata_keys": 64,
    "metadata_key_bytes": 64,
    "sessions": 10_000,
    "unconnected_sessions": 1_000,
    "body_seconds": 10.0,
    "body_idle_seconds": 5.0,
}
"""The figures of the threat model that have a place here."""


@pytest.mark.parametrize(("name", "value"), LAW.items())
def test_the_defaults_are_those_of_the_threat_model(name: str, value: float) -> None:
    assert getattr(Limits(), name) == value


@pytest.mark.parametrize("name", NAMES)
def test_every_bound_is_a_positive_number(name: str) -> None:
    assert getattr(Limits(), name) > 0


def test_every_bound_says_what_it_protects() -> None:
    tree = ast.parse(Path(limits.__file__).read_text())
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef))
    explained = [
        first.target.id
        for first, second in pairwise(body)
        if isinstance(first, ast.AnnAssign)
        and isinstance(first.target, ast.Name)
        and isinstance(second, ast.Expr)
    ]
    assert explained == NAMES


def test_bounds_are_a_value() -> None:
    assert Limits(lines=5) == Limits(lines=5) != Limits()
    with pytest.raises(FrozenInstanceError):
        Limits().lines = 5  # type: ignore[misc]
    with pytest.raises(TypeError):
        Limits(5)  # type: ignore[call-arg]
