"""`pydns-host fmt`: Corefiles in one style. The style itself is the language's business: `corefile.formatter`."""
