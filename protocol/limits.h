/* limits: every size and count that a stranger could choose, with its unit and its reason.
 *
 * A number that arrives from outside is compared with one of these before it is used. Changing one that is marked
 * (wire) changes what two offices accept from each other: it needs a new protocol version. Each has a test with a line
 * "limit NAME", in which n is accepted and n + 1 is not (tests/lint/limits); (part): what another one is made of.
 */
#ifndef VB_PROTOCOL_LIMITS_H
#define VB_PROTOCOL_LIMITS_H

/* clang-format off */
#define VB_PROTOCOL_VERSION 1 /* (wire) highest version of frames and entries that this program speaks */

#define VB_BODY_MAX_BYTES 32768u            /* (wire) padded plaintext of one entry; larger data are blobs */
#define VB_BODY_OVERHEAD_BYTES 40u          /* (wire) (part) nonce 24 and tag 16 around the padded plaintext */
#define VB_SEAL_MAX_ENTRIES 256u            /* (wire) entries that one signature covers at most */
#define VB_SEAL_MAX_BYTES 61440u            /* (wire) sum of 146 + padded body length that one signature covers */
#define VB_FRAME_MAX_BYTES (65536u + 512u)  /* (wire) one message between offices: 64 KiB and its head */
#define VB_PACK_MAX_DEPTH 8u                /* (wire) nesting of arrays and maps */
#define VB_PACK_MAX_ITEMS 65536u            /* (wire) elements of one array or map */
#define VB_CONTROL_BODY_MAX_BYTES 32768u    /* (wire) body of one control entry: 256 sealed keys fit */
#define VB_REKEY_PART_MEMBERS 256u          /* (wire) sealed keys in one part of a rekey */
#define VB_NAME_MAX_BYTES 400u              /* (wire) name of an office, person, committee */
#define VB_TEXT_MAX_BYTES 24000u            /* (wire) one text field: with the other fields it fits one body */
#define VB_LIST_MAX_COUNT 256u              /* (wire) members of one set field in one entry */
#define VB_CHANGES_MAX_COUNT 512u           /* (wire) changes in one body */
#define VB_NAMES_MAX_COUNT 1024u            /* (wire) changes that one change names */
#define VB_RECORD_MAX_WEIGHT (16u << 20)    /* (wire) applied to one record in all: bytes of bodies, and each change as: */
#define VB_CHANGE_WEIGHT 256u               /* (wire) (part) so that a record never has more than VB_PACK_MAX_ITEMS changes */
#define VB_ENDPOINT_MAX_BYTES 255u          /* (wire) one tcp:// address: a host name of 253 octets is the longest */
#define VB_ENDPOINTS_MAX_COUNT 4u           /* (wire) addresses on one card */
#define VB_CARD_MAX_BYTES 2560u             /* (wire) one node card, signed */
#define VB_ORDER_KEY_MAX_BYTES 64u          /* (wire) fractional order key */
#define VB_RECOVERY_MAX_COUNT 64u           /* (wire) recovery nodes of a space */
#define VB_CUTOFFS_MAX_COUNT 512u           /* (wire) logs named by one right-removing entry */
#define VB_ERASE_MAX_COUNT 256u             /* (wire) records named by one erase */
#define VB_BLOB_CHUNK_BYTES 49152u          /* (wire) plaintext of one chunk of a file */
#define VB_BLOB_MAX_BYTES ((uint64_t)1 << 30) /* (wire) one file: nobody fetches what claims to be longer */
#define VB_BLOB_WANT_MAX_COUNT 64u          /* (wire) chunks asked for at a time; the sender stops there */
#define VB_BLOBS_MAX_COUNT 64u              /* (wire) files that one entry lists */
#define VB_BODY_LOGS_MAX_COUNT 1024u        /* (wire) logs that one body names: more do not fit its bytes */
#define VB_BEGINS_UNCONFIRMED_MAX 16u       /* (wire) incarnations of one member; one more holds them all */
#define VB_SPACE_MAX_MEMBERS 4096u          /* (wire) members of one space, former ones included */

#define VB_SPACES_MAX_COUNT 4096u           /* spaces of one node */
#define VB_FOREIGN_SPACES_MAX_COUNT 512u    /* of these, such to which it does not belong (yet), */
#define VB_FOREIGN_SPACES_TOLD 16u          /* told by one office since the start */
#define VB_FOUNDER_SPACES_MAX_COUNT 256u    /* founded by one other office */
#define VB_FOUNDER_CONTROL_BYTES ((uint64_t)1 << 30) /* of control logs of all these: a partner can invent members */
#define VB_PEERS_MAX_COUNT 4096u            /* paired offices of one node */
#define VB_LOGS_MAX_COUNT 65536u            /* logs of one space */
#define VB_AUTHOR_LOGS_MAX_COUNT 1024u      /* of these, of one author: nobody keeps the others from writing */
#define VB_TRIAL_MAX_BYTES (8u << 20)       /* of another control log, from where it differs, while it is judged */
#define VB_TERM_AHEAD_MAX 1000u             /* by so much the term of a recovery may be above the highest that counts here */
#define VB_CREDIT_TOTAL_BYTES (32u << 20)   /* granted and not yet used, over all links */
#define VB_IPC_FRAME_MAX_BYTES (1u << 20)   /* one request or answer on the local socket */
#define VB_IPC_CLIENTS_MAX_COUNT 256u       /* connections on the local socket */
#define VB_LOGIN_MAX_BYTES 32u              /* name of a login of this computer, as in passwd */
#define VB_IPC_MAX_ITEMS 65536u             /* (part) elements of one list in a request */
#define VB_INVITES_MAX_COUNT 64u            /* invitations open at the same time */
#define VB_INVITE_LIFE_MS (24u * 3600u * 1000u) /* life of an invitation by the inviter's clock */
#define VB_CLOCK_AHEAD_MS (10u * 60u * 1000u)   /* an entry further in the future never moves our clock */
#define VB_CARDS_AN_HOUR 8u                 /* new cards of one office: each is kept by every member for ever */
#define VB_HANDSHAKES_MAX_COUNT 512u        /* strangers at the door at the same time */
#define VB_PAIRING_HANDSHAKES_MAX_COUNT 64u /* the same at the pairing socket */
#define VB_FETCHES_LINK_MAX 4096u           /* logs to be fetched that one link may tell of; more when these are done */
#define VB_FETCHES_MAX_COUNT 65536u         /* over all links */
#define VB_QUOTA_REFUSALS_MAX 1024u         /* authors, each in one space, of whom something was refused for want of room */
#define VB_RECORD_KEYS_MAX_COUNT (1u << 20)     /* keys of confidential records of one node: a file of 40 MiB */
#define VB_SERIES_MAX_COUNT 1024u           /* days of one series of meetings, whatever its rule says */
#define VB_SERIES_MAX_DAYS 7305u            /* and from its first day to its last: 20 years */
#define VB_TURN_MAX_ENTRIES 10000u          /* entries in one store transaction */
#define VB_TURN_MAX_BYTES (8u << 20)        /* bytes of entries in one store transaction */
/* clang-format on */

#endif
