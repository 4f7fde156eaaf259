"""Where sealed evidence lies: a local folder, or a store elsewhere. Nothing that comes here is plain."""
