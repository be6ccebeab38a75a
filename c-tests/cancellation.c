/* Threads that are cancelled, or end themselves, inside the library: the objects that they used
 * still work. */
#include "harness.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_MICROSECONDS = 100000, PIECE = 1 << 20 };

struct call {
    SSL *ssl;
    SSL_CTX *ctx;
    const char *file;
    char *data;
    BIO *bio;
};

/* Runs the call in a thread and cancels it when it blocks. */
static void cancel(void *(*run)(void *), struct call *call) {
    pthread_t thread;
    void *result;

    assert_int_equal(pthread_create(&thread, NULL, run, call), 0);
    usleep(BLOCK_MICROSECONDS);
    assert_int_equal(pthread_cancel(thread), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_ptr_equal(result, PTHREAD_CANCELED);
}

static void *run_handshake(void *call) {
    SSL_do_handshake(((struct call *)call)->ssl);
    return NULL;
}

static void *run_read(void *call) {
    char buffer[16];

    SSL_read(((struct call *)call)->ssl, buffer, sizeof(buffer));
    return NULL;
}

static void *run_peek(void *call) {
    char buffer[16];

    SSL_peek(((struct call *)call)->ssl, buffer, sizeof(buffer));
    return NULL;
}

static void *run_write(void *call) {
    SSL_write(((struct call *)call)->ssl, ((struct call *)call)->data, PIECE);
    return NULL;
}

static void *run_shutdown(void *call) {
    SSL_shutdown(((struct call *)call)->ssl);
    return NULL;
}

static void *run_bio_read(void *call) {
    char buffer[16];

    BIO_read(((struct call *)call)->bio, buffer, sizeof(buffer));
    return NULL;
}

static void a_cancelled_handshake_goes_on(void **state) {
    struct pair *pair = *state;
    struct call call = {0};

    pair_open(pair, SOCKETPAIR_BLOCKING);
    call.ssl = pair->subject;
    cancel(run_handshake, &call);
    assert_int_equal(pair_handshake(pair), 1);
    pair_exchange(pair->peer, pair->subject, "to the subject");
    pair_exchange(pair->subject, pair->peer, "to the peer");
}

static void a_cancelled_handshake_can_be_freed(void **state) {
    struct pair *pair = *state;
    struct call call = {0};

    pair_open(pair, SOCKETPAIR_BLOCKING);
    call.ssl = pair->subject;
    cancel(run_handshake, &call);
    pair_close(pair);
    pair_connect(pair, MEMORY);
}

static void a_cancelled_read_goes_on(void **state) {
    struct pair *pair = *state;
    struct call call = {0};

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    call.ssl = pair->subject;
    cancel(run_read, &call);
    cancel(run_peek, &call);
    pair_exchange(pair->subject, pair->peer, "to the peer");
    pair_exchange(pair->peer, pair->subject, "to the subject");
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
}

static void *read_piece(void *ssl) {
    static char got[PIECE];
    size_t have = 0, length;

    while (have < PIECE && SSL_read_ex(ssl, got + have, PIECE - have, &length) == 1)
        have += length;
    OPENSSL_thread_stop();
    return have == PIECE ? got : NULL;
}

/* As OpenSSL, which does not remember how much of the data it had sent by then: a connection whose
 * write was cancelled can be freed, and no more. */
static void a_cancelled_write_can_be_freed(void **state) {
    struct pair *pair = *state;
    struct call call = {0};

    call.data = calloc(1, PIECE);
    pair_connect(pair, SOCKETPAIR_BLOCKING);
    call.ssl = pair->subject;
    cancel(run_write, &call);
    pair_close(pair);
    pair_connect(pair, MEMORY);
    free(call.data);
}

static void a_write_goes_on_after_a_cancelled_read(void **state) {
    struct pair *pair = *state;
    struct call call = {0};
    char *data = malloc(PIECE);
    pthread_t thread;
    void *got;

    memset(data, 'x', PIECE);
    pair_connect(pair, SOCKETPAIR_BLOCKING);
    call.ssl = pair->subject;
    cancel(run_read, &call);
    pthread_create(&thread, NULL, read_piece, pair->peer);
    assert_int_equal(SSL_write(pair->subject, data, PIECE), PIECE);
    pthread_join(thread, &got);
    assert_non_null(got);
    assert_memory_equal(got, data, PIECE);
    free(data);
}

static void a_cancelled_shutdown_goes_on(void **state) {
    struct pair *pair = *state;
    struct call call = {0};

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    call.ssl = pair->subject;
    cancel(run_shutdown, &call);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
}

static void a_cancelled_read_under_a_bio_goes_on(void **state) {
    struct pair *pair = *state;
    struct call call = {0};
    char buffer[16];

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    call.bio = BIO_new(BIO_f_ssl());
    BIO_set_ssl(call.bio, pair->subject, BIO_NOCLOSE);
    cancel(run_bio_read, &call);
    assert_int_equal(SSL_write(pair->peer, "ping", 4), 4);
    assert_int_equal(BIO_read(call.bio, buffer, sizeof(buffer)), 4);
    BIO_free_all(call.bio);
}

/* Callbacks that block. */
static _Atomic int blocks;

static void block(void) {
    if (blocks)
        pause();
}

static int on_verify(int ok, X509_STORE_CTX *verification) {
    (void)verification;
    block();
    return ok;
}

static int on_client_hello(SSL *ssl, int *alert, void *argument) {
    (void)ssl, (void)alert, (void)argument;
    block();
    return SSL_CLIENT_HELLO_SUCCESS;
}

static void *run_peer(void *ssl) {
    SSL_do_handshake(ssl);
    OPENSSL_thread_stop();
    return NULL;
}

static void a_thread_is_cancelled_in_a_callback(void **state) {
    struct pair *pair = *state;
    struct call call = {0};
    pthread_t thread;

    if (pair->subject_is_server)
        SSL_CTX_set_client_hello_cb(pair->server_ctx, on_client_hello, NULL);
    else
        SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, on_verify);
    pair_open(pair, SOCKETPAIR_BLOCKING);
    call.ssl = pair->subject;
    blocks = 1;
    pthread_create(&thread, NULL, run_peer, pair->peer);
    cancel(run_handshake, &call);
    blocks = 0;
    assert_int_equal(SSL_do_handshake(pair->subject), 1);
    pthread_join(thread, NULL);
    assert_true(SSL_is_init_finished(pair->peer));
    pair_exchange(pair->peer, pair->subject, "to the subject");
    pair_exchange(pair->subject, pair->peer, "to the peer");
}

