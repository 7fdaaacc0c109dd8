import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import Direction, MediaDirection

SENDRECV, SENDONLY, RECVONLY, INACTIVE = MediaDirection


@pytest.mark.parametrize(
    ("direction", "sends", "receives"),
    [
        (SENDRECV, True, True),
        (SENDONLY, True, False),
        (RECVONLY, False, True),
        (INACTIVE, False, False),
    ],
)
def test_a_direction_says_who_sends(direction: MediaDirection, sends: bool, receives: bool) -> None:
    assert (direction.sends, direction.receives) == (sends, receives)
    assert MediaDirection.of(sends=sends, receives=receives) is direction


def test_from_the_other_side_sending_is_receiving() -> None:
    assert [direction.reversed for direction in MediaDirection] == [
        SENDRECV,
        RECVONLY,
        SENDONLY,
        INACTIVE,
    ]
    assert all(direction.reversed.reversed is direction for direction in MediaDirection)


@pytest.mark.parametrize("one", MediaDirection)
@pytest.mark.parametrize("other", MediaDirection)
def test_two_directions_flow_where_both_do(one: MediaDirection, other: MediaDirection) -> None:
    both = one & other
    assert both is other & one
    assert both.sends is (one.sends and other.sends)
    assert both.receives is (one.receives and other.receives)
    assert one & SENDRECV is one
    assert one & one is one


def test_where_nothing_is_said_both_directions_flow() -> None:
    assert Direction() == Direction(SENDRECV)
    assert Direction.parse("") == Direction(SENDRECV)


def test_a_direction_takes_no_value() -> None:
    for value in ("", "x"):
        with pytest.raises(SdpError, match="a=recvonly takes no value"):
            Direction.read("recvonly", value)


def test_a_direction_is_made_from_its_word() -> None:
    assert Direction("inactive").direction is INACTIVE
    with pytest.raises(SdpError):
        Direction("both")


def test_media_flows_both_ways_unless_it_is_said() -> None:
    assert Direction.default() == Direction(MediaDirection.SENDRECV)
    assert not Direction.spec.repeats


@pytest.mark.parametrize("direction", MediaDirection)
def test_a_direction_writes_what_reads_back_as_it(direction: MediaDirection) -> None:
    line = Direction(direction)
    assert line.text == line._proved() == f"a={direction}"
    assert Direction.read(direction, None) == line
