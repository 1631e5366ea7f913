"""Stores, members, orders of invented people, the same for the same instant."""
