#!/bin/bash
# The network half of the mail bridge against a real Postfix and a real Dovecot.
limit=120
. "$(dirname "$0")/lib.sh"
. "$here/mail.sh"

# ---- the servers themselves: what the other tests of mail stand on ----
ok "Postfix and Dovecot start" mail_start
mail_user amina@post.example
ok "a stranger's mail is taken" mail_post fremd@post.example amina+x@post.example --body Hallo
ok "and lies in the mailbox" mailbox amina@post.example wait 1
like "with the detail behind the +" "$(mailbox amina@post.example last)" '^Delivered-To: amina\+x@post.example'
ok "a mail program logs in over TLS" mail_send amina@post.example bruecke@post.example --body Hallo
ok "its mail arrives, too" mailbox bruecke@post.example wait 1
like "vouched for" "$(mailbox bruecke@post.example last)" '^Authentication-Results: mx.stadt.example; dmarc=pass'
ok "nobody is at an address" mail_post amina@post.example nobody@post.example --body Hallo
ok "which comes back" mailbox amina@post.example wait 2
