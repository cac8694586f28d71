"""What a function of the expression language is: its types and what it does. The functions are `builtins`' business."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydns_host.expressions import types
from pydns_host.expressions.types import Signature, Type

Validate = Callable[[Sequence[Type]], Type]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: `call` gets its values and raises `EvaluationError`.

    Its arguments fit one of `signatures`, or `validate` tells from their types what it gives, or raises TypeError.
    """

    call: Callable[..., Any]
    signatures: tuple[Signature, ...] = ()
    validate: Validate | None = None

    @property
    def type(self) -> Type:
        """The type of the function where it is not called."""
        if self.signatures:
            return self.signatures[0].type
        return types.function(types.ANY, gives=types.ANY, variadic=True, fails=True)


def takes(*given: Type, gives: Type, variadic: bool = False) -> Signature:
    """A signature."""
    return Signature(given, gives, variadic)


def counted(count: int) -> Callable[[Validate], Validate]:
    """Makes a `validate` refuse any other number of arguments."""

    def wrap(validate: Validate) -> Validate:
        def checked(given: Sequence[Type]) -> Type:
            if len(given) != count:
                raise TypeError(f"invalid number of arguments (expected {count}, got {len(given)})")
            return validate(given)

        return checked

    return wrap


def shown(found: Type) -> str:
    """A type as Go prints it when it may be nil."""
    return "%!s(<nil>)" if found.nil else str(found)


def one_of(kinds: Sequence[str], refusal: str, gives: Callable[[Type], Type] | Type) -> Validate:
    """A `validate` for one argument of one of these sorts; `refusal` has `{}` for the type of another."""

    def validate(given: Sequence[Type]) -> Type:
        found = given[0].plain
        if not (found.unknown or found.is_a(kinds)):
            raise TypeError(refusal.format(shown(given[0])))
        return gives if isinstance(gives, Type) else gives(found)

    return counted(1)(validate)
