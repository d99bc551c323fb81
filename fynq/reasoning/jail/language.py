"""The small language that models may write programs in: a part of Python, checked before it runs.

What is not listed here does not exist: no classes, decorators, `try`, `with`, `yield`, `await`,
`:=`, `global`, `del`, `match`, no bytes, and no name that begins with an underscore. Operators,
attributes, loops and imports are rewritten into calls of guards whose names no source text can
spell, so that numbers, sequences and running time stay bounded.
"""

from __future__ import annotations

import ast
from types import CodeType

from fynq.reasoning.jail.vocabulary import ATTRIBUTE, FORMAT, LOOP, MODULE, OPERATORS, TICK
from fynq.reasoning.jail.vocabulary import Modules as _Modules

MOST_CHARS = 8_000
MOST_NODES = 6_000
_MOST_STRING = 2_000
_MOST_DIGITS = 400

_LISTED: tuple[type[ast.AST], ...] = (
    ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.If, ast.While, ast.For, ast.Break,
    ast.Continue, ast.Pass, ast.FunctionDef, ast.Return, ast.Lambda, ast.Import, ast.ImportFrom,
    ast.Assert, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.Name,
    ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp, ast.comprehension, ast.Subscript, ast.Slice, ast.Starred, ast.keyword,
    ast.Attribute, ast.JoinedStr, ast.FormattedValue, ast.arguments, ast.arg, ast.alias,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context,
)  # fmt: skip


class Refused(Exception):
    """The program is not in the language; str() tells the author of the program why."""


def compiled(source: str) -> CodeType:
    """Raises Refused. Runs in the jail: reading a program may itself take too much."""
    if len(source) > MOST_CHARS or "\0" in source:
        raise Refused("The program is too long.")
    try:
        tree = ast.parse(source, "program")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused("The program cannot be read.") from None
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise Refused("The program is too long.")
    checked = _Rewriting().visit(tree)
    assert isinstance(checked, ast.Module)
    ast.fix_missing_locations(checked)
    try:
        return compile(checked, "program", "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused("The program cannot be read.") from None


def _named(name: str) -> str:
    if not name.isascii() or (name.startswith("_") and name != "_"):
        raise Refused("Names are of plain letters and do not begin with an underscore.")
    return name


def _call(guard: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(guard, ast.Load()), list(args), [])


def _tick() -> ast.stmt:
    return ast.Expr(_call(TICK))


class _Rewriting(ast.NodeTransformer):
    def visit(self, node: ast.AST) -> ast.AST:
        if not isinstance(node, _LISTED):
            raise Refused(f"The language has no {type(node).__name__}.")
        found: ast.AST = super().visit(node)
        return found

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if value is None or isinstance(value, bool | float):
            return node
        if isinstance(value, str) and len(value) <= _MOST_STRING:
            return node
        if isinstance(value, int) and value.bit_length() <= 4 * _MOST_DIGITS:
            return node
        raise Refused("A constant is of a kind or length that the language does not have.")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        _named(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        _named(node.arg)
        node.annotation = None
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg is None:
            raise Refused("The language has no ** in calls.")
        _named(node.arg)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.decorator_list:
            raise Refused("The language has no decorators.")
        _named(node.name)
        node.returns = None
        self.generic_visit(node)
        node.body.insert(0, _tick())
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        node.body = ast.IfExp(_call(TICK), node.body, ast.Constant(None))
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.iter = _call(LOOP, node.iter)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, _tick())
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if node.is_async:
            raise Refused("The language has no async.")
        self.generic_visit(node)
        node.iter = _call(LOOP, node.iter)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _call(self._guard(node.op), node.left, node.right)

    def _guard(self, op: ast.operator) -> str:
        guard = OPERATORS.get(type(op).__name__)
        if guard is None:
            raise Refused(f"The language has no {type(op).__name__}.")
        return guard

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        target = node.target
        if isinstance(target, ast.Attribute) or any(isinstance(each, ast.Call) for each in ast.walk(target)):  # fmt: skip
            raise Refused("Only names and items are assigned to.")
        again: ast.expr = ast.parse(ast.unparse(target), mode="eval").body
        value = _call(self._guard(node.op), again, node.value)
        # The value is visited by hand: its guard's name is none that the visitor accepts.
        value.args = [self._expression(each) for each in value.args]
        return ast.Assign([self._expression(target)], value)

    def _expression(self, node: ast.expr) -> ast.expr:
        found = self.visit(node)
        assert isinstance(found, ast.expr)
        return found

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            raise Refused("Only names and items are assigned to.")
        if node.attr.startswith("_") or not node.attr.isascii():
            raise Refused("Names are of plain letters and do not begin with an underscore.")
        return _call(ATTRIBUTE, self._expression(node.value), ast.Constant(node.attr))

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        spec = ""
        if isinstance(node.format_spec, ast.JoinedStr):
            parts = node.format_spec.values
            if not all(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in parts):
                raise Refused("A format is written out.")
            spec = "".join(str(p.value) for p in parts if isinstance(p, ast.Constant))
        if node.conversion != -1:
            raise Refused("The language has no conversions in formats.")
        shown = _call(FORMAT, self._expression(node.value), ast.Constant(spec))
        return ast.FormattedValue(shown, -1, None)

    def visit_Import(self, node: ast.Import) -> ast.AST:
        return self._assigned(
            [(each.asname or each.name, _module(each.name)) for each in node.names]
        )

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        if node.level or node.module is None:
            raise Refused("The language does not have this module.")
        module = node.module
        return self._assigned(
            [
                (each.asname or each.name, _call(ATTRIBUTE, _module(module), ast.Constant(each.name)))
                for each in node.names
            ]
        )  # fmt: skip

    def _assigned(self, pairs: list[tuple[str, ast.expr]]) -> ast.AST:
        names = ast.Tuple([ast.Name(_named(name), ast.Store()) for name, _ in pairs], ast.Store())
        return ast.Assign([names], ast.Tuple([value for _, value in pairs], ast.Load()))


def _module(name: str) -> ast.expr:
    if name not in _Modules:
        raise Refused(f"The modules of the language are {', '.join(sorted(_Modules))}.")
    return _call(MODULE, ast.Constant(name))
