"""Where the description is in what should have been one, as jq spells it."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from sdpsig.cli._json_path import path_of

SDP = "v=0\r\ns=-\r\n"
PLACES: list[tuple[Any, str | None]] = [
    (SDP, "."),
    ({"sdp": SDP}, ".sdp"),
    ({"sdp": {"type": "offer", "sdp": SDP}}, ".sdp.sdp"),
    ([{"sdp": "a=x"}, {"sdp": SDP}], ".[1].sdp"),
    ({"a": {"b": [0, None, SDP]}}, ".a.b[2]"),
    ({"the offer": SDP}, '."the offer"'),
    ({"é": SDP}, '."\\u00e9"'),
    ({"deep": {"er": SDP}, "sdp": SDP}, ".sdp"),
    ({"sdp": {"type": "offer"}}, None),
    (5, None),
]


@pytest.mark.parametrize(("value", "path"), PLACES)
def test_the_description_that_is_nested_least_is_found(value: Any, path: str | None) -> None:
    assert path_of(json.dumps(value).encode()) == path


@pytest.mark.skipif(shutil.which("jq") is None, reason="a program that is not everywhere")
@pytest.mark.parametrize(("value", "path"), [row for row in PLACES if row[1] is not None])
def test_jq_finds_it_there(value: Any, path: str) -> None:
    given = json.dumps(value).encode()
    done = subprocess.run(["jq", "-r", path], input=given, capture_output=True, check=True)
    assert done.stdout == SDP.encode() + b"\n"


@pytest.mark.parametrize("text", [b"{", b"{hush}", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_an_error(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        path_of(text)
