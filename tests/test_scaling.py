"""The cost of reading, writing and judging grows with the size of a text, and no faster.

CPU time of this thread, the best of several runs of each size; the exponent over 16 times the
size is 1 where the cost is linear and 2 where it is quadratic. A busy machine gets a second
and a third chance, a quadratic algorithm has none.
"""

import gc
import math
from collections.abc import Callable
from time import thread_time

import pytest
from attrs import fields

from sdpsig import sdp
from sdpsig.jsep import compare
from sdpsig.limits import Limits
from sdpsig.sdp import STANDARD, STRICT
from sdpsig.sdp.targets import judge_text

UNLIMITED = Limits(**{item.name: 2**40 for item in fields(Limits)})
HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
M = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
CREDENTIALS = "a=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n"
HOST = "1 udp 2122260223 192.0.2.1 50000 typ host"
SIZES = (4_096, 16_384, 65_536)
BOUND = 1.35
CHANCES = 3
RUNS = 4


def lines(*patterns: str) -> Callable[[int], str]:
    """So many lines of each pattern, ``#`` being their number."""
    return lambda n: "".join(
        f"{pattern.replace('#', str(at))}\r\n" for pattern in patterns for at in range(n)
    )


def words(start: str, pattern: str, joint: str = " ") -> Callable[[int], str]:
    """One line of so many words."""
    return lambda n: start + joint.join(pattern.replace("#", str(at)) for at in range(n)) + "\r\n"


DESCRIPTIONS: dict[str, Callable[[int], str]] = {
    "flags": lines("a=rtcp-mux"),
    "strangers": lines("a=x-#:value"),
    "malformed": lines("a=mid:"),
    "no-type": lines("A=#"),
    "blank-lines": lambda n: "\r\n" * n,
    "line-feeds": lambda n: "a=x\n" * n,
    "sections": lines("m=audio # UDP/TLS/RTP/SAVPF 0"),
    "mids": lines("m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:#"),
    "codecs": lines("a=rtpmap:96 VP8/#", "a=fmtp:96 x=#", "a=rtcp-fb:96 nack", "a=rtcp-fb:* nack"),
    "extmaps": lines("a=extmap:1 urn:x:#"),
    "ssrcs": lines("a=ssrc:# cname:x"),
    "ssrc-groups": lines("a=ssrc-group:FID # #1"),
    "rids": lines("a=rid:r# send"),
    "groups": lines("a=group:LS # x"),
    "fingerprints": lines(f"a=fingerprint:sha-256 {':'.join(['A9'] * 32)}"),
    "candidates": lines(f"a=candidate:# {HOST}"),
    "bandwidths": lines("b=X#:1"),
    "letters": lambda n: "t=0 0\r\na=x\r\nb=AS:1\r\n" * n,
    "one-group": words("a=group:BUNDLE ", "#"),
    "one-m-line": words("m=audio 9 X/Y ", "#"),
    "one-value": lambda n: f"a=x:{'y' * n}\r\n",
    "one-token": lambda n: f"a={'y' * n}\r\n",
    "one-number": lambda n: f"a=sctp-port:{'9' * n}\r\n",
    "one-fmtp": words("a=fmtp:96 ", "p#=1", ";"),
    "one-simulcast": words("a=simulcast:send ", "#", ";"),
    "one-ssrc-group": words("a=ssrc-group:FID ", "#"),
    "one-candidate": words(f"a=candidate:1 {HOST} ", "n# v"),
    "one-imageattr": words("a=imageattr:96 send ", "[x=#,y=1]"),
    "beyond-ascii": lambda n: f"a=x:{'ä' * n}\r\n",
}
FRAGMENTS: dict[str, Callable[[int], str]] = {
    "sections": lambda n: CREDENTIALS + lines("m=audio 9 RTP/AVP 0\r\na=mid:#")(n),
    "candidates": lambda n: f"{CREDENTIALS}{M}a=mid:0\r\n" + lines(f"a=candidate:# {HOST}")(n),
    "mids": lambda n: M + lines("a=mid:#")(n),
    "ufrags": lambda n: CREDENTIALS + lines("a=ice-ufrag:u#")(n),
    "malformed": lines("a=mid:"),
    "strangers": lambda n: CREDENTIALS + lines("i=#")(n),
    "ends": lambda n: CREDENTIALS + lines("a=end-of-candidates")(n),
}


def exponent(work: Callable[[str], object], make: Callable[[int], str]) -> float:
    """How the cost grows from the smallest to the largest size: a power of the size."""
    unit = (len(make(200)) - len(make(100))) / 100
    points = []
    for size in SIZES:
        text = make(max(1, int(size / unit)))
        points.append((math.log(len(text)), math.log(max(_cost(work, text), 1e-6))))
    (small, cheap), *_, (large, dear) = points
    return (dear - cheap) / (large - small)


def _cost(work: Callable[[str], object], text: str) -> float:
    """Seconds of this thread, the best of several runs."""
    gc.collect()
    gc.disable()
    try:
        return min(_timed(work, text) for _ in range(RUNS))
    finally:
        gc.enable()


def _timed(work: Callable[[str], object], text: str) -> float:
    start = thread_time()
    work(text)
    return thread_time() - start


