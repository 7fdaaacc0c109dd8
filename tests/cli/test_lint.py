import json
import re
import sys
from pathlib import Path

import pytest

from sdpsig import cli
from sdpsig.cli import lint
from sdpsig.cli._hints import BY_CODE, BY_RULE, BY_TEXT
from sdpsig.cli._inputs import Input, read_all
from sdpsig.cli._lint_formats import escape_data, escape_property
from sdpsig.sdp import targets
from sdpsig.sdp._instead import Instead
from tests._corpus import CAPTURES
from tests.cli._run import OFFER, SECRET, Runner

BAD = OFFER.replace("a=setup:actpass", "a=setup:maybe").replace("sha-256", "sha-384")
REFUSED = f"a=ice-pwd:{SECRET}\r\n{OFFER}"


def written(folder: Path, text: str, name: str = "offer.sdp") -> str:
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def test_a_clean_description_has_no_faults(run: Runner, tmp_path: Path) -> None:
    done = run("lint", written(tmp_path, OFFER))
    assert (done.code, done.out, done.err) == (0, "no faults in 1 file\n", "")


@pytest.mark.parametrize("argv", [("lint",), ("lint", "-")])
def test_the_standard_input_is_read_where_no_file_is_named(run: Runner, argv: tuple[str]) -> None:
    assert run(*argv, stdin=OFFER).out == "no faults in 1 file\n"


def test_a_fault_has_a_place_words_a_code_a_rule_its_line_and_advice(
    run: Runner, tmp_path: Path
) -> None:
    name = written(tmp_path, BAD)
    done = run("lint", name)
    assert done.code == 1
    assert f"{name}:9: error: a fingerprint whose length does not fit its hash" in done.out
    assert "[dtls.bad-fingerprint] (V-25a)\n    9 | a=fingerprint:sha-384 AB:AB" in done.out
    assert "      = hint: sha-256 has 32 pairs" in done.out
    assert f"{name}:10: warning: malformed a=setup [sdp.attribute-syntax]" in done.out
    assert re.search(r"^1 error, [1-9] warnings in 1 file$", done.out, re.MULTILINE)


@pytest.mark.parametrize("output", ["text", "json", "github"])
def test_no_format_shows_a_secret(run: Runner, output: str) -> None:
    for text in (
        OFFER.replace("a=ice-pwd:", "a=ice-pwd :"),
        REFUSED,
        OFFER.replace(SECRET, SECRET[:9]),
    ):
        done = run("lint", "--format", output, stdin=text)
        assert SECRET[:9] not in done.out + done.err
        assert done.out


def test_a_text_that_is_refused_is_told_in_the_same_shape(run: Runner) -> None:
    done = run("lint", stdin=REFUSED)
    assert done.code == 1
    told = "the first line is not v=0: this is a part of a description [sdp.missing-line]"
    assert done.out.startswith(f"<stdin>:1: error: {told}")
    assert "    1 | a=ice-pwd:********\n" in done.out
    assert "hint: this is a part of a description" in done.out
    assert done.out.endswith("1 error, 0 warnings in 1 file\n")


@pytest.mark.parametrize("text", ["", "{}", "\x1b[2J", "v=0\r\n\x1b[2J", "v=0", "\ufeffv=0\r\nx"])
def test_whatever_comes_in_is_told_without_harm(run: Runner, text: str) -> None:
    done = run("lint", stdin=text)
    assert done.code == 1
    assert "\x1b" not in done.out


def test_bytes_that_are_no_text_are_told_too(run: Runner) -> None:
    assert run("lint", stdin=b"v=0\r\ns=\xff\r\n").code == 1
    assert run("lint", stdin=b"x" * 2_000_000).code == 1


def test_strict_tells_more_than_interop(run: Runner) -> None:
    text = OFFER.replace("\r\n", "\n")
    assert run("lint", stdin=text).code == 0
    done = run("lint", "--profile", "strict", "--fail-on", "warning", stdin=text)
    assert done.code == 1
    assert "[sdp.line-ending] (V-6)" in done.out


def test_a_warning_fails_only_where_that_is_asked_for(run: Runner) -> None:
    text = OFFER.replace("s=-\r\n", "")
    assert run("lint", stdin=text).code == 0
    assert run("lint", "--fail-on", "warning", stdin=text).code == 1


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_judged(
    run: Runner, tmp_path: Path
) -> None:
    done = run("lint", str(tmp_path / "none"), str(tmp_path), "a\0b", written(tmp_path, BAD))
    assert done.code == 2
    assert done.err.count("sdpsig lint: ") == 3
    assert "No such file" in done.err
    assert "in 1 file" in done.out
    assert run("lint", str(tmp_path)).out == ""


@pytest.mark.parametrize("argv", [("--format", "xml"), ("--wrong",), ("--target", "netscape")])
def test_wrong_usage_is_2(run: Runner, argv: tuple[str, ...]) -> None:
    done = run("lint", *argv)
    assert (done.code, done.out) == (2, "")
    told, more = done.err.splitlines()
    assert told.startswith("sdpsig lint: error: ")
    assert more == "sdpsig lint --help explains all arguments."


def test_a_flag_that_is_misspelt_is_told_with_the_nearest(run: Runner) -> None:
    assert run("lint", "--targt", "chromium", "--wat=5", stdin=OFFER).err.splitlines() == [
        "sdpsig lint: error: --targt: is not known; did you mean --target?",
        "sdpsig lint: error: --wat: is not known",
        "sdpsig lint --help explains all arguments.",
    ]


@pytest.mark.parametrize("command", ["lint", "explain"])
def test_the_standard_input_is_read_once(run: Runner, command: str) -> None:
    done = run(command, "-", "-", stdin=OFFER)
    assert (done.code, done.out) == (2, "")
    assert "only one of them can be the standard input" in done.err


