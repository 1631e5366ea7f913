"""Compiled reads: a type says where its fields come from; a document becomes a plan; a plan becomes bytes."""
