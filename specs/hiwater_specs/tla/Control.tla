------------------------------ MODULE Control ------------------------------
(* What an administrator and a daemon do: A_SETCOND, A_SETPOLICY, A_SETQCTRL, auditdoor(2); and what timers do. *)
(* The module is loaded, the zone is the global one.                                                            *)
EXTENDS World

(* COND-01 to COND-03: turning on wakes nobody. *)
SetCondition(w, t, state) ==
  IF state = Auditing THEN Rest([w EXCEPT !.zone.state = Auditing], t)
  ELSE IF state = NoAudit /\ w.zone.state # NoAudit
       THEN Park([w EXCEPT !.zone.state = NoAudit], t, "enter", "setcond:lock")
       ELSE Rest(w, t)

(* POLICY-01 to POLICY-04: the global words at once, the local ones next, then the daemon is told. *)
SetPolicy(w, t, policy) == Park([w EXCEPT !.zone.global = policy \cap {"AHLT"}], t, "write", "setpolicy:local")

(* QCTRL-01. *)
Acceptable(call) ==
  /\ call.high > call.low /\ call.low >= 0
  /\ call.high >= Least.high /\ call.high <= 100000
  /\ call.size >= Least.size /\ call.size <= 1048576
  /\ call.delay # 0 /\ call.delay <= 20000
SetQueueControl(w, t, call) == IF Acceptable(call) THEN Park(w, t, "enter", "setqctrl:lock") ELSE Rest(w, t)

(* AUDITDOOR-01: what is no door is refused. *)
AuditDoor(w, t, door) == IF door = NoDoor THEN Rest(w, t) ELSE Park(w, t, "enter", "auditdoor:lock")

(* QCTRL-02, QCTRL-03: stored and told in one lock hold. *)
StoreQueueControl(w, call) ==
  LET set == [w EXCEPT !.queue.high = call.high, !.queue.low = call.low, !.queue.size = call.size,
                       !.queue.delay = call.delay]
      read == BroadcastIf(set, "read", set.queue.reader = 1 /\ set.queue.count > set.queue.low)
  IN BroadcastIf(read, "write", read.queue.writers > 0 /\ read.queue.count < read.queue.high)

(* AUDITDOOR-02: `begins` says that no output thread was active. *)
StoreDoor(w, door) ==
  [w EXCEPT !.zone.door = door, !.zone.active = TRUE, !.zone.begins = ~w.zone.active]

(* AUDITDOOR-03. *)
DoorStored(w, t) ==
  LET out == Rest([Leave(w, "door") EXCEPT !.zone.begins = FALSE], t)
  IN IF w.zone.begins THEN Park(out, Reader, "read", "output:start") ELSE out

Wanted(w, t) == CallOf(w, t).policy
RoomByPolicy(w, t) == Wanted(w, t) \cap {"CNT", "SCNT"} # {} /\ w.queue.count >= w.queue.high

Controlled(w, t, place) ==
  CASE place = "setcond:lock" ->
         LET told == Broadcast(BroadcastIf(Enter(w, t, place), "write", w.queue.writers > 0), "read")
         IN Park(told, t, "exit", "setcond:unlock")
    [] place = "setpolicy:local" ->
         Park([w EXCEPT !.zone.policy = Wanted(w, t) \ {"AHLT"}], t, "read", "setpolicy:door")
    [] place = "setpolicy:door" ->
         IF w.zone.door = NoDoor THEN Park(w, t, "enter", "setpolicy:lock") ELSE Park(w, t, "memory", "593")
    [] place = "593" -> Park(w, t, "enter", "550")
    [] place = "setpolicy:lock" ->
         Park(BroadcastIf(Enter(w, t, place), "write", RoomByPolicy(w, t)), t, "exit", "setpolicy:unlock")
    [] place = "setqctrl:lock" -> Park(StoreQueueControl(Enter(w, t, place), CallOf(w, t)), t, "exit", "setqctrl:unlock")
    [] place = "auditdoor:lock" -> Park(StoreDoor(Enter(w, t, place), CallOf(w, t).door), t, "exit", "auditdoor:unlock")
    [] place = "auditdoor:unlock" -> DoorStored(w, t)
    [] place \in {"setcond:unlock", "setpolicy:unlock", "setqctrl:unlock"} -> Rest(Leave(w, "queue"), t)

(* TIMER-01 to TIMER-04: the kick looks without the lock, and arms itself again for the delay of that moment. *)
TimerBegins(w) ==
  LET kind == Head(w.timers).kind
      taken == [w EXCEPT !.timers = Tail(@)]
  IN IF w.zone.state = NoAudit THEN taken
     ELSE IF kind = "kick" THEN Park(taken, Clock, "read", "kick:count")
     ELSE Park(taken, Clock, "enter", "dont_stop:lock")
KickAgain(w) == Rest(Arm(w, "kick", w.queue.delay), Clock)
Timed(w, place) ==
  CASE place = "kick:count" -> IF w.queue.count = 0 THEN KickAgain(w) ELSE Park(w, Clock, "read", "kick:reader")
    [] place = "kick:reader" -> KickAgain(BroadcastIf(w, "read", w.queue.reader = 1))
    [] place = "dont_stop:lock" -> Park(Broadcast(Enter(w, Clock, place), "write"), Clock, "exit", "dont_stop:unlock")
    [] place = "dont_stop:unlock" -> Rest(Leave(w, "queue"), Clock)

(* CLOCK-01: time passes up to the next thing that is due; a sleep with a limit that has ended wants its lock. *)
Later(ticks, much) == IF ticks > much THEN ticks - much ELSE 0
Ahead(w) ==
  ({w.timers[n].due : n \in 1..Len(w.timers)} \cup {w.until[t] : t \in Threads}) \ {0}
Passed(w) ==
  LET much == CHOOSE ticks \in Ahead(w) : \A other \in Ahead(w) : ticks <= other
      over == {t \in Threads : w.at[t][1] = "timed" /\ w.until[t] <= much}
  IN [w EXCEPT !.timers = [n \in DOMAIN @ |-> [@[n] EXCEPT !.due = Later(@, much)]],
               !.until = [t \in Threads |-> Later(@[t], much)],
               !.at = [t \in Threads |-> IF t \in over THEN <<"enter", @[t][2]>> ELSE @[t]],
               !.budget.jumps = IF @ = Endless THEN @ ELSE @ - 1]
=============================================================================