def test_a_closed_standard_input_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert cli.main(["lint"], {}) == 2
    assert capsys.readouterr().err == "sdpsig lint: -: the standard input is closed\n"


def test_help_teaches_with_examples(run: Runner) -> None:
    done = run("lint", "--help")
    assert done.code == 0
    assert "examples:\n  sdpsig lint offer.sdp" in done.out


def test_json_has_everything_and_counts(run: Runner) -> None:
    found = json.loads(run("lint", "--format", "json", stdin=BAD).out)
    (file,) = found["files"]
    assert file["file"] == "<stdin>"
    assert found["errors"] == 1
    assert found["errors"] + found["warnings"] == len(file["faults"])
    fault = next(one for one in file["faults"] if one["severity"] == "error")
    assert {key: fault[key] for key in ("code", "rule", "line", "section", "target")} == {
        "code": "dtls.bad-fingerprint",
        "rule": "V-25a",
        "line": 9,
        "section": 0,
        "target": None,
    }
    assert fault["text"].startswith("a=fingerprint:")
    assert fault["hint"]


def test_workflow_commands_are_escaped(run: Runner, tmp_path: Path) -> None:
    name = written(tmp_path, BAD, "a,b:100%.sdp")
    out = run("lint", "--format", "github", name).out
    (error,) = re.findall("^::error (.*)$", out, re.MULTILINE)
    assert "a%2Cb%3A100%25.sdp,line=9,title=dtls.bad-fingerprint::a fingerprint" in error
    assert "%0Ahint: " in error
    assert all(line.startswith(("::error ", "::warning ")) for line in out.splitlines())


def test_escapes_are_those_of_github() -> None:
    assert escape_data("a%\r\n:,") == "a%25%0D%0A:,"
    assert escape_property("a%\r\n:,") == "a%25%0D%0A%3A%2C"


def test_a_target_gives_its_verdict_with_its_version(run: Runner) -> None:
    text = CAPTURES["audio-only--chromium-offer-created"]
    done = run("lint", "--target", "chromium", "--target", "chromium", stdin=text)
    assert len(re.findall(r"^<stdin>: chromium \d\S* takes it$", done.out, re.MULTILINE)) == 1
    (file,) = json.loads(run("lint", "--target", "chromium", "--format", "json", stdin=text).out)[
        "files"
    ]
    assert [one["verdict"] for one in file["targets"]] == ["accepts"]


def test_what_a_target_refuses_is_an_error(run: Runner) -> None:
    done = run("lint", "--target", "chromium", stdin="nonsense")
    assert done.code == 1
    assert re.search(r"^<stdin>: chromium \S+ refuses it$", done.out, re.MULTILINE)


def test_a_target_of_which_nothing_is_known_is_said_to_be_unknown(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "TARGETS", {})
    done = run("lint", "--target", "pion", stdin=OFFER)
    assert done.code == 0
    assert "<stdin>: pion is not known to take or refuse it\n" in done.out


def test_every_target_of_the_library_can_be_named() -> None:
    assert set(targets.TARGETS) == set(lint.TARGETS)


def test_colour_is_there_when_it_is_asked_for(run: Runner) -> None:
    assert "\x1b[1;31merror" in run("lint", "--color", "always", stdin=BAD).out
    assert "\x1b" in run("lint", stdin=BAD, environ={"FORCE_COLOR": "1"}).out
    assert "\x1b" not in run("lint", stdin=BAD).out


SPELT = OFFER.replace("\r\n", "\\r\\n")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (
            json.dumps({"sdp": {"type": "offer", "sdp": OFFER}}),
            "this is JSON: take its member, as in jq -r .sdp.sdp {file}",
        ),
        (json.dumps({"sdp": OFFER}), "this is JSON: take its member, as in jq -r .sdp {file}"),
        (json.dumps([OFFER]), "this is JSON: take its member, as in jq -r '.[0]' {file}"),
        (json.dumps(OFFER), "this is JSON: decode it first, as in jq -r . {file}"),
        ('{"type": "offer"}', "this is JSON, and no member of it is a description"),
        ('{"sdp": "v=0', "this starts like JSON and is none: was all of it saved?"),
        ("<html>", "this is a web page: look at the URL and the status it came with"),
        (SPELT, "the line ends are spelt out: printf '%b' \"$(cat {file})\" makes real ones"),
        (f"  {OFFER}", "take the blanks in front of the lines away"),
        ("m=audio 9", "this is a part of a description: it starts with v=0"),
        ("candidate:1", "this is a candidate, not a description"),
    ],
)
def test_what_is_not_a_description_gets_advice(
    run: Runner, tmp_path: Path, text: str, advice: str
) -> None:
    name = written(tmp_path, text, "my offer.json")
    told = advice.format(file=f"'{name}'")
    assert f"hint: {told}\n" in run("lint", name).out
    spelt = advice.replace("$(cat {file})", "$text").replace(" {file}", "")
    assert f"hint: {spelt}\n" in run("lint", stdin=text).out


def test_there_is_advice_for_all_that_is_no_description() -> None:
    assert set(BY_TEXT) == set(Instead)


def test_advice_is_one_line() -> None:
    assert all(text and text.isprintable() for text in (*BY_RULE.values(), *BY_CODE.values()))


def test_a_text_is_taken_apart_once_for_all_its_faults(tmp_path: Path) -> None:
    (found,) = read_all([written(tmp_path, OFFER)])
    assert isinstance(found, Input)
    assert [found.line(number) for number in (0, 1, 2, 99)] == [
        "",
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "",
    ]
    assert found._lines is found._lines
