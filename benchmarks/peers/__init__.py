"""The servers that ours is measured beside: simple, fairly written, without permissions or masking."""
