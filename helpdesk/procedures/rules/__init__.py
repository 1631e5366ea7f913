"""The rules of docs/domain.md, section 3, as pure functions: what eligibility queries tell is what enforcement asks."""
