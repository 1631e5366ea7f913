"""One rich world that documents are asked about: everything that the schema can show is there at least once."""
