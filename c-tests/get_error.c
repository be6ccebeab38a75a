/* SSL_get_error(): every value, and the error queue, which it reads first. */
#include "harness.h"

#include <pthread.h>
#include <unistd.h>

static void success_is_none(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_error(pair->subject, 1), SSL_ERROR_NONE);
    assert_int_equal(SSL_get_error(pair->subject, 12345), SSL_ERROR_NONE);
}

static void success_is_none_whatever_is_queued(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    assert_int_equal(SSL_get_error(pair->subject, 1), SSL_ERROR_NONE);
    assert_ssl_error(SSL_R_BAD_LENGTH);
}

static void nothing_to_read_is_want_read(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    assert_int_equal(SSL_want(pair->subject), SSL_READING);
    assert_true(SSL_want_read(pair->subject));
    /* Asking does not change the answer. */
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    assert_reports(pair->subject, 0, SSL_ERROR_WANT_READ);
}

static void no_room_to_write_is_want_write(void **state) {
    struct pair *pair = *state;
    char block[4096] = {0};
    int ret;

    pair->pair_size = 2048;
    pair_connect(pair, BIO_PAIR);
    ret = SSL_write(pair->subject, block, sizeof(block));
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    assert_int_equal(SSL_want(pair->subject), SSL_WRITING);
    assert_true(SSL_want_write(pair->subject));
    assert_no_error();
}

static void a_handshake_wants_read(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    ret = SSL_do_handshake(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    assert_no_error();
}

static void a_stale_entry_hides_the_truth(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    ret = SSL_read(pair->subject, &byte, 1);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    /* The entry is looked at, not removed. */
    assert_ssl_error(SSL_R_BAD_LENGTH);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
}

static void a_stale_system_entry_is_syscall(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    ret = SSL_read(pair->subject, &byte, 1);
    ERR_raise(ERR_LIB_SYS, 5);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    ERR_clear_error();
}

static void the_oldest_entry_decides(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    ret = SSL_read(pair->subject, &byte, 1);
    ERR_raise(ERR_LIB_SYS, 5);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    ERR_clear_error();
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    ERR_raise(ERR_LIB_SYS, 5);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    ERR_clear_error();
}

static void an_entry_of_another_library_is_ssl(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    ret = SSL_read(pair->subject, &byte, 1);
    ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    ERR_clear_error();
}

static void *queue_error_in_thread(void *arg) {
    (void)arg;
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    OPENSSL_thread_stop();
    return NULL;
}

static void another_threads_queue_does_not_count(void **state) {
    struct pair *pair = *state;
    pthread_t thread;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(pthread_create(&thread, NULL, queue_error_in_thread, NULL), 0);
    pthread_join(thread, NULL);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
}

static void reading_does_not_clear_the_queue(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_BAD_LENGTH);
}

static void a_handshake_clears_the_queue(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_no_error();
}

static void close_notify_is_zero_return(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    SSL_shutdown(pair->peer);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_ZERO_RETURN);
    /* The value belongs to a failed call; -1 gives it as well. */
    assert_reports(pair->subject, -1, SSL_ERROR_ZERO_RETURN);
    assert_reports(pair->subject, 1, SSL_ERROR_NONE);
}

static void zero_return_needs_received_shutdown(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_shutdown(pair->subject, SSL_RECEIVED_SHUTDOWN);
    assert_reports(pair->subject, 0, SSL_ERROR_ZERO_RETURN);
    SSL_set_shutdown(pair->subject, 0);
    assert_reports(pair->subject, 0, SSL_ERROR_SYSCALL);
    assert_reports(pair->subject, -1, SSL_ERROR_SYSCALL);
}

static void a_protocol_error_is_ssl(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    inject_garbage(pair->from_peer);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    ERR_clear_error();
    /* With the queue gone nothing tells what happened. */
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
}

static void a_broken_transport_is_syscall(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, SOCKETPAIR);
    close(pair->peer_fd);
    pair->peer_fd = -1;
    ret = SSL_write(pair->subject, "x", 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
}

static int suspend(SSL *ssl, void *arg) {
    (void)ssl;
    return *(int *)arg;
}

