"""The directive grpc_server: limits of DNS over gRPC. Nothing serves it here."""
