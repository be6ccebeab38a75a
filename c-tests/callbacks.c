/* Callbacks that observe or control a handshake: info, msg, keylog, cert_cb, client_hello_cb. */
#include "harness.h"

static struct {
    int handshake_start, handshake_done, loops, exits, alerts_read, alerts_written;
    int last_alert, last_where;
} info;

static void on_info(const SSL *ssl, int where, int ret) {
    assert_non_null(ssl);
    if (where & SSL_CB_HANDSHAKE_START)
        info.handshake_start++;
    if (where & SSL_CB_HANDSHAKE_DONE)
        info.handshake_done++;
    if (where & SSL_CB_LOOP)
        info.loops++;
    if (where & SSL_CB_EXIT)
        info.exits++;
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
        info.alerts_read++;
    if ((where & SSL_CB_WRITE_ALERT) == SSL_CB_WRITE_ALERT)
        info.alerts_written++;
    if (where & SSL_CB_ALERT)
        info.last_alert = ret;
    info.last_where = where;
}

static void info_tells_start_progress_and_end(void **state) {
    struct pair *pair = *state;

    memset(&info, 0, sizeof(info));
    SSL_CTX_set_info_callback(pair->subject_ctx, on_info);
    assert_true(SSL_CTX_get_info_callback(pair->subject_ctx) == on_info);
    pair_connect(pair, MEMORY);
    assert_int_equal(info.handshake_start, 1);
    assert_int_equal(info.handshake_done, 1);
    assert_true(info.loops > 2);
    assert_true(info.exits > 0);
}

static void info_sees_alerts(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    memset(&info, 0, sizeof(info));
    SSL_set_info_callback(pair->subject, on_info);
    assert_true(SSL_get_info_callback(pair->subject) == on_info);
    SSL_shutdown(pair->subject);
    assert_int_equal(info.alerts_written, 1);
    assert_int_equal(info.last_alert, SSL3_AL_WARNING << 8 | SSL_AD_CLOSE_NOTIFY);
    SSL_shutdown(pair->peer);
    SSL_shutdown(pair->subject);
    assert_int_equal(info.alerts_read, 1);
    assert_int_equal(info.last_alert, SSL3_AL_WARNING << 8 | SSL_AD_CLOSE_NOTIFY);
    assert_string_equal(SSL_alert_type_string_long(info.last_alert), "warning");
    assert_string_equal(SSL_alert_desc_string_long(info.last_alert), "close notify");
}

static void info_sees_fatal_alerts(void **state) {
    struct pair *pair = *state;

    memset(&info, 0, sizeof(info));
    use_identity(pair->server_ctx, SERVER_UNTRUSTED);
    SSL_CTX_set_info_callback(pair->client_ctx, on_info);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(info.alerts_written, 1);
    assert_int_equal(info.last_alert, SSL3_AL_FATAL << 8 | SSL_AD_UNKNOWN_CA);
    assert_int_equal(info.handshake_done, 0);
    assert_string_equal(SSL_alert_type_string(info.last_alert), "F");
    assert_string_equal(SSL_alert_desc_string(info.last_alert), "CA");
    assert_string_equal(SSL_alert_desc_string_long(info.last_alert), "unknown CA");
}

static struct {
    int client_hellos, finished, headers, inner_types, application_data;
    int sent, received;
} messages;

static void on_message(int sent, int version, int type, const void *data, size_t length, SSL *ssl,
                       void *argument) {
    const unsigned char *bytes = data;

    (void)version;
    assert_non_null(ssl);
    assert_ptr_equal(argument, &messages);
    if (sent)
        messages.sent++;
    else
        messages.received++;
    if (type == SSL3_RT_HEADER) {
        assert_int_equal(length, 5);
        messages.headers++;
    } else if (type == SSL3_RT_INNER_CONTENT_TYPE) {
        assert_int_equal(length, 1);
        messages.inner_types++;
    } else if (type == SSL3_RT_HANDSHAKE && length > 4) {
        assert_int_equal(bytes[1] << 16 | bytes[2] << 8 | bytes[3], length - 4);
        messages.client_hellos += bytes[0] == SSL3_MT_CLIENT_HELLO;
        messages.finished += bytes[0] == SSL3_MT_FINISHED;
    } else if (type == SSL3_RT_APPLICATION_DATA) {
        messages.application_data++;
    }
}

