/* Reference counts, application data, SSL_dup(), SSL_clear() and freeing nothing. */
#include "harness.h"

static void freeing_null_is_harmless(void **state) {
    (void)state;
    SSL_free(NULL);
    SSL_CTX_free(NULL);
    SSL_SESSION_free(NULL);
    SSL_CONF_CTX_free(NULL);
    assert_no_error();
}

static void an_ssl_lives_until_its_last_reference(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_up_ref(pair->subject), 1);
    SSL_free(pair->subject);
    pair_exchange(pair->subject, pair->peer, "still alive");
}

static void a_session_outlives_its_connection_and_context(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    pair_connect(pair, MEMORY);
    session = SSL_get1_session(pair->subject);
    assert_non_null(session);
    pair_close(pair);
    SSL_CTX_free(pair->client_ctx);
    pair->client_ctx = NULL;
    assert_int_equal(SSL_SESSION_get_protocol_version(session), pair->version);
    assert_int_equal(SSL_SESSION_up_ref(session), 1);
    SSL_SESSION_free(session);
    SSL_SESSION_free(session);
}

static void get_session_borrows_and_get1_session_counts(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *borrowed, *owned;

    pair_connect(pair, MEMORY);
    borrowed = SSL_get_session(pair->subject);
    owned = SSL_get1_session(pair->subject);
    assert_ptr_equal(borrowed, owned);
    SSL_SESSION_free(owned);
    assert_ptr_equal(SSL_get_session(pair->subject), borrowed);
}

static struct {
    int made, freed;
    void *freed_data, *freed_parent;
    long argl;
    void *argp;
} seen;

static void data_new(void *parent, void *data, CRYPTO_EX_DATA *all, int index, long argl,
                     void *argp) {
    (void)parent;
    (void)data;
    (void)all;
    (void)index;
    seen.made++;
    seen.argl = argl;
    seen.argp = argp;
}

static void data_free(void *parent, void *data, CRYPTO_EX_DATA *all, int index, long argl,
                      void *argp) {
    (void)all;
    (void)index;
    (void)argl;
    (void)argp;
    seen.freed++;
    seen.freed_data = data;
    seen.freed_parent = parent;
}

static int data_dup(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **data, int index,
                    long argl, void *argp) {
    (void)to;
    (void)from;
    (void)index;
    (void)argl;
    (void)argp;
    if (*data != NULL)
        *data = (char *)*data + 1;
    return 1;
}

static char argument, text[] = "application data";

static void ssl_data_has_callbacks(void **state) {
    struct pair *pair = *state;
    int index = SSL_get_ex_new_index(42, &argument, data_new, data_dup, data_free);
    SSL *ssl;

    assert_true(index > 0);
    memset(&seen, 0, sizeof(seen));
    ssl = SSL_new(pair->client_ctx);
    assert_int_equal(seen.made, 1);
    assert_int_equal(seen.argl, 42);
    assert_ptr_equal(seen.argp, &argument);
    assert_null(SSL_get_ex_data(ssl, index));
    assert_int_equal(SSL_set_ex_data(ssl, index, text), 1);
    assert_ptr_equal(SSL_get_ex_data(ssl, index), text);
    SSL_free(ssl);
    assert_int_equal(seen.freed, 1);
    assert_ptr_equal(seen.freed_data, text);
    assert_ptr_equal(seen.freed_parent, ssl);
}

static void ctx_data_has_callbacks(void **state) {
    (void)state;
    int index = SSL_CTX_get_ex_new_index(0, NULL, data_new, NULL, data_free);
    SSL_CTX *ctx;

    memset(&seen, 0, sizeof(seen));
    ctx = SSL_CTX_new(TLS_method());
    assert_int_equal(seen.made, 1);
    assert_int_equal(SSL_CTX_set_ex_data(ctx, index, text), 1);
    assert_ptr_equal(SSL_CTX_get_ex_data(ctx, index), text);
    assert_int_equal(SSL_CTX_up_ref(ctx), 1);
    SSL_CTX_free(ctx);
    assert_int_equal(seen.freed, 0);
    SSL_CTX_free(ctx);
    assert_int_equal(seen.freed, 1);
    assert_ptr_equal(seen.freed_data, text);
}

static void session_data_has_callbacks(void **state) {
    (void)state;
    int index = SSL_SESSION_get_ex_new_index(0, NULL, data_new, NULL, data_free);
    SSL_SESSION *session;

    memset(&seen, 0, sizeof(seen));
    session = SSL_SESSION_new();
    assert_int_equal(seen.made, 1);
    assert_int_equal(SSL_SESSION_set_ex_data(session, index, text), 1);
    assert_ptr_equal(SSL_SESSION_get_ex_data(session, index), text);
    SSL_SESSION_free(session);
    assert_int_equal(seen.freed, 1);
    assert_ptr_equal(seen.freed_data, text);
}

static void app_data_is_index_0(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_ex_data(pair->subject, 0, text), 1);
    assert_ptr_equal(SSL_get_ex_data(pair->subject, 0), text);
    assert_int_equal(SSL_CTX_set_ex_data(pair->subject_ctx, 0, text), 1);
    assert_ptr_equal(SSL_CTX_get_ex_data(pair->subject_ctx, 0), text);
    assert_true(SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL) > 0);
}

static void an_unused_index_is_null(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_null(SSL_get_ex_data(pair->subject, 9999));
    assert_null(SSL_CTX_get_ex_data(pair->subject_ctx, 9999));
}

