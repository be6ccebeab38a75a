/* A program that closes a libssl while objects of it still live: plugin FILE */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include <openssl/bio.h>
#include <openssl/ssl.h>

#define OPENED(name) ((__typeof__(&name))dlsym(opened, #name))

static void *opened;
static BIO *kept;

/* So that the library has whatever it keeps for a thread. */
static void *use(void *argument) {
    SSL_CTX *ctx = OPENED(SSL_CTX_new)(OPENED(TLS_method)());

    kept = OPENED(BIO_new_ssl)(ctx, 1);
    OPENED(SSL_CTX_free)(ctx);
    return argument;
}

int main(int argc, char **argv) {
    pthread_t thread;

    opened = dlopen(argv[argc - 1], RTLD_NOW);
    if (opened == NULL)
        return 1;
    pthread_create(&thread, NULL, use, NULL);
    pthread_join(thread, NULL);
    use(NULL);
    printf("closed: %d\n", dlclose(opened));
    BIO_free_all(kept);
    printf("freed\n");
    return 0;
}
