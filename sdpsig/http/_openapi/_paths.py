"""One call of the JSON API as an Operation Object of OpenAPI."""

from collections.abc import Iterator

from ..._converter import Schema
from .._auth import OPEN
from .._delivery import KEY
from .._json_requests import DECODERS, Asked, Posted
from .._query import LARGEST
from .._stream import NAMES
from ._operations import NEWS, OPERATIONS, Operation
from ._responses import TITLES, header, refusals
from ._schemas import ID, Schemas

__all__ = ["CREDENTIAL", "described"]

CREDENTIAL = "credential"
"""What the security scheme is called."""
QUERY: dict[str, Schema] = {
    "session_id": {"schema": {"type": "string", **ID}},
    "after": {
        "description": "What `next` was the last time; without it all is told from the beginning.",
        "schema": {"type": "integer", "minimum": 0, "maximum": LARGEST},
    },
}
"""The parameters of queries."""
HEADERS: dict[str, Schema] = {
    "Idempotency-Key": {
        "description": "Names the offer: sent again with the same name it gets the same answer.",
        "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
    },
    "Last-Event-ID": {
        "description": "The id of the last event that has come; what has been missed is told.",
        "schema": {"type": "string"},
    },
    "If-None-Match": {
        "description": "The ETag of what is known already.",
        "schema": {"type": "string"},
    },
}
"""The headers of requests."""


def described(path: str, method: str, schemas: Schemas) -> Schema:
    """A call: what it takes, what it gets, and how it may be refused."""
    operation, decoder = OPERATIONS[path], DECODERS.get(path)
    call: Schema = {
        "operationId": f"{operation.id}Head" if method == "HEAD" else operation.id,
        "summary": operation.summary,
        "parameters": [*_query(decoder), *_headers(operation)],
        "responses": {
            **{str(status): {"description": TITLES[status]} for status in operation.statuses},
            **refusals(operation.faults),
        },
    }
    if path in OPEN:
        call["security"] = []
    if isinstance(decoder, Posted):
        content = {"application/json": {"schema": schemas.taken(decoder.message)}}
        call["requestBody"] = {"required": True, "content": content}
    call["responses"]["200"] |= _success(operation, schemas, head_only=method == "HEAD")
    return call


def _query(decoder: Posted[object] | Asked | None) -> Iterator[Schema]:
    if isinstance(decoder, Asked):
        first = decoder.parameters[0]
        for name in decoder.parameters:
            yield {"name": name, "in": "query", "required": name == first, **QUERY[name]}


def _headers(operation: Operation) -> Iterator[Schema]:
    for name in operation.headers:
        yield {"name": name, "in": "header", **HEADERS[name]}


def _success(operation: Operation, schemas: Schemas, *, head_only: bool) -> Schema:
    success: Schema = {}
    if operation.said:
        success["headers"] = {name: header(name) for name in operation.said}
    if not head_only:
        success["content"] = {operation.media_type: _media(operation, schemas)}
    if operation.next:
        success["links"] = {
            OPERATIONS[path].id: {
                "operationId": OPERATIONS[path].id,
                "parameters": {"session_id": "$response.body#/session_id"},
            }
            for path in operation.next
        }
    return success


def _media(operation: Operation, schemas: Schemas) -> Schema:
    """What the body of a response holds; a stream holds any number of events."""
    if operation.news:
        return {"schema": {"type": "object", "oneOf": [*_events(schemas)]}}
    kind = operation.response
    schema = {"type": kind} if isinstance(kind, str) else schemas.written(kind)
    return {"schema": {"type": "array", "items": schema} if operation.several else schema}


def _events(schemas: Schemas) -> Iterator[Schema]:
    """The events by their names, with the messages that are their data."""
    for kind, message in NEWS.items():
        content = {"type": "object"} if message is None else schemas.written(message)
        yield {
            "required": ["event", "data"],
            "properties": {
                "event": {"const": NAMES[kind]},
                "id": {"type": "string"},
                "data": {
                    "type": "string",
                    "contentMediaType": "application/json",
                    "contentSchema": content,
                },
            },
        }
