"""Where shared answers are written, proposed, approved, published and retired."""
