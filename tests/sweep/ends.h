/*
 * A client and a server in one process, connected by memory: the output of one stays in a BIO until
 * a record of it is delivered to the other.
 */
#ifndef SWEEP_ENDS_H
#define SWEEP_ENDS_H

#include "sweep.h"

enum resumption { FULL, TICKET, STATEFUL };
enum client_certificate { NOT_ASKED, GIVEN, MISSING };

/* How a connection is to be made. */
struct plan {
    int version;   /* the highest one of the server */
    int fixed;     /* and the only one of either end; otherwise the client has both */
    int callbacks; /* all callbacks are set, and each is a stage */
    enum resumption resumption;
    enum client_certificate client_certificate;
    int retry;    /* the server asks for another key share */
    int defaults; /* the cipher lists are OpenSSL's own */
    int quiet;    /* no sweep during the handshake */
};

struct end {
    SSL_CTX *ctx;
    SSL *ssl;
    BIO *in, *out; /* borrowed: what it will read, and what it has written */
    int ended;     /* its handshake is complete, or has failed */
    int got;       /* records */
};

#define STORED 4

struct ends {
    const struct plan *plan;
    struct end client, server;
    SSL_SESSION *session;        /* what the client offers */
    SSL_SESSION *stored[STORED]; /* the server's external cache */
    int silent;                  /* callbacks are no stages now */
};
/* The pair of the scenario; callbacks find it here. */
extern struct ends ends;

/* Contexts by the plan. */
void ends_prepare(const struct plan *plan);
/* SSLs, roles, transport and session, each a stage. */
void ends_open(void);
/* The same without stages. */
void ends_open_quietly(void);
/* Runs the handshake record by record, each a stage. */
void ends_handshake(void);
/* Prepares, opens and handshakes, and says nothing of it; then the plan is in force. */
void ends_connect(const struct plan *plan);
/* New SSLs are needed after this. */
void ends_close(void);
void ends_free(void);

/* Moves a record from one end to the other; its type, or 0 if there is none. */
int deliver(struct end *from, struct end *to);
/* Moves all of them. */
void deliver_all(struct end *from, struct end *to);
/* Reads on one end what the other has written, and says what came of it. */
void read_at(struct end *end, const char *stage);
/* Both ends and their contexts. */
void sweep_both(const char *stage);
/* A call's result as a line of its own, with the error queue; the queue stays. */
void result(const char *function, SSL *ssl, int ret);

const char *role_of(const SSL *ssl);

/* callbacks.c */
void callbacks_set(struct end *end);

#endif
