/* Certificate status (OCSP stapling): the client asks, the server's callback answers. */
#include "harness.h"

static struct {
    int result, calls, type;
    const char *response;
} server;

static struct {
    int result, calls;
    char seen[64];
    long length;
} client;

static int on_server_status(SSL *ssl, void *argument) {
    assert_ptr_equal(argument, &server);
    server.calls++;
    server.type = (int)SSL_get_tlsext_status_type(ssl);
    if (server.result == SSL_TLSEXT_ERR_OK) {
        size_t length = strlen(server.response);
        unsigned char *copy = OPENSSL_memdup(server.response, length);

        assert_int_equal(SSL_set_tlsext_status_ocsp_resp(ssl, copy, (long)length), 1);
    }
    return server.result;
}

static int on_client_status(SSL *ssl, void *argument) {
    unsigned char *response = NULL;

    assert_ptr_equal(argument, &client);
    client.calls++;
    client.length = SSL_get_tlsext_status_ocsp_resp(ssl, &response);
    if (response != NULL && client.length > 0)
        memcpy(client.seen, response, (size_t)client.length);
    return client.result;
}

static void prepare(struct pair *pair, int server_result, int client_result) {
    memset(&server, 0, sizeof(server));
    memset(&client, 0, sizeof(client));
    server.result = server_result;
    server.response = "a response that libssl does not look into";
    client.result = client_result;
    SSL_CTX_set_tlsext_status_cb(pair->server_ctx, on_server_status);
    SSL_CTX_set_tlsext_status_arg(pair->server_ctx, &server);
    SSL_CTX_set_tlsext_status_cb(pair->client_ctx, on_client_status);
    SSL_CTX_set_tlsext_status_arg(pair->client_ctx, &client);
    pair_open(pair, MEMORY);
}

static void asked_and_answered(void **state) {
    struct pair *pair = *state;

    prepare(pair, SSL_TLSEXT_ERR_OK, 1);
    assert_int_equal(SSL_set_tlsext_status_type(pair->client, TLSEXT_STATUSTYPE_ocsp), 1);
    assert_int_equal(SSL_get_tlsext_status_type(pair->client), TLSEXT_STATUSTYPE_ocsp);
    assert_true(pair_handshake(pair));
    assert_int_equal(server.calls, 1);
    assert_int_equal(client.calls, 1);
    assert_int_equal(client.length, strlen(server.response));
    assert_memory_equal(client.seen, server.response, client.length);
}

static void the_server_sees_the_type(void **state) {
    struct pair *pair = *state;

    prepare(pair, SSL_TLSEXT_ERR_OK, 1);
    SSL_set_tlsext_status_type(pair->client, TLSEXT_STATUSTYPE_ocsp);
    assert_true(pair_handshake(pair));
    assert_int_equal(server.type, TLSEXT_STATUSTYPE_ocsp);
}

static void asked_and_not_answered(void **state) {
    struct pair *pair = *state;

    prepare(pair, SSL_TLSEXT_ERR_NOACK, 1);
    SSL_set_tlsext_status_type(pair->client, TLSEXT_STATUSTYPE_ocsp);
    assert_true(pair_handshake(pair));
    assert_int_equal(server.calls, 1);
    assert_int_equal(client.calls, 1);
    assert_int_equal(client.length, -1);
}

static void not_asked_is_not_answered(void **state) {
    struct pair *pair = *state;

    prepare(pair, SSL_TLSEXT_ERR_OK, 1);
    assert_true(pair_handshake(pair));
    assert_int_equal(client.calls, 0);
    assert_int_equal(server.calls, 0);
    assert_int_equal(SSL_get_tlsext_status_type(pair->client), -1);
}

static void the_client_may_refuse_the_answer(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    prepare(pair, SSL_TLSEXT_ERR_OK, 0);
    SSL_set_tlsext_status_type(pair->client, TLSEXT_STATUSTYPE_ocsp);
    note_alerts(pair->client, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->client_failure, SSL_R_INVALID_STATUS_RESPONSE);
    assert_int_equal(log.sent_code, SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE);
    assert_int_equal(pair->server_failure, SSL_R_TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE);
}

static void the_context_may_ask_for_all_connections(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_tlsext_status_type(pair->client_ctx, TLSEXT_STATUSTYPE_ocsp), 1);
    assert_int_equal(SSL_CTX_get_tlsext_status_type(pair->client_ctx), TLSEXT_STATUSTYPE_ocsp);
    prepare(pair, SSL_TLSEXT_ERR_OK, 1);
    assert_int_equal(SSL_get_tlsext_status_type(pair->client), TLSEXT_STATUSTYPE_ocsp);
    assert_true(pair_handshake(pair));
    assert_int_equal(client.calls, 1);
}

static void a_server_without_callback_does_not_answer(void **state) {
    struct pair *pair = *state;

    prepare(pair, SSL_TLSEXT_ERR_OK, 1);
    SSL_CTX_set_tlsext_status_cb(pair->server_ctx, NULL);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_status_type(pair->client, TLSEXT_STATUSTYPE_ocsp);
    assert_true(pair_handshake(pair));
    assert_int_equal(server.calls, 0);
    assert_int_equal(client.calls, 1);
    assert_int_equal(client.length, -1);
}

static void the_answer_stays_readable(void **state) {
    struct pair *pair = *state;
    unsigned char *response = NULL;

    prepare(pair, SSL_TLSEXT_ERR_OK, 1);
    SSL_set_tlsext_status_type(pair->client, TLSEXT_STATUSTYPE_ocsp);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_tlsext_status_ocsp_resp(pair->client, &response),
                     strlen(server.response));
    assert_memory_equal(response, server.response, strlen(server.response));
    pair_exchange(pair->client, pair->server, "stapled");
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(asked_and_answered),
    CASE_VERSIONS(the_server_sees_the_type),
    CASE_VERSIONS(asked_and_not_answered),
    CASE_VERSIONS(not_asked_is_not_answered),
    CASE_VERSIONS(the_client_may_refuse_the_answer),
    CASE_VERSIONS(the_context_may_ask_for_all_connections),
    CASE_VERSIONS(a_server_without_callback_does_not_answer),
    CASE_VERSIONS(the_answer_stays_readable),
};

CASES_MAIN(cases)
