"""The sample organisation: a named cast and three thousand invented people, loaded before anything is founded."""
