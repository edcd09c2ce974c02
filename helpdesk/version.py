"""The version of this program, in this one place; CHANGELOG.md says what each one brought."""

VERSION = "0.2.0"
