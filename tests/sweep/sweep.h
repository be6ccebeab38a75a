/*
 * Calls every getter of libssl at every stage of a connection. The program prints a line for each
 * result; run.py runs it on two libraries and compares the lines.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "certs.h"
#include "ssl_api.h"

/* answers.c: what is printed. A stage begins with "@ NAME ROLE"; a name that comes again in the
 * same scenario gets a number. */
void stage_begin(const char *role, const char *name, ...) __attribute__((format(printf, 2, 3)));
/* Forgets the numbers. */
void stages_reset(void);

/* One question: asking(), the call, and one of the answers below, which prints "FUNCTION = VALUE"
 * and behind it "!REASON" if the call left an error on the queue. */
void asking(const char *function);
void number(long value);
void text(const char *value);
void pointer(const void *value);
/* "none", "zero" or "set", and the length: for what is random. */
void secret(const unsigned char *value, size_t length);
void bytes(const unsigned char *value, size_t length);
void cipher(const SSL_CIPHER *value);
void ciphers(const STACK_OF(SSL_CIPHER) * value);
void certificate(X509 *value);
void certificates(STACK_OF(X509) * value);
void key(EVP_PKEY *value);
void names(const STACK_OF(X509_NAME) * value);
void method(const SSL_METHOD *value);
void answer(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define NUMBER(f, ...) (asking(#f), number((long)f(__VA_ARGS__)))
#define TEXT(f, ...) (asking(#f), text(f(__VA_ARGS__)))
#define POINTER(f, ...) (asking(#f), pointer((const void *)(uintptr_t)f(__VA_ARGS__)))
#define ASK(kind, f, ...) (asking(#f), kind(f(__VA_ARGS__)))

/* The getters, by the object that they read. */
void ask_constants(void);                        /* getters_constants.c */
void ask_state(SSL *ssl);                        /* getters_state.c */
void ask_negotiated(SSL *ssl);                   /* getters_negotiated.c */
void ask_peer(SSL *ssl);                         /* getters_peer.c */
void ask_settings(SSL *ssl);                     /* getters_settings.c */
void ask_session(SSL_SESSION *session);          /* getters_session.c */
void ask_context(SSL_CTX *ctx);                  /* getters_context.c */
void ask_cipher(const SSL_CIPHER *suite);        /* getters_constants.c */
void ask_verify_param(X509_VERIFY_PARAM *param); /* getters_settings.c */
/* What both ends must say alike. */
void ask_agreement(SSL *client, SSL *server);

/* One end of the pair, at a stage of its own. */
void sweep(SSL *ssl, const char *stage);

#endif
