"""Our transport parameters as words of a command line, and where none are given, made-up ones."""

import secrets
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

from attrs import field

from sdpsig.errors import Fault, SdpError
from sdpsig.jsep import LocalTransport
from sdpsig.sdp import STRICT, SessionDescription, parse_candidate
from sdpsig.sdp.attributes import Candidate, Fingerprint, IcePwd, IceUfrag
from sdpsig.sdp.attributes.dtls import DIGEST_BYTES
from sdpsig.sdp.attributes.ice import ICE_CHARS

from .._frozen import frozen

__all__ = ["Parameters", "candidate", "fingerprint", "password", "session_number", "ufrag"]

LARGEST = 2**63 - 1
"""Of the numbers in ``o=`` (RFC 9429 §5.2.1)."""
ALONE = SessionDescription()
"""Where a line is judged by itself."""
UFRAG_LENGTH, PASSWORD_LENGTH, DIGEST_LENGTH = 8, 24, 32
"""Of what is made up: 48 and 144 random bits, and the bytes of a sha-256."""


def _judged(faults: Iterable[Fault]) -> None:
    """Of what we say ourselves nothing is tolerated."""
    for fault in faults:
        raise ArgumentTypeError(f"{fault.detail} ({fault.rule})")


def ufrag(text: str) -> str:
    """An ICE user name fragment."""
    _judged(IceUfrag(text).check(ALONE))
    return text


def password(text: str) -> str:
    """An ICE password."""
    _judged(IcePwd(text).check(ALONE))
    return text


def fingerprint(text: str) -> Fingerprint:
    """The hash of a certificate, as ``sha-256 AB:CD:…``, with or without what stands before it."""
    said = text.strip().removeprefix("a=").removeprefix("fingerprint:")
    try:
        found = Fingerprint.parse(said)
    except SdpError:
        reason = "not a hash function, a blank, and pairs of hexadecimal digits between colons"
        raise ArgumentTypeError(f"{reason} (RFC 8122 §5)") from None
    if found.hash_function.lower() not in DIGEST_BYTES:
        raise ArgumentTypeError(f"the hash function is one of {', '.join(DIGEST_BYTES)} (V-25)")
    _judged(found.check(ALONE))
    return found


def candidate(text: str) -> Candidate:
    """A candidate line, as ``candidate:1 1 udp …``."""
    try:
        found = parse_candidate(text, profile=STRICT)
    except SdpError as error:
        raise ArgumentTypeError(f"{error.fault.detail} ({error.fault.rule})") from None
    if found is None:
        raise ArgumentTypeError("this is no candidate: say --end-of-candidates")
    return found


def session_number(text: str) -> int:
    """A session id or version of ``o=``."""
    if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST:
        return int(text)
    raise ArgumentTypeError("a number from 0 to 2^63 - 1 is wanted (RFC 9429 §5.2.1)")


@frozen
class Parameters:
    """What is said of our transports; a suffix tells the ufrags of several apart."""

    ufrag: str
    password: str = field(repr=False)
    fingerprints: tuple[Fingerprint, ...]
    candidates: tuple[Candidate, ...] = ()
    end_of_candidates: bool = False
    made_up: tuple[str, ...] = ()
    """The options that would have said what is made up."""

    @classmethod
    def of(
        cls,
        ufrag: str | None,
        password: str | None,
        fingerprints: Sequence[Fingerprint],
        candidates: Sequence[Candidate] = (),
        *,
        end_of_candidates: bool = False,
    ) -> Self:
        """What is given, and random values instead of what is not."""
        given = {"--ice-ufrag": ufrag, "--ice-pwd": password, "--fingerprint": fingerprints}
        return cls(
            ufrag or _ice_chars(UFRAG_LENGTH),
            password or _ice_chars(PASSWORD_LENGTH),
            tuple(fingerprints) or (_random_fingerprint(),),
            tuple(candidates),
            end_of_candidates,
            tuple(option for option, value in given.items() if not value),
        )

    def transports(self, owners: Sequence[str]) -> Mapping[str, LocalTransport]:
        """Our end of the transport of each of these sections. Raises ArgumentTypeError."""
        if len(owners) > 1 and self.candidates:
            sections = ", ".join(owners)
            reason = f"a candidate is for one transport, and this answer has several ({sections})"
            raise ArgumentTypeError(f"argument --candidate: {reason}")
        return dict(self._each(owners))

    def _each(self, owners: Sequence[str]) -> Iterator[tuple[str, LocalTransport]]:
        for number, mid in enumerate(owners or ("",)):
            suffix = str(number) if len(owners) > 1 else ""
            yield (
                mid,
                LocalTransport(
                    _suffixed(self.ufrag, suffix),
                    self.password,
                    self.fingerprints,
                    self.candidates,
                    self.end_of_candidates,
                ),
            )


def _suffixed(given: str, suffix: str) -> str:
    try:
        return ufrag(given + suffix)
    except ArgumentTypeError as error:
        raise ArgumentTypeError(
            f"argument --ice-ufrag: with its suffix {suffix}: {error}"
        ) from None


def _ice_chars(number: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(number))


_ALPHABET: Sequence[str] = sorted(ICE_CHARS)


def _random_fingerprint() -> Fingerprint:
    return Fingerprint("sha-256", secrets.token_bytes(DIGEST_LENGTH).hex(":").upper())
