"""What a file of weights may say, and when it counts as changed."""

from __future__ import annotations

import pytest

from pydns_host.names import from_text
from pydns_host.plugins.loadbalance.weights import MissingWeightsError, WeightFile, WeightsError, parse
from pydns_host.testing import record

FILE = """
# weights
 www.Example.org
192.0.2.1\t3
192.0.2.1 9
  ::ffff:192.0.2.2 255
w2.example.org.
2001:db8::1 7
www.example.org
192.0.2.3 4
"""


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        ("www.example.org. 60 IN A 192.0.2.1", 3),
        ("WWW.example.ORG. 60 IN A 192.0.2.1", 3),
        ("www.example.org. 60 IN A 192.0.2.2", 255),
        ("www.example.org. 60 IN AAAA ::ffff:192.0.2.2", 255),
        ("www.example.org. 60 IN A 192.0.2.3", 4),
        ("www.example.org. 60 IN A 192.0.2.4", 1),
        ("w2.example.org. 60 IN AAAA 2001:db8:0::1", 7),
        ("w2.example.org. 60 IN A 192.0.2.1", 1),
    ],
)
def test_the_weight_of_an_address_is_that_of_its_name(line: str, weight: int) -> None:
    file = WeightFile("w", lambda path: FILE.encode())
    assert file.refresh()
    assert file.of(record(line)) == weight


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("192.0.2.1", 'wrong domain name:"192.0.2.1" in weight file w. (Maybe a missing weight value?)'),
        ("a\nb 1", 'wrong IP address:"b" in weight file w'),
        ("a\n192.0.2.1 0", 'wrong weight value:"0" in weight file w'),
        ("a\n192.0.2.1 256", 'wrong weight value:"256" in weight file w'),
        ("a\n192.0.2.1 -1", 'wrong weight value:"-1" in weight file w'),
        ("192.0.2.1 1", "missing domain name in weight file w"),
        ("a\n 192.0.2.1 1 # no ", 'could not parse weight line:"192.0.2.1 1 # no" in weight file w'),
    ],
)
def test_what_cannot_be_understood_is_told_in_the_references_words(text: str, message: str) -> None:
    with pytest.raises(WeightsError) as caught:
        parse(text, "w")
    assert str(caught.value) == message


def test_a_word_that_is_no_name_is_the_name_of_no_record() -> None:
    assert (from_text("a"), b"\1\1\1\1") not in parse("a..b\n1.1.1.1 5", "w")


def test_a_file_counts_as_changed_when_its_octets_have_changed() -> None:
    octets = [b"a\n192.0.2.1 5\n"] * 2 + [b"a\n192.0.2.1 6\n"]
    file = WeightFile("w", lambda path: octets.pop(0))
    assert [file.refresh() for _ in range(3)] == [True, False, True]


def test_a_bad_file_leaves_the_weights_and_is_told_once() -> None:
    octets = [b"a\n192.0.2.1 5\n", b"bad bad", b"bad bad"]
    file = WeightFile("w", lambda path: octets.pop(0))
    file.refresh()
    with pytest.raises(WeightsError):
        file.refresh()
    assert not file.refresh()
    assert file.of(record("a. 60 IN A 192.0.2.1")) == 5


def test_a_file_that_cannot_be_opened_is_missing() -> None:
    def read(path: str) -> bytes:
        raise PermissionError(13, "no", path)

    with pytest.raises(MissingWeightsError, match=r"^weight file open error$"):
        WeightFile("w", read).refresh()
