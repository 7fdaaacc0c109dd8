"""The flags of a table of settings, read by argparse but not judged."""

import argparse
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import attrs


class UsageError(Exception):
    """What argparse cannot make sense of, in its words."""


class _Parser(argparse.ArgumentParser):
    """Leaves it to the caller to tell mistakes, together with those from elsewhere."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


@attrs.frozen
class Flags:
    """What the command line says."""

    settings: dict[str, str | list[str] | bool]
    """By field name: a text, a list of texts for a repeatable flag, or a bool for a switch."""
    conf: str | None
    """The file that ``--conf`` names."""
    unknown: tuple[str, ...]
    """The words that are none of ours, without those that look like their values."""


def flag_name(setting: "attrs.Attribute[Any]") -> str:
    """How the setting is spelt: its own name, unless the table has a better one."""
    flag: str | None = setting.metadata["flag"]
    return flag or "--" + setting.name.replace("_", "-")


def _default(value: object) -> str:
    named = {"()": "none", "False": "off", "True": "on"}
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return named.get(text, text)


def _add(group: Any, setting: "attrs.Attribute[Any]") -> None:
    about = setting.metadata
    unit = f" {about['unit']}" if about["unit"] else ""
    again = "; may be repeated" if about["flag"] else ""
    text = f"{about['help']}{again} (default: {_default(setting.default)}{unit})"
    shape: dict[str, Any] = {"metavar": about["metavar"]}
    if setting.type is bool:
        shape = {"action": argparse.BooleanOptionalAction}
    elif about["flag"]:
        shape["action"] = "append"
    group.add_argument(
        flag_name(setting),
        dest=setting.name,
        default=argparse.SUPPRESS,
        help=text.replace("%", "%%"),
        **shape,
    )


def _parser(cls: Any, prog: str, description: str, epilog: str) -> _Parser:
    parser = _Parser(
        prog=prog,
        usage=f"{prog} [--conf FILE] [--SETTING VALUE ...]",
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--conf", metavar="FILE", help="read settings from this TOML file")
    groups: dict[str, Any] = {}
    for setting in attrs.fields(cls):
        title = setting.metadata["group"]
        if title not in groups:
            groups[title] = parser.add_argument_group(title)
        _add(groups[title], setting)
    return parser


def unknown_names(words: Sequence[str]) -> Iterator[str]:
    """``--prot 9000`` is one unknown flag, not two unknown words."""
    before = ""
    for word in words:
        if word.startswith("-") or not before.startswith("-") or "=" in before:
            yield word.partition("=")[0]
        before = word


def parse(cls: Any, argv: Sequence[str], *, prog: str, description: str, epilog: str) -> Flags:
    """Read the flags; :class:`UsageError` if argparse gives up, ``SystemExit`` after --help."""
    parser = _parser(cls, prog, description, epilog)
    found, unknown = parser.parse_known_args(argv)
    settings = dict(vars(found))
    return Flags(settings, settings.pop("conf"), tuple(unknown_names(unknown)))
