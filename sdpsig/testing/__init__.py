"""A test kit: two sessions and the wire between them, in virtual time.

``sdpsig.testing.strategies`` makes descriptions, candidates and whole courses of events for
property tests; it is the only module here that needs hypothesis.
"""

from ._chance import Chance
from ._clock import Clock, Machine
from ._letters import Letter
from ._moves import Act, Move
from ._pair import Pair
from ._peer import Peer
from ._wire import Wire

__all__ = ["Act", "Chance", "Clock", "Letter", "Machine", "Move", "Pair", "Peer", "Wire"]
