"""What came back to a case, seen: productions, timeline, conversations, places, links, words, and each event in its original."""
