"""Sheets and cards to hang up and hand out: who helps with Aula at each school or daycare, and how to write."""