static void msg_sees_every_handshake_message(void **state) {
    struct pair *pair = *state;

    memset(&messages, 0, sizeof(messages));
    SSL_CTX_set_msg_callback(pair->subject_ctx, on_message);
    SSL_CTX_set_msg_callback_arg(pair->subject_ctx, &messages);
    pair_connect(pair, MEMORY);
    assert_int_equal(messages.client_hellos, 1);
    assert_int_equal(messages.finished, 2);
    assert_true(messages.headers > 3);
    if (pair->version == TLS1_3_VERSION)
        assert_true(messages.inner_types > 1);
    else
        assert_int_equal(messages.inner_types, 0);
    memset(&messages, 0, sizeof(messages));
    assert_int_equal(SSL_write(pair->subject, "data", 4), 4);
    assert_int_equal(messages.application_data, 0);
    assert_int_equal(messages.headers, 1);
    assert_int_equal(messages.received, 0);
}

static char key_lines[16][256];
static int key_line_count;

static void on_key(const SSL *ssl, const char *line) {
    assert_non_null(ssl);
    if (key_line_count < 16)
        snprintf(key_lines[key_line_count++], sizeof(key_lines[0]), "%s", line);
}

static int count_keys(const char *label) {
    int count = 0;

    for (int i = 0; i < key_line_count; i++)
        count +=
            strncmp(key_lines[i], label, strlen(label)) == 0 && key_lines[i][strlen(label)] == ' ';
    return count;
}

static void keylog_writes_the_nss_format(void **state) {
    struct pair *pair = *state;
    unsigned char random[32];
    char hex[65] = "";

    key_line_count = 0;
    SSL_CTX_set_keylog_callback(pair->subject_ctx, on_key);
    assert_true(SSL_CTX_get_keylog_callback(pair->subject_ctx) == on_key);
    pair_connect(pair, MEMORY);
    if (pair->version == TLS1_3_VERSION) {
        assert_int_equal(key_line_count, 5);
        assert_int_equal(count_keys("CLIENT_HANDSHAKE_TRAFFIC_SECRET"), 1);
        assert_int_equal(count_keys("SERVER_HANDSHAKE_TRAFFIC_SECRET"), 1);
        assert_int_equal(count_keys("CLIENT_TRAFFIC_SECRET_0"), 1);
        assert_int_equal(count_keys("SERVER_TRAFFIC_SECRET_0"), 1);
        assert_int_equal(count_keys("EXPORTER_SECRET"), 1);
    } else {
        assert_int_equal(key_line_count, 1);
        assert_int_equal(count_keys("CLIENT_RANDOM"), 1);
        assert_int_equal(strlen(key_lines[0]), strlen("CLIENT_RANDOM ") + 64 + 1 + 96);
    }
    assert_int_equal(SSL_get_client_random(pair->subject, random, 32), 32);
    for (int i = 0; i < 32; i++)
        sprintf(hex + 2 * i, "%02x", random[i]);
    for (int i = 0; i < key_line_count; i++)
        assert_int_equal(strncmp(strchr(key_lines[i], ' ') + 1, hex, 64), 0);
}

/* What was logged and sent, a letter each: h and H are the client's and the server's handshake
 * secrets, t and T those of the traffic, e is the exporter's; numbers are messages. */
static char key_story[256];

static void tell_key(const SSL *ssl, const char *line) {
    const char *letter = strncmp(line, "EXPORTER", 8) == 0       ? "e "
                         : strncmp(line, "CLIENT_HAND", 11) == 0 ? "h "
                         : strncmp(line, "SERVER_HAND", 11) == 0 ? "H "
                         : strncmp(line, "CLIENT_TRAF", 11) == 0 ? "t "
                         : strncmp(line, "SERVER_TRAF", 11) == 0 ? "T "
                                                                 : "m ";
    (void)ssl;
    strcat(key_story, letter);
}

