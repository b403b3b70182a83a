"""Who is in the sample organisation (pure)."""
