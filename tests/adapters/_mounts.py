"""The same application in every framework that it may be mounted in.

Each function makes the outer application, with something of its own at ``/hello``.
"""

import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from wsgiref.util import shift_path_info

import fastapi
from attrs import frozen
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from flask import Flask
from litestar import Litestar, asgi, get
from litestar.types import Receive, Scope, Send
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.wsgi import Wsgi

__all__ = ["ASGI", "WSGI", "Mounted"]


@frozen
class Mounted:
    """A framework, and where our application is in it."""

    framework: str
    mount: Callable[[Any], Any]
    called: str = "/rtc"
    """The prefix with which the server is called."""
    told: str = "/rtc"
    """The prefix with which its client calls: a proxy in between may take some of it away."""
    root_path: str = ""
    """What the server is told of that."""


def hello(request: Any) -> Any:
    return PlainTextResponse("hello")


def starlette(app: Asgi) -> Starlette:
    @asynccontextmanager
    async def lifespan(outer: Starlette) -> AsyncIterator[None]:
        async with app:
            yield

    return Starlette(routes=[Route("/hello", hello), Mount("/rtc", app)], lifespan=lifespan)


def nested(app: Asgi) -> Starlette:
    inner = Starlette(routes=[Mount("/b", app)])
    return Starlette(routes=[Route("/hello", hello), Mount("/a", inner)])


def fastapi_at(root_path: str) -> Callable[[Asgi], fastapi.FastAPI]:
    def made(app: Asgi) -> fastapi.FastAPI:
        with warnings.catch_warnings(action="ignore"):
            outer = fastapi.FastAPI(root_path=root_path)
        outer.get("/hello")(fast)
        outer.mount("/rtc", app)
        return outer

    return made


def fast() -> Any:
    return fastapi.Response("hello")


def fastapi_in_fastapi(app: Asgi) -> fastapi.FastAPI:
    outer, inner = fastapi.FastAPI(), fastapi.FastAPI()
    outer.get("/hello")(fast)
    inner.mount("/b", app)
    outer.mount("/a", inner)
    return outer


def litestar(app: Asgi) -> Litestar:
    @get("/hello", sync_to_thread=False)
    def ours() -> str:
        return "hello"

    @asgi("/rtc", is_mount=True, copy_scope=True)
    async def mounted(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)  # type: ignore[arg-type]  # their own types of the same

    return Litestar([ours, mounted])


def django_hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("hello", django_hello)]


def configure_django() -> None:
    if not settings.configured:
        settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="of a test")


def django_asgi(app: Asgi) -> Any:
    configure_django()
    django = get_asgi_application()

    async def outer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan" or scope["path"].startswith("/rtc/"):
            await app({**scope, "root_path": "/rtc"}, receive, send)
        else:
            await django(scope, receive, send)

    return outer


def bare(app: Any) -> Any:
    return app


ASGI = (
    Mounted("nothing", bare, "", ""),
    Mounted("Starlette", starlette),
    Mounted("Starlette in Starlette", nested, "/a/b", "/a/b"),
    Mounted("FastAPI", fastapi_at("")),
    Mounted("FastAPI behind a proxy", fastapi_at("/api"), told="/api/rtc"),
    Mounted("FastAPI with its root_path", fastapi_at("/api"), "/api/rtc", "/api/rtc"),
    Mounted("FastAPI and its server", fastapi_at(""), told="/api/rtc", root_path="/api"),
    Mounted("FastAPI in FastAPI", fastapi_in_fastapi, "/a/b", "/a/b"),
    Mounted("Litestar", litestar),
    Mounted("Django", django_asgi),
)


def flask(app: Wsgi) -> Any:
    outer = Flask(__name__)
    outer.get("/hello")(lambda: "hello")
    return DispatcherMiddleware(outer.wsgi_app, {"/rtc": app})


def django_wsgi(app: Wsgi) -> Any:
    configure_django()
    django = get_wsgi_application()

    def outer(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith("/rtc/"):
            shift_path_info(environ)
            return app(environ, start_response)
        return django(environ, start_response)

    return outer


WSGI = (
    Mounted("nothing", bare, "", ""),
    Mounted("Flask", flask),
    Mounted("Django", django_wsgi),
)
