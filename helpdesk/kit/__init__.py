"""What every layer stands on: errors, actors, settings, clock, database base, ids, paging, text."""
