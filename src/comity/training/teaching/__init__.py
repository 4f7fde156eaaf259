"""The course: modules, lessons, cards and manuals read from their files, drawn and written as pages."""
