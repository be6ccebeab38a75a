/* Forged messages of a server in a resumption, and a client's answers. */
#include "harness.h"
#include "forgeries.h"

#define B(bytes) bytes, sizeof(bytes) - 1
#define NONE "", 0

static const struct forgery forgeries[] = {
    {"nothing forged", SSL3_MT_SERVER_HELLO, KEEP, 0, NONE, "connects", "connects", NULL, 0},
    {"a hello without the extended master secret", SSL3_MT_SERVER_HELLO, EXTENSION_AWAY,
     TLSEXT_TYPE_extended_master_secret, NONE, "inconsistent extms, alert 40", NULL, NULL, 0},
    {"another session id", SSL3_MT_SERVER_HELLO, WRITE, 35, B("another"),
     "unexpected message, alert 10", NULL, NULL, 0},
    {"another suite", SSL3_MT_SERVER_HELLO, WRITE, 67, B("\300/"),
     "old session cipher not returned, alert 47", NULL, NULL, 0},
    {"another TLS 1.3 suite", SSL3_MT_SERVER_HELLO, WRITE, 67, B("\23\2"), NULL,
     "wrong cipher returned, alert 47", NULL, 0},
    {"another pre-shared key", SSL3_MT_SERVER_HELLO, EXTENSION, TLSEXT_TYPE_psk, B("\0\1"), NULL,
     "bad psk identity, alert 47", NULL, 0},
    {"a malformed pre_shared_key", SSL3_MT_SERVER_HELLO, EXTENSION, TLSEXT_TYPE_psk, B("\0"), NULL,
     "length mismatch, alert 50", NULL, 0},
    {"a pre_shared_key with more behind it", SSL3_MT_SERVER_HELLO, EXTENSION_LONGER,
     TLSEXT_TYPE_psk, NONE, NULL, "length mismatch, alert 50", NULL, 0},
    {"a pre_shared_key twice", SSL3_MT_SERVER_HELLO, EXTENSION_TWICE, TLSEXT_TYPE_psk, NONE, NULL,
     "bad extension, alert 47", NULL, 0},
    {"no pre_shared_key", SSL3_MT_SERVER_HELLO, EXTENSION_AWAY, TLSEXT_TYPE_psk, NONE, NULL,
     "decryption failed or bad record mac, alert 20", NULL, 0},
    {"no key_share", SSL3_MT_SERVER_HELLO, EXTENSION_AWAY, TLSEXT_TYPE_key_share, NONE, NULL,
     "no suitable key share, alert 109", NULL, 0},
    {"a Certificate", SSL3_MT_FINISHED, BEFORE, SSL3_RT_HANDSHAKE, B("\13\0\0\3\0\0\0"),
     "unexpected message, alert 10", "unexpected message, alert 10", NULL, 0},
    {"a CertificateRequest", SSL3_MT_FINISHED, BEFORE, SSL3_RT_HANDSHAKE, B("\15\0\0\3\0\0\0"),
     "unexpected message, alert 10", "unexpected message, alert 10", NULL, 0},
    {"a shorter Finished", SSL3_MT_FINISHED, SHORTER, 0, NONE, "bad digest length, alert 50",
     "bad digest length, alert 50", NULL, 0},
    {"a changed Finished", SSL3_MT_FINISHED, WRITE, 0, B("!!!!"), "digest check failed, alert 51",
     "digest check failed, alert 51", NULL, 0},
    {"no change_cipher_spec", CCS_MESSAGE, DROP, 0, NONE, "unexpected message, alert 10", NULL,
     NULL, 0},
};

FORGERIES_MAIN(forgeries, RESUMPTION)
