"""Requests to customers, and ready-made sentences. Article: 5.7"""

from __future__ import annotations

from sqlalchemy import insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.ids import CaseId, SessionId
from madoguchi.office.requests.ports import RequestToCustomer, Sentence
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.requests import request_sentences, requests_to_customer


class RequestsToCustomers(Register):
    def add(self, request: RequestToCustomer) -> None:
        self._do(insert(requests_to_customer).values(**values_of(request)))

    def change(self, request: RequestToCustomer) -> None:
        table = requests_to_customer
        self._do(update(table).where(table.c.id == request.id).values(**values_of(request)))

    def get(self, session_id: SessionId, number: int) -> RequestToCustomer | None:
        table = requests_to_customer
        here = (table.c.session_id == session_id, table.c.number == number)
        return self._one(RequestToCustomer, select(table).where(*here))

    def of_case(self, case_id: CaseId) -> list[RequestToCustomer]:
        table = requests_to_customer
        query = select(table).where(table.c.case_id == case_id).order_by(table.c.asked_at, table.c.id)
        return self._many(RequestToCustomer, query)

    def add_sentence(self, sentence: Sentence) -> None:
        self._do(insert(request_sentences).values(**values_of(sentence)))

    def remove_sentence(self, sentence_id: str, at: Instant) -> bool:
        table = request_sentences
        here = (table.c.id == sentence_id, table.c.removed_at.is_(None))
        return self._do(update(table).where(*here).values(removed_at=at)) == 1

    def sentences(self) -> list[Sentence]:
        table = request_sentences
        query = select(table).where(table.c.removed_at.is_(None)).order_by(table.c.added_at, table.c.id)
        return self._many(Sentence, query)
