"""Text messages: who gets one, to which numbers, and the gateway that sends them."""
