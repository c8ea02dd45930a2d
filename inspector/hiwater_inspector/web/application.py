"""The whole inspector as one ASGI application: documents, assets, the routes of each page's data, behind the guard."""

from collections.abc import Callable, Iterable
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from hiwater_inspector.web.assets import Assets
from hiwater_inspector.web.documents import document, not_there
from hiwater_inspector.web.pages import PAGES
from hiwater_inspector.web.refusals import tell_wrong
from hiwater_inspector.web.security.admission import Admission
from hiwater_inspector.web.security.guard import Guard

_DESCRIPTION: Final = """The same data that the pages draw. Send the token that `hiwater inspect` printed as
`Authorization: Bearer TOKEN`. A wrong request is answered by `{"detail": "one sentence"}`."""


def application(admission: Admission, routers: Iterable[APIRouter], assets: Assets | None = None) -> Guard:
    """Compose it. Each router serves one page's data; a router's stores are opened and closed by who made them."""
    held = Assets() if assets is None else assets
    app = FastAPI(
        title="hiwater",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    for router in (*routers, _documents(held)):
        # include_router would build each route a second time, when the first request waits for it.
        app.router.routes.extend(router.routes)
    app.add_exception_handler(HTTPException, _tell)
    app.add_exception_handler(RequestValidationError, tell_wrong)
    return Guard(app, admission)


def _documents(assets: Assets) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{digest}/{name:path}")
    def asset(digest: str, name: str) -> Response:
        return assets.response(digest, name)

    for page in PAGES:
        text = document(page, assets)
        for route in page.routes:
            router.add_api_route(route, _always(text), methods=["GET"])
    return router


def _always(text: str) -> Callable[[], HTMLResponse]:
    def show() -> HTMLResponse:
        return HTMLResponse(text)

    return show


async def _tell(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and "text/html" in request.headers.get("accept", ""):
        sentence = error.detail if error.detail != "Not Found" else f"No page has the address {request.url.path}."
        return HTMLResponse(not_there(sentence), 404)
    return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)
