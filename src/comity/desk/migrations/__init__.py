"""The shape of the register through its versions."""
