"""The JSON API, told in OpenAPI 3.1: from the tables and messages by which it is served."""

from ._document import openapi

__all__ = ["openapi"]
