----------------------------- MODULE Promises -----------------------------
(* What must hold in every state, in every step, and some time: checked by TLC, each at the scopes that its check names. *)
EXTENDS AuditQueue

(* ENQ-07, DEQ-03. *)
CountIsLength == queue.count = Len(records)

(* ENQ-05: numbered records stand in the order of their numbers, without a gap. *)
NumbersAreConsecutive ==
  \A n \in 1..(Len(records) - 1) :
    records[n].number > 0 /\ records[n + 1].number > 0 => records[n + 1].number = records[n].number + 1

(* DEQ-05: no writer sleeps at or below low water. Holds while the marks stay as they are. *)
NoWriterSleepsBelow == sleeping.write # <<>> => queue.count > queue.low

(* ENQ-08: the reader never sleeps above low water. Holds while the marks stay as they are. *)
NoReaderSleepsAbove == sleeping.read # <<>> => queue.count <= queue.low

(* ABLOCK-01, ENQ-03: the one softcall that runs at a time may put one record above high water. *)
OneAboveAtMost == queue.count <= queue.high + 1

(* TABLE-01, TABLE-02, IO-07: what a buffer at the door holds says its type; (COMPLETE | FIRST MIDDLE* LAST)* follows. *)
BufferTypes ==
  at[Reader][1] = "door" =>
    LET head == Head(records).bytes
        type == output.type
    IN /\ output.size <= queue.length
       /\ type = Complete => output.ended /\ output.size = head
       /\ type = FirstPart => ~output.ended /\ output.copied = queue.length /\ output.size = queue.length
       /\ type = MiddlePart => ~output.ended /\ output.copied > output.size /\ output.size = queue.length
       /\ type = LastPart => output.ended /\ output.size < head

(* DOOR-02. *)
DoorIsLocked == \A t \in Threads : at[t][1] = "door" => locks.door = t

(* DROP-03. *)
HaltsByPolicyAlone == halted = "panic" => "AHLT" \in zone.global /\ zone.state # InitAudit

(* ENQ-06, DEQ-02: first in, first out. *)
Joins == Len(records') = Len(records) + 1 /\ SubSeq(records', 1, Len(records)) = records
FirstInFirstOut == [][Joins \/ (records # <<>> /\ records' = Tail(records))]_records

(* IO-08, IO-09: a record leaves the queue only by an answer 0 to the buffer that ended it. *)
LeavesDelivered == [][Len(records') < Len(records) => zone.door # NoDoor /\ output.ended]_records

(* Some time, if threads go on, the door answers, and time, softcalls and timers run. *)
Marks == UNION {{Program[t][n].token.mark : n \in {n \in 1..Len(Program[t]) : Program[t][n].call = "write"}} : t \in Users}
Queues(mark) == \E n \in 1..Len(records) : records[n].mark = mark
Delivered == \A mark \in Marks : Queues(mark) ~> ~Queues(mark)
WritersGoOn == \A t \in Users : (at[t] = <<"asleep", "493">>) ~> (at[t] = Idle)
=============================================================================
