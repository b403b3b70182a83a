"""The audit desk: what admins did, searched, counted, taken out, and kept as long as it must be."""
