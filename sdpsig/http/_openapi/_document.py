"""The description as a whole."""

from typing import TYPE_CHECKING

from ..._converter import INTEGER_LENGTH, Schema
from .._json_requests import DECODERS, Posted
from ._operations import OPERATIONS
from ._paths import CREDENTIAL, described
from ._responses import responses
from ._schemas import Schemas

if TYPE_CHECKING:
    from ..json_api import JsonApi

__all__ = ["openapi"]

VERSION = "1"
"""Of the API: it is another one when clients of this one are no longer served."""


def openapi(api: "JsonApi") -> Schema:
    """The JSON API in OpenAPI 3.1, as plain JSON; its paths are those below the mount point."""
    schemas = Schemas(api)
    for decoder in DECODERS.values():  # first of all, so that they have the plain names
        if isinstance(decoder, Posted):
            schemas.taken(decoder.message)
    paths = {
        path: {method.lower(): described(path, method, schemas) for method in api.methods[path]}
        for path in OPERATIONS
        if path in api.methods
    }
    document: Schema = {
        "openapi": "3.1.0",
        "info": {"title": "sdpsig", "version": VERSION, "description": _about(api)},
        "paths": paths,
        "components": {"schemas": schemas.components, "responses": responses(schemas)},
    }
    if api.auth_scheme is not None:
        scheme = {"type": "http", "scheme": api.auth_scheme}
        document["components"]["securitySchemes"] = {CREDENTIAL: scheme}
        document["security"] = [{CREDENTIAL: []}]
    return document


def _about(api: "JsonApi") -> str:
    limits = api.limits
    return (
        "WebRTC signaling: offers, answers, trickled candidates and the life of sessions."
        f" A body has at most {limits.json_bytes} bytes and {limits.json_values} values, nests at"
        f" most {limits.json_depth} deep, and has integers of at most {INTEGER_LENGTH} characters."
        " Members that are not known are passed over. Every path answers OPTIONS, and a method"
        " that is not allowed with 405."
    )
