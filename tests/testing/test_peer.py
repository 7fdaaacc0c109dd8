import pytest
from attrs import evolve

from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.jsep import NegotiationConfig, Pranswer, SetDirection, SignalingState
from sdpsig.sdp.attributes import Candidate, EndOfCandidates, MediaDirection
from sdpsig.session import (
    AnswerReceived,
    CandidateReceived,
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    DtlsState,
    EndReason,
    IceState,
    LocalCandidate,
    OfferReceived,
    SessionConfig,
    TransportRestarted,
)
from sdpsig.testing import Letter, Pair, Peer


def offered(**how: object) -> Pair:
    """A pair where an offer of audio is under way."""
    pair = Pair(answer_after=None, **how)  # type: ignore[arg-type]  # the test says how
    pair.a.add_transceiver()
    pair.a.offer()
    return pair


def kinds(letters: tuple[Letter, ...]) -> list[str]:
    return [letter.type for letter in letters]


def candidates(peer: Peer) -> list[int | None]:
    """The ports of the candidates that reached it; None for an end."""
    received = (event.candidate for event in peer.events if isinstance(event, CandidateReceived))
    return [None if candidate is None else candidate.port for candidate in received]


def test_what_the_application_wants_is_in_its_next_offer() -> None:
    pair = Pair()
    assert pair.a.add_transceiver("audio", MediaDirection.RECVONLY) == 0
    assert pair.a.add_transceiver("video") == 1
    pair.a.add_data_channels()
    pair.a.change(SetDirection(1, MediaDirection.SENDONLY))
    offer = pair.a.offer().description
    assert [media.kind for media in offer.media] == ["audio", "video", "application"]
    assert "sendonly" in [line.name for line in offer.media[1].attributes]
    pair.run_until_idle()
    pair.a.stop_transceiver(0)
    pair.a.offer()
    pair.run_until_idle()
    assert pair.agrees
    assert [one.kind for one in pair.a.state.negotiation.transceivers] == ["video"]


def test_an_offer_is_followed_by_its_candidates_and_their_end() -> None:
    pair = offered(candidates=2)
    assert kinds(pair.letters)[:4] == ["offer", "candidate", "candidate", "candidate"]
    first = pair.letters[1]
    assert (first.mid, first.mline_index, first.ufrag) == ("0", 0, "a00000")
    assert [bool(letter.text) for letter in pair.letters[1:4]] == [True, True, False]
    pair.run_until_idle()
    pair.b.answer()
    assert candidates(pair.b) == [50_000, 50_001, None]
    pair.run_until_idle()
    assert candidates(pair.a) == [50_000, 50_001, None]


def test_without_candidates_nothing_is_said_of_them() -> None:
    assert kinds(offered(candidates=0).letters) == ["offer"]


def test_a_peer_that_does_not_trickle_has_its_candidates_in_its_descriptions() -> None:
    silent = SessionConfig(negotiation=NegotiationConfig(trickle=False))
    pair = Pair(config_a=silent, candidates=3)
    pair.a.add_transceiver()
    (media,) = pair.a.offer().description.media
    assert len(media.all(Candidate)) == 3
    assert media.get(EndOfCandidates) is not None
    pair.run_until_idle()
    assert kinds(pair.letters) == []
    assert pair.agrees
    assert len(candidates(pair.b)) == len(candidates(pair.a)) == 4


def test_nothing_is_trickled_to_a_peer_that_does_not_take_it() -> None:
    pair = Pair(config_b=SessionConfig(negotiation=NegotiationConfig(trickle=False)))
    pair.b.add_transceiver()
    pair.b.offer()
    pair.run_until_idle()
    assert not any(isinstance(event, LocalCandidate) for event in pair.a.events)
    assert candidates(pair.b) == [50_000, None]


def test_a_candidate_may_be_sent_by_hand() -> None:
    pair = offered(candidates=0)
    pair.a.trickle()
    pair.a.trickle("0", end=True)
    assert [letter.mid for letter in pair.letters[1:3]] == ["0", "0"]
    pair.run_until_idle()
    pair.b.answer()
    assert candidates(pair.b) == [50_000, None]


def test_there_is_no_candidate_for_a_section_that_there_is_not() -> None:
    with pytest.raises(LookupError):
        Pair().a.trickle()
    with pytest.raises(LookupError):
        offered().a.trickle("9")


def test_after_the_end_there_are_no_more_candidates() -> None:
    pair = offered(candidates=0)
    before = pair.a.gathering
    assert pair.b.gathering == ()
    pair.a.trickle(end=True)
    assert (before, pair.a.gathering) == (("0",), ())
    with pytest.raises(LookupError):
        pair.a.trickle()
    with pytest.raises(LocalProtocolError):
        pair.a.trickle("0")
    silent = SessionConfig(negotiation=NegotiationConfig(trickle=False))
    assert offered(config_a=silent).a.gathering == ()


