"""A small commerce platform of its own, to run the helpdesk against: stores, members, orders, fees.

It is reached over HTTP only. It keeps its own database schema, its own clock, and has switches that
make it slow, failing or silent on purpose.
"""
