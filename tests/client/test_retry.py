"""When a call is made again, and after how long."""

import pytest

from sdpsig.client import Failed, Failure, Received, RetryPolicy
from tests.client._played import LOST, NOT_SENT, TIMEOUT, reply

POLICY = RetryPolicy()


@pytest.mark.parametrize(
    ("outcome", "always", "if_repeatable"),
    [
        (NOT_SENT, True, True),
        (LOST, False, True),
        (TIMEOUT, False, False),
        (Failed(Failure.TOO_LARGE), False, False),
        (reply(200), False, False),
        (reply(409), False, False),
        (reply(429), True, True),
        (reply(500), False, False),
        (reply(502), False, False),
        (reply(503), True, True),
        (reply(504), False, False),
    ],
    ids=str,
)
def test_a_call_is_repeated_only_where_that_does_no_harm(
    outcome: Received | Failed, always: bool, if_repeatable: bool
) -> None:
    assert (POLICY.delay(1, outcome, repeatable=False) is not None) is always
    assert (POLICY.delay(1, outcome, repeatable=True) is not None) is if_repeatable


def test_delays_double_up_to_their_bound_and_attempts_are_counted() -> None:
    policy = RetryPolicy(attempts=9, first_delay=0.25, max_delay=8.0)
    delays = [policy.delay(made, NOT_SENT, repeatable=False) for made in range(1, 10)]
    assert delays == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, None]
    endless = RetryPolicy(attempts=10**9)
    assert endless.delay(10**8, NOT_SENT, repeatable=False) == 8.0


def test_chance_shortens_a_delay() -> None:
    policy = RetryPolicy(chance=lambda: 0.5)
    assert policy.delay(1, NOT_SENT, repeatable=False) == 0.125


def test_a_server_that_says_when_is_asked_then() -> None:
    assert POLICY.delay(1, reply(503, retry_after="7"), repeatable=False) == 7.0
    assert POLICY.delay(1, reply(429, retry_after="0"), repeatable=False) == 0.0
    assert POLICY.delay(1, reply(503, retry_after="60"), repeatable=False) == 60.0


def test_a_server_that_asks_for_too_much_patience_is_not_asked_again() -> None:
    assert POLICY.delay(1, reply(503, retry_after="61"), repeatable=False) is None
