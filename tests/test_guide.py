"""The integration guide can be followed to the letter, and tells of every call."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from sdpsig.errors import FaultCode
from sdpsig.http import STATUS
from sdpsig.http._json_requests import METHODS
from tests._extras import require_modules
from tests._guide import AT, GUIDE, served, shown, write_files
from tests._pages import ROOT, blocks, expected, fits
from tests._require import require_program


def test_who_does_what_the_guide_says_sees_what_it_shows(tmp_path: Path) -> None:
    require_modules("uvicorn", "aiortc", "httpx")
    require_program("curl")
    write_files(tmp_path)
    compared = 0
    with served(tmp_path) as address:
        (tmp_path / "peer.py").write_text((tmp_path / "peer.py").read_text().replace(AT, address))
        for block in blocks(GUIDE):
            told, text = expected(GUIDE, block, "json"), expected(GUIDE, block, "text")
            if block.info != "sh" or (told is None and text is None):
                continue
            said = shown(block.text.replace(AT, address), tmp_path)
            compared += 1
            if told is None:
                assert said == text
            else:
                assert fits(json.loads(said), json.loads(told)), f"line {block.line}: {said}"
    assert compared == 5


def test_what_the_guide_installs_can_be_had() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = re.findall(r"\[([\w,]+)\]'", GUIDE.read_text("utf-8"))
    assert wanted
    for extras in wanted:
        assert set(extras.split(",")) <= project["optional-dependencies"].keys()


@pytest.fixture(scope="module")
def calls() -> str:
    """The part of the guide that tells of every call."""
    return GUIDE.read_text("utf-8").partition("## Every call\n")[2].partition("```")[0]


def test_every_call_is_told(calls: str) -> None:
    for path, (method, *_) in METHODS.items():
        assert f"| `{method} {path}` |" in calls


def test_a_reason_that_is_told_of_a_call_is_one_with_that_status(calls: str) -> None:
    told = re.findall(r"(\d{3}) ((?:`[\w.*-]+`(?:, )?)+)", calls)
    assert len(told) > 20
    for status, reasons in told:
        for reason in re.findall(r"`([\w.-]+)\*?`", reasons):
            fitting = [code for code in FaultCode if code == reason or reason.endswith(".")]
            assert [code for code in fitting if STATUS[code] == int(status)], reason
