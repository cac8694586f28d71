"""The plugin template: answers written as Go templates over the question. Nothing is defined here."""
