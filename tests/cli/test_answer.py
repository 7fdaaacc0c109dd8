import json
import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import pytest

from sdpsig.cli._answer_words import DROPPED, LAYERS, REJECTED
from sdpsig.cli.answer import DIRECTIONS
from sdpsig.jsep import CodecDrop, Rejection, RidDrop, misfits
from sdpsig.sdp import parse
from sdpsig.sdp.attributes import MediaDirection
from tests._corpus import OFFERS, OWN, OWN_OFFERS
from tests.cli._run import OFFER as DATA_OFFER
from tests.cli._run import SECRET, Done, Runner
from tests.jsep.test_compare import H264, HEAD, HIGH, section

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "answer-from-the-command-line.md").read_text("utf-8")
SHOWN = [
    (
        re.split(" [|>] ", part.partition("\n")[0])[0],
        "".join(re.findall("^```text\n(.*?)^```$", part, re.DOTALL | re.MULTILINE)),
    )
    for part in PAGE.split("```sh\nsdpsig ")[1:]
]
"""Each command of the page, with what it says on the standard error output."""
EXAMPLE = (ROOT / "examples" / "offer.sdp").read_bytes().decode()
"""Audio 0 with opus and PCMU, video 1 with H265 alone, data channels 2; in one bundle."""
APART = EXAMPLE.replace("a=group:BUNDLE 0 1 2\r\n", "")
DIGEST = ":".join(["CD"] * 32)
PASSWORD = "asd88fgpdd777uzjYhagZg"
OURS = (
    *("--ice-ufrag", "8hhY", "--ice-pwd", PASSWORD),
    *("--fingerprint", f"sha-256 {DIGEST}", "--session-id", "1"),
)
CANDIDATE = "candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host"
MADE_UP = "sdpsig answer: made up, so that this answer reaches nobody: "


def lines(done: Done) -> list[str]:
    assert done.code == 0, done.err
    return done.out.split("\r\n")


def media(done: Done) -> list[str]:
    """The m= lines of the answer, without what is the same in all of them."""
    return [line.replace("UDP/TLS/RTP/SAVPF ", "") for line in lines(done) if line[:2] == "m="]


def told(done: Done, mid: str) -> dict[str, object]:
    """What JSON says of a section."""
    assert done.code == 0, done.err
    (found,) = (one for one in json.loads(done.out)["sections"] if one["mid"] == mid)
    assert isinstance(found, dict)
    return found


# --- the answer


@pytest.mark.parametrize("argv", [(), ("-",)])
def test_the_standard_input_is_answered(run: Runner, argv: tuple[str, ...]) -> None:
    done = run("answer", *OURS, *argv, stdin=EXAMPLE)
    assert media(done) == [
        "m=audio 9 111 0",
        "m=video 0 98",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    ]
    assert "a=sendrecv" in lines(done)
    assert done.err == ""


def test_a_file_is_answered(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "offer.sdp").write_bytes(EXAMPLE.encode())
    done = run("answer", *OURS, str(tmp_path / "offer.sdp"))
    assert done == run("answer", *OURS, stdin=EXAMPLE)


def test_every_line_ends_with_crlf_and_there_is_nothing_else(run: Runner) -> None:
    out = run("answer", *OURS, stdin=EXAMPLE).out
    assert out.startswith("v=0\r\n")
    assert out.endswith("\r\n")
    assert out.count("\n") == out.count("\r\n") == out.count("\r")


@pytest.mark.parametrize(
    ("capabilities", "profile"),
    [("webrtc", "interop"), ("webrtc", "strict"), ("aiortc", "interop")],
)
@pytest.mark.parametrize("name", [*OWN_OFFERS, *OFFERS])
def test_what_browsers_offer_is_answered_with_what_fits(
    run: Runner, name: str, capabilities: str, profile: str
) -> None:
    offer = {**OWN, **OFFERS}[name]
    argv = ("--capabilities", capabilities, "--profile", profile, "--why")
    done = run("answer", *OURS, *argv, stdin=offer)
    assert done.code == 0, done.err
    assert misfits(parse(offer), parse(done.out)) == ()


# --- what is wanted


