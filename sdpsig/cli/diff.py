"""``sdpsig diff``: what an answer makes of its offer, in words."""

import sys
from collections.abc import Mapping, Sequence

from sdpsig.cli._diff_formats import FORMATS, Compared
from sdpsig.cli._hints import hint
from sdpsig.cli._inputs import Input, Unreadable, read_all
from sdpsig.cli._options import complain, once, parser
from sdpsig.cli._screen import Screen, emit
from sdpsig.errors import Severity
from sdpsig.jsep import compare, misfits

__all__ = ["main"]

DESCRIPTION = """\
Say section by section what an answer accepts and refuses of its offer, and why, as far as the
two texts tell: codecs, header extensions, direction, simulcast, data channels, transport."""

EXAMPLES = """\
examples:
  sdpsig diff offer.sdp answer.sdp
      why there is no video
  pbpaste | sdpsig diff offer.sdp -
      with the answer from the clipboard (on Linux: wl-paste or xclip -o)
  sdpsig diff --format json offer.sdp answer.sdp
      for programs

Exit codes: 0 the answer fits the offer, whatever it refuses; 1 it does not fit, or one of the
two is no description; 2 wrong usage or a file that cannot be read."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Compare the two."""
    flags = parser("diff", DESCRIPTION, EXAMPLES)
    flags.add_argument("offer", metavar="OFFER", help="a file; - is the standard input")
    flags.add_argument("answer", metavar="ANSWER", help="a file; - is the standard input")
    flags.add_argument("--format", choices=FORMATS, default="text", help="text by default")
    said = flags.parse_args(argv)
    once(flags, (said.offer, said.answer))
    offer, answer = read_all((said.offer, said.answer))
    unreadable = [one for one in (offer, answer) if isinstance(one, Unreadable)]
    complain("diff", unreadable)
    if isinstance(offer, Unreadable) or isinstance(answer, Unreadable):
        return 2
    compared = _compared(offer, answer)
    if compared is None:
        return 1
    emit(FORMATS[said.format](compared, Screen.of(sys.stdout, environ, said.color)))
    return int(any(fault.severity is Severity.ERROR for fault in compared.faults))


def _compared(offer: Input, answer: Input) -> Compared | None:
    """The comparison; None, and why, where one of the two is no description."""
    if offer.description is None or answer.description is None:
        for one in (offer, answer):
            if one.description is None:
                (fault,) = one.faults
                print(f"sdpsig diff: {one.name}: {fault}", file=sys.stderr)
                advice = hint(fault, one)
                if advice:
                    print(f"      = hint: {advice}", file=sys.stderr)
        return None
    sections = compare(offer.description, answer.description)
    return Compared(offer, answer, sections, misfits(offer.description, answer.description))
