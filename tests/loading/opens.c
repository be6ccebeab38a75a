/*
 * A program that opens libssl itself, as Qt does: opens NAME [deep]. It prints the file that it
 * got, makes a connection with it, and passes the objects to the functions that the rest of the
 * process sees. With "deep" the library looks up its symbols in itself first.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

/* A function of the library that was opened, and of that name in the process. */
#define OPENED(name) ((__typeof__(&name))dlsym(opened, #name))
#define GLOBAL(name) ((__typeof__(&name))dlsym(RTLD_DEFAULT, #name))

static void *opened;

static void say(const char *what, long result) {
    unsigned long error = ERR_get_error();
    const char *reason = error ? ERR_reason_error_string(error) : NULL;

    printf("%s: %ld%s%s\n", what, result, reason ? ", " : "", reason ? reason : "");
    ERR_clear_error();
}

static void use_elsewhere(SSL_CTX *ctx, SSL *ssl, SSL_SESSION *session) {
    char byte;

    say("SSL_read", GLOBAL(SSL_read)(ssl, &byte, 1));
    say("SSL_up_ref", GLOBAL(SSL_up_ref)(ssl));
    say("SSL_get_rbio", GLOBAL(SSL_get_rbio)(ssl) != NULL);
    say("SSL_new", GLOBAL(SSL_new)(ctx) != NULL);
    say("SSL_CTX_set_cipher_list", GLOBAL(SSL_CTX_set_cipher_list)(ctx, "ALL"));
    say("SSL_CTX_up_ref", GLOBAL(SSL_CTX_up_ref)(ctx));
    say("SSL_SESSION_get_time", GLOBAL(SSL_SESSION_get_time)(session));
    say("SSL_SESSION_up_ref", GLOBAL(SSL_SESSION_up_ref)(session));
    say("SSL_CIPHER_get_id",
        GLOBAL(SSL_CIPHER_get_id)(OPENED(SSL_CIPHER_find)(ssl, (const unsigned char *)"\x13\x01")));
    say("SSL_CTX_new", GLOBAL(SSL_CTX_new)(OPENED(TLS_method)()) != NULL);
    GLOBAL(SSL_free)(ssl);
    say("SSL_free", 0);
    GLOBAL(SSL_CTX_free)(ctx);
    say("SSL_CTX_free", 0);
    GLOBAL(SSL_SESSION_free)(session);
    say("SSL_SESSION_free", 0);
}

int main(int argc, char **argv) {
    int deep = argc > 2 && strcmp(argv[2], "deep") == 0;
    Dl_info info;
    SSL_CTX *ctx;
    SSL_SESSION *session;
    SSL *ssl;

    opened = dlopen(argv[1], RTLD_NOW | (deep ? RTLD_DEEPBIND : 0));
    if (opened == NULL || !dladdr(OPENED(SSL_new), &info)) {
        printf("%s\n", dlerror());
        return 1;
    }
    printf("opened %s\n", info.dli_fname);
    ctx = OPENED(SSL_CTX_new)(OPENED(TLS_method)());
    say("its SSL_CTX_new", ctx != NULL);
    if (ctx == NULL)
        return 0;
    ssl = OPENED(SSL_new)(ctx);
    session = OPENED(SSL_SESSION_new)();
    OPENED(SSL_set_bio)(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    say("its SSL_connect", OPENED(SSL_connect)(ssl));
    if (deep)
        use_elsewhere(ctx, ssl, session);
    OPENED(SSL_SESSION_free)(session);
    OPENED(SSL_free)(ssl);
    OPENED(SSL_CTX_free)(ctx);
    return 0;
}
