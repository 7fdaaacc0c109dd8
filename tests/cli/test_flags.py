from typing import Any

import attrs
import pytest

from sdpsig.cli._flags import Flags, UsageError, flag_name, parse
from sdpsig.cli._settings import ServeSettings


def flags(*argv: str) -> Flags:
    return parse(ServeSettings, argv, prog="prog", description="What it does.", epilog="More.")


def test_without_flags_nothing_is_said() -> None:
    assert flags() == Flags({}, None, ())


def test_values_are_read_but_not_judged() -> None:
    found = flags("--port", "x", "--answer-timeout=", "--conf", "a.toml", "--max-sessions", "-1")
    assert found.settings == {"port": "x", "answer_timeout": "", "max_sessions": "-1"}
    assert found.conf == "a.toml"


def test_a_switch_can_be_turned_on_and_off() -> None:
    assert flags("--loopback").settings == {"loopback": True}
    assert flags("--no-loopback").settings == {"loopback": False}
    assert flags("--loopback", "--no-loopback").settings == {"loopback": False}


def test_a_list_is_a_repeated_flag_in_the_singular() -> None:
    found = flags("--ice-server", "stun:a", "--loopback", "--ice-server=stun:b")
    assert found.settings == {"ice_servers": ["stun:a", "stun:b"], "loopback": True}


def test_the_last_of_two_equal_flags_counts() -> None:
    assert flags("--port", "1", "--port", "2").settings == {"port": "2"}


@pytest.mark.parametrize(
    ("argv", "unknown"),
    [
        (["--prot", "9000"], ("--prot",)),
        (["--prot=9000", "x"], ("--prot", "x")),
        (["--prot", "9000", "--host", "h", "extra"], ("--prot", "extra")),
        (["extra", "--prot"], ("extra", "--prot")),
        (["-x", "-y", "1", "2"], ("-x", "-y", "2")),
        (["--por", "1"], ("--por",)),
    ],
)
def test_unknown_words_are_told_without_their_values(
    argv: list[str], unknown: tuple[str, ...]
) -> None:
    assert flags(*argv).unknown == unknown


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--port"], "argument --port: expected one argument"),
        (["--loopback=yes"], "argument --loopback/--no-loopback: ignored explicit argument 'yes'"),
    ],
)
def test_what_argparse_cannot_read_is_told_in_its_words(argv: list[str], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        flags(*argv)
    assert str(caught.value) == told


@pytest.mark.parametrize("setting", attrs.fields(ServeSettings), ids=lambda field: field.name)
def test_help_tells_every_setting_with_its_default(
    setting: "attrs.Attribute[Any]", capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as done:
        flags("--help")
    assert done.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    about = setting.metadata
    head = flag_name(setting) + (f" {about['metavar']}" if about["metavar"] else ", --no-")
    assert head in text
    _, _, rest = text.partition(f" {about['help']}")
    shown = {False: "off", (): "none"}.get(setting.default, f"{setting.default}".removesuffix(".0"))
    assert rest.startswith((f" (default: {shown}", f"; may be repeated (default: {shown}"))
    assert text.startswith("usage: prog [--conf FILE] [--SETTING VALUE ...] What it does.")
    assert text.endswith("More.")


def test_a_percent_sign_in_a_help_is_no_format(capsys: pytest.CaptureFixture[str]) -> None:
    about = {"group": "g", "help": "100 % of it", "metavar": "N", "unit": "", "flag": None}
    cls = attrs.make_class("Table", {"share": attrs.field(default=True, metadata=about, type=bool)})
    with pytest.raises(SystemExit):
        parse(cls, ["--help"], prog="prog", description="", epilog="")
    assert "100 % of it (default: on)" in capsys.readouterr().out
