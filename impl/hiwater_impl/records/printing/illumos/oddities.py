"""Where illumos praudit does otherwise than layouts and words say, by names of tokens and fields."""

READ_BEFORE_OPENING = frozenset(
    {
        ("header32", "modifier"),
        ("header64", "modifier"),
        ("header32_ex", "modifier"),
        ("header64_ex", "modifier"),
        ("header32_ex", "address"),
        ("header64_ex", "address"),
        ("ipc", "ipc_type"),
        ("upriv", "success"),
        ("upriv_libbsm", "success"),
        ("tid", "type"),
        ("acl", "type"),
        ("file32", "name"),
        ("file64", "name"),
        ("socket_ex", "local_port"),
        ("socket_ex", "local_address"),
        ("socket_ex", "remote_port"),
        ("socket_ex", "remote_address"),
    }
)
"""Fields whose bytes are read before their attribute, or the end of the start tag before them, is printed."""

READ_AT_ONCE = {"ace": 4, "data": 3}
"""Tokens whose first fields, so many, are all read before anything of them is printed."""

COUNTED_WITH_SIGN = frozenset(
    {("newgroups", "count"), ("cmd", "args_count"), ("cmd", "env_count"), ("data", "unit_count")}
)
"""Counts without a sign in the layout that praudit takes for numbers with one."""

UNKNOWN = frozenset({"secflags"})
"""Tokens that the revision behind the expected outputs (746f551ddc19) does not know."""

FILE_LENGTH = 11
"""What a file token is taken to have beside its name, by praudit; it is true of those with 32 bits alone."""

NEAREST = {"socket_libbsm": "socket_ex", "upriv_libbsm": "upriv", "socket_ex_short": "socket_ex"}
"""As what an alternative layout is printed, field by field as far as both have it; praudit reads none of them."""

DESCRIPTION_LENGTH = 50
"""Bytes of an event's description that are printed; what follows longer ones is not defined."""
