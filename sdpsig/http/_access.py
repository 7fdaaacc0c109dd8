"""Who may ask, from which pages, and how often: one value for every shell."""

from .._configuration import judge
from .._frozen import frozen
from ._auth import Authenticate
from ._cors import Cors
from ._rates import RateLimits

__all__ = ["Access"]


@frozen(kw_only=True)
class Access:
    """What stands between a server and those who ask; without any of it everybody may."""

    authenticate: Authenticate | None = None
    """Says who asks. None: sessions belong to who knows their ids."""
    cors: Cors | None = None
    """Which pages of other origins may ask. None: none may."""
    rates: RateLimits | None = None
    """How often clients may ask. None: as often as they like."""

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)
