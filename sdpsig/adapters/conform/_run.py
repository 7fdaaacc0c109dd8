"""Run clauses one after the other; no session is left behind."""

from collections.abc import AsyncIterator, Iterable

import httpx

from ._clause import Clause, Failed, Inapplicable, Result, Verdict
from ._offers import Offered
from ._peer import Peer, Refused

__all__ = ["greet", "run"]


async def greet(peer: Peer) -> int:
    """The status that a first good offer gets; a session that it makes is ended.

    Raises httpx.HTTPError where the server cannot be reached at all.
    """
    try:
        return (await peer.post(Offered().text)).status_code
    finally:
        await peer.end_all()


async def run(peer: Peer, clauses: Iterable[Clause]) -> AsyncIterator[Result]:
    """The result of each clause as soon as it is known.

    Raises httpx.HTTPError where the server cannot be reached at all.
    """
    await peer.options()
    for number, clause in enumerate(clauses, 1):
        verdict, detail = Verdict.PASSED, ""
        try:
            await clause.check(peer)
        except Inapplicable as said:
            verdict, detail = Verdict.INAPPLICABLE, str(said)
        except (Failed, Refused) as said:
            verdict, detail = Verdict.FAILED, str(said)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            verdict, detail = (
                Verdict.FAILED,
                f"there is no response to that: {type(error).__name__}",
            )
        finally:
            await peer.end_all()
        yield Result(number, clause, verdict, detail)
