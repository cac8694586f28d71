"""The plugin health: an HTTP endpoint that says that the process lives. Whether it can answer is ready's business."""
