"""The directive rewrite: questions and answers that are changed on their way. Nothing is defined here."""
