----------------------------- MODULE Producers -----------------------------
(* A record is closed and queued: the gate, the lengths, a full queue and the sleep (audit_io.c:230-407 and 464-498). *)
EXTENDS World

HeaderBytes == 26
ZonenameBytes == 10
TrailerBytes == 7
SequenceBytes == 5

Has(w, policy) == policy \in w.zone.policy

(* au_close returns: a user thread rests, the softcall counts (BACK-04). *)
Closed(w, t) ==
  IF t = Softint THEN Park([w EXCEPT !.making[t] = NoRecord], t, "count", "879") ELSE Rest(w, t)

(* RECORD-03: any state but these two shuts the gate; the record is freed uncounted. RECORD-04: its length begins. *)
Gate(w, t, state) ==
  IF state \in {Auditing, InitAudit}
  THEN Park([w EXCEPT !.making[t].counted = HeaderBytes + w.making[t].bytes], t, "read", "277")
  ELSE Closed(w, t)

(* RECORD-02: the cached state decides, or the zone's, which is then read. *)
Close(w, t) == IF Cache[t] = Unset THEN Park(w, t, "read", "254") ELSE Gate(w, t, Cache[t])

Counted(w, t, much, place) == Park([w EXCEPT !.making[t].counted = @ + much], t, "read", place)
Longer(w, t, much) == [w EXCEPT !.making[t].bytes = @ + much]

(* RECORD-05 to RECORD-16, with no valid host address. *)
Measured(w, t, place) ==
  CASE place = "254" -> Gate(w, t, w.zone.state)
    [] place = "277" -> Counted(w, t, 0, "284")
    [] place = "284" -> LET so == Has(w, "ZONENAME")
                        IN Counted([w EXCEPT !.making[t].named = so], t, IF so THEN ZonenameBytes ELSE 0, "291")
    [] place = "291" -> Counted(w, t, IF Has(w, "TRAIL") THEN TrailerBytes ELSE 0, "295")
    [] place = "295" -> Counted(w, t, IF Has(w, "SEQ") THEN SequenceBytes ELSE 0, "299")
    [] place = "299" -> Park(w, t, "memory", "302")
    [] place = "312" -> IF w.making[t].named THEN Park(w, t, "memory", "325") ELSE Park(w, t, "read", "330")
    [] place = "330" -> IF Has(w, "SEQ") THEN Park(w, t, "memory", "332") ELSE Park(w, t, "read", "347")
    [] place = "347" -> IF Has(w, "TRAIL") THEN Park(w, t, "memory", "348") ELSE Park(w, t, "enter", "372")

Built(w, t, place) ==
  CASE place = "302" -> Park(Longer(w, t, HeaderBytes), t, "read", "312")
    [] place = "325" -> Park(Longer(w, t, ZonenameBytes), t, "read", "330")
    [] place = "332" -> Park([Longer(w, t, SequenceBytes) EXCEPT !.making[t].numbered = TRUE], t, "read", "347")
    [] place = "348" -> Park(Longer(w, t, TrailerBytes), t, "enter", "372")

(* What is left of a record for its thread once it is queued or freed: the length to be counted. *)
HandedOver(w, t) == [w EXCEPT !.making[t] = [NoRecord EXCEPT !.counted = w.making[t].counted]]

(* ENQ-05 to ENQ-08. *)
Put(w, t) ==
  LET record == w.making[t]
      number == IF record.numbered THEN w.zone.sequence + 1 ELSE 0
      put == [HandedOver(w, t) EXCEPT
                !.records = Append(@, [mark |-> record.mark, bytes |-> record.bytes, number |-> number]),
                !.queue.count = @ + 1,
                !.zone.sequence = IF record.numbered THEN number ELSE @]
      wakes == put.queue.count > put.queue.low /\ put.queue.reader = 1
  IN Park(BroadcastIf(put, "read", wakes), t, "exit", "403")

(* BLOCK-01: the state first, the policy only if the state is AUDITING. *)
Decide(w, t, state) == IF state # Auditing THEN Park(w, t, "count", "478") ELSE Park(w, t, "read", "475")
Block(w, t) == IF Cache[t] = Unset THEN Park(w, t, "read", "474") ELSE Decide(w, t, Cache[t])

(* BLOCK-03: the reader is told before the sleep. *)
Blocks(w, t) ==
  Park(BroadcastIf(w, "read", w.queue.reader = 1 /\ w.queue.count > w.queue.low), t, "count", "489")

Full(w) == w.queue.count >= w.queue.high

(* ENQ-02 to ENQ-10 and BLOCK-01 to BLOCK-06, from one point to the next. *)
Queued(w, t, place) ==
  CASE place = "372" -> IF t # Softint /\ Full(w) THEN Block(Enter(w, t, place), t) ELSE Put(Enter(w, t, place), t)
    [] place = "474" -> Decide(w, t, w.zone.state)
    [] place = "475" -> IF Has(w, "CNT") THEN Park(w, t, "count", "478") ELSE Blocks(w, t)
    [] place = "478" -> Park(Count(w, "dropped", 1), t, "exit", "376")
    [] place = "376" -> Park(HandedOver(Leave(w, "queue"), t), t, "count", "361")
    [] place = "489" -> Park([Count(w, "wblocked", 1) EXCEPT !.queue.writers = @ + 1], t, "wait", "493")
    [] place = "493" /\ w.at[t][1] = "wait" -> Sleep(w, t, "write", place)
    [] place = "493" /\ w.at[t][1] = "enter" ->
         LET awake == [Enter(w, t, place) EXCEPT !.queue.writers = @ - 1]
         IN IF Full(awake) THEN Block(awake, t) ELSE Put(awake, t)
    [] place = "403" -> Park(Leave(w, "queue"), t, "count", "406")
    [] place = "406" -> Park(Count(w, "enqueue", 1), t, "count", "361")
    [] place = "361" -> Closed(Count(w, "totalsize", w.making[t].counted), t)

(* WRITE-01, CLOSE-01, CLOSE-02, CLOSE-04: a token joins the thread's own descriptor; a close takes the chain out. *)
Write(w, t, token) == Rest([w EXCEPT !.descriptors[t] = Joined(@, token)], t)
CloseOwn(w, t) ==
  IF w.descriptors[t] = NoRecord THEN Rest(w, t)
  ELSE Close([w EXCEPT !.making[t] = w.descriptors[t], !.descriptors[t] = NoRecord], t)
=============================================================================
