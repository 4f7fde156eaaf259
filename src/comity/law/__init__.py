"""Treaties, States, authorities, offences, safeguards and instruments, as dated facts."""
