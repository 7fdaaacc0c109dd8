"""Fragments that restart ICE (FR-18, FR-19)."""

import pytest

from sdpsig.errors import FaultCode, RemoteProtocolError
from sdpsig.jsep import (
    Origin,
)
from sdpsig.sdp import (
    STRICT,
    Profile,
    SessionDescription,
)
from sdpsig.sdp.attributes import (
    Candidate,
    EndOfCandidates,
    IcePwd,
    IceUfrag,
)
from sdpsig.session import (
    IceCandidate,
    Session,
    TransportRestarted,
)
from sdpsig.session._fragments import (
    restart_offer,
)
from tests.session._fragments import (
    NEXT,
    PROFILES,
    RESTART,
    answering,
    part,
    read,
    restart,
    said,
    two_transports,
)
from tests.session._peer import (
    PASSWORD,
    UFRAG,
    audio_video_data,
    fates,
    line,
    offer,
    offered_session,
    section,
)


def lasting(description: SessionDescription) -> list[list[str]]:
    """All that is said of anything but ICE; the version in o= is a number of its own."""
    passing = (IceUfrag, IcePwd, Candidate, EndOfCandidates, Origin)
    parts = (description, *description.media)
    return [[one.text for one in each.lines if not isinstance(one, passing)] for each in parts]


@PROFILES
def test_fr_18_a_restart_replaces_the_candidates_by_those_of_the_fragment(
    profile: Profile,
) -> None:
    session = answering(audio_video_data(), profile=profile)
    session.receive(IceCandidate(line(5000), "0"), 0.5)
    session.receive(IceCandidate(line(7000), "0"), 0.5)
    session.receive(IceCandidate("", "0"), 0.5)
    events = restart(session, read(RESTART))
    assert fates(events) == [7000, 7001]  # type: ignore[arg-type]  # looks at the events it knows
    (restarted,) = (one for one in events if isinstance(one, TransportRestarted))
    remote = restarted.transport.remote
    assert (remote.ufrag, remote.pwd, remote.end_of_candidates) == (*NEXT, False)
    (held,) = session.state.remote
    assert [candidate.port for candidate in held.accepted] == [7000, 7001]
    assert session.state.past_ufrags == (UFRAG,)


@PROFILES
def test_fr_19_a_restart_changes_nothing_but_ice(profile: Profile) -> None:
    session = answering(audio_video_data(), profile=profile)
    before = session.state.negotiation
    restart(session, read(RESTART, "a=end-of-candidates\r\n"))
    after = session.state.negotiation
    (old,), (new,) = before.transports, after.transports
    assert (new.dtls_role, new.members, new.mid) == (old.dtls_role, old.members, old.mid)
    assert new.remote.fingerprints == old.remote.fingerprints
    assert new.remote.end_of_candidates
    assert (new.number, new.generation) == (old.number, 1)
    for one, other in (
        (before.current_remote, after.current_remote),
        (before.current_local, after.current_local),
    ):
        assert one is not None
        assert other is not None
        assert lasting(one.description) == lasting(other.description)


def test_a_restart_of_a_bundle_may_be_told_by_any_of_its_sections() -> None:
    session = answering(audio_video_data(None))
    restart(session, read(part("2", 7002, own=said(*NEXT))))
    (held,) = session.state.remote
    assert (held.ufrag, [one.port for one in held.accepted]) == (NEXT[0], [7002])


def test_a_restart_of_one_transport_leaves_the_other() -> None:
    session = answering(two_transports())
    session.receive(IceCandidate(line(6100), "1"), 0.5)
    restart(session, read(part("0", 7000, own=said(*NEXT)), part("9", 1, own=said(*NEXT))))
    first, second = session.state.remote
    assert (first.ufrag, second.ufrag) == (NEXT[0], "othr")
    assert [one.port for one in second.accepted] == [6100]
    assert [one.generation for one in session.state.negotiation.transports] == [1, 0]


def test_credentials_for_all_restart_all() -> None:
    session = answering(
        offer(
            section("0", ufrag=None),
            section("1", "video", ufrag=None),
            lines=(
                "ice-options:trickle",
                f"ice-ufrag:{UFRAG}",
                f"ice-pwd:{PASSWORD}",
            ),
        )
    )
    restart(session, read(said(*NEXT), "a=end-of-candidates\r\n"))
    assert [one.ufrag for one in session.state.remote] == [NEXT[0]] * 2
    assert all(one.ended for one in session.state.remote)
    remote = session.state.negotiation.current_remote
    assert remote is not None
    assert remote.description.get(IceUfrag) is None


def test_a_section_alone_needs_no_mid_to_restart() -> None:
    session = answering(offer())
    restart(session, read(part(None, 7000, own=said(*NEXT))))
    assert session.state.remote[0].ufrag == NEXT[0]


def test_a_restart_tells_no_warning_again() -> None:
    session = answering(offer(section(lines=("candidate:nonsense",))))
    offered = restart_offer(read(part("0", own=said(*NEXT))), session.state)
    assert offered.description.warnings == ()


@pytest.mark.parametrize("make", [Session, offered_session])
def test_there_is_no_restart_while_offer_and_answer_are_under_way(make: object) -> None:
    assert callable(make)
    with pytest.raises(RemoteProtocolError) as caught:
        restart_offer(read(RESTART), make().state)
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.JSEP_SIGNALING_STATE, "FR-14k")


def test_a_restart_is_refused_like_any_other_fragment() -> None:
    strict = answering(offer(), profile=STRICT)
    for rule, fragment in (("FR-9", read(part("9", own=said()))), ("FR-3", read(part(None)))):
        with pytest.raises(RemoteProtocolError) as caught:
            restart_offer(fragment, strict.state)
        assert caught.value.fault.rule == rule
