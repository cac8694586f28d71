"""What cache counts, under CoreDNS's names. How counters are exposed is the prometheus plugin's business."""

from __future__ import annotations

from pydns_host.metrics import Count, Metrics

_LABELS = ["server", "zones", "view"]
_OTHER = {"success": "denial", "denial": "success"}
_TYPED = ["server", "type", "zones", "view"]


class Counts:
    """The counters of one cache; methods take the listener that a question came to."""

    def __init__(self, metrics: Metrics, zones: str, view: str) -> None:
        self._zones = zones
        self._view = view
        self._entries = metrics.gauge("coredns_cache_entries", "The number of elements in the cache.", _TYPED)
        self._requests = metrics.counter("coredns_cache_requests_total", "The count of cache requests.", _LABELS)
        self._hits = metrics.counter("coredns_cache_hits_total", "The count of cache hits.", _TYPED)
        text = "The count of cache misses. Deprecated, derive misses from cache hits/requests counters."
        self._misses = metrics.counter("coredns_cache_misses_total", text, _LABELS)
        text = "The number of times the cache has prefetched a cached item."
        self._prefetches = metrics.counter("coredns_cache_prefetch_total", text, _LABELS)
        text = "The number of requests served from stale cache entries."
        self._stale = metrics.counter("coredns_cache_served_stale_total", text, _LABELS)
        self._evictions = metrics.counter("coredns_cache_evictions_total", "The count of cache evictions.", _TYPED)
        self._hit: dict[tuple[str, str], tuple[Count, Count]] = {}

    def hit(self, server: str, which: str) -> None:
        """A question, and an entry for it."""
        requests, hits = self._hit.get((server, which)) or self.of_hits(server, which)
        requests.n += 1
        hits.n += 1

    def of_hits(self, server: str, which: str) -> tuple[Count, Count]:
        """What every hit bumps."""
        requests = self._requests.count(server, self._zones, self._view)
        found = self._hit[server, which] = requests, self._hits.count(server, which, self._zones, self._view)
        return found

    def missed(self, server: str) -> None:
        """A question that no entry answers."""
        self._requests.inc(server, self._zones, self._view)
        self._misses.inc(server, self._zones, self._view)

    def prefetched(self, server: str) -> None:
        """An entry is renewed before or after its end."""
        self._prefetches.inc(server, self._zones, self._view)

    def stale(self, server: str) -> None:
        """An entry was given after its end."""
        self._stale.inc(server, self._zones, self._view)

    def kept(self, server: str, which: str, entries: int, evicted: bool) -> None:
        """An answer was put in, and another taken out for it or not."""
        self._entries.set(entries, server, which, self._zones, self._view)
        self._entries.count(server, _OTHER[which], self._zones, self._view)  # both are told, as in the reference
        if evicted:
            self._evictions.inc(server, which, self._zones, self._view)
