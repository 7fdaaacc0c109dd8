"""Fragments of ours (FR-11)."""

from collections.abc import Iterable

import pytest

from sdpsig.errors import LocalProtocolError
from sdpsig.jsep import (
    Answer,
)
from sdpsig.sdp import (
    STRICT,
    Fragment,
    FragmentSection,
    Profile,
    parse,
    parse_fragment,
    serialize,
    serialize_fragment,
)
from sdpsig.sdp.attributes import (
    Candidate,
    Group,
    IceLite,
    IceOptions,
    IcePacing,
    IcePwd,
    IceUfrag,
    Mid,
)
from sdpsig.session import (
    IceCandidate,
    Session,
)
from sdpsig.session._fragments import (
    FragmentMode,
    fragment_of,
    messages_of,
)
from sdpsig.trickle import Drop
from tests.session._fragments import (
    MODES,
    PROFILES,
    RESTART,
    answering,
    read,
    restart,
    two_transports,
    with_profile,
)
from tests.session._peer import (
    PASSWORD,
    audio_video_data,
    fates,
    line,
    offer,
    offered_session,
    section,
)


def test_fr_11_a_fragment_of_ours_has_a_section_for_each_transport() -> None:
    session = answering(audio_video_data())
    session.send(IceCandidate(line(40_100, "198.51.100.1"), "0"), 2.0)
    session.send(IceCandidate("", "0"), 2.0)
    fragment = fragment_of(session.state)
    assert serialize_fragment(fragment) == (
        "a=ice-options:trickle\r\n"
        "a=group:BUNDLE 0 1 2\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        "a=mid:0\r\n"
        "a=ice-ufrag:ours0\r\n"
        f"a=ice-pwd:{'p0' * 12}\r\n"
        f"a={line(40_000, '198.51.100.1')}\r\n"
        f"a={line(40_100, '198.51.100.1')}\r\n"
        "a=end-of-candidates\r\n"
    )
    assert parse_fragment(serialize_fragment(fragment), profile=STRICT) == fragment
    assert "p0p0" not in repr(fragment)


def test_fr_11_transports_of_their_own_have_sections_of_their_own() -> None:
    session = answering(two_transports())
    session.send(IceCandidate(line(40_100, "198.51.100.1"), "1"), 2.0)
    fragment = fragment_of(session.state)
    assert fragment.get(Group) is None
    assert [(one.mid, one.ufrag, len(one.candidates)) for one in fragment.sections] == [
        ("0", "ours0", 1),
        ("1", "ours1", 2),
    ]
    assert [one.media_line.text for one in fragment.sections] == [
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
    ]
    assert not any(one.end_of_candidates for one in fragment.sections)


def test_fr_11_after_a_restart_a_fragment_has_the_new_generation_alone() -> None:
    session = answering(audio_video_data())
    session.send(IceCandidate(line(40_100, "198.51.100.1"), "0"), 0.5)
    restart(session, read(RESTART))
    (one,) = fragment_of(session.state).sections
    assert (one.ufrag, one.pwd) == ("ours5", "p5" * 12)
    assert [candidate.port for candidate in one.candidates] == [40_005]


def foreign(*parts: str, lines: Iterable[str] = (), bundle: str = "") -> Session:
    """A session after our answer, which others wrote."""
    session = offered_session(offer(section("0"), section("1", "video"), bundle="0 1"))
    session.send(Answer(offer(*parts, lines=lines, bundle=bundle).description), 1.0)
    return session


def ours_text(mid: str, kind: str, ufrag: str | None, *lines: str) -> str:
    return section(mid, kind, ufrag=ufrag, lines=lines).replace("actpass", "active")


def test_fr_11_credentials_stand_at_the_level_of_the_description() -> None:
    shared = ("ice-lite", "ice-pacing:50", "ice-ufrag:all1", f"ice-pwd:{PASSWORD}")
    session = foreign(
        ours_text("0", "audio", None, "ice-options:trickle"),
        ours_text("1", "video", "mine"),
        lines=shared,
    )
    fragment = fragment_of(session.state)
    assert fragment.lines == (
        IceLite(),
        IceOptions("trickle"),
        IcePacing(50),
        IceUfrag("all1"),
        IcePwd(PASSWORD),
    )
    first, second = fragment.sections
    assert (first.ufrag, second.ufrag) == (None, "mine")
    assert fragment.credentials(first) == ("all1", PASSWORD)


