/* Contexts, transports and connections for the benchmarks; the public API only. */
#ifndef BENCHES_PEERS_H
#define BENCHES_PEERS_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

/* What one run measures with; from the command line. */
struct setup {
    int version;       /* TLS1_2_VERSION or TLS1_3_VERSION */
    const char *suite; /* name of the only cipher suite, or NULL for the library's default */
    const char *key;   /* "p256" or "rsa": which certificates */
    const char *certs; /* directory with KEY-ca.pem, KEY-chain.pem, KEY-key.pem */
    SSL_CTX *client, *server;
};

/* Two connected endpoints. */
struct pair {
    SSL *client, *server;
};

/* Two ends of a transport in memory. */
struct link {
    BIO *client, *server;
};

/* Prints what failed with the error queue, and ends the program. */
void require(int ok, const char *what);

/* Makes both contexts: the client verifies the server's chain and name. */
void setup_contexts(struct setup *setup);
void free_contexts(struct setup *setup);

/* A new BIO pair with buffers of `size` bytes. */
struct link link_new(size_t size);
void link_free(struct link link);

/* Puts the endpoints on the transport; it keeps its own reference. */
void pair_attach(struct pair pair, struct link link);

/* New endpoints, connected over the transport. `resume` may be NULL; otherwise both ends must have
 * resumed it. */
struct pair pair_open(const struct setup *setup, struct link link, SSL_SESSION *resume);

/* New endpoints that belong to descriptors, not connected yet. */
struct pair pair_on_descriptors(const struct setup *setup, const int fds[2]);

/* Lets both ends shake hands, and the client take its tickets. */
void pair_handshake(struct pair pair);

void pair_free(struct pair pair);

#endif
