"""Whether a WHIP server keeps to RFC 9725: one numbered clause for each thing that it says.

Whatever is asked is asked over HTTP: it works with any server. No media flows.
"""

from ._clause import Clause, Level, Result, Verdict
from ._clauses_answer import ANSWER
from ._clauses_fragment import FRAGMENT
from ._clauses_http import HTTP
from ._clauses_patch import PATCH
from ._clauses_restart import RESTART
from ._clauses_setup import SETUP
from ._peer import Peer
from ._run import greet, run

__all__ = ["CLAUSES", "Clause", "Level", "Peer", "Result", "Verdict", "greet", "run"]

CLAUSES: tuple[Clause, ...] = (*SETUP, *ANSWER, *HTTP, *PATCH, *RESTART, *FRAGMENT)
"""All of them; a clause is called by its place, from 1."""