def test_fr_11_credentials_for_all_that_no_section_uses_are_left_out() -> None:
    shared = ("ice-ufrag:all1", f"ice-pwd:{PASSWORD}")
    session = foreign(
        ours_text("0", "audio", "mine"), ours_text("1", "video", "mine"), lines=shared, bundle="0 1"
    )
    fragment = fragment_of(session.state)
    assert [one.ufrag for one in fragment.sections] == ["mine"]
    assert fragment.ufrag is None


def test_fr_11_until_our_offer_is_answered_every_full_section_may_own_a_transport() -> None:
    session = Session()
    parts = (
        section("0", ufrag="ours"),
        section("1", "video", ufrag="othr"),
        section("2", "application", ufrag="ours"),
        section("3", "application", port=0, ufrag=None, lines=("bundle-only",)),
    )
    session.send(offer(*parts, bundle="0 1 2 3"), 0.0)
    fragment = fragment_of(session.state)
    assert [(one.mid, one.ufrag) for one in fragment.sections] == [("0", "ours"), ("1", "othr")]


def test_fr_11_a_section_that_has_no_mid_gets_none() -> None:
    session = answering(offer(section(None)))
    (one,) = fragment_of(session.state).sections
    assert (one.mid, one.ufrag) == (None, "ours0")


def test_fr_11_there_is_none_before_a_description_of_ours() -> None:
    for session in (Session(), offered_session()):
        with pytest.raises(LocalProtocolError) as caught:
            fragment_of(session.state)
        assert caught.value.fault.rule == "FR-11"


def test_fr_11_a_delta_has_only_what_the_peer_does_not_know() -> None:
    session = answering(audio_video_data())
    nothing = fragment_of(session.state, delta=True)
    assert nothing.sections == ()
    session.send(IceCandidate(line(40_100, "198.51.100.1"), "0"), 2.0)
    first = fragment_of(session.state, delta=True)
    assert [one.port for one in first.sections[0].candidates] == [40_100]
    session.send(IceCandidate(line(40_101, "198.51.100.1"), "0"), 2.0)
    session.send(IceCandidate("", "0"), 2.0)
    second = fragment_of(session.state, delta=True, confirmed=(first,))
    assert [one.port for one in second.sections[0].candidates] == [40_101]
    assert second.sections[0].end_of_candidates
    third = fragment_of(session.state, delta=True, confirmed=(first, second))
    assert third.sections == ()
    whole = fragment_of(session.state, confirmed=(first, second))
    assert len(whole.sections[0].candidates) == 3
    assert whole.sections[0].end_of_candidates


def test_fr_11_an_end_in_our_description_is_known() -> None:
    session = foreign(
        ours_text("0", "audio", "mine", line(40_000), "end-of-candidates"),
        ours_text("1", "video", "mine"),
        bundle="0 1",
    )
    assert fragment_of(session.state).sections[0].end_of_candidates
    assert fragment_of(session.state, delta=True).sections == ()


def test_fr_11_what_was_confirmed_of_another_generation_does_not_count() -> None:
    session = answering(audio_video_data())
    told_before = Fragment(
        sections=(
            FragmentSection(
                (Mid("0"), IceUfrag("old1"), IcePwd("x" * 24), Candidate.parse(line(40_100)[10:]))
            ),
        )
    )
    session.send(IceCandidate(line(40_100), "0"), 2.0)
    fragment = fragment_of(session.state, delta=True, confirmed=(told_before,))
    assert [one.port for one in fragment.sections[0].candidates] == [40_100]


@MODES
@PROFILES
def test_what_one_side_writes_the_other_takes(mode: FragmentMode, profile: Profile) -> None:
    offered = audio_video_data()
    ours_ = answering(offered, profile=profile)
    theirs = Session(with_profile(profile))
    theirs.send(offered, 0.0)
    local = ours_.state.negotiation.current_local
    assert isinstance(local, Answer)
    theirs.receive(Answer(parse(serialize(local.description))), 1.0)
    for port in (40_100, 40_101):
        ours_.send(IceCandidate(line(port, "198.51.100.1"), "0"), 2.0)
    ours_.send(IceCandidate("", "0"), 2.0)
    text = serialize_fragment(fragment_of(ours_.state))
    fragment = parse_fragment(text, profile=profile)
    events = theirs.receive_all(messages_of(fragment, theirs.state, mode), 3.0)
    assert fates(events) == [Drop.DUPLICATE, 40_100, 40_101, None]
