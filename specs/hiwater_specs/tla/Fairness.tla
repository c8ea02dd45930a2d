----------------------------- MODULE Fairness -----------------------------
(* What surely goes on: who can act does so some time, a door answers 0, time passes. No call and no error must come. *)
(* Weak fairness, written with `actor`, who made the last step, so that TLC need not ask what an action enables.      *)
EXTENDS Promises

VARIABLE actor
everything == <<variables, actor>>

Time == "time"
By(who, action) == action /\ actor' = who
InitFair == Init /\ actor = Nobody

CanAct(t) ==
  /\ halted = ""
  /\ \/ Ready(Now, t)
     \/ at[t][1] = "door"
     \/ t = Softint /\ at[t] = Idle /\ softcalls # <<>>
     \/ t = Clock /\ at[t] = Idle /\ timers # <<>> /\ Head(timers).due = 0
CanPass == halted = "" /\ budget.jumps # 0 /\ Ahead(Now) # {}

ThreadsGoOn == \A t \in Threads : []<>(~CanAct(t)) \/ []<>(<<actor' = t>>_everything)
TimeGoesOn == []<>(~CanPass) \/ []<>(<<actor' = Time>>_everything)
=============================================================================
