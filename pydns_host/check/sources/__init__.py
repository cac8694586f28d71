"""Where Corefiles come from: files, folders, standard input, Kubernetes manifests. What they say is not read here."""