@pytest.mark.parametrize(
    ("capabilities", "live"),
    [
        ("webrtc", [True, True, True]),
        ("audio", [True, False, False]),
        ("video", [False, True, False]),
        ("data", [False, False, True]),
        ("aiortc", [True, True, True]),
        ("chromium", [True, True, True]),
    ],
)
def test_capabilities_decide_what_is_accepted(
    run: Runner, capabilities: str, live: list[bool]
) -> None:
    offer = OWN["chromium-156-audio-video-data-offer"]
    done = run("answer", *OURS, "--capabilities", capabilities, stdin=offer)
    assert [line.split()[1] != "0" for line in media(done)] == live


def test_only_these_codecs_are_answered_and_in_this_order(run: Runner) -> None:
    offer = OWN["chromium-156-audio-video-offer"]
    argv = ("--codec", "pcmu", "--codec", "VP9", "--codec", "OPUS", "--format", "json")
    done = run("answer", *OURS, *argv, stdin=offer)
    first, second = json.loads(done.out)["sections"]
    assert [one["codec"] for one in first["codecs"]] == ["PCMU", "opus"]
    assert [one["codec"] for one in second["codecs"]] == ["VP9", "rtx"]
    assert {"payload_type": 9, "codec": "G722", "reason": "not-preferred"} in first["dropped"]


def test_a_medium_of_which_no_codec_is_wanted_is_rejected(run: Runner) -> None:
    found = told(run("answer", *OURS, "--codec", "VP8", "--format", "json", stdin=EXAMPLE), "0")
    assert (found["accepted"], found["reason"]) == (False, "no-codec")
    assert found["dropped"] == [
        {"payload_type": 111, "codec": "opus", "reason": "not-preferred"},
        {"payload_type": 0, "codec": "PCMU", "reason": "not-preferred"},
    ]


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (("--codec", "h246"), "webrtc has no codec h246; did you mean H264?"),
        (("--codec", "\x1b"), r"webrtc has no codec \x1b; there is opus, G722"),
        (("--codec", "VP8", "--capabilities", "audio"), "audio has no codec VP8; there is opus"),
        (("--codec", "VP8", "--capabilities", "data"), "data has no codec VP8; there is none"),
    ],
)
def test_a_codec_that_there_is_not_is_wrong_usage(
    run: Runner, argv: tuple[str, ...], reason: str
) -> None:
    done = run("answer", *argv, stdin=EXAMPLE)
    assert (done.code, done.out) == (2, "")
    assert f"error: argument --codec: {reason}" in done.err


@pytest.mark.parametrize(
    ("wish", "offered", "answered"),
    [
        ("mirror", "sendrecv", "sendrecv"),
        ("mirror", "sendonly", "recvonly"),
        ("recvonly", "sendrecv", "recvonly"),
        ("sendonly", "sendrecv", "sendonly"),
        ("sendonly", "sendonly", "inactive"),
        ("sendrecv", "recvonly", "sendonly"),
        ("inactive", "sendrecv", "inactive"),
    ],
)
def test_the_direction_is_what_is_wanted_of_what_is_offered(
    run: Runner, wish: str, offered: str, answered: str
) -> None:
    offer = EXAMPLE.replace("a=sendrecv", f"a={offered}")
    done = run("answer", *OURS, "--direction", wish, stdin=offer)
    assert f"a={answered}" in lines(done)[: lines(done).index("a=mid:1")]


def test_every_direction_can_be_wanted() -> None:
    assert set(DIRECTIONS) == {"mirror", *(direction.value for direction in MediaDirection)}


@pytest.mark.parametrize("word", ["audio", "0"])
def test_a_section_is_rejected_by_its_medium_or_its_mid(run: Runner, word: str) -> None:
    found = told(run("answer", *OURS, "--reject", word, "--format", "json", stdin=EXAMPLE), "0")
    assert (found["accepted"], found["reason"]) == (False, "policy")


def test_a_section_without_a_mid_is_rejected_by_the_name_that_it_gets(run: Runner) -> None:
    nameless = DATA_OFFER.replace("a=mid:0\r\n", "")
    found = told(run("answer", *OURS, "--reject", "0", "--format", "json", stdin=nameless), "0")
    assert found["reason"] == "policy"


def test_everything_may_be_rejected(run: Runner) -> None:
    argv = ("--reject", "audio", "--reject", "video", "--reject", "application")
    done = run("answer", *OURS, *argv, stdin=EXAMPLE)
    assert [line.split()[1] for line in media(done)] == ["0", "0", "0"]


