import attrs
import pytest

from sdpsig.limits import Limits
from sdpsig.session import SessionConfig
from sdpsig.trickle import LAN


def test_the_defaults_are_those_of_the_law() -> None:
    config = SessionConfig()
    assert config.connect_timeout is not None
    assert config.connect_timeout >= 39.5  # RFC 8863
    assert config.candidates is LAN
    assert config.limits == Limits()
    assert config.max_lifetime is None


def test_a_config_is_a_value() -> None:
    assert SessionConfig() == SessionConfig()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        SessionConfig().idle_timeout = 1.0  # type: ignore[misc]


def test_everything_in_it_has_a_name() -> None:
    with pytest.raises(TypeError):
        SessionConfig(30.0)  # type: ignore[call-arg]
