"""What all taggers share: tokens, the coding of spans as tags, and the linking of roles.

A tagger gives each token one tag in each of several layers. The coding
(:mod:`rawi.baselines.tagging.codec`) turns the layers of a document into such tags and tags back into
spans with roles; the linker (:mod:`rawi.baselines.tagging.linker`) turns those into entities, quotes,
quantities and claims.
"""
