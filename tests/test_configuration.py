"""A configuration that makes no sense is refused where it is made, and the field is named."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from attrs import field

from sdpsig._configuration import ANY_SIGN, POSITIVE, is_origin, is_token, judge
from sdpsig._frozen import frozen
from sdpsig.endpoint import Endpoint, EndpointConfig
from sdpsig.http import (
    Access,
    BearerTokens,
    Cors,
    IceServers,
    JsonApi,
    Rate,
    RateLimits,
    TurnRest,
    Whep,
    Whip,
)
from sdpsig.limits import Limits
from sdpsig.session import Politeness, SessionConfig

TOKEN = "correct-horse-battery"


@frozen(kw_only=True)
class Sample:
    """One field of each kind."""

    whole: int = 1
    real: float = 1.0
    above: float = field(default=1.0, metadata=POSITIVE)
    signed: int = field(default=1, metadata=ANY_SIGN)
    perhaps: float | None = None
    switch: bool = False
    texts: tuple[str, ...] = ()
    hook: Callable[[], int] | None = None
    hidden: int = field(default=1, repr=False)

    def __attrs_post_init__(self) -> None:
        judge(self)


def sample(**fields: Any) -> Sample:
    return Sample(**fields)


GOOD: list[dict[str, Any]] = [
    {"whole": 0},
    {"whole": 10**400},
    {"real": 0},
    {"real": 0.5},
    {"above": 0.1},
    {"signed": -3},
    {"perhaps": 2},
    {"switch": True},
    {"texts": ["a"]},
    {"hook": lambda: 1},
]


@pytest.mark.parametrize("fields", GOOD, ids="-".join)
def test_what_is_as_annotated_is_taken_as_it_is(fields: dict[str, Any]) -> None:
    ((name, value),) = fields.items()
    assert getattr(sample(**fields), name) is value


BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"whole": "3"}, TypeError, "whole has to be a whole number of at least 0, not '3'"),
    ({"whole": 3.0}, TypeError, "whole has to be a whole number of at least 0, not 3.0"),
    ({"whole": True}, TypeError, "whole has to be a whole number of at least 0, not True"),
    ({"whole": None}, TypeError, "whole has to be a whole number of at least 0, not None"),
    ({"whole": -1}, ValueError, "whole has to be a whole number of at least 0, not -1"),
    ({"whole": Sample}, TypeError, "whole number of at least 0, not the class Sample"),
    ({"whole": [1]}, TypeError, "whole number of at least 0, not a list"),
    ({"real": "x" * 99}, TypeError, f"a number of at least 0, not '{'x' * 59}…"),
    ({"real": float("inf")}, ValueError, "real has to be a number of at least 0, not inf"),
    ({"real": float("nan")}, ValueError, "real has to be a number of at least 0, not nan"),
    ({"above": 0}, ValueError, "above has to be a number above 0, not 0"),
    ({"signed": 1.5}, TypeError, "signed has to be a whole number, not 1.5"),
    ({"perhaps": "8"}, TypeError, "perhaps has to be a number of at least 0 or None, not '8'"),
    ({"perhaps": -1}, ValueError, "perhaps has to be a number of at least 0 or None, not -1"),
    ({"switch": "off"}, TypeError, "switch has to be True or False, not 'off'"),
    ({"texts": "abc"}, TypeError, "texts has to be a tuple, not 'abc'"),
    ({"hook": "hush"}, TypeError, "hook has to be a function or None, not a str"),
    ({"hook": Sample}, TypeError, "hook has to be a function or None, not the class Sample"),
    ({"hidden": "hush"}, TypeError, "hidden has to be a whole number of at least 0, not a str"),
]


@pytest.mark.parametrize(("fields", "kind", "text"), BAD, ids=["-".join(row[0]) for row in BAD])
def test_what_is_not_as_annotated_is_refused_by_name(
    fields: dict[str, Any], kind: type[Exception], text: str
) -> None:
    with pytest.raises(kind) as caught:
        sample(**fields)
    assert type(caught.value) is kind
    assert str(caught.value).startswith("Sample.")
    assert str(caught.value).endswith(text)
    assert caught.value.__context__ is None, "it is said once"


def free(kind: object) -> Any:
    """A class that may be given what its annotations forbid."""
    return cast("Any", kind)


MISTAKES: dict[str, Callable[[], object]] = {
    "Limits.sessions": lambda: free(Limits)(sessions="3"),
    "Limits.body_seconds": lambda: Limits(body_seconds=0),
    "SessionConfig.answer_timeout": lambda: free(SessionConfig)(answer_timeout="8"),
    "SessionConfig.idle_timeout": lambda: SessionConfig(idle_timeout=-1),
    "SessionConfig.politeness": lambda: free(SessionConfig)(politeness="polite"),
    "SessionConfig.limits": lambda: free(SessionConfig)(limits={"sessions": 3}),
    "EndpointConfig.session": lambda: free(EndpointConfig)(session=Limits()),
    "EndpointConfig.closed_retention": lambda: free(EndpointConfig)(closed_retention=None),
    "the config of an Endpoint has to be an EndpointConfig, not a SessionConfig": (
        lambda: free(Endpoint)(SessionConfig())
    ),
    "the config of an Endpoint has to be an EndpointConfig, not the class EndpointConfig": (
        lambda: free(Endpoint)(EndpointConfig)
    ),
    "JsonApi.custom_session_ids has to be 'any', 'authenticated' or 'off', not 'OFF'": (
        lambda: free(JsonApi)(custom_session_ids="OFF")
    ),
    "JsonApi.poll_seconds": lambda: JsonApi(poll_seconds=-1.0),
    "JsonApi.profile has to be a Profile, not 'strict'": lambda: free(JsonApi)(profile="strict"),
    "Whip.tracks": lambda: free(Whip)(tracks="2"),
    "Whip.prefix has to be a path such as '/whip'": lambda: Whip(prefix="whip"),
    "Whep.prefix has to be a path such as '/whep'": lambda: Whep(prefix="/play/"),
    "Rate.per_second has to be a number above 0, not 0": lambda: Rate(0, 1),
    "Rate.burst has to be a whole number above 0, not 0": lambda: Rate(1.0, 0),
    "RateLimits.offers_per_address has to be a Rate or None": (
        lambda: free(RateLimits)(offers_per_address=(5, 20))
    ),
    "RateLimits.clients": lambda: RateLimits(clients=0),
    "Access.cors has to be a Cors or None, not a list": lambda: free(Access)(cors=["https://a"]),
    "Access.authenticate has to be a function or None, not a str": (
        lambda: free(Access)(authenticate=TOKEN)
    ),
    "TurnRest.urls": lambda: free(TurnRest)(urls="turn:a", secret=TOKEN),
    "TurnRest.secret has to be a str, not a bytes": (
        lambda: free(TurnRest)(urls=("turn:a",), secret=TOKEN.encode())
    ),
    "IceServers.turn": lambda: free(IceServers)(turn=TurnRest(urls=("turn:a",), secret=TOKEN)),
    "a list of origins, not a text: Cors(['https://a.example'])": (
        lambda: Cors("https://a.example")
    ),
    "Cors has 'https://a.example/', which no browser sends": (
        lambda: Cors(["*", "https://a.example/"])
    ),
    "Cors has None": lambda: free(Cors)([None]),
    "tokens by name, as {name: token}, not a list": lambda: free(BearerTokens)([TOKEN]),
    "tokens by name, as {name: token}, not a str": lambda: free(BearerTokens)(TOKEN),
    "the token of 'ann' has to be 16 to 256 characters": lambda: BearerTokens({"ann": "short"}),
    "the token of 'bob' has to be 16 to 256 characters": (
        lambda: free(BearerTokens)({"ann": TOKEN, "bob": TOKEN.encode()})
    ),
    "a token has to be 16 to 256 characters of A-Z a-z 0-9 . _ ~ + / -, perhaps with = at the end; "
    "BearerTokens takes {name: token}, not {token: name}": lambda: BearerTokens({TOKEN: "ann"}),
    "BearerTokens takes {name: token}": lambda: free(BearerTokens)({None: TOKEN}),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_where_it_is_made_and_no_secret_with_it(text: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        MISTAKES[text]()
    assert text in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert "short" not in str(caught.value)


def test_what_is_meant_to_be_possible_stays_possible() -> None:
    assert SessionConfig(answer_timeout=None, idle_timeout=0).idle_timeout == 0
    assert SessionConfig(politeness=Politeness.POLITE, retry_seed=-1).retry_seed == -1
    assert Whip(prefix="").place("/name") == Whip().place("/whip/name")
    assert Whip(prefix="/a/b").place("/a/b/name") == Whip().place("/whip/name")
    assert Cors(["https://a.example", "http://[::1]:8080"]).origins
    assert BearerTokens({}).tokens == ()


@pytest.mark.parametrize("text", [TOKEN, "x" * 16, "x" * 256, "x" * 15 + "="])
def test_a_token_cannot_be_guessed_and_can_be_sent(text: str) -> None:
    assert is_token(text)


@pytest.mark.parametrize("text", ["x" * 15, "x" * 257, "=" * 16, TOKEN + "\n", "é" * 16, None])
def test_all_else_is_no_token(text: object) -> None:
    assert not is_token(text)


@pytest.mark.parametrize("text", ["https://A", "https://a/", "a", "null", "", "https://a\n", None])
def test_what_no_browser_sends_is_no_origin(text: object) -> None:
    assert not is_origin(text)
