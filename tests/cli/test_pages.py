"""What the pages show of the commands on descriptions is what these print."""

import re
from pathlib import Path

import pytest

from sdpsig import (
    WEBRTC,
    Fingerprint,
    LocalTransport,
    Offer,
    Origin,
    create_answer,
    parse,
    serialize,
)
from tests.cli._run import Runner

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "lint-explain-diff.md"
SHOWN = re.findall(
    r"^```sh\nsdpsig ([^\n]+)\n```\n(?:\n[^`]*\n)?\n```text\n(.*?)^```$",
    PAGE.read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    offer = (ROOT / "examples" / "offer.sdp").read_bytes().decode()
    broken = re.sub("a=fingerprint.*", "a=fingerprint:sha-256 AB:CD\r", offer, count=1)
    transport = LocalTransport(
        "8hhY", "asd88fgpdd777uzjYhagZg", (Fingerprint("sha-256", ":".join(["CD"] * 32)),)
    )
    answer = create_answer(Offer(parse(offer)), transport, WEBRTC, origin=Origin("1", "1"))
    texts = {
        "offer.sdp": offer,
        "broken.sdp": broken.replace("a=setup:actpass", "a=setup:activ", 1),
        "answer.sdp": serialize(answer.description),
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_a_command_prints_what_the_page_says(run: Runner, command: str, shown: str) -> None:
    assert shown in run(*command.split()).out


def test_all_three_commands_are_shown() -> None:
    assert [command.split()[0] for command, _ in SHOWN] == ["lint", "explain", "diff"]
