"""No repr, text or fault of any description shows its ICE passwords, nor where its maker is."""

import re

import pytest

from sdpsig import sdp
from sdpsig.errors import SdpsigError
from sdpsig.jsep import (
    WEBRTC,
    LocalTransport,
    Negotiation,
    Offer,
    Origin,
    Sections,
    Side,
    apply,
    plan_answer,
    write_answer,
)
from sdpsig.sdp.attributes import Candidate, Fingerprint
from tests._corpus import CAPTURES, OFFERS, shared_captures

LOCAL = LocalTransport("ours", "our-own-s3cret-password", (Fingerprint("sha-256", "AB"),))


def secrets(text: str) -> set[str]:
    """The passwords in a description."""
    return set(re.findall(r"^a=ice-pwd:(\S+)", text, re.MULTILINE))


def addresses(text: str) -> set[str]:
    """The addresses of its candidates and their ports of origin."""
    found = re.findall(r"^a=candidate:(.*)\r", text, re.MULTILINE)
    lines = [Candidate.parse(value) for value in found]
    return {address for line in lines for address in (line.address, line.raddr) if address} - {
        "0.0.0.0",
        "::",
    }


def shown(*values: object) -> str:
    return "\n".join(f"{value!r} {value}" for value in values)


def judge(text: str) -> None:
    description = sdp.parse(text)
    message = Offer(description)
    sections = Sections.of(description)
    everything = shown(
        description, *description.lines, message, sections, *sections.views, *description.media
    )
    for media in description.media:
        everything += shown(*media.lines)
    for secret in secrets(text) | addresses(text):
        assert secret not in everything


@pytest.mark.parametrize("name", CAPTURES)
def test_no_description_shows_what_it_should_not(name: str) -> None:
    assert secrets(CAPTURES[name])
    judge(CAPTURES[name])


def test_nor_does_one_of_the_larger_collection() -> None:
    for text in shared_captures().values():
        judge(text)


@pytest.mark.parametrize("name", OFFERS)
def test_no_exchange_shows_what_it_should_not(name: str) -> None:
    text = OFFERS[name]
    offer = Offer(sdp.parse(text))
    plan = plan_answer(offer, WEBRTC)
    answer = write_answer(plan, dict.fromkeys(plan.owners[:1], LOCAL), origin=Origin(1, 1))
    before, warnings = apply(Negotiation(), Side.REMOTE, offer)
    everything = shown(plan, answer, before, warnings, LOCAL, *plan.sections)
    for secret in {LOCAL.pwd} | secrets(text) | addresses(text):
        assert secret not in everything


def faults(text: str) -> list[object]:
    """Whatever is said of a text that is wrong."""
    try:
        offer = Offer(sdp.parse(text))
        told: list[object] = [*offer.description.warnings]
        told += plan_answer(offer, WEBRTC).warnings
    except SdpsigError as error:
        told = [error, error.fault, error.args]
    return told


@pytest.mark.parametrize("name", OFFERS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a=ice-pwd:", "a=ice-pwd "),
        ("a=ice-pwd:", "a=ice-pwd: "),
        ("a=ice-pwd:", "a=ice-pwd:x$"),
        ("a=ice-pwd:", "a=ice-pwd:x x"),
        ("a=ice-pwd:", "ice-pwd"),
        ("a=ice-pwd:", "ice-pwd="),
        ("a=ice-pwd:", "a=Ice-Pwd:"),
        ("a=ice-pwd:", "a="),
        ("a=ice-pwd:", "k="),
        ("a=ice-pwd:", "a=mid:"),
        ("a=ice-pwd:", "a=setup:"),
        ("a=ice-pwd:", "a=fingerprint:"),
        ("a=ice-pwd:", "\x00"),
        ("a=ice-pwd:", "\ud800"),
        ("a=ice-pwd:", "m="),
        ("a=ice-pwd:", "o="),
    ],
)
def test_no_fault_shows_a_password_in_the_wrong_place(name: str, old: str, new: str) -> None:
    text = OFFERS[name].replace(old, new)
    told = shown(*faults(text))
    assert told
    for secret in secrets(OFFERS[name]):
        assert secret not in told


@pytest.mark.parametrize(
    "new", ["a=ice-pwd ", "ice-pwd=", "a=Ice-Pwd:", "k=", "a=crypto:1 X inline:"]
)
def test_a_password_in_the_wrong_place_is_not_shown_by_what_was_read(new: str) -> None:
    text = OFFERS["data-only--firefox-offer-created"].replace("a=ice-pwd:", new)
    description = sdp.parse(text)
    everything = shown(description, *description.media[0].lines)
    for secret in secrets(OFFERS["data-only--firefox-offer-created"]):
        assert secret not in everything
