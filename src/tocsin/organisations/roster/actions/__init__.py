"""What changes imports, and what imports change."""
