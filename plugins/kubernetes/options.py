"""The options of kubernetes, as a table: what each takes, and the reference's words when it does not.

What they amount to together is `config`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from corefile.arguments import (
    NO_EFFECT,
    UNUSABLE,
    argument,
    fallthrough,
    first_argument,
    one_word_of,
    origins,
    unread,
    within,
)
from corefile.numbers import quote
from corefile.options import Option, Options, Read, Reader, atoi, exactly, parse_duration, parse_float, words
from pydns_host.plugins.kubernetes.labels import Requirement, SelectorError, parse_selector

if TYPE_CHECKING:
    from corefile.nodes import Word

_PODS = ("disabled", "verified", "insecure")


def _texts(least: int, most: int | None = None) -> Callable[[Reader], tuple[str, ...]]:
    def read(reader: Reader) -> tuple[str, ...]:
        return tuple(word.value for word in words(least, most)(reader))

    return read


def _endpoint(reader: Reader) -> Word:
    args = words(1)(reader)
    unread(reader, args[1:], "several endpoints are deprecated, only the first is used")
    return args[0]


def _selector(option: str) -> Read:
    def read(reader: Reader) -> tuple[Requirement, ...]:
        args = words(1)(reader)
        text = " ".join(word.value for word in args)
        try:
            return parse_selector(text)
        except SelectorError as error:
            message = f"unable to parse {option} selector value: '{text}': {error}"
            raise reader.error(message, args[0]) from None

    return read


def _ignore(reader: Reader) -> bool:
    args = reader.remaining_args()
    if not args:
        reader.warn("'ignore' alone ignores nothing", hint="known here: empty_service", code=NO_EFFECT)
        return False
    if args[0].value != "empty_service":
        message = f"unable to parse ignore value: '{args[0].value}'"
        raise reader.error(message, args[0], "known here: empty_service")
    unread(reader, args[1:], "ignore takes one word")
    return True


def _startup_timeout(reader: Reader) -> int:
    args = words(1)(reader)
    try:
        timeout = parse_duration(args[0].value)
    except ValueError as error:
        raise reader.error(f"failed to parse startup_timeout: {args[0].value}, {error}", args[0]) from None
    unread(reader, args[1:], "startup_timeout takes one duration")
    if timeout <= 0:
        reader.warn("a startup_timeout that is not positive crashes CoreDNS at its start", args[0], code=UNUSABLE)
    return timeout


def _limit(option: str, read: Callable[[str], Any]) -> Option:
    def convert(text: str) -> Any:
        try:
            value = read(text)
        except ValueError as error:
            raise ValueError(f"invalid {option} {quote(text)}: {error}") from None
        if value < 0:
            raise ValueError(f"{option} must be >= 0")
        return value

    return Option(
        option, argument(convert), "NUMBER: a bound of what is asked of the API; 0 is the default", single=True
    )


OPTIONS = Options(
    Option("endpoint", _endpoint, "URL: the cluster's API", single=True),
    Option("tls", _texts(3, 3), "CERT KEY CA: how to show who asks", single=True),
    Option("kubeconfig", _texts(1, 2), "FILE [CONTEXT]: whom to ask and how, as kubectl knows it", single=True),
    Option("namespaces", _texts(1), "NAME...: only these namespaces"),
    Option("labels", _selector("label"), "SELECTOR: only objects with these labels", single=True),
    Option("namespace_labels", _selector("namespace_label"), "SELECTOR: only such namespaces", single=True),
    Option(
        "pods",
        argument(one_word_of(*_PODS, wrong=f"wrong value for pods: {{}},  must be one of: {', '.join(_PODS)}")),
        "disabled, verified or insecure: answers for addresses of pods",
        single=True,
    ),
    Option("endpoint_pod_names", exactly(0), "endpoints are called as their pods", single=True),
    Option(
        "ttl",
        first_argument(within(atoi, 0, 3600, wrong="ttl must be in range [0, 3600]: {}")),
        "SECONDS: how long answers may be cached",
        single=True,
    ),
    Option("noendpoints", exactly(0), "endpoints are neither watched nor answered", single=True),
    Option("zonal", exactly(0), "names for the endpoints of one availability zone", single=True),
    Option("ignore", _ignore, "empty_service: services without endpoints do not exist", single=True),
    Option("multicluster", lambda reader: origins(reader, ()), "ZONE...: zones of a cluster set", single=True),
    Option("fallthrough", fallthrough, "[ZONE...]: pass questions without an answer on", single=True),
    Option("startup_timeout", _startup_timeout, "DURATION: wait so long for the API at the start", single=True),
    _limit("apiserver_qps", lambda text: parse_float(text, 32)),
    _limit("apiserver_burst", atoi),
    _limit("apiserver_max_inflight", atoi),
)
