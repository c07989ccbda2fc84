"""The bucket of records."""

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.relay.pace import Pace


def test_a_burst_is_free_and_the_rest_is_paced():
    pace = Pace(rate=10, burst=20, now=0.0)
    assert pace.spend(20, 0.0) == 0.0
    assert pace.spend(5, 0.0) == 0.5
    assert pace.spend(1, 0.6) == 0.0


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 3)), max_size=60))
def test_never_more_than_rate_and_burst(steps):
    pace, now, taken = Pace(rate=100, burst=200, now=0.0), 0.0, 0
    for count, later in steps:
        now += later
        taken += count
        now += pace.spend(count, now)
        assert taken <= 200 + 100 * now + 1e-6
