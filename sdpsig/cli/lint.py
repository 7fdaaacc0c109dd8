"""``sdpsig lint``: what is wrong with descriptions, and what a given peer would make of them."""

import sys
from collections.abc import Mapping, Sequence

from attrs import evolve

from sdpsig.cli._inputs import MOST_BYTES, Input, Unreadable, read_all
from sdpsig.cli._lint_formats import FORMATS, Linted, count
from sdpsig.cli._options import complain, once, parser
from sdpsig.cli._screen import Screen, emit
from sdpsig.errors import Fault, Severity
from sdpsig.sdp import INTEROP, STRICT, SdpError

__all__ = ["main"]

TARGETS = ("chromium", "firefox", "aiortc", "pion", "whip")
PROFILES = {profile.name: profile for profile in (INTEROP, STRICT)}

DESCRIPTION = """\
Say what is wrong with session descriptions: line by line, with the rule that is broken and,
where it is known, what to do about it. Passwords and keys are never shown."""

EXAMPLES = """\
examples:
  sdpsig lint offer.sdp
      what an ordinary WebRTC endpoint would stumble over
  sdpsig lint --profile strict --fail-on warning *.sdp
      by the letter of the RFCs, for output of one's own
  sdpsig lint --target chromium --target firefox offer.sdp
      also what these browsers refuse or ignore
  pbpaste | sdpsig lint
      from the clipboard (on Linux: wl-paste or xclip -o)
  sdpsig lint --format github tests/*.sdp
      as annotations in a GitHub workflow

Exit codes: 0 no errors (--fail-on warning: no faults at all), 1 faults, 2 wrong usage or a
file that cannot be read."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Judge every file and print their faults."""
    flags = parser("lint", DESCRIPTION, EXAMPLES)
    flags.add_argument("files", metavar="FILE", nargs="*", help="- or none is the standard input")
    flags.add_argument(
        "--profile",
        choices=PROFILES,
        default=INTEROP.name,
        help="interop (the default) warns of what known endpoints tolerate; strict does not",
    )
    flags.add_argument(
        "--target",
        choices=TARGETS,
        action="append",
        default=[],
        help="also say what this peer does with it; may be repeated",
    )
    flags.add_argument("--format", choices=FORMATS, default="text", help="text by default")
    flags.add_argument(
        "--fail-on",
        choices=[severity.value for severity in Severity],
        default=Severity.ERROR.value,
        help="the least that makes the exit code 1; error by default",
    )
    said = flags.parse_args(argv)
    once(flags, said.files)
    targets = tuple(dict.fromkeys(said.target))
    linted: list[Linted] = []
    unreadable: list[Unreadable] = []
    for found in read_all(said.files, profile=PROFILES[said.profile]):
        match found:
            case Input():
                linted.append(_linted(found, targets))
            case Unreadable():
                unreadable.append(found)
    complain("lint", unreadable)
    if linted:
        emit(FORMATS[said.format](linted, Screen.of(sys.stdout, environ, said.color)))
    if unreadable:
        return 2
    failed = count(linted, Severity.ERROR)
    if said.fail_on == Severity.WARNING.value:
        failed += count(linted, Severity.WARNING)
    return int(failed > 0)


def _linted(found: Input, targets: Sequence[str]) -> Linted:
    faults: list[tuple[Fault, str]] = [(fault, "") for fault in found.faults]
    verdicts: list[tuple[str, str, str]] = []
    for target in targets:
        from sdpsig.sdp.targets import judge_text  # noqa: PLC0415  # large, and seldom asked for

        text = found.data[:MOST_BYTES].decode(errors="replace")
        try:
            judged = judge_text(text, target)
        except SdpError as error:  # a target of which nothing is known yet
            verdicts.append((target, "", "unknown"))
            faults.append((evolve(error.fault, severity=Severity.WARNING), target))
        else:
            verdicts.append((judged.target, judged.version, judged.verdict.value))
            faults += [(fault, target) for fault in judged.faults]
    faults.sort(key=lambda item: item[0].line or 0)
    return Linted(found, tuple(faults), tuple(verdicts))
