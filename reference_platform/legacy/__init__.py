"""The same platform in another dialect, as an older system might speak: other names, other forms, other errors."""
