----------------------------- MODULE AuditQueue -----------------------------
(* The audit queue of one zone as a state machine: every choice that the kernel leaves open is one action. *)
EXTENDS Asynchronous, Output, Control

VARIABLES at, making, result, until, output, descriptors, records, queue, sleeping, zone, locks, softcalls, timers,
          counters, budget, halted

variables == <<at, making, result, until, output, descriptors, records, queue, sleeping, zone, locks, softcalls,
               timers, counters, budget, halted>>
Now == [at |-> at, making |-> making, result |-> result, until |-> until, output |-> output,
        descriptors |-> descriptors, records |-> records, queue |-> queue, sleeping |-> sleeping, zone |-> zone,
        locks |-> locks, softcalls |-> softcalls, timers |-> timers, counters |-> counters, budget |-> budget,
        halted |-> halted]

Init ==
  /\ at = First.at /\ making = First.making /\ result = First.result /\ until = First.until
  /\ output = First.output /\ descriptors = First.descriptors /\ records = First.records /\ queue = First.queue
  /\ sleeping = First.sleeping /\ zone = First.zone /\ locks = First.locks /\ softcalls = First.softcalls
  /\ timers = First.timers /\ counters = First.counters /\ budget = First.budget /\ halted = First.halted

Becomes(w) ==
  /\ at' = w.at /\ making' = w.making /\ result' = w.result /\ until' = w.until
  /\ output' = w.output /\ descriptors' = w.descriptors /\ records' = w.records /\ queue' = w.queue
  /\ sleeping' = w.sleeping /\ zone' = w.zone /\ locks' = w.locks /\ softcalls' = w.softcalls
  /\ timers' = w.timers /\ counters' = w.counters /\ budget' = w.budget /\ halted' = w.halted

(* What a thread is about to do, done, up to the next point. *)
Point(w, t) ==
  LET place == w.at[t][2] IN
  CASE place \in {"254", "277", "284", "291", "295", "299", "312", "330", "347"} -> Measured(w, t, place)
    [] place \in {"302", "325", "332", "348"} -> Built(w, t, place)
    [] place \in {"372", "474", "475", "478", "376", "489", "493", "403", "406", "361"} -> Queued(w, t, place)
    [] place \in {"550", "554", "568", "560", "561", "564"} -> Upcall(w, t, place)
    [] place \in {"422", "446", "453"} -> Dequeued(w, t, place)
    [] place \in {"644", "645", "650", "656", "662", "690"} -> DrainBegins(w, t, place)
    [] place \in {"800", "801", "811", "813"} -> Started(w, t, place)
    [] place = "async_event:token" -> TokenWritten(w, t)
    [] place = "151" -> HandedToSoftcall(w, t)
    [] place \in {"511", "514", "519", "879", "880"} -> Backend(w, t, place)
    [] place \in {"768", "769", "771", "781", "782"} -> Dropped(w, t, place)
    [] t = Reader -> OutputThread(w, t, place)
    [] t = Clock -> Timed(w, place)
    [] OTHER -> Controlled(w, t, place)

(* A thread that is parked may go on: memory is always there in this spec. *)
Ready(w, t) ==
  CASE w.at[t][1] \in {"idle", "asleep", "timed", "door"} -> FALSE
    [] w.at[t][1] = "enter" -> w.locks[LockAt(w.at[t][2])] = Nobody
    [] OTHER -> TRUE

RECURSIVE GoOn(_, _)
GoOn(w, t) == IF w.halted = "" /\ Ready(w, t) THEN GoOn(Point(w, t), t) ELSE w
Step(w, t) == IF Fine THEN w ELSE GoOn(w, t)

Begun(w, t) ==
  LET call == CallOf(w, t) IN
  CASE call.call = "write" -> Write(w, t, call.token)
    [] call.call = "close" -> CloseOwn(w, t)
    [] call.call = "event" -> Park(w, t, "read", "800")
    [] call.call = "setcond" -> SetCondition(w, t, call.state)
    [] call.call = "setpolicy" -> SetPolicy(w, t, call.policy)
    [] call.call = "setqctrl" -> SetQueueControl(w, t, call)
    [] call.call = "auditdoor" -> AuditDoor(w, t, call.door)

(* The actions. Each is deterministic: its name and the state say what comes. *)
Call(t) ==
  /\ halted = "" /\ at[t] = Idle /\ budget.begun[t] < Len(Program[t])
  /\ \E w \in {Step(Begun([Now EXCEPT !.budget.begun[t] = @ + 1], t), t)} : Becomes(w)
Run(t) ==
  /\ halted = "" /\ Ready(Now, t)
  /\ \E w \in {Step(Point(Now, t), t)} : Becomes(w)
Answer(t) ==
  /\ halted = "" /\ at[t][1] = "door"
  /\ \E w \in {Step(Answered(Now, t, [error |-> 0, reply |-> "code", code |-> 0]), t)} : Becomes(w)
Refuse(t, n, answer) ==
  /\ halted = "" /\ at[t][1] = "door" /\ budget.refusals[n] # 0
  /\ LET less == [Now EXCEPT !.budget.refusals[n] = IF @ = Endless THEN @ ELSE @ - 1]
     IN \E w \in {Step(Answered(less, t, answer), t)} : Becomes(w)
SoftcallRuns ==
  /\ halted = "" /\ softcalls # <<>> /\ at[Softint] = Idle
  /\ \E w \in {Step(SoftcallBegins(Now), Softint)} : Becomes(w)
TimerFires ==
  /\ halted = "" /\ timers # <<>> /\ at[Clock] = Idle
  /\ Head(timers).due = 0
  /\ \E w \in {Step(TimerBegins(Now), Clock)} : Becomes(w)
TimePasses ==
  /\ halted = "" /\ budget.jumps # 0 /\ Ahead(Now) # {}
  /\ \E w \in {Passed(Now)} : Becomes(w)
=============================================================================
