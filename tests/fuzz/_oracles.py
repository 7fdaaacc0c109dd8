"""What must hold whatever comes: one function for each entry point, True where it was taken.

Only our error leaves; what was taken comes back byte for byte and reads the same; what is said
of it is bounded, printable and holds no secret; and none of it takes long.
"""

import json as python_json
import re
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from time import thread_time
from typing import TypeVar

from attrs import evolve

from sdpsig import sdp
from sdpsig._converter import encode, loads, structure
from sdpsig.errors import Fault, FaultCode, SdpsigError
from sdpsig.sdp import (
    INTEROP,
    STANDARD,
    STRICT,
    Attribute,
    MediaDescription,
    Profile,
    SessionDescription,
)
from sdpsig.wire import CloseSessionRequest, IceCandidateRequest, SdpOfferRequest
from tests.fuzz._seeds import CANARY

R = TypeVar("R")
PRINTABLE = re.compile("[ -~]{1,300}")
SECONDS = 0.1
"""What any input may take, in seconds of this thread."""
SECONDS_PER_BYTE = 20e-6
VIEWS = ("codecs", "tracks", "simulcast_layers", "candidates")
MESSAGES = (SdpOfferRequest, IceCandidateRequest, CloseSessionRequest)


def sound(faults: Iterable[Fault], lines: int) -> None:
    """What is said is bounded, printable, has its place and holds no secret."""
    for fault in faults:
        assert fault.code in FaultCode
        assert PRINTABLE.fullmatch(fault.detail), "a detail is one printable line"
        assert len(fault.rule) <= 100
        assert fault.line is None or 1 <= fault.line <= lines, "a line of the text"
        assert CANARY not in str(fault), "a fault holds no input"


def attempted(read: Callable[[], R], size: int, lines: int) -> R | Fault:
    """What a reader gives, or the fault of our error, within the time that the size allows."""
    error: SdpsigError | None = None
    for _ in range(3):
        start = thread_time()
        try:
            result: R | Fault = read()
        except SdpsigError as refusal:
            error, result = refusal, refusal.fault
        if thread_time() - start <= SECONDS + SECONDS_PER_BYTE * size:
            break
    else:
        raise AssertionError(f"{size} bytes took more than {SECONDS + SECONDS_PER_BYTE * size} s")
    if error is not None:
        sound([error.fault], lines)
        assert CANARY not in f"{error!r}{error}"
    return result


def _lines(data: str | bytes) -> int:
    return (data.count("\n") if isinstance(data, str) else data.count(b"\n")) + 2


def description(data: str | bytes, profile: Profile = INTEROP) -> bool:
    """``parse`` and everything that takes what it gives."""
    lines = _lines(data)
    read = attempted(lambda: sdp.parse(data, profile=profile), len(data), lines)
    cold = STANDARD.extended()  # the same classes, and nothing seen before
    fresh = attempted(lambda: sdp.parse(data, profile=profile, registry=cold), len(data), lines)
    assert read == fresh, "what was read before makes no difference"
    if isinstance(read, Fault):
        return False
    assert isinstance(fresh, SessionDescription)
    sound(read.warnings, lines)
    assert read.warnings == fresh.warnings
    text = sdp.serialize(read)
    assert text == (data if isinstance(data, str) else data.decode())
    again = sdp.parse(text, profile=profile)
    assert (again, again.warnings) == (read, read.warnings)
    if profile.strict:
        assert sdp.parse(data) == read, "what strict takes, interop reads alike"
    for part in (read, *read.media):
        _rewritten(part.attributes)
    _asked(read, lines)
    return True


def _rewritten(attributes: Iterable[Attribute]) -> None:
    """An attribute made of its values is the one that was read."""
    for attribute in attributes:
        assert evolve(attribute).text == attribute.text


def _asked(read: SessionDescription, lines: int) -> None:
    """Views, checks and explanations raise nothing, whatever was taken."""
    for name in VIEWS:
        for media in read.media if hasattr(sdp, name) else ():
            getattr(sdp, name)(media)
    for name in ("groups", "explain"):
        if hasattr(sdp, name):
            getattr(sdp, name)(read)
    for media in read.media[:1]:
        _effective(read, media)
    if hasattr(sdp, "check"):
        for profile in (INTEROP, STRICT):
            sound(sdp.check(read, profile=profile), lines)
        for target in _peers():
            sound(sdp.check(read, target=target), lines)


def _effective(read: SessionDescription, media: MediaDescription) -> None:
    for kind in STANDARD:
        read.effective(media, kind)
        read.effective_all(media, kind)


def _peers() -> tuple[str, ...]:
    """The names of the peers whose verdict can be asked for."""
    try:
        return tuple(import_module("sdpsig.sdp.targets").TARGETS)
    except ModuleNotFoundError:
        return ()


def fragment(data: str | bytes, profile: Profile = INTEROP) -> bool:
    """``parse_fragment``."""
    lines = _lines(data)
    read = attempted(lambda: sdp.parse_fragment(data, profile=profile), len(data), lines)
    if isinstance(read, Fault):
        return False
    sound(read.warnings, lines)
    text = sdp.serialize_fragment(read)
    assert text == (data if isinstance(data, str) else data.decode())
    assert sdp.parse_fragment(text, profile=profile) == read
    for section in read.sections:
        assert section.mid is not None or len(read.sections) == 1
        assert not section.candidates or None not in read.credentials(section)
    return True


def candidate(text: str) -> bool:
    """``parse_candidate``, in both profiles."""
    read = attempted(lambda: sdp.parse_candidate(text), len(text), 1)
    strict = attempted(lambda: sdp.parse_candidate(text, profile=STRICT), len(text), 1)
    if isinstance(read, Fault):
        assert isinstance(strict, Fault)
        assert read.code is FaultCode.ICE_BAD_CANDIDATE
        return False
    assert isinstance(strict, Fault) or strict == read
    if read is not None:
        assert sdp.parse_candidate(read.text) == read
        assert evolve(read).text == read.text
        assert read.text.isascii()
        assert read.text.isprintable()
        assert (read.tcp_type is None) is (read.transport.lower() != "tcp")
        assert isinstance(read.needs_resolution, bool)
    return True


def attribute(text: str) -> bool:
    """``parse_attribute``."""
    read = attempted(lambda: sdp.parse_attribute(text), len(text), 1)
    if isinstance(read, Fault):
        return False
    assert sdp.parse_attribute(read.text) == read
    assert "\n" not in read.text
    _rewritten([read])
    return True


def json(data: bytes) -> bool:
    """The strict JSON reader: what it takes, Python's reads alike."""
    read = attempted(lambda: loads(data), len(data), 1)
    if isinstance(read, Fault):
        return False
    assert read == python_json.loads(data)
    for kind in MESSAGES:
        message = attempted(partial(structure, read, kind), len(data), 1)
        if not isinstance(message, Fault):
            assert structure(loads(encode(message)), kind) == message
    return True
