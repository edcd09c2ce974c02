"""Schools and daycares: which one a text speaks of, who helps there, and whether anybody hears an enquiry."""
