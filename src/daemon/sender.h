/* The outbox's thread: sends what is due, sleeps until the next is. */
#pragma once

#include "outbox/outbox.h"

typedef struct Sender Sender;

/* `sent` (with `data`) is called on the sender's thread after a turn in which
 * something may have been sent. */
Sender *sender_new(Outbox *outbox, const ConfigSmtp *smtp,
                   void (*sent)(gpointer data), gpointer data);
/* A mail that the server has whole gets its answer; others wait for the next
 * start. */
void sender_free(Sender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sender, sender_free)

/* From any thread: look at the queue now. */
void sender_wake(Sender *sender);
