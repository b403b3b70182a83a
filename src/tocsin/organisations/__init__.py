"""Who belongs: organisations, departments, members, roles, and the directory people find each other in."""