static void tell_message(int sent, int version, int type, const void *content, size_t length,
                         SSL *ssl, void *arg) {
    (void)version, (void)length, (void)ssl, (void)arg;
    if (type == SSL3_RT_HANDSHAKE)
        sprintf(key_story + strlen(key_story), "%s%d ", sent ? ">" : "<",
                *(const unsigned char *)content);
    else if (type == SSL3_RT_CHANGE_CIPHER_SPEC)
        strcat(key_story, sent ? ">ccs " : "<ccs ");
}

static void keys_are_logged_when_they_are_made(void **state) {
    struct pair *pair = *state;
    int tls13 = pair->version == TLS1_3_VERSION;

    SSL_CTX_set_keylog_callback(pair->client_ctx, tell_key);
    SSL_CTX_set_msg_callback(pair->client_ctx, tell_message);
    key_story[0] = '\0';
    pair_connect(pair, MEMORY);
    assert_string_equal(key_story, tls13 ? ">1 <2 H <8 <11 <15 <20 e T >ccs h >20 t "
                                         : ">1 <2 <11 <12 <14 >16 >ccs m >20 <4 <20 ");
    SSL_CTX_set_keylog_callback(pair->client_ctx, NULL);
    SSL_CTX_set_msg_callback(pair->client_ctx, NULL);
    SSL_CTX_set_keylog_callback(pair->server_ctx, tell_key);
    SSL_CTX_set_msg_callback(pair->server_ctx, tell_message);
    key_story[0] = '\0';
    pair_connect(pair, MEMORY);
    assert_string_equal(key_story, tls13 ? "<1 >2 >ccs H h >8 >11 >15 >20 e T <20 t "
                                         : "<1 >2 >11 >12 >14 <16 <20 >4 >ccs m >20 ");
}

static void both_sides_log_the_same_kinds_of_keys(void **state) {
    struct pair *pair = *state;
    char clients[16][256];
    int count;

    key_line_count = 0;
    SSL_CTX_set_keylog_callback(pair->client_ctx, on_key);
    pair_connect(pair, MEMORY);
    count = key_line_count;
    memcpy(clients, key_lines, sizeof(clients));
    assert_true(count > 0);
    key_line_count = 0;
    SSL_CTX_set_keylog_callback(pair->client_ctx, NULL);
    SSL_CTX_set_keylog_callback(pair->server_ctx, on_key);
    pair_connect(pair, MEMORY);
    assert_int_equal(key_line_count, count);
    /* Other connections, so other keys, but the same kinds of them. */
    for (int i = 0; i < count; i++) {
        clients[i][strcspn(clients[i], " ")] = '\0';
        assert_int_equal(count_keys(clients[i]), 1);
    }
}

static struct { int verdict, calls; } cert;

static int on_cert(SSL *ssl, void *argument) {
    assert_ptr_equal(argument, &cert);
    assert_non_null(SSL_get_SSL_CTX(ssl));
    cert.calls++;
    return cert.verdict;
}

static void cert_cb_may_change_the_certificate(void **state) {
    struct pair *pair = *state;

    cert.verdict = 1;
    cert.calls = 0;
    SSL_CTX_set_cert_cb(pair->server_ctx, on_cert, &cert);
    pair_connect(pair, MEMORY);
    assert_int_equal(cert.calls, 1);
}

static void cert_cb_may_fail(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    cert.verdict = 0;
    SSL_CTX_set_cert_cb(pair->server_ctx, on_cert, &cert);
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->server_failure, SSL_R_CERT_CB_ERROR);
    assert_int_equal(log.sent_code, SSL_AD_INTERNAL_ERROR);
    assert_int_equal(pair->client_failure, SSL_R_TLSV1_ALERT_INTERNAL_ERROR);
}