def test_a_medium_that_is_not_offered_may_be_rejected_but_not_an_unknown_mid(run: Runner) -> None:
    assert run("answer", *OURS, "--reject", "video", stdin=DATA_OFFER).code == 0
    done = run("answer", *OURS, "--reject", "9", stdin=EXAMPLE)
    assert (done.code, done.out) == (2, "")
    assert "argument --reject: no section 9; the offer has 0, 1, 2" in done.err
    empty = "".join(DATA_OFFER.partition("t=0 0\r\n")[:2])
    assert "the offer has no section" in run("answer", "--reject", "9", stdin=empty).err


def test_the_dtls_role_is_chosen_where_the_offer_leaves_the_choice(run: Runner) -> None:
    assert "a=setup:active" in lines(run("answer", *OURS, stdin=DATA_OFFER))
    passive = ("answer", *OURS, "--setup", "passive")
    assert "a=setup:passive" in lines(run(*passive, stdin=DATA_OFFER))
    decided = DATA_OFFER.replace("actpass", "passive")
    assert "a=setup:active" in lines(run(*passive, stdin=decided))


def test_the_bundle_policy_decides_how_many_transports_there_are(run: Runner) -> None:
    argv = ("answer", *OURS, "--format", "json")
    assert told(run(*argv, stdin=APART), "2")["accepted"] is True
    found = told(run(*argv, "--bundle-policy", "max-bundle", stdin=APART), "2")
    assert found["reason"] == "bundle-policy"


def test_strict_refuses_what_interop_tolerates(run: Runner) -> None:
    silent = DATA_OFFER.replace("a=setup:actpass\r\n", "")
    done = run("answer", *OURS, "--format", "json", stdin=silent)
    (warning,) = json.loads(done.out)["warnings"]
    assert (warning["rule"], warning["severity"], warning["line"]) == ("V-22a", "warning", 5)
    done = run("answer", *OURS, "--profile", "strict", stdin=silent)
    assert (done.code, done.out) == (1, "")
    assert "error: a transport without a=setup [dtls.setup] (V-22a)" in done.err


# --- our transport


def test_our_parameters_are_in_the_answer_and_equal_arguments_give_equal_bytes(
    run: Runner,
) -> None:
    more = ("--candidate", CANDIDATE, "--end-of-candidates", "--version", "7")
    done = run("answer", *OURS, *more, stdin=DATA_OFFER)
    assert {
        "o=- 1 7 IN IP4 0.0.0.0",
        "a=ice-ufrag:8hhY",
        f"a=ice-pwd:{PASSWORD}",
        f"a=fingerprint:sha-256 {DIGEST}",
        f"a={CANDIDATE}",
        "a=end-of-candidates",
    } <= set(lines(done))
    assert done.err == ""
    assert run("answer", *OURS, *more, stdin=DATA_OFFER) == done


def test_several_transports_differ_in_their_ufrags(run: Runner) -> None:
    found = [line for line in lines(run("answer", *OURS, stdin=APART)) if "ufrag" in line]
    assert set(found) == {"a=ice-ufrag:8hhY0", "a=ice-ufrag:8hhY1"}


def test_what_is_not_given_is_made_up_each_time_and_that_is_said(run: Runner) -> None:
    first, second = (run("answer", stdin=DATA_OFFER) for _ in range(2))
    for name in ("o=", "a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:"):
        values = {line for done in (first, second) for line in lines(done) if line.startswith(name)}
        assert len(values) == 2, name
    assert first.err == f"{MADE_UP}--ice-ufrag, --ice-pwd, --fingerprint\n"
    half = run("answer", "--ice-ufrag", "8hhY", "--ice-pwd", PASSWORD, stdin=DATA_OFFER)
    assert half.err == f"{MADE_UP}--fingerprint\n"


