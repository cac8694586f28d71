"""The directive grpc: asks other servers over gRPC. Nothing serves it here."""
