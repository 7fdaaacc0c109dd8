"""Pseudonyms for what a journal must not tell: passwords, keys and addresses.

Each secret has one pseudonym, of the same shape, wherever it stands; so a session that is told
pseudonyms does what the one did that was told the truth. What says nothing about anybody, as
0.0.0.0, 127.0.0.1 and metadata addresses, stays as it is.
"""

import re
from collections.abc import Container, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import count, islice

from ..sdp import mask_secrets
from ..sdp._secrets import MASK
from ..sdp.attributes import Candidate
from ..trickle import AddressClass, CandidatePolicy, classify
from ..trickle._address import canonical

__all__ = ["Veil"]

Address = IPv4Address | IPv6Address

POOLS = {
    (AddressClass.PUBLIC, 4): "203.0.113.1",
    (AddressClass.PUBLIC, 6): "2001:db8::1",
    (AddressClass.PRIVATE, 4): "10.0.0.1",
    (AddressClass.PRIVATE, 6): "fd00::1",
    (AddressClass.LINK_LOCAL, 4): "169.254.1.1",
    (AddressClass.LINK_LOCAL, 6): "fe80::1",
}
"""Where the pseudonyms of each class of addresses begin (RFC 5737, RFC 3849)."""
TRIES = 1_024
"""So many pseudonyms are tried for one that the policy treats like the address."""
MOST_TEXTS = 32
"""So many descriptions are remembered: each state is written with several."""
_KEY = re.compile(r"(?<=inline:)[^|;\s]+")
_WORD = re.compile("[A-Za-z0-9]")
_SPACE = re.compile(r"(\s+)")
_NAMES = re.compile(r"a=(?:ice-ufrag|mid|msid|group|rid):[^:]*")
"""Names that stand in the state as well, whatever they look like; none of them is a secret."""
_CANDIDATE = re.compile(r"\s*(?:a=)?candidate:", re.IGNORECASE)
_PLACED = re.compile(rf"{_CANDIDATE.pattern}[^\s:=]*(?!\S)", re.IGNORECASE)
"""A candidate that may be well-formed: by its place it is known what a word is."""


