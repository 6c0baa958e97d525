"""The security headers: what the policy says, who may embed the page; all answers bear them."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from playground.service.headers import SecurityHeaders, security_headers
from playground.service.settings import Settings
from tests.service.asgi import ask

PAGE = "<html><script>\n let a = 1\n</script><script src='x.js'></script></html>"


def policy(frame_ancestors: str = "'self'", page: str = PAGE) -> dict[str, list[str]]:
    """Directives and their sources, read as a browser does."""
    text = security_headers(frame_ancestors, page)["Content-Security-Policy"]
    directives = [part.split() for part in text.split(";")]
    assert len({name for name, *_ in directives}) == len(directives)
    return {name: sources for name, *sources in directives}


def test_no_directive_lets_anything_in_from_outside():
    here = {"'self'", "'none'", "data:", "blob:", "'unsafe-inline'", "'wasm-unsafe-eval'"}
    for name, sources in policy().items():
        others = [source for source in sources if source not in here]
        assert all(source.startswith("'sha256-") for source in others), name
    assert policy()["default-src"] == ["'none'"]
    assert policy()["object-src"] == ["'none'"]


def test_scripts_are_ours_and_the_one_inline_script_is_known_by_its_hash():
    digest = base64.b64encode(hashlib.sha256(b"\n let a = 1\n").digest()).decode()
    sources = policy()["script-src"]
    assert [source for source in sources if "sha256" in source] == [f"'sha256-{digest}'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:"} & set(sources)


def test_streamlit_s_page_has_one_inline_script():
    page = (files("streamlit") / "static" / "index.html").read_text("utf-8")
    assert sum("sha256" in source for source in policy(page=page)["script-src"]) == 1


@pytest.mark.parametrize(
    ("ancestors", "older"),
    [
        ("'self'", "SAMEORIGIN"),
        ("'none'", "DENY"),
        ("'self' https://moodle.example.org", None),
    ],
)
def test_who_may_embed_the_page(ancestors, older):
    settings = Settings.from_environment({"PLAYGROUND_FRAME_ANCESTORS": ancestors})
    assert policy(settings.frame_ancestors)["frame-ancestors"] == ancestors.split()
    assert security_headers(ancestors, PAGE).get("X-Frame-Options") == older


def test_every_answer_bears_the_headers_once_whatever_it_said_itself():
    async def own_mind(_):
        return PlainTextResponse("hello", headers={"Referrer-Policy": "unsafe-url"})

    wanted = security_headers("'self'", PAGE)
    app = Starlette(
        routes=[Route("/", own_mind)], middleware=[Middleware(SecurityHeaders, headers=wanted)]
    )
    for path, status in (("/", 200), ("/nowhere", 404)):
        answer = ask(app, path)
        assert answer.status == status
        assert {name.lower(): text for name, text in wanted.items()}.items() <= (
            answer.headers.items()
        )
    assert wanted["Referrer-Policy"] == "same-origin"
    assert wanted["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in wanted["Permissions-Policy"]
