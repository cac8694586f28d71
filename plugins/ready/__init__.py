"""The plugin ready: an HTTP endpoint that says whether all plugins can work. Whether the process lives is health's."""
