"""Who comes, goes and stands in for whom."""
