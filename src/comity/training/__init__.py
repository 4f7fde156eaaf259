"""Course, scenarios, counterparts and marking: practice on the same system."""
