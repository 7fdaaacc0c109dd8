"""Changing a description: functions from one value to another, line by line.

Each touches only the lines that it names; all others keep their bytes, their ends and their
places, malformed ones too. What cannot be done, or cannot be written, raises SdpError, and
nothing has changed. Most take a session part or an m= section alike; :func:`section` changes
one section of a description.
"""

from ._codecs import Which, add_codec, keep_codecs, payload_types, prefer_codecs, remove_codecs
from ._formats import set_fmtp, set_parameters
from ._lines import add, drop, filter_lines, put, remove, replace
from ._media import (
    filter_candidates,
    remove_extensions,
    set_bandwidth,
    set_direction,
    set_port,
)
from ._sections import each_section, reject, rename_mid, section

__all__ = [
    "Which",
    "add",
    "add_codec",
    "drop",
    "each_section",
    "filter_candidates",
    "filter_lines",
    "keep_codecs",
    "payload_types",
    "prefer_codecs",
    "put",
    "reject",
    "remove",
    "remove_codecs",
    "remove_extensions",
    "rename_mid",
    "replace",
    "section",
    "set_bandwidth",
    "set_direction",
    "set_fmtp",
    "set_parameters",
    "set_port",
]
