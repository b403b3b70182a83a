"""External contacts: people outside whom members keep: customers, suppliers, parents."""
