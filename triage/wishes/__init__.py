"""Wishes for Aula, collected across institutions."""
