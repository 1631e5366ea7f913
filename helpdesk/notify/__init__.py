"""Telling people: in-app notifications, made in the transaction of the event that they tell of."""
