"""One person in everything that is stored: how they are recognised, found, and erased."""
