"""How the week is lived: by the rooms' own actions, behind the walls of whoever acts."""