def grows_linearly(work: Callable[[str], object], make: Callable[[int], str]) -> bool:
    return any(exponent(work, make) <= BOUND for _ in range(CHANCES))


def reading_cold(text: str) -> object:
    """With a memo that has seen nothing, as a stranger's text is read."""
    return sdp.parse(HEAD + M + text, registry=STANDARD.extended(), limits=UNLIMITED)


def reading_warm(text: str) -> sdp.SessionDescription:
    return sdp.parse(HEAD + M + text, limits=UNLIMITED)


def reading_strictly(text: str) -> object:
    try:
        return sdp.parse(HEAD + M + text, profile=STRICT, limits=UNLIMITED)
    except sdp.SdpError as error:
        return error


def writing(text: str) -> object:
    return sdp.serialize(reading_warm(text))


def asking(text: str) -> object:
    """Views, checks and explanations: as many as there are."""
    description = reading_warm(text)
    for name in ("codecs", "tracks", "simulcast_layers", "candidates"):
        if hasattr(sdp, name):
            getattr(sdp, name)(description.media[0])
    for name in ("check", "explain", "groups"):
        if hasattr(sdp, name):
            getattr(sdp, name)(description)
    return description


def reading_a_fragment(text: str) -> object:
    return sdp.parse_fragment(text, limits=UNLIMITED)


@pytest.mark.slow
@pytest.mark.parametrize("name", DESCRIPTIONS)
@pytest.mark.parametrize(
    "work",
    [reading_cold, reading_warm, reading_strictly, writing, asking],
    ids=lambda work: work.__name__,
)
def test_the_cost_of_a_description_grows_with_its_size(
    work: Callable[[str], object], name: str
) -> None:
    assert grows_linearly(work, DESCRIPTIONS[name])


TRANSPORT = f"{CREDENTIALS}a=fingerprint:sha-256 {':'.join(['A9'] * 32)}\r\na=setup:actpass\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtcp-mux\r\n"
HARD: dict[tuple[str, str], Callable[[int], str]] = {
    ("chromium", "empty groups"): lambda n: (
        lines("a=group:BUNDLE")(n)
        + lines("a=extmap:1# urn:#")(min(n, 100))
        + TRANSPORT
        + lines(f"{AUDIO}a=mid:#")(n)
    ),
    ("chromium", "formats"): lambda n: (
        f"m=video 9 X/RTP/ {'0 ' * n}0\r\n" + lines("a=rtpmap:1 X/1")(n)
    ),
    ("chromium", "streams"): lambda n: (
        TRANSPORT + AUDIO + lines("a=ssrc:# msid:s t#", "a=ssrc-group:X # 9#")(n)
    ),
    ("aiortc", "codecs"): lambda n: AUDIO + lines("a=rtpmap:# X/1", "a=rtcp-fb:# nack")(n),
    ("aiortc", "parameters"): lambda n: AUDIO + lines("a=rtpmap:# X/1", "a=fmtp:# x")(n),
    ("aiortc", "streams"): lambda n: (
        lines("a=msid-semantic: WMS x")(n)
        + TRANSPORT
        + lines(f"{AUDIO}a=rtpmap:0 PCMU/8000\r\na=sendrecv\r\na=msid:# ")(n)
    ),
    ("firefox", "formats"): words("m=audio 9 RTP/SAVPF ", "#"),
    ("pion", "sections"): lines("m=audio 9 RTP/SAVPF 0"),
    ("whip", "sections"): lines("m=audio 9 RTP/SAVPF 0"),
}
"""What is hard for one target."""


@pytest.mark.slow
def test_the_cost_of_a_comparison_grows_with_the_groups() -> None:
    mids = " ".join(map(str, range(20)))
    sections = lines(f"{AUDIO}a=mid:#")(20)

    def comparing(text: str) -> object:
        description = sdp.parse(HEAD + text + sections, limits=UNLIMITED)
        return compare(description, description)

    assert grows_linearly(comparing, lines(f"a=group:BUNDLE {mids}"))


@pytest.mark.slow
@pytest.mark.parametrize(("target", "name"), HARD)
def test_the_cost_of_a_target_grows_with_the_size(target: str, name: str) -> None:
    assert grows_linearly(lambda text: judge_text(HEAD + text, target), HARD[target, name])


@pytest.mark.slow
@pytest.mark.parametrize("name", FRAGMENTS)
def test_the_cost_of_a_fragment_grows_with_its_size(name: str) -> None:
    assert grows_linearly(reading_a_fragment, FRAGMENTS[name])


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_family_of_descriptions_is_read_and_not_refused_at_once(name: str) -> None:
    text = HEAD + M + DESCRIPTIONS[name](8)
    assert sdp.serialize(sdp.parse(text)) == text


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_family_of_fragments_is_read_and_not_refused_at_once(name: str) -> None:
    text = FRAGMENTS[name](8)
    assert sdp.serialize_fragment(sdp.parse_fragment(text)) == text


def test_a_quadratic_cost_is_seen() -> None:
    def quadratic(text: str) -> object:
        return [text.count(line) for line in text.split("\r\n")[::40]]

    def linear(text: str) -> object:
        return [line.split("=") for line in text.split("\r\n")]

    assert not grows_linearly(quadratic, lines("a=x-#"))
    assert grows_linearly(linear, lines("a=x-#"))
