"""Numbers of a DNS header: bits, opcodes and rcodes (RFC 1035 section 4.1.1, RFC 6895). Nothing else."""

from __future__ import annotations

QR, AA, TC, RD, RA, AD, CD = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080, 0x0020, 0x0010
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, BADVERS = 0, 1, 2, 3, 4, 5, 16
QUERY, NOTIFY = 0, 4
