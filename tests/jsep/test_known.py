"""What is worked out once for all offers of one program is what would be worked out each time."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import Fault, SdpsigError
from sdpsig.jsep import (
    CHROMIUM,
    INTEROP,
    STRICT,
    Answer,
    AnswerPolicy,
    LocalTransport,
    NegotiationConfig,
    Offer,
    Side,
    _judge,
    apply,
    mirror,
    next_answer,
    plan_next_answer,
)
from sdpsig.jsep import Negotiation as Value
from sdpsig.jsep._case import Case
from sdpsig.jsep._judge import (
    ANSWER_CONNECTION_RULES,
    CONNECTION_RULES,
    FIRST_ANSWER_RULES,
    FIRST_RULES,
)
from sdpsig.jsep._known import MOST_KNOWN, Known
from sdpsig.jsep._sections import Sections
from sdpsig.sdp import STANDARD, Line, Profile, Registry
from sdpsig.sdp._description import Section
from sdpsig.sdp._memo import Memo
from sdpsig.sdp._outline import OF_THE_CONNECTION
from sdpsig.sdp.attributes import Fingerprint
from tests._corpus import OFFERS, OWN_OFFERS
from tests.bench._offers import from_capture

TEXTS = OFFERS | OWN_OFFERS
FORGETFUL = Registry(STANDARD.kinds, Memo(0))
FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))
CONFIGS = [
    NegotiationConfig(capabilities=CHROMIUM, profile=profile, ice_lite=lite)
    for profile, lite in ((INTEROP, False), (INTEROP, True), (STRICT, False))
]
POLICIES = {"receive only": AnswerPolicy(), "mirror": AnswerPolicy(direction=mirror)}


def outcome(text: str, registry: Registry, config: NegotiationConfig) -> object:
    """The answer with all that is said about it, or the fault."""
    try:
        offer = Offer(sdp.parse(text, profile=config.profile, registry=registry))
        offered, warnings = apply(Value(config=config), Side.REMOTE, offer)
        plan = plan_next_answer(offered)
        ends = {mid: LocalTransport(f"abc{mid}", "p" * 22, (FINGERPRINT,)) for mid in plan.owners}
        _, answer = next_answer(offered, ends)
    except SdpsigError as error:
        return error.fault
    sections = [(one.mid, one.decision, one.transceiver) for one in plan.sections]
    said = sdp.serialize(answer.description)
    return said, warnings, sections, plan.bundles, plan.transports, offered.sections


def judged(offer: str, answer: str, registry: Registry, config: NegotiationConfig) -> object:
    """What becomes of an answer that a media stack has written, or the fault."""
    read = Offer(sdp.parse(offer, profile=config.profile, registry=registry))
    offered, _ = apply(Value(config=config), Side.REMOTE, read)
    try:
        said = Answer(sdp.parse(answer, profile=config.profile, registry=registry))
        settled, warnings = apply(offered, Side.LOCAL, said)
    except SdpsigError as error:
        return error.fault
    return settled, warnings, settled.exchange


def changed(text: str, random: Random) -> str:
    """The offer of another connection, which may be one that nobody should take."""
    text = re.sub(r"(?<=a=ice-pwd:)\S+", lambda _: "w" * random.choice([22, 22, 3]), text)
    if random.random() < 0.5:
        text = re.sub(r"\b\d{8,10}\b", lambda _: str(random.choice([7, 8, 9])), text)
    if random.random() < 0.5:
        text = re.sub(r"(?<=a=msid:)\S+ \S+", lambda _: random.choice(["a b", "a c", "b b"]), text)
    doomed = random.choice(["a=fingerprint:", "a=ice-ufrag:", "a=ssrc:", "a=msid:", "c=", "none"])
    lines = text.splitlines(keepends=True)
    kept = (line for line in lines if not line.startswith(doomed) or random.random() < 0.8)
    return "".join(kept)


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda one: one.name)
@pytest.mark.parametrize("policy", POLICIES)
@given(name=st.sampled_from(sorted(TEXTS)), seed=st.integers(0, 2**32))
def test_an_offer_of_a_known_program_is_answered_as_if_it_were_unknown(
    profile: Profile, policy: str, name: str, seed: int
) -> None:
    config = NegotiationConfig(capabilities=CHROMIUM, policy=POLICIES[policy], profile=profile)
    registry = Registry(STANDARD.kinds)
    for _ in range(3):
        outcome(TEXTS[name], registry, config)
    text = changed(TEXTS[name], Random(seed))
    assert outcome(text, registry, config) == outcome(text, FORGETFUL, config)


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda one: one.name)
@given(name=st.sampled_from(sorted(TEXTS)), seed=st.integers(0, 2**32))
def test_an_answer_of_a_known_program_is_judged_as_if_it_were_unknown(
    profile: Profile, name: str, seed: int
) -> None:
    config = NegotiationConfig(capabilities=CHROMIUM, profile=profile)
    offer = TEXTS[name]
    written = outcome(offer, FORGETFUL, config)
    if not isinstance(written, tuple):
        return  # nobody answers it
    text = written[0]
    registry = Registry(STANDARD.kinds)
    for _ in range(3):
        assert judged(offer, text, registry, config) == judged(offer, text, FORGETFUL, config)
    other = changed(text, Random(seed))
    assert judged(offer, other, registry, config) == judged(offer, other, FORGETFUL, config)


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda one: one.name)
@given(name=st.sampled_from(sorted(TEXTS)), seed=st.integers(0, 2**32))
def test_an_answer_that_we_have_written_is_judged_like_one_that_was_read(
    profile: Profile, name: str, seed: int
) -> None:
    config = NegotiationConfig(capabilities=CHROMIUM, profile=profile)
    registry = Registry(STANDARD.kinds)
    for text in (TEXTS[name], TEXTS[name], changed(TEXTS[name], Random(seed))):
        try:
            read = Offer(sdp.parse(text, profile=profile, registry=registry))
            offered, _ = apply(Value(config=config), Side.REMOTE, read)
            ends = {
                mid: LocalTransport(
                    f"abc{mid}", "p" * 22, (FINGERPRINT,), end_of_candidates=bool(at)
                )
                for at, mid in enumerate(plan_next_answer(offered).owners, seed % 2)
            }
            _, answer = next_answer(offered, ends)
        except SdpsigError:
            continue
        again = Answer(sdp.parse(sdp.serialize(answer.description), registry=FORGETFUL))
        assert again == answer
        assert apply(offered, Side.LOCAL, answer) == apply(offered, Side.LOCAL, again)


def test_answers_of_one_outline_say_the_same_but_for_their_connection() -> None:
    known: dict[object, list[list[Line]]] = {}
    registry = Registry(STANDARD.kinds)
    for text, last, config in product(TEXTS.values(), (False, True), CONFIGS):
        for _ in range(3):
            try:
                offer = Offer(sdp.parse(text, profile=config.profile, registry=registry))
                offered, _ = apply(Value(config=config), Side.REMOTE, offer)
                ends = {
                    mid: LocalTransport(f"abc{mid}", "p" * 22, (FINGERPRINT,), (), last)
                    for mid in plan_next_answer(offered).owners
                }
                answer = next_answer(offered, ends)[1].description
            except SdpsigError:
                break
            said = [
                [line for line in section.lines if type(line) not in OF_THE_CONNECTION]
                for section in (answer, *answer.media)
            ]
            if answer.outline is not None:
                assert known.setdefault(answer.outline, said) == said
    assert len(known) > len(TEXTS)


def test_what_follows_of_both_outlines_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = next(iter(from_capture().all.batches()()))
    registry, config = Registry(STANDARD.kinds), NegotiationConfig(capabilities=CHROMIUM)
    written = outcome(offer, FORGETFUL, config)
    assert isinstance(written, tuple)
    for _ in range(3):
        judged(offer, written[0], registry, config)
    asked: list[Case] = []

    def told(case: Case) -> Iterator[Fault]:
        asked.append(case)
        yield from ()

    monkeypatch.setattr(_judge, "FIRST_ANSWER_RULES", (told,))
    judged(offer, written[0], registry, config)
    assert not asked
    judged(offer, written[0], FORGETFUL, config)
    assert len(asked) == 1


def test_what_follows_of_the_outline_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = from_capture().all.batches()()
    registry, config = Registry(STANDARD.kinds), NegotiationConfig(capabilities=CHROMIUM)
    for _ in range(2):
        outcome(first, registry, config)
    asked: list[Case] = []

    def told(case: Case) -> Iterator[Fault]:
        asked.append(case)
        yield from ()

    monkeypatch.setattr(_judge, "FIRST_RULES", (told,))
    outcome(second, registry, config)
    assert not asked
    outcome(second, registry, evolve(config, ice_lite=True))
    assert len(asked) == 1


def test_the_terms_count_but_not_whose_session_it_is() -> None:
    config = NegotiationConfig()
    assert evolve(config, session_id=7).terms == config.terms
    assert evolve(config, ice_lite=True).terms != config.terms


# --- rules that may be skipped


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[type[Line]]:
    """The classes of lines that were asked for."""
    kinds: set[type[Line]] = set()

    def told(self: Section, kind: type[Line]) -> tuple[Line, ...]:
        kinds.add(kind)
        return tuple(line for line in self.lines if type(line) is kind)

    def first(self: Section, kind: type[Line]) -> Line | None:
        return next(iter(told(self, kind)), None)

    monkeypatch.setattr(Section, "all", told)
    monkeypatch.setattr(Section, "get", first)
    return kinds


def cases(profile: Profile) -> Iterator[Case]:
    base = Value(config=NegotiationConfig(profile=profile))
    for text in TEXTS.values():
        read = sdp.parse(text, registry=FORGETFUL)
        for side in Side:
            yield Case.of(Sections.of(read), side, base)


def answers_to(offer: Case) -> Iterator[Case]:
    """The offer itself and all others with as many sections, taken for answers."""
    for text in TEXTS.values():
        read = Sections.of(sdp.parse(text, registry=FORGETFUL))
        if len(read.views) == len(offer.sections.views):
            yield Case.of(read, offer.side.other, offer.base, offer.sections)


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda one: one.name)
def test_a_rule_that_looks_at_the_connection_is_asked_of_every_offer(
    profile: Profile, asked: set[type[Line]]
) -> None:
    looking = set()
    for case in cases(profile):
        for rule in FIRST_RULES:
            asked.clear()
            list(rule(case))
            if not asked.isdisjoint(OF_THE_CONNECTION):
                looking.add(rule)
    assert looking <= {*CONNECTION_RULES}
    assert {*CONNECTION_RULES} <= {*FIRST_RULES}


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda one: one.name)
def test_a_rule_that_looks_at_the_connection_is_asked_of_every_answer(
    profile: Profile, asked: set[type[Line]]
) -> None:
    looking = set()
    for offer in cases(profile):
        for case in answers_to(offer):
            for rule in FIRST_ANSWER_RULES:
                asked.clear()
                list(rule(case))
                if not asked.isdisjoint(OF_THE_CONNECTION):
                    looking.add(rule)
    assert looking <= {*ANSWER_CONNECTION_RULES}
    assert {*ANSWER_CONNECTION_RULES} <= {*FIRST_ANSWER_RULES}


# --- the table


def test_what_is_remembered_is_found_again() -> None:
    known = Known[str]()
    known.remember("key", "value")
    assert (known.get("key"), known.get("other")) == ("value", None)


def test_a_flood_of_keys_costs_a_refill() -> None:
    known = Known[int]()
    found: Mapping[object, int]
    for number in range(2 * MOST_KNOWN + 1):
        known.remember(number, number)
    found = {key: one for key in range(2 * MOST_KNOWN + 1) if (one := known.get(key)) is not None}
    assert found == {2 * MOST_KNOWN: 2 * MOST_KNOWN}
