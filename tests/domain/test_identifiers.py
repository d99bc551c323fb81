from concurrent.futures import ThreadPoolExecutor

from fynq.domain.identifiers import Ids, new_id

MILLISECOND = 1_000_000


def test_ids_are_uuid7_unique_and_sort_by_time() -> None:
    made = [new_id() for _ in range(2_000)]
    assert {i.version for i in made} == {7}
    assert {i.variant for i in made} == {"specified in RFC 4122"}
    assert len(set(made)) == len(made)
    assert made == sorted(made)


def test_ids_of_one_millisecond_rise() -> None:
    ids = Ids(clock=lambda: 5 * MILLISECOND)
    made = [ids() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {i.int >> 80 for i in made} == {5}


def test_ids_rise_while_the_clock_goes_back() -> None:
    times = iter([9, 3, 4, 9, 10])
    ids = Ids(clock=lambda: next(times) * MILLISECOND)
    made = [ids() for _ in range(5)]
    assert made == sorted(set(made))
    assert [i.int >> 80 for i in made] == [9, 9, 9, 9, 10]


def test_a_millisecond_that_is_used_up_borrows_the_next() -> None:
    ids = Ids(clock=lambda: 5 * MILLISECOND, entropy=lambda size: b"\xff" * size)
    first = ids()
    ids._random = (1 << 74) - 1
    second = ids()
    assert second > first
    assert second.int >> 80 == 6
    assert second.version == 7


def test_threads_share_one_order() -> None:
    def some(_: int) -> list[object]:
        return [new_id() for _ in range(500)]

    with ThreadPoolExecutor(8) as pool:
        parts = list(pool.map(some, range(8)))
    assert all(part == sorted(part) for part in parts)
    assert len({i for part in parts for i in part}) == 4_000
