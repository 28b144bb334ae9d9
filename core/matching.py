"""Whether one object at hand fits a condition that the database also knows: a rule is written once and asked in both places."""

import operator
from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q

_COMPARED: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "exact": operator.eq,
    "in": lambda value, wanted: value in wanted,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "contains": lambda value, wanted: set(wanted) <= set(value),
}


def holds(condition: Q, row: object) -> bool:
    """What `filter(condition)` would say of this row, from its loaded columns alone. No query, if the rows that a condition follows to
    (customer__customer_class) are loaded, too.

    Knows the lookups exact, in, lt, lte, gt, gte, isnull and, for lists of values, contains on columns of the row and of those that it
    points at; anything else is a KeyError or AttributeError.
    A column without a value fits no comparison, and so fits its opposite, as with Django's `~Q`.
    """
    answers = (holds(each, row) if isinstance(each, Q) else _fits(row, each) for each in condition.children)
    if condition.connector == Q.XOR:
        raise KeyError(Q.XOR)
    # An empty condition leaves nothing out, whichever way its parts would be joined.
    found = (any(answers) if condition.connector == Q.OR else all(answers)) if condition.children else True
    return found != condition.negated


def _fits(row: object, part: Any) -> bool:
    name, wanted = part
    field, _, lookup = name.partition("__")
    if lookup.partition("__")[0] not in {"", "isnull", *_COMPARED} and hasattr(row, f"{field}_id"):
        there = getattr(row, field)
        return there is not None and _fits(there, (lookup, wanted))
    # The column of a foreign key, so that nothing is loaded.
    value = getattr(row, f"{field}_id") if hasattr(row, f"{field}_id") else getattr(row, field)
    if lookup == "isnull":
        return (value is None) is wanted
    wanted = getattr(wanted, "pk", wanted)
    if not lookup and wanted is None:
        return value is None
    return value is not None and _COMPARED[lookup or "exact"](value, wanted)
