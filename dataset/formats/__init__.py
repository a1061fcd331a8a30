"""Corpora of other formats as documents."""
