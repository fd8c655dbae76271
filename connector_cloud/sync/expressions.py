# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Name expressions: folder names made of a record's fields.

``Files of ${object.name}, ${object.phone and object.phone or "no phone"}``

The syntax looks like Mako's, the powers do not: what is in braces is parsed into a
tree and walked by :class:`_Evaluator`, which knows fields of ``object``, texts,
numbers, ``and``, ``or``, ``not``, comparisons and ``... if ... else ...``.  There is
no way to call anything.
"""

import ast
import operator
import re
from datetime import date, datetime
from functools import lru_cache

LENGTH = 2000
"""Characters an expression may have; keeps the parser's recursion flat."""
DEPTH = 50
"""Levels of what stands in other things; keeps our own recursion flat."""

# What is quoted may hold braces.
_PLACEHOLDER = re.compile(
    r"""\$\{ ( (?: [^"'{}] | "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' )* ) \}""",
    re.VERBOSE | re.DOTALL,
)
_COMPARISONS = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, container: item in container,
    ast.NotIn: lambda item, container: item not in container,
}


class NameExpressionError(ValueError):
    """The expression cannot be understood, or not be computed for a record.

    The message says what is wrong, for the one who wrote the expression.
    """


def as_text(value):
    """Write a field's value into a name: dates as ISO 8601, nothing as ``False``."""
    if value is None:
        return str(False)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


class NameExpression:
    """A compiled name expression.

    :param str source: text with any number of ``${...}``
    :raise NameExpressionError: the source is not a name expression
    """

    def __init__(self, source):
        if len(source) > LENGTH:
            raise NameExpressionError(
                f"The name expression is longer than {LENGTH} characters: shorten it."
            )
        self.source = source
        # re.split with one group: texts at even places, expressions at odd ones.
        parts = _PLACEHOLDER.split(source)
        self._parts = [
            _compile(part) if place % 2 else _literal(part)
            for place, part in enumerate(parts)
        ]

    def render(self, obj, resolve, text=as_text):
        """Compute the name of one record.

        :param obj: what ``object`` stands for
        :param resolve: ``resolve(obj, field_name)`` gives a field's value and raises
            AttributeError, KeyError or NameExpressionError where there is no such field
        :param text: turns a value into text
        :raise NameExpressionError: a field is unknown, or values cannot be compared
        """
        evaluator = _Evaluator(obj, resolve)
        return "".join(
            part if isinstance(part, str) else text(evaluator.visit(part))
            for part in self._parts
        )

    def paths(self):
        """:return: the set of field paths it may read, each a tuple of field names"""
        trees = [part for part in self._parts if isinstance(part, ast.AST)]
        return {
            tuple(ast.unparse(node).split(".")[1:])
            for tree in trees
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
        }


def record_name(expression, obj, resolve, display_name, text=as_text):
    """Name a record's folder, by its display name where the expression gives none.

    :param expression: a :class:`NameExpression`, its source, or nothing at all
    :param str display_name: the name to take when the expression is missing, has an
        error, or renders to nothing
    """
    if not expression:
        return display_name
    try:
        if isinstance(expression, str):
            expression = _compiled(expression)
        return expression.render(obj, resolve, text).strip() or display_name
    except NameExpressionError:
        return display_name


_compiled = lru_cache(NameExpression)


def _literal(text):
    if "${" in text:
        raise NameExpressionError(
            f"'{text[text.index('${') :]}' opens a brace that is not closed: "
            "write ${object.field}."
        )
    return text


def _compile(source):
    """:return: the checked tree of what stands in one pair of braces"""
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise NameExpressionError(
            f"'${{{source}}}' is not an expression: write ${{object.field}} or "
            '${object.field and object.field or "text"}.'
        ) from error
    checker = _Checker(source)
    if _is_deep(tree):
        checker.refuse("there is too much inside of one another. Write it simpler.")
    checker.visit(tree)
    return tree


def _is_deep(tree):
    level = [tree]
    for _depth in range(DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


class _Checker(ast.NodeVisitor):
    """Refuses every node that :class:`_Evaluator` does not know."""

    def __init__(self, source):
        self.source = source

    def refuse(self, reason):
        raise NameExpressionError(f"'${{{self.source}}}': {reason}")

    def generic_visit(self, node):
        self.refuse(
            "only fields of object, texts, numbers, and, or, not, comparisons and "
            "if ... else may be used."
        )

    def visit_Name(self, node):
        if node.id != "object":
            self.refuse(f"'{node.id}' is unknown, only 'object' may be used.")

    def visit_Attribute(self, node):
        if node.attr.startswith("_"):
            self.refuse(f"'{node.attr}' is not a field.")
        if not isinstance(node.value, ast.Name | ast.Attribute):
            self.refuse("fields are read from object only.")
        self.visit(node.value)

    def visit_Constant(self, node):
        if not isinstance(node.value, str | int | float | None):
            self.generic_visit(node)

    def visit_BoolOp(self, node):
        for value in node.values:
            self.visit(value)

    def visit_UnaryOp(self, node):
        if not isinstance(node.op, ast.Not):
            self.generic_visit(node)
        self.visit(node.operand)

    def visit_Compare(self, node):
        if not all(type(op) in _COMPARISONS for op in node.ops):
            self.generic_visit(node)
        for value in (node.left, *node.comparators):
            self.visit(value)

    def visit_IfExp(self, node):
        for value in (node.test, node.body, node.orelse):
            self.visit(value)


class _Evaluator(ast.NodeVisitor):
    """Computes a checked tree with Python's own meaning of every node."""

    def __init__(self, obj, resolve):
        self.obj = obj
        self.resolve = resolve

    def visit_Name(self, node):
        return self.obj

    def visit_Attribute(self, node):
        owner = self.visit(node.value)
        try:
            return self.resolve(owner, node.attr)
        except (AttributeError, KeyError) as error:
            raise NameExpressionError(f"'{node.attr}' is not a field.") from error

    def visit_Constant(self, node):
        return node.value

    def visit_BoolOp(self, node):
        stop = isinstance(node.op, ast.Or)
        for operand in node.values:
            value = self.visit(operand)
            if bool(value) is stop:
                break
        return value

    def visit_UnaryOp(self, node):
        return not self.visit(node.operand)

    def visit_Compare(self, node):
        left = self.visit(node.left)
        for op, comparator in zip(node.ops, node.comparators, strict=True):
            right = self.visit(comparator)
            try:
                holds = _COMPARISONS[type(op)](left, right)
            except TypeError as error:
                raise NameExpressionError(
                    f"'{ast.unparse(node)}' compares what cannot be compared."
                ) from error
            if not holds:
                return False
            left = right
        return True

    def visit_IfExp(self, node):
        return self.visit(node.body if self.visit(node.test) else node.orelse)
