"""The oracle of reading: golden documents, generated documents, and two ways to answer them that must agree."""
