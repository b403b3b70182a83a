"""Rosters: importing people from spreadsheets, and exporting them again."""
