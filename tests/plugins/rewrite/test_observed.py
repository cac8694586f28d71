"""What plugins in front of rewrite see of a query: the question that its client asked."""

from __future__ import annotations

from pydns_host.testing import serving

TEXT = """.:53 {
    prometheus
    log . "{type} {class} {name} {size}"
    rewrite type MX A
    rewrite name from.test longer.name.test
    template IN A {
        answer "{{ .Name }} 60 IN A 192.0.2.1"
    }
}
"""


async def test_log_and_metrics_tell_the_clients_question() -> None:
    async with serving(TEXT) as served:
        for _ in range(2):
            await served.ask("From.test.", "MX")
            assert served.lines[-1] == "[INFO] MX IN from.test. 27"
        await served.ask("from.test.", "A")
        assert served.lines[-1] == "[INFO] A IN from.test. 27"
        counted = served.counted("coredns_dns_requests_total")
    assert {labels[-1]: count for labels, count in counted.items()} == {"MX": 2, "A": 1}
