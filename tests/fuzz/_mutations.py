"""Changes that keep a text looking like SDP: most of it stays, one thing is wrong.

Each takes the lines (with their ends), a source of choices and another seed to steal from.
"""

import re
from collections.abc import Callable
from random import Random

__all__ = ["MUTATIONS", "mutate", "spoil"]

Lines = list[str]
Mutation = Callable[[Lines, Random, Lines], None]
MAX_SIZE = 65_536
"""Characters of the largest text that is made."""

NUMBERS = (
    "0", "-1", "+1", "00", "127", "128", "255", "256", "257", "65535", "65536", "4294967295",
    "4294967296", "18446744073709551615", "18446744073709551616", "1" + "0" * 20, "9" * 4_301,
    "1_0", "1.0", "1e3", "0x10", " 7", "\u0663", "\uff11", "\u00b2", "NaN", "",
)  # fmt: skip
CHARACTERS = (
    "\x00", "\r", "\n", "\r\n", "\t", "\x0b", "\x0c", "\x1c", "\x1e", "\x1b[2J", "\x7f", "\x85",
    "\xa0", "\u2028", "\u2029", "\u200b", "\u202e", "\ufeff", "\ud800", "\udfff", "\U0010ffff",
    "\u0130", "\u017f", "\u212a", " ", "  ", ":", ";", ",", "/", "=", "*", "%s", "{0}", "\\",
    '"', "\u0301" * 8,
)  # fmt: skip
TOKENS = (
    "candidate", "ice-pwd", "mid", "rtpmap", "fmtp", "group", "extmap", "ssrc", "rid", "simulcast",
    "fingerprint", "setup", "BUNDLE", "UDP/TLS/RTP/SAVPF", "IN", "IP6", "typ", "tcptype", "raddr",
    "apt=96", "send", "*", "-", "__proto__", "constructor", "~1", "x=[1:2]", "a" * 65, "b" * 300,
)  # fmt: skip
ENDS = ("\r\n", "\n", "\r", "", "\n\r", "\r\r\n", "\r\n\r\n", "\u2028", "\x85")
NUMBER = re.compile("[0-9]+")
TOKEN = re.compile("[^ :;=,/\r\n]+")


def _pick(lines: Lines, random: Random) -> int:
    return random.randrange(len(lines))


def delete(lines: Lines, random: Random, other: Lines) -> None:
    del lines[_pick(lines, random)]


def duplicate(lines: Lines, random: Random, other: Lines) -> None:
    lines.insert(_pick(lines, random), lines[_pick(lines, random)])


def flood(lines: Lines, random: Random, other: Lines) -> None:
    at = _pick(lines, random)
    lines[at:at] = [lines[at]] * random.choice((3, 17, 257, 1_025))


def swap(lines: Lines, random: Random, other: Lines) -> None:
    a, b = _pick(lines, random), _pick(lines, random)
    lines[a], lines[b] = lines[b], lines[a]


def shuffle(lines: Lines, random: Random, other: Lines) -> None:
    start = _pick(lines, random)
    part = lines[start : start + 12]
    random.shuffle(part)
    lines[start : start + 12] = part


def splice(lines: Lines, random: Random, other: Lines) -> None:
    at, start = _pick(lines, random), _pick(other, random)
    lines[at:at] = other[start : start + random.choice((1, 5, 40))]


def repeat_section(lines: Lines, random: Random, other: Lines) -> None:
    starts = [at for at, line in enumerate(lines) if line.startswith("m=")] or [0]
    start = random.choice(starts)
    stop = next((at for at in starts if at > start), len(lines))
    lines += lines[start:stop] * random.choice((1, 2, 20, 130))


def cut_line(lines: Lines, random: Random, other: Lines) -> None:
    at = _pick(lines, random)
    lines[at] = lines[at][: random.randrange(len(lines[at]) + 1)]


def retype(lines: Lines, random: Random, other: Lines) -> None:
    at = _pick(lines, random)
    lines[at] = random.choice("abcdefghijklmnopqrstuvwxyzA1 =") + lines[at][1:]


def indent(lines: Lines, random: Random, other: Lines) -> None:
    at = _pick(lines, random)
    lines[at] = random.choice((" ", "\t", "a=", "\u00a0")) + lines[at]


def change_case(lines: Lines, random: Random, other: Lines) -> None:
    at = _pick(lines, random)
    lines[at] = lines[at].swapcase()


def _replace(pattern: re.Pattern[str], choices: tuple[str, ...]) -> Mutation:
    def replace(lines: Lines, random: Random, other: Lines) -> None:
        at = _pick(lines, random)
        found = list(pattern.finditer(lines[at]))
        if found:
            match = random.choice(found)
            start, stop = match.span()
            lines[at] = lines[at][:start] + random.choice(choices) + lines[at][stop:]

    return replace


def repeat_word(lines: Lines, random: Random, other: Lines) -> None:
    at = _pick(lines, random)
    found = list(TOKEN.finditer(lines[at]))
    if found:
        match = random.choice(found)
        words = random.choice((" ", ";", ",", ":", "/", "")).join(
            [match.group()] * random.choice((2, 20, 300, 3_000))
        )
        lines[at] = lines[at][: match.start()] + words + lines[at][match.end() :]


def insert_character(lines: Lines, random: Random, other: Lines) -> None:
    at = _pick(lines, random)
    place = random.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:place] + random.choice(CHARACTERS) + lines[at][place:]


def change_end(lines: Lines, random: Random, other: Lines) -> None:
    at = _pick(lines, random)
    lines[at] = lines[at].rstrip("\r\n") + random.choice(ENDS)


def change_ends(lines: Lines, random: Random, other: Lines) -> None:
    end = random.choice(ENDS)
    lines[:] = [line.rstrip("\r\n") + end for line in lines]


def truncate(lines: Lines, random: Random, other: Lines) -> None:
    text = "".join(lines)
    lines[:] = [text[: random.randrange(len(text) + 1)]]


def blank(lines: Lines, random: Random, other: Lines) -> None:
    lines.insert(_pick(lines, random), random.choice(("\r\n", "\n", " \r\n", "\r\n" * 50)))


def mark(lines: Lines, random: Random, other: Lines) -> None:
    lines.insert(0, "\ufeff")


replace_number = _replace(NUMBER, NUMBERS)
replace_token = _replace(TOKEN, TOKENS + NUMBERS)
MUTATIONS: tuple[Mutation, ...] = (
    delete, duplicate, flood, swap, shuffle, splice, repeat_section, cut_line, retype, indent,
    change_case, replace_number, replace_number, replace_token, replace_token, repeat_word,
    insert_character, insert_character, change_end, change_ends, truncate, blank, mark,
)  # fmt: skip


def mutate(text: str, random: Random, other: str) -> str:
    """The text with one change or a few."""
    lines = text.splitlines(keepends=True)
    spare = other.splitlines(keepends=True) or ["a=x\r\n"]
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        random.choice(MUTATIONS)(lines or ["\r\n"], random, spare)
        lines = "".join(lines)[:MAX_SIZE].splitlines(keepends=True)
    return "".join(lines)


def spoil(text: str, random: Random) -> bytes:
    """The text as bytes, now and then no UTF-8 any more."""
    data = bytearray(text.encode(errors="surrogatepass"))
    for _ in range(random.choice((0, 0, 1, 3))):
        at = random.randrange(len(data) + 1)
        data[at : at + random.choice((0, 1, 4))] = random.choice(
            (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\0")
        )
    return bytes(data)
