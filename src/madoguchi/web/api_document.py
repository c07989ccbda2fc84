"""The OpenAPI 3.1 document of the API for other programs, made of its routes and of the table of its doors."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from madoguchi import __version__
from madoguchi.base.words import Language, Words
from madoguchi.web.api.problems import PROBLEM
from madoguchi.web.api.v1 import cases, customers, desk, sessions, statements
from madoguchi.web.api.v1.bodies import ProblemGiven
from madoguchi.web.api_doors import API_DOORS

ROUTERS: Final = (customers.router, cases.router, sessions.router, statements.router, desk.router)
_UNUSED: Final = ("HTTPValidationError", "ValidationError")
_CALL: Final[dict[str, Any]] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"maxLength": 200, "minLength": 1, "pattern": "^[!-~]+$", "type": "string"},
}


def api_routes() -> list[APIRoute]:
    """Every route of the API, in an order in which a word stands before the parameter that it would fit."""
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


@cache
def api_document(language: Language) -> dict[str, Any]:
    """The document, its sentences in one language."""
    say = Words(language)
    found = get_openapi(
        title=say("api.title"),
        version=__version__,
        openapi_version="3.1.0",
        description=say("api.intro"),
        routes=api_routes(),
    )
    schemas = found["components"]["schemas"]
    for name in _UNUSED:
        schemas.pop(name, None)
    schemas["ProblemGiven"] = ProblemGiven.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas["FieldError"] = schemas["ProblemGiven"].pop("$defs")["FieldError"]
    found["components"]["securitySchemes"] = {"key": {"scheme": "bearer", "type": "http"}}
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method.upper(), path, say)
    return found


def _complete(operation: dict[str, Any], method: str, path: str, say: Words) -> None:
    door = API_DOORS[method, path]
    operation["summary"] = say(door.told)
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemGiven"}}}
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {"content": problem, "description": say("api.refused")}
    operation["security"] = [{"key": []}] if door.scope else []
    operation["x-scope"] = door.scope.value if door.scope else ""
    if method == "POST":
        operation.setdefault("parameters", []).append(_CALL)
