"""`python -m pydns_host` is the `pydns-host` command. Nothing else is here."""

import sys

from pydns_host.cli import main

if __name__ == "__main__":
    sys.exit(main())
