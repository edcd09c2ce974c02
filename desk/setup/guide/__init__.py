"""The guided start: from an empty installation to the first answered enquiry, in any order."""