static void a_suspended_cert_cb_is_want_x509_lookup(void **state) {
    struct pair *pair = *state;
    int verdict = -1, ret;

    SSL_CTX_set_cert_cb(pair->server_ctx, suspend, &verdict);
    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    ret = SSL_do_handshake(pair->server);
    assert_int_equal(ret, -1);
    assert_reports(pair->server, ret, SSL_ERROR_WANT_X509_LOOKUP);
    assert_int_equal(SSL_want(pair->server), SSL_X509_LOOKUP);
    assert_true(SSL_want_x509_lookup(pair->server));
    verdict = 1;
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_want(pair->server), SSL_NOTHING);
}

static int suspend_hello(SSL *ssl, int *alert, void *arg) {
    (void)ssl;
    (void)alert;
    return *(int *)arg;
}

static void a_suspended_client_hello_cb_is_want_client_hello_cb(void **state) {
    struct pair *pair = *state;
    int verdict = SSL_CLIENT_HELLO_RETRY, ret;

    SSL_CTX_set_client_hello_cb(pair->server_ctx, suspend_hello, &verdict);
    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    ret = SSL_do_handshake(pair->server);
    assert_int_equal(ret, -1);
    assert_reports(pair->server, ret, SSL_ERROR_WANT_CLIENT_HELLO_CB);
    assert_int_equal(SSL_want(pair->server), SSL_CLIENT_HELLO_CB);
    verdict = SSL_CLIENT_HELLO_SUCCESS;
    assert_true(pair_handshake(pair));
}

static int verify_verdict;

static int suspend_verify(X509_STORE_CTX *store, void *arg) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

    (void)arg;
    if (verify_verdict == 0)
        return SSL_set_retry_verify(ssl);
    return 1;
}

static void a_suspended_verification_is_want_retry_verify(void **state) {
    struct pair *pair = *state;
    int ret;

    verify_verdict = 0;
    SSL_CTX_set_cert_verify_callback(pair->client_ctx, suspend_verify, NULL);
    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(handshake_step(pair->server), 0);
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_WANT_RETRY_VERIFY);
    assert_int_equal(SSL_want(pair->client), SSL_RETRY_VERIFY);
    verify_verdict = 1;
    assert_true(pair_handshake(pair));
}

static int verify_and_wait_for_more(X509_STORE_CTX *store, void *arg) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

    (void)arg;
    if (X509_verify_cert(store) > 0)
        return 1;
    return SSL_set_retry_verify(ssl);
}

/* What is missing of the chain is added to the chain that the server sent. */
static void a_suspended_verification_may_be_given_certificates(void **state) {
    struct pair *pair = *state;
    STACK_OF(X509) * chain;

    use_identity(pair->server_ctx, SERVER_BELOW);
    SSL_CTX_set_cert_verify_callback(pair->client_ctx, verify_and_wait_for_more, NULL);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_want(pair->client), SSL_RETRY_VERIFY);
    /* Again, and still in vain. */
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_want(pair->client), SSL_RETRY_VERIFY);
    chain = SSL_get_peer_cert_chain(pair->client);
    assert_int_equal(sk_X509_num(chain), 1);
    X509_up_ref(identity_cert(INTERMEDIATE));
    assert_int_equal(sk_X509_push(chain, identity_cert(INTERMEDIATE)), 2);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
}

static int always_retry(BIO *bio, const char *data, int length) {
    (void)data;
    (void)length;
    BIO_clear_retry_flags(bio);
    BIO_set_retry_special(bio);
    BIO_set_retry_reason(bio, *(int *)BIO_get_data(bio));
    return -1;
}

static long no_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static void a_bio_that_is_not_connected_is_want_connect_or_accept(void **state) {
    struct pair *pair = *state;
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "retrying");
    BIO *bio;
    int reason = BIO_RR_CONNECT, ret;

    BIO_meth_set_write(method, always_retry);
    BIO_meth_set_ctrl(method, no_control);
    bio = BIO_new(method);
    BIO_set_data(bio, &reason);
    BIO_set_init(bio, 1);
    pair_open(pair, MEMORY);
    SSL_set_bio(pair->client, bio, bio);
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_WANT_CONNECT);
    reason = BIO_RR_ACCEPT;
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_WANT_ACCEPT);
    reason = BIO_RR_SSL_X509_LOOKUP;
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_SYSCALL);
    SSL_free(pair->client);
    pair->client = NULL;
    BIO_meth_free(method);
}

