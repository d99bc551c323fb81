"""A Pratt parser (Pratt 1973, 'Top down operator precedence') from tokens to a tree.

Precedence as mathematicians read: sums < written products and quotients < juxtaposition < signs
< powers < postfix. So 1/2x is 1/(2x), 1/2 x is (1/2)x, -x^2 is -(x^2), 2^3^2 is 2^9 and
sin 2x cos x is sin(2x)·cos(x).
"""

from __future__ import annotations

from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading import notation
from fynq.reasoning.reading.limits import MAX_DEPTH
from fynq.reasoning.reading.names import CONSTANTS, FRACTIONS, FUNCTIONS
from fynq.reasoning.reading.tokens import Kind, Token, tokenize
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Items,
    Matrix,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Relation,
    Tree,
)

SUM, PRODUCT, JUXTAPOSED, SIGNED, POWER = 20, 30, 35, 40, 50
RELATIONS = frozenset({"=", "<", ">", "<=", ">=", "!="})
CLOSING = {"(": ")", "[": "]", "{": "}"}
_UNREADABLE = "I cannot read this as mathematics."


def parse(text: str, functions: frozenset[str] = frozenset()) -> Tree:
    """One expression, relation or comma-separated list. functions: letters that the question
    defines as functions, so that f(2) is a value and not a product. Raises CannotSolve only."""
    parser = Parser(tokenize(text), functions)
    items = parser.items(frozenset())
    parser.expect_end()
    return items[0] if len(items) == 1 else Items(tuple(items))


