"""What goes to court: bundles, certificates and reports."""
