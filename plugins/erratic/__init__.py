"""The plugin erratic: answers that are dropped, delayed or truncated, to test clients with. Nothing is defined here."""
