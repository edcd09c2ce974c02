"""Django's database engine where none was named: it may be looked at, and refuses to be used."""
