import pytest

from sdpsig.errors import FaultCode, RemoteProtocolError
from sdpsig.http._metadata import judge_metadata
from sdpsig.limits import Limits

LIMITS = Limits()


def nested(depth: int) -> object:
    value: object = 1
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        (nested(4), nested(5), "nests deeper than 4"),
        ({f"k{n}": n for n in range(64)}, {f"k{n}": n for n in range(65)}, "more than 64 keys"),
        (
            [{f"k{n}": n for n in range(32)}] * 2,
            [{f"k{n}": n for n in range(32)}, {f"k{n}": n for n in range(33)}],
            "more than 64 keys",
        ),
        ({"k" * 64: 1}, {"k" * 65: 1}, "key of more than 64 bytes"),
        ({"é" * 32: 1}, {"é" * 33: 1}, "key of more than 64 bytes"),
        ("x" * 4094, "x" * 4095, "more than 4096 bytes"),
        ([[1] * 101] * 20, [[1] * 102] * 20, "more than 4096 bytes"),
    ],
)
def test_metadata_at_a_limit_is_taken_and_one_more_is_not(
    good: object, bad: object, words: str
) -> None:
    judge_metadata(good, LIMITS)
    with pytest.raises(RemoteProtocolError) as caught:
        judge_metadata(bad, LIMITS)
    assert caught.value.fault.code is FaultCode.SESSION_METADATA_TOO_LARGE
    assert words in caught.value.fault.detail


@pytest.mark.parametrize("value", [None, True, 0, -1.5, "", [], {}, [None], {"": None}])
def test_any_json_is_metadata(value: object) -> None:
    judge_metadata(value, LIMITS)


def test_no_metadata_has_no_size() -> None:
    judge_metadata(None, Limits(metadata_bytes=0))
    with pytest.raises(RemoteProtocolError):
        judge_metadata(False, Limits(metadata_bytes=4))


def test_the_limits_are_those_given() -> None:
    judge_metadata(nested(5), Limits(metadata_depth=5))
    judge_metadata("x" * 5000, Limits(metadata_bytes=5002))
