from sdpsig.sdp import Attribute, CandidateList, MediaDescription, MediaLine, candidates
from sdpsig.sdp.attributes import Candidate, EndOfCandidates, IceUfrag

HOST = Candidate.parse("1 1 udp 2113937151 192.0.2.1 5000 typ host")
OTHER = Candidate.parse("2 1 udp 1677729535 192.0.2.2 5001 typ host generation 0 ufrag new1")


def section(*lines: Attribute) -> MediaDescription:
    return MediaDescription(lines, media_line=MediaLine("audio", 9, "RTP/AVP", ("0",)))


def test_candidates_come_with_their_generation_and_their_end() -> None:
    found = candidates(section(IceUfrag("abcd"), HOST, OTHER, EndOfCandidates()))
    assert found == CandidateList("abcd", (HOST, OTHER), end_of_candidates=True)
    assert (list(found), len(found)) == ([HOST, OTHER], 2)


def test_a_candidate_may_name_another_generation() -> None:
    found = candidates(section(IceUfrag("abcd"), HOST, OTHER))
    assert [found.ufrag_of(candidate) for candidate in found] == ["abcd", "new1"]


def test_a_section_without_candidates_has_an_empty_list() -> None:
    found = candidates(section())
    assert found == CandidateList(None)
    assert not found
    assert found.ufrag_of(HOST) is None
