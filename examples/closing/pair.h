/* The common part of the examples: a client and a server in one process, connected by a
 * socketpair, with a completed handshake. */
#ifndef PAIR_H
#define PAIR_H

#define _POSIX_C_SOURCE 200809L

#ifdef USE_LIBSSL_RS_HEADER
#include <libssl_rs.h>
#else
#include <openssl/ssl.h>
#endif
#include <openssl/err.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pair {
    SSL_CTX *client_ctx, *server_ctx;
    SSL *client, *server;
    int client_fd, server_fd;
};

/* Stops the program unless the condition holds. */
#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            failed(__FILE__, __LINE__, #condition);                                                \
    } while (0)
_Noreturn void failed(const char *file, int line, const char *condition);

/* Runs an example with TLS 1.2 and with TLS 1.3; the value is for main to return. */
int run_example(void (*example)(int version));

/* Contexts and unconnected objects; the server has a certificate, the client does not check it. */
void pair_create(struct pair *pair, int version);
/* The handshake; what the server sends at its end (TLS 1.3 tickets) stays unread. */
void pair_handshake(struct pair *pair);
/* Both of these. */
void pair_open(struct pair *pair, int version);
/* Frees what is still there (an example that frees or closes by itself sets NULL or -1). */
void pair_free(struct pair *pair);

/* Runs the server's side of an example beside the client's. */
void in_thread(pthread_t *thread, void *(*function)(void *), void *argument);
void join(pthread_t thread);

/* The reason of the oldest entry on the error queue, which is emptied; 0: it was empty. */
int take_reason(void);
/* Bytes waiting in a socket, without taking them. */
long waiting(int fd);
/* Catches SIGPIPE from here on, and how often it came since. */
void count_sigpipes(void);
int sigpipes(void);
/* Stops waiting for the transport: reads and writes on it return at once from now on. */
void make_nonblocking(int fd);

#endif
