"""The few attributes that Firefox refuses a description for: everything else malformed is absent.

They are read by their own small parsers, and in lower case.
"""

import re

from ._rule import RefusalError

__all__ = ["FINGERPRINT_HASHES", "fingerprint", "image", "rid", "simulcast"]

FINGERPRINT_HASHES = frozenset({"sha-1", "sha-224", "sha-256", "sha-384", "sha-512", "md5", "md2"})
"""Of all others only the digest is read."""
DIGEST = re.compile("[0-9A-F]{2}(?::[0-9A-F]{2})*")
"""In capital letters; of any length."""
RID = "[0-9a-z]{1,255}"
NUMBERS = frozenset({"max-width", "max-height", "max-fps", "max-fs", "max-br", "max-pps"})
MAX_NUMBER = 2**32 - 1
MAX_FORMAT = 127
LAYERS = rf"~?{RID}(?:[;,]~?{RID})*"
SIMULCAST = re.compile(rf"\s*(send|recv)\s+({LAYERS})(?:\s+(send|recv)\s+({LAYERS}))?\s*")
SIZE = r"(?:[0-9]+|\[[0-9]+(?::[0-9]+){1,2}\]|\[[0-9]+(?:,[0-9]+)+\])"
FRACTION = "[0-9]+(?:[.][0-9]*)?"
RATIO = rf"(?:{FRACTION}|\[{FRACTION}-{FRACTION}\]|\[{FRACTION}(?:,{FRACTION})+\])"
OTHER = r"(?!sar=|par=)[a-z]+=(?:[^\[\],]|\[[^\]]*\])*"
SET = rf"\[x={SIZE},y={SIZE}(?:,(?:sar={RATIO}|par=\[{FRACTION}-{FRACTION}\]|{OTHER}))*\]"
SETS = rf"(send|recv)[ \t]+(?:\*|{SET}(?:\s*{SET})*)"
IMAGE = re.compile(rf"(?:\*|([0-9]+))\s*{SETS}(?:\s*{SETS})?\s*")
SIZES = range(1, 1000000)
MAX_IMAGE_FORMAT = 65535


def fingerprint(text: str) -> str:
    """The hash function, in lower case."""
    words = re.split("[ \t]+", text.lstrip(" \t"), maxsplit=1)
    if len(words) < 2 or not words[1] or DIGEST.fullmatch(words[1]) is None:
        raise RefusalError("fingerprint")
    return words[0].lower()


def rid(text: str) -> tuple[str, str]:
    """Id and direction."""
    identifier, _, rest = text.lower().partition(" ")
    direction, _, parameters = rest.lstrip().partition(" ")
    if re.fullmatch(RID, identifier) is None or direction not in {"send", "recv"}:
        raise RefusalError("rid")
    if rest.lstrip() != direction:
        _rid_parameters(parameters)
    return identifier, direction


def _rid_parameters(text: str) -> None:
    """Parameters as far as they are read: what follows a number is not."""
    more = True
    while more:
        name, equals, rest = text.lstrip().partition("=")
        if not (name and equals):
            raise RefusalError("rid")
        if name == "pt":
            rest = _number(rest, MAX_FORMAT)
            while rest.startswith(","):
                rest = _number(rest[1:], MAX_FORMAT)
        elif name in NUMBERS:
            rest = _number(rest, MAX_NUMBER)
        elif name == "depend":
            depends = re.match("[^,;]+(?:,[^,;]+)*", rest)
            if depends is None or rest[depends.end() :].startswith(","):
                raise RefusalError("rid")
            rest = rest[depends.end() :]
        else:
            rest = rest[len(rest.partition(";")[0]) :]
        more = rest.startswith(";")
        text = rest[1:]


def _number(text: str, most: int) -> str:
    match = re.match(r"\s*[+]?([0-9]{1,40})", text)
    if match is None or int(match[1]) > most:
        raise RefusalError("rid")
    return text[match.end() :]


def simulcast(text: str) -> frozenset[tuple[str, str]]:
    """Id and direction of every layer."""
    match = SIMULCAST.fullmatch(text.lower())
    if match is None or match[1] == match[3]:
        raise RefusalError("simulcast")
    lists = [(match[1], match[2]), (match[3], match[4])]
    return frozenset(
        (layer.removeprefix("~"), direction)
        for direction, layers in lists
        if layers
        for layer in re.split("[;,]", layers)
    )


def image(text: str) -> None:
    text = text.lower()
    match = IMAGE.fullmatch(text)
    if match is None or match[2] == match[3] or int(match[1] or 0) > MAX_IMAGE_FORMAT:
        raise RefusalError("imageattr")
    sizes = [re.findall("[0-9]+|[,:]", size) for size in re.findall(rf"[xy]=({SIZE})", text)]
    within = all(int(word) in SIZES for size in sizes for word in size if word not in ",:")
    ranges = [(size[0], size[-1]) for size in sizes if ":" in size]
    ranges += re.findall(rf"[sp]ar=\[({FRACTION})-({FRACTION})\]", text)
    growing = all(float(low) < float(high) for low, high in ranges)
    weights = re.findall(rf",q=({FRACTION})", text)
    if not within or not growing or any(float(weight) > 1 for weight in weights):
        raise RefusalError("imageattr")
