"""Chance that repeats itself: the same seed, the same run, on every machine and version."""

__all__ = ["Chance"]

MASK = 2**64 - 1


class Chance:
    """SplitMix64 (Steele, Lea and Flood 2014). Good for tests, and for nothing that is secret."""

    def __init__(self, state: int = 0) -> None:
        self.state = state & MASK

    def next(self) -> int:
        """64 bits."""
        self.state = (self.state + 0x9E37_79B9_7F4A_7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB) & MASK
        return mixed ^ (mixed >> 31)

    def fraction(self) -> float:
        """From 0 up to 1, which it never reaches."""
        return (self.next() >> 11) / 2**53

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens; never at 0, always at 1."""
        return self.fraction() < probability
