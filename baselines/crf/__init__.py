"""Conditional random fields over layers of tags: features, training, and models as files."""
