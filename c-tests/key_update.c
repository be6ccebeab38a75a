/* SSL_key_update() and SSL_get_key_update_type(); TLS 1.3. */
#include "harness.h"

static int updates_sent, updates_received;

static void count_updates(int sent, int version, int type, const void *data, size_t length,
                          SSL *ssl, void *arg) {
    (void)version;
    (void)ssl;
    (void)arg;
    if (type == SSL3_RT_HANDSHAKE && length > 0 && *(const char *)data == SSL3_MT_KEY_UPDATE) {
        if (sent)
            updates_sent++;
        else
            updates_received++;
    }
}

static void count_on(SSL *ssl) {
    updates_sent = updates_received = 0;
    SSL_set_msg_callback(ssl, count_updates);
}

static void is_none_at_first(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_key_update_type(pair->subject), SSL_KEY_UPDATE_NONE);
}

static void is_scheduled_and_sent_by_the_next_write(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    count_on(pair->subject);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    assert_int_equal(SSL_get_key_update_type(pair->subject), SSL_KEY_UPDATE_NOT_REQUESTED);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    pair_exchange(pair->subject, pair->peer, "with new keys");
    assert_int_equal(updates_sent, 1);
    assert_int_equal(SSL_get_key_update_type(pair->subject), SSL_KEY_UPDATE_NONE);
    pair_exchange(pair->peer, pair->subject, "with the old ones");
    assert_int_equal(updates_received, 0);
}

static void is_sent_by_do_handshake(void **state) {
    struct pair *pair = *state;
    struct record records[2];

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    assert_int_equal(SSL_do_handshake(pair->subject), 1);
    assert_int_equal(SSL_get_key_update_type(pair->subject), SSL_KEY_UPDATE_NONE);
    assert_int_equal(records_in(pair->from_subject, records, 2), 1);
    assert_int_equal(records[0].length, protected_length(TLS1_3_VERSION, 5));
    expect_nothing_yet(pair->peer);
    pair_exchange(pair->subject, pair->peer, "with new keys");
}

static void a_requested_one_is_answered(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    count_on(pair->subject);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED), 1);
    assert_int_equal(SSL_get_key_update_type(pair->subject), SSL_KEY_UPDATE_REQUESTED);
    pair_exchange(pair->subject, pair->peer, "answer me");
    pair_exchange(pair->peer, pair->subject, "here it is");
    assert_int_equal(updates_sent, 1);
    assert_int_equal(updates_received, 1);
    pair_exchange(pair->subject, pair->peer, "and on");
}

static void many_in_a_row_keep_both_directions_working(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(SSL_key_update(pair->subject, i % 2 ? SSL_KEY_UPDATE_REQUESTED
                                                             : SSL_KEY_UPDATE_NOT_REQUESTED),
                         1);
        pair_exchange(pair->subject, pair->peer, "one way");
        pair_exchange(pair->peer, pair->subject, "and the other");
    }
}

static void both_at_once_cross_on_the_wire(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED), 1);
    assert_int_equal(SSL_key_update(pair->peer, SSL_KEY_UPDATE_REQUESTED), 1);
    assert_int_equal(SSL_write(pair->subject, "a", 1), 1);
    assert_int_equal(SSL_write(pair->peer, "b", 1), 1);
    expect_text(pair->subject, "b");
    expect_text(pair->peer, "a");
    pair_exchange(pair->subject, pair->peer, "settled");
    pair_exchange(pair->peer, pair->subject, "settled");
}

static void a_few_without_data_between_are_accepted(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    for (int i = 0; i < 16; i++) {
        assert_int_equal(SSL_key_update(pair->peer, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        assert_int_equal(SSL_do_handshake(pair->peer), 1);
    }
    expect_nothing_yet(pair->subject);
    pair_exchange(pair->peer, pair->subject, "the 16th key");
}

static void an_unknown_type_is_refused(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_key_update(pair->subject, 2), 0);
    assert_ssl_error(SSL_R_INVALID_KEY_UPDATE_TYPE);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_NONE), 0);
    assert_ssl_error(SSL_R_INVALID_KEY_UPDATE_TYPE);
}

static void in_init_it_is_refused(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(SSL_key_update(pair->client, SSL_KEY_UPDATE_REQUESTED), 0);
    assert_some_error();
}

static void with_tls12_it_is_refused(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED), 0);
    assert_ssl_error(SSL_R_WRONG_SSL_VERSION);
}

static void while_a_write_is_blocked_it_is_refused(void **state) {
    struct pair *pair = *state;
    static char data[40000];

    pair->pair_size = 20000;
    pair_connect(pair, BIO_PAIR);
    assert_int_equal(SSL_write(pair->subject, data, sizeof(data)), -1);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED), 0);
    assert_ssl_error(SSL_R_BAD_WRITE_RETRY);
}

