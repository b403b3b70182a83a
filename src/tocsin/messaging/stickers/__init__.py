"""Organisations' own sets of stickers: made by those with the power, sent by every member."""
