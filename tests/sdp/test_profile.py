from sdpsig.sdp import INTEROP, STRICT, InAnswer, Profile
from sdpsig.sdp.attributes import RtcpMux, RtcpMuxOnly


def test_the_two_profiles_are_these() -> None:
    assert (INTEROP.name, INTEROP.strict) == ("interop", False)
    assert (STRICT.name, STRICT.strict) == ("strict", True)


def test_a_profile_follows_the_registered_rule() -> None:
    assert INTEROP.rule(RtcpMuxOnly) is InAnswer.DROP
    assert STRICT.rule(RtcpMux) is InAnswer.ECHO


def test_a_profile_overrides_a_rule_by_name_and_with_a_reason() -> None:
    whip = Profile("whip", False, {RtcpMuxOnly: InAnswer.ECHO}, why="RFC 9725 §4.4.1")
    assert whip.rule(RtcpMuxOnly) is InAnswer.ECHO
    assert whip.rule(RtcpMux) is InAnswer.ECHO
    assert hash(whip) != hash(INTEROP)
