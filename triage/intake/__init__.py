"""The public form: from what somebody writes to a case."""
