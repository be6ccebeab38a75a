/*
 * A flow is a named course of one or more connections between a client and a server of the same
 * library. Everything that a program can observe is printed in order, one line each, which begins
 * with the end's letter.
 */
#ifndef FLOWS_H
#define FLOWS_H

#include "certs.h"

#include <stddef.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* What an application's callback answers. It is only set where `on`. */
struct answer {
    int on;
    int suspend; /* how often it asks to be called again, before it answers */
    int result, alert;
};

struct answers {
    struct answer client_hello, servername, alpn, cert, client_cert, verify, status, ticket_key,
        generate, decrypt, get_session, record_padding, security;
    enum identity identity; /* of client_cert, and of cert where not 0 */
    SSL_CTX *other;         /* which servername changes to */
    int out_of_date;        /* new sessions are made so old that they have expired */
};

struct end {
    char letter;
    SSL_CTX *ctx;
    SSL *ssl;
    BIO *in, *out;
    int ended; /* the handshake: 1 done, -1 failed */
    int (*step)(SSL *ssl);
    struct answers answers;
    SSL_SESSION *stored; /* the newest that the callback for new sessions got */
    unsigned asked[16];  /* how often the security callback was asked, by kind */
    char last[2][200];   /* lines that were said last */
};

extern struct end client, server;
extern int version; /* the highest of both ends */

struct flow {
    const char *name;
    void (*run)(void);
    int only; /* one version, or 0 for both */
};

extern const struct flow full[], resumption[], callbacks[], negotiation[], transport[], failures[],
    afterwards[];
extern const size_t full_count, resumption_count, callbacks_count, negotiation_count,
    transport_count, failures_count, afterwards_count;

/* trace.c: lines. */
void say(struct end *end, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Like say(), but not if it was among the last two lines. */
void say_once(struct end *end, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A call's result, SSL_get_error, SSL_want, whether it is in a handshake, and the error queue. */
void say_result(struct end *end, const char *function, int result);
void say_facts(struct end *end);
struct end *end_of(const SSL *ssl);

/* observers.c, answers.c: callbacks. */
void observe(struct end *end);
void set_callbacks(struct end *end);

/* ends.c: what a flow is made of. */
void require(int ok, const char *what);
void use(SSL_CTX *ctx, enum identity identity);
void trust(SSL_CTX *ctx, enum identity identity);
/* Contexts as most flows want them: an ECDSA certificate, which the client verifies. */
void prepare(void);
/* Contexts with the callbacks that the answers ask for, and connections over memory. */
void open_connections(void);
/* Likewise over a BIO pair with so small buffers. */
void open_narrow(size_t size);
/* Moves bytes of the one to the other: a record, all, or so many. Whether there were any. */
int deliver_record(struct end *from, struct end *to);
int deliver(struct end *from, struct end *to, size_t most);
void step(struct end *end);
/* Both ends take steps until each is done or nothing moves. */
void handshake(void);
void handshake_in_pieces(size_t size);
void handshake_by_records(void);
/* Facts of both ends. */
void facts(void);
/* Writes "hello" on one end and reads on the other. */
void send_hello(struct end *from, struct end *to);
void say_read(struct end *end);
void say_shutdown(struct end *end);
void close_connections(void);
/* open, handshake, facts. */
void connect_once(void);
/* A connection whose session the next one offers. */
SSL_SESSION *first_connection(void);
/* A connection that offers it, and frees it. */
void second_connection(SSL_SESSION *session);
/* What prepare() and all behind it made. */
void free_all(void);

int step_read(SSL *ssl);
int step_write(SSL *ssl);

#endif