static void dup_before_the_handshake_copies_settings(void **state) {
    struct pair *pair = *state;
    int index = SSL_get_ex_new_index(0, NULL, NULL, data_dup, NULL);
    SSL *copy;

    pair_open(pair, MEMORY);
    SSL_set_options(pair->subject, SSL_OP_NO_TICKET);
    SSL_set_mode(pair->subject, SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_set_read_ahead(pair->subject, 1);
    SSL_set_verify_depth(pair->subject, 9);
    SSL_set_shutdown(pair->subject, SSL_SENT_SHUTDOWN);
    SSL_set_ex_data(pair->subject, index, text);
    copy = SSL_dup(pair->subject);
    assert_non_null(copy);
    assert_ptr_not_equal(copy, pair->subject);
    assert_int_equal(SSL_get_options(copy), SSL_get_options(pair->subject));
    assert_int_equal(SSL_get_mode(copy), SSL_get_mode(pair->subject));
    assert_int_equal(SSL_get_read_ahead(copy), 1);
    assert_int_equal(SSL_get_verify_depth(copy), 9);
    assert_int_equal(SSL_get_verify_mode(copy), SSL_get_verify_mode(pair->subject));
    expect_shutdown_state(copy, SSL_SENT_SHUTDOWN);
    assert_int_equal(SSL_is_server(copy), SSL_is_server(pair->subject));
    assert_ptr_equal(SSL_get_ex_data(copy, index), text + 1);
    assert_ptr_equal(SSL_get_SSL_CTX(copy), SSL_get_SSL_CTX(pair->subject));
    assert_null(SSL_get_rbio(copy));
    SSL_free(copy);
}

static void dup_of_a_connection_is_the_same_object(void **state) {
    struct pair *pair = *state;
    SSL *copy;

    pair_connect(pair, MEMORY);
    copy = SSL_dup(pair->subject);
    assert_ptr_equal(copy, pair->subject);
    SSL_free(copy);
    pair_exchange(pair->subject, pair->peer, "still alive");
}

static void a_copy_can_take_part_in_a_handshake(void **state) {
    struct pair *pair = *state;
    SSL *copy;

    pair_open(pair, MEMORY);
    copy = SSL_dup(pair->client);
    assert_non_null(copy);
    SSL_free(pair->client);
    pair->client = copy;
    if (pair->subject_is_server)
        pair->peer = copy;
    else
        pair->subject = copy;
    pair_wire(pair, MEMORY);
    assert_true(pair_handshake(pair));
    pair_exchange(pair->client, pair->server, "by a copy");
}

static void clear_makes_an_ssl_new_again(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    pair_exchange(pair->subject, pair->peer, "first");
    SSL_shutdown(pair->subject);
    SSL_shutdown(pair->peer);
    SSL_shutdown(pair->subject);
    SSL_shutdown(pair->peer);
    assert_int_equal(SSL_clear(pair->subject), 1);
    assert_int_equal(SSL_clear(pair->peer), 1);
    assert_int_equal(SSL_in_before(pair->subject), 1);
    assert_int_equal(SSL_is_init_finished(pair->subject), 0);
    assert_int_equal(SSL_pending(pair->subject), 0);
    assert_int_equal(SSL_is_server(pair->subject), pair->subject_is_server);
    assert_int_equal(SSL_want(pair->subject), SSL_NOTHING);
    pair_wire(pair, MEMORY);
    assert_true(pair_handshake(pair));
    pair_exchange(pair->subject, pair->peer, "second");
}

static void clear_may_be_repeated(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_clear(pair->subject), 1);
    assert_int_equal(SSL_clear(pair->subject), 1);
    assert_no_error();
}

static void states_have_names(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_state(pair->subject), TLS_ST_BEFORE);
    assert_int_equal(SSL_in_before(pair->subject), 1);
    assert_int_equal(SSL_in_init(pair->subject), 1);
    assert_string_equal(SSL_state_string(pair->subject), "PINIT");
    assert_string_equal(SSL_state_string_long(pair->subject), "before SSL initialization");
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_state(pair->subject), TLS_ST_OK);
    assert_int_equal(SSL_in_before(pair->subject), 0);
    assert_int_equal(SSL_in_init(pair->subject), 0);
    assert_int_equal(SSL_is_init_finished(pair->subject), 1);
    assert_string_equal(SSL_state_string(pair->subject), "SSLOK");
    assert_string_equal(SSL_state_string_long(pair->subject),
                        "SSL negotiation finished successfully");
    assert_string_equal(SSL_rstate_string(pair->subject), "RH");
    assert_string_equal(SSL_rstate_string_long(pair->subject), "read header");
}

static void versions_have_names(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_version(pair->subject), pair->version);
    assert_string_equal(SSL_get_version(pair->subject),
                        pair->version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2");
    assert_int_equal(SSL_is_dtls(pair->subject), 0);
}

static const struct CMUnitTest cases[] = {
    CASE(freeing_null_is_harmless),
    CASE_ALL(an_ssl_lives_until_its_last_reference),
    CASE_VERSIONS(a_session_outlives_its_connection_and_context),
    CASE_ALL(get_session_borrows_and_get1_session_counts),
    CASE(ssl_data_has_callbacks),
    CASE(ctx_data_has_callbacks),
    CASE(session_data_has_callbacks),
    CASE(app_data_is_index_0),
    CASE(an_unused_index_is_null),
    CASE_ALL(dup_before_the_handshake_copies_settings),
    CASE_ALL(dup_of_a_connection_is_the_same_object),
    CASE_ALL(a_copy_can_take_part_in_a_handshake),
    CASE_ALL(clear_makes_an_ssl_new_again),
    CASE_ALL(clear_may_be_repeated),
    CASE_ALL(states_have_names),
    CASE_ALL(versions_have_names),
};

CASES_MAIN(cases)
