import pytest

from sdpsig.sdp import (
    Attribute,
    Layer,
    LayerDirection,
    MediaDescription,
    MediaLine,
    SimulcastLayer,
    simulcast_layers,
)
from sdpsig.sdp.attributes import Rid, Simulcast

SEND, RECV = LayerDirection


def section(*lines: Attribute) -> MediaDescription:
    return MediaDescription(lines, media_line=MediaLine("video", 9, "RTP/AVP", ("97", "98")))


def test_layers_have_alternatives_some_of_them_paused() -> None:
    rids = [Rid(name, "send") for name in ("1", "2", "3", "4")]
    found = simulcast_layers(section(*rids, Rid("c", "recv"), Simulcast("send 1,~4;2;3 recv c")))
    assert [
        (layer.direction, [(one.rid, one.paused) for one in layer.alternatives]) for layer in found
    ] == [
        (SEND, [("1", False), ("4", True)]),
        (SEND, [("2", False)]),
        (SEND, [("3", False)]),
        (RECV, [("c", False)]),
    ]
    assert found[0].preferred == Layer("1")
    assert found[0].preferred.line is rids[0]


def test_what_is_sent_comes_first_however_it_is_written() -> None:
    found = simulcast_layers(section(Simulcast("recv b send a")))
    assert [layer.direction for layer in found] == [SEND, RECV]


def test_a_layer_knows_its_restrictions() -> None:
    rid = Rid("hi", "send", "pt=97,98;max-width=1280;max-fps=30;depend=lo;x")
    ((layer,),) = (one.alternatives for one in simulcast_layers(section(rid, Simulcast("send hi"))))
    assert layer.formats == ("97", "98")
    assert dict(layer.restrictions) == {
        "max-width": "1280", "max-fps": "30", "depend": "lo", "x": "",
    }  # fmt: skip
    assert layer.maximum("max-width") == 1280
    assert hash(layer)


@pytest.mark.parametrize("said", ["", "x", "1.5", "-1", "²", "9" * 21])
def test_a_maximum_is_a_number_or_not_there(said: str) -> None:
    assert Layer("a", restrictions=(("max-br", said),)).maximum("max-br") is None
    assert Layer("a").maximum("max-br") is None


def test_a_rid_counts_in_its_own_direction_and_the_first_of_two() -> None:
    wrong, first, second = Rid("a", "recv"), Rid("a", "send", "max-br=1"), Rid("a", "send")
    (layer,) = simulcast_layers(section(wrong, first, second, Simulcast("send a")))
    assert layer.preferred.line is first


def test_a_layer_without_a_rid_line_is_told_without_one() -> None:
    (layer,) = simulcast_layers(section(Simulcast("send a")))
    assert layer == SimulcastLayer(SEND, (Layer("a"),))
    assert layer.preferred.line is None


def test_the_old_draft_with_rids_means_the_same() -> None:
    rids = [Rid(name, "send") for name in ("1", "4")]
    old = simulcast_layers(section(*rids, Simulcast("send rid=1,4;2 paused=4 recv rid=c")))
    new = simulcast_layers(section(*rids, Simulcast("send 1,~4;2 recv c")))
    assert old == new


def test_the_old_draft_with_payload_types_names_formats() -> None:
    (layer, other) = simulcast_layers(section(Simulcast("send pt=97;98")))
    assert layer.alternatives == (Layer(None, formats=("97",)),)
    assert other.alternatives == (Layer(None, formats=("98",)),)


def test_a_section_without_simulcast_has_no_layers() -> None:
    assert simulcast_layers(section(Rid("a", "send"))) == ()
