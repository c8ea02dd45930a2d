"""What a refused request gets, `{"detail": "one sentence"}`, and how a route declares what it may refuse or answer."""

from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

_TOLD_MOST: Final = 3
_WHY: Final[dict[int, str]] = {
    400: "the body cannot be read, or If-Match holds no number",
    401: "the token is missing",
    403: "the request comes from a page of another origin",
    404: "nothing here has this name or number",
    409: "the run has moved on, or cannot do this now; `seq` is the present one if you were late",
    410: "it was here, and is gone",
    413: "the body is too long",
    421: "the host name is not served here",
    422: "a value is missing, or not one that this route takes",
    428: "If-Match is missing",
    503: "this machine cannot do it",
}
_BY_GUARD: Final = (401, 403, 421)

Responses = dict[int | str, dict[str, Any]]


class Refused(BaseModel):
    """Why a request was refused."""

    detail: str = Field(examples=["There is no such trail here; /decode lists those that are open."])


class Late(Refused):
    """Why a command was refused; with `seq`, the present one, if the caller has seen an older state."""

    seq: int | None = None


def refusals(*statuses: int) -> Responses:
    """The `responses` of a route that may refuse with these statuses, besides those of the guard before it.

    As schemas, since a model here would be built anew for each of them on each route. KeyError for one without words.
    """
    return {
        status: {
            "description": _WHY[status],
            "content": {"application/json": {"schema": (Late if status == 409 else Refused).model_json_schema()}},
        }
        for status in (*_BY_GUARD, *statuses)
    }


def answers(media_type: str = "application/octet-stream", kind: str = "string") -> Responses:
    """The `responses` of a route that answers something else than a model: its media type, and its kind in a schema."""
    return {200: {"content": {media_type: {"schema": {"type": kind}}}}}


def body(media_type: str, kind: str) -> dict[str, Any]:
    """The `openapi_extra` of a route that reads its body itself: its media type, and its kind in a schema."""
    return {"requestBody": {"required": True, "content": {media_type: {"schema": {"type": kind}}}}}


async def tell_wrong(_request: Request, error: Exception) -> JSONResponse:
    """422 with one sentence for values that do not fit their parameters: where, and what was wanted."""
    assert isinstance(error, RequestValidationError)
    told = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:_TOLD_MOST]]
    return JSONResponse({"detail": f"{'; '.join(told)}."}, 422)
