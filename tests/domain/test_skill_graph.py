"""A graph without cycles stays one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fynq.domain.skill_graph import Edge, knots, without_cycles

names = st.sampled_from("abcdefgh")
graphs = st.dictionaries(names, st.lists(names, max_size=4, unique=True), max_size=8)


def reaches(graph, start, goal):
    seen, waiting = set(), list(graph.get(start, ()))
    while waiting:
        each = waiting.pop()
        if each == goal:
            return True
        if each not in seen:
            seen.add(each)
            waiting.extend(graph.get(each, ()))
    return False


@given(graphs)
def test_knots_are_the_skills_that_need_themselves_in_the_end(graph):
    found = knots(graph)
    everybody = {*graph, *(each for needs in graph.values() for each in needs)}
    tied = {each for each in everybody if reaches(graph, each, each)}
    assert set().union(*found) == tied
    assert sum(map(len, found)) == len(tied)
    for knot in found:
        for one in knot:
            assert all(one == other or reaches(graph, one, other) for other in knot)


@given(graphs, st.lists(st.builds(Edge, names, names), max_size=12))
def test_edges_that_would_close_a_cycle_are_left_out_and_no_others(graph, edges):
    if knots(graph):
        return
    kept, closing = without_cycles(edges, graph)
    grown = {skill: list(needs) for skill, needs in graph.items()}
    for edge in edges:
        closes = edge.skill == edge.prerequisite or reaches(grown, edge.prerequisite, edge.skill)
        assert (edge in closing) is closes or (edge in kept and edge in closing)
        if not closes:
            grown.setdefault(edge.skill, []).append(edge.prerequisite)
    assert len(kept) + len(closing) == len(edges)
    assert not knots(grown)


def test_a_long_chain_needs_no_recursion():
    chain = {str(at): [str(at + 1)] for at in range(20_000)}
    assert knots(chain) == []
    chain["20000"] = ["0"]
    assert [len(knot) for knot in knots(chain)] == [20_001]
