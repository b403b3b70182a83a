"""What the cast of the sample organisation talks about in its week, and when (pure)."""
