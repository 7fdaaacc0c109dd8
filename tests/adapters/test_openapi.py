"""The server keeps to what it says of itself at /openapi.json: schemathesis asks, for each call.

What the description allows is sent, and what it forbids. Nothing goes over a network, and what is
waited for comes in virtual time.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from sdpsig.http import BearerTokens, JsonApi, Response
from sdpsig.http._json_requests import SESSION_ID
from sdpsig.http._openapi._examples import OFFER as EXAMPLE
from tests._corpus import OFFERS
from tests._front import OFFER, Front, offer_body
from tests.adapters._wsgi import Behind

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # all calls are one test

LIVE = "live"
"""The id of a session that is live."""
TOKEN = "a-token-of-ours-alone"
KNOWN = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
CANDIDATES = ("", "candidate:1 1 udp 2122260223 192.0.2.10 50000 typ host")
INTEGER = 10**20
"""An integer with too many digits: no schema can forbid one in members that nobody knows."""
METRICS = Response(200, (("content-type", "text/plain"),), b"up 1\n")
API = JsonApi(auth_scheme="bearer", metrics=lambda: METRICS)
REFUSED = ["400", "401", "404", "413", "415", "422"]
SERVED = ["2xx", "404", "413", "422"]
"""Also where what is sound does not fit the session, or has more bytes than characters."""
CONFIG = SchemathesisConfig.from_dict(
    {
        "generation": {"deterministic": True},
        "checks": {
            "negative_data_rejection": {"expected-statuses": REFUSED},
            "positive_data_acceptance": {"expected-statuses": SERVED},
        },
    }
)

schemathesis.openapi.format("sdp", st.sampled_from(sorted(OFFERS.values())))
schemathesis.openapi.format("ice-candidate", st.sampled_from(CANDIDATES))
behind = Behind(lambda: Front(api=API, authenticate=BearerTokens({"ann": TOKEN})))
schema = schemathesis.openapi.from_wsgi("/openapi.json", behind, config=CONFIG)


@pytest.fixture(scope="module", autouse=True)
def closing() -> Iterator[None]:
    yield
    behind.close()


@schema.hook
def filter_body(context: object, body: Any) -> bool:
    return all(-INTEGER // 10 < number < INTEGER for number in integers(body))


def integers(value: Any) -> list[int]:
    """All integers in a value."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [number for one in inner for number in integers(one)]
    return [value] if isinstance(value, int) else []


def aim(named: Any) -> None:
    """Have a session that could be one be the one that is live."""
    name = named.get("session_id") if isinstance(named, dict) else None
    if isinstance(name, str) and SESSION_ID.fullmatch(name):
        named["session_id"] = LIVE


@schema.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_the_server_keeps_to_its_description(case: schemathesis.Case[Any]) -> None:
    behind.renew()
    behind.run(behind.front.request(OFFER, offer_body(EXAMPLE.sdp, session_id=LIVE), headers=KNOWN))
    if case.operation.path != OFFER:
        aim(case.body)
        aim(case.query)
    case.call_and_validate(headers={"Authorization": KNOWN["authorization"]})


def test_no_call_is_left_out() -> None:
    asked = {found.ok().label for found in schema.get_all_operations() if isinstance(found, Ok)}
    served = {f"{method} {path}" for path, methods in API.methods.items() for method in methods}
    assert asked == served - {"GET /openapi.json"}, "that one has been asked for already"
