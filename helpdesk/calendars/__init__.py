"""Open hours: weeks, public holidays with swapped working days, exceptions, and time counted in them."""
