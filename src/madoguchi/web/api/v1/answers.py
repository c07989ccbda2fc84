"""From the office's records to what the API gives, and its answers: tags for what may have changed meanwhile, files."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import Instant, iso
from madoguchi.office.cases.service import CaseFile
from madoguchi.office.customers.ports import Contact, Customer, SystemUse
from madoguchi.office.customers.service import CustomerWithContacts
from madoguchi.web.api.v1.bodies import (
    ApiCaseGiven,
    ContactGiven,
    CustomerGiven,
    CustomerRow,
    MemberGiven,
)

PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}
CSV: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


def tag_of(given: BaseModel) -> str:
    """The ETag: another one as soon as anything in it is another."""
    return f'"{sha256(canonical(given.model_dump(mode="json"))).hexdigest()[:32]}"'


def tagged(given: BaseModel, status: int = 200, location: str = "") -> Response:
    headers = {"ETag": tag_of(given), "Cache-Control": "no-store"} | ({"Location": location} if location else {})
    return JSONResponse(given.model_dump(mode="json"), status, headers)


def made(given: BaseModel, location: str) -> Response:
    """201, and where it is."""
    headers = {"Cache-Control": "no-store", "Location": location}
    return JSONResponse(given.model_dump(mode="json"), 201, headers)


def at_or_none(at: Instant | None) -> str | None:
    return iso(at) if at else None


def customer_row(customer: Customer) -> CustomerRow:
    return CustomerRow(
        id=customer.id,
        organisation=customer.organisation,
        kana=customer.kana,
        kind=customer.kind.value,
        status=customer.status.value,
        corporate_number=customer.corporate_number,
        reason=customer.suspended_for,
        created_at=iso(customer.created_at),
    )


def contact_given(contact: Contact) -> ContactGiven:
    return ContactGiven(id=contact.id, name=contact.name, kana=contact.kana, phone=contact.phone, email=contact.email)


def customer_given(found: CustomerWithContacts) -> CustomerGiven:
    return CustomerGiven(
        **customer_row(found.customer).model_dump(),
        contacts=[contact_given(contact) for contact in found.contacts],
        systems=[system.name for system in found.systems if system.use is SystemUse.IN_USE],
        planned=[system.name for system in found.systems if system.use is SystemUse.PLANNED],
    )


def case_given(file: CaseFile) -> ApiCaseGiven:
    case = file.case
    return ApiCaseGiven(
        id=case.id,
        reference=case.reference,
        customer=case.customer_id,
        organisation=file.customer.organisation,
        contact=case.contact_id,
        category=case.category.value,
        subject=case.subject,
        description=case.description,
        status=case.status.value,
        created_at=iso(case.created_at),
        members=[MemberGiven(id=member, name=name) for member, name in file.members],
    )
