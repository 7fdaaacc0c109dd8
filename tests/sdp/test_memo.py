from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from sdpsig import sdp
from sdpsig.sdp import STANDARD, Attribute, Registry
from sdpsig.sdp._line import seal
from sdpsig.sdp._memo import MAX_LINE, Memo
from sdpsig.sdp.attributes import Fmtp, Mid
from tests._corpus import OFFERS


def test_a_line_is_remembered_by_its_text() -> None:
    memo = Memo()
    line = Mid("0")
    memo.remember("a=mid:0", line)
    assert memo.lines == {"a=mid:0": line}
    assert memo.lines["a=mid:0"] is line


@pytest.mark.parametrize("kind", list(STANDARD))
def test_of_no_class_that_is_volatile_is_a_line_remembered(kind: type[Attribute]) -> None:
    names = kind.spec.names or (kind.spec.name,)
    for name in names:
        for start, at in ((f"a={name}:", len(name) + 3), (f"a={name}", 0)):
            _, remembered = STANDARD.entry(start, at)
            assert remembered is not kind.is_volatile()


def test_a_long_line_is_not() -> None:
    memo = Memo()
    for length in (MAX_LINE, MAX_LINE + 1):
        text = "a=fmtp:96 ".ljust(length, "x")
        memo.remember(text, Fmtp.parse(text.removeprefix("a=fmtp:")))
    assert [len(text) for text in memo.lines] == [MAX_LINE]


def test_it_never_holds_more_than_it_may() -> None:
    memo = Memo(size=3)
    for number in range(10):
        memo.remember(f"a=mid:{number}", Mid(str(number)))
        assert len(memo.lines) <= 3
    assert list(memo.lines) == ["a=mid:9"]


def test_of_size_0_it_holds_nothing() -> None:
    memo = Memo(size=0)
    memo.remember("a=mid:0", Mid("0"))
    assert memo.lines == {}


def test_two_descriptions_share_the_lines_they_have_in_common() -> None:
    registry = Registry(STANDARD.kinds)
    text = next(iter(OFFERS.values()))
    first, second = (sdp.parse(text, registry=registry) for _ in range(2))
    shared = [a is b for a, b in zip(first.media[0].lines, second.media[0].lines, strict=True)]
    assert sum(shared) > len(shared) / 2
    assert first == second


def test_nothing_that_names_a_session_or_a_person_stays_behind() -> None:
    registry = Registry(STANDARD.kinds)
    for text in OFFERS.values():
        sdp.parse(text, registry=registry)
    names = {line.partition(":")[0] for line in registry.memo.lines}
    private = {"a=ice-pwd", "a=ice-ufrag", "a=fingerprint", "a=candidate", "a=msid", "a=ssrc"}
    assert names & private == set()
    assert not [line for line in registry.memo.lines if line.startswith("o=")]


def test_a_key_is_not_remembered() -> None:
    registry = Registry(STANDARD.kinds)
    sdp.parse("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nk=clear:key\r\n", registry=registry)
    assert list(registry.memo.lines) == ["v=0", "s=-", "t=0 0"]


def test_without_a_memo_the_same_is_read() -> None:
    forgetful = Registry(STANDARD.kinds, memo=Memo(0))
    for text in OFFERS.values():
        assert sdp.parse(text, registry=forgetful) == sdp.parse(text)
    assert forgetful.memo.lines == {}


def test_what_is_unknown_or_malformed_is_not_remembered() -> None:
    registry = Registry(STANDARD.kinds)
    text = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=crypto:1 key\r\na=mid:\r\n"
    sdp.parse(text, registry=registry)
    assert list(registry.memo.lines) == ["v=0", "s=-", "t=0 0"]


def test_a_remembered_line_is_sealed() -> None:
    memo = Memo()
    memo.remember("a=mid:0", seal(Mid("0"), "a=mid:0"))
    assert memo.lines["a=mid:0"].text == "a=mid:0"


def test_threads_may_share_a_memo_that_is_far_too_small() -> None:
    registry = Registry(tuple(STANDARD), memo=Memo(3))
    texts = [*OFFERS.values()] * 3
    with ThreadPoolExecutor(8) as threads:
        for text, read in zip(
            texts, threads.map(partial(sdp.parse, registry=registry), texts), strict=True
        ):
            assert read == sdp.parse(text)
            assert sdp.serialize(read) == text
    assert len(registry.memo.lines) <= 3 + 8  # at worst one line more for each that came together
