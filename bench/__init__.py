"""``make bench``: the product beside a bare core of the same parts, in one run."""
