"""Check a draft or a letter before it leaves: rules are data, judgement is functions, what an instrument demands is law."""
