/* command.h - the functions behind the rows of command.c, one each. */
#ifndef DESK_COMMAND_H
#define DESK_COMMAND_H
#include "desk/desk.h"
/* cmd_case.c */
int cmd_case_new(struct run *r);
int cmd_case_history(struct run *r);
int cmd_case_patient(struct run *r);
int cmd_case_cancel(struct run *r);
int cmd_case_return(struct run *r);
/* cmd_check.c, cmd_decide.c, replay.c */
int cmd_case_check(struct run *r);
int cmd_case_decide(struct run *r);
int cmd_case_replay(struct run *r);
/* query.c */
int cmd_case_show(struct run *r);
int cmd_case_list(struct run *r);
int cmd_case_events(struct run *r);
/* cmd_patient.c */
int cmd_patient_show(struct run *r);
int cmd_patient_doubtful(struct run *r);
int cmd_patient_join(struct run *r);
int cmd_patient_split(struct run *r);
/* cmd_enter.c, cmd_correct.c, cmd_print.c, cmd_worklist.c */
int cmd_case_enter(struct run *r);
int cmd_case_correct(struct run *r);
int cmd_case_print(struct run *r);
int cmd_worklist_list(struct run *r);
int cmd_worklist_settle(struct run *r);
int cmd_worklist_retire(struct run *r);
/* cmd_dispense.c, cmd_inquire.c */
int cmd_case_dispense(struct run *r);
int cmd_case_amend(struct run *r);
int cmd_case_inquire(struct run *r);
int cmd_case_candidates(struct run *r);
/* cmd_submit.c, cmd_outbox.c */
int cmd_case_sign(struct run *r);
int cmd_case_submit(struct run *r);
int cmd_outbox_list(struct run *r);
int cmd_outbox_take(struct run *r);
int cmd_outbox_told(struct run *r);
int cmd_outbox_retry(struct run *r);
int cmd_outbox_withdraw(struct run *r);
#endif
