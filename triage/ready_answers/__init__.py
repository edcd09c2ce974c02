"""Ready texts and acts for who answers."""
