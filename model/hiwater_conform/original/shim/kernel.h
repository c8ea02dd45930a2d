/*
 * The types, numbers and functions of the kernel that audit_io.c shares with its neighbours.
 *
 * Written from facts (names, members, numbers), for this shim alone. A member whose name ends
 * in "_" and that is an array of one is a place where a thread can stop before it touches it:
 * hooks.h gives it its real name, with the stop inside the index.
 */
#ifndef SHIM_KERNEL_H
#define SHIM_KERNEL_H

#ifdef SHIM_KERNEL_FILE
/* The file is compiled without any header of the system. */
typedef __UINT8_TYPE__ uint8_t;
typedef __UINT16_TYPE__ uint16_t;
typedef __INT32_TYPE__ int32_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __INT64_TYPE__ int64_t;
typedef __UINT64_TYPE__ uint64_t;
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ssize_t;
typedef long off_t;
typedef long clock_t;
typedef char *caddr_t;
#else
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#endif

#if SHIM_WIDTH == 64
typedef struct { int64_t tv_sec; int64_t tv_nsec; } timestruc_t;
#else
typedef struct { int32_t tv_sec; int32_t tv_nsec; } timestruc_t;
#endif

typedef uint16_t au_event_t;
typedef uint16_t au_emod_t;
typedef uint32_t au_state_t;

/* Audit states and policy bits. */
#define AUC_UNSET 0
#define AUC_AUDITING 0x1
#define AUC_NOAUDIT 0x2
#define AUC_INIT_AUDIT 0x4
#define AU_AUDIT_MASK 0x9
#define AUDIT_CNT 0x0001
#define AUDIT_AHLT 0x0002
#define AUDIT_SEQ 0x0010
#define AUDIT_TRAIL 0x0080
#define AUDIT_SCNT 0x0200
#define AUDIT_ZONENAME 0x0800
#define AUDIT_PERZONE 0x1000
#define AUDIT_GLOBAL 0x1002u
#define AUDIT_LOCAL 0x6fddu

/* Flags of the functions of the file. */
#define AU_OK 0x1
#define AU_DONTBLOCK 0x2
#define AU_DEFER 0x4
#define AU_BACKEND 1
#define AU_PACK 1
#define AU_LINK 0
#define AUM_SUCC 1
#define AUM_FAIL 2
#define PAD_NONATTR 0x4000
#define PAD_ERRJMP 0x40000
#define TAD_ERRJMP PAD_ERRJMP

/* Events, system calls, sizes. */
#define AUE_SYSTEMBOOT 113
#define AUE_EXITPROM 154
#define MAX_KEVENTS 309
#define SYS_exit 1
#define AU_BUFSIZE 128
#define AUK_VALID 0x5A5A5A5A
#define AUK_INVALID 0
#define AU_IPv4 4
#define AU_IPv6 16

/* The door's buffer. */
#define AU_DBUF_COMPLETE 0
#define AU_DBUF_FIRST 1
#define AU_DBUF_MIDDLE 2
#define AU_DBUF_LAST 3
#define AU_DBUF_POLICY 1
#define AU_DBUF_SHUTDOWN 2
#define AU_DBUF_NOTIFY 0x8000
#define AU_DBUF_HEADER 8
#define AU_DMARGIN 8

typedef struct au_buff {
	char buf[AU_BUFSIZE];
	struct au_buff *next_buf;
	struct au_buff *next_rec_[1];
	uint16_t rec_len;
	uint8_t len;
	uint8_t flag;
} au_buff_t;
typedef au_buff_t token_t;

typedef struct au_dbuf {
	uint32_t aub_size;
	uint32_t aub_type;
	char aub_buf[AU_DMARGIN];
} au_dbuf_t;

typedef struct au_defer_info {
	struct au_defer_info *audi_next;
	void *audi_ad;
	au_event_t audi_e_type;
	au_emod_t audi_e_mod;
	int audi_flag;
	timestruc_t audi_atime;
} au_defer_info_t;

typedef struct t_audit_data {
	unsigned int tad_scid;
	au_event_t tad_event;
	uint32_t tad_ctrl;
	void *tad_errjmp;
	int tad_flag;
	uint32_t tad_audit;
	caddr_t tad_ad;
	au_defer_info_t *tad_defer_head;
	au_defer_info_t *tad_defer_tail;
} t_audit_data_t;

typedef struct { char *adr_stream; char *adr_now; } adr_t;

struct thread;
typedef struct shim_label label_t;
typedef struct { struct thread *owner; int name; int zone; } kmutex_t;
typedef struct { struct thread *first_sleeper; struct thread *last_sleeper; int name; int zone; } kcondvar_t;
typedef struct { int door; } vnode_t;

typedef struct door_arg {
	char *data_ptr;
	size_t data_size;
	void *desc_ptr;
	unsigned int desc_num;
	char *rbuf;
	size_t rsize;
} door_arg_t;

struct audit_queue {
	au_buff_t *head_[1];
	au_buff_t *tail;
	ssize_t cnt;
	size_t hiwater;
	size_t lowater;
	size_t bufsz_[1];
	size_t buflen;
	clock_t delay;
	int wt_block;
	int rd_block;
	kmutex_t lock;
	kcondvar_t write_cv;
	kcondvar_t read_cv;
};

