------------------------------- MODULE World -------------------------------
(* Everything that the audit queue of one zone and its neighbours remember, as one record, and the small acts on it: *)
(* parking a thread, locks, conditions, timers. Written from the clauses and the protocol, not from the Python model. *)
(* Left out: bytes (a record is its mark and its lengths), wall clock, several zones, memory that runs out.           *)
EXTENDS Integers, Sequences

CONSTANTS
  Users,      \* Names of the threads that make system calls.
  Program,    \* Of each user, the sequence of calls that it makes.
  Cache,      \* Of each user and softint, the audit state cached in the thread: 0 if none is (tad_audit).
  Beginning,  \* Of the zone, how it begins: see First.
  Least,      \* The least high water and the least buffer that A_SETQCTRL accepts.
  Refusals,   \* Answers of the door other than 0: of each kind, `times` says how often one may be given.
  Jumps,      \* How often time may pass, each time up to the next thing that is due; Endless if always.
  Fine        \* TRUE ends a step at every point of the protocol, FALSE only where a thread waits or ends.

Softint == "softint"
Clock == "clock"
Reader == "reader0"
Threads == Users \cup {Softint, Clock, Reader}
Endless == -1

Unset == 0
Auditing == 1
NoAudit == 2
InitAudit == 4

Complete == 0
FirstPart == 1
MiddlePart == 2
LastPart == 3

Again == 11
AgainTicks == 10
DontStopTicks == 15

Nobody == "nobody"
NoDoor == -1
NoRecord == [mark |-> "", bytes |-> 0, counted |-> 0, named |-> FALSE, numbered |-> FALSE]
NoOutput == [type |-> Complete, copied |-> 0, size |-> 0, ended |-> FALSE, more |-> FALSE]
Idle == <<"idle", "">>

(* How the world begins. An output thread that is there begins at its first point. *)
First == [
  at |-> [t \in Threads |-> IF t = Reader /\ Beginning.active THEN <<"read", "output:start">> ELSE Idle],
  making |-> [t \in Threads |-> NoRecord],
  result |-> [t \in Threads |-> 0],
  until |-> [t \in Threads |-> 0],
  output |-> NoOutput,
  descriptors |-> [u \in Users |-> NoRecord],
  records |-> <<>>,
  queue |-> [count |-> 0, high |-> Beginning.high, low |-> Beginning.low, size |-> Beginning.size,
             length |-> Beginning.size, delay |-> Beginning.delay, writers |-> 0, reader |-> 0],
  sleeping |-> [write |-> <<>>, read |-> <<>>],
  zone |-> [state |-> Beginning.state, policy |-> Beginning.policy, global |-> Beginning.global,
            door |-> Beginning.door, active |-> Beginning.active, begins |-> FALSE, sequence |-> Beginning.sequence],
  locks |-> [queue |-> Nobody, door |-> Nobody, again |-> Nobody],
  softcalls |-> <<>>,
  timers |-> <<>>,
  counters |-> [generated |-> 0, nonattrib |-> 0, enqueue |-> 0, written |-> 0, wblocked |-> 0, rblocked |-> 0,
                dropped |-> 0, totalsize |-> 0],
  budget |-> [begun |-> [u \in Users |-> 0], refusals |-> [n \in 1..Len(Refusals) |-> Refusals[n].times],
              jumps |-> Jumps],
  halted |-> ""]

(* Where a thread is: what it is about to do, and the line or label. *)
Park(w, t, kind, place) == [w EXCEPT !.at[t] = <<kind, place>>]
Rest(w, t) == [w EXCEPT !.at[t] = Idle, !.making[t] = NoRecord, !.result[t] = 0]
Halt(w, why) == [w EXCEPT !.halted = why]
Count(w, counter, much) == [w EXCEPT !.counters[counter] = @ + much]

(* LOCK-01: the lock that is entered at a place, and its owner. *)
LockAt(place) ==
  CASE place \in {"550", "auditdoor:lock", "output:release"} -> "door"
    [] place \in {"560", "561"} -> "again"
    [] OTHER -> "queue"
Enter(w, t, place) == [w EXCEPT !.locks[LockAt(place)] = t]
Leave(w, lock) == [w EXCEPT !.locks[lock] = Nobody]

(* LOCK-02: a wait gives up the lock and sleeps in one act; a broadcast makes all sleepers want the lock again. *)
Sleep(w, t, condition, place) ==
  [Park(Leave(w, "queue"), t, "asleep", place) EXCEPT !.sleeping[condition] = Append(@, t)]
Broadcast(w, condition) ==
  LET woken == {w.sleeping[condition][n] : n \in 1..Len(w.sleeping[condition])}
  IN [w EXCEPT !.at = [t \in Threads |-> IF t \in woken THEN <<"enter", @[t][2]>> ELSE @[t]],
               !.sleeping[condition] = <<>>]
BroadcastIf(w, condition, so) == IF so THEN Broadcast(w, condition) ELSE w

(* CLOCK-01: timers by due time, then in the order armed. Ticks are counted from now. TIMER-05: a negative delay. *)
Arm(w, kind, ticks) ==
  IF ticks < 0 THEN Halt(w, "undefined")
  ELSE LET sooner == {n \in 1..Len(w.timers) : w.timers[n].due <= ticks}
           place == IF sooner = {} THEN 0 ELSE CHOOSE n \in sooner : \A other \in sooner : other <= n
       IN [w EXCEPT !.timers =
             SubSeq(@, 1, place) \o <<[due |-> ticks, kind |-> kind]>> \o SubSeq(@, place + 1, Len(@))]

(* The call that a user thread makes, or made last. *)
CallOf(w, t) == Program[t][w.budget.begun[t]]

(* A token joins a chain, which keeps the mark of its first one (WRITE-04, WRITE-05). *)
Joined(chain, token) ==
  IF chain = NoRecord THEN [NoRecord EXCEPT !.mark = token.mark, !.bytes = token.bytes]
  ELSE [chain EXCEPT !.bytes = @ + token.bytes]
=============================================================================
