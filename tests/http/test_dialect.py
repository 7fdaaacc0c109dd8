import inspect

from sdpsig.http import (
    Dialect,
    JsonApi,
    Limited,
    RateLimiter,
    Request,
    Resources,
    Whep,
    Whip,
    dialect_for,
)
from sdpsig.http._dialect import counters


def test_the_json_api_is_a_dialect() -> None:
    dialect: Dialect = JsonApi()
    assert dialect.max_body == 393_216


def test_a_dialect_is_made_of_plain_functions() -> None:
    for name in ("screen", "decode", "encode", "refuse"):
        wanted, made = getattr(Dialect, name), getattr(JsonApi, name)
        assert not inspect.iscoroutinefunction(made)
        assert list(inspect.signature(wanted).parameters) == list(
            inspect.signature(made).parameters
        )


def test_where_a_path_names_a_session_the_dialect_is_one_for_each_request() -> None:
    whip, request = Whip(), Request("GET", "/whip/studio/id")
    assert isinstance(whip, Resources)
    dialect = dialect_for(whip, request, lambda *_: None)
    assert dialect.max_body == whip.max_body
    assert dialect.screen(request) is None


def test_elsewhere_it_is_the_same_for_all() -> None:
    api = JsonApi()
    assert not isinstance(api, Resources)
    assert dialect_for(api, Request("POST", "/"), lambda *_: None) is api


def test_only_where_a_player_begins_an_offer_may_be_answered_with_another() -> None:
    begin, later = Request("POST", "/whep/studio"), Request("PATCH", "/whep/studio/id")

    def may(dialect: Dialect | Resources, request: Request) -> bool:
        spoken = dialect_for(dialect, request, lambda *_: None)
        limited = Limited(spoken, RateLimiter(), request, 0.0)
        assert counters(limited) == counters(spoken)
        return counters(spoken)

    assert may(Whep(), begin)
    assert not may(Whep(), later)
    assert not may(Whip(), Request("POST", "/whip/studio"))
    assert not may(JsonApi(), begin)
