"""What is read by a template is what is read without one, or refused for the same."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import Fault, SdpError
from sdpsig.limits import Limits
from sdpsig.sdp import INTEROP, STANDARD, STRICT, Profile, Registry, SessionDescription, _memo
from sdpsig.sdp._line import TypedLine
from sdpsig.sdp._memo import MAX_LAYOUTS, MAX_TRIES, Memo
from sdpsig.sdp._outline import MOST_HEADS
from sdpsig.sdp._template import Template
from tests._corpus import CAPTURES, OWN
from tests.bench._offers import from_capture

TEXTS = [*CAPTURES.values(), *OWN.values()]
HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n"
CANDIDATE = "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\n"
LIMITS = Limits()
NONE = Registry(STANDARD.kinds, Memo(0))


def registry_that_knows(text: str) -> Registry:
    registry = Registry(STANDARD.kinds)
    learn(text, registry)
    return registry


def learn(text: str, registry: Registry, limits: Limits = LIMITS) -> None:
    """Lines are known the second time; that they stand like this, the third time."""
    for _ in range(3):
        sdp.parse(text, registry=registry, limits=limits)


Read = tuple[SessionDescription, tuple[Fault, ...]] | Fault


def read(
    text: str, registry: Registry, profile: Profile = INTEROP, limits: Limits = LIMITS
) -> Read:
    try:
        found = sdp.parse(text, registry=registry, profile=profile, limits=limits)
    except SdpError as error:
        return error.fault
    assert sdp.serialize(found) == text
    return found, found.warnings


def by_template(text: str, registry: Registry) -> bool:
    """Whether any template of this registry reads the text."""
    layouts = registry.memo.recent.get(text.count("\n"), ())
    templates = [layout.template for layout in layouts]
    return any(one is not None and one.read(text, Limits()) is not None for one in templates)


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_read_before_is_read_the_same_again(text: str) -> None:
    registry = registry_that_knows(text)
    assert read(text, registry) == read(text, NONE)
    assert read(text, registry, STRICT) == read(text, NONE, STRICT)


def test_offers_of_one_program_are_read_by_one_template() -> None:
    first, *others = from_capture().all.batches()()
    registry = registry_that_knows(first)
    for text in others:
        assert by_template(text, registry)
        assert read(text, registry) == read(text, NONE)
    assert len(registry.memo.recent) == 1


def lines_of(text: str) -> list[str]:
    return text.split("\r\n")[:-1]


PIECES = st.one_of(
    st.sampled_from(sorted({line for text in TEXTS for line in lines_of(text)})),
    st.sampled_from(
        ["", "\r", "\n", "a", "a=", "a=x", "a=x:y", "k=prompt", "x=1", "é", "\x00", "\ufeff"]
    ),
    st.text(max_size=8),
)


@given(
    text=st.sampled_from(TEXTS),
    pieces=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 2), PIECES), max_size=3),
    end=st.sampled_from(["\r\n", "\r\n", "\n", ""]),
    strict=st.booleans(),
)
def test_what_is_almost_like_it_is_read_as_without_one(
    text: str, pieces: list[tuple[int, int, str]], end: str, strict: bool
) -> None:
    registry = registry_that_knows(text)
    lines = lines_of(text)
    for place, length, piece in pieces:
        at = place % len(lines)
        lines[at : at + length] = [piece] if length else [lines[at] + piece]
    changed = "\r\n".join(lines) + end
    profile = STRICT if strict else INTEROP
    assert read(changed, registry, profile) == read(changed, NONE, profile)


@pytest.mark.parametrize(
    "rest",
    [
        "a=x-unknown:1\r\n",
        "a=ssrc:1 cname:a\r\na=ssrc:2 cname:a\r\n",
        CANDIDATE + CANDIDATE,
    ],
)
def test_a_template_is_made_of_known_lines_and_of_such_as_nobody_remembers(rest: str) -> None:
    assert by_template(HEAD + AUDIO + rest, registry_that_knows(HEAD + AUDIO + rest))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "a=x-flag\r\n",
        lambda text: text + f"a=fmtp:111 x={'y' * 300}\r\n",
        lambda text: text + "a=rtpmap:x\r\n",
        lambda text: text.replace("s=-", "s=é"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.removesuffix("\r\n"),
        lambda text: text.replace("t=0 0\r\n", "t=0 0\n"),
    ],
    ids=["flag", "long", "malformed", "not-ascii", "mark", "lf", "no-end", "mixed"],
)
def test_of_what_is_not_sure_there_is_none(change: Callable[[str], str]) -> None:
    text = change(HEAD + AUDIO)
    registry = registry_that_knows(text)
    assert not registry.memo.recent
    assert read(text, registry) == read(text, NONE)


def test_what_stands_like_this_only_once_makes_none() -> None:
    registry = Registry(STANDARD.kinds)
    for _ in range(2):
        sdp.parse(HEAD + AUDIO, registry=registry)
        assert not registry.memo.recent
    sdp.parse(HEAD + AUDIO, registry=registry)
    assert registry.memo.recent


def test_without_a_memo_there_is_none() -> None:
    learn(HEAD + AUDIO, NONE)
    assert not NONE.memo.layouts
    assert not NONE.memo.recent


@pytest.mark.parametrize(
    ("limits", "line"),
    [
        (Limits(candidate_extensions=1), " generation 0 network-cost 1"),
        (Limits(candidate_bytes=60), " generation 0 network-cost 1"),
        (Limits(line_bytes=60), " generation 0 network-cost 1"),
    ],
)
def test_candidates_are_held_to_their_limits(limits: Limits, line: str) -> None:
    text = HEAD + AUDIO + CANDIDATE
    registry = Registry(STANDARD.kinds)
    learn(text, registry, limits)
    assert registry.memo.recent
    longer = text.removesuffix("\r\n") + line + "\r\n"
    assert read(longer, registry, limits=limits) == read(longer, NONE, limits=limits)
    assert read(longer, registry, limits=limits) != read(longer, NONE)


def test_what_other_limits_let_pass_is_judged_again() -> None:
    text = HEAD + AUDIO + "a=ssrc:1 cname:a\r\na=ssrc:2 cname:a\r\n"
    registry = registry_that_knows(text)
    narrow = Limits(section_ssrcs=1)
    assert isinstance(read(text, registry, limits=narrow), Fault)
    assert not isinstance(read(text, registry), Fault)


def test_the_numbers_of_the_origin_are_judged_every_time() -> None:
    registry = registry_that_knows(HEAD + AUDIO)
    text = (HEAD + AUDIO).replace("o=- 1 1", f"o=- 1 {2**64}")
    assert by_template(text, registry)
    assert read(text, registry) == read(text, NONE)
    assert read(text, registry, STRICT) == read(text, NONE, STRICT)


def test_it_holds_nothing_of_the_connection() -> None:
    for text in TEXTS:
        for layouts in registry_that_knows(text).memo.recent.values():
            for layout in layouts:
                assert layout.template is not None
                known = [line for line in layout.template._lines if line is not None]
                assert not any(isinstance(one, TypedLine) and one.is_volatile() for one in known)


def test_never_are_more_remembered_than_may_be() -> None:
    registry = Registry(STANDARD.kinds)
    memo = registry.memo
    for count in range(MAX_LAYOUTS):
        for label in range(MAX_TRIES + 1):
            learn(f"{HEAD}{AUDIO}a=label:{label}\r\n" + "a=recvonly\r\n" * count, registry)
        assert len(memo.layouts) <= MAX_LAYOUTS
        known = [layout for layouts in memo.recent.values() for layout in layouts]
        assert {*known} <= {*memo.layouts.values()}
        assert all(len(layouts) <= MAX_TRIES for layouts in memo.recent.values())


def test_what_they_hold_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry(STANDARD.kinds)
    monkeypatch.setattr(_memo, "MAX_CHARACTERS", 2_000)
    for label in range(9):
        learn(f"{HEAD}{AUDIO}a=label:{label}\r\n" + "a=sendonly\r\n" * 80, registry)
        known = sum(layout.characters for layout in registry.memo.layouts.values())
        assert 0 < known <= 2_000


def test_what_was_seen_last_is_compared_first() -> None:
    registry = Registry(STANDARD.kinds)
    texts = [f"{HEAD}{AUDIO}a=label:{label}\r\n" for label in range(MAX_TRIES + 1)]
    for text in texts:
        learn(text, registry)
    assert [by_template(text, registry) for text in texts] == [False, *[True] * MAX_TRIES]
    sdp.parse(texts[0], registry=registry)
    assert [by_template(text, registry) for text in texts] == [
        True,
        False,
        *[True] * (MAX_TRIES - 1),
    ]


def test_one_layout_has_as_many_outlines_as_there_are_media_lines() -> None:
    registry = registry_that_knows(HEAD + AUDIO)
    for number in [*range(2 * MOST_HEADS), 0]:
        text = (HEAD + AUDIO).replace("SAVPF 111", f"SAVPF {number}")
        assert by_template(text, registry)
        outlines = {sdp.parse(text, registry=registry).outline for _ in range(2)}
        assert len(outlines) == 1


def test_layouts_go_with_the_lines_they_are_known_by() -> None:
    registry = Registry(STANDARD.kinds, Memo(8))
    learn(HEAD + AUDIO, registry)
    assert registry.memo.recent
    for number in range(9):
        sdp.parse(f"{HEAD}{AUDIO}a=label:{number}\r\n", registry=registry)
    assert not by_template(HEAD + AUDIO, registry)


def test_a_description_without_lines_of_its_own_is_one_run() -> None:
    lines = sdp.parse(HEAD).lines
    template = Template(lines, ())
    assert template.read(HEAD, Limits()) == lines
    assert template.read(HEAD + "a=x\r\n", Limits()) is None