def test_an_answer_can_be_provisional() -> None:
    pair = offered()
    pair.run_until_idle()
    assert isinstance(pair.b.pranswer(), Pranswer)
    pair.run_until_idle()
    assert pair.a.signaling_state is SignalingState.HAVE_REMOTE_PRANSWER
    pair.b.answer()
    pair.run_until_idle()
    assert pair.agrees


def test_an_offer_can_be_taken_back_and_refused() -> None:
    pair = offered(candidates=0)
    pair.a.rollback()
    pair.run_until_idle()
    assert pair.agrees
    pair.a.offer()
    pair.run_until_idle()
    pair.b.rollback()
    pair.run_until_idle()
    assert pair.agrees
    assert pair.a.state.negotiation.current_local is None


def test_ice_restarts_with_new_credentials() -> None:
    pair = Pair()
    pair.a.add_transceiver()
    pair.a.offer()
    pair.run_until_idle()
    pair.a.restart_ice()
    pair.a.offer()
    pair.run_until_idle()
    pair.b.offer(ice_restart=True)
    pair.run_until_idle()
    for peer in (pair.a, pair.b):
        assert sum(isinstance(event, TransportRestarted) for event in peer.events) == 2
    assert pair.agrees


def test_an_answer_comes_after_its_time() -> None:
    pair = Pair(answer_after=3.0, latency=1.0)
    pair.a.add_transceiver()
    pair.a.offer()
    pair.run_until_idle()
    times = {type(event): at for peer in (pair.a, pair.b) for at, event in peer.log}
    assert (times[OfferReceived], times[AnswerReceived]) == (1.0, 5.0)


def test_an_answer_that_is_no_longer_due_is_not_made() -> None:
    pair = Pair(answer_after=3.0)
    pair.a.add_transceiver()
    pair.a.offer()
    pair.clock.advance(1.0)
    assert pair.b.idle is False
    pair.a.rollback()
    pair.run_until_idle()
    assert pair.b.answer_at is None
    assert pair.agrees
    pair.a.offer()
    pair.clock.advance(1.0)
    pair.b.bye()
    assert pair.b.idle


def test_a_peer_that_negotiates_offers_whatever_it_wants_at_once() -> None:
    pair = Pair(negotiates=True)
    pair.a.add_transceiver()
    pair.a.add_data_channels()
    assert pair.a.offer_at == 0.0
    pair.run_until_idle()
    assert pair.agrees
    assert len(pair.b.state.negotiation.transceivers) == 1
    assert [letter.type for letter in pair.letters] == []
    assert sum(isinstance(event, OfferReceived) for event in pair.b.events) == 1


def test_what_it_does_by_itself_and_cannot_is_a_refusal() -> None:
    pair = offered()
    pair.run_until_idle()
    pair.b.offer_at = pair.clock.now
    pair.run_until_idle()
    (error,) = pair.b.refusals
    assert isinstance(error, LocalProtocolError)
    assert error.fault.code is FaultCode.JSEP_SIGNALING_STATE


def test_a_letter_that_is_refused_changes_nothing() -> None:
    pair = Pair()
    before = pair.a.state
    pair.a.receive(Letter(0, "b", "offer", "no SDP"))
    pair.a.receive(Letter(0, "b", "candidate", "candidate:x"))
    assert pair.a.state is before
    assert [error.fault.code for error in pair.a.refusals] == [
        FaultCode.SDP_MISSING_LINE,
        FaultCode.ICE_NO_SECTION,
    ]


def test_a_media_stack_reports_how_it_fares() -> None:
    pair = offered()
    pair.run_until_idle()
    pair.b.answer()
    pair.b.report("0", ice=IceState.CHECKING)
    pair.b.connect()
    assert ConnectionStateChanged(ConnectionState.CONNECTED) in pair.b.events
    pair.b.report("0", dtls=DtlsState.CLOSED)
    assert pair.b.events[-1] == Closed(EndReason.MEDIA_CLOSED)


def test_who_leaves_says_so() -> None:
    pair = offered()
    pair.a.bye("tired")
    pair.run_until_idle()
    assert pair.b.events[-1] == Closed(EndReason.CLOSED_BY_PEER, "tired")
    assert pair.a.events[-1] == Closed(EndReason.CLOSED_LOCALLY, "tired")


def test_timers_go_off_on_its_clock() -> None:
    pair = Pair(config_a=evolve(SessionConfig(), idle_timeout=5.0))
    pair.a.add_transceiver()
    assert pair.a.deadline == 5.0
    pair.clock.advance(5.0)
    assert pair.a.log[-1] == (5.0, Closed(EndReason.IDLE))
    assert pair.a.deadline is None


def test_offers_have_ids_where_that_is_wanted() -> None:
    with_ids, without = offered(), offered(offer_ids=False)
    for pair in (with_ids, without):
        pair.run_until_idle()
        pair.b.answer()
    assert with_ids.letters_of("b")[0].offer_id == "1"
    assert without.letters_of("b")[0].offer_id is None
