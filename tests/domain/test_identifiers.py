from fynq.domain.identifiers import new_id


def test_ids_are_uuid7_unique_and_sort_by_time() -> None:
    made = [new_id() for _ in range(2_000)]
    assert {i.version for i in made} == {7}
    assert len(set(made)) == len(made)
    milliseconds = [i.int >> 80 for i in made]
    assert milliseconds == sorted(milliseconds)