typedef struct { unsigned int as_success; unsigned int as_failure; } au_mask_t;
typedef struct { uint32_t at_type; uint32_t at_addr[4]; } au_tid_addr_t;
typedef struct { au_mask_t ai_mask; au_tid_addr_t ai_termid; } auditinfo_addr_t;
#define ai_namask ai_mask

#define COUNTERS 11
typedef struct { uint32_t counters[COUNTERS]; } au_stat_t;

typedef struct au_kcontext {
	uint32_t auk_valid;
	int auk_zid;
	int auk_hostaddr_valid_[1];
	int auk_sequence;
	uint32_t auk_auditstate_[1];
	int auk_output_active;
	vnode_t *auk_current_vp;
	uint32_t auk_policy_[1];
	struct audit_queue auk_queue;
	au_dbuf_t *auk_dbuffer;
	au_stat_t auk_statistics;
	auditinfo_addr_t auk_info_[1];
	kmutex_t auk_eagain_mutex;
	kcondvar_t auk_eagain_cv;
	kmutex_t auk_svc_lock;
	au_state_t auk_ets[MAX_KEVENTS + 1];
} au_kcontext_t;

extern uint32_t audit_policy_[1];

/* What a point is about; points.c has the names. */
enum what {
	WHAT_NONE,
	WHAT_GENERATED, WHAT_NONATTRIB, WHAT_KERNEL, WHAT_AUDIT, WHAT_AUDITCTL, WHAT_ENQUEUE,
	WHAT_WRITTEN, WHAT_WBLOCKED, WHAT_RBLOCKED, WHAT_DROPPED, WHAT_TOTALSIZE,
	WHAT_QUEUE_LOCK, WHAT_DOOR_LOCK, WHAT_AGAIN_LOCK,
	WHAT_WRITE_CV, WHAT_READ_CV, WHAT_AGAIN_CV,
	WHAT_STATE, WHAT_POLICY, WHAT_GLOBAL_POLICY, WHAT_HOST_VALID, WHAT_INFO, WHAT_BUFFER_SIZE,
	WHAT_QUEUE_HEAD, WHAT_NEXT_RECORD, WHAT_DELAY, WHAT_COUNT, WHAT_READER,
	WHAT_MEMBUF, WHAT_DESCRIPTOR, WHAT_BUFFER, WHAT_MESSAGE,
	WHAT_DOOR, WHAT_DISKS,
	WHATS
};

/* The functions of the file. */
void au_uwrite(token_t *);
void au_write(caddr_t *, token_t *);
void au_close(au_kcontext_t *, caddr_t *, int, au_event_t, au_emod_t, timestruc_t *);
void au_close_defer(token_t *, int, au_event_t, au_emod_t, timestruc_t *);
void au_close_time(au_kcontext_t *, token_t *, int, au_event_t, au_emod_t, timestruc_t *);
void au_enqueue(au_kcontext_t *, au_buff_t *, adr_t *, adr_t *, int, int);
int au_doormsg(au_kcontext_t *, uint32_t, void *);
int au_doorio(au_kcontext_t *);
void audit_async_done(caddr_t *, int);
void audit_async_drop(caddr_t *, int);
int audit_async_start(label_t *, au_event_t, int);
void audit_async_finish(caddr_t *, au_event_t, au_emod_t, timestruc_t *);

/* What it calls: chains.c, tokens.c, memory.c, points.c, machine.c. */
void au_free_rec(au_buff_t *);
int au_append_rec(au_buff_t *, au_buff_t *, int);
int au_token_size(token_t *);
size_t au_zonename_length(void *);
void adr_start(adr_t *, char *);
void adr_int32(adr_t *, int32_t *, int);
void adr_int64(adr_t *, int64_t *, int);
token_t *shim_au_to_header(int, au_event_t, au_emod_t);
token_t *shim_au_to_header_ex(int, au_event_t, au_emod_t);
token_t *shim_au_to_zonename(size_t, void *);
token_t *shim_au_to_seq(void);
token_t *shim_au_to_trailer(int);
void *shim_kmem_alloc(size_t, int);
void shim_kmem_free(void *, size_t);
void shim_bcopy(const void *, void *, size_t);
void shim_mutex_enter(kmutex_t *);
void shim_mutex_exit(kmutex_t *);
int shim_mutex_held(kmutex_t *);
void shim_cv_wait(kcondvar_t *, kmutex_t *);
clock_t shim_cv_reltimedwait(kcondvar_t *, kmutex_t *, clock_t, int);
void shim_cv_broadcast(kcondvar_t *);
void shim_count(int, uint32_t, au_kcontext_t *, int);
int shim_read(int, const au_kcontext_t *, int);
int shim_door_upcall(vnode_t *, door_arg_t *, void *, size_t, int);
void shim_softcall(void (*)(void *), void *);
void shim_gethrestime(timestruc_t *);
void shim_sync(void);
void shim_panic(const char *, ...);
void shim_printf(const char *, ...);
void shim_assertion(int);
t_audit_data_t *shim_tad(void);
au_kcontext_t *shim_global_context(void);
au_kcontext_t *shim_process_context(void);
au_kcontext_t *shim_own_context(void);

/* Where the next call stands: a line of the file and what the call itself does not say. */
void shim_at(int);
void shim_at_memory(int, int);
void shim_at_door(int, const au_kcontext_t *);

#define KM_SLEEP 0
#define KM_NOSLEEP 1
#define TR_CLOCK_TICK 3

#endif
