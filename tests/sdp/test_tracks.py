from sdpsig.sdp import MediaDescription, MediaLine, Source, Track, parse, tracks
from sdpsig.sdp.attributes import Msid, Ssrc, SsrcGroup
from tests._corpus import CAPTURES

Lines = Msid | Ssrc | SsrcGroup


def section(*lines: Lines) -> MediaDescription:
    return MediaDescription(lines, media_line=MediaLine("video", 9, "RTP/AVP", ("96",)))


def cname(ssrc: int, value: str = "me") -> Ssrc:
    return Ssrc(ssrc, "cname", value)


def test_a_track_its_streams_and_its_sources_come_together() -> None:
    found = tracks(
        section(
            Msid("s1", "t"),
            Msid("s2", "t"),
            SsrcGroup("FID", (1, 2)),
            SsrcGroup("FEC-FR", (1, 3)),
            cname(1),
            cname(2),
            cname(3),
        )
    )
    assert found == (Track("t", ("s1", "s2"), (Source(1, "me", 2, 3),)),)
    assert found[0].cname == "me"


def test_a_section_without_any_describes_no_track() -> None:
    assert tracks(section()) == ()


def test_a_track_needs_no_source_and_no_stream() -> None:
    assert tracks(section(Msid("-", "t"))) == (Track("t"),)
    assert tracks(section(Msid("s"))) == (Track(None, ("s",)),)
    assert Track("t").cname is None


def test_sources_without_msid_are_of_one_track_without_a_name() -> None:
    assert tracks(section(cname(1), cname(2, "you"))) == (
        Track(None, (), (Source(1, "me"), Source(2, "you"))),
    )


def test_simulcast_by_ssrc_is_several_sources_of_one_track() -> None:
    (track,) = tracks(
        section(
            Msid("s", "t"),
            SsrcGroup("SIM", (1, 3)),
            SsrcGroup("FID", (1, 2)),
            SsrcGroup("FID", (3, 4)),
            *(cname(ssrc) for ssrc in (1, 2, 3, 4)),
        )
    )
    assert track.sources == (Source(1, "me", 2), Source(3, "me", 4))


def test_the_msid_of_a_source_says_the_same_as_that_of_its_section() -> None:
    (track,) = tracks(section(Msid("s", "t"), cname(1), Ssrc(1, "msid", "s t")))
    assert track == Track("t", ("s",), (Source(1, "me"),))


def test_plan_b_has_several_tracks_in_a_section() -> None:
    found = tracks(
        section(
            SsrcGroup("FID", (1, 2)),
            Ssrc(1, "msid", "s a"),
            Ssrc(2, "msid", "s a"),
            Ssrc(5, "msid", "s b"),
        )
    )
    assert found == (
        Track("a", ("s",), (Source(1, None, 2),)),
        Track("b", ("s",), (Source(5),)),
    )


def test_a_repair_stream_is_of_the_track_that_it_repairs() -> None:
    found = tracks(section(SsrcGroup("FID", (1, 2)), Ssrc(1, "msid", "s a"), cname(2)))
    assert found == (Track("a", ("s",), (Source(1, None, 2),)),)


def test_a_group_tells_of_sources_that_nothing_else_describes() -> None:
    assert tracks(section(SsrcGroup("FID", (1, 2)))) == (Track(None, (), (Source(1, rtx=2),)),)


def test_a_group_of_one_repairs_nothing_and_the_first_pair_counts() -> None:
    groups = [SsrcGroup("FID", ssrcs) for ssrcs in ((), (1,), (1, 2, 4), (1, 3))]
    (track,) = tracks(section(*groups))
    assert track.sources == (Source(1, rtx=2),)


def test_what_a_source_says_first_counts_and_nothing_said_is_nothing() -> None:
    lines = (Ssrc(1, "cname"), cname(1), cname(1, "you"), Ssrc(1, "msid"), Ssrc(1, "label", "x"))
    assert tracks(section(*lines)) == (Track(None, (), (Source(1, "me"),)),)


def test_a_source_may_name_a_stream_alone() -> None:
    assert tracks(section(Ssrc(1, "msid", "s"))) == (Track(None, ("s",), (Source(1),)),)


def test_browsers_send_one_track_in_a_section() -> None:
    for name, text in CAPTURES.items():
        for media in parse(text).media:
            found = tracks(media)
            assert len(found) <= 1, name
            if found and "-offer-" in name and media.all(Ssrc):
                (track,) = found
                assert track.cname
                assert len(track.sources) == 1
