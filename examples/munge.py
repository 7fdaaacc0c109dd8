"""Change a description without a regular expression: text in, text out, no network.

python examples/munge.py [FILE]     (without a file: offer.sdp beside this one)
"""

import difflib
import sys
from pathlib import Path

from sdpsig.sdp import MediaDescription, SdpError, codecs, edit, parse, serialize


def audio(media: MediaDescription) -> MediaDescription:
    """Music in stereo, and no more than 128 kbit/s of it."""
    media = edit.set_bandwidth(media, "AS", 128)
    if any(codec.name == "opus" for codec in codecs(media)):
        media = edit.prefer_codecs(media, "opus")
        media = edit.set_parameters(media, "opus", {"stereo": 1, "maxaveragebitrate": 128_000})
    return media


def video(media: MediaDescription) -> MediaDescription:
    """VP9 first where there is any, and nothing about the orientation of the camera."""
    media = edit.prefer_codecs(media, lambda codec: codec.name == "vp9")
    return edit.remove_extensions(media, "urn:3gpp:video-orientation")


def nothing(media: MediaDescription) -> MediaDescription:
    """As it is."""
    return media


CHANGES = {"audio": audio, "video": video}


def munge(text: str) -> str:
    """The text with the changes above; every other line keeps its bytes."""
    description = edit.each_section(
        parse(text), lambda media: CHANGES.get(media.kind, nothing)(media)
    )
    relayed = edit.each_section(
        description,
        lambda media: edit.filter_candidates(media, lambda candidate: candidate.type == "relay"),
    )
    return serialize(relayed)


if __name__ == "__main__":
    file = Path(sys.argv[1] if sys.argv[1:] else Path(__file__).with_name("offer.sdp"))
    before = file.read_bytes().decode()
    try:
        after = munge(before)
    except SdpError as error:
        sys.exit(f"not changed: {error}")
    print(
        *difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""), sep="\n"
    )
