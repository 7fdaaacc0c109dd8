import pytest
from attrs.exceptions import FrozenInstanceError

from sdpsig.endpoint import EndpointConfig, Takeover
from sdpsig.limits import Limits


def test_nothing_is_taken_over_and_no_owner_is_counted_unless_that_is_said() -> None:
    config = EndpointConfig()
    assert (config.takeover, config.owner_sessions) == (Takeover.REJECT, None)
    assert (config.closed_retention, config.kept_outcomes) == (60.0, 10_000)
    assert config.session.limits == Limits()


def test_a_configuration_is_a_value() -> None:
    assert EndpointConfig() == EndpointConfig() != EndpointConfig(kept_outcomes=1)
    with pytest.raises(FrozenInstanceError):
        EndpointConfig().kept_outcomes = 1  # type: ignore[misc]
    assert Takeover("replace-if-dead") is Takeover.REPLACE_IF_DEAD