@pytest.mark.parametrize("text", [f"a=fingerprint:sha-1 {DIGEST[:59]}", f"SHA-256 {DIGEST}"])
def test_a_fingerprint_may_be_written_as_in_sdp(run: Runner, text: str) -> None:
    done = run("answer", "--fingerprint", text, stdin=DATA_OFFER)
    said = text.removeprefix("a=fingerprint:")
    assert f"a=fingerprint:{said}" in lines(done)


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--ice-ufrag", "abc", "an ice-ufrag shorter than 4 or longer than 256 characters (V-21)"),
        ("--ice-ufrag", "ab_d", "an ice-ufrag with a character that is not an ice-char (V-21)"),
        ("--ice-ufrag", "abcd\r\na=b", "a character that is not an ice-char (V-21)"),
        ("--ice-pwd", SECRET[:9], "an ice-pwd shorter than 22 or longer than 256"),
        ("--fingerprint", "AB:CD", "not a hash function, a blank, and pairs of hexadecimal digits"),
        ("--fingerprint", "sha-256 AB:CD", "a fingerprint whose length does not fit its hash"),
        ("--fingerprint", f"md5 {DIGEST[:47]}", "the hash function is one of sha-1, sha-224"),
        ("--candidate", "nonsense", "a candidate that does not start with candidate:"),
        ("--candidate", CANDIDATE.replace("host", "odd"), "(TR-3)"),
        ("--candidate", "", "this is no candidate: say --end-of-candidates"),
        ("--session-id", "-1", "a number from 0 to 2^63 - 1 is wanted"),
        ("--version", str(2**63), "a number from 0 to 2^63 - 1 is wanted"),
        ("--version", "\u0663", "a number from 0 to 2^63 - 1 is wanted"),
    ],
)
def test_a_wrong_value_is_wrong_usage_with_its_reason(
    run: Runner, option: str, value: str, reason: str
) -> None:
    done = run("answer", f"{option}={value}", stdin=DATA_OFFER)
    assert (done.code, done.out) == (2, "")
    assert f"sdpsig answer: error: argument {option}: " in done.err
    assert reason in done.err
    assert SECRET[:9] not in done.err


def test_what_does_not_fit_several_transports_is_wrong_usage(run: Runner) -> None:
    done = run("answer", *OURS, "--candidate", CANDIDATE, stdin=APART)
    assert (done.code, done.out) == (2, "")
    assert "argument --candidate: a candidate is for one transport" in done.err
    assert "has several (0, 2)" in done.err
    done = run("answer", *OURS, "--ice-ufrag", "a" * 256, stdin=APART)
    assert (done.code, done.out) == (2, "")
    assert "argument --ice-ufrag: with its suffix 0: an ice-ufrag shorter than" in done.err


@pytest.mark.parametrize(
    "argv",
    [
        ("--format", "xml"),
        ("--capabilities", "all"),
        ("--direction", "both"),
        ("--setup", "actpass"),
        ("--profile", "lax"),
        ("--bundle-policy", "none"),
        ("one", "two"),
    ],
)
def test_wrong_usage_is_2(run: Runner, argv: tuple[str, ...]) -> None:
    done = run("answer", *argv, stdin=DATA_OFFER)
    assert (done.code, done.out) == (2, "")
    told, more = done.err.splitlines()
    assert told.startswith("sdpsig answer: error: ")
    assert more == "sdpsig answer --help explains all arguments."


# --- what cannot be answered


def test_what_is_no_description_is_1_and_told_as_lint_tells_it(run: Runner) -> None:
    text = '{"type": "offer", "sdp": "v=0"}'
    done = run("answer", stdin=text)
    assert (done.code, done.out) == (1, "")
    assert done.err == run("lint", stdin=text).out
    assert "hint: this is JSON: take its member" in done.err


def test_an_offer_that_cannot_be_answered_is_1_with_its_line_and_advice(run: Runner) -> None:
    done = run("answer", stdin=DATA_OFFER.replace("a=fingerprint", "a=finger"))
    assert (done.code, done.out) == (1, "")
    assert "<stdin>:5: error: a transport without a fingerprint that may be used" in done.err
    assert "    5 | m=application 9" in done.err
    assert "      = hint: WebRTC needs a=fingerprint and a=setup on every transport" in done.err
    assert SECRET not in done.err


def test_a_file_that_cannot_be_read_is_2(run: Runner, tmp_path: Path) -> None:
    done = run("answer", str(tmp_path / "none"))
    assert (done.code, done.out) == (2, "")
    assert "sdpsig answer: " in done.err
    assert "No such file" in done.err


@pytest.mark.parametrize("text", ["", "\x1b[2J", "v=0\r\n\x1b[2J", "\ufeffv=0\r\nx"])
def test_whatever_comes_in_is_told_without_harm(run: Runner, text: str) -> None:
    done = run("answer", "--why", stdin=text)
    assert done.code == 1
    assert "\x1b" not in done.out + done.err


# --- why


def test_why_is_told_section_by_section(run: Runner) -> None:
    done = run("answer", *OURS, "--why", stdin=EXAMPLE)
    assert done.err.splitlines() == [
        "audio (mid 0) accepted, sendrecv",
        "  codecs      opus [111], PCMU [0]",
        "",
        "video (mid 1) rejected: no media codec is common to both sides",
        "  dropped     H265 [98] (not among the capabilities)",
        "",
        "application (mid 2) accepted",
    ]
    assert done.out == run("answer", *OURS, stdin=EXAMPLE).out


