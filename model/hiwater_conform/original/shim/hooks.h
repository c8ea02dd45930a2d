/*
 * The names that audit_io.c uses, turned into stops of the running thread. For that file alone.
 *
 * Calls are object-like macros: then __LINE__ is the line of the name, also where the arguments
 * go on over more lines. Shared members stop inside their index, so the value is read or written
 * after the stop. Every function of the file that reads one calls its context kctx.
 */
#ifndef SHIM_HOOKS_H
#define SHIM_HOOKS_H

#define SHIM_KERNEL_FILE
#include "kernel.h"

#define NULL ((void *)0)
#define SIZE_MAX __SIZE_MAX__
#define EAGAIN 11
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define memtod(membuf, type) ((type)(membuf)->buf)

#define U2A(user) shim_tad()
#define u_ad (shim_tad()->tad_ad)
#define GET_KCTX_GZ shim_global_context()
#define GET_KCTX_PZ shim_process_context()
#define GET_KCTX_NGZ shim_own_context()

/* State that is read without its lock. */
#define auk_policy auk_policy_[shim_read(WHAT_POLICY, kctx, __LINE__)]
#define auk_auditstate auk_auditstate_[shim_read(WHAT_STATE, kctx, __LINE__)]
#define auk_hostaddr_valid auk_hostaddr_valid_[shim_read(WHAT_HOST_VALID, kctx, __LINE__)]
#define auk_info auk_info_[shim_read(WHAT_INFO, kctx, __LINE__)]
#define audit_policy audit_policy_[shim_read(WHAT_GLOBAL_POLICY, NULL, __LINE__)]
#define bufsz bufsz_[shim_read(WHAT_BUFFER_SIZE, kctx, __LINE__)]

/* The list is touched under its lock everywhere but in au_doorio. */
#define SHIM_WITHOUT_LOCK (__builtin_strcmp(__func__, "au_doorio") == 0)
#define head head_[SHIM_WITHOUT_LOCK ? shim_read(WHAT_QUEUE_HEAD, kctx, __LINE__) : 0]
#define next_rec next_rec_[SHIM_WITHOUT_LOCK ? shim_read(WHAT_NEXT_RECORD, kctx, __LINE__) : 0]

/* Locks, conditions, counters. */
#define mutex_enter (shim_at(__LINE__), shim_mutex_enter)
#define mutex_exit (shim_at(__LINE__), shim_mutex_exit)
#define MUTEX_HELD shim_mutex_held
#define cv_wait (shim_at(__LINE__), shim_cv_wait)
#define cv_reltimedwait (shim_at(__LINE__), shim_cv_reltimedwait)
#define cv_broadcast shim_cv_broadcast
#define SHIM_as_generated WHAT_GENERATED
#define SHIM_as_nonattrib WHAT_NONATTRIB
#define SHIM_as_kernel WHAT_KERNEL
#define SHIM_as_audit WHAT_AUDIT
#define SHIM_as_auditctl WHAT_AUDITCTL
#define SHIM_as_enqueue WHAT_ENQUEUE
#define SHIM_as_written WHAT_WRITTEN
#define SHIM_as_wblocked WHAT_WBLOCKED
#define SHIM_as_rblocked WHAT_RBLOCKED
#define SHIM_as_dropped WHAT_DROPPED
#define SHIM_as_totalsize WHAT_TOTALSIZE
#define AS_INC(counter, amount, context) shim_count(SHIM_##counter, (uint32_t)(amount), context, __LINE__)

/* Memory and the tokens that ask for it. */
#define SHIM_MEMORY_KIND (__builtin_strcmp(__func__, "au_doormsg") == 0 ? WHAT_MESSAGE : WHAT_BUFFER)
#define kmem_alloc (shim_at_memory(__LINE__, SHIM_MEMORY_KIND), shim_kmem_alloc)
#define kmem_free shim_kmem_free
#define au_toss_token au_free_rec
#define au_to_header (shim_at(__LINE__), shim_au_to_header)
#define au_to_header_ex (shim_at(__LINE__), shim_au_to_header_ex)
#define au_to_zonename (shim_at(__LINE__), shim_au_to_zonename)
#define au_to_seq (shim_at(__LINE__), shim_au_to_seq)
#define au_to_trailer (shim_at(__LINE__), shim_au_to_trailer)

/* The rest of the machine. */
#define door_upcall (shim_at_door(__LINE__, kctx), shim_door_upcall)
#define softcall shim_softcall
#define gethrestime shim_gethrestime
#define bcopy shim_bcopy
#define sync (shim_at(__LINE__), shim_sync)
#define panic (shim_at(__LINE__), shim_panic)
#define printf (shim_at(__LINE__), shim_printf)
#define ASSERT(claim) ((claim) ? (void)0 : shim_assertion(__LINE__))

#endif
