"""Running a command in this process."""

import io
import sys
from collections.abc import Mapping

import pytest
from attrs import frozen

from sdpsig import cli

DIGEST = ":".join(["AB"] * 32)
OFFER = (
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n"
    "a=ice-ufrag:EsAw\r\na=ice-pwd:s3crets3crets3crets3cret\r\n"
    f"a=fingerprint:sha-256 {DIGEST}\r\na=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\n"
)
ANSWER = OFFER.replace("actpass", "active")
SECRET = "s3crets3crets3crets3cret"


@frozen
class Done:
    """What a command did."""

    code: int
    out: str
    err: str


class Runner:
    """Runs commands with a text on their standard input."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys = capsys
        self.monkeypatch = monkeypatch

    def __call__(
        self, *argv: str, stdin: str | bytes = b"", environ: Mapping[str, str] | None = None
    ) -> Done:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = cli.main(list(argv), environ or {})
        captured = self.capsys.readouterr()
        return Done(code, captured.out, captured.err)
