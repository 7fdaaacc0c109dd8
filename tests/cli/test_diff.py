import json
from pathlib import Path

import pytest

from tests._corpus import OWN
from tests.cli._run import ANSWER, OFFER, SECRET, Runner
from tests.jsep.test_compare import BASELINE, H264, HEAD, HIGH, section

HIGH_ONLY = HEAD + section(H264.format(96, HIGH))
NO_VIDEO = HEAD + section(H264.format(96, BASELINE), port=0)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    return str(tmp_path / "offer.sdp"), str(tmp_path / "answer.sdp")


def write(files: tuple[str, str], offer: str, answer: str) -> None:
    for name, text in zip(files, (offer, answer), strict=True):
        Path(name).write_bytes(text.encode())


def test_an_answer_that_fits_is_told_topic_by_topic(run: Runner, files: tuple[str, str]) -> None:
    write(files, OFFER, ANSWER)
    done = run("diff", *files)
    assert (done.code, done.err) == (0, "")
    assert "\napplication (mid 0) accepted\n" in done.out
    assert "\n  data        SCTP port 5000 offered, 5000 answered;" in done.out
    assert done.out.endswith("1 accepted; the answer fits the offer\n")
    assert SECRET not in done.out


def test_a_refused_section_has_its_reason(run: Runner, files: tuple[str, str]) -> None:
    write(files, HIGH_ONLY, NO_VIDEO)
    done = run("diff", *files)
    assert done.code == 0
    assert "\nvideo (mid 0) refused: no common H264 profile: the answer names H264" in done.out


def test_a_reason_that_nobody_says_stays_open(run: Runner, files: tuple[str, str]) -> None:
    write(files, HEAD + section(), HEAD + section(port=0))
    out = run("diff", *files).out
    assert "\nvideo (mid 0) refused; the answer does not say why\n  perhaps     no common" in out
    assert "; or the application did not want it" in out


def test_an_answer_that_does_not_fit_is_1_and_says_where(
    run: Runner, files: tuple[str, str]
) -> None:
    write(files, OFFER, ANSWER.replace("a=mid:0", "a=mid:9"))
    done = run("diff", *files)
    assert done.code == 1
    assert "  error: an answered section with another mid" in done.out
    assert "(line 5 of the answer)" in done.out
    assert done.out.endswith("; the answer does not fit the offer\n")


@pytest.mark.parametrize("more", ["", section(mid="1", setup="active")])
def test_sections_that_are_not_in_both_are_named(
    run: Runner, files: tuple[str, str], more: str
) -> None:
    answer = HEAD + section(setup="active") + more + more.replace("mid:1", "mid:2")
    write(files, HEAD + section() + section(mid="1"), answer)
    done = run("diff", *files)
    assert done.code == 1
    assert ("missing: the answer" if not more else "added: the offer") in done.out
    assert "[jsep.section-count] (V-14)" in done.out


def test_renumbered_dropped_and_added_are_told_apart(run: Runner, files: tuple[str, str]) -> None:
    extension = "a=extmap:{} urn:ietf:params:rtp-hdrext:{}\r\n"
    offer = section(
        "a=rtpmap:96 VP8/90000\r\na=rtpmap:97 VP9/90000\r\n"
        + extension.format(1, "sdes:mid")
        + extension.format(2, "toffset"),
        formats="96 97",
    )
    answer = section(
        "a=rtpmap:96 H264/90000\r\na=rtpmap:120 VP8/90000\r\n"
        + extension.format(4, "sdes:mid")
        + "a=extmap:5 urn:mine\r\n",
        formats="120 96",
        setup="active",
    )
    write(files, HEAD + offer, HEAD + answer)
    out = run("diff", *files, environ={"COLUMNS": "110"}).out
    assert "  codecs      VP8 [96, here 120]\n" in out
    assert "  added       H264 constrained baseline (mode 0) [96]\n" in out
    assert "  dropped     VP9 profile 0 [97]\n" in out
    assert "1 of 2 header extensions kept, without toffset; sdes:mid has id 4 instead of 1" in out
    assert "not offered, and answered all the same: urn:mine" in out


def test_real_browsers_fit_and_the_screen_is_not_left(run: Runner, files: tuple[str, str]) -> None:
    write(
        files,
        OWN["chromium-156-audio-video-data-offer"],
        OWN["firefox-153-audio-video-data-answer-to-chromium"],
    )
    done = run("diff", *files, environ={"COLUMNS": "80"})
    assert done.code == 0
    assert done.out.endswith("3 accepted; the answer fits the offer\n")
    lines = done.out.splitlines()[1:]
    assert all(len(line) <= 80 or " " not in line.strip() for line in lines)
    coloured = run("diff", *files, "--color", "always").out
    assert "\x1b[32m accepted\x1b[0m" in coloured


def test_json_has_everything(run: Runner, files: tuple[str, str]) -> None:
    write(files, HIGH_ONLY, NO_VIDEO)
    found = json.loads(run("diff", "--format", "json", *files).out)
    (one,) = found["sections"]
    assert (one["verdict"], one["reason"], one["perhaps"]) == ("refused", "no-codec", [])
    assert one["words"].startswith("refused: no common H264 profile")
    write(files, OFFER, ANSWER.replace("a=mid:0", "a=mid:9"))
    found = json.loads(run("diff", "--format", "json", *files).out)
    assert found["sections"][0]["settled"]["dtls"].startswith("the answerer is the DTLS client")
    assert [one["section"] for one in found["faults"] if one["severity"] == "error"] == [0]


def test_one_of_the_two_may_be_the_standard_input(run: Runner, files: tuple[str, str]) -> None:
    write(files, OFFER, ANSWER)
    assert run("diff", files[0], "-", stdin=ANSWER).code == 0
    assert run("diff", "-", files[1], stdin=OFFER).code == 0
    assert run("diff", "-", "-").code == 2


def test_what_is_no_description_is_1_and_what_is_no_file_is_2(
    run: Runner, files: tuple[str, str]
) -> None:
    write(files, OFFER, "nonsense")
    done = run("diff", *files)
    assert (done.code, done.out) == (1, "")
    assert "answer.sdp: line 1: the first line is not v=0 [sdp.missing-line]" in done.err
    assert "hint" not in done.err
    write(files, OFFER, '{"sdp": "v=0"}')
    assert "hint: this is JSON" in run("diff", *files).err
    assert run("diff", files[0], files[1] + "x").code == 2
    assert run("diff", files[0]).code == 2
    assert "examples:" in run("diff", "--help").out
