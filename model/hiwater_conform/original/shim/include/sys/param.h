/* Everything that audit_io.c looks for here is in hooks.h. */
#include "../../hooks.h"
