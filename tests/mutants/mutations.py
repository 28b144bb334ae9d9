"""The mutants of a file: mutmut's changes to code inside functions, less those that change nothing of what is promised.

mutmut leaves out decorated functions, because its own switch stands at the `def`. Here a function's code is exchanged
instead, so decorators are taken away before mutmut looks; their lines stay, so that line numbers hold.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import libcst as cst
from libcst import matchers as m
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.file_mutation import Mutation, create_mutations

# What a person reads (its wording is no behaviour) and the log; and what only says how rows are fetched.
_WORDS: Any = m.OneOf(
    *(m.Name(name) for name in ("_", "gettext", "ngettext", "pgettext", "cast")), m.Attribute(value=m.Name("log"))
)
_FETCHING: Any = m.OneOf(*(m.Attribute(attr=m.Name(name)) for name in ("select_related", "prefetch_related", "only")))
_LEFT_OUT = m.Call(func=_WORDS | _FETCHING)


@dataclass(frozen=True)
class Mutant:
    """One change. `lines` are those of its statement: a test that runs none of them cannot notice it."""

    path: str
    function: str  # with its class, as __qualname__
    lines: range
    before: str
    after: str
    source: str  # of the changed function, without decorators

    @property
    def key(self) -> str:
        """The same in every run, wherever in the file the function stands."""
        return hashlib.sha256(f"{self.path} {self.function} {self.source}".encode()).hexdigest()[:12]


class _Undecorated(cst.CSTTransformer):
    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:  # noqa: ARG002, N802 - libcst's
        above = [line for each in updated_node.decorators for line in (*each.leading_lines, cst.EmptyLine())]
        lines = [*updated_node.leading_lines, *above, *updated_node.lines_after_decorators]
        return updated_node.with_changes(decorators=(), leading_lines=lines, lines_after_decorators=())


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its lines."""
    plain = cst.parse_module(path.read_text(encoding="utf-8")).visit(_Undecorated()).code
    module, mutations, _classes, _functions = create_mutations(str(path), plain)
    looked = MetadataWrapper(module, unsafe_skip_copy=True)
    parents, places = looked.resolve(ParentNodeProvider), looked.resolve(PositionProvider)
    for each in mutations:
        function = each.contained_by_top_level_function
        above = [each.original_node]
        while above[-1] in parents:
            above.append(parents[above[-1]])
        if not isinstance(function, cst.FunctionDef) or _is_left_out(each, above):
            continue
        start, end = _statement(above, places)
        names = [node.name.value for node in reversed(above) if isinstance(node, cst.ClassDef)]
        yield Mutant(
            path=str(path),
            function=".".join([*names, function.name.value]),
            lines=range(start, end + 1),
            before=module.code_for_node(each.original_node).strip(),
            after=module.code_for_node(each.mutated_node).strip(),
            source=module.code_for_node(function.deep_replace(each.original_node, each.mutated_node)).strip(),
        )


def _is_left_out(change: Mutation, above: list[cst.CSTNode]) -> bool:
    before, after = change.original_node, change.mutated_node
    if m.matches(before, _LEFT_OUT):
        return True
    if any(isinstance(inner, cst.Arg) and m.matches(outer, _LEFT_OUT) for inner, outer in pairwise(above)):
        return True
    if isinstance(before, cst.SimpleString) and isinstance(after, cst.SimpleString):
        return "XX" not in after.value  # the same in capitals is wrong in no other way than with XX
    if isinstance(before, cst.Call) and isinstance(after, cst.Call):
        changed = [each for each in before.args if all(each is not kept for kept in after.args)]
        return any(m.matches(each.value, m.Call(func=_WORDS)) for each in changed)
    return isinstance(before, cst.Assign) and m.matches(before.value, m.Call(func=_WORDS))


def _statement(above: list[cst.CSTNode], places: Any) -> tuple[int, int]:
    """First and last line of the innermost statement around a change; of `if`, `for` and their like only the head."""
    kinds = (cst.BaseSmallStatement, cst.BaseCompoundStatement)
    statement = next(each for each in above if isinstance(each, kinds))
    place = places[statement]
    body = getattr(statement, "body", None)
    return place.start.line, places[body].start.line if isinstance(body, cst.BaseSuite) else place.end.line
