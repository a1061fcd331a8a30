"""Tasks for ``inspect-ai``: the prompts, the aligner and the counts of this package in its runner.

``inspect eval rawi/ner --model …`` (also ``rawi/quotes`` and ``rawi/claims``) finds them by the entry
point ``inspect_ai`` of this package. The score is the one of ``rawi score``: counts of all documents
are summed, then scored; it is not the mean of the documents' scores. Needs ``rawi[inspect]``.
"""
