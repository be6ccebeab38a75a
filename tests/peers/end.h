/*
 * One end of a TLS connection on a real socket, controlled by commands on the command line. end.c
 * has the socket and the commands; each of openssl.c, gnutls.c and mbedtls.c has the functions
 * below for one TLS library. All of them block, and end the program with a message if they cannot
 * continue.
 */
#ifndef PEERS_END_H
#define PEERS_END_H

#include <stddef.h>

struct role {
    int server;
    const char *version;                       /* "1.2" or "1.3" */
    const char *certificate, *key, *authority; /* PEM files; the first two are a server's */
};

/* The handshake. */
void tls_open(int fd, const struct role *role);
/* Writes everything. */
void tls_write(const char *data, size_t length);
/* Reads at least a byte and returns their number; otherwise 0, and says in `how` what happened. */
size_t tls_read(char *buffer, size_t size, char how[128]);
/* Obeys a word that only this library knows, and prints what came of it; 0 if it does not. */
int tls_word(const char *word);
/* Frees everything but the descriptor. */
void tls_free(void);

/* Prints the message and ends the program. */
void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