static void cert_cb_is_called_again_after_suspending(void **state) {
    struct pair *pair = *state;

    cert.verdict = -1;
    cert.calls = 0;
    SSL_CTX_set_cert_cb(pair->server_ctx, on_cert, &cert);
    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(SSL_do_handshake(pair->server), -1);
        assert_reports(pair->server, -1, SSL_ERROR_WANT_X509_LOOKUP);
        assert_int_equal(cert.calls, i);
        assert_no_error();
    }
    cert.verdict = 1;
    assert_true(pair_handshake(pair));
    assert_int_equal(cert.calls, 4);
}

static struct { int verdict, alert, calls, extensions, ciphers, has_sni, legacy_version; } hello;

static int on_hello(SSL *ssl, int *alert, void *argument) {
    const unsigned char *data;
    size_t length;
    int *present;

    assert_ptr_equal(argument, &hello);
    hello.calls++;
    hello.legacy_version = (int)SSL_client_hello_get0_legacy_version(ssl);
    assert_int_equal(SSL_client_hello_get0_random(ssl, &data), 32);
    length = SSL_client_hello_get0_ciphers(ssl, &data);
    hello.ciphers = (int)length / 2;
    assert_int_equal(SSL_client_hello_get0_compression_methods(ssl, &data), 1);
    SSL_client_hello_get0_session_id(ssl, &data);
    hello.has_sni = SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &data, &length);
    assert_int_equal(SSL_client_hello_get0_ext(ssl, 65000, &data, &length), 0);
    assert_int_equal(SSL_client_hello_get1_extensions_present(ssl, &present, &length), 1);
    hello.extensions = (int)length;
    OPENSSL_free(present);
    assert_int_equal(SSL_client_hello_isv2(ssl), 0);
    if (hello.alert != 0)
        *alert = hello.alert;
    return hello.verdict;
}

static void watch_hello(struct pair *pair, int verdict) {
    memset(&hello, 0, sizeof(hello));
    hello.verdict = verdict;
    SSL_CTX_set_client_hello_cb(pair->server_ctx, on_hello, &hello);
    pair_open(pair, MEMORY);
}

static void client_hello_cb_sees_the_hello(void **state) {
    struct pair *pair = *state;
    const unsigned char *data;

    watch_hello(pair, SSL_CLIENT_HELLO_SUCCESS);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    assert_true(pair_handshake(pair));
    assert_int_equal(hello.calls, 1);
    assert_int_equal(hello.has_sni, 1);
    assert_int_equal(hello.legacy_version, TLS1_2_VERSION);
    assert_true(hello.ciphers >= 3);
    assert_true(hello.extensions >= 4);
    /* Outside the callback there is nothing to see. */
    assert_int_equal(SSL_client_hello_get0_random(pair->server, &data), 0);
}

static void client_hello_cb_may_refuse_with_its_alert(void **state) {
    struct pair *pair = *state;

    watch_hello(pair, SSL_CLIENT_HELLO_ERROR);
    hello.alert = SSL_AD_ACCESS_DENIED;
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->server_failure, SSL_R_CALLBACK_FAILED);
    assert_int_equal(pair->client_failure, SSL_R_TLSV1_ALERT_ACCESS_DENIED);
    watch_hello(pair, SSL_CLIENT_HELLO_ERROR);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->client_failure, SSL_R_TLSV1_ALERT_INTERNAL_ERROR);
}

static void client_hello_cb_is_called_again_after_suspending(void **state) {
    struct pair *pair = *state;

    watch_hello(pair, SSL_CLIENT_HELLO_RETRY);
    assert_int_equal(handshake_step(pair->client), 0);
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(SSL_do_handshake(pair->server), -1);
        assert_reports(pair->server, -1, SSL_ERROR_WANT_CLIENT_HELLO_CB);
        assert_int_equal(hello.calls, i);
        assert_no_error();
    }
    hello.verdict = SSL_CLIENT_HELLO_SUCCESS;
    assert_true(pair_handshake(pair));
    assert_int_equal(hello.calls, 4);
}

