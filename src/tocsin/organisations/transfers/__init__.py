"""Transfers between departments: opened by HR, the receiving head or the member, agreed to by the others."""
