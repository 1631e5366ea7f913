"""Files that people send: taken in by signed links, kept outside the database, the sensitive ones encrypted."""
