"""What knows the database itself."""
