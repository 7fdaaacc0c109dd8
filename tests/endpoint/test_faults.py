from sdpsig.endpoint import _faults
from sdpsig.errors import LocalProtocolError, RemoteProtocolError


def test_who_is_to_blame_and_whether_to_try_again() -> None:
    again = {
        _faults.not_found(): (RemoteProtocolError, None),
        _faults.conflict("so"): (RemoteProtocolError, None),
        _faults.full("so"): (RemoteProtocolError, 5),
        _faults.draining(): (RemoteProtocolError, 5),
        _faults.not_now("so", "L-37"): (LocalProtocolError, None),
        _faults.busy(): (LocalProtocolError, None),
    }
    for error, (kind, seconds) in again.items():
        assert type(error) is kind
        assert error.fault.retry_after == seconds


def test_a_session_that_is_not_there_is_always_told_in_the_same_words() -> None:
    assert _faults.not_found().fault == _faults.not_found().fault