static char ended_itself;

static void on_info(const SSL *ssl, int where, int value) {
    (void)ssl, (void)where, (void)value;
    pthread_exit(&ended_itself);
}

static void a_thread_ends_in_a_callback(void **state) {
    struct pair *pair = *state;
    struct call call = {0};
    pthread_t thread;
    void *result;

    pair_open(pair, MEMORY);
    SSL_set_info_callback(pair->subject, on_info);
    call.ssl = pair->subject;
    assert_int_equal(pthread_create(&thread, NULL, run_handshake, &call), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_ptr_equal(result, &ended_itself);
    SSL_set_info_callback(pair->subject, NULL);
    assert_int_equal(pair_handshake(pair), 1);
}

/* Files that do not come: opening a pipe waits for its writer. */
static void *run_chain_file(void *call) {
    SSL_CTX_use_certificate_chain_file(((struct call *)call)->ctx, ((struct call *)call)->file);
    return NULL;
}

static void *run_key_file(void *call) {
    SSL_CTX_use_PrivateKey_file(((struct call *)call)->ctx, ((struct call *)call)->file,
                                SSL_FILETYPE_PEM);
    return NULL;
}

static void *run_authorities_file(void *call) {
    SSL_load_client_CA_file(((struct call *)call)->file);
    return NULL;
}

static void *run_verify_file(void *call) {
    SSL_CTX_load_verify_file(((struct call *)call)->ctx, ((struct call *)call)->file);
    return NULL;
}

static void a_thread_is_cancelled_as_it_waits_for_a_file(void **state) {
    void *(*const runs[])(void *) = {run_chain_file, run_key_file, run_authorities_file,
                                     run_verify_file};
    struct pair *pair = *state;
    struct call call = {.ctx = pair->subject_ctx};
    char path[4096];

    snprintf(path, sizeof(path), "%s/pipe", temporary_directory());
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    call.file = path;
    for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++)
        cancel(runs[i], &call);
    unlink(path);
    pair_connect(pair, MEMORY);
}

/* The thread was cancelled before it came here. */
static void *run_directory(void *call) {
    STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();

    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    pthread_cancel(pthread_self());
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    SSL_add_dir_cert_subjects_to_stack(names, ((struct call *)call)->file);
    return NULL;
}

static void a_cancelled_thread_reads_a_directory(void **state) {
    struct pair *pair = *state;
    struct call call = {.file = temporary_directory()};
    pthread_t thread;
    void *result;

    identity_chain_file(CA);
    assert_int_equal(pthread_create(&thread, NULL, run_directory, &call), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_ptr_equal(result, PTHREAD_CANCELED);
    pair_connect(pair, MEMORY);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(a_cancelled_handshake_goes_on),
    CASE_ALL(a_cancelled_handshake_can_be_freed),
    CASE_ALL(a_cancelled_read_goes_on),
    CASE_VERSIONS(a_cancelled_write_can_be_freed),
    CASE_VERSIONS(a_write_goes_on_after_a_cancelled_read),
    CASE_VERSIONS(a_cancelled_shutdown_goes_on),
    CASE_VERSIONS(a_cancelled_read_under_a_bio_goes_on),
    CASE_ALL(a_thread_is_cancelled_in_a_callback),
    CASE_ALL(a_thread_ends_in_a_callback),
    CASE(a_thread_is_cancelled_as_it_waits_for_a_file),
    CASE(a_cancelled_thread_reads_a_directory),
};

CASES_MAIN(cases)