def test_why_tells_codecs_of_one_name_and_reason_together(run: Runner) -> None:
    offer = HEAD + section(
        H264.format(96, HIGH) + H264.format(97, HIGH).replace("mode=1", "mode=0"),
        formats="96 97 98",
    )
    err = run("answer", *OURS, "--why", stdin=offer).err
    assert re.search(r"dropped +H264 \[96 97\] \(another .*\); format \[98\] \(a dynamic", err)


def test_why_tells_what_was_tolerated_and_has_colour_where_that_is_asked_for(run: Runner) -> None:
    silent = DATA_OFFER.replace("a=setup:actpass\r\n", "")
    err = run("answer", *OURS, "--why", stdin=silent).err
    assert "\n\ntolerated: a transport without a=setup [dtls.setup] (V-22a) (line 5 of" in err
    coloured = run("answer", *OURS, "--why", "--color", "always", stdin=silent).err
    assert "\x1b[32maccepted\x1b[0m" in coloured


def test_why_tells_layers(run: Runner) -> None:
    layers = "".join(f"a=rid:{rid} send\r\n" for rid in ("l", "m", "h", "x"))
    offer = HEAD + section(
        "a=rtpmap:96 VP8/90000\r\na=extmap:1 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n"
        f"{layers}a=simulcast:send l;m;h\r\n",
    )
    done = run("answer", *OURS, "--why", "--format", "json", stdin=offer)
    found = told(done, "0")
    assert found["layers"] == {"send": [], "receive": ["l", "m", "h"]}
    assert found["dropped_layers"] == [{"rid": "x", "reason": "unlisted"}]
    assert "\n  receives    layers l, m, h\n" in done.err
    assert "\n  not layers  x: no a=simulcast lists it\n" in done.err


@pytest.mark.parametrize(
    ("words", "reasons"), [(REJECTED, Rejection), (DROPPED, CodecDrop), (LAYERS, RidDrop)]
)
def test_every_reason_has_words_of_its_own(words: Mapping[Enum, str], reasons: type[Enum]) -> None:
    assert list(words) == list(reasons)
    assert len(set(words.values())) == len(words)
    assert all(text.isprintable() and text[0].islower() for text in words.values())
    assert not any(text.endswith(".") for text in words.values())


def test_json_says_everything_of_the_answer(run: Runner) -> None:
    done = run("answer", *OURS, "--format", "json", stdin=EXAMPLE)
    found = json.loads(done.out)
    assert list(found) == ["type", "sdp", "sections", "warnings"]
    assert found["type"] == "answer"
    assert found["sdp"] == run("answer", *OURS, stdin=EXAMPLE).out
    assert found["sections"][0] == {
        "mid": "0",
        "kind": "audio",
        "accepted": True,
        "reason": None,
        "direction": "sendrecv",
        "codecs": [
            {"payload_type": 111, "codec": "opus"},
            {"payload_type": 0, "codec": "PCMU"},
        ],
        "dropped": [],
        "layers": {"send": [], "receive": []},
        "dropped_layers": [],
    }
    assert [one["reason"] for one in found["sections"]] == [None, "no-codec", None]
    assert found["sections"][2]["direction"] is None
    assert found["warnings"] == []


def test_help_teaches_with_examples(run: Runner) -> None:
    text = run("answer", "--help").out
    assert "examples:\n  sdpsig answer offer.sdp" in text
    assert "Exit codes: 0 answered" in text


# --- the page


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_a_command_prints_what_the_page_says(
    run: Runner, command: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT / "examples")
    done = run(*command.split())
    assert done.code == 0
    assert done.err.startswith(shown) or done.err.endswith(shown)


def test_every_kind_of_command_is_shown() -> None:
    flags = {flag for command, _ in SHOWN for flag in re.findall(r"--[a-z-]+", command)}
    assert len(SHOWN) == 4
    assert sum(bool(shown) for _, shown in SHOWN) == 3
    assert {"--why", "--format", "--codec"} <= flags


def test_every_flag_is_on_the_page(run: Runner) -> None:
    flags = set(re.findall(r"^  (--[a-z-]+)", run("answer", "--help").out, re.MULTILINE))
    assert {flag for flag in flags if flag not in PAGE} == {"--color"}
