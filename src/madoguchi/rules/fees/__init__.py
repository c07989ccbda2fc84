"""The fee for work outside the support hours, as a function from facts to lines. The specification is docs/fees.md.

Guarantee: what was not agreed is not charged. Whole yen, whole seconds, no clock, no float. Article: 3.3
"""

from madoguchi.rules.fees.answers import Answer, agreements, turned_at, worked
from madoguchi.rules.fees.charges import Agreement, Charge, charge, charge_of_parts, held_parts, joined, stops_at
from madoguchi.rules.fees.parts import next_boundary, next_whole, part_at, parts
from madoguchi.rules.fees.plan import (
    OFF_HOURS_KINDS,
    FeePlan,
    FreeTime,
    Part,
    Price,
    Rates,
    Rounding,
    Span,
    TaxRate,
    TimeKind,
    free_in,
    month_of,
    tax_on,
)
from madoguchi.rules.fees.quotes import LONGEST_QUOTE, USUAL_ESTIMATE, Quote, quote, quote_of
from madoguchi.rules.fees.reckoning import Line, LineKind, TaxSum
from madoguchi.rules.fees.sharing import Work, share_free

__all__ = [
    "LONGEST_QUOTE",
    "OFF_HOURS_KINDS",
    "USUAL_ESTIMATE",
    "Agreement",
    "Answer",
    "Charge",
    "FeePlan",
    "FreeTime",
    "Line",
    "LineKind",
    "Part",
    "Price",
    "Quote",
    "Rates",
    "Rounding",
    "Span",
    "TaxRate",
    "TaxSum",
    "TimeKind",
    "Work",
    "agreements",
    "charge",
    "charge_of_parts",
    "free_in",
    "held_parts",
    "joined",
    "month_of",
    "next_boundary",
    "next_whole",
    "part_at",
    "parts",
    "quote",
    "quote_of",
    "share_free",
    "stops_at",
    "tax_on",
    "turned_at",
    "worked",
]