class Veil:
    """What stands for what, as long as one session is written down."""

    def __init__(self, policy: CandidatePolicy) -> None:
        self._policy = policy
        self._secrets: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._meant: dict[object, Address] = {}
        self._pools: dict[tuple[AddressClass, int], Iterator[Address]] = {}
        self._names = count(1)
        self._texts: dict[str, str] = {}

    def text(self, value: str) -> str:
        """A string: a known secret, a line with addresses, or something harmless."""
        if _CANDIDATE.match(value) is not None:
            return self._line(value)
        return self._secrets.get(value, value)

    def description(self, value: str) -> str:
        """A whole description."""
        known = self._texts.get(value)
        if known is None:
            known = "\n".join(map(self._line, value.split("\n")))
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            self._texts[value] = known
        return known

    def secret(self, value: str) -> str:
        """A password or a key: as long, with the same punctuation, but numbered."""
        known = self._secrets.get(value)
        if known is None:
            places = len(_WORD.findall(value))
            number = iter(str(len(self._secrets) + 1).rjust(places, "0")[-places:])
            known = _WORD.sub(lambda _: next(number), value)
            self._secrets[value] = known
        return known

    def address(self, text: str) -> str:
        """An address or a name, in brackets or not."""
        if text[:1] + text[-1:] == "[]":
            return f"[{self.address(text[1:-1])}]"
        known = self._addresses.get(text)
        if known is None:
            known = self._addresses[text] = self._pseudonym(text)
        return known

    # --- lines

    def _line(self, line: str) -> str:
        end = "\r" if line.endswith("\r") else ""
        line = line.removesuffix("\r")
        if _NAMES.fullmatch(line):
            return line + end
        if _PLACED.match(line) is not None:
            return self._candidate(line) + end
        masked = mask_secrets(line)
        if masked != line:
            return self._without_secret(line, masked) + end
        words = _SPACE.split(line)
        self._hide_addresses(words, frozenset(_named(words)))
        return "".join(words) + end

    def _candidate(self, line: str) -> str:
        """What stands at a fixed place is no secret, whatever it looks like (RFC 8839 §5.1)."""
        words = _SPACE.split(line)
        self._hide_addresses(words, frozenset({CANDIDATE_ADDRESS, *_named(words, EXTENSIONS)}))
        for at in range(EXTENSIONS + 2, len(words), 4):
            pair = f"{words[at - 2]} {words[at]}"
            if mask_secrets(pair) != pair:
                words[at] = self.secret(words[at])
        return "".join(words)

    def _hide_addresses(self, words: list[str], named: Container[int]) -> None:
        for at in range(0, len(words), 2):
            word, slash, rest = words[at].partition("/")  # a TTL, or how many addresses
            if at in named or _literal(word) is not None:
                words[at] = self.address(word) + slash + rest

    def _without_secret(self, line: str, masked: str) -> str:
        start, _, rest = masked.partition(MASK)
        secret = line[len(start) : len(line) - len(rest)]
        veiled = _KEY.sub(lambda key: self.secret(key[0]), secret)
        return start + (self.secret(secret) if veiled == secret else veiled) + rest

    # --- addresses

    def _pseudonym(self, text: str) -> str:
        kind = classify(text)
        literal = _literal(text)
        if literal is None:
            return text if text in UNSPOKEN else self._name(kind)
        meant = canonical(text)
        if not isinstance(meant, IPv4Address | IPv6Address) or kind not in HIDDEN:
            return text
        if meant not in self._meant:
            found = self._like(text, kind, meant)
            if found is None:
                return text  # the policy names it, and so does the journal
            self._meant[meant] = found
        return self._spelt(text, literal, self._meant[meant])

    def _spelt(self, text: str, literal: Address, pseudonym: Address) -> str:
        """Two spellings of one address are two of its pseudonym."""
        if isinstance(pseudonym, IPv4Address):
            plain = str(pseudonym)
            return plain if isinstance(literal, IPv4Address) else f"::ffff:{plain}"
        return str(pseudonym) if text == str(literal) else pseudonym.exploded.upper()

    def _like(self, text: str, kind: AddressClass, meant: Address) -> Address | None:
        """A fresh address of the same class, to which the policy says the same."""
        pool = self._pools.get((kind, meant.version))
        if pool is None:
            first = ip_address(POOLS[kind, meant.version])
            pool = self._pools[kind, meant.version] = (first + number for number in count())
        verdict = self._verdict(text)
        fresh = (one for one in islice(pool, TRIES) if classify(str(one)) is kind)
        return next((one for one in fresh if self._verdict(str(one)) is verdict), None)

    def _verdict(self, address: str) -> object:
        transport = min(self._policy.transports, default="udp")
        return self._policy.judge(Candidate("1", 1, transport, 1, address, 50_000, "host"))

    def _name(self, kind: AddressClass) -> str:
        number = next(self._names)
        return NAMES.get(kind, NEITHER).format(number)


HIDDEN = frozenset(kind for kind, _ in POOLS)
"""Classes of addresses that tell where somebody is."""
UNSPOKEN = frozenset({"*", "-", ""})
"""What stands where an address would, and is none."""


NAMES = {
    AddressClass.MDNS: "00000000-0000-4000-8000-{:012x}.local",
    AddressClass.HOST_NAME: "host-{}.invalid",
}
"""The pseudonyms of names; what is neither an address nor a name stays neither."""
NEITHER = "{}%"
CANDIDATE_ADDRESS = 8
"""The place of the address among the words of a candidate and what stands between them."""
EXTENSIONS = 16
"""The place of the first name of an extension."""


def _literal(text: str) -> Address | None:
    if "%" in text or not {".", ":"} & {*text}:
        return None
    try:
        return ip_address(text)
    except ValueError:
        return None


def _named(words: list[str], start: int = 0) -> Iterator[int]:
    """Where an address is announced, whatever it looks like; separators are words too."""
    for at in range(start, len(words), 2):
        if words[at].lower() in {"raddr", "ip4", "ip6"}:
            yield at + 2
