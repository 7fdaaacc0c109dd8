"""Texts that a grammar allows."""

from hypothesis import strategies as st

from sdpsig.sdp._abnf import BEYOND_ASCII

__all__ = ["texts_of"]


def texts_of(grammar: str) -> st.SearchStrategy[str]:
    """Texts that fit; of the characters beyond ASCII a few hundred, so that drawing is fast."""
    return st.from_regex(grammar.replace(BEYOND_ASCII, r"\x80-\u024f"), fullmatch=True)
