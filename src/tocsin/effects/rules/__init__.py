"""What an effect commits to, and the tree over what was committed: pure, computed alike by everybody."""