static void the_bios_retry_flags_decide_want_read(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    BIO_clear_retry_flags(SSL_get_rbio(pair->subject));
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    BIO_set_retry_write(SSL_get_rbio(pair->subject));
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    BIO_clear_retry_flags(SSL_get_rbio(pair->subject));
    BIO_set_retry_read(SSL_get_rbio(pair->subject));
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
}

static void an_idle_connection_reports_syscall_for_0(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_reports(pair->subject, 0, SSL_ERROR_SYSCALL);
    assert_reports(pair->subject, -1, SSL_ERROR_SYSCALL);
}

static void without_a_role_is_ssl(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    char byte;

    (void)pair;
    assert_int_equal(SSL_read(ssl, &byte, 1), -1);
    assert_reports(ssl, -1, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    assert_int_equal(SSL_write(ssl, &byte, 1), -1);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    assert_int_equal(SSL_do_handshake(ssl), -1);
    assert_ssl_error(SSL_R_CONNECTION_TYPE_NOT_SET);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

/* OpenSSL asks the last warning whether the peer closed, and a fatal alert counts as a closing too.
 */
static void a_warning_before_a_fatal_alert_is_remembered(void **state) {
    struct pair *pair = *state;
    static const char warning[] = "\x15\3\3\0\2\1\x70", fatal[] = "\x15\3\3\0\2\2\x28";

    for (int warned = 0; warned < 2; warned++) {
        pair_open(pair, MEMORY);
        assert_reports(pair->client, SSL_do_handshake(pair->client), SSL_ERROR_WANT_READ);
        if (warned)
            BIO_write(SSL_get_rbio(pair->client), warning, 7);
        BIO_write(SSL_get_rbio(pair->client), fatal, 7);
        while (SSL_get_shutdown(pair->client) == 0) {
            assert_int_equal(SSL_do_handshake(pair->client), -1);
            ERR_clear_error();
        }
        assert_reports(pair->client, 0, warned ? SSL_ERROR_SYSCALL : SSL_ERROR_ZERO_RETURN);
        pair_close(pair);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(success_is_none),
    CASE(success_is_none_whatever_is_queued),
    CASE_ALL(nothing_to_read_is_want_read),
    CASE_ALL(no_room_to_write_is_want_write),
    CASE_ALL(a_handshake_wants_read),
    CASE_VERSIONS(a_stale_entry_hides_the_truth),
    CASE_VERSIONS(a_stale_system_entry_is_syscall),
    CASE_VERSIONS(the_oldest_entry_decides),
    CASE_VERSIONS(an_entry_of_another_library_is_ssl),
    CASE(another_threads_queue_does_not_count),
    CASE_ALL(reading_does_not_clear_the_queue),
    CASE_VERSIONS(a_handshake_clears_the_queue),
    CASE_ALL(close_notify_is_zero_return),
    CASE_ALL(zero_return_needs_received_shutdown),
    CASE_ALL(a_protocol_error_is_ssl),
    CASE_ALL(a_broken_transport_is_syscall),
    CASE_VERSIONS(a_suspended_cert_cb_is_want_x509_lookup),
    CASE_VERSIONS(a_suspended_client_hello_cb_is_want_client_hello_cb),
    CASE_VERSIONS(a_suspended_verification_is_want_retry_verify),
    CASE_VERSIONS(a_suspended_verification_may_be_given_certificates),
    CASE_VERSIONS(a_bio_that_is_not_connected_is_want_connect_or_accept),
    CASE_ALL(the_bios_retry_flags_decide_want_read),
    CASE_ALL(an_idle_connection_reports_syscall_for_0),
    CASE(without_a_role_is_ssl),
    CASE_VERSIONS(a_warning_before_a_fatal_alert_is_remembered),
};

CASES_MAIN(cases)
