"""The documentation of the API, as a page of ours and as an OpenAPI document. Nothing is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from madoguchi.web.api_document import api_document
from madoguchi.web.visit import run, visit_of

METHODS: Final = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One parameter, or one field of a body."""

    name: str
    place: str
    kind: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class OperationRow:
    method: str
    path: str
    summary: str
    scope: str
    tag: str
    fields: tuple[FieldRow, ...]
    statuses: tuple[str, ...]


async def docs(request: Request) -> Response:
    """GET /office/api"""
    visit = visit_of(request)
    document = await run(api_document, visit.language)
    rows = tuple(_rows(document))
    tags = dict.fromkeys(row.tag for row in rows)
    return visit.page(
        "office/api_docs.html",
        groups=[(tag, [row for row in rows if row.tag == tag]) for tag in tags],
        origin=visit.web.settings.origin,
    )


async def document(request: Request) -> Response:
    """GET /office/api/openapi.json"""
    visit = visit_of(request)
    found = await run(api_document, visit.language)
    servers = {"servers": [{"url": visit.web.settings.origin}]}
    return JSONResponse(dict(found) | servers, headers={"Cache-Control": "no-store"})


def _rows(document: Mapping[str, Any]) -> Iterator[OperationRow]:
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method in METHODS:
            if (operation := operations.get(method)) is None:
                continue
            given = [
                FieldRow(one["name"], one["in"], _kind(one["schema"]), one.get("required", False))
                for one in operation.get("parameters", ())
            ]
            given += _body(operation, schemas)
            statuses = tuple(status for status in operation["responses"] if status != "default")
            yield OperationRow(
                method.upper(),
                path,
                operation["summary"],
                operation["x-scope"],
                operation["tags"][0],
                tuple(given),
                statuses,
            )


def _body(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[FieldRow]:
    if "requestBody" not in operation:
        return
    schema = schemas[_name(operation["requestBody"]["content"]["application/json"]["schema"])]
    for name, one in schema["properties"].items():
        yield FieldRow(name, "body", _kind(one), name in schema.get("required", ()))


def _kind(schema: Mapping[str, Any]) -> str:
    """text, integer, A | B …"""
    if "anyOf" in schema:
        return _kind(next(one for one in schema["anyOf"] if one.get("type") != "null"))
    if "$ref" in schema:
        return _name(schema)
    if "enum" in schema:
        return " | ".join(schema["enum"])
    return str(schema.get("format", schema.get("type", "")))


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
