------------------------------- MODULE Output -------------------------------
(* The output thread, au_doorio with its fragments, the door and au_dequeue (audit_io.c:414-454 and 530-724). *)
EXTENDS Producers

Inside(type) == type \in {FirstPart, MiddlePart}

(* TABLE-01, TABLE-02: the type of a buffer follows from the one before and from whether a record ends in it. *)
NextType(type, ended) ==
  IF ended THEN IF Inside(type) THEN LastPart ELSE Complete
  ELSE IF Inside(type) THEN MiddlePart ELSE FirstPart

(* IO-07: the buffer goes to the door. *)
Offer(w, t, ended) ==
  Park([w EXCEPT !.output.type = NextType(@, ended), !.output.ended = ended], t, "enter", "550")

(* IO-04 to IO-06: as much of the first record as fits; the next one is fetched when a record has ended. *)
Copy(w, t) ==
  LET left == w.records[1].bytes - w.output.copied
      size == IF left <= w.queue.length THEN left ELSE w.queue.length
      copied == [w EXCEPT !.output.size = size]
  IN IF size = left THEN Park([copied EXCEPT !.output.copied = 0], t, "read", "690")
     ELSE Offer([copied EXCEPT !.output.copied = @ + size], t, FALSE)

(* OUTPUT-06, OUTPUT-07: after a call without an error comes another round, after an error the end. *)
Drained(w, t, error) ==
  LET out == [w EXCEPT !.output = NoOutput, !.result[t] = 0]
  IN IF error = 0 THEN Park(out, t, "read", "output:state") ELSE Park(out, t, "enter", "output:release")

(* IO-01: the buffer takes the wanted size, when a call begins and at no other time. IO-02, IO-03: the head. *)
DrainBegins(w, t, place) ==
  CASE place = "644" -> IF w.queue.size # w.queue.length THEN Park(w, t, "read", "645") ELSE Park(w, t, "read", "656")
    [] place = "645" -> Park([w EXCEPT !.output.size = w.queue.size], t, "memory", "650")
    [] place = "650" -> Park([w EXCEPT !.queue.length = w.output.size, !.output.size = 0], t, "read", "656")
    [] place = "656" -> IF w.records = <<>> THEN Drained(w, t, 0) ELSE Park(w, t, "read", "662")
    [] place = "662" -> Copy(w, t)
    [] place = "690" -> Offer([w EXCEPT !.output.more = Len(w.records) > 1], t, TRUE)

(* IO-10: after an accepted buffer the next one begins empty; after the last record the call ends. *)
NextBuffer(w, t) ==
  LET record == [w EXCEPT !.output = [NoOutput EXCEPT !.type = w.output.type]]
  IN IF ~w.output.ended THEN Copy([w EXCEPT !.output.size = 0], t)
     ELSE IF w.output.more THEN Copy(record, t)
     ELSE Drained(w, t, 0)

(* IO-08, IO-09. *)
Sent(w, t, error) ==
  IF error # 0 THEN Drained(w, t, error)
  ELSE IF w.output.ended THEN Park([w EXCEPT !.result[t] = 0], t, "enter", "422")
  ELSE NextBuffer([w EXCEPT !.result[t] = 0], t)

(* DEQ-01 to DEQ-07. The one record that is freed is the head: the output thread alone takes from the queue. *)
Dequeued(w, t, place) ==
  CASE place = "422" ->
         LET less == [Enter(w, t, place) EXCEPT !.records = Tail(@), !.queue.count = @ - 1]
             wakes == less.queue.count <= less.queue.low /\ less.queue.writers > 0
         IN Park(BroadcastIf(less, "write", wakes), t, "exit", "446")
    [] place = "446" -> Park(Leave(w, "queue"), t, "count", "453")
    [] place = "453" -> NextBuffer(Count(w, "written", 1), t)

