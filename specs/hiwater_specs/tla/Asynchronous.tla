---------------------------- MODULE Asynchronous ----------------------------
(* An asynchronous event from its start to its softcall: room is looked for and used in two lock holds *)
(* (audit_io.c:506-521 and 757-883, and the producers that call them).                                  *)
EXTENDS Producers

Tokens(w, t) == CallOf(w, t).tokens

(* START-01 to START-03: not selected is the end of it. *)
Select(w, t, success, failure) ==
  IF success \/ failure THEN Park(w, t, "memory", "async_event:token") ELSE Rest(w, t)
AskFailure(w, t, success) ==
  IF CallOf(w, t).failure THEN Park([w EXCEPT !.making[t].named = success], t, "read", "813")
  ELSE Select(w, t, success, FALSE)
AskSuccess(w, t) ==
  IF CallOf(w, t).success THEN Park(w, t, "read", "811") ELSE AskFailure(w, t, FALSE)

Started(w, t, place) ==
  CASE place = "800" -> IF w.zone.state = Auditing THEN AskSuccess(w, t) ELSE Park(w, t, "read", "801")
    [] place = "801" -> IF w.zone.state = InitAudit THEN AskSuccess(w, t) ELSE Rest(w, t)
    [] place = "811" -> AskFailure(w, t, CallOf(w, t).succeeds)
    [] place = "813" -> Select([w EXCEPT !.making[t].named = FALSE], t, w.making[t].named, CallOf(w, t).fails)

(* PRODUCER-01: token by token; `counted` says how many were written. Then FINISH-01 and DEFER-02. *)
TokenWritten(w, t) ==
  LET written == w.making[t].counted + 1
      longer == [Joined([w.making[t] EXCEPT !.counted = 0], Tokens(w, t)[written]) EXCEPT !.counted = written]
      place == IF written < Len(Tokens(w, t)) THEN "async_event:token" ELSE "151"
  IN Park([w EXCEPT !.making[t] = [longer EXCEPT !.counted = IF place = "151" THEN 0 ELSE @]], t, "memory", place)

(* DEFER-05: the softcall has the record from now on. *)
HandedToSoftcall(w, t) ==
  Rest([w EXCEPT !.softcalls = Append(@, [mark |-> w.making[t].mark, bytes |-> w.making[t].bytes])], t)

(* SOFTCALL-01: the softint thread takes the first one. *)
SoftcallBegins(w) ==
  LET first == Head(w.softcalls)
      taken == [w EXCEPT !.softcalls = Tail(@),
                         !.making[Softint] = [NoRecord EXCEPT !.mark = first.mark, !.bytes = first.bytes]]
  IN Park(taken, Softint, "enter", "511")

(* ABLOCK-01 to ABLOCK-03: the room that is seen is not kept. DROP-01: a record without room is freed first. *)
LookedForRoom(w, t) == Park(Enter(w, t, "511"), t, "exit", IF Full(w) THEN "514" ELSE "519")
NoRoom(w, t) == Park([Leave(w, "queue") EXCEPT !.making[t] = NoRecord], t, "read", "768")

(* DROP-02 and DROP-03: forgiven without AHLT or before the daemon ever ran; otherwise the machine stops. *)
Dropped(w, t, place) ==
  CASE place = "768" -> IF "AHLT" \in w.zone.global THEN Park(w, t, "read", "769") ELSE Park(w, t, "count", "771")
    [] place = "769" -> IF w.zone.state = InitAudit THEN Park(w, t, "count", "771") ELSE Park(w, t, "sync", "781")
    [] place = "771" -> Rest(Count(w, "dropped", 1), t)
    [] place = "781" -> Park(w, t, "sync", "782")
    [] place = "782" -> Halt(w, "panic")

Backend(w, t, place) ==
  CASE place = "511" -> LookedForRoom(w, t)
    [] place = "514" -> NoRoom(w, t)
    [] place = "519" -> Close(Leave(w, "queue"), t)
    [] place = "879" -> Park(Count(w, "generated", 1), t, "count", "880")
    [] place = "880" -> Rest(Count(w, "nonattrib", 1), t)
=============================================================================
