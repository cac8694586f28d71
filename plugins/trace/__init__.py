"""The directive trace: spans of queries for Zipkin or Datadog. Nothing serves it here."""
