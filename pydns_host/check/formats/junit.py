"""JUnit's XML, which every CI service shows. A file is a suite, a finding a case; a clean file has one that passed."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from corefile import Diagnostic, Severity
from pydns_host.check.formats.style import Style, plain
from pydns_host.check.report import Report


def render(reports: Sequence[Report], style: Style) -> str:
    """One document; notes are no failures."""
    root = Element("testsuites", name="pydns-host check")
    for report in reports:
        suite = SubElement(root, "testsuite", name=plain(report.file))
        for found in report.diagnostics:
            _case(suite, report, found)
        if not report.diagnostics:
            SubElement(suite, "testcase", classname=plain(report.file), name="no mistakes")
        _count(suite)
    _count(root)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def _case(suite: Element, report: Report, found: Diagnostic) -> None:
    span = found.span
    place = plain(report.file) if span is None else f"{plain(span.file)}:{span.line}:{span.column}"
    case = SubElement(suite, "testcase", classname=plain(report.file), name=f"{found.code} at {place}")
    if span is not None:
        case.set("file", plain(span.file))
        case.set("line", str(span.line))
    if found.severity is Severity.NOTE:
        SubElement(case, "system-out").text = f"{place}: {plain(found.message)}"
        return
    failure = SubElement(case, "failure", message=plain(found.message), type=found.severity.value)
    failure.text = f"{place}: {plain(found.message)}" + (f"\nhint: {plain(found.hint)}" if found.hint else "")


def _count(element: Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
