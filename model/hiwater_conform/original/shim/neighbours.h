/* The neighbours of the file: programs that threads run, written from facts about other files of the kernel. */
#ifndef SHIM_NEIGHBOURS_H
#define SHIM_NEIGHBOURS_H

#include "machine.h"

#define LONGEST_RECORD_BYTES 32768
#define SHORTEST_RECORD_BYTES 18

enum { ERROR_PERMISSION = 1, ERROR_TOO_BIG = 7, ERROR_BAD_FILE = 9, ERROR_INVALID = 22 };

/* What auditdoor was given; a number of zero or more is a door. */
enum { DOOR_BAD = -1, DOOR_FILE = -2 };

/* System calls and hooks: system_calls.c, user_records.c. The value is what the call returns. */
void syscall_enter(struct thread *, const struct call *);
void syscall_exit(struct thread *);
void thread_exit(struct thread *);
int async_event(struct thread *, struct call *);
int audit(struct thread *, struct call *);
int auditdoor(struct thread *, const struct call *);
void zone_shutdown(struct thread *, const struct call *);

/* The administrator: administration.c. */
int auditon_setcond(struct thread *, const struct call *);
int auditon_setpolicy(struct thread *, const struct call *);
int auditon_setqctrl(struct thread *, const struct call *);
int auditon_setstat(struct thread *, const struct call *);
int auditon_setkaudit(struct thread *, const struct call *);

/* Programs of the readers and of the clock: output_thread.c. */
void output_thread_start(int zone);
void timer_run_first(void);

/* The door of that number; setup.c. */
vnode_t *door_of(int number);

#endif
