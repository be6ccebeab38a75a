/* A program that makes one object. */
#include <openssl/ssl.h>
#include <stdio.h>

int main(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    printf("made: %d\n", ctx != NULL);
    SSL_CTX_free(ctx);
    return 0;
}
