"""Our transports for the sections that own one (A-32, A-45)."""

import pytest
from attrs import evolve

from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.jsep import LocalTransport, Transports
from sdpsig.jsep._local import local_transports
from sdpsig.sdp.attributes import Fingerprint
from tests.jsep._offers import transport

OLD, NEW = transport("old0"), evolve(transport("new0"), pwd="n" * 22)
FIRST, RESTARTS, GOES_ON = (None, False), (OLD, True), (OLD, False)
ASKED: list[str] = []


def make(mid: str) -> LocalTransport:
    ASKED.append(mid)
    return transport(f"made{mid}")


@pytest.mark.parametrize("given", [NEW, {"0": NEW}, {"0": NEW, "9": OLD}, lambda _: NEW])
def test_one_transport_may_be_given_in_any_form(given: Transports) -> None:
    assert local_transports({"0": FIRST}, given) == {"0": NEW}
    assert local_transports({"0": RESTARTS}, given) == {"0": NEW}


def test_a_maker_is_asked_for_what_is_new_or_restarts_and_for_nothing_else() -> None:
    ASKED.clear()
    owners = {"0": GOES_ON, "1": FIRST, "2": (transport("oldr"), True)}
    restarted = {"2": NEW}

    def maker(mid: str) -> LocalTransport:
        return restarted[mid] if mid in restarted else make(mid)

    found = local_transports(owners, maker)
    assert found == {"0": OLD, "1": transport("made1"), "2": NEW}
    assert ASKED == ["1"]


def test_what_goes_on_need_not_be_given_again() -> None:
    assert local_transports({"0": GOES_ON}, {}) == {"0": OLD}


def test_what_goes_on_may_be_given_again_with_more_candidates() -> None:
    more = evolve(OLD, end_of_candidates=True)
    for given in (more, {"0": more}):
        assert local_transports({"0": GOES_ON}, given) == {"0": more}


@pytest.mark.parametrize(
    ("owners", "given"),
    [
        ({"0": FIRST}, {}),
        ({"0": FIRST}, {"1": NEW}),
        ({"0": RESTARTS}, {}),
        ({"0": FIRST, "1": FIRST}, NEW),
        ({"0": FIRST, "1": FIRST}, {"0": NEW}),
    ],
)
def test_a_32_what_is_needed_has_to_be_given(
    owners: dict[str, tuple[LocalTransport | None, bool]], given: Transports
) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        local_transports(owners, given)
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.JSEP_MISSING_TRANSPORT, "A-32")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (GOES_ON, NEW),
        (GOES_ON, evolve(OLD, pwd=NEW.pwd)),
        (GOES_ON, evolve(OLD, ufrag=NEW.ufrag)),
        (RESTARTS, OLD),
        (RESTARTS, evolve(OLD, pwd=NEW.pwd)),
        (RESTARTS, evolve(OLD, ufrag=NEW.ufrag)),
    ],
)
def test_a_45_and_o_42_credentials_change_with_a_restart_and_only_then(
    before: tuple[LocalTransport, bool], now: LocalTransport
) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        local_transports({"0": before}, {"0": now})
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.ICE_BAD_CREDENTIALS, "A-45")
    assert now.pwd not in fault.detail


OTHER = Fingerprint("sha-256", ":".join(["CD"] * 32))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (OLD, evolve(OLD, fingerprints=(OTHER,))),
        (OLD, evolve(OLD, fingerprints=(*OLD.fingerprints, OTHER))),
        (evolve(OLD, tls_id="t" * 20), OLD),
        (evolve(OLD, tls_id="t" * 20), evolve(OLD, tls_id="u" * 20)),
    ],
)
def test_o_45_another_association_needs_a_restart(
    before: LocalTransport, now: LocalTransport
) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        local_transports({"0": (before, False)}, now)
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.DTLS_CHANGED_FINGERPRINT, "O-45")
    restarted = evolve(now, ufrag=NEW.ufrag, pwd=NEW.pwd)
    assert local_transports({"0": (before, True)}, restarted) == {"0": restarted}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (OLD, evolve(OLD, tls_id="t" * 20)),
        (evolve(OLD, tls_id="t" * 20), evolve(OLD, tls_id="t" * 20)),
        (
            evolve(OLD, fingerprints=(OTHER, *OLD.fingerprints)),
            evolve(OLD, fingerprints=(*OLD.fingerprints, OTHER)),
        ),
    ],
    ids=["not-said-yet", "same", "other-order"],
)
def test_o_45_the_same_association_goes_on(before: LocalTransport, now: LocalTransport) -> None:
    assert local_transports({"0": (before, False)}, now) == {"0": now}


@pytest.mark.parametrize("other", [NEW, evolve(NEW, pwd=OLD.pwd)])
def test_o_5_two_new_transports_differ_in_their_credentials(other: LocalTransport) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        local_transports({"0": FIRST, "1": FIRST}, {"0": NEW, "1": other})
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.ICE_BAD_CREDENTIALS, "A-45")


def test_d_28_transports_that_began_as_one_go_on_with_the_same_credentials() -> None:
    owners = {"0": GOES_ON, "1": GOES_ON, "2": FIRST}
    assert local_transports(owners, {"2": NEW}) == {"0": OLD, "1": OLD, "2": NEW}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (NEW, {"": NEW}),
        ({"8": NEW, "9": OLD}, {"8": NEW}),
        ({}, {}),
        (make, {"0": transport("made0")}),
    ],
    ids=["one", "table", "empty", "maker"],
)
def test_a_20_where_nothing_is_live_one_may_be_shown(
    given: Transports, shown: dict[str, LocalTransport]
) -> None:
    assert local_transports({}, given, rejected=["0", "1"]) == shown


def test_o_2_where_there_is_nothing_at_all_nobody_is_asked() -> None:
    ASKED.clear()
    assert local_transports({}, make) == {}
    assert ASKED == []
