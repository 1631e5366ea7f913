"""A helpdesk with years behind it: organisation and configuration by the product's verbs, volume by SQL."""
