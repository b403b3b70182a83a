"""What the organisations do in the week of the sample, beside talking."""
