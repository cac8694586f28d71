"""A format with placeholders, compiled once; then one line of text for each query.

What each placeholder prints is in `fields`; which queries are logged is `plugin`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from pydns_host.mnemonics import RCODES
from pydns_host.plugins.log.exchange import Exchange
from pydns_host.plugins.log.fields import ANSWERED, ASKED, EMPTY, LABELS, Answer, Asked, duration, rflags
from pydns_host.question import Question

_ASKED = '"{type} {class} {name} {proto} {size} {>do} {>bufsize}"'
COMMON = "{remote}:{port} - {>id} " + _ASKED + " {rcode} {>rflags} {rsize} {duration}"
COMBINED = COMMON + ' "{>opcode}"'
MAX_REMEMBERED = 4096  # questions whose part of a line is kept


def compile(text: str, metadata: bool = False) -> Answer:
    """What makes lines of a format, read as the reference reads it: what is no placeholder stands for itself.

    Without `metadata` every label of it is unknown.
    """
    return Common() if text == COMMON else Format(text, metadata)


class Common:
    """The common format, written out: it is what a busy server logs."""

    def __init__(self) -> None:
        (self._asked,) = Format(_ASKED).fields

    def __call__(self, exchange: Exchange) -> str:
        """The line, without its line feed."""
        request = exchange.request
        return common(request.client, request.port, request.id, self.middle(exchange), exchange.seconds)

    def middle(self, exchange: Exchange) -> str:
        """The part that question and answer make, whoever asks."""
        response = exchange.response
        rcode = EMPTY if response is None else RCODES[response.rcode]
        return f"{self._asked(exchange)} {rcode} {rflags(exchange)} {exchange.octets}"


def common(remote: str, port: int, id: int, middle: str, seconds: float) -> str:
    """A line of the common format."""
    if ":" in remote:
        remote = f"[{remote}]"
    return f"{remote}:{port} - {id} {middle} {duration(seconds)}"


class Format:
    """A compiled format; call it for the line."""

    def __init__(self, text: str, metadata: bool = False) -> None:
        template = []
        fields: list[Answer] = []
        for part in _grouped(_split(text.removesuffix("\n"), metadata)):
            template.append(part.replace("%", "%%") if isinstance(part, str) else "%s")
            if not isinstance(part, str):
                fields.append(part)
        self._template = "".join(template)
        self.fields = tuple(fields)

    def __call__(self, exchange: Exchange) -> str:
        """The line, without its line feed."""
        return self._template % tuple([field(exchange) for field in self.fields])


def expand(text: str) -> str:
    """A format as a Corefile has it, with the names of the two usual ones replaced by them."""
    return text.replace("{common}", COMMON).replace("{combined}", COMBINED)


class _Question:
    """Neighbouring parts of a line that say what was asked, put together once for each question."""

    def __init__(self, parts: list[str | Asked]) -> None:
        self._parts = parts
        self._texts: dict[tuple[Question, str, bool], str] = {}

    def __call__(self, exchange: Exchange) -> str:
        request = exchange.request
        question = request.question
        key = question, request.via.proto, question.edns is not None and exchange.stripped
        text = self._texts.get(key)
        if text is None:
            text = "".join(part if isinstance(part, str) else part(*key) for part in self._parts)
            if len(self._texts) >= MAX_REMEMBERED:
                self._texts.clear()
            self._texts[key] = text
        return text


def _split(text: str, metadata: bool) -> Iterator[tuple[str, Asked | None, Answer | None]]:
    """Each literal with the placeholder behind it, of either sort; one begins at the last `{` before a `}`."""
    start = 0
    while (end := text.find("}", start)) >= 0:
        opening = text.rfind("{", start, end)
        word = text[opening + 1 : end] if opening >= 0 else ""
        if word.startswith("/"):
            answer = LABELS.get(word[1:], partial(_label, word[1:])) if metadata else _unknown
            yield text[start:opening], None, answer
        elif word in ASKED or word in ANSWERED:
            yield text[start:opening], ASKED.get(word), ANSWERED.get(word)
        else:
            yield text[start : end + 1], None, None
        start = end + 1
    yield text[start:], None, None


def _label(name: str, exchange: Exchange) -> str:
    """What another plugin has said of the query."""
    labels = exchange.request.labels
    return EMPTY if labels is None else labels.get(name, EMPTY)


def _unknown(exchange: Exchange) -> str:
    return EMPTY


def _grouped(parts: Iterable[tuple[str, Asked | None, Answer | None]]) -> Iterator[str | Answer]:
    """Literals and fields, with runs of what depends on the question alone made one field."""
    run: list[str | Asked] = []
    for literal, asked, answer in parts:
        run.append(literal)
        if asked is not None:
            run.append(asked)
        if answer is not None:
            yield from _closed(run)
            yield answer
            run = []
    yield from _closed(run)


def _closed(run: list[str | Asked]) -> Iterator[str | Answer]:
    if all(isinstance(part, str) for part in run):
        yield "".join(part for part in run if isinstance(part, str))
    else:
        yield _Question(run)
