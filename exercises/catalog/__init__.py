"""One small declarative file per exercise; each builds one `EXERCISE`. `registry` finds them."""
