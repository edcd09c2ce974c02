"""Who has a case and until when: the people of a tier, due times, and cases that nobody touches."""
