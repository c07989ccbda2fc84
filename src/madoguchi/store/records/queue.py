"""Requests for support. Article: 2.2, 8.3"""

from __future__ import annotations

from sqlalchemy import and_, func, insert, or_, select, update

from madoguchi.office.ids import CaseId, RequestId
from madoguchi.office.queue.ports import RequestState, SupportRequest
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.queue import support_requests

_WAITS = support_requests.c.state == RequestState.WAITING


class Queue(Register):
    def add(self, request: SupportRequest) -> None:
        self._do(insert(support_requests).values(**values_of(request)))

    def settle(self, request: SupportRequest) -> bool:
        query = update(support_requests).where(support_requests.c.id == request.id, _WAITS)
        return self._do(query.values(**values_of(request))) == 1

    def by_id(self, request_id: RequestId) -> SupportRequest | None:
        return self._one(SupportRequest, select(support_requests).where(support_requests.c.id == request_id))

    def by_reference(self, sha256: str) -> SupportRequest | None:
        return self._one(SupportRequest, select(support_requests).where(support_requests.c.reference_sha256 == sha256))

    def of_case(self, case_id: CaseId) -> SupportRequest | None:
        return self._one(SupportRequest, select(support_requests).where(support_requests.c.case_id == case_id).limit(1))

    def waiting(self, limit: int) -> list[SupportRequest]:
        query = select(support_requests).where(_WAITS).order_by(support_requests.c.at, support_requests.c.id)
        return self._many(SupportRequest, query.limit(limit))

    def ahead_of(self, request: SupportRequest) -> int:
        table = support_requests.c
        earlier = or_(table.at < request.at, and_(table.at == request.at, table.id < request.id))
        query = select(func.count()).select_from(support_requests).where(_WAITS, earlier)
        return int(self._connection.execute(query).scalar_one())

    def count_waiting(self) -> int:
        return int(
            self._connection.execute(select(func.count()).select_from(support_requests).where(_WAITS)).scalar_one()
        )
