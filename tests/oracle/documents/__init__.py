"""Valid documents over the whole schema, generated: the walker, the values of arguments, what may stand together."""
