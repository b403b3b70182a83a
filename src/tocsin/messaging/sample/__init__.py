"""What the sample organisation's cast has been talking about."""
