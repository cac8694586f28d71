"""The directive kubernetes: names of a Kubernetes cluster. Nothing serves it here."""
