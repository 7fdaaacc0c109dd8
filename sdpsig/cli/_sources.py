"""Where settings come from, and everything that is wrong with them at once.

Each source (the file, the environment, the flags) becomes one plain document, which the
strict converter holds against the table of settings. A mistake is told with the place where
it was made, in the words of that place, and with the nearest name that exists.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar, get_args, get_origin

import attrs

from sdpsig._converter import Issue, JsonError, loads, structure
from sdpsig.cli._flags import Flags, flag_name
from sdpsig.limits import Limits

T = TypeVar("T")

PREFIX: Final = "SDPSIG_"
CONF: Final = "SDPSIG_CONF"
NOT_SETTINGS: Final = frozenset({CONF, "SDPSIG_REQUIRE_ALL"})
"""Names of ours in the environment that are no settings; the second one is for tests."""

_ONLY_TEXT: Final = ", not a string"
"""In flags and in the environment everything is a string."""

_LIMITS: Final = Limits(json_items=1_000, json_issues=1_000)
"""Our own user is not a stranger: bounds only against slips."""


class SettingsError(Exception):
    """Everything that is wrong, one line each."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@attrs.frozen
class Source:
    """What one place says."""

    document: dict[str, Any]
    """Plain values by field name."""
    place: str
    """What stands before a name of this place in a mistake."""
    spell: Callable[[str], str]
    """How this place spells a field."""
    unknown: tuple[str, ...] = ()
    """Names that stand there and mean nothing, as they are spelt there."""
    others: tuple[str, ...] = ()
    """Names that may stand there and are no settings."""
    obvious: str = ""
    """The end of a detail that says nothing new here."""


# --- Texts to plain values, for flags and the environment -------------------------------------

_SWITCH: Final = {
    word: value
    for words, value in (("1 true yes on", True), ("0 false no off", False))
    for word in words.split()
}


def _switch(text: str) -> object:
    return _SWITCH.get(text.lower(), text)


def _integer(text: str) -> object:
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,20}", text) else text