static void renegotiation_is_not_pending(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_renegotiate_pending(pair->subject), 0);
    SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED);
    assert_int_equal(SSL_renegotiate_pending(pair->subject), 0);
}

#define CASE_ROLES(f)                                                                              \
    CASE_NAMED(f, "/client", setting_tls13), CASE_NAMED(f, "/server", setting_tls13_server)

static char logged[8][32];
static int lines;

static void log_labels(const SSL *ssl, const char *line) {
    (void)ssl;
    if (lines < 8)
        snprintf(logged[lines], sizeof(logged[0]), "%.*s", (int)strcspn(line, " "), line);
    lines++;
}

/* Both sides log the secret of the side that sends with new keys. */
static void its_secret_is_logged(void **state) {
    struct pair *pair = *state;
    const char *own =
        pair->subject_is_server ? "SERVER_TRAFFIC_SECRET_N" : "CLIENT_TRAFFIC_SECRET_N";

    pair_connect(pair, MEMORY);
    SSL_CTX_set_keylog_callback(pair->client_ctx, log_labels);
    SSL_CTX_set_keylog_callback(pair->server_ctx, log_labels);
    lines = 0;
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    pair_exchange(pair->subject, pair->peer, "with new keys");
    assert_int_equal(lines, 2);
    assert_string_equal(logged[0], own);
    assert_string_equal(logged[1], own);
}

static int headers, inner_types, loops, update_states;

static void count_records(int sent, int version, int type, const void *data, size_t length,
                          SSL *ssl, void *arg) {
    (void)sent;
    (void)version;
    (void)data;
    (void)length;
    (void)ssl;
    (void)arg;
    headers += type == SSL3_RT_HEADER;
    inner_types += type == SSL3_RT_INNER_CONTENT_TYPE;
}

static void count_loops(const SSL *ssl, int where, int ret) {
    int state = SSL_get_state(ssl);

    (void)ret;
    if (where & SSL_CB_LOOP) {
        loops++;
        /* TLS_ST_SW_KEY_UPDATE to TLS_ST_CR_KEY_UPDATE */
        update_states += state >= 42 && state <= 45;
    }
}

/* One record and two turns of the handshake's machine for sending, and three turns for receiving.
 */
static void callbacks_see_its_record_and_its_states(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, MEMORY);
    for (int i = 0; i < 2; i++) {
        SSL *ssl = i == 0 ? pair->subject : pair->peer;

        SSL_set_msg_callback(ssl, count_records);
        SSL_set_info_callback(ssl, count_loops);
    }
    headers = inner_types = loops = update_states = 0;
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    assert_int_equal(SSL_write(pair->subject, "x", 1), 1);
    assert_int_equal(headers, 2);
    assert_int_equal(inner_types, 2);
    assert_int_equal(loops, 2);
    assert_int_equal(update_states, 1);
    assert_int_equal(SSL_read(pair->peer, &byte, 1), 1);
    assert_int_equal(headers, 4);
    assert_int_equal(inner_types, 4);
    assert_int_equal(loops, 5);
    assert_int_equal(update_states, 2);
}

static void there_may_be_any_number_of_them(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(SSL_key_update(pair->peer, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        assert_int_equal(SSL_do_handshake(pair->peer), 1);
    }
    pair_exchange(pair->peer, pair->subject, "after all of them");
}

static const struct CMUnitTest cases[] = {
    CASE_NAMED(its_secret_is_logged, "/client", setting_tls13),
    CASE_NAMED(its_secret_is_logged, "/server", setting_tls13_server),
    CASE_NAMED(callbacks_see_its_record_and_its_states, "/client", setting_tls13),
    CASE_NAMED(callbacks_see_its_record_and_its_states, "/server", setting_tls13_server),
    CASE(there_may_be_any_number_of_them),
    CASE_ROLES(is_none_at_first),
    CASE_ROLES(is_scheduled_and_sent_by_the_next_write),
    CASE_ROLES(is_sent_by_do_handshake),
    CASE_ROLES(a_requested_one_is_answered),
    CASE_ROLES(many_in_a_row_keep_both_directions_working),
    CASE_ROLES(both_at_once_cross_on_the_wire),
    CASE_ROLES(a_few_without_data_between_are_accepted),
    CASE_ROLES(an_unknown_type_is_refused),
    CASE(in_init_it_is_refused),
    CASE_TLS12(with_tls12_it_is_refused),
    CASE_ROLES(while_a_write_is_blocked_it_is_refused),
    CASE_ROLES(renegotiation_is_not_pending),
};

CASES_MAIN(cases)
