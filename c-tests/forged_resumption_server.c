/* Forged messages of a client in a resumption, and a server's answers. */
#include "harness.h"
#include "forgeries.h"

#define B(bytes) bytes, sizeof(bytes) - 1
#define NONE "", 0

static const struct forgery forgeries[] = {
    {"nothing forged", SSL3_MT_CLIENT_HELLO, KEEP, 0, NONE, "connects", "connects", NULL, 0},
    {"a hello without the extended master secret", SSL3_MT_CLIENT_HELLO, EXTENSION_AWAY,
     TLSEXT_TYPE_extended_master_secret, NONE, "inconsistent extms, alert 40", NULL, NULL, 0},
    {"a hello without the ticket", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_session_ticket,
     NONE, "decryption failed or bad record mac, alert 20", NULL, NULL, 0},
    {"a changed ticket", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_session_ticket,
     B("another ticket"), "decryption failed or bad record mac, alert 20", NULL, NULL, 0},
    {"a server name with a zero", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_server_name,
     B("\0\6\0\0\3a\0b"), "goes on", NULL, NULL, 0},
    {"a malformed list of groups", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_supported_groups,
     B("\0\3\0\35\0"), "bad extension, alert 50", NULL, NULL, 0},
    {"an odd list of signature algorithms", SSL3_MT_CLIENT_HELLO, EXTENSION,
     TLSEXT_TYPE_signature_algorithms, B("\0\3\4\3\4"), "goes on", NULL, NULL, 0},
    {"unknown signature algorithms alone", SSL3_MT_CLIENT_HELLO, EXTENSION,
     TLSEXT_TYPE_signature_algorithms, B("\0\2\231\231"), "goes on", NULL, NULL, 0},
    {"a malformed status_request", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_status_request,
     B("\1"), "goes on", NULL, NULL, 0},
    {"a changed binder", SSL3_MT_CLIENT_HELLO, FLIP, -1, NONE, NULL,
     "binder does not verify, alert 47", NULL, 0},
    {"a shorter binder", SSL3_MT_CLIENT_HELLO, EXTENSION_SHORTER, TLSEXT_TYPE_psk, NONE, NULL,
     "bad extension, alert 50", NULL, 0},
    {"a pre_shared_key with more behind it", SSL3_MT_CLIENT_HELLO, EXTENSION_LONGER,
     TLSEXT_TYPE_psk, NONE, NULL, "binder does not verify, alert 47", NULL, 0},
    {"a pre_shared_key twice", SSL3_MT_CLIENT_HELLO, EXTENSION_TWICE, TLSEXT_TYPE_psk, NONE, NULL,
     "bad extension, alert 47", NULL, 0},
    {"an empty pre_shared_key", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_psk, NONE, NULL,
     "bad extension, alert 50", NULL, 0},
    {"an empty ticket in pre_shared_key", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_psk,
     B("\0\6\0\0\0\0\0\0\0\3\2ab"), NULL, "bad extension, alert 50", NULL, 0},
    {"a list of no tickets", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_psk, B("\0\0\0\3\2ab"),
     NULL, "goes on", NULL, 0},
    {"a ticket without an age", SSL3_MT_CLIENT_HELLO, EXTENSION, TLSEXT_TYPE_psk,
     B("\0\4\0\2ab\0\3\2ab"), NULL, "bad extension, alert 50", NULL, 0},
    {"an extension behind pre_shared_key", SSL3_MT_CLIENT_HELLO, EXTENSION, 0x5555, B("a"), NULL,
     "bad extension, alert 47", NULL, 0},
    {"no key exchange modes", SSL3_MT_CLIENT_HELLO, EXTENSION_AWAY, TLSEXT_TYPE_psk_kex_modes, NONE,
     NULL, "missing psk kex modes extension, alert 109", NULL, 0},
    {"an empty list of key exchange modes", SSL3_MT_CLIENT_HELLO, EXTENSION,
     TLSEXT_TYPE_psk_kex_modes, B("\0"), NULL, "bad extension, alert 50", NULL, 0},
};

FORGERIES_MAIN(forgeries, SERVER | RESUMPTION)
