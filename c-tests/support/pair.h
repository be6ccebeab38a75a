/*
 * A client and a server connected with each other inside one process: over memory BIOs, a BIO
 * pair, a socketpair or TCP on 127.0.0.1. `subject` is the endpoint that a test is about, `peer`
 * the other one.
 */
#ifndef CTESTS_PAIR_H
#define CTESTS_PAIR_H

#include "ssl_api.h"

enum transport {
    MEMORY,     /* two memory BIOs; an empty one asks for a retry */
    BIO_PAIR,   /* BIO_new_bio_pair() with buffers of `pair_size` bytes */
    SOCKETPAIR, /* AF_UNIX, non-blocking */
    TCP,        /* 127.0.0.1, non-blocking */
    SOCKETPAIR_BLOCKING,
    TCP_BLOCKING,
};

struct pair {
    const void *setting; /* the case's initial state */
    int version;         /* the only version enabled in both contexts */
    SSL_CTX *client_ctx, *server_ctx;
    SSL_CTX *subject_ctx, *peer_ctx; /* borrowed: the two above by role */
    SSL *client, *server;
    SSL *subject, *peer; /* borrowed: the two above by role */
    int subject_is_server;
    enum transport transport;
    size_t pair_size;
    /* Borrowed: what the subject, and what the peer, has written and the other has not read yet.
     * Only with MEMORY. */
    BIO *from_subject, *from_peer;
    /* Why pair_handshake() failed: the first libssl reason that each endpoint queued, or 0. */
    int client_failure, server_failure;
    /* Only with sockets. */
    int subject_fd, peer_fd;
};

/* Contexts as most tests want them: both at one version, an ECDSA certificate for the server, CA
 * trusted by the client and verification on, and no session tickets in TLS 1.3. */
SSL_CTX *bare_context(const SSL_METHOD *method, int version); /* with a version and nothing else */
SSL_CTX *client_context(int version);
SSL_CTX *server_context(int version);
void use_identity(SSL_CTX *ctx, int identity);

struct pair *pair_create(int version, int subject_is_server);
void pair_destroy(struct pair *pair);
/* A second pair over the contexts of the first, whose client is the subject. For pair_close(). */
struct pair pair_beside(const struct pair *first);

/* New SSL objects from the contexts, connected by a new transport; no handshake yet. */
void pair_open(struct pair *pair, enum transport transport);
/* A new transport for the SSL objects that exist. */
void pair_wire(struct pair *pair, enum transport transport);
/* Frees the SSL objects and the transport, keeps the contexts. */
void pair_close(struct pair *pair);

/* Runs both endpoints until each is done or neither can go on; 1 if both completed. With blocking
 * transports the peer runs in a thread of its own. */
int pair_handshake(struct pair *pair);
/* pair_open() and a handshake that must succeed. */
void pair_connect(struct pair *pair, enum transport transport);
/* One step of one endpoint's handshake. */
int handshake_step(SSL *ssl);

/* Writes the text on one endpoint and reads it on the other; fails the test if it differs. */
void pair_exchange(SSL *from, SSL *to, const char *text);

/* A well-formed record that nobody has the key for. */
void inject_garbage(BIO *memory);

/* Closes an endpoint's half of the transport so that the other one sees end of file. */
void transport_eof_for_subject(struct pair *pair);

/* The records that lie unread in a memory BIO. */
struct record {
    int type, version, length; /* length of the body */
};
int records_in(BIO *memory, struct record *records, int max);
/* The number of bytes in a memory BIO; 0 for none. */
long bytes_in(BIO *memory);
/* The length that the body of a record with `length` bytes of content has with the AES-GCM suites
 * that the contexts prefer. */
int protected_length(int version, int length);

#endif
