"""Departments as data: what a pack holds, and installing it."""
