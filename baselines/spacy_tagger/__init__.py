"""A spaCy pipeline over the shared tokens, codec and linker, trained from scratch on the CPU."""
