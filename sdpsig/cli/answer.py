"""``sdpsig answer``: the answer to an offer, for given capabilities and transports."""

import argparse
import secrets
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from sdpsig.cli._answer_formats import FORMATS, Answered, reasons
from sdpsig.cli._answer_values import (
    Parameters,
    candidate,
    fingerprint,
    password,
    session_number,
    ufrag,
)
from sdpsig.cli._inputs import STDIN, Input, Unreadable, read_all
from sdpsig.cli._lint_formats import FORMATS as LINT_FORMATS
from sdpsig.cli._lint_formats import Linted
from sdpsig.cli._options import complain, parser
from sdpsig.cli._screen import Screen, emit, printable
from sdpsig.errors import Fault, LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import (
    AIORTC,
    AUDIO,
    CHROMIUM,
    DATA,
    VIDEO,
    WEBRTC,
    AnswerPolicy,
    BundlePolicy,
    Capabilities,
    CodecCapability,
    Negotiation,
    NegotiationConfig,
    Offer,
    Sections,
    SetCodecPreferences,
    Side,
    apply,
    change,
    plan_next_answer,
    write_answer,
)
from sdpsig.sdp import INTEROP, STRICT, MediaDescription, Origin, SessionDescription
from sdpsig.sdp.attributes import MediaDirection, SetupRole

__all__ = ["main"]

CAPABILITIES: Mapping[str, Capabilities] = {
    "webrtc": WEBRTC,
    "audio": AUDIO,
    "video": VIDEO,
    "data": DATA,
    "aiortc": AIORTC,
    "chromium": CHROMIUM,
}
DIRECTIONS: Mapping[str, MediaDirection] = {
    "mirror": MediaDirection.SENDRECV,
    **{direction.value: direction for direction in MediaDirection},
}
"""What we wish for; the answer is what the offer allows of it."""
MEDIA = frozenset({"audio", "video", "application"})
"""What ``--reject`` takes whether or not it is offered; all else is the mid of a section."""
ROLES = (SetupRole.ACTIVE.value, SetupRole.PASSIVE.value)
PROFILES = {profile.name: profile for profile in (INTEROP, STRICT)}
SESSION_BITS = 62
"""Of a session id that is made up (RFC 9429 §5.2.1)."""

DESCRIPTION = """\
Print the answer to an offer: what these capabilities accept of it, with these transport
parameters. Nothing is sent and no port is opened; parameters that are not given are made up."""

EXAMPLES = """\
examples:
  sdpsig answer offer.sdp
      what a server with the codecs of browsers would answer
  sdpsig answer --why offer.sdp > answer.sdp
      and why it rejects a section or drops a codec, in words
  sdpsig answer --codec opus --codec H264 --codec VP8 --direction recvonly offer.sdp
      these codecs and no others, H264 before VP8; we receive and do not send
  sdpsig answer --capabilities data --reject audio --reject 1 offer.sdp
      data channels alone; never audio, nor the section with the mid 1
  sdpsig answer --ice-ufrag EsAw --ice-pwd P... --fingerprint 'sha-256 AB:CD:...' \\
      --candidate 'candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host' \\
      --end-of-candidates --session-id 1 --version 1 offer.sdp
      that of a peer that there is; the same arguments give the same bytes
  pbpaste | sdpsig answer --format json | jq .sections
      from the clipboard (on Linux: wl-paste or xclip -o), for programs

Exit codes: 0 answered, whatever is rejected; 1 the offer is no description, or there is no
answer to it; 2 wrong usage or a file that cannot be read."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Answer the offer."""
    flags = _flags()
    said = flags.parse_args(argv)
    codecs = _codecs(flags, CAPABILITIES[said.capabilities], said.capabilities, said.codec)
    (found,) = read_all((said.offer,), profile=PROFILES[said.profile])
    if isinstance(found, Unreadable):
        complain("answer", [found])
        return 2
    screen = Screen.of(sys.stderr, environ, said.color)
    if found.description is None:
        return _refused(found, found.faults[0], screen)
    config = _config(flags, said, found.description)
    ours = Parameters.of(
        said.ice_ufrag,
        said.ice_pwd,
        said.fingerprint,
        said.candidate,
        end_of_candidates=said.end_of_candidates,
    )
    session = secrets.randbits(SESSION_BITS) if said.session_id is None else said.session_id
    origin = Origin(str(session), str(said.version))
    try:
        answered = _answered(config, Offer(found.description), codecs, ours, origin)
    except RemoteProtocolError as error:
        return _refused(found, error.fault, screen)
    except LocalProtocolError as error:
        flags.error(f"{error.fault.detail} ({error.fault.rule})")
    except argparse.ArgumentTypeError as error:
        flags.error(str(error))
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(newline="")  # lines of SDP end with CRLF wherever they are printed
    emit(FORMATS[said.format](answered))
    if said.why:
        _tell(reasons(answered, screen))
    if ours.made_up:
        made_up = ", ".join(ours.made_up)
        _tell(f"sdpsig answer: made up, so that this answer reaches nobody: {made_up}\n")
    return 0


def _refused(found: Input, fault: Fault, screen: Screen) -> int:
    """There is no answer, and why."""
    _tell(LINT_FORMATS["text"]([Linted(found, ((fault, ""),))], screen))
    return 1


def _tell(text: str) -> None:
    """On the standard error output: the other is for the answer alone."""
    print(text, end="", file=sys.stderr)


