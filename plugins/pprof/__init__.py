"""The directive pprof: run-time profiles of a Go process over HTTP. Nothing serves it here."""
