"""Moments and durations of expressions: nanoseconds, as Go counts them. Only what may be asked of them is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Any, ClassVar

from corefile.durations import format_duration

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000_000
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

Methods = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """So many nanoseconds."""

    nanoseconds: int
    methods: ClassVar[Methods] = MappingProxyType(
        {
            "Abs": lambda own: Duration(abs(own.nanoseconds)),
            "Hours": lambda own: own.nanoseconds / (3600 * _SECOND),
            "Microseconds": lambda own: int(own.nanoseconds / 1000),
            "Milliseconds": lambda own: int(own.nanoseconds / 1_000_000),
            "Minutes": lambda own: own.nanoseconds / (60 * _SECOND),
            "Nanoseconds": lambda own: own.nanoseconds,
            "Seconds": lambda own: own.nanoseconds / _SECOND,
            "String": str,
        }
    )

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Time):
            return other + self
        return Duration(self.nanoseconds + other.nanoseconds) if isinstance(other, Duration) else NotImplemented

    def __sub__(self, other: Any) -> Duration:
        return Duration(self.nanoseconds - other.nanoseconds) if isinstance(other, Duration) else NotImplemented

    def __str__(self) -> str:
        return format_duration(self.nanoseconds)


@dataclass(frozen=True, slots=True)
class Name:
    """A month or a day of the week."""

    text: str
    methods: ClassVar[Methods] = MappingProxyType({"String": lambda own: own.text})

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Time:
    """A moment: nanoseconds since 1970, shown in a zone (None: the machine's own)."""

    nanoseconds: int
    zone: tzinfo | None = None
    methods: ClassVar[Methods] = MappingProxyType(
        {
            "Add": lambda own, other: own + other,
            "After": lambda own, other: own > other,
            "Before": lambda own, other: own < other,
            "Day": lambda own: own.local.day,
            "Equal": lambda own, other: own == other,
            "Hour": lambda own: own.local.hour,
            "In": lambda own, zone: Time(own.nanoseconds, zone),
            "IsZero": lambda own: own.local.year == 1,
            "Local": lambda own: Time(own.nanoseconds),
            "Minute": lambda own: own.local.minute,
            "Month": lambda own: Name(_MONTHS[own.local.month - 1]),
            "Nanosecond": lambda own: own.nanoseconds % _SECOND,
            "Second": lambda own: own.local.second,
            "Sub": lambda own, other: own - other,
            "UTC": lambda own: Time(own.nanoseconds, UTC),
            "Unix": lambda own: own.nanoseconds // _SECOND,
            "UnixMicro": lambda own: own.nanoseconds // 1000,
            "UnixMilli": lambda own: own.nanoseconds // 1_000_000,
            "UnixNano": lambda own: own.nanoseconds,
            "Weekday": lambda own: Name(_DAYS[own.local.weekday()]),
            "Year": lambda own: own.local.year,
            "YearDay": lambda own: own.local.timetuple().tm_yday,
        }
    )

    @property
    def local(self) -> datetime:
        """The same for Python, to the microsecond."""
        return (_EPOCH + timedelta(microseconds=self.nanoseconds // 1000)).astimezone(self.zone)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Time) and self.nanoseconds == other.nanoseconds

    def __hash__(self) -> int:
        return hash(self.nanoseconds)

    def __lt__(self, other: Time) -> bool:
        return self.nanoseconds < other.nanoseconds

    def __add__(self, other: Any) -> Time:
        return Time(self.nanoseconds + other.nanoseconds, self.zone) if isinstance(other, Duration) else NotImplemented

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, Time):
            return Duration(self.nanoseconds - other.nanoseconds)
        return Time(self.nanoseconds - other.nanoseconds, self.zone) if isinstance(other, Duration) else NotImplemented

    def __str__(self) -> str:
        return self.local.isoformat(" ")
