from typing import ClassVar

import pytest
from attrs import frozen

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import STANDARD, STRICT, Attribute, Level, Memo, Mux, Registry, Spec, Unknown
from sdpsig.sdp.attributes import Direction, Mid

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"


@frozen
class Shape(Attribute):
    """An attribute of somebody else's making."""

    spec: ClassVar[Spec] = Spec("x-shape", level=Level.BOTH, mux=Mux.NORMAL, rfc="ours §1")
    grammar: ClassVar[str] = "(?P<corners>[3-9])"
    corners: str

    def serialize(self) -> str:
        return self.corners


@frozen
class LooseMid(Mid):
    """A mid that replaces the standard one."""


def test_names_are_compared_to_the_letter() -> None:
    assert STANDARD.get("mid") is Mid
    assert STANDARD.get("MID") is Unknown
    assert STANDARD.get("mid ") is Unknown
    assert STANDARD.get("") is Unknown


def test_one_class_may_have_several_names() -> None:
    for name in ("sendrecv", "sendonly", "recvonly", "inactive"):
        assert STANDARD.get(name) is Direction


def test_a_registry_is_extended_by_making_another() -> None:
    extended = STANDARD.extended(Shape)
    assert extended.get("x-shape") is Shape
    assert STANDARD.get("x-shape") is Unknown
    assert list(extended) == [*STANDARD, Shape]


def test_a_later_class_replaces_an_earlier_one_of_its_name() -> None:
    assert STANDARD.extended(LooseMid).get("mid") is LooseMid


def test_an_extended_registry_reads_what_it_was_taught() -> None:
    text = HEAD + "a=x-shape:4\r\n"
    registry = STANDARD.extended(Shape)
    for again in range(2):
        description = sdp.parse(text, registry=registry)
        assert description.get(Shape) == Shape("4"), again
        assert sdp.serialize(description) == text
    assert sdp.parse(text).get(Shape) is None
    with pytest.raises(SdpError) as caught:
        sdp.parse(HEAD + "a=x-shape:2\r\n", registry=registry, profile=STRICT)
    assert caught.value.fault.rule == "ours §1"


def test_what_a_registry_does_not_know_is_kept_as_unknown() -> None:
    bare = Registry(())
    description = sdp.parse(HEAD + "a=mid:0\r\na=sendrecv\r\n", registry=bare)
    assert description.all(Unknown) == (Unknown("mid", "0"), Unknown("sendrecv"))
    assert description.warnings == ()


def test_names_that_python_or_javascript_would_stumble_over_are_plain_data() -> None:
    names = ("__proto__", "__class__", "constructor", "items", "__init__", "spec")
    text = HEAD + "".join(f"a={name}:x\r\n" for name in names)
    description = sdp.parse(text)
    assert [line.name for line in description.all(Unknown)] == list(names)
    assert type(description) is sdp.SessionDescription
    assert sdp.serialize(description) == text


def test_a_syntax_error_of_a_replaced_class_is_its_own() -> None:
    with pytest.raises(SdpError) as caught:
        STANDARD.extended(LooseMid).get("mid").read("mid", "a b")
    assert caught.value.fault.code is FaultCode.SDP_ATTRIBUTE_SYNTAX


def test_a_registry_that_was_extended_remembers_as_much() -> None:
    for size in (0, 7):
        assert Registry(tuple(STANDARD), Memo(size)).extended().memo.size == size
