"""The ground floor: mechanism without domain. Nothing here knows a room."""