static void randoms_are_the_same_on_both_sides(void **state) {
    struct pair *pair = *state;
    unsigned char one[32], two[32];

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_client_random(pair->client, NULL, 0), 32);
    assert_int_equal(SSL_get_client_random(pair->client, one, 32), 32);
    assert_int_equal(SSL_get_client_random(pair->server, two, 32), 32);
    assert_memory_equal(one, two, 32);
    assert_int_equal(SSL_get_server_random(pair->client, one, 32), 32);
    assert_int_equal(SSL_get_server_random(pair->server, two, 32), 32);
    assert_memory_equal(one, two, 32);
    assert_int_equal(SSL_get_server_random(pair->client, two, 8), 8);
}

static void finished_messages_match(void **state) {
    struct pair *pair = *state;
    unsigned char one[64], two[64];
    size_t length;

    pair_connect(pair, MEMORY);
    length = SSL_get_finished(pair->client, one, sizeof(one));
    assert_true(length >= 12);
    assert_int_equal(SSL_get_peer_finished(pair->server, two, sizeof(two)), length);
    assert_memory_equal(one, two, length);
    length = SSL_get_finished(pair->server, one, sizeof(one));
    assert_int_equal(SSL_get_peer_finished(pair->client, two, sizeof(two)), length);
    assert_memory_equal(one, two, length);
}

/* What was written counts as done when the transport has all of it. */
static void info_hears_of_a_flight_when_it_is_written(void **state) {
    struct pair *pair = *state;
    int before, ret = -1;

    memset(&info, 0, sizeof(info));
    SSL_CTX_set_info_callback(pair->subject_ctx, on_info);
    /* The flight goes out in many parts. */
    pair->pair_size = 100;
    pair_open(pair, BIO_PAIR);
    do {
        if (pair->subject_is_server)
            handshake_step(pair->peer);
        ret = handshake_step(pair->subject);
    } while (SSL_get_error(pair->subject, ret) == SSL_ERROR_WANT_READ);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    before = info.loops;
    ret = handshake_step(pair->subject);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    assert_int_equal(info.loops, before);
    if (!pair->subject_is_server)
        assert_int_equal(before, 1);
    assert_true(pair_handshake(pair));
    assert_true(info.loops > before);
}

/* Nothing can be written at all. */
static void info_hears_of_no_flight_that_fails(void **state) {
    struct pair *pair = *state;
    SSL *ssl = SSL_new(pair->client_ctx);

    memset(&info, 0, sizeof(info));
    SSL_set_info_callback(ssl, on_info);
    assert_int_equal(SSL_set_fd(ssl, -1), 1);
    assert_int_equal(SSL_connect(ssl), -1);
    assert_int_equal(info.handshake_start, 1);
    assert_int_equal(info.loops, 1);
    assert_int_equal(info.exits, 1);
    SSL_free(ssl);
    ERR_clear_error();
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(info_tells_start_progress_and_end),
    CASE_ALL(info_hears_of_a_flight_when_it_is_written),
    CASE_VERSIONS(info_hears_of_no_flight_that_fails),
    CASE_ALL(info_sees_alerts),
    CASE_VERSIONS(info_sees_fatal_alerts),
    CASE_ALL(msg_sees_every_handshake_message),
    CASE_ALL(keylog_writes_the_nss_format),
    CASE_VERSIONS(keys_are_logged_when_they_are_made),
    CASE_VERSIONS(both_sides_log_the_same_kinds_of_keys),
    CASE_VERSIONS(cert_cb_may_change_the_certificate),
    CASE_VERSIONS(cert_cb_may_fail),
    CASE_VERSIONS(cert_cb_is_called_again_after_suspending),
    CASE_VERSIONS(client_hello_cb_sees_the_hello),
    CASE_VERSIONS(client_hello_cb_may_refuse_with_its_alert),
    CASE_VERSIONS(client_hello_cb_is_called_again_after_suspending),
    CASE_VERSIONS(randoms_are_the_same_on_both_sides),
    CASE_VERSIONS(finished_messages_match),
};

CASES_MAIN(cases)