def _number(text: str) -> object:
    return float(text) if re.fullmatch(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?", text) else text


_READERS: Final[dict[Any, Callable[[str], object]]] = {
    bool: _switch,
    int: _integer,
    float: _number,
}


def _literal(text: str) -> Any:
    """A TOML or JSON value; what is neither stays a text, which the converter refuses."""
    try:
        return loads(text.encode(), _LIMITS)
    except (JsonError, UnicodeEncodeError):
        pass
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def _items(text: str) -> list[Any] | str:
    if text.lstrip().startswith("["):
        literal: list[Any] | str = _literal(text)
        return literal
    return [item.strip() for item in text.split(",") if item.strip()]


def _columns(setting: "attrs.Attribute[Any]") -> list[str]:
    """The fields of the tables in a list of tables; none where it is a list of texts."""
    kind = get_args(setting.type)[0]
    return [field.name for field in attrs.fields(kind)] if attrs.has(kind) else []


def _table(columns: Sequence[str], item: object) -> object:
    """A text among tables stands for a table with that text in its first field, a list."""
    return {columns[0]: [item]} if isinstance(item, str) else item


def _plain(setting: "attrs.Attribute[Any]", said: str | list[str] | bool) -> object:
    """The plain value that a text stands for, by the type of its setting."""
    if get_origin(setting.type) is not tuple:
        return said if isinstance(said, bool) else _READERS.get(setting.type, str)(str(said))
    columns = _columns(setting)
    if isinstance(said, list) and not columns:
        said = ",".join(said)  # a flag may hold several texts
    items = said if isinstance(said, list) else _items(str(said))
    if isinstance(items, str):
        return items
    return [_table(columns, item) if columns else item for item in items]


# --- The three places -------------------------------------------------------------------------


def from_flags(cls: Any, flags: Flags) -> Source:
    """What the command line says."""
    settings = {setting.name: setting for setting in attrs.fields(cls)}
    return Source(
        {name: _plain(settings[name], said) for name, said in flags.settings.items()},
        place="",
        spell=lambda name: flag_name(settings[name]),
        unknown=flags.unknown,
        others=("--conf", "--help"),
        obvious=_ONLY_TEXT,
    )


def from_environment(cls: Any, environ: Mapping[str, str]) -> Source:
    """What the variables say whose names begin with ``SDPSIG_``."""
    settings = {PREFIX + setting.name.upper(): setting for setting in attrs.fields(cls)}
    ours = sorted(name for name in environ.keys() - NOT_SETTINGS if name.startswith(PREFIX))
    return Source(
        {
            settings[name].name: _plain(settings[name], environ[name])
            for name in ours
            if name in settings
        },
        place="environment:",
        spell=lambda name: PREFIX + name.upper(),
        unknown=tuple(name for name in ours if name not in settings),
        others=(CONF,),
        obvious=_ONLY_TEXT,
    )


_AT_LINE: Final = re.compile(r"(?P<what>.*) \(at line (?P<line>[0-9]+), column [0-9]+\)", re.DOTALL)


def from_file(path: str) -> Source:
    """What the file says; :class:`SettingsError` if it cannot be read at all."""
    try:
        document = tomllib.loads(Path(path).read_bytes().decode())
    except OSError as error:
        raise SettingsError([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise SettingsError([f"{path}: is not UTF-8 at byte {error.start}"]) from None
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.fullmatch(str(error))
        where, what = (f", line {at['line']}", at["what"]) if at else ("", str(error))
        raise SettingsError([f"{path}{where}: is not TOML: {what}"]) from None
    except (ValueError, RecursionError):  # a number or a nesting beyond what Python reads
        raise SettingsError([f"{path}: is not TOML that can be read"]) from None
    return Source(document, place=f"{path}:", spell=lambda name: name)


# --- Judging them -----------------------------------------------------------------------------


def _bare(name: str) -> str:
    """A name without what sets the places apart, for comparing."""
    return name.removeprefix(PREFIX).lstrip("-").replace("-", "_").lower()


def _not_known(where: str, name: str, names: Iterable[str]) -> str:
    spelt = {_bare(each): each for each in names}
    near: list[str] = get_close_matches(_bare(name), spelt, 1, 0.7)
    hint = f"; did you mean {spelt[near[0]]}?" if near else ""
    return f"{where}: is not known{hint}"


def _names(cls: Any, source: Source) -> list[str]:
    return [*(source.spell(setting.name) for setting in attrs.fields(cls)), *source.others]


def _sentence(cls: Any, source: Source, issue: Issue) -> str:
    tokens = issue.pointer.split("/")[1:]
    name, *inner = (token.replace("~1", "/").replace("~0", "~") for token in tokens)
    where = f"{source.place}{source.spell(name)}" + "".join(
        f"[{token}]" if token.isdigit() else f".{token}" for token in inner
    )
    if issue.code != "unknown-field":
        detail = issue.detail.replace("an object", "a table").removesuffix(source.obvious)
        return f"{where}: {detail}"
    if not inner:
        return _not_known(where, name, _names(cls, source))
    return _not_known(where, inner[-1], _columns(getattr(attrs.fields(cls), name)))


def _judge(cls: type[T], source: Source) -> tuple[dict[str, Any], list[str]]:
    """The typed values of one source by field name, and what is wrong with it."""
    names = _names(cls, source)
    unknown = [_not_known(f"{source.place}{name}", name, names) for name in source.unknown]
    try:
        typed = structure(source.document, cls, _LIMITS, forbid_unknown=True)
    except JsonError as error:
        return {}, [*(_sentence(cls, source, issue) for issue in error.issues), *unknown]
    return {name: getattr(typed, name) for name in source.document}, unknown


def merge(cls: type[T], sources: Sequence[Source], mistakes: Sequence[str] = ()) -> T:
    """The settings that the sources give together: the last one that says something wins.

    :class:`SettingsError` with these mistakes and all those in any of the sources.
    """
    settings: dict[str, Any] = {}
    found = list(mistakes)
    for source in sources:
        values, wrong = _judge(cls, source)
        settings |= values
        found += wrong
    if found:
        raise SettingsError(found)
    return cls(**settings)
