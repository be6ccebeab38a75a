/* OCSP stapling (SSL_CTX_set_tlsext_status_cb(3)): the client requests a status, the server's
 * callback gives the response, the client's callback judges it. The library does not parse the
 * response. */
#include "harness.h"

#include <openssl/ocsp.h>

static const unsigned char response[] = "a response";

static struct {
    int server_result, client_result, server_calls, client_calls;
    int give, type;
    int has_certificate;
    unsigned char received[64];
    long length;
} status;

static int on_status(SSL *ssl, void *argument) {
    assert_ptr_equal(argument, &status);
    if (SSL_is_server(ssl)) {
        status.server_calls++;
        status.type = (int)SSL_get_tlsext_status_type(ssl);
        status.has_certificate = SSL_get_certificate(ssl) != NULL;
        if (status.give) {
            unsigned char *copy = OPENSSL_memdup(response, sizeof(response));

            SSL_set_tlsext_status_ocsp_resp(ssl, copy, sizeof(response));
        }
        return status.server_result;
    } else {
        const unsigned char *bytes = NULL;

        status.client_calls++;
        status.length = SSL_get_tlsext_status_ocsp_resp(ssl, &bytes);
        if (status.length > 0 && status.length <= (long)sizeof(status.received))
            memcpy(status.received, bytes, (size_t)status.length);
        return status.client_result;
    }
}

/* Both callbacks; the client asks. */
static void prepare(struct pair *pair) {
    memset(&status, 0, sizeof(status));
    status.server_result = SSL_TLSEXT_ERR_OK;
    status.client_result = 1;
    status.give = 1;
    SSL_CTX_set_tlsext_status_cb(pair->server_ctx, on_status);
    SSL_CTX_set_tlsext_status_arg(pair->server_ctx, &status);
    SSL_CTX_set_tlsext_status_cb(pair->client_ctx, on_status);
    SSL_CTX_set_tlsext_status_arg(pair->client_ctx, &status);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_status_type(pair->client, TLSEXT_STATUSTYPE_ocsp);
}

static void the_response_reaches_the_client(void **state) {
    struct pair *pair = *state;
    const unsigned char *bytes = NULL;

    prepare(pair);
    assert_true(pair_handshake(pair));
    assert_int_equal(status.server_calls, 1);
    assert_true(status.has_certificate);
    assert_int_equal(status.client_calls, 1);
    assert_int_equal(status.length, sizeof(response));
    assert_memory_equal(status.received, response, sizeof(response));
    assert_int_equal(SSL_get_tlsext_status_ocsp_resp(pair->client, &bytes), sizeof(response));
    assert_memory_equal(bytes, response, sizeof(response));
    pair_exchange(pair->client, pair->server, "on");
}

static void the_server_sees_the_type(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    assert_true(pair_handshake(pair));
    assert_int_equal(status.type, TLSEXT_STATUSTYPE_ocsp);
}

static void a_server_is_not_asked_by_a_client_that_does_not_ask(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    SSL_set_tlsext_status_type(pair->client, -1);
    assert_true(pair_handshake(pair));
    assert_int_equal(status.server_calls, 0);
}

static void a_server_may_have_none(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    status.server_result = SSL_TLSEXT_ERR_NOACK;
    status.give = 0;
    assert_true(pair_handshake(pair));
    assert_int_equal(status.server_calls, 1);
    assert_int_equal(status.client_calls, 1);
    assert_int_equal(status.length, -1);
}

static void without_a_callback_there_is_none(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    SSL_CTX_set_tlsext_status_cb(pair->server_ctx, NULL);
    assert_true(pair_handshake(pair));
    assert_int_equal(status.server_calls, 0);
    assert_int_equal(status.client_calls, 1);
    assert_int_equal(status.length, -1);
}

static void a_client_that_does_not_ask_is_told_nothing(void **state) {
    struct pair *pair = *state;
    const unsigned char *bytes = NULL;

    prepare(pair);
    SSL_set_tlsext_status_type(pair->client, -1);
    assert_true(pair_handshake(pair));
    assert_int_equal(status.client_calls, 0);
    assert_int_equal(SSL_get_tlsext_status_ocsp_resp(pair->client, &bytes), -1);
    assert_null(bytes);
}

static void the_client_may_refuse_the_response(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    status.client_result = 0;
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->client_failure, SSL_R_INVALID_STATUS_RESPONSE);
    assert_int_equal(pair->server_failure, SSL_R_TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE);
}

static void the_clients_callback_may_fail(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    status.client_result = -1;
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->client_failure, SSL_R_OCSP_CALLBACK_FAILURE);
    assert_int_equal(pair->server_failure, SSL_R_TLSV1_ALERT_INTERNAL_ERROR);
}

static void the_servers_callback_may_fail(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    status.server_result = SSL_TLSEXT_ERR_ALERT_FATAL;
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->server_failure, SSL_R_CLIENTHELLO_TLSEXT);
    assert_int_equal(pair->client_failure, SSL_R_TLSV1_ALERT_INTERNAL_ERROR);
}

static void the_type_is_inherited(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_get_tlsext_status_type(pair->client_ctx), -1);
    assert_int_equal(SSL_CTX_set_tlsext_status_type(pair->client_ctx, TLSEXT_STATUSTYPE_ocsp), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_tlsext_status_type(pair->client), TLSEXT_STATUSTYPE_ocsp);
    assert_int_equal(SSL_get_tlsext_status_type(pair->server), -1);
}

static void callback_and_argument_are_given_back(void **state) {
    struct pair *pair = *state;
    int (*callback)(SSL *, void *) = NULL;
    void *argument = NULL;

    prepare(pair);
    assert_int_equal(SSL_CTX_get_tlsext_status_cb(pair->client_ctx, &callback), 1);
    assert_int_equal(SSL_CTX_get_tlsext_status_arg(pair->client_ctx, &argument), 1);
    assert_true(callback == on_status);
    assert_ptr_equal(argument, &status);
}

static void lists_stay_with_the_connection(void **state) {
    struct pair *pair = *state;
    STACK_OF(OCSP_RESPID) *ids = sk_OCSP_RESPID_new_null(), *other = NULL;
    X509_EXTENSIONS *extensions = sk_X509_EXTENSION_new_null(), *more = NULL;

    sk_OCSP_RESPID_push(ids, OCSP_RESPID_new());
    sk_X509_EXTENSION_push(extensions, X509_EXTENSION_new());
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_tlsext_status_ids(pair->client, ids), 1);
    assert_int_equal(SSL_set_tlsext_status_exts(pair->client, extensions), 1);
    assert_int_equal(SSL_get_tlsext_status_ids(pair->client, &other), 1);
    assert_int_equal(SSL_get_tlsext_status_exts(pair->client, &more), 1);
    assert_ptr_equal(ids, other);
    assert_ptr_equal(extensions, more);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(the_response_reaches_the_client),
    CASE_VERSIONS(the_server_sees_the_type),
    CASE_VERSIONS(a_server_is_not_asked_by_a_client_that_does_not_ask),
    CASE_VERSIONS(a_server_may_have_none),
    CASE_VERSIONS(without_a_callback_there_is_none),
    CASE_VERSIONS(a_client_that_does_not_ask_is_told_nothing),
    CASE_VERSIONS(the_client_may_refuse_the_response),
    CASE_VERSIONS(the_clients_callback_may_fail),
    CASE_VERSIONS(the_servers_callback_may_fail),
    CASE(the_type_is_inherited),
    CASE(callback_and_argument_are_given_back),
    CASE(lists_stay_with_the_connection),
};

CASES_MAIN(cases)