class Parser:
    def __init__(self, tokens: list[Token], functions: frozenset[str]) -> None:
        self._tokens = tokens
        self._functions = functions
        self._at = 0
        self._depth = 0
        self._bars = 0
        self._in_integral = 0

    @property
    def now(self) -> Token:
        return self._tokens[self._at]

    def peek(self, ahead: int = 1) -> Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.now
        if token.kind is not Kind.END:
            self._at += 1
        return token

    def sees(self, *signs: str) -> bool:
        return self.now.kind is Kind.SIGN and self.now.text in signs

    def accept(self, sign: str) -> bool:
        if self.sees(sign):
            self.take()
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise CannotSolve(_UNREADABLE)

    def expect_end(self) -> None:
        if self.now.kind is not Kind.END:
            raise CannotSolve(_UNREADABLE)

    def items(self, until: frozenset[str]) -> list[Tree]:
        """Relations or expressions separated by ',' ';' or a LaTeX line break."""
        found = self.statement()
        while self.sees(",", ";", "\\\\"):
            self.take()
            if self.now.kind is Kind.END or self.sees(*until):
                break
            found.extend(self.statement())
        return found

    def statement(self) -> list[Tree]:
        """An expression, or a relation; a chain a < b < c becomes two relations."""
        left = self.expression(SUM)
        if not self.sees(*RELATIONS):
            return [left]
        found: list[Tree] = []
        while self.sees(*RELATIONS):
            op = self.take().text
            right = self.expression(SUM)
            found.append(Relation(op, left, right))
            left = right
        return found

    def expression(self, binding: int) -> Tree:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise CannotSolve("The expression is nested too deeply.")
        try:
            left = self.prefix()
            while (power := self._binding()) >= binding:
                left = self._infix(left, power)
            return left
        finally:
            self._depth -= 1

    def _binding(self) -> int:
        token = self.now
        if token.kind is Kind.SIGN:
            found = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}.get(token.text)
            if found is not None:
                return found
            if token.text in ("!", "%", "°"):
                return POWER + 10
            if token.text == "|" and self._bars:
                return 0
        if self._starts_factor():
            return PRODUCT if token.spaced and self._after_quotient() else JUXTAPOSED
        return 0

    def _after_quotient(self) -> bool:
        """In '1/2 x' the space ends the quotient of two numbers."""
        before = self._tokens[max(0, self._at - 3) : self._at]
        return [token.kind for token in before] == [Kind.NUMBER, Kind.SIGN, Kind.NUMBER] and before[
            1
        ].text == "/"

    def _starts_factor(self) -> bool:
        token = self.now
        if token.kind is Kind.WORD:
            return not (self._in_integral and self._is_differential())
        if token.kind is Kind.COMMAND:
            return not token.text.startswith("end")
        return token.kind is Kind.SIGN and token.text in ("(", "[", "{", "|")

    def _is_differential(self) -> bool:
        return self.now.text == "d" and self.peek().kind is Kind.WORD

    def _infix(self, left: Tree, power: int) -> Tree:
        sign = self.now.text if self.now.kind is Kind.SIGN else ""
        if sign in ("+", "-"):
            self.take()
            return Operation(sign, left, self.expression(PRODUCT))
        if sign in ("*", "/"):
            self.take()
            return Operation(sign, left, self.expression(JUXTAPOSED))
        if sign == "^":
            self.take()
            return Operation("^", left, self.exponent())
        if sign in ("!", "%", "°"):
            self.take()
            return _postfix(sign, left)
        return Operation("*", left, self.expression(power + 1))

    def exponent(self) -> Tree:
        if self.accept("-"):
            return Negative(self.expression(POWER))
        if self.accept("+"):
            return self.expression(POWER)
        if self.now.kind is Kind.NUMBER and self.peek().kind is Kind.COMMAND:
            return _decimal(self.take().text)
        if self.now.kind is Kind.WORD and self.now.text in FUNCTIONS:
            return self.prefix()
        return self.expression(POWER)

    def _mixed_ahead(self, whole: Number) -> bool:
        if whole.value.denominator != 1 or whole.decimals is not None:
            return False
        return self.now.kind is Kind.COMMAND and self.now.text in FRACTIONS and self._plain_frac()

    def _plain_frac(self) -> bool:
        """\\frac{1}{2}, \\frac12, \\frac1{2}: both parts are numbers."""
        ahead = [self.peek(step) for step in range(1, 7)]
        shape = "".join("0" if part.kind is Kind.NUMBER else part.text[:1] for part in ahead)
        if shape.startswith("0") and len(ahead[0].text) == 2:
            return True
        return shape.startswith(("{0}{0}", "{0}0", "0{0}"))

    def _mixed(self, whole: Number) -> Tree:
        """A space after a product sign leaves open whether a mixed number is meant."""
        before = self._tokens[self._at - 2].text if self._at > 1 else ""
        if self.now.spaced and before in ("*", "/"):
            raise CannotSolve("Write the mixed number in parentheses.")
        fraction = notation.command(self, self.take().text)
        return Operation("+", whole, fraction)

    def prefix(self) -> Tree:
        token = self.now
        if token.kind is Kind.NUMBER:
            return self._number()
        if token.kind is Kind.WORD:
            return self._word()
        if token.kind is Kind.COMMAND:
            self.take()
            return notation.command(self, token.text)
        if token.kind is Kind.END:
            raise CannotSolve(_UNREADABLE)
        if self.accept("-"):
            return Negative(self._signed())
        if self.accept("+"):
            return self._signed()
        if self.accept("|"):
            self._bars += 1
            inside = self.expression(SUM)
            self._bars -= 1
            self.expect("|")
            return Call("abs", (inside,))
        if token.text in CLOSING:
            start = self._at
            inside = self.group()
            if token.text == "{" and self.sees("^") and not self._one_group(start):
                return self._last_raised(inside)
            return inside
        raise CannotSolve(_UNREADABLE)

    def _one_group(self, start: int) -> bool:
        """Whether the braces that open at `start` hold one bracketed group and nothing else."""
        depth = 0
        for at in range(start + 1, self._at - 1):
            sign = self._tokens[at].text if self._tokens[at].kind is Kind.SIGN else ""
            depth += (sign in CLOSING) - (sign in CLOSING.values())
            if depth == 0:
                return at == self._at - 2 and sign in CLOSING.values()
        return True

    def _last_raised(self, inside: Tree) -> Tree:
        """Braces do not show: '{ab}^2' is seen as ab², where the power belongs to b alone."""
        match inside:
            case Operation("*", left, right):
                self.take()
                return Operation("*", left, Operation("^", right, self.exponent()))
            case Operation("+" | "-") | Negative():
                raise CannotSolve(_UNREADABLE)
        return inside

    def _signed(self) -> Tree:
        """-2x and -x/2 keep the sign outside the first factor only, which is the same value."""
        return self.expression(SIGNED)

    def group(self) -> Tree:
        """Inside (), [] or {}; a list in them is a tuple, [[..],[..]] a matrix."""
        opening = self.take().text
        closing = CLOSING.get(opening)
        if closing is None:
            raise CannotSolve(_UNREADABLE)
        if opening == "[" and self.sees("["):
            rows = self._rows()
            if rows is not None:
                return matrix(rows)
        bars, self._bars = self._bars, 0
        integral, self._in_integral = self._in_integral, 0
        items = self.items(frozenset({closing}))
        self.expect(closing)
        self._bars, self._in_integral = bars, integral
        if len(items) == 1 and not (opening == "[" and isinstance(items[0], Items)):
            return items[0]
        if opening == "[" and all(isinstance(item, Items) for item in items):
            return matrix([item.items for item in items if isinstance(item, Items)])
        return Items(tuple(items))

    def _rows(self) -> list[tuple[Tree, ...]] | None:
        """The rows of '[[1, 2], [3, 4]]' after its first bracket; None, and nothing read, otherwise."""
        start = self._at
        rows: list[tuple[Tree, ...]] = []
        while self.accept("["):
            rows.append(tuple(self.items(frozenset({"]"}))))
            self.expect("]")
            if self.accept("]"):
                return rows
            if not self.accept(","):
                break
        self._at = start
        return None

    def _number(self) -> Tree:
        token = self.take()
        value = _decimal(token.text)
        if self._mixed_ahead(value):
            return self._mixed(value)
        following = [self.now, self.peek(1), self.peek(2), self.peek(3)]
        mixed = (
            value.decimals is None
            and [part.kind for part in following[:3]] == [Kind.NUMBER, Kind.SIGN, Kind.NUMBER]
            and following[0].spaced
            and following[1].text == "/"
            and not (following[1].spaced or following[2].spaced)
        )
        if mixed:
            self.take()
            self.take()
            top, bottom = _decimal(following[0].text), _decimal(following[2].text)
            self.take()
            if top.decimals is not None or bottom.decimals is not None or bottom.value == 0:
                raise CannotSolve(_UNREADABLE)
            return Operation("+", value, Operation("/", top, bottom))
        if self.now.kind is Kind.NUMBER:
            raise CannotSolve("Two numbers stand side by side without a sign between them.")
        return value

    def _word(self) -> Tree:
        word = self.take().text
        if word in FUNCTIONS:
            return notation.function(self, word)
        if word == "d" and self.sees("/") and self.peek().text == "d":
            return notation.derivative_operator(self)
        if word in CONSTANTS:
            return Constant(CONSTANTS[word])
        name = word + self._subscript()
        if name in self._functions and not self.sees("(", "[", "{"):
            raise CannotSolve("A function stands without its argument.")
        if name in ("f", "g", "h") and self.sees("(", "{") and name not in self._functions:
            raise CannotSolve("A function is not defined.")
        if name in self._functions:
            inside = self.group()
            return Call(name, inside.items if isinstance(inside, Items) else (inside,))
        return Name(name)

    def _subscript(self) -> str:
        if not self.accept("_"):
            return ""
        braced = self.accept("{")
        token = self.take()
        if token.kind not in (Kind.NUMBER, Kind.WORD):
            raise CannotSolve(_UNREADABLE)
        if braced:
            self.expect("}")
        return f"_{token.text}"

    def argument(self) -> Tree:
        """What a function without parentheses applies to: sin 2x, ln x^2, but sin x cos x stops."""
        if self.sees("(", "[", "{", "|"):
            inside = self.prefix()
            return self._infix(inside, POWER + 10) if self.sees("!", "°") else inside
        negative = self.accept("-")
        found = self.expression(POWER)
        while (
            self._starts_factor() and not self._starts_function() and not self.sees("(", "[", "|")
        ):
            found = Operation("*", found, self.expression(POWER))
        if self.accept("°"):
            found = _postfix("°", found)
        return Negative(found) if negative else found

    def _starts_function(self) -> bool:
        return self.now.kind is Kind.WORD and self.now.text in FUNCTIONS

    def take_side(self) -> str:
        """Removes the '^+' or '+' before the next '}' that closes this group; '' if there is none."""
        depth, end = 0, self._at
        while depth or self._tokens[end].text != "}":
            token = self._tokens[end]
            if token.kind is Kind.END:
                raise CannotSolve(_UNREADABLE)
            depth += (token.text == "{") - (token.text == "}")
            end += 1
        inside = [token.text for token in self._tokens[self._at : end]]
        for tail in (["^", "{", "?", "}"], ["^", "?"], ["?"]):
            for side in ("+", "-"):
                wanted = [side if part == "?" else part for part in tail]
                if inside[-len(wanted) :] == wanted and len(inside) > len(wanted):
                    del self._tokens[end - len(wanted) : end]
                    return side
        return ""

    def integrand(self) -> tuple[Tree, str]:
        """Up to the differential 'dx', which may also stand in a product: ∫ x dx."""
        self._in_integral += 1
        of: Tree
        of = Number(Fraction(1)) if self._is_differential() else self.expression(SUM)
        if not self._is_differential():
            raise CannotSolve("The integral has no 'dx'.")
        self.take()
        self._in_integral -= 1
        return of, self.take().text


def matrix(rows: list[tuple[Tree, ...]]) -> Matrix:
    from fynq.reasoning.reading.limits import MAX_MATRIX

    widths = {len(row) for row in rows}
    if len(widths) != 1 or len(rows) > MAX_MATRIX or max(widths) > MAX_MATRIX or 0 in widths:
        raise CannotSolve("The rows of the matrix do not have the same length, or it is too large.")
    return Matrix(tuple(rows))


def _decimal(text: str) -> Number:
    digits = text.rstrip(".")
    decimals = len(digits.split(".")[1]) if "." in digits else None
    return Number(Fraction(digits), decimals)


def _postfix(sign: str, of: Tree) -> Tree:
    if sign == "!":
        return Call("factorial", (of,))
    if sign == "%":
        return Percent(of)
    return Operation("/", Operation("*", of, Constant("pi")), Number(Fraction(180)))
