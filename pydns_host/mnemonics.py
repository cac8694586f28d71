"""What types, classes and rcodes are called in log lines, error texts and metrics: the reference's mnemonics.

They differ from dnspython's (type 0, class ANY, rcode 16), which are used for everything else.
"""

from __future__ import annotations

from collections.abc import Callable


class _Names(dict[int, str]):
    """Known names; a number without one gets the text that `unknown` makes, and is not stored."""

    def __init__(self, names: dict[int, str], unknown: Callable[[int], str]) -> None:
        super().__init__(names)
        self._unknown = unknown

    def __missing__(self, number: int) -> str:
        return self._unknown(number)


def _numbered(first: int, names: str) -> dict[int, str]:
    """Names of consecutive numbers; a hyphen stands for a number that the reference knows no name for."""
    return {number: name for number, name in enumerate(names.split(), first) if name != "-"}


TYPES = _Names(
    _numbered(0, "None A NS MD MF CNAME SOA MB MG MR NULL - PTR HINFO MINFO MX")
    | _numbered(16, "TXT RP AFSDB X25 ISDN RT - NSAP-PTR SIG KEY PX GPOS AAAA LOC NXT EID")
    | _numbered(32, "NIMLOC SRV ATMA NAPTR KX CERT - DNAME - OPT APL DS SSHFP IPSECKEY RRSIG NSEC")
    | _numbered(48, "DNSKEY DHCID NSEC3 NSEC3PARAM TLSA SMIMEA - HIP NINFO RKEY TALINK CDS CDNSKEY")
    | _numbered(61, "OPENPGPKEY CSYNC ZONEMD SVCB HTTPS")
    | _numbered(99, "SPF UINFO UID GID UNSPEC NID L32 L64 LP EUI48 EUI64")
    | _numbered(128, "NXNAME")
    | _numbered(249, "TKEY TSIG IXFR AXFR MAILB MAILA ANY URI CAA AVC - AMTRELAY RESINFO")
    | {32768: "TA", 32769: "DLV", 65535: "Reserved"},
    "TYPE{}".format,
)
# 255 is the one class whose mnemonic is a type's too, so the reference writes it as a number.
CLASSES = _Names({1: "IN", 2: "CS", 3: "CH", 4: "HS", 254: "NONE"}, "CLASS{}".format)
RCODES = _Names(
    _numbered(0, "NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE")
    | _numbered(11, "DSOTYPENI")
    | _numbered(16, "BADSIG BADKEY BADTIME BADMODE BADNAME BADALG BADTRUNC BADCOOKIE"),
    str,
)
