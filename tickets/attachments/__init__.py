"""What strangers send along: known by its content, drawn or written anew, and shown to whoever may see the case."""
