/* Second connections that offer the first one's session. */
#include "flows.h"

static void by_ticket(void) {
    second_connection(first_connection());
}

static void by_id(void) {
    SSL_CTX_set_options(server.ctx, SSL_OP_NO_TICKET);
    by_ticket();
}

static void by_the_client_without_tickets(void) {
    SSL_CTX_set_options(client.ctx, SSL_OP_NO_TICKET);
    by_ticket();
}

static void from_an_outer_cache(void) {
    SSL_CTX_set_options(server.ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(server.ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    server.answers.get_session = (struct answer){.on = 1, .result = 1};
    by_ticket();
}

static void from_an_empty_outer_cache(void) {
    SSL_CTX_set_options(server.ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(server.ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    server.answers.get_session = (struct answer){.on = 1, .result = 0};
    by_ticket();
}

static void with_client_certificate(void) {
    SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    use(client.ctx, CLIENT_EC);
    by_ticket();
}

static void with_retry(void) {
    SSL_SESSION *session = first_connection();

    SSL_CTX_set1_groups_list(server.ctx, "P-384");
    second_connection(session);
}

static void with_ticket_key(int result) {
    server.answers.ticket_key = (struct answer){.on = 1, .result = result};
    by_ticket();
}

static void with_ticket_key_known(void) {
    with_ticket_key(1);
}

static void with_ticket_key_renewed(void) {
    with_ticket_key(2);
}

static void with_ticket_key_unknown(void) {
    with_ticket_key(0);
}

static void with_ticket_key_failing(void) {
    with_ticket_key(-1);
}

static void with_ticket_callbacks(SSL_TICKET_RETURN result) {
    server.answers.generate = (struct answer){.on = 1, .result = 1};
    server.answers.decrypt = (struct answer){.on = 1, .result = result};
    by_ticket();
}

static void with_ticket_used(void) {
    with_ticket_callbacks(SSL_TICKET_RETURN_USE);
}

static void with_ticket_used_and_renewed(void) {
    with_ticket_callbacks(SSL_TICKET_RETURN_USE_RENEW);
}

static void with_ticket_ignored(void) {
    with_ticket_callbacks(SSL_TICKET_RETURN_IGNORE);
}

static void with_ticket_ignored_and_renewed(void) {
    with_ticket_callbacks(SSL_TICKET_RETURN_IGNORE_RENEW);
}

static void with_ticket_refused(void) {
    with_ticket_callbacks(SSL_TICKET_RETURN_ABORT);
}

static void with_no_ticket_generated(void) {
    server.answers.generate = (struct answer){.on = 1, .result = 0};
    connect_once();
}

static void by_an_expired_ticket(void) {
    server.answers.generate = (struct answer){.on = 1, .result = 1};
    server.answers.decrypt = (struct answer){.on = 1, .result = SSL_TICKET_RETURN_USE};
    server.answers.out_of_date = 1;
    by_ticket();
}

static void by_an_expired_id(void) {
    server.answers.out_of_date = 1;
    by_id();
}

static void in_another_id_context(void) {
    SSL_SESSION *session = first_connection();

    SSL_CTX_set_session_id_context(server.ctx, (const unsigned char *)"other", 5);
    second_connection(session);
}

static void in_no_id_context(void) {
    SSL_SESSION *session = first_connection();

    SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_id_context(server.ctx, NULL, 0);
    second_connection(session);
}

static void for_another_server_name(void) {
    SSL_SESSION *session;

    server.answers.servername = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    session = first_connection();
    open_connections();
    SSL_set_session(client.ssl, session);
    SSL_SESSION_free(session);
    SSL_set_tlsext_host_name(client.ssl, "www.example.com");
    handshake();
    facts();
}

static void with_another_suite(void) {
    SSL_SESSION *session = first_connection();

    SSL_CTX_set_cipher_list(client.ctx, "ECDHE-ECDSA-CHACHA20-POLY1305");
    SSL_CTX_set_ciphersuites(client.ctx, "TLS_AES_128_GCM_SHA256");
    second_connection(session);
}

static void with_another_suite_of_the_hash(void) {
    SSL_SESSION *session = first_connection();

    SSL_CTX_set_ciphersuites(server.ctx, "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256");
    second_connection(session);
}

static void at_a_server_of_an_older_version(void) {
    SSL_SESSION *session = first_connection();

    SSL_CTX_set_max_proto_version(server.ctx, TLS1_2_VERSION);
    second_connection(session);
}

static void at_a_server_of_another_key(void) {
    SSL_SESSION *session = first_connection();
    unsigned char keys[80] = {1};

    SSL_CTX_set_tlsext_ticket_keys(server.ctx, keys, sizeof(keys));
    second_connection(session);
}

static void by_a_client_without_extended_master_secret(void) {
    SSL_SESSION *session = first_connection();

    SSL_CTX_set_options(client.ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    second_connection(session);
}

static void with_psk_alone(void) {
    SSL_CTX_set_options(client.ctx, SSL_OP_ALLOW_NO_DHE_KEX);
    SSL_CTX_set_options(server.ctx, SSL_OP_ALLOW_NO_DHE_KEX);
    by_ticket();
}

static void tickets(size_t count) {
    SSL_CTX_set_num_tickets(server.ctx, count);
    by_ticket();
}

static void no_tickets(void) {
    tickets(0);
}

static void one_ticket(void) {
    tickets(1);
}

static void five_tickets(void) {
    tickets(5);
}

static void ticket_asked_for_later(void) {
    open_connections();
    handshake();
    require(SSL_new_session_ticket(server.ssl) == (version == TLS1_3_VERSION),
            "new_session_ticket");
    send_hello(&server, &client);
    say(&client, "-- in a handshake of its own");
    SSL_new_session_ticket(server.ssl);
    server.ended = 0;
    step(&server);
    deliver(&server, &client, 1 << 17);
    say_read(&client);
    facts();
}

const struct flow resumption[] = {
    {"resumed-ticket", by_ticket, 0},
    {"resumed-id", by_id, 0},
    {"resumed-client-without-tickets", by_the_client_without_tickets, 0},
    {"resumed-outer-cache", from_an_outer_cache, 0},
    {"resumed-empty-outer-cache", from_an_empty_outer_cache, 0},
    {"resumed-client-certificate", with_client_certificate, 0},
    {"resumed-retry", with_retry, TLS1_3_VERSION},
    {"ticket-key-known", with_ticket_key_known, 0},
    {"ticket-key-renewed", with_ticket_key_renewed, 0},
    {"ticket-key-unknown", with_ticket_key_unknown, 0},
    {"ticket-key-failing", with_ticket_key_failing, 0},
    {"ticket-used", with_ticket_used, 0},
    {"ticket-used-and-renewed", with_ticket_used_and_renewed, 0},
    {"ticket-ignored", with_ticket_ignored, 0},
    {"ticket-ignored-and-renewed", with_ticket_ignored_and_renewed, 0},
    {"ticket-refused", with_ticket_refused, 0},
    {"ticket-not-generated", with_no_ticket_generated, 0},
    {"expired-ticket", by_an_expired_ticket, 0},
    {"expired-id", by_an_expired_id, 0},
    {"other-id-context", in_another_id_context, 0},
    {"no-id-context", in_no_id_context, 0},
    {"other-server-name", for_another_server_name, 0},
    {"other-suite", with_another_suite, 0},
    {"other-suite-of-the-hash", with_another_suite_of_the_hash, TLS1_3_VERSION},
    {"other-version", at_a_server_of_an_older_version, TLS1_3_VERSION},
    {"other-ticket-keys", at_a_server_of_another_key, 0},
    {"other-extended-master-secret", by_a_client_without_extended_master_secret, TLS1_2_VERSION},
    {"psk-alone", with_psk_alone, TLS1_3_VERSION},
    {"no-tickets", no_tickets, TLS1_3_VERSION},
    {"one-ticket", one_ticket, TLS1_3_VERSION},
    {"five-tickets", five_tickets, TLS1_3_VERSION},
    {"ticket-later", ticket_asked_for_later, 0},
};
const size_t resumption_count = COUNT_OF(resumption);
