"""The gold set and results on the Hugging Face Hub."""
