import inspect

from sdpsig.http import Dialect, JsonApi


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
