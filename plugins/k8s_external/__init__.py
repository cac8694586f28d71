"""The directive k8s_external: names for services of a cluster from outside. Nothing serves it here."""
