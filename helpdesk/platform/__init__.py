"""The host platform's port: it owns members, stores, orders, fees; the helpdesk asks it and tells it."""
