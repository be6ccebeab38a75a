/*
 * Checks how long the pointers that getters return stay valid. At every stage all earlier pointers
 * are read again, and free() and realloc() tell which of them point to freed memory.
 */
#ifndef SWEEP_LENT_H
#define SWEEP_LENT_H

#include "sweep.h"

/* From now on the program prints lives instead of answers. `stack` lies above all that is lent. */
void lent_start(const void *stack);
int lent_started(void);
/* A stage has come; looks at all that is lent. */
void lent_stage(const char *name, const char *role);
/* Prints, under each stage, what was got there and the stage at which it was no longer good: freed,
 * or of another content. Forgets everything. */
void lent_report(void);

/* The function lends this. Does nothing unless started, nor for NULL and what is the caller's own.
 */
void lent_object(const char *function, const void *value);
void lent_text(const char *function, const char *value);
void lent_bytes(const char *function, const unsigned char *value, size_t length);
void lent_certificate(const char *function, const X509 *value);
void lent_certificates(const char *function, const STACK_OF(X509) * value);
void lent_names(const char *function, const STACK_OF(X509_NAME) * value);
void lent_ciphers(const char *function, const STACK_OF(SSL_CIPHER) * value);

#endif
