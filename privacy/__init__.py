"""Pure text: what must not be stored, leave, or be published."""
