"""The catalogue of service providers: whom to address, how, and what they keep."""
