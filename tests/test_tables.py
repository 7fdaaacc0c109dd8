"""Tables are total over what they are about, and say each thing once."""

import ast
from enum import Enum
from importlib import import_module
from inspect import getsource, isclass
from itertools import pairwise, product
from textwrap import dedent

import pytest

from sdpsig import errors, jsep
from sdpsig.errors import W3C, FaultCode
from sdpsig.jsep import (
    BundlePolicy,
    CodecDrop,
    LocalDescriptions,
    NegotiationNeed,
    Rejection,
    RidDrop,
    RtcpMuxPolicy,
    SdpType,
    SectionVerdict,
    Side,
    SignalingState,
    next_state,
)
from sdpsig.jsep._codec_rules import CONFIGURATION, NOT_MEDIA
from sdpsig.jsep._lines import _DEFAULT_RANK
from sdpsig.jsep._plan import _SETUP
from sdpsig.jsep._rules_transport import FORBIDDEN_SETUP, OUR_SETUP
from sdpsig.jsep._sections import RTP_PROTOS, SCTP_PROTOS
from sdpsig.sdp import STANDARD, InAnswer, LayerDirection, Level, Mux
from sdpsig.sdp._codecs import STATIC
from sdpsig.sdp._fields import FIELDS
from sdpsig.sdp.attributes import MediaDirection, SetupRole
from sdpsig.sdp.attributes.dtls import DIGEST_BYTES
from sdpsig.sdp.formats import H264Profile, TxMode
from sdpsig.sdp.formats.h264 import PROFILES
from sdpsig.sdp.targets import Effect, Evidence, Stage, Verdict
from sdpsig.session import (
    ConnectionState,
    DtlsState,
    EndReason,
    FragmentMode,
    IceState,
    Politeness,
    Timer,
)

ENUMS: list[type[Enum]] = [
    errors.Severity,
    FaultCode,
    Level,
    Mux,
    InAnswer,
    MediaDirection,
    SetupRole,
    LayerDirection,
    H264Profile,
    TxMode,
    SdpType,
    Side,
    SignalingState,
    Rejection,
    CodecDrop,
    RidDrop,
    SectionVerdict,
    BundlePolicy,
    RtcpMuxPolicy,
    LocalDescriptions,
    NegotiationNeed,
    Verdict,
    Effect,
    Evidence,
    Stage,
    Politeness,
    Timer,
    ConnectionState,
    IceState,
    DtlsState,
    EndReason,
    FragmentMode,
]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_member_has_a_line_of_its_own(enum: type[Enum]) -> None:
    (definition,) = ast.parse(dedent(getsource(enum))).body
    assert isinstance(definition, ast.ClassDef)
    explained = {
        first.targets[0].id
        for first, second in pairwise(definition.body)
        if isinstance(first, ast.Assign)
        and isinstance(first.targets[0], ast.Name)
        and isinstance(second, ast.Expr)
    }
    assert {member.name for member in enum} <= explained | {"BOTH"}


def test_no_enum_of_these_floors_is_forgotten() -> None:
    for name in (
        "errors",
        "sdp",
        "sdp.attributes",
        "sdp.formats",
        "sdp.targets",
        "jsep",
        "session",
    ):
        module = import_module(f"sdpsig.{name}")
        for shown in module.__all__:
            value = getattr(module, shown)
            if isclass(value) and issubclass(value, Enum):
                assert value in ENUMS


@pytest.mark.parametrize("code", FaultCode)
def test_a_code_is_an_area_and_words_with_hyphens(code: FaultCode) -> None:
    area, _, words = code.partition(".")
    assert code == "internal" or words
    assert len(code) <= 64
    assert code.isascii()
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    assert code.name == code.upper().replace(".", "_").replace("-", "_")
    assert area == code.split(".")[0]


def test_the_dom_names_are_given_by_area_but_for_a_few() -> None:
    areas = {code.split(".")[0] for code in W3C}
    assert areas == {"sdp", "jsep", "bundle", "dtls", "rtp", "ice", "session"}
    for area in areas - {"session"}:
        assert all(code in W3C for code in FaultCode if code.startswith(f"{area}."))


def test_a_signaling_state_or_nothing_follows_from_everything() -> None:
    for state, side, kind in product(SignalingState, Side, SdpType):
        assert next_state(state, side, kind) in (*SignalingState, None)


def test_every_type_of_description_has_a_class() -> None:
    classes = (jsep.Offer, jsep.Pranswer, jsep.Answer, jsep.Rollback)
    assert [kind.type for kind in classes] == list(SdpType)


def test_every_type_of_line_is_known_once() -> None:
    assert {*FIELDS, "a"} == set("vosiuepcbtrzkam")


def test_static_payload_types_are_those_of_the_table() -> None:
    assert {*STATIC} == {*range(19), *range(25, 35)} - {1, 2, 27, 29, 30}
    assert all(rate > 0 and channels in (1, 2) for _, rate, channels in STATIC.values())


def test_protocols_and_names_are_said_once_and_in_one_way() -> None:
    assert not RTP_PROTOS & SCTP_PROTOS
    assert all("RTP/" in proto for proto in RTP_PROTOS)
    assert all(name == name.lower() for name in (*CONFIGURATION, *NOT_MEDIA, *DIGEST_BYTES))
    assert not NOT_MEDIA & CONFIGURATION.keys()


def test_no_two_h264_profiles_overlap() -> None:
    for profile_idc, iop in product({idc for _, idc, _ in PROFILES}, range(256)):
        bits = f"{iop:08b}"
        fitting = [
            name
            for name, idc, pattern in PROFILES
            if idc == profile_idc and all(p in ("x", b) for p, b in zip(pattern, bits, strict=True))
        ]
        assert len(fitting) <= 1


def test_dtls_roles_are_said_for_all_who_have_one() -> None:
    assert FORBIDDEN_SETUP.keys() == OUR_SETUP.keys() == set(SdpType) - {SdpType.ROLLBACK}
    assert all(OUR_SETUP[kind].isdisjoint(roles) for kind, roles in FORBIDDEN_SETUP.items())
    assert _SETUP.keys() | {SetupRole.ACTPASS, SetupRole.HOLDCONN} == set(SetupRole)
    assert set(_DEFAULT_RANK) == {"relay", "srflx", "host"}


def test_what_an_answer_does_with_an_attribute_is_registered() -> None:
    rules = {kind.spec.name: kind.spec.in_answer for kind in STANDARD}
    engine = {name for name, rule in rules.items() if rule is InAnswer.ENGINE}
    assert engine == {
        "extmap",
        "fmtp",
        "group",
        "ice-options",
        "rid",
        "rtcp-fb",
        "rtpmap",
        "sctpmap",
        "sendrecv",
        "setup",
        "simulcast",
    }
    echo = {name for name, rule in rules.items() if rule is InAnswer.ECHO}
    assert echo == {"extmap-allow-mixed", "mid", "rtcp-mux", "rtcp-rsize"}