(* POLICY-03: the result of a message is ignored. *)
MessageSent(w, t) == Park([w EXCEPT !.result[t] = 0], t, "enter", "setpolicy:lock")
UpcallEnds(w, t, error) == IF t = Reader THEN Sent(w, t, error) ELSE MessageSent(w, t)

(* DOOR-06, DOOR-07: an empty reply leaves the size that was sent, in the place of a code. *)
MessageBytes == 4
Result(w, t, answer) ==
  CASE answer.error # 0 -> answer.error
    [] answer.reply = "code" -> answer.code
    [] answer.reply = "nothing" -> -1
    [] answer.reply = "unchanged" -> IF t = Reader THEN w.output.size ELSE MessageBytes
Answered(w, t, answer) ==
  Park([w EXCEPT !.result[t] = Result(w, t, answer)], t, "exit", IF answer.error = 0 THEN "568" ELSE "554")

(* DOOR-02 to DOOR-05 and DOOR-08. The door lock is kept until the door answers; EAGAIN is tried again for ever. *)
Upcall(w, t, place) ==
  CASE place = "550" -> IF w.zone.door = NoDoor THEN Halt(w, "undefined") ELSE Park(Enter(w, t, place), t, "door", "551")
    [] place = "554" ->
         IF w.result[t] = Again THEN Park([Leave(w, "door") EXCEPT !.result[t] = 0], t, "enter", "560")
         ELSE UpcallEnds(Leave(w, "door"), t, w.result[t])
    [] place = "568" -> UpcallEnds(Leave(w, "door"), t, w.result[t])
    [] place = "560" -> Park(Enter(w, t, place), t, "wait", "561")
    [] place = "561" /\ w.at[t][1] = "wait" ->
         [Park(Leave(w, "again"), t, "timed", place) EXCEPT !.until[t] = AgainTicks]
    [] place = "561" /\ w.at[t][1] = "enter" -> Park(Enter(w, t, place), t, "exit", "564")
    [] place = "564" -> Park(Leave(w, "again"), t, "enter", "550")

(* OUTPUT-03, OUTPUT-04: an empty queue wakes the writers, then the reader sleeps. *)
LookedForRecords(w, t) ==
  IF w.records # <<>> THEN Park(w, t, "exit", "output:unlock")
  ELSE Park([BroadcastIf(w, "write", w.queue.writers > 0) EXCEPT !.queue.reader = 1], t, "count", "output:rblocked")

(* OUTPUT-01 to OUTPUT-07. *)
OutputThread(w, t, place) ==
  CASE place = "output:start" -> Park(Arm(w, "kick", w.queue.delay), t, "read", "output:state")
    [] place = "output:state" ->
         IF w.zone.state = Auditing THEN Park(w, t, "enter", "output:lock") ELSE Park(w, t, "enter", "output:release")
    [] place = "output:lock" -> LookedForRecords(Enter(w, t, place), t)
    [] place = "output:rblocked" -> Park(Count(w, "rblocked", 1), t, "wait", "output:sleep")
    [] place = "output:sleep" /\ w.at[t][1] = "wait" -> Sleep(w, t, "read", place)
    [] place = "output:sleep" /\ w.at[t][1] = "enter" ->
         Park([Enter(w, t, place) EXCEPT !.queue.reader = 0], t, "read", "output:recheck")
    [] place = "output:recheck" ->
         IF w.zone.state = Auditing THEN LookedForRecords(w, t) ELSE Park(w, t, "exit", "output:off")
    [] place = "output:off" -> Park(Arm(Leave(w, "queue"), "dont_stop", DontStopTicks), t, "enter", "output:release")
    [] place = "output:unlock" -> Park(Leave(w, "queue"), t, "read", "644")
    [] place = "output:release" ->
         Park([Enter(w, t, place) EXCEPT !.zone.door = NoDoor, !.zone.active = FALSE], t, "exit", "output:ended")
    [] place = "output:ended" -> Rest(Leave(w, "door"), t)
=============================================================================