def _flags() -> argparse.ArgumentParser:
    flags = parser("answer", DESCRIPTION, EXAMPLES)
    flags.add_argument(
        "offer", metavar="OFFER", nargs="?", default=STDIN, help="- or none is the standard input"
    )
    wishes = flags.add_argument_group("what is wanted")
    wishes.add_argument(
        "--capabilities", choices=CAPABILITIES, default="webrtc", help="webrtc by default"
    )
    wishes.add_argument(
        "--codec",
        metavar="NAME",
        action="append",
        default=[],
        help="only this codec, in audio and video; several: best first",
    )
    wishes.add_argument(
        "--direction",
        choices=DIRECTIONS,
        default="mirror",
        help="as far as the offer allows it; mirror (the default) is all that it allows",
    )
    wishes.add_argument(
        "--reject",
        metavar="audio|video|application|MID",
        action="append",
        default=[],
        help="sections that are not wanted; may be repeated",
    )
    wishes.add_argument(
        "--bundle-policy",
        choices=[policy.value for policy in BundlePolicy],
        default=BundlePolicy.BALANCED.value,
        help="balanced by default",
    )
    wishes.add_argument(
        "--profile",
        choices=PROFILES,
        default=INTEROP.name,
        help="interop (the default) takes what known endpoints send; strict keeps to the RFCs",
    )
    ends = flags.add_argument_group("our transport")
    ends.add_argument(
        "--setup",
        choices=ROLES,
        default=ROLES[0],
        help="the DTLS role, where the offer leaves the choice; active by default",
    )
    ends.add_argument(
        "--ice-ufrag",
        metavar="TEXT",
        type=ufrag,
        help="with a number behind it where there are several transports",
    )
    ends.add_argument("--ice-pwd", metavar="TEXT", type=password)
    ends.add_argument(
        "--fingerprint",
        metavar="'HASH AB:CD:...'",
        type=fingerprint,
        action="append",
        default=[],
        help="of our certificate; may be repeated",
    )
    ends.add_argument(
        "--candidate",
        metavar="'candidate:...'",
        type=candidate,
        action="append",
        default=[],
        help="may be repeated",
    )
    ends.add_argument("--end-of-candidates", action="store_true", help="these are all")
    form = flags.add_argument_group("the answer")
    form.add_argument(
        "--session-id", metavar="N", type=session_number, help="in o=; random by default"
    )
    form.add_argument(
        "--version", metavar="N", type=session_number, default=1, help="in o=; 1 by default"
    )
    form.add_argument("--format", choices=FORMATS, default="sdp", help="sdp by default")
    form.add_argument(
        "--why",
        action="store_true",
        help="say on the standard error output why sections are rejected and codecs dropped",
    )
    return flags


def _codecs(
    flags: argparse.ArgumentParser, ours: Capabilities, name: str, wanted: Sequence[str]
) -> tuple[CodecCapability, ...]:
    """The codecs of these names in this order; wrong usage where there is none of a name."""
    known: dict[str, list[CodecCapability]] = {}
    for codec in (*ours.audio, *ours.video):
        known.setdefault(codec.name, []).append(codec)
    for word in wanted:
        if word.lower() not in known:
            near = get_close_matches(word.lower(), known, 1)
            names = ", ".join(several[0].encoding for several in known.values()) or "none"
            hint = f"did you mean {known[near[0]][0].encoding}?" if near else f"there is {names}"
            flags.error(f"argument --codec: {name} has no codec {printable(word)}; {hint}")
    chosen = dict.fromkeys(word.lower() for word in wanted)
    return tuple(codec for word in chosen for codec in known[word])


def _config(
    flags: argparse.ArgumentParser, said: argparse.Namespace, offer: SessionDescription
) -> NegotiationConfig:
    """How we negotiate; wrong usage where a section is to be rejected that is not there."""
    views = Sections.of(offer).views
    mids = [view.mid for view in views]
    for word in said.reject:
        if word not in MEDIA and word not in mids:
            there = ", ".join(map(printable, mids)) or "no section"
            flags.error(f"argument --reject: no section {printable(word)}; the offer has {there}")
    unwanted = [view.media for view in views if {view.mid, view.media.kind} & {*said.reject}]
    wish = DIRECTIONS[said.direction]

    def accept(section: MediaDescription) -> bool:
        return not any(section is one for one in unwanted)

    def direction(section: MediaDescription) -> MediaDirection:
        del section
        return wish

    return NegotiationConfig(
        capabilities=CAPABILITIES[said.capabilities],
        policy=AnswerPolicy(direction=direction, accept=accept, setup=SetupRole(said.setup)),
        profile=PROFILES[said.profile],
        bundle_policy=BundlePolicy(said.bundle_policy),
    )


def _answered(
    config: NegotiationConfig,
    offer: Offer,
    codecs: Sequence[CodecCapability],
    ours: Parameters,
    origin: Origin,
) -> Answered:
    """The answer. Raises RemoteProtocolError where there is none to this offer.

    LocalProtocolError and ArgumentTypeError are for parameters that do not fit it.
    """
    negotiation, tolerated = apply(Negotiation(config=config), Side.REMOTE, offer)
    if codecs:
        for one in negotiation.transceivers:
            if not one.stopping:
                negotiation = change(negotiation, SetCodecPreferences(one.number, tuple(codecs)))
    plan = plan_next_answer(negotiation)
    answer = write_answer(plan, ours.transports(plan.owners), origin=origin)
    apply(negotiation, Side.LOCAL, answer)  # what is printed keeps every rule
    warnings: tuple[Fault, ...] = (*offer.description.warnings, *tolerated)
    return Answered(plan, answer, warnings)
