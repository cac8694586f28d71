"""The plugin chaos: what server this is, told in class CH. Nothing is defined here."""
