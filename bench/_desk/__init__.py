"""Parts of the measurement of the desk: the register that is made, the peer, the people that look at pages."""
