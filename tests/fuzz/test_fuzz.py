"""Every entry point under grammar-aware mutations of real texts."""

import ast
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError
from tests.fuzz import _oracles as oracles
from tests.fuzz._mutations import MAX_SIZE, MUTATIONS, mutate
from tests.fuzz._seeds import CANARY, CRASHERS, DESCRIPTIONS
from tests.fuzz._targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
@given(random=st.randoms(use_true_random=False), data=st.data())
def test_a_mutated_text_is_taken_whole_or_refused_in_our_words(
    name: str, random: Random, data: st.DataObject
) -> None:
    target = TARGETS[name]
    seed = data.draw(st.sampled_from(target.seeds))
    target.holds(target.change(seed, random))


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary())
def test_noise_is_taken_whole_or_refused_in_our_words(name: str, data: bytes) -> None:
    TARGETS[name].holds(data)


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_taken(name: str) -> None:
    target = TARGETS[name]
    assert [seed for seed in target.seeds if not target.holds(seed.encode())] == []


@pytest.mark.parametrize("name", TARGETS)
def test_some_mutations_are_taken_and_some_are_refused(name: str) -> None:
    random = Random(name)
    taken = [TARGETS[name].holds(TARGETS[name].case(random)) for _ in range(60)]
    assert 3 <= sum(taken) <= 57


@pytest.mark.parametrize("name", TARGETS)
def test_what_once_broke_something_breaks_nothing_now(name: str) -> None:
    for path in (CRASHERS / name).glob("*"):
        TARGETS[name].holds(path.read_bytes())


# --- the harness itself


def test_the_fuzz_session_runs_every_target() -> None:
    tree = ast.parse((Path(__file__).parents[2] / "noxfile.py").read_text())
    (names,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FUZZED"
    )
    assert set(names) == set(TARGETS)


def test_a_case_is_the_same_whenever_it_is_made() -> None:
    target = TARGETS["parse-text"]
    assert target.case(Random("x")) == target.case(Random("x")) != target.case(Random("y"))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_mutation_changes_something(mutation: object) -> None:
    assert callable(mutation)
    text = DESCRIPTIONS[0]
    changed = []
    for seed in range(8):
        lines = text.splitlines(keepends=True)
        mutation(lines, Random(seed), DESCRIPTIONS[1].splitlines(keepends=True))
        changed.append("".join(lines) != text)
    assert any(changed)


@given(random=st.randoms(use_true_random=False), text=st.text())
def test_a_mutation_takes_any_text_and_makes_no_endless_one(random: Random, text: str) -> None:
    assert len(mutate(text, random, "")) <= MAX_SIZE


def test_an_oracle_sees_an_error_that_is_not_ours() -> None:
    def leak() -> None:
        raise ValueError("whatever")

    with pytest.raises(ValueError, match="whatever"):
        oracles.attempted(leak, 0, 1)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultCode.INTERNAL, ""),
        Fault(FaultCode.INTERNAL, f"the value {CANARY}"),
        Fault(FaultCode.INTERNAL, "x", rule=CANARY),
        Fault(FaultCode.INTERNAL, "x", line=3),
        Fault(FaultCode.INTERNAL, "x", line=0),
        Fault(FaultCode.INTERNAL, "x", rule="y" * 101),
    ],
    ids=repr,
)
def test_an_oracle_sees_a_fault_that_says_too_much(fault: Fault) -> None:
    def refuse() -> None:
        raise SdpError(fault)

    with pytest.raises(AssertionError):
        oracles.attempted(refuse, 0, 2)


def test_an_oracle_sees_what_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracles, "SECONDS", -1.0)
    with pytest.raises(AssertionError, match="took more"):
        oracles.attempted(lambda: None, 0, 1)


def test_an_oracle_sees_a_text_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sdpsig.sdp.serialize", lambda _: "v=0\r\n")
    with pytest.raises(AssertionError):
        oracles.description(DESCRIPTIONS[0])
